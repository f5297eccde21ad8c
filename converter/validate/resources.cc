// Rules that R4 states in words on single resource types.
#include "validate/checks.h"

namespace anamnesis::validate {

void check_resource_type(Walk& walk, const fhir::Element& e) {
  const fhir::Element* id = e.child("id");
  for (const fhir::Element* c = id == nullptr ? nullptr : id->first; c != nullptr; c = c->next)
    if (c->name == "extension") walk.error(*id, "structure", "id-extension", "a resource's id may have no extension");
}

}  // namespace anamnesis::validate
