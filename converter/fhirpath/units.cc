// Quantities. Two quantities in; an order, or a quantity, out. Calendar durations convert among themselves (a year is
// twelve months; a week seven days; months and days do not mix); from a week down they equal UCUM's definite durations,
// while a year is not UCUM's 'a' and a month not UCUM's 'mo'. Everything else converts through UCUM.
#include "fhirpath/units.h"

#include <algorithm>

#include "terminology/ucum.h"

namespace anamnesis::fhirpath {
namespace {

// The UCUM code that stands for the unit in conversions.
std::string_view ucum_code(const Quantity& q) {
  return q.calendar != Calendar::none ? ucum_of_calendar(q.calendar) : q.unit;
}

std::optional<Decimal> convert(const Decimal& v, std::string_view from, std::string_view to) {
  return from == to ? std::optional(v) : ucum::convert(v, from, to);
}

enum class Meeting : uint8_t { fine, calendar_with_definite, impossible };

// Whether the two units can be compared, and how.
Meeting meeting(const Quantity& a, const Quantity& b) {
  const auto long_calendar = [](const Quantity& q) {
    return q.calendar == Calendar::year || q.calendar == Calendar::month;
  };
  if (long_calendar(a) && long_calendar(b)) return Meeting::fine;
  if (long_calendar(a) != long_calendar(b)) {
    const Quantity& other = long_calendar(a) ? b : a;
    return calendar_of_ucum(other.unit) != Calendar::none || other.calendar != Calendar::none
               ? Meeting::calendar_with_definite
               : Meeting::impossible;
  }
  return Meeting::fine;
}

// Years and months convert by their own factor, not by UCUM's mean year.
std::optional<Decimal> in_unit_of(const Quantity& q, const Quantity& target) {
  const bool year_to_month = q.calendar == Calendar::year && target.calendar == Calendar::month;
  const bool month_to_year = q.calendar == Calendar::month && target.calendar == Calendar::year;
  if (year_to_month) return Decimal::multiply(q.value, Decimal(12));
  if (month_to_year) return Decimal::divide(q.value, Decimal(12));
  return convert(q.value, ucum_code(q), ucum_code(target));
}

}  // namespace

Order compare_quantities(const Quantity& a, const Quantity& b) {
  if (meeting(a, b) != Meeting::fine) return Order::unknown;
  // Convert toward the finer unit where that is exact: the value that grows loses no digits.
  const auto y = in_unit_of(b, a);
  if (!y) return Order::unknown;
  const auto x = in_unit_of(a, b);
  const int forward = Decimal::compare(a.value, *y);
  if (forward == 0 || !x) return static_cast<Order>(forward);
  return static_cast<Order>(Decimal::compare(*x, b.value));
}

bool equivalent_quantities(const Quantity& a, const Quantity& b) {
  const auto y = in_unit_of(b, a);
  if (!y) return false;
  // Rounded to the precision of the less precise value, each in the unit of the first.
  const int places = std::min(a.value.significant_scale(), y->significant_scale());
  return a.value.rounded(places) == y->rounded(places);
}

bool comparable_units(const Quantity& a, const Quantity& b) {
  return in_unit_of(b, a).has_value();
}

std::optional<Quantity> add_quantities(const Quantity& a, const Quantity& b, bool minus) {
  if (meeting(a, b) != Meeting::fine) return std::nullopt;
  const auto y = in_unit_of(b, a);
  if (!y) return std::nullopt;
  const auto sum = minus ? Decimal::subtract(a.value, *y) : Decimal::add(a.value, *y);
  if (!sum) return std::nullopt;
  return Quantity{*sum, a.unit, a.calendar};
}

namespace {
// Units of a product are canonical: 2 'cm' times 3 'm' is 0.06 'm2'.
std::optional<Quantity> canonical(const std::optional<ucum::Quantity>& q, Arena& arena) {
  if (!q) return std::nullopt;
  return Quantity{q->value, arena.copy(q->unit), Calendar::none};
}
ucum::Quantity in_ucum(const Quantity& q) {
  return {q.value, std::string(ucum_code(q))};
}
}  // namespace

std::optional<Quantity> multiply_quantities(const Quantity& a, const Quantity& b, Arena& arena) {
  const auto value = Decimal::multiply(a.value, b.value);
  if (!value) return std::nullopt;
  if (ucum_code(b) == "1") return Quantity{*value, a.unit, a.calendar};
  if (ucum_code(a) == "1") return Quantity{*value, b.unit, b.calendar};
  return canonical(ucum::multiply(in_ucum(a), in_ucum(b)), arena);
}

std::optional<Quantity> divide_quantities(const Quantity& a, const Quantity& b, Arena& arena) {
  const auto value = Decimal::divide(a.value, b.value);
  if (!value) return std::nullopt;
  if (ucum_code(b) == "1") return Quantity{*value, a.unit, a.calendar};
  if (ucum_code(a) == ucum_code(b)) return Quantity{*value, "1", Calendar::none};
  return canonical(ucum::divide(in_ucum(a), in_ucum(b)), arena);
}

bool valid_unit(std::string_view code) {
  return ucum::check(code).ok();
}

std::optional<Quantity> parse_quantity(std::string_view text, Arena& arena) {
  const auto trim = [](std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
  };
  text = trim(text);
  const size_t end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
  const auto value = Decimal::parse(text.substr(0, end));
  if (!value) return std::nullopt;
  const std::string_view unit = trim(text.substr(end));
  if (unit.empty()) return Quantity{*value, "1", Calendar::none};
  if (const auto word = calendar_word(unit)) return Quantity{*value, arena.copy(unit), *word};
  if (unit.size() < 3 || unit.front() != '\'' || unit.back() != '\'') return std::nullopt;
  const std::string_view code = unit.substr(1, unit.size() - 2);
  if (!valid_unit(code)) return std::nullopt;
  return Quantity{*value, arena.copy(code), Calendar::none};
}

}  // namespace anamnesis::fhirpath
