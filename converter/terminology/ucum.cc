// A unit's text becomes a Measure: a factor, and the exponents of the base units and of the arbitrary and special units
// in it, which stand for themselves. Two units go together if all exponents agree; converting divides their factors.
// Temperatures (Cel, [degF], [degRe]) standing alone have a zero point besides.
#include "terminology/ucum.h"

#include "terminology/unit_parser.h"

namespace anamnesis::ucum {
namespace {

std::string text_of(const std::map<std::string, int, std::less<>>& units) {
  std::string out;
  for (const auto& [unit, power] : units) {
    if (!out.empty()) out += '.';
    out += unit;
    if (power != 1) out += std::to_string(power);
  }
  return out.empty() ? "1" : out;
}

std::optional<Quantity> canonical_of(const Decimal& value, const Measure& m) {
  const auto amount = m.how == How::ratio ? apply(value, m.numerator, m.denominator) : to_kelvin(value, m.how);
  std::string unit = text_of(m.units);
  if (!amount || unit.size() > kMaxLength) return std::nullopt;
  return Quantity{*amount, std::move(unit)};
}

}  // namespace

Result<void> check(std::string_view unit) {
  const auto parsed = parse(unit);
  if (!parsed) return parsed.error();
  return {};
}

std::optional<Quantity> canonical(const Decimal& value, std::string_view unit) {
  const auto m = parse(unit);
  return m ? canonical_of(value, *m) : std::nullopt;
}

bool commensurable(std::string_view a, std::string_view b) {
  const auto x = parse(a), y = parse(b);
  return x && y && x->units == y->units;
}

std::optional<Decimal> convert(const Decimal& value, std::string_view from, std::string_view to) {
  const auto x = parse(from), y = parse(to);
  if (!x || !y || x->units != y->units) return std::nullopt;
  if (from == to) return value;
  if (x->how == How::ratio && y->how == How::ratio)
    return apply(value, x->numerator * y->denominator, x->denominator * y->numerator);
  const auto kelvin = x->how == How::ratio ? apply(value, x->numerator, x->denominator) : to_kelvin(value, x->how);
  if (!kelvin) return std::nullopt;
  return y->how == How::ratio ? apply(*kelvin, y->denominator, y->numerator) : from_kelvin(*kelvin, y->how);
}

std::optional<int> compare(const Quantity& a, const Quantity& b) {
  if (a.unit == b.unit && check(a.unit)) return Decimal::compare(a.value, b.value);
  const auto converted = convert(a.value, a.unit, b.unit);
  if (!converted) return std::nullopt;
  return Decimal::compare(*converted, b.value);
}

std::optional<Quantity> multiply(const Quantity& a, const Quantity& b) {
  const auto x = parse(a.unit), y = parse(b.unit);
  if (!x || !y) return std::nullopt;
  const auto value = Decimal::multiply(a.value, b.value);
  if (!value) return std::nullopt;
  Measure product = *x;
  multiply_by(product, *y);
  return canonical_of(*value, product);
}

std::optional<Quantity> divide(const Quantity& a, const Quantity& b) {
  const auto x = parse(a.unit), y = parse(b.unit);
  if (!x || !y) return std::nullopt;
  const auto value = Decimal::divide(a.value, b.value);
  if (!value) return std::nullopt;
  Measure quotient = *y;
  raise(quotient, -1);
  multiply_by(quotient, *x);
  return canonical_of(*value, quotient);
}

}  // namespace anamnesis::ucum
