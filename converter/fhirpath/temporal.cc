// Points in time. Text in, Temporal out, and back. Comparison goes unit by unit from the year down, after both have
// been moved to UTC where both state a zone; where only one does, the other may be up to 14 hours off either way, and
// the answer is "unknown" unless they are further apart. Arithmetic goes through a day count (civil calendar).
#include "fhirpath/temporal.h"

#include <algorithm>
#include <array>

namespace anamnesis::fhirpath {
namespace {

constexpr int kMinutesPerDay = 24 * 60;

bool two_digits(std::string_view& s, uint8_t& out, int low, int high) {
  if (s.size() < 2 || s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') return false;
  const int v = (s[0] - '0') * 10 + (s[1] - '0');
  if (v < low || v > high) return false;
  out = static_cast<uint8_t>(v);
  s.remove_prefix(2);
  return true;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

bool leap(int y) {
  return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int days_in(int year, int month) {
  constexpr std::array<int, 12> n = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : n[static_cast<size_t>(month - 1)];
}

bool read_fraction(std::string_view& s, Temporal& t) {
  uint32_t unit = 100000000;
  int n = 0;
  for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), ++n) {
    t.nanoseconds += static_cast<uint32_t>(s[0] - '0') * unit;
    unit /= 10;
    if (n == 18) return false;
  }
  t.fraction_digits = static_cast<uint8_t>(std::min(n, 9));
  return n > 0;
}

// hh(:mm(:ss(.fff)?)?)?
bool read_time(std::string_view& s, Temporal& t) {
  if (!two_digits(s, t.hours, 0, 24)) return false;
  t.precision = Temporal::hour;
  if (take(s, ':')) {
    if (!two_digits(s, t.minutes, 0, 59)) return false;
    t.precision = Temporal::minute;
    if (take(s, ':')) {
      if (!two_digits(s, t.seconds, 0, 60)) return false;
      t.precision = Temporal::second;
      if (take(s, '.') && !read_fraction(s, t)) return false;
    }
  }
  return t.hours < 24;
}

bool read_zone(std::string_view& s, Temporal& t) {
  if (s.empty()) return true;
  t.has_zone = true;
  if (take(s, 'Z')) {
    t.zulu = true;
    return true;
  }
  const bool minus = s[0] == '-';
  if (!take(s, '+') && !take(s, '-')) return false;
  uint8_t hours = 0, minutes = 0;
  if (!two_digits(s, hours, 0, 14) || !take(s, ':') || !two_digits(s, minutes, 0, 59)) return false;
  t.zone_minutes = static_cast<int16_t>((minus ? -1 : 1) * (hours * 60 + minutes));
  return true;
}

// Days since 0000-03-01 (Howard Hinnant's civil calendar, public domain).
int64_t days_from_civil(int y, int m, int d) {
  y -= m <= 2;
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int64_t yoe = y - era * 400;
  const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
}

bool civil_from_days(int64_t z, Temporal& t) {
  const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const int64_t doe = z - era * 146097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153;
  const int64_t month = mp < 10 ? mp + 3 : mp - 9;
  const int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 1 || year > 9999) return false;
  t.years = static_cast<int16_t>(year);
  t.months = static_cast<uint8_t>(month);
  t.days = static_cast<uint8_t>(doy - (153 * mp + 2) / 5 + 1);
  return true;
}

// Adds to the smallest unit and carries up; `nanoseconds` may be any amount.
bool add_nanoseconds(Temporal& t, int64_t days, int64_t nanoseconds) {
  constexpr int64_t kDay = int64_t{86400} * 1000000000;
  int64_t of_day = (((int64_t{t.hours} * 60 + t.minutes) * 60 + t.seconds) * 1000000000) + t.nanoseconds;
  days += nanoseconds / kDay;
  of_day += nanoseconds % kDay;
  if (of_day < 0) {
    of_day += kDay;
    --days;
  }
  if (of_day >= kDay) {
    of_day -= kDay;
    ++days;
  }
  t.nanoseconds = static_cast<uint32_t>(of_day % 1000000000);
  of_day /= 1000000000;
  t.seconds = static_cast<uint8_t>(of_day % 60);
  t.minutes = static_cast<uint8_t>(of_day / 60 % 60);
  t.hours = static_cast<uint8_t>(of_day / 3600);
  return civil_from_days(days_from_civil(t.years, t.months, t.days) + days, t);
}

Temporal in_utc(const Temporal& t) {
  Temporal out = t;
  if (t.precision >= Temporal::hour && !add_nanoseconds(out, 0, -int64_t{t.zone_minutes} * 60 * 1000000000)) return t;
  return out;
}

int64_t minute_count(const Temporal& t) {
  return days_from_civil(t.years, t.months, t.days) * kMinutesPerDay + t.hours * 60 + t.minutes - t.zone_minutes;
}

std::array<int64_t, 6> parts(const Temporal& t) {
  return {t.years, t.months, t.days, t.hours, t.minutes, int64_t{t.seconds} * 1000000000 + t.nanoseconds};
}

Order compare_parts(const Temporal& a, const Temporal& b, size_t from) {
  const auto x = parts(a), y = parts(b);
  const size_t shared = std::min(a.precision, b.precision);
  for (size_t i = from; i <= shared; ++i)
    if (x[i] != y[i]) return x[i] < y[i] ? Order::less : Order::greater;
  return a.precision == b.precision ? Order::equal : Order::unknown;
}

// One states a zone, the other does not: known only beyond the reach of any zone.
Order compare_zoneless(const Temporal& a, const Temporal& b) {
  constexpr int64_t kReach = 14 * 60;
  const auto span = [](const Temporal& t) {  // minutes that the written precision covers
    constexpr std::array<int64_t, 6> n = {366 * kMinutesPerDay, 31 * kMinutesPerDay, kMinutesPerDay, 60, 1, 1};
    return n[t.precision];
  };
  const int64_t x = minute_count(a), y = minute_count(b);
  if (x + span(a) + kReach <= y) return Order::less;
  if (y + span(b) + kReach <= x) return Order::greater;
  return Order::unknown;
}

void pad(std::string& out, int value, size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

}  // namespace

std::optional<Temporal> parse_date(std::string_view s, bool date_time) {
  Temporal t;
  uint8_t century = 0, year = 0;
  if (!two_digits(s, century, 0, 99) || !two_digits(s, year, 0, 99)) return std::nullopt;
  t.years = static_cast<int16_t>(century * 100 + year);
  if (t.years == 0) return std::nullopt;
  if (take(s, '-')) {
    if (!two_digits(s, t.months, 1, 12)) return std::nullopt;
    t.precision = Temporal::month;
    if (take(s, '-')) {
      if (!two_digits(s, t.days, 1, days_in(t.years, t.months))) return std::nullopt;
      t.precision = Temporal::day;
    }
  }
  if (s.empty()) return t;
  if (!date_time || !take(s, 'T')) return std::nullopt;
  if (s.empty()) return t;  // @2015T
  if (t.precision != Temporal::day || !read_time(s, t) || !read_zone(s, t) || !s.empty()) return std::nullopt;
  return t;
}

std::optional<Temporal> parse_time(std::string_view s) {
  Temporal t;
  t.years = 1;
  if (!read_time(s, t) || !s.empty()) return std::nullopt;
  return t;
}

std::string to_text(const Temporal& t, Kind kind) {
  std::string out;
  if (kind != Kind::time) {
    pad(out, t.years, 4);
    if (t.precision >= Temporal::month) pad(out += '-', t.months, 2);
    if (t.precision >= Temporal::day) pad(out += '-', t.days, 2);
    if (t.precision >= Temporal::hour) out += 'T';
  }
  if (t.precision >= Temporal::hour) pad(out, t.hours, 2);
  if (t.precision >= Temporal::minute) pad(out += ':', t.minutes, 2);
  if (t.precision >= Temporal::second) pad(out += ':', t.seconds, 2);
  if (t.fraction_digits != 0) {
    std::string digits;
    pad(digits, static_cast<int>(t.nanoseconds), 9);
    out += '.' + digits.substr(0, t.fraction_digits);
  }
  if (t.has_zone && t.zulu) out += 'Z';
  if (t.has_zone && !t.zulu) {
    out += t.zone_minutes < 0 ? '-' : '+';
    pad(out, std::abs(t.zone_minutes) / 60, 2);
    pad(out += ':', std::abs(t.zone_minutes) % 60, 2);
  }
  return out;
}

Order compare(const Temporal& a, const Temporal& b, Kind kind_a, Kind kind_b) {
  if (kind_a == Kind::time || kind_b == Kind::time) return compare_parts(a, b, Temporal::hour);
  if (a.has_zone != b.has_zone) return compare_zoneless(a, b);
  if (a.has_zone) return compare_parts(in_utc(a), in_utc(b), 0);
  return compare_parts(a, b, 0);
}

uint64_t hash(const Temporal& t) {
  uint64_t h = t.precision;
  const auto written = parts(t.has_zone ? in_utc(t) : t);
  for (size_t i = 0; i <= t.precision; ++i) h = (h ^ static_cast<uint64_t>(written[i])) * 1099511628211u;
  return h;
}

bool equivalent(const Temporal& a, const Temporal& b, Kind kind_a, Kind kind_b) {
  if (a.precision != b.precision || a.has_zone != b.has_zone) return false;
  return compare(a, b, kind_a, kind_b) == Order::equal;
}

std::optional<Temporal> add(const Temporal& t, int64_t amount, Calendar unit, Kind kind) {
  // Finer units than what was written are turned into the finest written one, rounding toward zero.
  constexpr int64_t kLimit = int64_t{4000000000000};
  if (amount > kLimit || amount < -kLimit) return std::nullopt;
  int64_t nanoseconds = 0, days = 0, months = 0;
  switch (unit) {
    case Calendar::none: return std::nullopt;
    case Calendar::year: months = amount * 12; break;
    case Calendar::month: months = amount; break;
    case Calendar::week: days = amount * 7; break;
    case Calendar::day: days = amount; break;
    case Calendar::hour:
      days = amount / 24;
      nanoseconds = amount % 24 * 3600 * 1000000000;
      break;
    case Calendar::minute:
      days = amount / 1440;
      nanoseconds = amount % 1440 * 60 * 1000000000;
      break;
    case Calendar::second:
      days = amount / 86400;
      nanoseconds = amount % 86400 * 1000000000;
      break;
    case Calendar::millisecond:
      days = amount / 86400000;
      nanoseconds = amount % 86400000 * 1000000;
      break;
  }
  Temporal out = t;
  if (kind == Kind::time) {  // wraps around midnight
    if (months != 0) return std::nullopt;
    out.years = 2000;
    if (!add_nanoseconds(out, 0, nanoseconds)) return std::nullopt;
    out.years = 1;
    out.months = out.days = 1;
    return out;
  }
  if (t.precision == Temporal::year) months = (months / 12 + days / 365) * 12, days = 0, nanoseconds = 0;
  if (t.precision == Temporal::month) months += days / 30, days = 0, nanoseconds = 0;
  if (t.precision == Temporal::day) nanoseconds = 0;
  const int64_t month = int64_t{t.years} * 12 + (t.months - 1) + months;
  const int64_t year = month >= 0 ? month / 12 : -1;
  if (year < 1 || year > 9999) return std::nullopt;
  out.years = static_cast<int16_t>(year);
  out.months = static_cast<uint8_t>(month % 12 + 1);
  out.days = static_cast<uint8_t>(std::min<int>(t.days, days_in(out.years, out.months)));
  if (t.precision == Temporal::year) out.months = t.months;
  if ((days != 0 || nanoseconds != 0) && !add_nanoseconds(out, days, nanoseconds)) return std::nullopt;
  // A sum may be finer than what was written: 28 + 500 ms.
  if (out.nanoseconds % 1000000000 != 0 && out.fraction_digits < 3 && t.precision == Temporal::second)
    out.fraction_digits = 3;
  return out;
}

int digits(const Temporal& t, Kind kind) {
  if (kind == Kind::time) return t.precision == Temporal::second && t.fraction_digits != 0 ? 9 : 2 * (t.precision - 2);
  constexpr std::array<int, 6> n = {4, 6, 8, 10, 12, 14};
  return t.precision == Temporal::second && t.fraction_digits != 0 ? 17 : n[t.precision];
}

std::optional<Bound> boundary(const Temporal& t, Kind kind, int digits, bool high) {
  struct Step {
    int digits;
    Temporal::Precision precision;
    bool fraction;
  };
  constexpr std::array<Step, 7> dates = {{{4, Temporal::year, false},
                                          {6, Temporal::month, false},
                                          {8, Temporal::day, false},
                                          {10, Temporal::hour, false},
                                          {12, Temporal::minute, false},
                                          {14, Temporal::second, false},
                                          {17, Temporal::second, true}}};
  constexpr std::array<Step, 4> times = {{{2, Temporal::hour, false},
                                          {4, Temporal::minute, false},
                                          {6, Temporal::second, false},
                                          {9, Temporal::second, true}}};
  const std::span<const Step> steps = kind == Kind::time ? std::span<const Step>(times) : std::span<const Step>(dates);
  const auto step = std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.digits == digits; });
  if (step == steps.end()) return std::nullopt;
  Temporal out = t;
  if (t.precision < Temporal::month) out.months = high ? 12 : 1;
  if (t.precision < Temporal::day) out.days = high ? static_cast<uint8_t>(days_in(out.years, out.months)) : 1;
  if (t.precision < Temporal::hour) out.hours = high ? 23 : 0;
  // FHIR's dateTime knows no precision between day and minute: an hour stands for its first minute.
  const bool hour_only = t.precision == Temporal::hour && kind == Kind::date_time;
  if (t.precision < Temporal::minute) out.minutes = high && !hour_only ? 59 : 0;
  if (t.precision < Temporal::second) out.seconds = high ? 59 : 0;
  const uint32_t written = t.fraction_digits;
  if (high && written < 3) {
    constexpr std::array<uint32_t, 3> fill = {999000000, 99000000, 9000000};
    out.nanoseconds += fill[written];
  }
  out.precision = step->precision;
  out.fraction_digits = step->fraction ? std::max<uint8_t>(3, t.fraction_digits) : 0;
  if (!step->fraction) out.nanoseconds = 0;
  if (kind == Kind::date && step->precision > Temporal::day) kind = Kind::date_time;
  if (kind == Kind::date_time && step->precision < Temporal::hour) out.has_zone = false;
  if (kind == Kind::date_time && step->precision >= Temporal::hour && !t.has_zone) {
    out.has_zone = true;  // the earliest point in time with this text is in the zone furthest east
    out.zone_minutes = high ? -12 * 60 : 14 * 60;
    out.zulu = false;
  }
  return Bound{out, kind};
}

