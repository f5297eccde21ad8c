// A unit's text is read by recursive descent into a Measure: a factor (a fraction of two decimals times a power of
// ten), exponents of the base units, and of the arbitrary and special units in it, which stand for themselves. Two
// units go together if all exponents agree; converting divides their factors. The fraction is divided out only at the
// very end, so that 1 [lb_av] is 453.59237 g and 90 min is 1.5 h to the last digit. Temperatures (Cel, [degF], [degRe])
// standing alone have a zero point besides.
//
//   unit      = ["/"] component {("." | "/") component}
//   component = atom [exponent] [annotation] | number [annotation] | annotation | "(" unit ")" [annotation]
//
// Atoms are looked up whole first, then as a prefix before a metric atom.
#include "terminology/ucum.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "base/ascii.h"
#include "base/catalogue.h"
#include "base/check.h"

namespace anamnesis::ucum {
namespace {

constexpr size_t kMaxLength = 200;
constexpr int kMaxDepth = 20;
constexpr int kMaxExponent = 60;

// A positive number as mantissa * 10^power, the mantissa between 1 and 10: products never grow too long for a Decimal.
struct Scaled {
  Decimal mantissa = 1;
  int power = 0;
};

Scaled scaled(const Decimal& value, int power = 0) {
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

enum class How : uint8_t { ratio, celsius, fahrenheit, reaumur };

struct Measure {
  Scaled numerator, denominator;
  std::map<std::string, int, std::less<>> units;  // exponents of base, arbitrary and special units; none is 0
  How how = How::ratio;                           // a temperature standing alone
};

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

struct Atom {
  Measure measure;
  bool metric = false;
};

class Table;

// Reads one unit's text. Errors carry a column in the text.
class Parser {
 public:
  Parser(const Table& table, std::string_view text) : table_(table), text_(text) {}

  Result<Measure> parse() {
    if (text_.empty()) return fault("a unit is missing");
    if (text_.size() > kMaxLength) return fault("a unit has at most 200 characters");
    for (; at_ < text_.size(); ++at_)
      if (text_[at_] < ' ' || text_[at_] > '~') return fault("a unit is written in ASCII");
    at_ = 0;
    auto out = term(0);
    if (out)
      for (const auto& [unit, power] : out->units)
        if (std::abs(power) > kMaxExponent) return fault("an exponent is at most 60");
    if (out && at_ < text_.size()) return fault("unexpected '" + std::string(1, text_[at_]) + "'");
    return out;
  }

 private:
  Error fault(std::string message) const { return {std::move(message), {}, 1, static_cast<uint32_t>(at_ + 1)}; }
  bool more() const { return at_ < text_.size(); }

  Result<Measure> term(int depth) {
    if (depth > kMaxDepth) return fault("too many levels of brackets");
    Measure out;
    bool divide = more() && text_[at_] == '/';
    if (divide) ++at_;
    for (bool first = true;; first = false) {
      auto part = component(depth);
      if (!part) return part;
      if (divide) {
        raise(*part, -1);
        multiply_by(out, *part);
      } else if (first) {
        out = *part;
      } else {
        multiply_by(out, *part);
      }
      if (!more() || (text_[at_] != '.' && text_[at_] != '/')) return out;
      divide = text_[at_++] == '/';
    }
  }

  Result<Measure> component(int depth) {
    if (!more()) return fault("a unit is missing at the end");
    const char c = text_[at_];
    Measure out;
    if (c == '(') {
      ++at_;
      auto inner = term(depth + 1);
      if (!inner) return inner;
      if (!more() || text_[at_] != ')') return fault("a closing bracket is missing");
      ++at_;
      out = *inner;
    } else if (c == '{') {
      if (auto skipped = annotation(); !skipped) return skipped.error();
      return out;
    } else {
      auto read = is_digit(c) && !starts_ten() ? number() : atom();
      if (!read) return read;
      out = *read;
    }
    if (more() && text_[at_] == '{')
      if (auto skipped = annotation(); !skipped) return skipped.error();
    if (more() && text_[at_] != '.' && text_[at_] != '/' && text_[at_] != ')')
      return fault("unexpected '" + std::string(1, text_[at_]) + "'");
    return out;
  }

  bool starts_ten() const {
    return text_.substr(at_, 2) == "10" && at_ + 2 < text_.size() && (text_[at_ + 2] == '*' || text_[at_ + 2] == '^');
  }

  Result<void> annotation() {
    const size_t end = text_.find_first_of("{}", at_ + 1);
    if (end == text_.npos || text_[end] != '}') return fault("an annotation is not closed");
    at_ = end + 1;
    return {};
  }

  Result<Measure> number() {
    const size_t begin = at_;
    while (more() && is_digit(text_[at_])) ++at_;
    const auto value = Decimal::parse(text_.substr(begin, at_ - begin));
    if (!value || value->is_zero()) return fault("a factor is a whole number above 0 of at most 38 digits");
    Measure out;
    out.numerator = scaled(*value);
    return out;
  }

  Result<Measure> atom() {
    const size_t begin = at_;
    while (more() && std::string_view("./(){}").find(text_[at_]) == std::string_view::npos) {
      if (text_[at_] == '[') {
        const size_t close = text_.find(']', at_);
        if (close == text_.npos) return fault("a square bracket is not closed");
        at_ = close;
      }
      ++at_;
    }
    std::string_view name = text_.substr(begin, at_ - begin), power;
    size_t digits = name.size();
    while (digits > 0 && is_digit(name[digits - 1])) --digits;
    if (digits > 0 && digits < name.size()) {
      if (name[digits - 1] == '-' || name[digits - 1] == '+') --digits;
      power = name.substr(digits);
      name = name.substr(0, digits);
    }
    auto out = look_up(name, begin);
    if (!out || power.empty()) return out;
    int exponent = 0;
    for (const char c : power)
      if (is_digit(c)) exponent = std::min(exponent * 10 + (c - '0'), kMaxExponent + 1);
    if (exponent > kMaxExponent) return fault("an exponent is at most 60");
    raise(*out, power[0] == '-' ? -exponent : exponent);
    return out;
  }

  Result<Measure> look_up(std::string_view name, size_t begin);

  const Table& table_;
  std::string_view text_;
  size_t at_ = 0;
};

// schemas/codes/ucum.tsv, read when first needed; definitions are resolved in the order of need.
class Table {
 public:
  static const Table& get() {
    static const Table table(embedded_catalogue().file("codes/ucum.tsv"));
    return table;
  }

  const Atom* find(std::string_view code) const {
    const auto it = atoms_.find(code);
    return it == atoms_.end() ? nullptr : &it->second;
  }

  // The atom as `prefix` times a metric atom, trying longer prefixes ("da") first.
  const Atom* find_prefixed(std::string_view code, Scaled* prefix) const {
    for (size_t length = std::min<size_t>(2, code.size()); length > 0; --length) {
      const auto it = prefixes_.find(code.substr(0, length));
      if (it == prefixes_.end()) continue;
      const Atom* atom = find(code.substr(length));
      if (atom == nullptr || !atom->metric) continue;
      *prefix = it->second;
      return atom;
    }
    return nullptr;
  }

 private:
  struct Row {
    std::array<std::string_view, 6> cells;  // code, kind, metric, value, unit, how
  };

  explicit Table(std::string_view tsv) {
    std::vector<Row> rows;
    bool header = true;
    while (!tsv.empty()) {
      std::string_view line = tsv.substr(0, tsv.find('\n'));
      tsv.remove_prefix(std::min(line.size() + 1, tsv.size()));
      if (line.empty() || line[0] == '#') continue;
      if (std::exchange(header, false)) continue;
      Row& row = rows.emplace_back();
      for (std::string_view& cell : row.cells) {
        cell = line.substr(0, line.find('\t'));
        line.remove_prefix(std::min(cell.size() + 1, line.size()));
      }
    }
    // A definition may name units further down, so rows that cannot be read yet wait for the next round.
    while (!rows.empty()) {
      const size_t before = rows.size();
      std::erase_if(rows, [&](const Row& row) { return add(row); });
      INSIST(rows.size() < before);
    }
  }

  bool add(const Row& row) {
    const auto& [code, kind, metric, value, unit, how] = row.cells;
    const auto number = Decimal::parse(value.substr(0, value.find('e')));
    int power = 0;
    if (const size_t e = value.find('e'); e != value.npos) {
      const std::string_view digits = value.substr(e + 1);
      for (const char c : digits)
        if (is_digit(c)) power = power * 10 + (c - '0');
      if (digits[0] == '-') power = -power;
    }
    INSIST(number.has_value());
    const Scaled factor = scaled(*number, power);
    if (kind == "prefix") {
      prefixes_.emplace(code, factor);
      return true;
    }
    Atom atom;
    atom.metric = metric == "yes";
    if (kind == "base" || kind == "arbitrary" || how == "own") {
      atom.measure.units.emplace(code, 1);
    } else {
      auto definition = Parser(*this, unit).parse();
      if (!definition) return false;
      atom.measure = *definition;
      atom.measure.numerator = atom.measure.numerator * factor;
      atom.measure.how = how == "celsius"      ? How::celsius
                         : how == "fahrenheit" ? How::fahrenheit
                         : how == "reaumur"    ? How::reaumur
                                               : How::ratio;
    }
    atoms_.emplace(code, std::move(atom));
    return true;
  }

  std::unordered_map<std::string_view, Atom> atoms_;
  std::unordered_map<std::string_view, Scaled> prefixes_;
};

Result<Measure> Parser::look_up(std::string_view name, size_t begin) {
  if (const Atom* atom = table_.find(name)) return atom->measure;
  Scaled prefix;
  if (const Atom* atom = table_.find_prefixed(name, &prefix)) {
    Measure out = atom->measure;
    out.numerator = out.numerator * prefix;
    return out;
  }
  at_ = begin;
  return fault(name.empty() ? "a unit is missing" : "'" + std::string(name) + "' is no unit of UCUM");
}

Result<Measure> parse(std::string_view unit) {
  return Parser(Table::get(), unit).parse();
}

// Kelvin above zero of a temperature's zero point, and the way back.
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
