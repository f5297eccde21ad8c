// The text of a UCUM unit -> Measure.
#pragma once
#include <string_view>

#include "base/result.h"
#include "terminology/measure.h"

namespace anamnesis::ucum {

constexpr size_t kMaxLength = 200;  // of a unit's text

// Or why it is no unit, with the column (from 1) where it goes wrong. Thread-safe.
Result<Measure> parse(std::string_view unit);

}  // namespace anamnesis::ucum
