// What notes say beside facts: instructions, wishes, drugs for a need that may come, who brought the patient.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("instructions are no facts and no encounters") {
  // "Follow up with cardiology" once told a finished encounter.
  const std::vector<ToldCase> cases = {
      {"He was discharged. Follow up with cardiology in two weeks.", {"encounter: discharged", "!encounter: Follow up"}},
      {"Please return to the emergency department for fever.", {"!encounter: emergency", "!symptom: fever"}},
      {"She will follow up with the clinic.", {"!encounter: follow up"}},
      {"He was extubated on day 6 and discharged.",
       {"encounter: discharged", "!encounter: discharged; end=day:6", "!encounter: discharged; effective=day:6"}},
      {"At follow-up she was well.", {"encounter: follow-up"}},
      {"DISCHARGE INSTRUCTIONS:\nDo not smoke. Low salt diet. Check blood sugar daily.\nDISCHARGE MEDICATIONS:\nAspirin 81 mg daily.",
       {"!social-history: smoke", "!procedure: diet", "!measurement: blood sugar", "medication: Aspirin; dose=81"}},
      {"Do not drive or smoke for a week.", {"!social-history: smoke"}},
  };
  check_told(cases);
}

TEST_CASE("what is asked for, or awaited, is still to come") {
  const std::vector<ToldCase> cases = {
      {"I have requested hepatitis B and C serology.", {"!diagnosis: hepatitis B", "!measurement: serology"}},
      {"Dialysis to be considered.", {"procedure: Dialysis; status=preparation"}},
      {"Digoxin could be added later.", {"medication: Digoxin; status=intended"}},
      {"Methotrexate to be started.", {"medication: Methotrexate; status=intended"}},
      {"MRI pending.", {"diagnostic-procedure: MRI; status=preparation"}},
      {"Hepatitis B and C serology was negative.", {"qualitative-result: serology; value-text=negative", "!diagnosis: Hepatitis B"}},
  };
  check_told(cases);
}

TEST_CASE("an act that a plan lists is still to come, one that it tells of is done") {
  // "Plan: physical therapy." once told a finished procedure.
  const std::vector<ToldCase> cases = {
      {"Plan:\nPhysical therapy. CT of the chest. Colonoscopy next week.",
       {"procedure: Physical therapy; status=preparation", "diagnostic-procedure: CT of the chest; status=preparation",
        "diagnostic-procedure: Colonoscopy; status=preparation"}},
      {"ASSESSMENT AND PLAN:\n1. Heart failure: start furosemide 40 mg daily. Echocardiogram in 3 months.\n2. Diabetes: check HbA1c.",
       {"diagnosis: Heart failure", "diagnostic-procedure: Echocardiogram; status=preparation", "!measurement: HbA1c"}},
      {"Plan:\nCT showed an abscess, which was drained. Appendectomy was performed yesterday.",
       {"diagnostic-procedure: CT", "!diagnostic-procedure: CT; status=preparation", "procedure: Appendectomy",
        "!procedure: Appendectomy; status=preparation"}},
      {"Plan:\nCT abdomen: appendicitis.", {"diagnostic-procedure: CT", "!diagnostic-procedure: CT; status=preparation"}},
      {"Plan:\nHbA1c 7.2 %, continue metformin.", {"measurement: HbA1c; value=7.2"}},
      {"Procedures:\nColonoscopy.",
       {"diagnostic-procedure: Colonoscopy", "!diagnostic-procedure: Colonoscopy; status=preparation"}},
  };
  check_told(cases);
}

