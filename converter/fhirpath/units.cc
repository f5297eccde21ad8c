// Quantities. Two quantities in; an order, or a quantity, out. Calendar durations convert among themselves (a year is
// twelve months; a week seven days; months and days do not mix); from a week down they equal UCUM's definite durations,
// while a year is not UCUM's 'a' and a month not UCUM's 'mo'. Everything else converts through UCUM.
#include "fhirpath/units.h"

#include <algorithm>
#include <array>

namespace anamnesis::fhirpath {
namespace {

// Calendar units in milliseconds or, for year and month, in months.
struct Scale { bool months; int64_t factor; };
Scale scale_of(Calendar c) {
  constexpr std::array<Scale, 9> scales = {{{false, 0}, {true, 12}, {true, 1}, {false, 604800000}, {false, 86400000},
                                            {false, 3600000}, {false, 60000}, {false, 1000}, {false, 1}}};
  return scales[static_cast<size_t>(c)];
}

// The UCUM code that stands for the unit in conversions.
std::string_view ucum_code(const Quantity& q) { return q.calendar != Calendar::none ? ucum_of_calendar(q.calendar) : q.unit; }

// `v` of unit `from`, in unit `to`.
std::optional<Decimal> convert(const Decimal& v, std::string_view from, std::string_view to) {
  if (from == to) return v;
  const Calendar a = calendar_of_ucum(from), b = calendar_of_ucum(to);
  if (a == Calendar::none || b == Calendar::none) return std::nullopt;
  const Scale x = scale_of(a), y = scale_of(b);
  if (x.months != y.months) return std::nullopt;
  const auto product = Decimal::multiply(v, Decimal(x.factor));
  return product ? Decimal::divide(*product, Decimal(y.factor)) : std::nullopt;
}

enum class Meeting : uint8_t { fine, calendar_with_definite, impossible };

// Whether the two units can be compared, and how.
Meeting meeting(const Quantity& a, const Quantity& b) {
  const auto long_calendar = [](const Quantity& q) { return q.calendar == Calendar::year || q.calendar == Calendar::month; };
  if (long_calendar(a) && long_calendar(b)) return Meeting::fine;
  if (long_calendar(a) != long_calendar(b)) {
    const Quantity& other = long_calendar(a) ? b : a;
    return calendar_of_ucum(other.unit) != Calendar::none || other.calendar != Calendar::none
               ? Meeting::calendar_with_definite : Meeting::impossible;
  }
  return Meeting::fine;
}

std::optional<Decimal> in_unit_of(const Quantity& q, const Quantity& target) {
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

bool comparable_units(const Quantity& a, const Quantity& b) { return in_unit_of(b, a).has_value(); }

std::optional<Quantity> add_quantities(const Quantity& a, const Quantity& b, bool minus) {
  if (meeting(a, b) != Meeting::fine) return std::nullopt;
  const auto y = in_unit_of(b, a);
  if (!y) return std::nullopt;
  const auto sum = minus ? Decimal::subtract(a.value, *y) : Decimal::add(a.value, *y);
  if (!sum) return std::nullopt;
  return Quantity{*sum, a.unit, a.calendar};
}

std::optional<Quantity> multiply_quantities(const Quantity& a, const Quantity& b, Arena& arena) {
  const auto value = Decimal::multiply(a.value, b.value);
  if (!value) return std::nullopt;
  const std::string_view x = ucum_code(a), y = ucum_code(b);
  if (y == "1") return Quantity{*value, a.unit, a.calendar};
  if (x == "1") return Quantity{*value, b.unit, b.calendar};
  return Quantity{*value, arena.copy("(" + std::string(x) + ").(" + std::string(y) + ")"), Calendar::none};
}

std::optional<Quantity> divide_quantities(const Quantity& a, const Quantity& b, Arena& arena) {
  const auto value = Decimal::divide(a.value, b.value);
  if (!value) return std::nullopt;
  const std::string_view x = ucum_code(a), y = ucum_code(b);
  if (y == "1") return Quantity{*value, a.unit, a.calendar};
  if (x == y) return Quantity{*value, "1", Calendar::none};
  return Quantity{*value, arena.copy("(" + std::string(x) + ")/(" + std::string(y) + ")"), Calendar::none};
}

bool valid_unit(std::string_view ucum) { return !ucum.empty(); }

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
