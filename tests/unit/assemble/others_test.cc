// Others: partners, donors and twins, and words that only look like a fact of the patient.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("a partner's, a donor's and a twin's facts are not the patient's") {
  const std::vector<ToldCase> cases = {
      {"He lives with his partner who is HIV negative.", {"!qualitative-result: HIV"}},
      {"HCV positive donor organs were discussed.", {"!diagnosis: HCV", "!qualitative-result: HCV"}},
      {"A 35-year-old woman was delivered of twins by cesarean section. Twin 1 required CPAP.",
       {"procedure: cesarean section", "!device-use: CPAP", "!family-history: cesarean"}},
      {"His wife, who had eaten the same meal, had only diarrhea.", {"!symptom: diarrhea"}},
      {"Allergies: penicillin (rash). Brother with asthma. Vaccines up to date.", {"allergy: penicillin", "!allergy: Vaccines"}},
  };
  check_told(cases);
}

TEST_CASE("what is avoided, put off, off or only an option is not taken") {
  const std::vector<ToldCase> cases = {
      {"He has been off aspirin for a year.", {"medication: aspirin; negated=true"}},
      {"Epinephrine was weaned off.", {"medication: Epinephrine; status=stopped"}},
      {"Ketorolac avoided given bleeding.", {"medication: Ketorolac; negated=true"}},
      {"Chantix declined.", {"medication: Chantix; negated=true"}},
      {"Options discussed: active surveillance, brachytherapy.", {"!procedure: surveillance", "!procedure: brachytherapy"}},
      {"Hydroxychloroquine was considered for hypercalcemia.", {"medication: Hydroxychloroquine; status=intended"}},
      {"Apixaban to start on day 5.", {"medication: Apixaban; status=intended"}},
      {"Extubation tomorrow.", {"procedure: Extubation; status=preparation"}},
      {"Glycopyrrolate prn secretions, stop tube feeds.", {"!medication: Glycopyrrolate; status=stopped"}},
      {"Aspirin to be held 7 days prior.", {"!medication: Aspirin; status=on-hold"}},
      {"MRI is contraindicated.", {"diagnostic-procedure: MRI; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("numbers and names that are no readings") {
  const std::vector<ToldCase> cases = {
      {"Celiac screen neg 2022.", {"!measurement: screen; value=2022", "qualitative-result: Celiac screen; value-text=negative"}},
      {"Ketone strips refilled.", {"!measurement: Ketone"}},
      {"Acetaminophen was undetectable.", {"!medication: Acetaminophen"}},
      {"Home meds: folate 1 mg.", {"medication: folate; dose=1", "!measurement: folate"}},
      {"Folate 5 ng/mL.", {"measurement: Folate; value=5"}},
      {"An ex-29+3 wk female.", {"!age: wk"}},
      {"Plan: watch K, Mg.", {"!measurement: K", "!measurement: Mg"}},
  };
  check_told(cases);
}

TEST_CASE("who tells of the patient, and of whom") {
  const std::vector<ToldCase> cases = {
      {"Her parents denied snoring.", {"symptom: snoring; negated=true"}},
      {"Mother reports a bleeding disorder in father.",
       {"family-history: bleeding disorder; relationship=FTH", "!diagnosis: bleeding disorder"}},
      {"E. coli was sensitive to ceftriaxone but resistant to ampicillin.", {"!medication: ampicillin"}},
      {"Hypertension resistant to amlodipine.", {"medication: amlodipine"}},
      {"No stool x3d -> methylnaltrexone today.", {"medication: methylnaltrexone", "!medication: methylnaltrexone; negated=true"}},
      {"Moxifloxacin QID x1 wk.", {"medication: Moxifloxacin; frequency=4", "!medication: Moxifloxacin; count=1"}},
      {"He was out of Flovent for 2 wks.", {"medication: Flovent; status=stopped"}},
  };
  check_told(cases);
}

TEST_CASE("words of a note that are no test, no drug and no study") {
  const std::vector<ToldCase> cases = {
      {"Heart regular, lungs CTA.", {"!diagnostic-procedure: CTA"}},
      {"Chest CTA showed a pulmonary embolism.", {"diagnostic-procedure: CTA"}},
      {"Low Na diet.", {"procedure: Low Na diet", "!measurement: Na"}},
      {"Declines flu shot.", {"medication: flu shot; negated=true"}},
      {"Echo and BNP requested.", {"diagnostic-procedure: Echo; status=preparation", "!measurement: BNP"}},
      {"Insulin 22 uU/mL and a negative sulfonylurea screen.",
       {"measurement: Insulin; value=22", "!medication: Insulin", "!medication: sulfonylurea"}},
      {"She required no glucose.", {"!qualitative-result: glucose"}},
  };
  check_told(cases);
}

TEST_CASE("a pronoun behind a donor or a partner is theirs where it cannot be the patient's") {
  const std::vector<ToldCase> cases = {
      {"A 44-year-old woman had a liver transplant. The donor was a young man; he was CMV positive.", {"!qualitative-result: CMV"}},
      {"A 52-year-old man had a kidney transplant. The donor was well. She had hypertension. He had gout.",
       {"!diagnosis: hypertension", "diagnosis: gout"}},
      {"A 52-year-old man had a kidney transplant. The donor was well. He had hypertension.", {"diagnosis: hypertension"}},
      {"A 52-year-old man. The donor was CMV positive, and his creatinine was 2.1 mg/dL.", {"measurement: creatinine"}},
      {"Isoniazid was given to her mother, who developed hepatitis.",
       {"!medication: Isoniazid", "family-history: hepatitis; relationship=MTH"}},
  };
  check_told(cases);
}

TEST_CASE("each has its own: a test its result, a drug its dosage, a roommate his disease") {
  const std::vector<ToldCase> cases = {
      {"Sputum smear AFB 2+, GeneXpert MTB detected, rifampicin resistance not detected.",
       {"!qualitative-result: GeneXpert; value-text=absent", "!medication: rifampicin"}},
      {"His roommate was treated for TB last year.", {"!diagnosis: TB"}},
      {"HIV/hep B/C neg.", {"!diagnosis: HIV", "qualitative-result: HIV; value-text=negative"}},
      {"Prednisone 40 mg, zorbacin 500 mg then 250 mg for 4 days.", {"medication: Prednisone; dose=40", "!medication: Prednisone; dose=250"}},
      {"Transfused 2u PRBC, 1u plt.", {"medication: PRBC; dose=2", "!medication: PRBC; dose=1", "medication: plt; dose=1"}},
      {"Echo EF 62% pre-anthracycline.", {"!medication: anthracycline"}},
      {"COPD (FEV1 38%) with increased sputum.", {"measurement: FEV1; value=38", "!measurement: FEV1; specimen=sputum"}},
      {"ABG on 4 L: pH 7.29.", {"!measurement: ABG; value=4", "measurement: pH; value=7.29"}},
      {"Diffuse hemorrhages, CME on OCT (CST 612 um).", {"!finding: hemorrhages; note=612 um"}},
      {"4 months of MCP/PIP pain.", {"!measurement: PIP"}},
      {"CXR: no effusion.", {"finding: effusion; negated=true"}},
      {"Chest tube if PTX enlarges.", {"!device-use: Chest tube; status=active", "!diagnosis: PTX"}},
      {"Options inc. myomectomy; opted for TAH.", {"!procedure: myomectomy; status=completed", "procedure: TAH; status=preparation"}},
      {"Imp: rheumatoid arthritis vs lupus.", {"diagnosis: arthritis; certainty=differential", "diagnosis: lupus; certainty=differential"}},
      {"Paracetamol if febrile.", {"medication: Paracetamol; status=intended", "!symptom: febrile"}},
      {"Continue metoprolol if tolerated.", {"!medication: metoprolol; status=intended"}},
      {"Ibuprofen 400 mg if needed.", {"medication: Ibuprofen; as-needed=true", "!medication: Ibuprofen; status=intended"}},
  };
  check_told(cases);
}
