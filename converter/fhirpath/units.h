// Quantities: comparison, conversion and arithmetic with units (UCUM and calendar durations).
#pragma once
#include <optional>
#include <string>

#include "base/arena.h"
#include "fhirpath/temporal.h"
#include "fhirpath/value.h"

namespace anamnesis::fhirpath {

// unknown where the units measure different things, or a calendar year or month meets a definite duration.
Order compare_quantities(const Quantity& a, const Quantity& b);
bool equivalent_quantities(const Quantity& a, const Quantity& b);
bool comparable_units(const Quantity& a, const Quantity& b);

// a + b and a - b in the unit of `a`; nothing where the units do not convert.
std::optional<Quantity> add_quantities(const Quantity& a, const Quantity& b, bool minus);
std::optional<Quantity> multiply_quantities(const Quantity& a, const Quantity& b, Arena& arena);
std::optional<Quantity> divide_quantities(const Quantity& a, const Quantity& b, Arena& arena);

// "4 days", "1.5 'mg'", "10": as toQuantity() reads it.
std::optional<Quantity> parse_quantity(std::string_view text, Arena& arena);
bool valid_unit(std::string_view ucum);

}  // namespace anamnesis::fhirpath
