// Lists of values: which of several tests told together each of their numbers belongs to.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("as many values as tests told before them go to the tests in order") {
  // "AST and ALT were raised at 145 and 260 U/L" once told two values of the last test, and none of the first.
  const std::vector<ToldCase> cases = {
      {"Sodium and potassium were 128 and 5.9 mmol/L, respectively.",
       {"measurement: Sodium; value=128; unit=mmol/L", "measurement: potassium; value=5.9; unit=mmol/L"}},
      {"AST and ALT were raised at 145 U/L (normal <40) and 260 U/L (normal <45).",
       {"measurement: AST; value=145; reference-high=40; interpretation=H",
        "measurement: ALT; value=260; reference-high=45; interpretation=H", "!measurement: ALT; value=145"}},
      {"Blood urea nitrogen (BUN) and serum creatinine had risen to 67 mg/dL and 3.1 mg/dL.",
       {"measurement: urea nitrogen; value=67", "measurement: creatinine; value=3.1", "!measurement: creatinine; value=67"}},
      {"Serum calcium and plasma PTH were 2.9 mmol/L and 14 pmol/L.",
       {"measurement: calcium; value=2.9", "measurement: PTH; value=14", "!measurement: PTH; value=2.9"}},
      {"Prothrombin time and aPTT were prolonged at 22 s and 65 s.",
       {"measurement: Prothrombin time; value=22", "measurement: aPTT; value=65"}},
      {"CRP and ESR were within normal limits (3 mg/L and 12 mm/h).",
       {"measurement: CRP; value=3", "measurement: ESR; value=12"}},
      {"Blood count, CRP and ESR were 34 mg/L and 80 mm/h.", {"measurement: CRP; value=34", "measurement: ESR; value=80"}},
  };
  check_told(cases);
}

TEST_CASE("what shares the head of a list has a value of its own") {
  const std::vector<ToldCase> cases = {
      {"Total and direct bilirubin were 6.8 mg/dL (116 umol/L) and 4.2 mg/dL (72 umol/L).",
       {"measurement: Total bilirubin; value=6.8", "measurement: Total bilirubin; value=116; unit=umol/L",
        "measurement: direct bilirubin; value=4.2", "!measurement: direct bilirubin; value=6.8"}},
      {"Systolic and diastolic blood pressure were 180 and 110 mmHg.",
       {"vital-sign: Systolic blood pressure; value=180", "vital-sign: diastolic blood pressure; value=110"}},
      {"Serum and urine osmolality were 250 and 600 mOsm/kg.",
       {"measurement: serum osmolality; value=250", "measurement: urine osmolality; value=600",
        "!measurement: urine osmolality; specimen=Serum"}},
  };
  check_told(cases);
}

TEST_CASE("a number of a list whose first is another test's, a time's or a multiple is no value") {
  const std::vector<ToldCase> cases = {
      {"There were raised concentrations of alanine and glutamine (1567 and 1369 umol/L, respectively).",
       {"!measurement: alanine; value=1369", "!measurement: alanine; value=1567"}},
      {"CRP was raised on days 3 and 5.", {"!measurement: CRP; value=5"}},
      {"CRP was 12 in 2015 and 33 in 2017.", {"measurement: CRP; value=12", "measurement: CRP; value=33"}},
      {"The creatinine rose 1.5 times.", {"!measurement: creatinine; value=1.5"}},
      {"Troponin and CK rose to 3 and 4 times normal.", {"!measurement: CK; value=3", "!measurement: CK; value=4"}},
      {"ALT was 3 times the upper limit of normal.", {"measurement: ALT; value=3; unit={ULN}"}},
      {"Lipase was elevated (5 x ULN).", {"measurement: Lipase; value=5; unit={ULN}"}},
  };
  check_told(cases);
}

TEST_CASE("points told before their scale are its value") {
  const std::vector<ToldCase> cases = {
      {"He scored 24/30 on the MMSE.", {"score: MMSE; value=24"}},
      {"She had a score of 8 on the Glasgow coma scale.", {"score: Glasgow coma scale; value=8"}},
      {"He scored 2 points on the modified Rankin scale.", {"score: modified Rankin scale; value=2"}},
  };
  check_told(cases);
}
