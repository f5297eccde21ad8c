// The factor is kept as a fraction of two decimals times a power of ten, which is divided out only at the very end, so
// that 1 [lb_av] is 453.59237 g and 90 min is 1.5 h to the last digit.
#include "terminology/measure.h"

#include "base/check.h"

namespace anamnesis::ucum {
namespace {

// mantissa * 10^power as a plain Decimal, rounded where it has more than 38 places.
std::optional<Decimal> plain(const Scaled& s) {
  Int128 c = s.mantissa.coefficient();
  int scale = s.mantissa.scale() - s.power;
  for (; scale < 0; ++scale) {
    const auto longer = Decimal::multiply(Decimal(c, 0), Decimal(10));
    if (!longer || longer->digits() > Decimal::kMaxDigits - 1) return std::nullopt;
    c *= 10;
  }
  for (; scale > Decimal::kMaxDigits; --scale)
    c = scale == Decimal::kMaxDigits + 1 ? (c + (c < 0 ? -5 : 5)) / 10 : c / 10;
  return Decimal(c, scale).normalized();
}

}  // namespace

Scaled scaled(const Decimal& value, int power) {
  const Decimal n = value.normalized();
  if (n.is_zero()) return {0, 0};
  Int128 c = n.coefficient();
  int scale = n.scale();
  while (c % 10 == 0) {
    c /= 10;
    --scale;
  }
  const int digits = Decimal(c, 0).digits();
  return {Decimal(c, digits - 1), digits - 1 - scale + power};
}

Scaled operator*(const Scaled& a, const Scaled& b) {
  const auto product = Decimal::multiply(a.mantissa, b.mantissa);
  INSIST(product.has_value());
  return scaled(*product, a.power + b.power);
}

void raise(Measure& m, int exponent) {
  if (exponent == 0) {
    m = Measure{};
    return;
  }
  const Measure base = m;
  for (int i = 1; i < std::abs(exponent); ++i) {
    m.numerator = m.numerator * base.numerator;
    m.denominator = m.denominator * base.denominator;
  }
  for (auto& [unit, power] : m.units) power *= exponent;
  if (exponent < 0) std::swap(m.numerator, m.denominator);
  m.how = How::ratio;
}

void multiply_by(Measure& m, const Measure& other) {
  m.numerator = m.numerator * other.numerator;
  m.denominator = m.denominator * other.denominator;
  for (const auto& [unit, power] : other.units)
    if ((m.units[unit] += power) == 0) m.units.erase(unit);
  m.how = How::ratio;
}

// value * numerator / denominator.
std::optional<Decimal> apply(const Decimal& value, const Scaled& numerator, const Scaled& denominator) {
  Scaled product = scaled(value) * numerator;
  if (product.mantissa.is_zero()) return Decimal(0);
  product.power -= denominator.power;
  if (!(denominator.mantissa == Decimal(1))) {
    const auto quotient = Decimal::divide(product.mantissa, denominator.mantissa);
    if (!quotient) return std::nullopt;
    product = scaled(*quotient, product.power);
  }
  return plain(product);
}

std::optional<Decimal> to_kelvin(const Decimal& value, How how) {
  const Decimal ice(27315, 2);
  switch (how) {
    case How::celsius: return Decimal::add(value, ice);
    case How::fahrenheit: {
      const auto above = Decimal::add(value, Decimal(45967, 2));
      const auto times = above ? Decimal::multiply(*above, 5) : std::nullopt;
      return times ? Decimal::divide(*times, 9) : std::nullopt;
    }
    case How::reaumur: {
      const auto times = Decimal::multiply(value, Decimal(125, 2));
      return times ? Decimal::add(*times, ice) : std::nullopt;
    }
    case How::ratio: break;
  }
  return value;
}

std::optional<Decimal> from_kelvin(const Decimal& value, How how) {
  const auto above = Decimal::subtract(value, Decimal(27315, 2));
  if (!above) return std::nullopt;
  switch (how) {
    case How::celsius: return above;
    case How::fahrenheit: {
      const auto times = Decimal::multiply(value, Decimal(18, 1));
      return times ? Decimal::subtract(*times, Decimal(45967, 2)) : std::nullopt;
    }
    case How::reaumur: return Decimal::multiply(*above, Decimal(8, 1));
    case How::ratio: break;
  }
  return value;
}

}  // namespace anamnesis::ucum
