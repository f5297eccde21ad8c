// Observations whose code is one of the vital signs must follow R4's profile for it (observation-vitalsigns.html).
// Which codes those are is read from the profiles themselves: the code that their code element demands.
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

// The base vital-signs profiles; each names its LOINC code in the slice of code.coding.
constexpr std::string_view kProfiles[] = {"resprate",   "heartrate",  "oxygensat", "bodytemp", "bodyheight",
                                          "headcircum", "bodyweight", "bmi",       "bp",       "vitalspanel"};

const Node* code_slice(const Schema& schema) {
  const Node* code = schema.find("Observation.code.coding");
  return code == nullptr || code->slices.empty() ? nullptr : code->slices.front();
}

}  // namespace

void check_vital_signs(Walk& walk, const fhir::Element& e) {
  if (e.resource_type != "Observation") return;
  const fhir::Element* code = e.child("code");
  if (code == nullptr || code->child("coding") == nullptr) return;
  for (const std::string_view name : kProfiles) {
    const Schema* schema =
        walk.schema(walk.arena().copy(std::string("http://hl7.org/fhir/StructureDefinition/").append(name)));
    const Node* slice = schema == nullptr ? nullptr : code_slice(*schema);
    const Node* wanted_code = slice == nullptr ? nullptr : slice->child("code");
    const Node* wanted_system = slice == nullptr ? nullptr : slice->child("system");
    if (wanted_code == nullptr || wanted_code->fixed == nullptr || wanted_system == nullptr ||
        wanted_system->fixed == nullptr)
      continue;
    for (const fhir::Element* c = code->first; c != nullptr; c = c->next) {
      if (c->text("code") != wanted_code->fixed->value || c->text("system") != wanted_system->fixed->value) continue;
      walk.profile(e, *schema);
      break;
    }
  }
}

}  // namespace anamnesis::validate
