// What is assembled from a sentence: one line a case. Each expectation is "type: text-part; field=value; ..." and must
// be met by one statement; "!" before it: by none.
#include "assemble/assemble.h"

#include <string>
#include <vector>

#include "segment/segment.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

struct Case {
  const char* text;
  std::vector<const char*> expected;
};

const std::vector<Case> kCases = {
    // values
    {"Ferritin was 812 ug/L.", {"measurement: ferritin; value=812; unit=ug/L"}},
    {"He had a raised ferritin of 812 ug/L.", {"measurement: ferritin; value=812; interpretation=H"}},
    {"CRP (45 mg/L) and ferritin (300 ug/L) were high.",
     {"measurement: CRP; value=45; interpretation=H", "measurement: ferritin; value=300; interpretation=H"}},
    {"Sodium, potassium and creatinine were 135 mmol/L, 4.1 mmol/L and 80 umol/L, respectively.",
     {"measurement: Sodium; value=135", "measurement: potassium; value=4.1", "measurement: creatinine; value=80"}},
    {"CRP was 33 mg/L (normal < 5).", {"measurement: CRP; value=33; reference-high=5", "!measurement: CRP; value=5"}},
    {"Calcium was 2.9 mmol/L (2.2-2.6 mmol/L).", {"measurement: Calcium; value=2.9; reference-low=2.2; reference-high=2.6"}},
    {"Platelets did not fall below 60 x 10^9/L.", {"measurement: Platelets; value=60; comparator=>="}},
    {"His blood pressure was 124/81 mmHg.", {"vital-sign: blood pressure; systolic=124; diastolic=81"}},
    {"She was tachycardic (122 beats/min).", {"vital-sign: Heart rate; value=122"}},
    {"He needed 40% FiO2.", {"vital-sign: FiO2; value=40; unit=%"}},
    {"Liver function was normal.", {"qualitative-result: Liver function; value-text=normal"}},
    {"The ECG was unremarkable.", {"qualitative-result: ECG; value-text=normal"}},
    {"Antinuclear antibodies were negative.", {"qualitative-result: Antinuclear antibodies; value-text=negative"}},
    {"A throat swab was positive for SARS-CoV-2 by PCR.",
     {"qualitative-result: SARS-CoV-2; value-text=positive; specimen=throat swab; method=PCR"}},
    {"Serum insulin was 12 mU/L.", {"measurement: insulin; value=12", "!medication: insulin"}},
    // lists that share words
    {"Hepatic and renal failure developed.", {"diagnosis: Hepatic failure", "diagnosis: renal failure", "!diagnosis: failure; body-site=Hepatic"}},
    {"Severe mitral and tricuspid regurgitation was seen.",
     {"diagnosis: mitral regurgitation; severity=severe", "diagnosis: tricuspid regurgitation; severity=severe"}},
    {"Stool and urine cultures were negative.",
     {"qualitative-result: Stool cultures; value-text=negative", "qualitative-result: urine cultures; value-text=negative"}},
    {"There was no pleural or pericardial effusion.",
     {"diagnosis: pleural effusion; negated=true", "diagnosis: pericardial effusion; negated=true"}},
    {"The scan showed a cyst (2 cm) in the right kidney and ascites.", {"finding: ascites", "!finding: ascites; body-site=right kidney"}},
    // a list and one date
    {"He has a history of gout, asthma and a stroke in 2009.",
     {"diagnosis: stroke; onset=date:2009", "!diagnosis: gout; onset=date:2009"}},
    {"She was diagnosed with gout and asthma in 2009.",
     {"diagnosis: gout; onset=date:2009", "diagnosis: asthma; onset=date:2009"}},
    {"A cyst of the liver was seen in 2011. In 2015 a cyst of the liver was found.",
     {"diagnosis: cyst; onset=date:2011", "diagnosis: cyst; onset=date:2015"}},
    // discharge, substitution, times that are values, planned visits
    {"He was discharged on apixaban 5 mg twice daily and bisoprolol.",
     {"medication: apixaban; status=active", "medication: bisoprolol; status=active", "encounter: discharged"}},
    {"He was discharged on day 4 after a course of ceftriaxone.", {"!medication: ceftriaxone; status=active"}},
    {"Losartan was replaced by 200 mg carbamazepine.", {"medication: carbamazepine; dose=200", "!medication: Losartan; dose=200"}},
    {"Prothrombin time was prolonged at 21 s.", {"measurement: Prothrombin time; value=21; unit=s"}},
    {"Follow-up with neurology is planned.", {"!encounter: Follow-up"}},
    {"Vital signs were normal.", {"qualitative-result: Vital signs; value-text=normal"}},
    {"A throat swab was positive for human adenovirus.", {"qualitative-result: adenovirus; value-text=positive"}},
    {"An EEG was done.", {"diagnostic-procedure: EEG"}},
    // whose, when and whether
    {"He noticed 3 hours of chest pain and called for help.", {"symptom: chest pain; onset=for:3 h"}},
    {"A cyst of the liver, unchanged since 2014, and mild emphysema were seen.", {"!diagnosis: emphysema; onset=date:2014"}},
    {"She took clozapine until she stopped it 3 weeks ago.", {"medication: clozapine; status=stopped; end=ago:3 wk"}},
    {"On day 5 vancomycin was stopped.", {"medication: vancomycin; end=day:5", "!medication: vancomycin; effective=day:5"}},
    {"Creatinine peaked at 2.8 mg/dL on day 3 and fell to 1.2 mg/dL on day 9.",
     {"measurement: Creatinine; value=2.8; interpretation=H; effective=day:3",
      "measurement: Creatinine; value=1.2; effective=day:9"}},
    {"Warfarin was discussed but not started.", {"medication: Warfarin; negated=true"}},
    {"Rituximab was never given.", {"medication: Rituximab; negated=true"}},
    {"He takes ramipril 5 mg daily and bisoprolol 5 mg daily (held).",
     {"medication: bisoprolol; status=on-hold", "!medication: ramipril; status=on-hold"}},
    {"The fit was stopped with lorazepam 2 mg.", {"!medication: lorazepam; status=stopped"}},
    {"The 2-year-old boy was brought by his mother with a rash and vomiting.",
     {"symptom: rash", "!family-history: rash", "!family-history: vomiting"}},
    {"A 31-year-old woman was admitted in labour. A boy weighing 2,900 g was delivered. The baby had jaundice.",
     {"sex: woman; value=female", "!sex: boy", "!diagnosis: jaundice", "!vital-sign: weighing"}},
    {"A 3-day-old boy was admitted. The baby had jaundice.", {"diagnosis: jaundice"}},
    {"ER 80%, PR 30%.", {"measurement: ER; value=80", "!measurement: ER; value=30"}},
    {"Neck stiffness could not be assessed.", {"!finding: Neck stiffness", "!diagnosis: Neck stiffness"}},
    {"Urinalysis showed 2+ protein.", {"qualitative-result: protein; value-text=2+", "!measurement: Urinalysis; value=2"}},
    {"Estimated blood loss was 700 mL.", {"measurement: Estimated blood loss; value=700; unit=mL", "!finding: blood loss"}},
    {"He reported hearing voices.", {"symptom: hearing voices"}},
    {"Blood cultures grew Streptococcus pneumoniae.", {"!diagnosis: Streptococcus pneumoniae"}},
    {"Allergies: penicillin (hives).", {"allergy: penicillin; reaction=hives", "!medication: penicillin"}},
    {"Follow-up: chest X-ray in 6 weeks.", {"!encounter: Follow-up"}},
    // names, others, and what is a drug here and a test there
    {"He was seen at the Institute of Cardiology and Vascular Diseases.", {"!diagnosis: Diseases"}},
    {"He was admitted to the Department of Medicine with pneumonia.", {"diagnosis: pneumonia"}},
    {"Her neighbour had tuberculosis.", {"!diagnosis: tuberculosis"}},
    {"There was no history of stroke in the family.", {"!diagnosis: stroke", "no-family-history: stroke"}},
    {"We surveyed autoimmune disease and viral infection.", {"!diagnosis: autoimmune", "!diagnosis: viral"}},
    {"He was treated with bicarbonate and furosemide.", {"medication: bicarbonate", "!measurement: bicarbonate"}},
    {"Bicarbonate was 14 mmol/L.", {"measurement: Bicarbonate; value=14", "!medication: Bicarbonate"}},
    {"Growth hormone therapy was begun.", {"medication: Growth hormone"}},
    {"Growth hormone was 0.4 ng/mL.", {"measurement: Growth hormone; value=0.4"}},
    {"There was no biologic sign of haemolysis.", {"!medication: biologic"}},
    {"The cells expressed multiple myeloma oncogene 1.", {"!diagnosis: multiple myeloma"}},
    // what words near a drug, a study or a number do not say
    {"SpO2 was 90% on 3 L/min.", {"vital-sign: SpO2; value=90", "!vital-sign: SpO2; value=3"}},
    {"The isolate was susceptible to vancomycin.", {"!medication: vancomycin"}},
    {"Linezolid 600 mg twice daily was added and meropenem was stopped.",
     {"medication: meropenem; status=stopped", "!medication: Linezolid; status=stopped"}},
    {"Before adalimumab was begun, hepatitis serology and an interferon-gamma release assay were negative.",
     {"!medication: adalimumab; negated=true"}},
    {"Transthoracic echocardiography excluded endocarditis.",
     {"diagnostic-procedure: echocardiography", "!diagnostic-procedure: echocardiography; negated=true",
      "diagnosis: endocarditis; negated=true"}},
    {"There was a family history of psoriasis in her maternal aunt.", {"family-history: psoriasis; relationship=MAUNT"}},
    {"A previously healthy man awoke with vertigo.", {"!diagnosis: vertigo; historical=true", "symptom: vertigo"}},
    {"He had lifted weights.", {"!vital-sign: weights"}},
    {"There was loss of pain and temperature sensation.", {"finding: loss of pain and temperature"}},
    {"The scan showed a dilated ventricle with reduced function.", {"!qualitative-result: scan", "!diagnostic-procedure: scan; interpretation=L"}},
    {"Minimal change disease was found.", {"diagnosis: Minimal change disease", "!diagnosis: Minimal change disease; severity=minimal"}},
    {"Proteinuria fell by week 6.", {"!finding: Proteinuria; onset=after:6 wk", "finding: Proteinuria"}},
    {"Paracetamol and salicylate levels were undetectable.", {"!medication: Paracetamol", "qualitative-result: Paracetamol", "qualitative-result: salicylate"}},
    {"Heart transplantation is not indicated at present.", {"procedure: Heart transplantation; negated=true"}},
    {"Physostigmine was contraindicated.", {"medication: Physostigmine; negated=true"}},
    {"She had non-sustained ventricular tachycardia.", {"diagnosis: non-sustained ventricular tachycardia"}},
    {"He received two appropriate shocks.", {"!diagnosis: shocks"}},
    {"Fluoxetine had been stopped in 2019 and was later restarted.", {"medication: Fluoxetine"}},
    {"Her regular medications were ramipril 5 mg and aspirin.",
     {"medication: ramipril; status=active", "medication: aspirin; status=active"}},
    {"Lipid emulsion was given.", {"medication: Lipid emulsion", "!measurement: Lipid"}},
    {"MoCA was 26/30.", {"score: MoCA; value=26", "!score: MoCA; systolic=26"}},
    {"The scan showed reduced uptake in the putamen.", {"!diagnostic-procedure: scan; interpretation=L", "!qualitative-result: scan; interpretation=L"}},
    {"I have suggested starting levodopa.", {"medication: levodopa; status=intended"}},
    {"Side effects including nausea were explained.", {"!symptom: nausea"}},
    {"Referral to physiotherapy was made.", {"!procedure: physiotherapy; status=completed"}},
    {"EGFR exon 19 deletion was found.", {"measurement: EGFR", "!measurement: estimated"}},
    {"eGFR was 41 mL/min.", {"measurement: eGFR; value=41"}},
    {"He had a painful left shoulder.", {"symptom: painful left shoulder; body-site=shoulder; laterality=left"}},
    {"Non-sustained monomorphic tachycardia was recorded.", {"!finding: tachycardia; course=persistent", "!diagnosis: tachycardia; course=persistent"}},
    {"He fell from a height of 4 m.", {"!vital-sign: height; value=4"}},
    {"TAPSE was 19 mm.", {"measurement: TAPSE; value=19; unit=mm"}},
    {"There were 3% neutrophils, 95% lymphocytes and 2% monocytes.",
     {"measurement: neutrophils; value=3", "measurement: lymphocytes; value=95", "measurement: monocytes; value=2"}},
    {"Visual acuity was 20/40.", {"!measurement: Visual acuity; systolic=20"}},
    {"Blood urea nitrogen (BUN) was 21 mg/dL.", {"measurement: Blood urea nitrogen; value=21"}},
    {"He had acute chest syndrome, in 2014 and 2017, and a splenectomy.", {"!procedure: splenectomy; performed=date:2014"}},
    {"He received gentamicin 160 mg daily, then 400 cc of pus was drained.", {"medication: gentamicin; dose=160", "!medication: gentamicin; dose=400"}},
    {"A corneal graft is envisaged.", {"procedure: corneal graft; status=preparation"}},
    {"A delayed haemolytic transfusion reaction was suspected.", {"!procedure: transfusion", "diagnosis: transfusion reaction; certainty=provisional"}},
    {"Mr. K. had a cough.", {"!measurement: K"}},
    {"He was given cefotaxime 1 g x 3/day.", {"medication: cefotaxime; frequency=3; period=1; period-unit=d"}},
    {"Ceftriaxone 1 g daily; azithral completed.", {"!medication: Ceftriaxone; status=completed"}},
    {"Hold metformin.", {"medication: metformin; status=on-hold"}},
    {"Ramipril is on hold.", {"medication: Ramipril; status=on-hold"}},
    {"PET-CT and tissue sampling recommended.", {"!diagnostic-procedure: PET-CT; status=completed", "diagnostic-procedure: PET-CT; status=preparation"}},
    {"DVT ppx: enoxaparin 40 mg daily.", {"!diagnosis: DVT", "medication: enoxaparin; dose=40"}},
    {"He sat at 9 months.", {"!vital-sign: sat"}},
    {"His height was 91 cm (-2.2 SD).", {"vital-sign: height; value=91", "!vital-sign: height; value=-2.2"}},
    {"Mrs. AMS had a cough. AMS was pale.", {"symptom: cough", "!symptom: AMS", "!diagnosis: AMS", "!finding: AMS"}},
    {"She received cyclophosphamide 500 mg every two weeks for six doses and five sessions of plasma exchange.",
     {"medication: cyclophosphamide; dose=500; period=2"}},
    {"She became seizure-free.", {"symptom: seizure; negated=true"}},
    {"Azathioprine was avoided.", {"medication: Azathioprine; negated=true"}},
    {"The urine protein:creatinine ratio was 380 mg/mmol.", {"measurement: urine protein:creatinine ratio; value=380"}},
    {"C protein was 74%.", {"measurement: C protein; value=74"}},
    // comparators, ranges, series
    {"Troponin was less than 0.02 ng/mL.", {"measurement: Troponin; value=0.02; comparator=<"}},
    {"D-dimer exceeded 4000 ng/mL.", {"measurement: D-dimer; value=4000; comparator=>"}},
    {"INR was at least 4.", {"measurement: INR; value=4; comparator=>="}},
    {"Creatinine never exceeded 150 umol/L.", {"measurement: Creatinine; value=150; comparator=<="}},
    {"Sodium ranged from 128 to 133 mmol/L.", {"measurement: Sodium; value=128", "measurement: Sodium; value=133; unit=mmol/L"}},
    {"Sodium was 128-133 mmol/L.", {"measurement: Sodium; low=128; high=133; unit=mmol/L"}},
    {"CRP rose from 12 to 48 mg/L.",
     {"measurement: CRP; value=12; unit=mg/L", "measurement: CRP; value=48; unit=mg/L; interpretation=U"}},
    {"Haemoglobin dropped from 12.1 to 8.4 g/dL.",
     {"measurement: Haemoglobin; value=12.1; unit=g/dL", "measurement: Haemoglobin; value=8.4; interpretation=D"}},
    {"CRP rose from 12 mg/L on day 1 to 48 mg/L on day 3.", {"measurement: CRP; value=12", "measurement: CRP; value=48; unit=mg/L"}},
    {"Mean arterial pressure (92 to 71 mmHg) fell.", {"!vital-sign: pressure; low=92"}},
    {"Her platelets were 45 x 10^9/L at admission and 120 x 10^9/L at discharge.",
     {"measurement: platelets; value=45", "measurement: platelets; value=120; unit=10*9/L"}},
    {"White cells were 12,500/mm3 and platelets 150.000/mm3.",
     {"measurement: White cells; value=12500", "measurement: platelets; value=150000"}},
    {"Neutrophils were 1.4 x109/l.", {"measurement: Neutrophils; value=1.4; unit=10*9/L"}},
    {"pH, PaCO2 and bicarbonate were 7.41, 38 mmHg and 24 mmol/L.", {"measurement: pH; value=7.41", "!measurement: pH; unit=mm[Hg]", "measurement: PaCO2; value=38; unit=mm[Hg]"}},
    {"His hypoxaemia worsened and he needed 6 L/min of oxygen.", {"!vital-sign: saturation; value=6"}},
    {"The transaminases gradually normalized.", {"qualitative-result: transaminases; value-text=normal"}},
    // reference ranges
    {"CRP\t188\tmg/L\t<5", {"measurement: CRP; value=188; reference-high=5", "!measurement: CRP; value=5"}},
    {"Sodium 128 mmol/L 135-145", {"measurement: Sodium; value=128; reference-low=135; reference-high=145"}},
    {"Ferritin was 812 ng/mL (reference range 30-400 ng/mL).", {"measurement: Ferritin; value=812; reference-low=30; reference-high=400"}},
    {"Albumin was normal (41 g/L; normal range 35-50 g/L).", {"measurement: Albumin; value=41; interpretation=N; reference-low=35"}},
    {"Urea was raised (normal range 2.5-7.8 mmol/L).", {"!measurement: Urea; low=2.5"}},
    // words
    {"Markedly elevated serum PTH and calcium levels were seen.",
     {"measurement: PTH; interpretation=H", "measurement: calcium; interpretation=H"}},
    {"Renal function worsened.", {"measurement: Renal function; interpretation=W"}},
    {"The platelet count increased slowly.", {"measurement: platelet count; interpretation=U", "!diagnosis: platelet count"}},
    {"The ejection fraction was preserved (60%).", {"measurement: ejection fraction; value=60; interpretation=N"}},
    {"His CRP was not raised.", {"qualitative-result: CRP; value-text=was not raised"}},
    {"The ultrasound was not normal.", {"qualitative-result: ultrasound; value-text=abnormal"}},
    {"HIV was negative and HBsAg was negative.", {"qualitative-result: HIV; value-text=negative", "!diagnosis: HIV"}},
    {"Syphilis negative.", {"qualitative-result: Syphilis; value-text=negative", "!diagnosis: Syphilis"}},
    {"CD31 (+) and S100 (-) were reported.", {"qualitative-result: CD31; value-text=positive", "!qualitative-result: S100; value-text=positive"}},
    {"The frozen section raised the suspicion of cancer.", {"!qualitative-result: frozen section", "!measurement: frozen section; interpretation=H"}},
    {"Blood culture grew Escherichia coli.", {"qualitative-result: Escherichia coli; value-text=positive"}},
    {"Urinalysis was positive for protein and blood.", {"qualitative-result: protein; value-text=positive", "qualitative-result: blood; value-text=positive"}},
    {"Antinuclear antibodies were positive at a titre of 1:640.", {"measurement: Antinuclear antibodies; value-text=1:640; interpretation=POS"}},
    {"The ANA titre was 1:320.", {"measurement: ANA titre; value-text=1:320"}},
    // tests that no table knows
    {"Zorbin-13 activity was 14%.", {"measurement: Zorbin-13 activity; value=14; unit=%"}},
    {"Q57 staining was negative.", {"qualitative-result: Q57 staining; value-text=negative"}},
    {"An elevated level of zorbinase was found.", {"measurement: level of zorbinase; interpretation=H"}},
    {"The zorbin level was taken into account.", {"!measurement: zorbin level"}},
    {"Her physical activity was low.", {"!measurement: physical activity"}},
    // scores and vital signs
    {"The GCS was 9 (E2V2M5).", {"score: GCS; value=9; component=Glasgow coma scale: eye opening", "!score: E2V2M5"}},
    {"The ECOG performance status was 2.", {"score: ECOG performance status; value=2"}},
    {"Her Apgar score was 3 at 1 min, 6 at 5 min and 8 at 10 min.",
     {"score: Apgar; value=3", "score: Apgar; value=6", "score: Apgar; value=8", "!score: Apgar; value=10"}},
    {"Apgar scores at 1 and 5 minutes were 7 and 9, respectively.",
     {"score: Apgar; value=7", "score: Apgar; value=9", "!score: Apgar; value=1", "!score: Apgar; value=5"}},
    {"Pulse 88/min, respiratory rate 18/min, temperature 37.2 \xC2\xB0""C.",
     {"vital-sign: Pulse; value=88", "vital-sign: respiratory rate; value=18", "vital-sign: temperature; value=37.2; unit=Cel"}},
    {"BP 140/90, HR 110, RR 24.", {"vital-sign: BP; systolic=140; diastolic=90", "vital-sign: HR; value=110", "vital-sign: RR; value=24"}},
    {"SpO2 was 88% on air.", {"vital-sign: SpO2; value=88; method=on air"}},
    {"Oxygen saturation was 94% on 60% FiO2.", {"vital-sign: Oxygen saturation; value=94", "vital-sign: FiO2; value=60"}},
    {"She had a fever of 39.1 \xC2\xB0""C.", {"vital-sign: temperature; value=39.1"}},
    {"Albumin, urea and bilirubin were 31 g/L, 9 mmol/L and 14 umol/L.",
     {"measurement: Albumin; value=31", "measurement: urea; value=9", "measurement: bilirubin; value=14"}},
    {"Urea and creatinine were 9 and 120 umol/L, respectively.", {"measurement: creatinine; value=120; unit=umol/L"}},
    // studies
    {"Chest CT showed bilateral patchy shadowing and a pleural effusion.",
     {"diagnostic-procedure: Chest CT; conclusion=bilateral patchy shadowing and a pleural effusion; conclusion-code=pleural effusion"}},
    {"A mass was seen on abdominal ultrasound.", {"diagnostic-procedure: abdominal ultrasound; conclusion=mass"}},
    {"Chest CT showed pneumonia and she was treated for hypertension.", {"diagnostic-procedure: Chest CT; conclusion=pneumonia"}},
    {"Echocardiography revealed an ejection fraction of 35%.", {"diagnostic-procedure: Echocardiography; conclusion=ejection fraction of 35%"}},
    {"Chest CT showed patchy shadowing at both bases.", {"diagnostic-procedure: Chest CT; conclusion=patchy shadowing at both bases", "!finding: shadowing; body-site=both"}},
    {"Her CRP fell, but the ferritin rose to 4600 ug/L.", {"measurement: CRP; interpretation=D", "!measurement: CRP; interpretation=U"}},
    {"CT was performed because of headache.", {"!diagnostic-procedure: CT; conclusion=headache"}},
    {"Neurological examination revealed ataxia.", {"!diagnostic-procedure: examination; conclusion=ataxia", "symptom: ataxia"}},
    // findings
    {"Crackles were heard at both bases.", {"symptom: Crackles", "!symptom: Crackles; body-site=both"}},
    {"He reported functional impotence of the left arm.", {"symptom: functional impotence; laterality=left", "!symptom: impotence of the left arm; severity=severe"}},
    {"MRI showed bilateral patchy basal ground-glass shadowing.", {"finding: bilateral patchy basal ground-glass shadowing; laterality=bilateral"}},
    {"There was progressive severe weakness of the right leg.", {"symptom: weakness; severity=severe; course=progressive; laterality=right"}},
    {"No cough, ferritin > 1000 ug/L.", {"measurement: ferritin; value=1000; comparator=>", "!measurement: ferritin; comparator=<="}},
    {"There was no increase in creatinine.", {"!measurement: creatinine; interpretation=H"}},
    {"EEG showed no epileptiform activity.", {"!qualitative-result: epileptiform activity"}},
    // drugs
    {"He received ceftriaxone 2 g daily for 7 days.",
     {"medication: ceftriaxone; dose=2; dose-unit=g; frequency=1; period=1; duration=7; duration-unit=d"}},
    {"She was given 4 mg/kg tocilizumab.", {"medication: tocilizumab; dose=4; dose-unit=mg/kg"}},
    {"He took 5 mg twice daily of apixaban, later increased to 10 mg twice daily.",
     {"medication: apixaban; dose=5; frequency=2", "medication: apixaban; dose=10; frequency=2"}},
    {"Amiodarone was discontinued.", {"medication: Amiodarone; status=stopped"}},
    {"Amiodarone was replaced by bisoprolol.", {"medication: Amiodarone; status=stopped", "!medication: bisoprolol; status=stopped"}},
    {"Ramipril was held because of hyperkalaemia.", {"medication: Ramipril; status=on-hold"}},
    {"Home medications: metformin 500 mg twice daily, ramipril 5 mg daily.",
     {"medication: metformin; status=active", "medication: ramipril; status=active"}},
    {"Past medications: none of note. Ramipril.", {"!medication: Ramipril; status=active"}},
    {"Discharge summary", {"!encounter: Discharge"}},
    {"He remained on aspirin.", {"medication: aspirin; status=active"}},
    {"He received subcutaneous enoxaparin 40 mg.", {"medication: enoxaparin; dose=40; dose-unit=mg"}},
    {"She is allergic to penicillin.", {"allergy: penicillin", "!medication: penicillin"}},
    {"Patients with gout may receive allopurinol.", {"!medication: allopurinol", "!diagnosis: gout"}},
    // findings
    {"He denied fever, chills or cough.", {"symptom: chills; negated=true", "symptom: cough; negated=true"}},
    {"She had severe pain in the left shoulder.", {"symptom: pain; severity=severe; laterality=left; body-site=shoulder"}},
    {"Acute and chronic graft-versus-host disease occurred.",
     {"diagnosis: acute graft-versus-host disease", "diagnosis: chronic graft-versus-host disease"}},
    {"Both acute and chronic pancreatitis were seen.",
     {"diagnosis: acute pancreatitis", "diagnosis: chronic pancreatitis", "!diagnosis: Both"}},
    {"The fever subsided.", {"symptom: fever; clinical-status=resolved"}},
    {"Pneumonia was ruled out.", {"diagnosis: Pneumonia; certainty=refuted"}},
    {"There was a mass of 4 x 3 cm in the liver.", {"diagnosis: mass; note=4 x 3 cm"}},
    // time
    {"He presented with a 5-day history of cough and dyspnoea.", {"symptom: cough; onset=ago:5 d", "symptom: dyspnoea; onset=ago:5 d"}},
    {"He had a kidney transplant for IgA nephropathy in 2011.", {"procedure: kidney transplant; performed=date:2011"}},
    // people and events
    {"A 34-year-old woman was seen.", {"age: 34-year-old; value=34; unit=a", "sex: woman; value=female"}},
    {"She was driven here by her brother, who has asthma.",
     {"family-history: asthma; relationship=BRO", "!diagnosis: asthma"}},
    {"He came with his wife, a nurse with asthma.", {"family-history: asthma", "!diagnosis: asthma"}},
    {"He came with his mother, who reported fever.", {"symptom: fever", "!family-history: fever"}},
    {"No fever, no N/V. Took aspirin at home.", {"medication: aspirin", "!medication: aspirin; negated=true"}},
    {"PE: lungs clear, no JVD.\nHeparin was started.", {"!diagnosis: PE"}},
    {"CT chest with contrast\nCOMPARISON: CT of 4 May 2020\nFINDINGS: There is a nodule.", {"!diagnostic-procedure: CT chest; performed=date:2020-05-04"}},
    {"Amlodipine was stopped and topical betamethasone was begun.",
     {"medication: Amlodipine; status=stopped", "!medication: betamethasone; status=stopped"}},
    {"He had stopped taking digoxin.", {"medication: digoxin; status=stopped"}},
    {"Her father had gout and was treated with allopurinol.", {"family-history: gout", "!medication: allopurinol"}},
    {"She had gout and was treated with allopurinol.", {"medication: allopurinol"}},
    {"Ampicillin caused a rash in his daughter.", {"family-history: rash", "!symptom: rash"}},
    {"The kidney came from her sister, aged 51, who had asthma.", {"family-history: asthma", "!diagnosis: asthma"}},
    {"His travelling companion had typhoid.", {"!diagnosis: typhoid"}},
    {"Partial weight-bearing was allowed.", {"!measurement: weight"}},
    {"He was given aspirin and zorbafenib 200 mg daily.", {"medication: aspirin", "!medication: aspirin; dose=200"}},
    {"Prednisolone 10 mg daily, zorbafenib 200 mg and omeprazole 20 mg were given.",
     {"medication: Prednisolone; dose=10", "!medication: Prednisolone; dose=200", "medication: omeprazole; dose=20"}},
    {"His father had hypertension.", {"family-history: hypertension; relationship=FTH", "!diagnosis: hypertension"}},
    {"Her mother died of stroke at the age of 58 and her brother has gout.",
     {"family-history: stroke; relationship=MTH; relative-deceased-age=58", "family-history: gout; relationship=BRO",
      "!family-history: gout; relative-deceased-age=58"}},
    {"Her 7-year-old brother had epilepsy and her sister, aged 11, has asthma.",
     {"family-history: epilepsy; relative-age=7", "family-history: asthma; relative-age=11", "!age: 7"}},
    {"His father, who had lung cancer, died at 62 years of age.",
     {"family-history: lung cancer; relative-deceased-age=62", "!diagnosis: lung cancer"}},
    {"Her asthmatic mother accompanied her.", {"!diagnosis: asthma", "!finding: asthma"}},
    {"The mother reported that the boy had fever.", {"symptom: fever", "!family-history: fever"}},
    {"She was discharged home 9 days after admission.", {"encounter: ; discharge-disposition=home; length-of-stay=9"}},
    {"The patient died two days later.", {"death: died"}},
    {"The death of her father was sudden.", {"!death: death"}},
    // reasons
    {"He was started on prednisolone 40 mg daily for sarcoidosis.", {"medication: prednisolone; indication=sarcoidosis; dose=40"}},
    {"She took metformin 500 mg bid and glimepiride 2 mg daily for diabetes mellitus.",
     {"medication: metformin; indication=diabetes mellitus", "medication: glimepiride; indication=diabetes mellitus"}},
    {"She underwent cholecystectomy for acute cholecystitis.", {"procedure: cholecystectomy; indication=acute cholecystitis"}},
    {"Aciclovir was given for the treatment of suspected encephalitis.", {"medication: Aciclovir; indication=encephalitis"}},
    {"The pneumonia was treated with ceftriaxone and azithromycin.",
     {"medication: ceftriaxone; indication=pneumonia", "medication: azithromycin; indication=pneumonia"}},
    {"For pneumonia, she received ceftriaxone.", {"medication: ceftriaxone; indication=pneumonia"}},
    {"Amiodarone was stopped because of thyrotoxicosis.",
     {"medication: Amiodarone; status=stopped; reason-stopped=thyrotoxicosis", "!medication: Amiodarone; indication=thyrotoxicosis"}},
    {"He received ceftriaxone for 7 days and had no pneumonia.", {"!medication: ceftriaxone; indication=pneumonia"}},
    {"The swab was positive for influenza after oseltamivir.", {"!medication: oseltamivir; indication=influenza"}},
    {"Warfarin was withheld.", {"medication: Warfarin; status=on-hold"}},
    {"He refused chemotherapy.", {"medication: chemotherapy; negated=true"}},
    {"Amiodarone was discontinued on day 5.", {"medication: Amiodarone; status=stopped; end=day:5"}},
    {"He received 2 units of packed red blood cells.", {"medication: packed red blood cells; dose=2; dose-unit={unit}"}},
    // allergies
    {"She had anaphylaxis to penicillin.", {"allergy: penicillin; reaction=anaphylaxis", "!diagnosis: anaphylaxis"}},
    {"He is allergic to sulfonamides, which caused urticaria.",
     {"allergy: sulfonamides; reaction=urticaria", "!finding: urticaria", "!diagnosis: urticaria"}},
    {"He had no known drug allergies.", {"allergy: no known drug allergies"}},
    // habits
    {"He was a 30 pack-year smoker.", {"social-history: smoker; value-text=30 pack-year"}},
    {"He had smoked 15 cigarettes a day for 20 years.", {"social-history: smoked; value-text=15 cigarettes a day"}},
    {"He did not smoke or drink.", {"social-history: smoke; negated=true", "social-history: drink; negated=true"}},
    {"She denied alcohol and tobacco use.", {"social-history: alcohol; negated=true", "social-history: tobacco use; negated=true"}},
    {"The wound was cleaned with alcohol.", {"!social-history: alcohol"}},
    {"He quit smoking 5 years ago.", {"social-history: quit smoking; effective=ago:5 a", "!social-history: quit smoking; negated=true"}},
    {"She had recently travelled to Kenya.", {"social-history: travelled; value-text=Kenya"}},
    {"He had close contact with a patient with tuberculosis.", {"social-history: contact with a patient", "!diagnosis: tuberculosis"}},
    // ends
    {"The rash resolved after two weeks.", {"finding: rash; clinical-status=resolved; abatement=after:2 wk", "!finding: rash; onset=after:2 wk"}},
    {"He died of septic shock on postoperative day 5.",
     {"death: died; effective=day:5 operation", "!diagnosis: septic shock; onset=day:5 operation"}},
    {"Her mother and sister had breast cancer.",
     {"family-history: breast cancer; relationship=MTH", "family-history: breast cancer; relationship=SIS"}},
    {"She was transferred to a rehabilitation centre.", {"encounter: ; discharge-disposition=rehab", "!procedure: rehabilitation"}},
    {"He did not deny chest pain.", {"symptom: chest pain", "!symptom: chest pain; negated=true"}},
    // dosages
    {"He took low-dose aspirin.", {"medication: aspirin; dosage-text=low-dose"}},
    {"Oral prednisolone 30 mg daily was started.", {"medication: prednisolone; dose=30; frequency=1"}},
    {"She received warfarin with subcutaneous enoxaparin 40 mg.",
     {"medication: enoxaparin; route=subcutaneous; dose=40", "!medication: warfarin; route=subcutaneous"}},
    {"Intravenous (IV) furosemide was given.", {"medication: furosemide; route=intravenous"}},
    {"Prednisone was begun at 60 mg daily, reduced to 40 mg daily, and then tapered to 10 mg daily.",
     {"medication: Prednisone; dose=60", "medication: Prednisone; dose=40; dosage-text=40 mg daily",
      "medication: Prednisone; dose=10; dosage-text=tapered to 10 mg daily"}},
    {"Magnesium was 0.5 mmol/L.", {"measurement: Magnesium; value=0.5", "!medication: Magnesium"}},
    {"He received moclobemide.", {"medication: moclobemide"}},
    // composition
    {"He had loss of smell and taste.", {"symptom: loss of smell", "symptom: loss of taste"}},
    {"She had loss of appetite and fever.", {"!symptom: loss of fever", "!finding: loss of fever"}},
    {"A thrombus extended to the inferior vena cava.", {"diagnosis: thrombus; body-site=inferior vena cava"}},
    {"Closed reduction under general anaesthesia was unsuccessful.",
     {"procedure: reduction; outcome=was unsuccessful", "!procedure: general anaesthesia; outcome=was unsuccessful"}},
    {"She was referred to the pain clinic.", {"!symptom: pain"}},
    {"He was given levetiracetam instead of valproate.", {"medication: levetiracetam", "!medication: valproate"}},
    {"He had a pimple-like rash.", {"finding: rash", "!finding: pimple"}},
    {"He took amoxicillin + clavulanic acid 1 g twice daily.",
     {"medication: amoxicillin + clavulanic acid; dose=1; frequency=2", "!medication: clavulanic acid; group=1"}},
    {"Regression of the rash by the third day was noted.", {"finding: rash; clinical-status=resolved; abatement=day:3"}},
    {"Follow-up chest radiography was normal.", {"!encounter: Follow-up"}},
    {"A cardiologist was consulted.", {"!encounter: consulted"}},
    {"The cells were incubated.", {"!procedure: incubated"}},
    {"An appendicectomy was planned.", {"procedure: appendicectomy; status=preparation"}},
};

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool has_field(const Statement& s, std::string_view wanted) {
  const size_t equals = wanted.find('=');
  const std::string_view name = wanted.substr(0, equals), value = wanted.substr(equals + 1);
  for (const Field& f : s.fields)
    if (f.name == name && f.value == value) return true;
  return false;
}

