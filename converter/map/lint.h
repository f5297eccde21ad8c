// lint: the half of the check of mapping tables that needs FHIR: do the rules' resources, paths and types exist in R4,
// do items stand where lists are, are the vocabularies and keys that they name there?
#pragma once
#include <vector>

#include "base/result.h"
#include "fhir/model.h"
#include "map/mapping.h"

namespace anamnesis {

// One Error for each fault, with file, line and, where a name is near a known one, a suggestion; in table order.
std::vector<Error> lint_rules(const Mapping& mapping, const fhir::Model& model);

}  // namespace anamnesis
