// Plans: what is still to come, and what is taken.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("an act that is only said to be so much later is planned") {
  const std::vector<ToldCase> cases = {
      {"EGD in 1 year.", {"diagnostic-procedure: EGD; status=preparation"}},
      {"Holter in 4 weeks.", {"diagnostic-procedure: Holter; status=preparation"}},
      {"He went home. Repeat CT in 3 months.", {"diagnostic-procedure: CT; status=preparation"}},
      {"Follow-up ultrasound in 6-8 weeks.", {"diagnostic-procedure: ultrasound; status=preparation"}},
      {"She was discharged with a Holter in 4 weeks.", {"diagnostic-procedure: Holter; status=preparation"}},
      {"CT in 3 months for surveillance of nodules.", {"diagnostic-procedure: CT; status=preparation"}},
      {"Colonoscopy due in 2027.", {"diagnostic-procedure: Colonoscopy; status=preparation"}},
      {"Repeat HbA1c in 3 months.", {"!measurement: HbA1c"}},
      {"Repeat CT in 3 months showed growth.", {"!diagnostic-procedure: CT; status=preparation"}},
      {"He underwent CT in 3 months.", {"!diagnostic-procedure: CT; status=preparation"}},
      {"He had a CT in 2019.", {"diagnostic-procedure: CT; performed=date:2019", "!diagnostic-procedure: CT; status=preparation"}},
  };
  check_told(cases);
}

TEST_CASE("a drug that a plan lists with nothing said of it is intended") {
  const std::vector<ToldCase> cases = {
      {"Plan: 1. Metoprolol 25 mg BID 2. Lisinopril 10 mg daily",
       {"medication: Metoprolol; status=intended; dose=25", "medication: Lisinopril; status=intended; dose=10"}},
      {"Plan: HTN - lisinopril 10 mg daily.", {"medication: lisinopril; status=intended", "diagnosis: HTN"}},
      {"Plan: 1. Continue lisinopril 10 mg daily. 2. Hold metformin.",
       {"medication: lisinopril; status=active", "medication: metformin; status=on-hold"}},
      {"Plan: she received ceftriaxone.", {"!medication: ceftriaxone; status=intended"}},
      {"PET scans continue to be negative.", {"qualitative-result: PET; value-text=negative"}},
      {"D/c foley. D/c home on aspirin.", {"device-use: foley; status=stopped", "!medication: aspirin; status=stopped"}},
  };
  check_told(cases);
}