TEST_CASE("what was planned, and is told of later, was carried out") {
  const std::vector<ToldCase> cases = {
      {"A colonoscopy was planned. The colonoscopy showed a polyp.",
       {"diagnostic-procedure: colonoscopy", "!diagnostic-procedure: colonoscopy; status=preparation"}},
      {"Dialysis was planned. Dialysis was performed on Monday.",
       {"procedure: Dialysis", "!procedure: Dialysis; status=preparation"}},
      {"A pacemaker was recommended. The pacemaker works well.",
       {"device-use: pacemaker", "!device-use: pacemaker; status=intended"}},
      {"She uses a wheelchair. A new wheelchair was recommended.", {"!device-use: wheelchair; status=intended"}},
      {"Dialysis was performed. Dialysis is planned for Monday.", {"procedure: Dialysis; status=preparation"}},
      {"A colonoscopy was planned.", {"diagnostic-procedure: colonoscopy; status=preparation"}},
      {"Rituximab was planned. After rituximab the rash resolved.",
       {"medication: rituximab", "!medication: rituximab; status=intended"}},
      {"Aspirin was planned. Aspirin was stopped. Aspirin had caused a rash.",
       {"medication: aspirin; status=stopped", "!medication: aspirin; status=intended"}},
      {"Surgery was planned. She died before surgery.", {"procedure: surgery; status=preparation"}},
      {"An MRI was planned. The MRI could not be performed.", {"diagnostic-procedure: MRI; negated=true", "diagnostic-procedure: MRI; status=preparation"}},
  };
  check_told(cases);
}

TEST_CASE("what is said of a child to come is not the mother's") {
  // The weight of a fetus once was the mother's.
  const std::vector<ToldCase> cases = {
      {"A 34-year-old woman was seen. Ultrasound showed a fetus with an estimated weight of 1350 g.", {"!vital-sign: weight"}},
      {"A 34-year-old woman was seen. Estimated fetal weight was 1350 g. Her weight was 82 kg.",
       {"vital-sign: weight; value=82", "!vital-sign: weight; value=1350"}},
      {"A 34-year-old woman was seen. Her first child was born in 2019 and weighed 3.9 kg.", {"!vital-sign: weighed"}},
      {"A 34-year-old woman was seen. Fetal heart rate was 140 bpm.", {"measurement: Fetal heart rate; value=140"}},
  };
  check_told(cases);
}

TEST_CASE("what a prefix denies is no part of a finding, and a department no operation") {
  const std::vector<ToldCase> cases = {
      {"She had two episodes of non-bloody emesis.", {"symptom: emesis", "!symptom: bloody emesis"}},
      {"Surgery was consulted. Admit to surgery.", {"!procedure: surgery"}},
      {"She underwent surgery.", {"procedure: surgery"}},
      {"Plan for laparoscopic appendectomy tonight.", {"procedure: laparoscopic appendectomy; status=preparation"}},
      {"VS: T 38.2 C HR 102", {"vital-sign: T; value=38.2", "!vital-sign: T; certainty=differential"}},
  };
  check_told(cases);
}

TEST_CASE("a device that is only proposed is not in use") {
  // "He will need a wheelchair" once told one in use.
  const std::vector<ToldCase> cases = {
      {"He will need a wheelchair.", {"device-use: wheelchair; status=intended"}},
      {"Consider BiPAP if he worsens.", {"device-use: BiPAP; status=intended"}},
      {"A pacemaker was implanted in May.", {"device-use: pacemaker", "!device-use: pacemaker; status=intended"}},
      {"She uses a wheelchair.", {"device-use: wheelchair", "!device-use: wheelchair; status=intended"}},
  };
  check_told(cases);
}

TEST_CASE("what a drug is needed for, if it comes, is no finding") {
  const std::vector<ToldCase> cases = {
      {"Oxycodone 5 mg q6h prn pain.", {"medication: Oxycodone; as-needed=true; indication=pain", "!symptom: pain"}},
      {"Ondansetron 4 mg PRN nausea/vomiting.", {"medication: Ondansetron", "!symptom: nausea", "!symptom: vomiting"}},
      {"Take one tablet as needed. Pain was severe.", {"symptom: Pain"}},
  };
  check_told(cases);
}

