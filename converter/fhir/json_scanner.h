// The quick way from FHIR JSON to Elements: one pass, no JSON tree between. It reads what is as FHIR demands and leaves
// everything else to the careful reader (json_reader.h), which knows what to say about it.
#pragma once
#include <string_view>

#include "base/arena.h"
#include "fhir/element.h"
#include "fhir/model.h"

namespace anamnesis::fhir {

// The tree that the careful reader makes of `source` without finding fault; nullptr where this is not sure of that: no
// JSON, a resource whose type is not told first, unknown properties, duplicate keys, nulls without extensions, ...
Element* scan_json(std::string_view source, Arena& arena, const Model& model);

}  // namespace anamnesis::fhir
