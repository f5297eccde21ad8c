// Dates, times and points in time with partial precision: read, write, compare, add, boundaries.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "fhirpath/value.h"

namespace anamnesis::fhirpath {

// "2014", "2014-01-25T10:30:00.000+01:00"; nothing if malformed or out of range. `date_time` allows a time part.
std::optional<Temporal> parse_date(std::string_view text, bool date_time);
// "10:30", "10:30:00.000"
std::optional<Temporal> parse_time(std::string_view text);

std::string to_text(const Temporal& t, Kind kind);  // without "@"

// Three-valued comparison (FHIRPath, "Comparison"): nothing where the answer depends on what was not written.
enum class Order : int8_t { less = -1, equal = 0, greater = 1, unknown = 2 };
Order compare(const Temporal& a, const Temporal& b, Kind kind_a, Kind kind_b);
uint64_t hash(const Temporal& t);  // equal ones have equal hashes
// Same value at the same precision.
bool equivalent(const Temporal& a, const Temporal& b, Kind kind_a, Kind kind_b);

// t + amount of a calendar unit; the fraction of an amount is dropped. Nothing if it leaves the years 1 to 9999.
std::optional<Temporal> add(const Temporal& t, int64_t amount, Calendar unit, Kind kind);

int digits(const Temporal& t, Kind kind);  // precision(): 4 for a year ... 17 for milliseconds, 2..9 for a time
// The earliest or latest value with `digits` digits; nothing where there is no such precision.
struct Bound {
  Temporal value;
  Kind kind;
};
std::optional<Bound> boundary(const Temporal& t, Kind kind, int digits, bool high);

// How many whole units lie between a and b (`whole`), or how many boundaries of the unit; nothing where that depends on
// what was not written.
std::optional<int64_t> count_between(const Temporal& a, const Temporal& b, Kind kind, Calendar unit, bool whole);

std::optional<Calendar> calendar_word(std::string_view word);  // "day", "days"
Calendar calendar_of_ucum(std::string_view code);              // 'd' -> day; none for others
std::string_view ucum_of_calendar(Calendar unit);
std::string_view singular(Calendar unit);

}  // namespace anamnesis::fhirpath
