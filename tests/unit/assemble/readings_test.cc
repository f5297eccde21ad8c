// Readings: how notes and laboratories print values, and which test, side and circumstance they belong to.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("a line of a results table tells value, flag, limits and unit in their columns") {
  // "Sodium 128 L 135-145 mmol/L" once told a sodium of 135 to 145, since 128 litres of it did not fit.
  const std::vector<ToldCase> cases = {
      {"Sodium      128   L   135-145   mmol/L",
       {"measurement: Sodium; value=128; unit=mmol/L; interpretation=L; reference-low=135; reference-high=145",
        "!measurement: Sodium; low=135"}},
      {"Potassium   5.6   H   3.5-5.0   mmol/L", {"measurement: Potassium; value=5.6; unit=mmol/L; interpretation=H"}},
      {"Chloride | 102 | | 98-107", {"measurement: Chloride; value=102; reference-low=98; reference-high=107"}},
      {"Calcium 1.9 (L) 2.2 - 2.6 mmol/L", {"measurement: Calcium; value=1.9; unit=mmol/L; interpretation=L"}},
      {"Sodium 151 mmol/L 135-145 H", {"measurement: Sodium; value=151; interpretation=H; reference-high=145"}},
      {"Hgb 10.1 g/dL L 12-16", {"measurement: Hgb; value=10.1; unit=g/dL; interpretation=L; reference-low=12"}},
      {"CRP 45 High <5 mg/L", {"measurement: CRP; value=45; unit=mg/L; interpretation=H; reference-high=5"}},
      {"TSH <0.01 L 0.4-4.0 mIU/L", {"measurement: TSH; value=0.01; comparator=<; unit=m[IU]/L; interpretation=L"}},
      {"Glucose 96 70-99 mg/dL", {"measurement: Glucose; value=96; unit=mg/dL", "!measurement: Glucose; interpretation=H"}},
      {"Hgb: 8.7 g/dL (12-16)", {"measurement: Hgb; value=8.7; reference-low=12; reference-high=16"}},
      {"Urine output was 2 L.", {"vital-sign: Urine output; value=2; unit=L"}},
      {"WBC 3.2. The urine had WBC 50-100/hpf.",
       {"measurement: WBC; value=3.2", "measurement: WBC; low=50; high=100", "!measurement: WBC; value=3.2; low=50"}},
  };
  check_told(cases);
}

TEST_CASE("numbers joined by arrows and slashes are what they are") {
  const std::vector<ToldCase> cases = {
      {"Potassium 6.8 -> 4.9.", {"measurement: Potassium; value=6.8", "measurement: Potassium; value=4.9", "!measurement: Potassium; comparator=>"}},
      {"ABG 7.31/48/72/24.", {"!measurement: ABG; value=7.31"}},
      {"Platelets 61 x10(9)/L.", {"measurement: Platelets; value=61; unit=10*9/L"}},
  };
  check_told(cases);
}

TEST_CASE("a vital sign keeps its value over when and where it was taken") {
  const std::vector<ToldCase> cases = {
      {"BP post-dialysis 152/84.", {"vital-sign: BP; systolic=152; diastolic=84"}},
      {"CRP after surgery was 33.", {"measurement: CRP; value=33"}},
      {"BP supine 130/80.", {"vital-sign: BP; systolic=130"}},
      {"B/P: 128/79, P 88, R 16, O2 sats 97%.",
       {"vital-sign: B/P; systolic=128", "vital-sign: P; value=88", "vital-sign: R; value=16", "vital-sign: O2 sats; value=97"}},
      {"He was hypertensive to 190/110.", {"vital-sign: blood pressure; systolic=190"}},
      {"BP right arm 132/76, left arm 128/74.",
       {"vital-sign: BP; systolic=132; laterality=right", "vital-sign: BP; systolic=128; laterality=left"}},
  };
  check_told(cases);
}

