// Times are read by their prefix; numbers and dates are cut down to the forms that R4's primitive types allow.
#include "map/time.h"

#include <algorithm>

namespace anamnesis {
namespace {

bool digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view next_word(std::string_view& rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

int number_of(std::string_view s) {
  int out = 0;
  for (const char c : s) out = out * 10 + (c - '0');
  return out;
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// "5 d", "5 7 d" (a range), either with an anchor behind.
bool read_length(std::string_view rest, bool with_unit, StatedTime& out) {
  out.number = fhir_decimal(next_word(rest));
  if (out.number.empty()) return false;
  if (with_unit) {
    out.unit = next_word(rest);
    if (const std::string_view high = fhir_decimal(out.unit); !high.empty())
      out.high = high, out.unit = next_word(rest);
    if (out.unit.empty()) return false;
  }
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  out.anchor = rest;
  return true;
}

}  // namespace

std::optional<StatedTime> parse_time(std::string_view value) {
  StatedTime out;
  const size_t colon = value.find(':');
  const std::string_view prefix = value.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? std::string_view() : value.substr(colon + 1);
  using Kind = StatedTime::Kind;
  if (prefix == "date") {
    const size_t slash = rest.find('/');
    out.kind = Kind::date;
    out.date = fhir_date_time(rest.substr(0, slash));
    if (slash != std::string_view::npos) out.end = fhir_date_time(rest.substr(slash + 1));
    if (out.date.empty() && out.end.empty()) return std::nullopt;
    return out;
  }
  if (prefix == "at") {
    out.kind = Kind::at;
    out.anchor = rest;
    return out;
  }
  const auto length = [&](Kind kind, bool with_unit) -> std::optional<StatedTime> {
    out.kind = kind;
    return read_length(rest, with_unit, out) ? std::optional(out) : std::nullopt;
  };
  if (prefix == "age" || prefix == "age-range") return length(Kind::age, true);
  if (prefix == "ago") return length(Kind::ago, true);
  if (prefix == "for") return length(Kind::lasting, true);
  if (prefix == "after") return length(Kind::after, true);
  if (prefix == "before") return length(Kind::before, true);
  if (prefix == "day") return length(Kind::day, false);
  return out;  // words
}

std::string_view fhir_date_time(std::string_view iso) {
  const auto part = [&](size_t at, size_t size) { return iso.size() >= at + size ? iso.substr(at, size) : ""; };
  if (!digits(part(0, 4))) return {};
  const int year = number_of(part(0, 4));
  if (year == 0) return {};
  if (!digits(part(5, 2)) || iso[4] != '-') return iso.substr(0, 4);
  const int month = number_of(part(5, 2));
  if (month < 1 || month > 12) return iso.substr(0, 4);
  if (!digits(part(8, 2)) || iso[7] != '-') return iso.substr(0, 7);
  const int day = number_of(part(8, 2));
  if (day < 1 || day > days_in_month(year, month)) return iso.substr(0, 7);
  return iso.substr(0, 10);  // a time of day needs a zone, which narratives do not give
}

std::string_view fhir_decimal(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  const size_t dot = number.find('.');
  std::string_view whole = number.substr(0, dot);
  const bool negative = whole.starts_with('-');
  if (negative) whole.remove_prefix(1);
  if (!digits(whole) || (dot != std::string_view::npos && !digits(number.substr(dot + 1)))) return {};
  if (whole.size() == 1 || whole[0] != '0') return number;
  if (negative) return {};
  const size_t significant = std::min(whole.find_first_not_of('0'), whole.size() - 1);
  return number.substr(significant);
}

bool is_integer(std::string_view number) {
  return digits(number) && (number.size() == 1 || number[0] != '0');
}

}  // namespace anamnesis
