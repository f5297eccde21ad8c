// The formats of primitive values, by R4's regular expressions (datatypes.html), as loops over the characters.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Reads characters off the front; every function says whether it did.
struct Cursor {
  std::string_view rest;
  bool one(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  // Exactly n digits into `value`.
  bool digits(size_t n, int& value) {
    if (rest.size() < n || !std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(n), is_digit))
      return false;
    value = 0;
    for (size_t i = 0; i < n; ++i) value = value * 10 + (rest[i] - '0');
    rest.remove_prefix(n);
    return true;
  }
  size_t run() {
    size_t n = 0;
    while (n < rest.size() && is_digit(rest[n])) ++n;
    rest.remove_prefix(n);
    return n;
  }
  bool done() const { return rest.empty(); }
};

bool is_integer(std::string_view v, int64_t low) {
  Cursor c{v};
  const bool minus = c.one('-');
  if (!minus) c.one('+');
  const std::string_view digits = c.rest;
  const size_t n = c.run();
  if (n == 0 || !c.done() || n > 10 || (n > 1 && digits[0] == '0')) return false;
  int64_t value = 0;
  for (const char d : digits) value = value * 10 + (d - '0');
  if (minus) value = -value;
  return value >= low && value <= INT32_MAX;
}

bool is_decimal(std::string_view v) {
  Cursor c{v};
  c.one('-');
  const bool zero = c.rest.starts_with('0');
  const size_t whole = c.run();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (c.one('.') && c.run() == 0) return false;
  if (c.one('e') || c.one('E')) {
    if (!c.one('+')) c.one('-');
    if (c.run() == 0) return false;
  }
  return c.done();
}

}  // namespace

bool is_base64(std::string_view v) {
  size_t n = 0;
  bool padded = false;
  for (const char c : v) {
    if (blank(c)) continue;
    if (c == '=')
      padded = true;
    else if (padded || !(is_alnum(c) || c == '+' || c == '/'))
      return false;
    ++n;
  }
  return n % 4 == 0;
}

namespace {

bool is_leap(int y) {
  return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

// A date of at least `least` parts (1 year, 2 month, 3 day); how many it has goes to `parts`.
bool read_date(Cursor& c, int& parts) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year, month, day;
  if (!c.digits(4, year) || year == 0) return false;
  parts = 1;
  if (!c.one('-')) return true;
  if (!c.digits(2, month) || month < 1 || month > 12) return false;
  parts = 2;
  if (!c.one('-')) return true;
  const auto of_month = [&] { return days[static_cast<size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0); };
  if (!c.digits(2, day) || day < 1 || day > of_month()) return false;
  parts = 3;
  return true;
}

bool read_time(Cursor& c) {
  int hour, minute, second;
  if (!c.digits(2, hour) || hour > 23 || !c.one(':') || !c.digits(2, minute) || minute > 59) return false;
  if (!c.one(':') || !c.digits(2, second) || second > 60) return false;
  return !c.one('.') || c.run() > 0;
}

bool read_zone(Cursor& c) {
  if (c.one('Z')) return true;
  if (!c.one('+') && !c.one('-')) return false;
  int hour, minute;
  return c.digits(2, hour) && c.one(':') && c.digits(2, minute) && minute <= 59 &&
         (hour < 14 || (hour == 14 && minute == 0));
}

bool is_time(std::string_view v) {
  Cursor c{v};
  return read_time(c) && c.done();
}

bool is_oid(std::string_view v) {
  if (!v.starts_with("urn:oid:")) return false;
  Cursor c{v.substr(8)};
  if (c.rest.empty() || c.rest[0] < '0' || c.rest[0] > '2') return false;
  c.rest.remove_prefix(1);
  do {
    if (!c.one('.')) return false;
    const bool zero = c.rest.starts_with('0');
    const size_t n = c.run();
    if (n == 0 || (zero && n > 1)) return false;
  } while (!c.done());
  return true;
}

bool is_code(std::string_view v) {
  if (is_unbroken(v) && !v.empty()) return true;
  if (v.empty() || blank(v.front()) || blank(v.back())) return false;
  for (size_t i = 0; i < v.size(); ++i)
    if (blank(v[i]) && (v[i] != ' ' || blank(v[i + 1]))) return false;
  return true;
}

}  // namespace

