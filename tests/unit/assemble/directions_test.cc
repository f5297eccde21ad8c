// Directions: how lists of drugs say what is taken, and what is no dosage.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("the strength of a piece and its directions are one dosage") {
  // "25 mg Tablet Sig: One (1) Tablet PO BID" once told a dosage of 25 mg and another one by mouth.
  const std::vector<ToldCase> cases = {
      {"Metoprolol 25 mg Tablet Sig: One (1) Tablet PO BID",
       {"medication: Metoprolol; dose=25; dose-unit=mg; route=PO; frequency=2; "
        "dosage-text=25 mg Tablet Sig: One (1) Tablet PO BID"}},
      {"Prednisone 20 mg Tablet Sig: Two (2) Tablets PO once a day.",
       {"medication: Prednisone; dose=2; dose-unit={tablet}; route=PO", "!medication: Prednisone; dose=20"}},
      {"Furosemide 40 mg Tablet Sig: 0.5 Tablet PO DAILY.",
       {"medication: Furosemide; dose=0.5; dose-unit={tablet}", "!medication: Furosemide; dose=40"}},
      {"Aspirin 81 mg Tablet, Delayed Release (E.C.) Sig: One (1) Tablet PO DAILY (Daily).",
       {"medication: Aspirin; dose=81; route=PO; frequency=1"}},
  };
  check_told(cases);
}

TEST_CASE("the form behind a drug is no device") {
  const std::vector<ToldCase> cases = {
      {"He uses an albuterol inhaler.", {"medication: albuterol; form=inhaler", "!device-use: inhaler"}},
      {"Albuterol inhaler 2 puffs q4h prn.",
       {"medication: Albuterol; form=inhaler; dose=2; as-needed=true", "!device-use: inhaler"}},
      {"Albuterol nebulizer every 4 hours.", {"medication: Albuterol; route=nebuliser", "!device-use: nebulizer"}},
      {"He was given an inhaler.", {"device-use: inhaler"}},
  };
  check_told(cases);
}

TEST_CASE("what comes out below a rate is no rate of a drug") {
  const std::vector<ToldCase> cases = {
      {"He was oliguric on furosemide (<50 mL/24h).", {"medication: furosemide", "!medication: furosemide; rate=50"}},
      {"After furosemide, output was <50 mL/24h.", {"!medication: furosemide; rate=50"}},
      {"Furosemide drip at 10 mg/h, UO 100 cc/hr.",
       {"medication: Furosemide; rate=10", "!medication: Furosemide; rate=100", "vital-sign: UO; value=100"}},
      {"UOP <50 mL/24h.", {"vital-sign: UOP; value=50; comparator=<"}},
  };
  check_told(cases);
}

TEST_CASE("a denial, a doubt or the past ends where what is meant ends") {
  const std::vector<ToldCase> cases = {
      {"AF (not anticoagulated due to prior GI bleed) found with facial droop.", {"!finding: droop; historical=true"}},
      {"Ulcerative colitis (pancolitis), previously on infliximab.", {"!diagnosis: pancolitis; historical=true", "medication: infliximab; historical=true"}},
      {"No bruit, mild proptosis, lid lag.", {"finding: proptosis", "!finding: proptosis; negated=true", "!finding: lid lag; negated=true"}},
      {"ANA neg, ANCA neg, SPEP pending.",
       {"qualitative-result: ANA; value-text=negative", "qualitative-result: ANCA; value-text=negative", "!measurement: SPEP"}},
      {"ANA, ANCA, SPEP pending.", {"!measurement: ANA", "!measurement: ANCA"}},
      {"Counseled re agranulocytosis.", {"!diagnosis: agranulocytosis"}},
      {"Start ASA 81 mg now; apixaban in 2 weeks.", {"medication: apixaban; status=intended"}},
  };
  check_told(cases);
}
