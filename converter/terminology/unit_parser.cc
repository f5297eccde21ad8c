// Recursive descent. Atoms are looked up whole first, then as a prefix before a metric atom.
//
//   unit      = ["/"] component {("." | "/") component}
//   component = atom [exponent] [annotation] | number [annotation] | annotation | "(" unit ")" [annotation]
#include "terminology/unit_parser.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/ascii.h"
#include "base/check.h"
#include "package/rows.h"

namespace anamnesis::ucum {
namespace {

constexpr int kMaxDepth = 20;
constexpr int kMaxExponent = 60;

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
    static const Table table;
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
  Table() {
    std::vector<package::Rows> rows;
    for (package::Rows row("codes/ucum.tsv"); row.next();) rows.push_back(row);
    // A definition may name units further down, so rows that cannot be read yet wait for the next round.
    while (!rows.empty()) {
      const size_t before = rows.size();
      std::erase_if(rows, [&](const package::Rows& row) { return add(row); });
      INSIST(rows.size() < before);
    }
  }

  bool add(const package::Rows& row) {
    const std::string_view code = row[0], kind = row[1], metric = row[2], value = row[3], unit = row[4], how = row[5];
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

}  // namespace

Result<Measure> parse(std::string_view unit) {
  return Parser(Table::get(), unit).parse();
}

}  // namespace anamnesis::ucum
