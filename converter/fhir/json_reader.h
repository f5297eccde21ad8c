// FHIR JSON -> Element tree.
//
// What is not JSON at all is an Error. What is JSON but not as FHIR demands goes to `issues` where the tree cannot show
// it (duplicate keys, empty arrays, nulls, arrays of unequal length); what the tree shows (unknown properties, wrong
// kinds) is left to the validator.
#pragma once
#include <string_view>

#include "base/arena.h"
#include "base/issue.h"
#include "base/result.h"
#include "fhir/element.h"
#include "fhir/model.h"

namespace anamnesis::json {
struct Value;
}

namespace anamnesis::fhir {

// The resource in `source`, annotated from `model`. `source` and `arena` must outlive the tree.
Result<Element*> read_json(std::string_view source, Arena& arena, const Model& model, Issues& issues);

// The same, never by the quick way: for what that leaves, and to test it against.
Result<Element*> read_json_carefully(std::string_view source, Arena& arena, const Model& model, Issues& issues);

// The same from a value that was parsed already (out of `source`, which may be empty if lines are not wanted).
// `type_name`: for a value that is not a resource ("Quantity"), else "".
Element* read_json(const json::Value& value, std::string_view source, Arena& arena, const Model& model, Issues& issues,
                   std::string_view type_name = {});

}  // namespace anamnesis::fhir
