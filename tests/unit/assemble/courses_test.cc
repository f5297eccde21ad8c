// What became of a treatment, how much of it was given, and what is of one thing or of several: one line a case (told.h
// says how to read it).
#include "unit/assemble/told.h"

using namespace anamnesis;

namespace {

// clang-format off
const std::vector<ToldCase> kCases = {
    // offered and refused
    {"Surgery was offered, which she declined.", {"procedure: Surgery; negated=true"}},
    {"A cholecystectomy was recommended; he refused.", {"procedure: cholecystectomy; negated=true"}},
    {"Chemotherapy was advised. The patient declined.", {"medication: Chemotherapy; negated=true"}},
    {"Aspirin was started and surgery was offered, but he refused.",
     {"procedure: surgery; negated=true", "!medication: aspirin; negated=true"}},
    {"Surgery and chemotherapy were declined.", {"procedure: Surgery; negated=true", "medication: chemotherapy; negated=true"}},
    {"A biopsy was recommended. Her renal function declined.", {"!diagnostic-procedure: biopsy; negated=true"}},
    {"Surgery was recommended. He refused amiodarone.",
     {"!procedure: Surgery; negated=true", "medication: amiodarone; negated=true"}},
    // strengths of combinations are no dose
    {"He was given amoxicillin-clavulanate 875/125 mg twice daily.",
     {"medication: amoxicillin-clavulanate; dosage-text=875/125 mg twice daily; frequency=2",
      "!medication: amoxicillin; dose=875", "!medication: amoxicillin; dose-unit=mg"}},
    {"She takes sacubitril/valsartan 49 mg/51 mg daily.",
     {"medication: sacubitril/valsartan; frequency=1", "!medication: sacubitril; dose=49", "!medication: sacubitril; dose=51"}},
    {"Fluticasone/salmeterol 250/50 mcg two puffs twice daily was added.",
     {"medication: Fluticasone/salmeterol; dose=2; dose-unit={puff}; frequency=2", "!medication: Fluticasone; dose=250"}},
    {"He takes 1/2 tablet of bisoprolol daily.", {"medication: bisoprolol; dose=0.5"}},
    // concentrations are results
    {"She was on insulin. On insulin, 240 mg/dL was read.", {"!medication: insulin; dose=240"}},
    {"He was kept on insulin at 14 mmol/L.", {"!medication: insulin; dose=14"}},
    // one verb after the other
    {"Warfarin was stopped on day 3, was restarted on day 9.",
     {"medication: Warfarin; status=unknown", "!medication: Warfarin; status=stopped", "!medication: Warfarin; end=day:3"}},
    {"Metformin was withheld for one day.", {"medication: Metformin; status=on-hold", "!medication: Metformin; duration=1"}},
    {"Ramipril was stopped for 2 weeks.", {"!medication: Ramipril; duration=2"}},
    {"Cefalexin was given for 2 weeks.", {"medication: Cefalexin; duration=2"}},
    // thought about
    {"Lamotrigine was discussed.", {"!medication: Lamotrigine"}},
    {"Colonoscopy with biopsy was planned.",
     {"diagnostic-procedure: Colonoscopy; status=preparation", "diagnostic-procedure: biopsy; status=preparation"}},
    // what is under an allergy
    {"Allergies: sulfa - hives", {"allergy: sulfa; reaction=hives", "!symptom: hives"}},
    {"Allergies: sulfa - hives, penicillin - anaphylaxis; latex (rash)",
     {"allergy: sulfa; reaction=hives", "allergy: penicillin; reaction=anaphylaxis", "allergy: latex; reaction=rash"}},
    // whose and where
    {"She lives with her husband and was admitted with pneumonia.", {"encounter: was admitted", "diagnosis: pneumonia"}},
    {"Metastases of the liver were seen. Metastases of the spine and the brain were found.",
     {"diagnosis: Metastases; body-site=liver", "diagnosis: Metastases; body-site=spine"}},
    {"There were metastases to the liver, lung and bone.",
     {"diagnosis: metastases; body-site=liver; body-site=lung; body-site=bone"}},
    // what is another's, another time's, another thing's
    {"There was no evidence of placental abruption on ultrasound.",
     {"diagnosis: placental abruption; negated=true", "!diagnostic-procedure: ultrasound; negated=true"}},
    {"Baby boy, born by section for maternal pre-eclampsia, birth weight 940 g.", {"vital-sign: birth weight; value=940"}},
    {"Apgar scores were 4, 7 and 8 at 1, 5 and 10 minutes.", {"score: Apgar; value=8", "!score: Apgar; value=1"}},
    {"Blood pressure was 178/112 mmHg, with 3+ proteinuria.",
     {"vital-sign: Blood pressure; systolic=178", "!vital-sign: Blood pressure; value-text=3+"}},
    {"Urine output was 25 mL/h, net +3.2 L.", {"vital-sign: Urine output; value=25", "!vital-sign: Urine output; value=3.2"}},
    {"Blood gases on 28% oxygen were taken.", {"!measurement: Blood gases; value=28"}},
    {"Clark level IV, with 6 mitoses per mm2.", {"!score: Clark level; value=6"}},
    {"Cr 2.1, haemodialysis being considered.",
     {"measurement: Cr; value=2.1", "procedure: haemodialysis; status=preparation"}},
    {"He was given magnesium sulfate 4 g over 20 minutes then 1 g/h.",
     {"medication: magnesium sulfate; dose=4; duration=20", "!medication: magnesium sulfate; dosage-text=4 g over 20 minutes then 1 g/h"}},
    {"Capecitabine, chest wall radiotherapy 50 Gy in 25 fractions.",
     {"procedure: radiotherapy; note=50 Gy in 25 fractions", "!medication: Capecitabine; dose=50"}},
    {"He drinks 2 beers per week.", {"social-history: drinks; value-text=2 beers per week"}},
    // what the site was
    {"Her hands and feet were swollen.", {"symptom: swollen; body-site=hands; body-site=feet"}},
    {"The liver was markedly enlarged.", {"finding: enlarged; body-site=liver"}},
    {"The face and dizziness were spoken of.", {"!symptom: dizziness; body-site=face"}},
    // what was looked for, what was not done, what another test or person has
    {"She was evaluated for weight gain and easy bruising.", {"symptom: weight gain", "symptom: easy bruising"}},
    {"She was evaluated for lupus.", {"!diagnosis: lupus"}},
    {"An Ebola PCR was not performed.", {"!qualitative-result: PCR", "!diagnosis: Ebola"}},
    {"ESR was 54, patient global 70.", {"measurement: ESR; value=54", "!measurement: ESR; value=70"}},
    {"The ACTH ratio was 4.2.", {"!measurement: ACTH; value=4.2"}},
    {"Amitriptyline was started for migraine 3 weeks ago.",
     {"medication: Amitriptyline; effective=ago:3 wk", "!diagnosis: migraine; onset=ago:3 wk"}},
    {"Vaccinations planned prior to discharge.", {"procedure: Vaccinations; status=preparation"}},
    {"We agreed to escalate to rituximab.", {"medication: rituximab; status=intended"}},
    {"Urine drug screen was positive for benzodiazepines.", {"!medication: benzodiazepines"}},
    {"The donor was a woman who died and was CMV seropositive.", {"!qualitative-result: CMV"}},
    {"The viral load became undetectable.", {"qualitative-result: viral load; value-text=negative"}},
    {"T 37.9 HR 96 BP 168/94 RR 24.",
     {"vital-sign: HR; value=96", "vital-sign: BP; systolic=168", "!vital-sign: T; value-text=168/94"}},
    {"Oxycodone-acetaminophen 5-325 mg, 1-2 tabs.",
     {"medication: Oxycodone-acetaminophen; dose-low=1", "!medication: Oxycodone; dose-high=325"}},
    {"Insulin lispro 6-8 units.", {"medication: Insulin lispro; dose-low=6; dose-high=8"}},
    {"Discontinued: lisinopril (cough), simvastatin 40 mg.", {"medication: simvastatin; status=stopped"}},
    {"Recommend omental biopsy.", {"diagnostic-procedure: omental biopsy; status=preparation"}},
    {"Non-smoker, 14 units alcohol per week.", {"!social-history: Non-smoker; value-text=14 units alcohol per week"}},
    {"She lost half a stone in weight.", {"!finding: stone"}},
    {"Biopsy showed non-caseating granulomas.", {"finding: non-caseating granulomas", "!finding: caseating; negated=true"}},
    // periods
    {"Admission: 2021. Discharge: 12 March 2021.", {"encounter: Admission; end=date:2021-03-12", "!encounter: Admission; effective=date:2021"}},
    // orders
    {"Start sertraline 50 mg daily.", {"medication: sertraline; status=intended"}},
    {"He wanted to start again; sertraline was given from the start.", {"!medication: sertraline; status=intended"}},
    {"ECT not indicated at present.", {"procedure: ECT; negated=true"}},
    {"We discussed the options of chemotherapy or surgery.", {"!medication: chemotherapy", "!procedure: surgery"}},
    {"I have switched ramipril to losartan 50 mg daily.", {"medication: ramipril; status=stopped", "medication: losartan; dose=50", "!medication: losartan; status=stopped"}},
    {"Weekly paclitaxel (completed May 2018).", {"medication: paclitaxel; status=completed; end=date:2018-05"}},
    {"Vasopressin off since yesterday; lactulose held.", {"medication: Vasopressin; status=stopped", "medication: lactulose; status=on-hold"}},
};
// clang-format on

}  // namespace

