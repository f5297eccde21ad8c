// Element tree -> FHIR JSON. Primitive numbers keep their text; `x` and `_x` come apart again.
#pragma once
#include <string>

#include "fhir/element.h"

namespace anamnesis::fhir {

struct JsonStyle {
  int indent = 2;  // spaces per level; 0: one line
};

// Appends the resource (or the value of a complex element). What is a number or boolean in JSON is known from the
// element's `json` kind, else from its type; an array from its property, else from `in_array` or a second item.
void write_json(std::string& out, const Element& root, const JsonStyle& style = {});

}  // namespace anamnesis::fhir
