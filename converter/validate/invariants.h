// FHIRPath as the checks need it.
#pragma once
#include "validate/walk.h"

namespace anamnesis::validate {

// The expression on the element is true (or cannot be evaluated, which is said once as information).
bool holds(Walk& walk, const fhir::Element& e, std::string_view expression);
// The expression, evaluated on the resource, selects the element.
bool selects(Walk& walk, const fhir::Element& resource, const fhir::Element& e, std::string_view expression);

}  // namespace anamnesis::validate