bool is_id(std::string_view v) {
  return !v.empty() && v.size() <= 64 &&
         std::all_of(v.begin(), v.end(), [](char c) { return is_alnum(c) || c == '-' || c == '.'; });
}

bool is_uuid(std::string_view v) {  // 8-4-4-4-12 lower-case hex digits
  if (v.size() != 36) return false;
  for (size_t i = 0; i < v.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? v[i] != '-' : !(is_digit(v[i]) || (v[i] >= 'a' && v[i] <= 'f'))) return false;
  }
  return true;
}

namespace {

// "<", a name, perhaps attributes, ">": what a browser would take for a tag.
bool has_tag(std::string_view v) {
  for (size_t at = v.find('<'); at != std::string_view::npos; at = v.find('<', at + 1)) {
    std::string_view rest = v.substr(at + 1);
    if (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty() || !is_alnum(rest[0]) || is_digit(rest[0])) continue;
    const size_t end = rest.find_first_of("<>");
    if (end == std::string_view::npos || rest[end] == '<') continue;
    size_t name = 0;
    while (name < end && is_alnum(rest[name])) ++name;
    if (name == end || blank(rest[name]) || rest[name] == '/') return true;
  }
  return false;
}

}  // namespace

namespace {

using fhir::TypeId;

// A date or a point in time of this type; `zone_missing` where only the time zone is missing.
bool is_point_in_time(std::string_view v, TypeId type, bool& zone_missing) {
  Cursor c{v};
  int parts = 0;
  if (!read_date(c, parts)) return false;
  if (type == TypeId::date || (type == TypeId::date_time && c.done())) return c.done();
  if (parts < 3 || !c.one('T') || !read_time(c)) return false;
  zone_missing = c.done();
  return read_zone(c) && c.done();
}

bool is_value(TypeId type, std::string_view v) {
  bool zone_missing = false;
  switch (type) {
    case TypeId::code: return is_code(v);
    case TypeId::boolean: return v == "true" || v == "false";
    case TypeId::decimal: return is_decimal(v);
    case TypeId::integer: return is_integer(v, INT32_MIN);
    case TypeId::unsigned_int: return is_integer(v, 0);
    case TypeId::positive_int: return is_integer(v, 1);
    case TypeId::date:
    case TypeId::date_time:
    case TypeId::instant: return is_point_in_time(v, type, zone_missing);
    case TypeId::time: return is_time(v);
    case TypeId::id: return is_id(v);
    case TypeId::base64_binary: return is_base64(v);
    case TypeId::uri:
    case TypeId::url:
    case TypeId::canonical: return is_unbroken(v) || std::none_of(v.begin(), v.end(), blank);
    case TypeId::oid: return is_oid(v);
    case TypeId::uuid: return v.starts_with("urn:uuid:") && is_uuid(v.substr(9));
    default: return true;
  }
}

}  // namespace

std::string why_not(const fhir::TypeDef& type, std::string_view v) {
  if (is_value(type.id, v)) return {};
  bool zone_missing = false;
  const bool date = type.id == TypeId::date || type.id == TypeId::date_time || type.id == TypeId::instant;
  if (date) is_point_in_time(v, type.id, zone_missing);
  const std::string shown = "'" + std::string(v.substr(0, date ? 40 : 60)) + "'";
  return zone_missing ? shown + " has a time and so needs a time zone" : shown + " is no " + std::string(type.name);
}

