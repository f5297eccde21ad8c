// FHIR XML -> Element tree, the same as JSON gives (value attribute -> value, id and url attributes -> children,
// <contained><Patient> -> one resource, a narrative's div -> its text), with `json` kinds `none`.
//
// What is not XML at all is an Error. What the tree cannot show (text between elements, attributes that FHIR does not
// have, a wrong namespace, a resource slot without exactly one resource) goes to `issues`.
#pragma once
#include <string_view>

#include "base/arena.h"
#include "base/issue.h"
#include "base/result.h"
#include "fhir/element.h"
#include "fhir/model.h"

namespace anamnesis::fhir {

// `source` and `arena` must outlive the tree.
Result<Element*> read_xml(std::string_view source, Arena& arena, const Model& model, Issues& issues);

// Reads JSON or XML, whichever the first character says.
Result<Element*> read_resource(std::string_view source, Arena& arena, const Model& model, Issues& issues);
bool looks_like_xml(std::string_view source);

}  // namespace anamnesis::fhir