bool meets(const Statement& s, std::string_view expected) {
  const size_t colon = expected.find(": ");
  if (s.type != expected.substr(0, colon) && !(expected.substr(0, colon) == "symptom" && s.type == "finding") &&
      !(expected.substr(0, colon) == "symptom" && s.type == "diagnosis") &&
      !(expected.substr(0, colon) == "diagnosis" && s.type == "finding"))
    return false;
  std::string_view rest = expected.substr(colon + 2);
  const std::string_view text = rest.substr(0, rest.find(';'));
  if (lower(s.text).find(lower(text)) == std::string::npos) return false;
  while (rest.find("; ") != std::string_view::npos) {
    rest.remove_prefix(rest.find("; ") + 2);
    if (!has_field(s, rest.substr(0, rest.find("; ")))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a sentence yields the statements a reader would make of it") {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const auto segmenting = SegmentTables::compile(*tables);
  REQUIRE(segmenting.ok());
  const auto recogniser = Recogniser::compile(*tables);
  REQUIRE(recogniser.ok());
  const ContextRules context(*tables);
  const auto rules = AssemblyRules::compile(*tables);
  REQUIRE(rules.ok());
  for (const Case& c : kCases) {
    Document document;
    document.text = c.text;
    Arena arena;
    const Segments segments = segment(document, *segmenting, arena);
    const Mentions mentions = recognise(document, segments, *recogniser, arena);
    const auto contexts = apply_context(document, segments, mentions.mentions, context, arena);
    const Statements made = assemble(document, segments, mentions, contexts, *rules, arena);
    for (const std::string_view expected : c.expected) {
      const bool none = expected.front() == '!';
      bool met = false;
      for (const Statement& s : made.statements) met |= meets(s, none ? expected.substr(1) : expected);
      CAPTURE(document.text);
      const std::string line(expected);
      CAPTURE(line);
      CHECK(met != none);
    }
  }
}
