// UCUM: units of measure. Grammar, canonical form and exact conversion of case-sensitive ("c/s") unit codes, after
// "The Unified Code for Units of Measure", version 2.2; the table of units is schemas/codes/ucum.tsv.
//
// Pure functions, thread-safe. Texts of units are limited to 200 bytes and 20 levels of brackets.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"

namespace anamnesis::ucum {

// Ok, or why it is no unit, with the column (from 1) where it goes wrong. "1" and "{annotation}" are units; "" is not.
Result<void> check(std::string_view unit);

struct Quantity {
  Decimal value;
  std::string unit;
};

// The same amount in base units: 1 N is 1000 g.m.s-2; a unit of dimension one is "1". Arbitrary units ([iU]) and the
// special ones on a logarithmic scale (pH, dB) stay as they are; Cel and [degF] become K. Nothing if the unit is not
// valid or a value has more than 38 digits.
std::optional<Quantity> canonical(const Decimal& value, std::string_view unit);

// Do two units measure the same kind of thing? False if one is not valid.
bool commensurable(std::string_view a, std::string_view b);

// The value in another unit: exact where decimals allow it, else to 28 digits. Nothing if they do not go together.
std::optional<Decimal> convert(const Decimal& value, std::string_view from, std::string_view to);

// -1, 0, 1, or nothing if they cannot be compared.
std::optional<int> compare(const Quantity& a, const Quantity& b);

// Product and quotient, in canonical units.
std::optional<Quantity> multiply(const Quantity& a, const Quantity& b);
std::optional<Quantity> divide(const Quantity& a, const Quantity& b);

}  // namespace anamnesis::ucum