TEST_CASE("who brought the patient has not the complaint") {
  const std::vector<ToldCase> cases = {
      {"A 14-month-old boy was brought in by mother with fever.", {"symptom: fever", "!family-history: fever"}},
      {"His mother has asthma.", {"family-history: asthma"}},
  };
  check_told(cases);
}

TEST_CASE("a denial ends before a part of the body that has its own word") {
  const std::vector<ToldCase> cases = {
      {"No murmurs, lungs clear.", {"finding: murmurs; negated=true", "examination: lungs; value-text=normal"}},
      {"No rash, liver enlarged.", {"finding: liver enlarged", "!finding: liver enlarged; negated=true"}},
      {"No JVD, lungs with crackles.", {"finding: crackles", "!finding: crackles; negated=true"}},
      {"The lungs were not clear.", {"!examination: lungs"}},
  };
  check_told(cases);
}

TEST_CASE("headings, titles and lists tell no more than they say") {
  const std::vector<ToldCase> cases = {
      {"TRAUMA SURGERY CONSULT\nA 24-year-old man fell from a ladder. He has ankle pain.", {"!diagnosis: TRAUMA", "symptom: ankle pain"}},
      {"Allergies: elastoplast - rash.", {"!symptom: rash"}},
      {"Social: never smoker, 1 glass of wine/week.", {"social-history: never smoker", "!social-history: never smoker; value-text=1 glass of wine/week"}},
      {"HRCT showed fibrosis. MMF to be started after review of the HRCT. A repeat HRCT is planned.",
       {"diagnostic-procedure: HRCT; conclusion=fibrosis", "!diagnostic-procedure: HRCT; conclusion=fibrosis; status=preparation"}},
      {"GBS positive at 36 weeks of gestation.", {"!diagnosis: GBS"}},
  };
  check_told(cases);
}

TEST_CASE("a word right before a device tells of the device") {
  const std::vector<ToldCase> cases = {
      {"A compressed chest tube was seen.", {"device-use: chest tube", "!finding: compressed"}},
      {"A fractured catheter was retrieved.", {"device-use: catheter", "!diagnosis: fractured"}},
  };
  check_told(cases);
}