std::optional<int64_t> count_between(const Temporal& a, const Temporal& b, Kind kind, Calendar unit, bool whole) {
  constexpr std::array<Temporal::Precision, 9> needed = {Temporal::year,   Temporal::year,   Temporal::month,
                                                         Temporal::day,    Temporal::day,    Temporal::hour,
                                                         Temporal::minute, Temporal::second, Temporal::second};
  const auto least = needed[static_cast<size_t>(unit)];
  if (a.precision < least || b.precision < least || a.has_zone != b.has_zone) return std::nullopt;
  if (kind == Kind::time && least < Temporal::hour) return std::nullopt;
  const Temporal x = a.has_zone ? in_utc(a) : a, y = b.has_zone ? in_utc(b) : b;
  const auto milliseconds = [](const Temporal& t) {
    return days_from_civil(t.years, t.months, t.days) * 86400000 +
           ((t.hours * 60 + t.minutes) * 60 + t.seconds) * int64_t{1000} + t.nanoseconds / 1000000;
  };
  const int64_t from = milliseconds(x), to = milliseconds(y);
  if (unit == Calendar::year || unit == Calendar::month) {
    int64_t months = (y.years - x.years) * 12 + y.months - x.months;
    if (!whole) return unit == Calendar::year ? y.years - x.years : months;
    const auto rest = [&](const Temporal& t) {
      return milliseconds(t) - days_from_civil(t.years, t.months, 1) * 86400000;
    };
    if (months > 0 && rest(y) < rest(x)) --months;
    if (months < 0 && rest(y) > rest(x)) ++months;
    return unit == Calendar::year ? months / 12 : months;
  }
  constexpr std::array<int64_t, 9> lengths = {1, 1, 1, 604800000, 86400000, 3600000, 60000, 1000, 1};
  const int64_t length = lengths[static_cast<size_t>(unit)];
  if (whole) return (to - from) / length;
  const int64_t shift = unit == Calendar::week ? 4 * int64_t{86400000} : 0;  // weeks begin on Sunday
  return (to + shift) / length - (from + shift) / length;
}