namespace {

// Rules on URIs of any kind.
void check_uri(Walk& walk, const fhir::Element& e) {
  const std::string_view v = e.value();
  // Published resources of R4 have relative ones in great number, so this is no error.
  if (e.type()->id == TypeId::canonical && !v.starts_with('#') && v.find(':') == v.npos)
    walk.report(Severity::warning, e, "invalid", "canonical-absolute",
                "a canonical URL must be absolute or a fragment, not '" + std::string(v.substr(0, 80)) + "'");
  if (v[0] != 'o' && v[0] != 'u') return;
  const std::string_view start = v.substr(0, 60);
  if (v.starts_with("oid:") || v.starts_with("uuid:"))
    walk.error(
        e, "invalid", "value-urn",
        "a URI does not start with oid: or uuid: but with urn:oid: or urn:uuid:, not '" + std::string(start) + "'");
  const std::string_view plain = v.substr(0, std::min(v.find('#'), v.find('|')));
  if (v.starts_with("urn:uuid:") && !is_uuid(plain.substr(9)))
    walk.error(e, "invalid", "value-uuid", "'" + std::string(start) + "' is no valid lower-case UUID");
  if (v.starts_with("urn:oid:") && !is_oid(plain))
    walk.error(e, "invalid", "value-oid", "'" + std::string(start) + "' is no valid OID");
}

// Rules on texts that people write.
void check_text(Walk& walk, const fhir::Element& e) {
  const TypeId type = e.type()->id;
  constexpr size_t kLongest = size_t{1} << 20;
  if (e.value().size() > kLongest && (type == TypeId::string || type == TypeId::markdown || type == TypeId::uri) &&
      count_code_points(e.value()) > kLongest)
    walk.error(e, "invalid", "value-too-long", "a string may not be longer than 1048576 characters");
  if ((type == TypeId::uri || type == TypeId::url || type == TypeId::canonical || type == TypeId::oid ||
       type == TypeId::uuid))
    check_uri(walk, e);
  if (e.value().find('<') != std::string_view::npos && has_tag(e.value())) {
    const bool strict = walk.environment().options.security_checks;
    if (strict || type != TypeId::markdown)
      walk.report(strict ? Severity::error : Severity::information, e, strict ? "security" : "invalid", "value-html",
                  "the text looks as if it held HTML tags, which readers may take for such");
  }
  if ((type == TypeId::string || type == TypeId::code) && e.value().find('\0') != std::string_view::npos)
    walk.error(e, "invalid", "value-control", "a string may not hold control characters");
}

// Types whose values' form leaves no room for more rules.
bool is_plain(TypeId type) {
  switch (type) {
    case TypeId::boolean:
    case TypeId::date:
    case TypeId::date_time:
    case TypeId::decimal:
    case TypeId::id:
    case TypeId::instant:
    case TypeId::integer:
    case TypeId::positive_int:
    case TypeId::time:
    case TypeId::unsigned_int: return true;
    default: return false;
  }
}

}  // namespace

namespace {

// A time of day that is not well formed may lack its zone as well.
bool lacks_zone(TypeId type, std::string_view v) {
  const size_t time = v.find('T');
  return (type == TypeId::date_time || type == TypeId::instant) && time == 10 &&
         v.find_first_of("Zz+-", time) == v.npos;
}

}  // namespace

void check_primitive(Walk& walk, const fhir::Element& e) {
  if (!e.has_value) {
    if (!e.has_children()) walk.error(e, "invalid", "value-missing", "a primitive has a value or an extension");
    return;
  }
  const TypeId type = e.type()->id;
  if (e.value().empty()) {
    walk.error(e, "invalid", "value-empty", "a value may not be empty");
    if (type == TypeId::id) walk.error(e, "invalid", "value-format", "'' is no id");
    return;
  }
  if (type == TypeId::xhtml) return;
  if (!is_value(type, e.value())) {
    const bool attached = type == TypeId::base64_binary && e.parent != nullptr && e.parent->type() != nullptr &&
                          e.parent->type()->id == TypeId::attachment;
    const std::string why = why_not(*e.type(), e.value());
    walk.error(attached ? *e.parent : e, "invalid", "value-format", why);
    if (lacks_zone(type, e.value()) && !why.ends_with("time zone"))
      walk.error(e, "invalid", "value-format", "a time needs a time zone");
    return;
  }
  if (!is_plain(type)) check_text(walk, e);
}

}  // namespace anamnesis::validate