TEST_CASE("what is told of a course of treatment is read to its end") {
  check_told(kCases);
}


TEST_CASE("what is held or stopped ends with its list") {
  // "Hold metformin, start insulin" once held the insulin, and "He stopped A and began using B" stopped both.
  const std::vector<ToldCase> cases = {
      {"Hold metformin, start insulin.",
       {"medication: metformin; status=on-hold", "medication: insulin; status=intended", "!medication: insulin; status=on-hold"}},
      {"Hold metformin, sliding scale insulin.",
       {"medication: metformin; status=on-hold", "!medication: insulin; status=on-hold"}},
      {"Hold metformin, lisinopril 10 mg daily.",
       {"medication: metformin; status=on-hold", "!medication: lisinopril; status=on-hold"}},
      {"We held metformin, gave insulin.", {"!medication: insulin; status=on-hold"}},
      {"She discontinued azathioprine and began using mesalamine.",
       {"medication: azathioprine; status=stopped", "medication: mesalamine", "!medication: mesalamine; status=stopped"}},
      {"Hold aspirin, clopidogrel and warfarin.",
       {"medication: aspirin; status=on-hold", "medication: clopidogrel; status=on-hold", "medication: warfarin; status=on-hold"}},
      {"He takes aspirin, metformin, lisinopril 10 mg daily.",
       {"medication: aspirin; status=active", "medication: metformin; status=active", "medication: lisinopril; status=active"}},
  };
  check_told(cases);
}

