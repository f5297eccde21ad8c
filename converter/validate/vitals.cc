// Observations whose code is one of the vital signs must follow R4's profile for it (observation-vitalsigns.html).
// Which codes those are is in schemas/codes/vital-signs.tsv.
#include <algorithm>
#include <unordered_map>

#include "package/rows.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

struct VitalSigns {
  std::vector<std::string> profiles;  // canonicals, in the table's order
  struct Code {
    std::string system;
    size_t profile;  // position in profiles
  };
  std::unordered_multimap<std::string, Code, TextHash, std::equal_to<>> of_code;
};

const VitalSigns& vital_signs() {
  static const auto signs = [] {
    VitalSigns out;
    package::Rows row("codes/vital-signs.tsv");
    while (row.next()) {
      out.profiles.push_back("http://hl7.org/fhir/StructureDefinition/" + std::string(row[0]));
      const std::string system(row[1]);
      std::string_view codes = row[2];
      while (!codes.empty()) {
        const std::string_view code = codes.substr(0, codes.find(' '));
        codes.remove_prefix(std::min(code.size() + 1, codes.size()));
        out.of_code.emplace(code, VitalSigns::Code{system, out.profiles.size() - 1});
      }
    }
    return out;
  }();
  return signs;
}

}  // namespace

void check_vital_signs(Walk& walk, const fhir::Element& e) {
  if (e.resource_type() != "Observation") return;
  const fhir::Element* code = e.child("code");
  const VitalSigns& signs = vital_signs();
  size_t first = signs.profiles.size();
  for (const fhir::Element* c = code == nullptr ? nullptr : code->first(); c != nullptr; c = c->next()) {
    if (c->name() != "coding") continue;
    const auto [begin, end] = signs.of_code.equal_range(c->text("code"));
    for (auto at = begin; at != end; ++at)
      if (at->second.system == c->text("system")) first = std::min(first, at->second.profile);
  }
  if (first == signs.profiles.size()) return;
  if (const Schema* schema = walk.schema(signs.profiles[first])) walk.profile(e, *schema);
}

}  // namespace anamnesis::validate
