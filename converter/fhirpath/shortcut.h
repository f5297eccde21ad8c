// Shortcut: decides an invariant by following its paths, without making collections.
#pragma once
#include <cstdint>

#include "fhirpath/ast.h"

namespace anamnesis::fhirpath {

// `open`: this takes the whole evaluator. Everything else is what the evaluator would give: true, false, nothing.
enum class Answer : uint8_t { no, yes, empty, open };

// `focus` is $this and the context; `resource` is %resource, nullptr: the nearest resource around the focus. `there`:
// the names of the focus's children, see bit_of_name().
Answer shortcut(const Node& expression, const fhir::Element& focus, const fhir::Element* resource = nullptr,
                uint64_t there = ~uint64_t{0});

}  // namespace anamnesis::fhirpath