TEST_CASE("a sign is told of the part of the body where it was taken") {
  const std::vector<ToldCase> cases = {
      {"Visual acuity was 20/40 in the right eye and 20/200 in the left eye.",
       {"measurement: Visual acuity; value-text=20/40; laterality=right", "measurement: Visual acuity; value-text=20/200; laterality=left"}},
      {"Power was 3/5 in the left arm and 4/5 in the left leg.",
       {"measurement: Power; value=3; body-site=arm", "measurement: Power; value=4; body-site=leg"}},
      {"JVP was 6 cm above the sternal angle.", {"!measurement: JVP; body-site=sternal angle"}},
      {"There were decreased breath sounds.", {"finding: decreased breath sounds", "!measurement: breath sounds"}},
      {"The breath sounds were diminished.", {"measurement: breath sounds; value-text=diminished", "!measurement: breath sounds; interpretation=L"}},
      {"She follows a 2 g sodium diet.", {"procedure: 2 g sodium diet", "!measurement: sodium"}},
      {"ASA III. She takes ASA 81 mg daily.", {"medication: ASA; dose=81", "!medication: ASA III"}},
  };
  check_told(cases);
}

TEST_CASE("a value is not taken from what stands right before it") {
  const std::vector<ToldCase> cases = {
      {"Labs: lactate 3.1 mg/dL, EtOH 142 mg/dL.", {"measurement: lactate; value=3.1", "!measurement: lactate; value=142"}},
      {"Ultrasound showed a muscle thickness of 5 mm and a channel length of 19 mm.", {"!measurement: thickness; value=19"}},
      {"He was jaundiced, and the spleen was palpable 2 cm below the costal margin.", {"!finding: jaundiced; note=2 cm"}},
      {"Urinalysis showed blood 2+ and protein 1+.", {"!measurement: Urinalysis; value-text=2+", "qualitative-result: protein; value-text=1+"}},
      {"The LVEF on echocardiography was 35%.", {"measurement: LVEF; value=35"}},
      {"Visual acuity was 6/6.", {"measurement: Visual acuity; value-text=6/6"}},
  };
  check_told(cases);
}

TEST_CASE("a score told as a class keeps the class, and a sum is no number") {
  const std::vector<ToldCase> cases = {
      {"NYHA class II.", {"score: NYHA class; value-text=II"}},
      {"ASA physical status III was noted.", {"score: ASA; value-text=III"}},
      {"Her Fisher grade 3 bleed was clipped.", {"score: Fisher grade; value=3"}},
      {"Gleason score 4+3=7.", {"!score: Gleason; value=4", "!score: Gleason; value-text=4+"}},
      {"GCS E3V4M5. The Glasgow coma score was 3.", {"score: Glasgow; value=3", "!score: Glasgow; component=Glasgow coma scale: eye opening"}},
      {"The karyotype was 46,XY.", {"qualitative-result: karyotype; value-text=46,XY", "!measurement: karyotype; value=46"}},
      {"Blood cultures 2/2 bottles.", {"!measurement: Blood cultures; value=2"}},
  };
  check_told(cases);
}

TEST_CASE("a specimen right before a test is not of the tests told before") {
  const std::vector<ToldCase> cases = {
      {"HIV test negative, urine pregnancy test negative.",
       {"qualitative-result: HIV test; value-text=negative", "!qualitative-result: HIV test; specimen=urine",
        "qualitative-result: urine pregnancy test; value-text=negative", "!finding: pregnancy test negative"}},
  };
  check_told(cases);
}

TEST_CASE("the side of an eye is written with two letters") {
  // OD is also once daily, and an overdose.
  const std::vector<ToldCase> cases = {
      {"Visual acuity was 20/40 OD and 20/200 OS.",
       {"measurement: Visual acuity; value-text=20/40; body-site=OD", "measurement: Visual acuity; value-text=20/200; body-site=OS"}},
      {"IOP was 15 mmHg OU.", {"measurement: IOP; value=15; body-site=OU"}},
      {"She had a cataract OS.", {"finding: cataract; body-site=OS"}},
      {"Aspirin 75 mg OD.", {"medication: Aspirin; frequency=1"}},
      {"Aspirin 75 mg OD for retinal artery occlusion.", {"medication: Aspirin; frequency=1", "!diagnosis: occlusion; body-site=OD"}},
  };
  check_told(cases);
}

