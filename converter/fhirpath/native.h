// Hand-written forms of the invariants that run on nearly every element. Each is tested to agree with its expression.
#pragma once
#include <span>
#include <string_view>

#include "fhirpath/compile.h"

namespace anamnesis::fhirpath {

// The native form of exactly this expression; nullptr if there is none.
Native native_form(std::string_view expression);

// All expressions that have one.
std::span<const std::string_view> native_expressions();

}  // namespace anamnesis::fhirpath