TEST_CASE("what another thing is dated by took place, and is over") {
  // "No complications after surgery" once told a surgery that was not done.
  const std::vector<ToldCase> cases = {
      {"She had no complications after the surgery.",
       {"symptom: complications; negated=true", "procedure: surgery", "!procedure: surgery; negated=true"}},
      {"There was no recurrence after radiotherapy and chemotherapy.", {"!procedure: radiotherapy; negated=true"}},
      {"There were no complications after colonoscopy and biopsy.",
       {"!diagnostic-procedure: colonoscopy; negated=true", "!diagnostic-procedure: biopsy; negated=true"}},
      {"No fever was seen during chemotherapy.", {"!medication: chemotherapy; negated=true"}},
      {"There was no fever with antibiotics.", {"symptom: fever; negated=true", "!medication: antibiotics; negated=true"}},
      {"She had no improvement with antibiotics.", {"!symptom: improvement", "!medication: antibiotics; negated=true"}},
      {"There was no improvement in her cough.", {"!symptom: improvement", "!symptom: cough; negated=true"}},
      {"He had no history of diabetes or treatment with insulin.", {"medication: insulin; negated=true"}},
      {"He did not receive radiotherapy after surgery.",
       {"procedure: radiotherapy; negated=true", "procedure: surgery", "!procedure: surgery; negated=true"}},
      {"He stopped smoking after his heart attack.", {"diagnosis: heart attack; historical=true"}},
      {"She quit smoking after a stroke.", {"diagnosis: stroke; historical=true"}},
      {"No fever since his stroke.", {"symptom: fever; negated=true", "diagnosis: stroke; historical=true", "!diagnosis: stroke; negated=true"}},
      {"He had a stroke after the fall.", {"!diagnosis: stroke; historical=true"}},
  };
  check_told(cases);
}

TEST_CASE("what a treatment is for is no procedure") {
  const std::vector<ToldCase> cases = {
      {"He takes aspirin for secondary prevention.", {"medication: aspirin", "!procedure: prevention"}},
      {"Statins were started for primary prevention of stroke.", {"medication: Statins", "!procedure: prevention", "!diagnosis: stroke"}},
  };
  check_told(cases);
}