TEST_CASE("how a picture was taken denies nothing that it showed") {
  // "CT without contrast: mild hydronephrosis" once told that there was none.
  const std::vector<ToldCase> cases = {
      {"CT w/o contrast: mild hydronephrosis.", {"diagnosis: hydronephrosis", "!diagnosis: hydronephrosis; negated=true"}},
      {"MRI without IV contrast showed a meningioma.", {"!diagnosis: meningioma; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("what is aimed at, or done only if something comes, is not told as found or done") {
  const std::vector<ToldCase> cases = {
      {"Wean noradrenaline, goal MAP > 65.", {"!vital-sign: MAP"}},
      {"Her INR was 2.8 (target INR 2-3).", {"measurement: INR; value=2.8", "!measurement: INR; low=2"}},
      {"Vitrectomy if the haemorrhage persists.", {"!procedure: Vitrectomy"}},
      {"Vitrectomy was performed.", {"procedure: Vitrectomy"}},
      {"Stop lisinopril.", {"medication: lisinopril; status=stopped"}},
      {"He wants to stop lisinopril.", {"!medication: lisinopril; status=stopped"}},
      {"I have asked her to stop the clopidogrel.", {"medication: clopidogrel; status=stopped"}},
  };
  check_told(cases);
}

TEST_CASE("doubts behind a diagnosis count") {
  const std::vector<ToldCase> cases = {
      {"Pyelonephritis considered but unlikely.", {"diagnosis: Pyelonephritis; negated=true"}},
      {"Pyelonephritis less likely.", {"diagnosis: Pyelonephritis; certainty=provisional"}},
      {"Adrenal nodule; adenoma favored.", {"diagnosis: adenoma; certainty=provisional"}},
      {"She had bilateral non-purulent conjunctivitis.", {"diagnosis: conjunctivitis", "!diagnosis: purulent"}},
  };
  check_told(cases);
}

TEST_CASE("a child that is told of is not the grown patient, a valve no title, a wish no death") {
  const std::vector<ToldCase> cases = {
      {"A 29-year-old was seen. Forceps delivery in 2018, baby boy, 3.9 kg.", {"!sex: boy"}},
      {"A 3-year-old boy fell.", {"sex: boy; value=male"}},
      {"Aged 61. LV gram: EF 45%, 1+ MR. The valve was repaired.", {"!sex: MR"}},
      {"Mr. Hill is 61 years old.", {"sex: Mr; value=male"}},
      {"He has passive death wishes.", {"!death: death", "symptom: death wishes"}},
  };
  check_told(cases);
}

TEST_CASE("letters mean what their neighbours say") {
  const std::vector<ToldCase> cases = {
      {"No PV bleeding.", {"!diagnosis: PV", "symptom: PV bleeding; negated=true"}},
      {"PSA 4.1 ng/mL.", {"measurement: PSA; value=4.1", "!diagnosis: PSA"}},
      {"Morphine 2 mg IVP.", {"!diagnostic-procedure: IVP", "medication: Morphine; dose=2"}},
      {"He was given 1 L NS and ondansetron 4 mg.", {"medication: NS; dose=1", "!medication: ondansetron; dose=1"}},
      {"CO 4.1 L/min, CI 2.1 L/min/m2.", {"measurement: CO; value=4.1", "measurement: CI; value=2.1"}},
      {"HCG neg.", {"qualitative-result: HCG; value-text=negative"}},
      {"IOP 16/22 mmHg.", {"!measurement: IOP; systolic=16"}},
      {"ESR 88 mm in the first hour.", {"measurement: ESR; value=88; unit=mm/h"}},
      {"Type 2 DM.", {"diagnosis: Type 2 DM"}},
  };
  check_told(cases);
}

TEST_CASE("an amount belongs to what it is of") {
  const std::vector<ToldCase> cases = {
      {"Furosemide 10 mg/h, net negative 9.2 L.", {"!medication: Furosemide; dose=9.2", "vital-sign: net negative; value=9.2"}},
      {"A sigmoid mass, 6 cm from the margin.", {"!diagnosis: mass; note=6 cm"}},
      {"Bilateral infiltrates, ETT 4 cm above the carina.", {"!finding: infiltrates; note=4 cm"}},
      {"Methotrexate was stopped, and she was treated with phototherapy three times weekly.",
       {"!medication: Methotrexate; frequency=3"}},
  };
  check_told(cases);
}

TEST_CASE("a denial or a doubt ends where another study, result or diagnosis begins") {
  const std::vector<ToldCase> cases = {
      {"TTE neg for vegetation, TEE: vegetation on the mitral valve, mild MR. MRI spine: discitis, no abscess.",
       {"finding: vegetation", "diagnosis: discitis", "!diagnosis: discitis; negated=true", "diagnosis: abscess; negated=true"}},
      {"Blood group O positive, HBsAg negative, GBS unknown.",
       {"!finding: Blood group O; negated=true", "!qualitative-result: GBS; value-text=negative"}},
      {"Prematurity, suspected sepsis.",
       {"!diagnosis: Prematurity; certainty=provisional", "diagnosis: sepsis; certainty=provisional"}},
      {"Pneumonia suspected.", {"diagnosis: Pneumonia; certainty=provisional"}},
  };
  check_told(cases);
}

TEST_CASE("who found the patient has not the findings, and what is wished for is not so") {
  const std::vector<ToldCase> cases = {
      {"Found down by wife 0845 w/ left sided weakness.", {"symptom: weakness", "!family-history: weakness"}},
      {"She wishes to become pregnant, so methotrexate is contraindicated.", {"!diagnosis: pregnant"}},
      {"Pneumococcal vaccine was given, flu due in October.", {"!diagnosis: flu"}},
      {"Urine ACR ordered.", {"!measurement: ACR"}},
      {"Mother has asthma; received two doses of betamethasone.", {"!medication: betamethasone"}},
      {"No gout flares.", {"!diagnosis: gout; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("a number behind a comma or in brackets may be of another thing") {
  const std::vector<ToldCase> cases = {
      {"PIP 18, PEEP 5, rate 40, FiO2 0.35, saturations 92%.",
       {"!measurement: PEEP; value=40", "measurement: PEEP; value=5", "!vital-sign: FiO2; value=92", "vital-sign: saturations; value=92"}},
      {"Wt 92 kg (up 2 kg).", {"vital-sign: Wt; value=92", "!vital-sign: Wt; value=2"}},
      {"Potassium was 2.7 mmol/L (reference 3.5-5.1).",
       {"measurement: Potassium; value=2.7; reference-low=3.5; reference-high=5.1"}},
      {"Blood cultures 2/2.", {"!measurement: Blood cultures; value=2"}},
  };
  check_told(cases);
}

TEST_CASE("what a count, a lack or a talk says is no denial, treatment or device") {
  const std::vector<ToldCase> cases = {
      {"Holter: no syncope, 3 runs of SVT.", {"symptom: syncope; negated=true", "diagnosis: SVT", "!diagnosis: SVT; negated=true"}},
      {"Because of lack of response, rituximab 375 mg/m2 was given.", {"!medication: rituximab; negated=true"}},
      {"ICD discussed, he will think about it.", {"!device-use: ICD"}},
      {"Tetanus unknown.", {"!diagnosis: Tetanus"}},
      {"MVC vs tree, LOC.", {"!finding: LOC; certainty=differential"}},
      {"UDS positive for buprenorphine.", {"!medication: buprenorphine"}},
      {"Mechanism: 22M unrestrained driver.", {"age: 22; value=22", "sex: m; value=male"}},
  };
  check_told(cases);
}

TEST_CASE("a drug that no table knows keeps its dosage, and letters stay with their own number") {
  const std::vector<ToldCase> cases = {
      {"Alendronic acid 70 mg weekly, Zorbacal 1 tablet bd.", {"medication: Alendronic acid; dose=70", "!medication: Alendronic acid; dose=1"}},
      {"Lactate 5.2, BD -8, INR 1.4.", {"measurement: Lactate; value=5.2", "!measurement: Lactate; value=-8"}},
      {"Folate normal TSH 3.1 vit D 22.",
       {"qualitative-result: Folate; value-text=normal", "measurement: TSH; value=3.1", "!measurement: TSH; interpretation=N",
        "measurement: vit D; value=22"}},
      {"Free kappa 132 mg/L, lambda 6.1 mg/L.", {"measurement: lambda; value=6.1", "!measurement: kappa; value=6.1"}},
      {"FVC 76% predicted, TLC 112% predicted, RV 158%.", {"measurement: TLC; value=112", "measurement: RV; value=158", "!measurement: TLC; value=158"}},
      {"HCV antibody positive, RNA 1.2 million IU/mL.", {"!measurement: HCV antibody; value=1.2"}},
      {"GCS 13, prolonged extrication.", {"score: GCS; value=13", "!score: GCS; interpretation=A"}},
      {"Left hemothorax - 32 Fr chest tube placed.", {"!diagnosis: hemothorax; note=32 Fr"}},
      {"Anti-NMDAR antibodies were positive in serum (1:320) and CSF (1:40).",
       {"measurement: NMDAR; value-text=1:320; specimen=serum", "measurement: NMDAR; value-text=1:40; specimen=CSF"}},
  };
  check_told(cases);
}

TEST_CASE("what is talked about, put off or asked for has not been done") {
  const std::vector<ToldCase> cases = {
      {"We discussed surveillance, radical prostatectomy and radiotherapy; he favours surgery.",
       {"!procedure: prostatectomy", "!procedure: radiotherapy", "procedure: surgery; status=preparation"}},
      {"Colonoscopy was deferred.", {"diagnostic-procedure: Colonoscopy; status=preparation"}},
      {"Loperamide helped the diarrhoea, and there were paraesthesias after each infusion.", {"!medication: Loperamide; route=infusion"}},
      {"Autonomic dysreflexia x2, none since July.", {"!diagnosis: dysreflexia; negated=true"}},
      {"He had C4-6 ACDF.", {"!measurement: C4"}},
      {"C3 0.4 g/L, C4 0.05 g/L.", {"measurement: C4; value=0.05"}},
  };
  check_told(cases);
}

TEST_CASE("a second verb tells more of an older brother too") {
  const std::vector<ToldCase> cases = {
      {"A girl was seen. Her older brother has eczema and is allergic to eggs.", {"!allergy: eggs", "family-history: eczema"}},
      {"A girl was seen. Her late father had gout and was diabetic.", {"!diagnosis: gout"}},
  };
  check_told(cases);
}

TEST_CASE("in a text of capitals an ordinary word is no abbreviation") {
  const std::vector<ToldCase> cases = {
      {"PATIENT HAS CHEST PAIN. HE DENIES FEVER.", {"symptom: CHEST PAIN", "!diagnosis: HE"}},
      {"She has HE and ascites.", {"diagnosis: HE"}},
  };
  check_told(cases);
}

TEST_CASE("a note's first words tell age and sex, whatever follows") {
  const std::vector<ToldCase> cases = {
      {"68M necrotizing pancreatitis, ARDS.",
       {"age: 68; value=68", "sex: M; value=male", "diagnosis: pancreatitis", "!diagnosis: pancreatitis; note=68M"}},
      {"HPI: 59F MRSA bacteremia.", {"age: 59; value=59", "sex: F; value=female"}},
      {"32F chest tube placed.", {"!age: 32", "!sex: F"}},
  };
  check_told(cases);
}

TEST_CASE("a date behind a word we do not know dates that, and not the disease before it") {
  const std::vector<ToldCase> cases = {
      {"COPD with flares in 2021.", {"diagnosis: COPD", "!diagnosis: COPD; onset=date:2021"}},
      {"ESRD due to IgAN, LRRT 6/2020.", {"!diagnosis: ESRD; onset=date:2020-06"}},
      {"COPD GOLD 3, last exacerbation January 2024.", {"!diagnosis: COPD; onset=date:2024-01"}},
      {"Lung nodule, unchanged from 2021.", {"!finding: nodule; onset=date:2021"}},
      {"Asthma, diagnosed in 2010.", {"diagnosis: Asthma; onset=date:2010"}},
      {"Breast cancer in 2016.", {"diagnosis: Breast cancer; onset=date:2016"}},
  };
  check_told(cases);
}

TEST_CASE("what is avoided, unsuitable, advised in vain or only warned about is no fact") {
  const std::vector<ToldCase> cases = {
      {"Paracetamol 1 g qds, ibuprofen avoid (CKD).",
       {"medication: ibuprofen; negated=true", "!medication: Paracetamol; negated=true"}},
      {"Activated charcoal not given (late).", {"medication: charcoal; negated=true"}},
      {"Nafcillin not an option.", {"medication: Nafcillin; negated=true"}},
      {"Statin advised, declined.", {"medication: Statin; negated=true"}},
      {"I have warned her about hyperglycaemia.", {"!diagnosis: hyperglycaemia"}},
      {"Preferred place of death: home.", {"!death: death"}},
      {"STOP: Propranolol, Furosemide", {"medication: Furosemide; status=stopped"}},
      {"Doubt dissection.", {"diagnosis: dissection; negated=true"}},
      {"Please continue prednisolone 15 mg daily.", {"medication: prednisolone; status=active"}},
      {"Plan: proceed with cycle 5. Restaging CT after cycle 8.", {"diagnostic-procedure: CT; status=preparation"}},
      {"Plan: BiPAP, CT chest.",
       {"device-use: BiPAP; status=intended", "diagnostic-procedure: CT; status=preparation"}},
      {"No epidural abscess, L4-5 discitis.", {"diagnosis: discitis", "!diagnosis: discitis; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("a change, a limit and letters of several meanings are read by what stands beside them") {
  const std::vector<ToldCase> cases = {
      {"Weight 71.2 kg, up 3 kg.", {"vital-sign: Weight; value=71.2", "!vital-sign: Weight; value=3"}},
      {"IGF-1 62 ng/mL (ref 74-388).", {"measurement: IGF-1; value=62; reference-low=74; reference-high=388"}},
      {"STE in II, III, aVF with reciprocal depressions.",
       {"!diagnosis: depression; onset=", "finding: reciprocal depressions"}},
      {"Bone age 7.0 yr.", {"!age: age", "measurement: Bone age; value=7.0"}},
      {"Cirrhosis with SBP.", {"!vital-sign: SBP"}},
      {"TST 342 min, sleep efficiency 78%, SpO2 74%, T90 22%.",
       {"measurement: TST; value=342", "!vital-sign: SpO2; value=22", "!measurement: TST; value=78"}},
      {"Mg 6 g load then 2 g/h.", {"medication: Mg; dose=6", "!measurement: Mg"}},
      {"ACR 3/2022 (Banff 1A).", {"!measurement: ACR", "diagnosis: ACR"}},
      {"Caecum reached, TI intubated.", {"!procedure: intubated"}},
      {"TB Quantiferon neg.", {"!diagnosis: TB"}},
      {"GC/CT neg.", {"!diagnostic-procedure: CT"}},
      {"Blood loss 600 ml.", {"measurement: Blood loss; value=600", "!finding: Blood loss; note=600"}},
  };
  check_told(cases);
}

TEST_CASE("another author's patient is not ours, nor is a sister's health") {
  const std::vector<ToldCase> cases = {
      {"A boy had xanthomas. In contrast to the patient reported by Rossi et al., who died of coronary disease at 17, our patient has had no cardiac events.",
       {"!death: died", "!diagnosis: coronary disease"}},
      {"A boy had xanthomas. His 8-year-old sister had an LDL cholesterol of 12.1 mmol/L but no xanthomas.",
       {"!measurement: LDL", "symptom: xanthomas", "!symptom: xanthomas; negated=true"}},
      {"Airway patent, bilateral breath sounds, 2 large lines.", {"!measurement: breath sounds; value=2"}},
      {"Proceed with C3 today.", {"!measurement: C3"}},
      {"Serum C3 was low.", {"measurement: C3"}},
  };
  check_told(cases);
}

TEST_CASE("results and times told in a row go each to its own") {
  const std::vector<ToldCase> cases = {
      {"ANA and ANCA were negative and positive, respectively.",
       {"qualitative-result: ANA; value-text=negative", "qualitative-result: ANCA; value-text=positive",
        "!qualitative-result: ANCA; value-text=negative"}},
      {"ANA and ANCA were negative.",
       {"qualitative-result: ANA; value-text=negative", "qualitative-result: ANCA; value-text=negative"}},
      {"BP 142/80, at 1 min 108/60, at 3 min 92/50.",
       {"!vital-sign: BP; systolic=142; effective=after:1 min", "vital-sign: BP; systolic=108; effective=after:1 min",
        "vital-sign: BP; systolic=92; effective=after:3 min"}},
      {"CRP was 12 on day 1 and 48 on day 3.",
       {"measurement: CRP; value=12; effective=day:1", "measurement: CRP; value=48; effective=day:3"}},
      {"Na 124 133 135-145", {"measurement: Na; value=133; reference-low=135", "!measurement: Na; low=135"}},
      {"Cord pH 7.28.", {"measurement: Cord pH; value=7.28"}},
      {"Hx PJP 2012.", {"diagnosis: PJP; historical=true"}},
      {"Nausea settled.", {"symptom: Nausea; clinical-status=resolved"}},
      {"TFTs nl.", {"qualitative-result: TFTs; value-text=normal"}},
  };
  check_told(cases);
}

TEST_CASE("a lung that collapses, a device's shocks and a stent still in are told as they are") {
  const std::vector<ToldCase> cases = {
      {"CXR: LLL collapse.", {"!symptom: collapse; body-site=LLL"}},
      {"She had a collapse at home.", {"symptom: collapse"}},
      {"ICD in 2021, no shocks.", {"!diagnosis: shock"}},
      {"JJ stent inserted. Stent to be removed in 2 weeks.", {"!device-use: stent; status=stopped", "!device-use: stent; status=completed"}},
      {"HR 162, CRT 2 s.", {"!procedure: CRT", "measurement: CRT; value=2"}},
  };
  check_told(cases);
}

TEST_CASE("short words with company") {
  const std::vector<ToldCase> cases = {
      {"Denies SI/HI.", {"symptom: SI; negated=true", "symptom: HI; negated=true"}},
      {"SI joint injection.", {"!symptom: SI"}},
      {"Foley: 16F.", {"!age: 16", "!sex: F"}},
      {"HPI: 29F G2P1 with fever.", {"age: 29; value=29", "sex: F; value=female"}},
      {"Transfuse 2 units plt.", {"medication: plt; dose=2", "!measurement: plt"}},
      {"Plt 48, transfused with 1 unit of platelets.", {"measurement: Plt; value=48", "medication: platelets"}},
      {"Urine culture: E. coli. Ampicillin R, ceftriaxone S.", {"!medication: Ampicillin", "!medication: ceftriaxone"}},
      {"Cultures grew E. coli, ampicillin resistant.", {"!medication: ampicillin"}},
  };
  check_told(cases);
}

TEST_CASE("what a clinician's shorthand does not say") {
  const std::vector<ToldCase> cases = {
      {"Abd soft, TTP RLQ w/ guarding.", {"!diagnosis: TTP"}},
      {"Started PTX and carboplatin.", {"!diagnosis: PTX"}},
      {"CXR: small right PTX.", {"diagnosis: small right PTX"}},
      {"ICU progress note, HD#6. AKI, renal US normal.", {"!procedure: HD"}},
      {"R IJ TLC day 5.", {"!measurement: TLC"}},
      {"HIT panel neg.", {"!diagnosis: HIT"}},
      {"DDx ectopic, appendicitis, ovarian torsion.",
       {"diagnosis: appendicitis; certainty=differential", "!diagnosis: appendicitis; certainty=confirmed"}},
      {"US: no IUP, 2.3 cm R adnexal mass, free fluid in the pelvis.",
       {"!diagnosis: mass; negated=true", "!finding: free fluid; negated=true"}},
      {"RT 50.4 Gy in 28 fx.", {"!finding: fx"}},
      {"A 9 mo ex-34-wk M with cough.", {"age: 9 mo; value=9", "!age: 34"}},
      {"HFNC if worsening.", {"!device-use: HFNC; status=active"}},
      {"HIV NR, RPR NR.", {"!diagnosis: HIV", "qualitative-result: HIV; value-text=negative"}},
      {"PHQ-9 21, GAD-7 14, C-SSRS low risk.", {"!score: PHQ-9; interpretation=L", "!score: GAD-7; interpretation=L"}},
      {"Femoral pulses palpable, left pedal pulses absent.",
       {"!qualitative-result: Femoral pulses; value-text=absent", "qualitative-result: pedal pulses; value-text=absent"}},
      {"No biliary dilatation; CBD 14 mm.", {"!finding: dilatation; note=14 mm"}},
      {"A: MDD.\nP: increase fluoxetine to 60 mg. TSH, B12.", {"!measurement: TSH"}},
  };
  check_told(cases);
}
