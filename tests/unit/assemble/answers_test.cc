// Answers, denials that end with their study, and amounts of change.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("an answer denies its question and nothing else") {
  const std::vector<ToldCase> cases = {
      {"Intubated? No. EtOH 180.", {"procedure: Intubated; negated=true", "measurement: EtOH; value=180"}},
      {"Fever? No. Chills? Yes. Rash? None.",
       {"symptom: Fever; negated=true", "symptom: Chills", "!symptom: Chills; negated=true",
        "!symptom: Chills; certainty=provisional", "symptom: Rash; negated=true"}},
      {"N no V. Took ASA.", {"medication: ASA", "!medication: ASA; negated=true"}},
      {"Nausea, no V. Has cough.", {"symptom: cough", "!symptom: cough; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("each study owns what it showed") {
  const std::vector<ToldCase> cases = {
      {"TTE no veg, TEE with mitral vegetation.",
       {"finding: veg; negated=true", "diagnostic-procedure: TEE", "!diagnostic-procedure: TEE; negated=true",
        "finding: mitral vegetation", "!finding: mitral vegetation; negated=true"}},
      {"CT head negative for bleed, MRI with left MCA infarct.",
       {"finding: bleed; negated=true", "diagnosis: infarct", "!diagnosis: infarct; negated=true"}},
      {"No CT, MRI or EEG was done.", {"diagnostic-procedure: MRI; negated=true", "diagnostic-procedure: EEG; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("so much lost or gained is a finding, and no weight") {
  const std::vector<ToldCase> cases = {
      {"He lost 4 kg in weight.", {"symptom: lost 4 kg; note=4 kg", "!vital-sign: weight"}},
      {"He lost 4 kg over 2 months.", {"symptom: lost 4 kg; note=4 kg; onset=for:2 mo"}},
      {"She gained 10 lb.", {"symptom: gained 10 lb; note=10 lb"}},
      {"She lost 2 kg of fat.", {"!symptom: lost"}},
      {"He reported a weight loss of 5 kg.", {"symptom: weight loss; note=5 kg"}},
      {"Unintentional body weight loss 6 kg.", {"symptom: weight loss; note=6 kg", "!vital-sign: weight; value=6"}},
      {"He lost consciousness and was lost to follow-up.", {"!symptom: lost; note=kg"}},
      {"Hemoglobin fell by 2 g/dL to 7.5 g/dL.", {"!measurement: Hemoglobin; value=2"}},
      {"Weight up 3 kg.", {"!vital-sign: Weight; value=3"}},
      {"Surgery is advised in patients with any of the following: GFR <60 mL/min.", {"!measurement: GFR"}},
  };
  check_told(cases);
}