TEST_CASE("what a patient's child was born by was done to her") {
  const std::vector<ToldCase> cases = {
      {"A 34-year-old woman. Her first child was delivered by caesarean section and weighed 3 kg.",
       {"procedure: caesarean section", "!vital-sign: weighed"}},
      {"A 30-year-old woman had pre-eclampsia. The newborn underwent surgery.", {"!procedure: surgery"}},
      {"Her mother was delivered by caesarean section.", {"!procedure: caesarean section"}},
  };
  check_told(cases);
}

TEST_CASE("a treatment that was not tolerated was stopped, for what is told as the reason") {
  // "Could not tolerate A because of diarrhoea" once told that A was given for the diarrhoea.
  const std::vector<ToldCase> cases = {
      {"She could not tolerate metformin because of diarrhea.",
       {"medication: metformin; status=stopped; reason-stopped=diarrhea", "!medication: metformin; indication=diarrhea"}},
      {"Metformin was not tolerated due to nausea.",
       {"medication: Metformin; status=stopped; reason-stopped=nausea", "!symptom: nausea; negated=true"}},
      {"He did not tolerate weaning from vasopressors.", {"!medication: vasopressors; status=stopped"}},
      {"The treatment was well tolerated.", {"!medication: treatment; status=stopped"}},
  };
  check_told(cases);
}

TEST_CASE("an amount behind 'and' belongs to the drug behind it") {
  const std::vector<ToldCase> cases = {
      {"He was given intravenous hydrocortisone 4 mg/kg and a 20 mL/kg bolus of normal saline.",
       {"medication: hydrocortisone; dose=4", "!medication: hydrocortisone; rate=20", "!medication: hydrocortisone; dose=20", "medication: normal saline; dose=20; dose-unit=mL/kg"}},
  };
  check_told(cases);
}

TEST_CASE("when a dose is to be left out is a condition, neither a hold nor a reading") {
  const std::vector<ToldCase> cases = {
      {"Metoprolol 25 mg q6h, hold for SBP < 100 or HR < 55.",
       {"medication: Metoprolol; dose=25", "!medication: Metoprolol; status=on-hold", "!vital-sign: SBP", "!vital-sign: HR"}},
      {"Hold metformin for now.", {"medication: metformin; status=on-hold"}},
  };
  check_told(cases);
}

TEST_CASE("what is given beside a result or a habit is neither its specimen nor its amount") {
  const std::vector<ToldCase> cases = {
      {"Creatinine rose to 2.1 and returned to normal with fluids.", {"!measurement: Creatinine; specimen=fluids"}},
      {"Smoking cessation was advised; nicotine patch 21 mg/24 h.", {"medication: nicotine patch", "!social-history: nicotine"}},
      {"Pain resolved with SL NTG.", {"medication: NTG"}},
  };
  check_told(cases);
}

TEST_CASE("how long a complaint lasted is no dosage of the drug before it") {
  const std::vector<ToldCase> cases = {
      {"77F with AF on coumadin who presented with 1 week of progressive dyspnea.",
       {"medication: coumadin", "!medication: coumadin; duration=1"}},
      {"He took amoxicillin for 1 week.", {"medication: amoxicillin; duration=1"}},
  };
  check_told(cases);
}

TEST_CASE("one treatment ends where another is named in its place") {
  const std::vector<ToldCase> cases = {
      {"He was on warfarin, now apixaban 5 mg.", {"medication: warfarin; status=stopped", "medication: apixaban; status=active"}},
      {"Initially on furosemide, now on torsemide.", {"medication: furosemide; status=stopped", "medication: torsemide; status=active"}},
      {"Takes aspirin, now on heparin.", {"!medication: aspirin; status=stopped", "medication: heparin; status=active"}},
      {"Was on aspirin, now with chest pain.", {"!medication: aspirin; status=stopped"}},
      {"She was transitioned from fentanyl to methadone.", {"medication: fentanyl; status=stopped", "!medication: methadone; status=stopped"}},
      {"Swap aspirin to clopidogrel 75 mg.", {"medication: aspirin; status=stopped", "!medication: clopidogrel; status=stopped"}},
      {"Changed metoprolol to 50 mg.", {"!medication: metoprolol; status=stopped"}},
      {"Norepinephrine 0.12 mcg/kg/min, vasopressin 0.03 u/min weaned off.",
       {"!medication: Norepinephrine; status=stopped", "medication: vasopressin; status=stopped"}},
      {"She defervesced within 48 hours and was discharged on day 8.", {"encounter: discharged; end=day:8"}},
      {"Metoprolol was changed from 25 mg to 50 mg.", {"!medication: Metoprolol; status=stopped"}},
  };
  check_told(cases);
}
