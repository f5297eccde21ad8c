// Operations told by their verbs: what was done to a part of the body or a finding, and what only sounds like it.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("a participle behind its auxiliary tells what was done") {
  const std::vector<ToldCase> cases = {
      {"The splenic artery was then ligated.", {"procedure: ligated"}},
      {"The haematoma was surgically evacuated.", {"procedure: evacuated", "diagnosis: haematoma"}},
      {"The abscess was incised and drained.", {"procedure: incised", "procedure: drained"}},
      {"The tumour was completely removed.", {"procedure: removed"}},
      {"The gallbladder was removed.", {"procedure: removed; body-site=gallbladder"}},
      {"The aortic valve was replaced.", {"procedure: replaced"}},
      {"She was dialysed twice.", {"procedure: dialysed"}},
      {"The varices were banded.", {"procedure: banded"}},
      {"The adhesions were lysed.", {"procedure: lysed"}},
      {"Two stones were extracted.", {"procedure: extracted"}},
  };
  check_told(cases);
}

TEST_CASE("the same word about a device, a picture or a drug is no operation") {
  const std::vector<ToldCase> cases = {
      {"The drain was removed.", {"!procedure: removed"}},
      {"The central line was removed because of infection.", {"!procedure: removed", "device-use: central line; status=stopped"}},
      {"He was removed from the waiting list.", {"!procedure: removed"}},
      {"The images were reconstructed.", {"!procedure: reconstructed"}},
      {"Warfarin was replaced by apixaban.", {"!procedure: replaced", "medication: Warfarin; status=stopped"}},
      {"The mass was not removed.", {"!procedure: removed"}},
      {"The removed tissue was pale.", {"!procedure: removed"}},
      {"DNA was extracted from the stone.", {"!procedure: extracted"}},
      {"She had not been vaccinated.", {"!procedure: vaccinated"}},
  };
  check_told(cases);
}
