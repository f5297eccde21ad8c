// Measure: what a unit is worth, before it has a name: a factor and the exponents of the base units.
//
// Values; pure functions, thread-safe.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/decimal.h"

namespace anamnesis::ucum {

// A positive number as mantissa * 10^power, the mantissa between 1 and 10: products never grow too long for a Decimal.
struct Scaled {
  Decimal mantissa = 1;
  int power = 0;
};

Scaled scaled(const Decimal& value, int power = 0);
Scaled operator*(const Scaled& a, const Scaled& b);

enum class How : uint8_t { ratio, celsius, fahrenheit, reaumur };

struct Measure {
  Scaled numerator, denominator;
  std::map<std::string, int, std::less<>> units;  // exponents of base, arbitrary and special units; none is 0
  How how = How::ratio;                           // a temperature standing alone
};

void raise(Measure& m, int exponent);
void multiply_by(Measure& m, const Measure& other);

// value * numerator / denominator. Nothing where that has more digits than a Decimal.
std::optional<Decimal> apply(const Decimal& value, const Scaled& numerator, const Scaled& denominator);
// Kelvin above zero of a temperature that was told on a scale with a zero point of its own, and the way back.
std::optional<Decimal> to_kelvin(const Decimal& value, How how);
std::optional<Decimal> from_kelvin(const Decimal& value, How how);

}  // namespace anamnesis::ucum