TEST_CASE("an age may stand between commas behind a name") {
  const std::vector<ToldCase> cases = {
      {"Mr K, 72, presented with chest pain.", {"age: 72; value=72; unit=a"}},
      {"Mrs. Smith, 65, was admitted with fever.", {"age: 65; value=65"}},
      {"On days 3, 5, 72, he presented with fever.", {"!age: 72"}},
  };
  check_told(cases);
}

TEST_CASE("a blood gas tells its values by their order") {
  const std::vector<ToldCase> cases = {
      {"ABG: 7.34/52/61/28, BP 120/80.",
       {"measurement: pH; value=7.34", "measurement: carbon dioxide; value=52", "measurement: oxygen; value=61",
        "measurement: bicarbonate; value=28", "vital-sign: BP; systolic=120"}},
      {"On day 3 ABG on 2 L showed 7.25 / 60 / 80.",
       {"measurement: pH; value=7.25; effective=day:3", "measurement: oxygen; value=80; effective=day:3",
        "!measurement: pH; value=2"}},
      {"ABG on 4/10/14 was normal.", {"!measurement: pH"}},
      {"ABG: pH 7.34, pCO2 52.", {"measurement: pH; value=7.34", "measurement: pCO2; value=52"}},
      {"Sodium 7.34/52/61.", {"!measurement: pH"}},
  };
  check_told(cases);
}

TEST_CASE("marks and short words behind a test are its result, and each test has its own") {
  const std::vector<ToldCase> cases = {
      {"CK20 +, CDX2 +, CK7 -.",
       {"qualitative-result: CK20; value-text=positive", "qualitative-result: CDX2; value-text=positive",
        "qualitative-result: CK7; value-text=negative"}},
      {"Urine dip: blood +++, protein +, leucocytes neg.",
       {"qualitative-result: blood; value-text=positive", "qualitative-result: protein; value-text=positive",
        "qualitative-result: leucocytes; value-text=negative"}},
      {"UA: 3+ blood, trace LE, nitrite neg, 5-10 WBC.",
       {"qualitative-result: blood; value-text=3+", "!qualitative-result: UA; value-text=3+",
        "qualitative-result: LE; value-text=trace", "qualitative-result: nitrite; value-text=negative",
        "measurement: WBC; low=5; high=10", "!qualitative-result: nitrite; low=5"}},
      {"Normal CRP, ESR raised.",
       {"qualitative-result: CRP; value-text=normal", "!qualitative-result: CRP; interpretation=H",
        "measurement: ESR; interpretation=H"}},
      {"Negative HIV, HBV and HCV serology.",
       {"!diagnosis: HIV", "qualitative-result: HIV; value-text=negative",
        "qualitative-result: HCV serology; value-text=negative"}},
  };
  check_told(cases);
}

TEST_CASE("a letter for a side counts before a part of the body") {
  const std::vector<ToldCase> cases = {
      {"CC: R flank pain.", {"symptom: flank pain; laterality=right"}},
      {"L forearm cellulitis.", {"diagnosis: cellulitis; laterality=left"}},
      {"R 16, BP 120/80.", {"vital-sign: R; value=16", "!finding: R; laterality=right"}},
      {"Left displaced femur fracture.", {"diagnosis: femur fracture; laterality=left"}},
      {"High-grade glioma.", {"!diagnosis: glioma; severity=severe"}},
  };
  check_told(cases);
}

TEST_CASE("so many days of a dose are its duration, not its count") {
  const std::vector<ToldCase> cases = {
      {"Azithromycin 250 mg daily x 4 days.", {"medication: Azithromycin; duration=4; frequency=1", "!medication: Azithromycin; count=4"}},
      {"Methylprednisolone 1 g daily x 3.", {"medication: Methylprednisolone; count=3; frequency=1"}},
  };
  check_told(cases);
}

