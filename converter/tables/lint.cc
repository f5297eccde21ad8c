// Each cell goes through its column's check; phrases and rows are compared over the whole table.
#include "tables/lint.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/ascii.h"
#include "base/utf8.h"
#include "tables/suggest.h"

namespace anamnesis {
namespace {

bool is_upper_or_digit(char c) {
  return is_digit(c) || is_upper(c);
}
bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), is_digit);
}

// Verhoeff's check digit (SNOMED CT Technical Implementation Guide, appendix B).
char verhoeff(std::string_view digits) {
  constexpr uint8_t kMultiply[10][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                         {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                         {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                         {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                         {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
  constexpr uint8_t kPermute[8][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
                                       {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
                                       {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
                                       {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
  constexpr uint8_t kInverse[10] = {0, 4, 3, 2, 1, 5, 6, 7, 8, 9};
  unsigned check = 0;
  for (size_t i = 0; i < digits.size(); ++i)
    check = kMultiply[check][kPermute[(i + 1) % 8][digits[digits.size() - 1 - i] - '0']];
  return static_cast<char>('0' + kInverse[check]);
}

char mod10(std::string_view digits) {
  unsigned sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const auto digit = static_cast<unsigned>(digits[digits.size() - 1 - i] - '0');
    sum += i % 2 == 0 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string check_icd10cm(std::string_view code) {
  const bool stem = code.size() >= 3 && code[0] >= 'A' && code[0] <= 'Z' &&
                    std::all_of(code.begin() + 1, code.begin() + 3, is_upper_or_digit);
  const bool rest = code.size() == 3 || (stem && code[3] == '.' && code.size() >= 5 && code.size() <= 8 &&
                                         std::all_of(code.begin() + 4, code.end(), is_upper_or_digit));
  if (stem && rest) return {};
  if (stem && code.size() <= 7 && code.find('.') == std::string_view::npos &&
      std::all_of(code.begin(), code.end(), is_upper_or_digit))
    return "has no dot: did you mean '" + std::string(code.substr(0, 3)) + "." + std::string(code.substr(3)) + "'?";
  return "is no ICD-10-CM code such as U07.1 (a range is no code)";
}

std::string check_number(std::string_view s) {
  if (s.starts_with('-')) s.remove_prefix(1);
  const size_t dot = s.find('.');
  const bool fine = all_digits(s.substr(0, dot)) && (dot == s.npos || all_digits(s.substr(dot + 1)));
  return fine ? "" : "is no decimal number";
}

std::string check_one_of(std::string_view value, std::span<const std::string_view> allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return {};
  std::string all;
  for (const std::string_view one : allowed) all += (all.empty() ? "" : ", ") + std::string(one);
  const std::string near = suggest(value, allowed);
  return near.empty() ? "is none of " + all : "is not one of the allowed values: did you mean '" + near + "'?";
}

std::string check_key(std::string_view value) {
  const bool fine =
      std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; });
  return fine ? "" : "is no key: lower-case letters, digits and hyphens";
}

// How lint/columns checks one column: the rule for this table, else the one for all tables of terms/.
struct ColumnRule {
  std::string_view check = "text";
  std::vector<std::string_view> values;  // of one-of
  bool known = false;
};

ColumnRule rule_of(const Table* columns, std::string_view table, std::string_view column) {
  auto row = columns->find(std::string(table) + ":" + std::string(column));
  if (!row && table.starts_with("terms/")) row = columns->find(column);
  if (!row) return {};
  return {columns->cell(*row, "check"), split_list(columns->cell(*row, "values")), true};
}

std::string fault_of(const ColumnRule& rule, std::string_view value, const UnitCheck& unit_check) {
  const std::string_view check = rule.check;
  if (check == "one-of") return check_one_of(value, rule.values);
  if (check == "snomed") return check_snomed(value);
  if (check == "loinc") return check_loinc(value);
  if (check == "icd10cm") return check_icd10cm(value);
  if (check == "digits") return all_digits(value) ? "" : "is no number";
  if (check == "digits7")
    return all_digits(value) && value.size() == 7 ? "" : "is not seven digits (without its prefix)";
  if (check == "number") return check_number(value);
  if (check == "key") return check_key(value);
  if (check != "ucum" || !unit_check) return {};
  const auto unit = unit_check(value);
  return unit ? "" : "is no UCUM unit: " + unit.error().message;
}

bool is_excepted(const Table* exceptions, std::string_view column, std::string_view code) {
  if (exceptions == nullptr) return false;
  for (const uint32_t row : exceptions->find_all(code))
    if (exceptions->cell(row, "column") == column) return true;
  return false;
}

class Linter {
 public:
  Linter(const Table& table, const Tables& rules, const UnitCheck& unit_check, const Table* base)
      : table_(table),
        columns_(rules.find("lint/columns")),
        senses_(rules.find("grammar/senses")),
        exceptions_(rules.find("lint/exceptions")),
        unit_check_(unit_check),
        base_(base) {}

  std::vector<LintFinding> run() {
    if (columns_ == nullptr) return {};
    read_columns();
    for (uint32_t row = 0; row < table_.size(); ++row) check_row(row);
    return std::move(findings_);
  }

 private:
  // Where a cell begins in its line, counting code points from 1.
  uint32_t place(uint32_t row, uint32_t column) const {
    size_t at = 1;
    for (uint32_t i = 0; i < column; ++i) at += count_code_points(table_.cell(row, i)) + 1;
    return static_cast<uint32_t>(at);
  }

  void add(Severity severity, uint32_t row, uint32_t column, std::string message) {
    findings_.push_back({severity, Error{std::move(message), table_.file(row), table_.line(row), place(row, column)}});
  }

  void read_columns() {
    const bool terms = table_.name().starts_with("terms/");
    std::vector<std::string_view> known;
    for (uint32_t row = 0; row < columns_->size(); ++row) known.push_back(columns_->key(row));
    uint32_t at = 1;
    for (const std::string_view name : table_.columns()) {
      rules_.push_back(rule_of(columns_, table_.name(), name));
      if (terms && !rules_.back().known) {
        const std::string near = suggest(name, known);
        findings_.push_back({Severity::error, Error{"unknown column '" + std::string(name) + "'" +
                                                        (near.empty() ? "" : ": did you mean '" + near + "'?"),
                                                    table_.file(), 1, at}});
      }
      at += static_cast<uint32_t>(count_code_points(name)) + 1;
    }
    status_ = table_.column("status");
    if (terms) phrases_ = table_.column("phrases");
  }

  void check_row(uint32_t row) {
    const bool disabled = status_ && table_.cell(row, *status_) == "disabled";
    if (disabled && base_ != nullptr && !base_->find(table_.key(row)))
      add(Severity::warning, row, 0,
          "'" + std::string(table_.key(row)) + "' is disabled, and nothing below has this key");
    for (uint32_t column = 0; column < rules_.size(); ++column) {
      const std::string_view cell = table_.cell(row, column);
      if (cell.empty()) continue;
      if (cell.front() == ' ' || cell.back() == ' ') add(Severity::warning, row, column, "blanks around the cell");
      if (rules_[column].known && cell.size() > 1 && cell.front() == '"' && cell.back() == '"')
        add(Severity::warning, row, column, "quotes around the cell: they would be part of it");
      check_cell(row, column, cell);
    }
    const std::string_view low = table_.cell(row, "low"), high = table_.cell(row, "high");
    if (!low.empty() && !high.empty() && check_number(low).empty() && check_number(high).empty() &&
        std::stod(std::string(low)) > std::stod(std::string(high)))
      add(Severity::error, row, *table_.column("low"),
          "low " + std::string(low) + " is above high " + std::string(high));
    if (phrases_ && !disabled) check_phrases(row);
  }

  void check_cell(uint32_t row, uint32_t column, std::string_view cell) {
    const ColumnRule& rule = rules_[column];
    if (rule.check == "text" || rule.check == "phrases") return;
    for (const std::string_view value : split_list(cell)) {
      const std::string fault = fault_of(rule, value, unit_check_);
      if (!fault.empty() && !is_excepted(exceptions_, table_.columns()[column], value))
        add(Severity::error, row, column,
            std::string(table_.columns()[column]) + " '" + std::string(value) + "' " + fault);
    }
  }

  // Whether grammar/senses says when the phrase means this row's concept.
  bool decided(std::string_view phrase, uint32_t row) const {
    if (senses_ == nullptr) return false;
    std::string about(table_.name().substr(table_.name().find('/') + 1));
    about.append("/").append(table_.key(row));
    const auto rules = senses_->find_all(phrase);
    return std::any_of(rules.begin(), rules.end(), [&](uint32_t i) { return senses_->cell(i, "concept") == about; });
  }

  void check_phrases(uint32_t row) {
    const auto list = split_list(table_.cell(row, *phrases_));
    if (list.empty()) {
      add(Severity::warning, row, *phrases_, "no phrases: the row can never match");
      return;
    }
    const std::string_view cell = table_.cell(row, *phrases_);
    if (static_cast<size_t>(std::count(cell.begin(), cell.end(), '|')) >= list.size())
      add(Severity::warning, row, *phrases_, "an empty phrase beside a bar");
    size_t known = 0;
    for (const std::string_view phrase : list) {
      const auto [at, fresh] = owners_.try_emplace(ascii_lower(phrase), row);
      if (fresh || decided(phrase, row)) continue;
      ++known;
      if (at->second == row)
        add(Severity::warning, row, *phrases_, "'" + std::string(phrase) + "' is listed twice");
      else if (table_.key(at->second) != table_.key(row))
        add(Severity::warning, row, *phrases_,
            "'" + std::string(phrase) + "' also names " + std::string(table_.key(at->second)) + " (line " +
                std::to_string(table_.line(at->second)) + ")");
    }
    if (known == list.size() && !list.empty())
      add(Severity::warning, row, *phrases_, "every phrase is listed before: the row adds nothing");
  }

  const Table& table_;
  const Table* columns_;
  const Table* senses_;
  const Table* exceptions_;
  const UnitCheck& unit_check_;
  const Table* base_;
  std::vector<ColumnRule> rules_;  // by column
  std::optional<uint32_t> status_, phrases_;
  std::unordered_map<std::string, uint32_t> owners_;  // phrase -> first row
  std::vector<LintFinding> findings_;
};

}  // namespace

std::string check_loinc(std::string_view code) {
  const size_t dash = code.find('-');
  if (dash == std::string_view::npos || !all_digits(code.substr(0, dash)) || dash > 7 || code.size() != dash + 2 ||
      !is_digit(code.back()))
    return "is no LOINC code such as 2276-4";
  const char right = mod10(code.substr(0, dash));
  if (right == code.back()) return {};
  return std::string("has a wrong check digit: did you mean '") + std::string(code.substr(0, dash + 1)) + right + "'?";
}

std::string check_snomed(std::string_view code) {
  if (!all_digits(code) || code.size() < 6 || code.size() > 18 || code[0] == '0')
    return "is no SNOMED CT identifier of 6 to 18 digits";
  const char right = verhoeff(code.substr(0, code.size() - 1));
  if (right == code.back()) return {};
  return std::string("has a wrong check digit: did you mean '") + std::string(code.substr(0, code.size() - 1)) + right +
         "'?";
}

std::string fault_of_value(std::string_view table, std::string_view column, std::string_view value, const Tables& rules,
                           const UnitCheck& unit_check) {
  const Table* columns = rules.find("lint/columns");
  if (columns == nullptr || is_excepted(rules.find("lint/exceptions"), column, value)) return {};
  return fault_of(rule_of(columns, table, column), value, unit_check);
}

std::vector<LintFinding> lint(const Table& table, const Tables& rules, const UnitCheck& unit_check, const Table* base) {
  return Linter(table, rules, unit_check, base).run();
}

}  // namespace anamnesis