namespace {
struct Word {
  std::string_view word;
  Calendar unit;
  std::string_view ucum;
};
constexpr std::array<Word, 8> kWords = {{{"year", Calendar::year, "a"},
                                         {"month", Calendar::month, "mo"},
                                         {"week", Calendar::week, "wk"},
                                         {"day", Calendar::day, "d"},
                                         {"hour", Calendar::hour, "h"},
                                         {"minute", Calendar::minute, "min"},
                                         {"second", Calendar::second, "s"},
                                         {"millisecond", Calendar::millisecond, "ms"}}};
}  // namespace

std::optional<Calendar> calendar_word(std::string_view word) {
  for (const Word& w : kWords)
    if (word == w.word || (word.size() == w.word.size() + 1 && word.starts_with(w.word) && word.back() == 's'))
      return w.unit;
  return std::nullopt;
}

Calendar calendar_of_ucum(std::string_view code) {
  for (const Word& w : kWords)
    if (w.ucum == code) return w.unit;
  return Calendar::none;
}

std::string_view ucum_of_calendar(Calendar unit) {
  return unit == Calendar::none ? std::string_view() : kWords[static_cast<size_t>(unit) - 1].ucum;
}

std::string_view singular(Calendar unit) {
  return unit == Calendar::none ? std::string_view() : kWords[static_cast<size_t>(unit) - 1].word;
}

}  // namespace anamnesis::fhirpath