TEST_CASE("behind a comma a name that no table knows takes the number behind it") {
  const std::vector<ToldCase> cases = {
      {"Na 138, K 4.1, wibble 92, wobble 12 ng/L.",
       {"measurement: K; value=4.1", "!measurement: K; value=12", "!measurement: K; value=92"}},
      {"Na 138, K 4.1, creat 92, trop 12 ng/L.",
       {"measurement: creat; value=92", "measurement: trop; value=12", "!measurement: K; value=12"}},
      {"CRP was 88 mg/L, peaking at 120 mg/L.", {"measurement: CRP; value=88", "measurement: CRP; value=120"}},
  };
  check_told(cases);
}

TEST_CASE("as many further readings as there are tests are one of each") {
  const std::vector<ToldCase> cases = {
      {"Her ESR was 68 mm/h and CRP 47 mg/L, falling to 22 and 8.",
       {"measurement: ESR; value=68", "measurement: ESR; value=22", "measurement: CRP; value=8",
        "!measurement: CRP; value=22"}},
      {"Her CRP was 47 mg/L, falling to 22 and 8.", {"measurement: CRP; value=22", "measurement: CRP; value=8"}},
  };
  check_told(cases);
}

TEST_CASE("a year is no amount of a habit, and who quit is no smoker any more") {
  const std::vector<ToldCase> cases = {
      {"SH: 50 pack-year smoker, quit 2017.", {"social-history: smoker, quit", "!social-history: smoker; value-text=2017"}},
      {"He smokes 20 cigarettes a day.", {"social-history: smokes; value-text=20 cigarettes a day"}},
  };
  check_told(cases);
}

TEST_CASE("results side by side are tied to their tests by hyphens") {
  const std::vector<ToldCase> cases = {
      {"Labs: WBC-9.8 RBC-3.41* HGB-10.2* PLT COUNT-212 INR(PT)-2.8* UREA N-42*.",
       {"measurement: WBC; value=9.8", "measurement: RBC; value=3.41", "measurement: HGB; value=10.2",
        "measurement: PLT COUNT; value=212", "measurement: INR(PT); value=2.8", "measurement: UREA N; value=42"}},
      {"IL-6, IL-8 and XY-10 were raised, WBC 9.8.", {"measurement: WBC; value=9.8", "!measurement: IL; value=6"}},
      {"Vitals: T: 98.1 BP: 142/80 P: 92 R: 20.",
       {"vital-sign: T; value=98.1", "vital-sign: P; value=92", "vital-sign: R; value=20"}},
  };
  check_told(cases);
}

TEST_CASE("a bare power of ten is a number") {
  const std::vector<ToldCase> cases = {
      {"Urine culture >10^5 CFU/mL.", {"measurement: Urine culture; value=100000; comparator=>"}},
      {"HIV viral load 3.2 x 10^5 copies/mL.", {"measurement: viral load; value=3.2"}},
  };
  check_told(cases);
}

TEST_CASE("so much over so much is a titre, a count or a date") {
  const std::vector<ToldCase> cases = {
      {"Cr 1.4 (1/22) -> 2.3.", {"!measurement: Cr; value-text=1/22", "measurement: Cr; value=2.3"}},
      {"ANA 1/160.", {"measurement: ANA; value-text=1/160"}},
      {"ANA was positive at 1:640.", {"!qualitative-result: ANA; effective=words:at 1:640"}},
      {"Widal positive 1:160.", {"measurement: Widal; value-text=1:160; interpretation=POS"}},
      {"UA: RBC 5-10/hpf, no casts.", {"!device-use: casts"}},
      {"HBV immune, rubella immune.", {"!diagnosis: HBV"}},
      {"Lungs clear, trace edema.", {"examination: lungs", "!finding: edema; body-site=lungs"}},
      {"BCx MRSA, dapto S, linezolid S.", {"!medication: dapto", "!medication: linezolid"}},
      {"PR 112/min, BP 96/60 mmHg.", {"vital-sign: PR; value=112"}},
  };
  check_told(cases);
}
