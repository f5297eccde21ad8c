// Mapping: the tables of mappings/resources/, compiled: which resource a statement becomes and which rule fills
// which element. Made once, immutable, shared between threads; its strings are slices of the Tables.
//
// tables/resources:
//   statements    statement type and condition -> resource type (the row with most tests that hold wins)
//   elements      one rule a row: resource, statements, condition, fields -> path, type, transform, vocabulary, default
//   vocabularies  "name/key" -> system, code, display
//   systems       column of a terms/ table -> code system
//   vital-signs   LOINC code -> the units its vital-signs profile allows
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tables/tables.h"

namespace anamnesis {

// One part of a condition: `name`, `!name`, `name=a|b`, `name!=a|b`; name is a field or "concept.COLUMN".
struct Test {
  std::string_view name;
  bool wanted = true;
  std::vector<std::string_view> values;  // empty: whether it is there at all
};

// One step of a path: "dosage[group]", "timing", "onset[x]".
struct Step {
  enum class Item : uint8_t {
    one,            // name: the one child of that name
    each,           // name[+]: one more item per field
    per_statement,  // name[LABEL]: one item of that label for this statement
    per_group       // name[group]: one item per group of fields
  };
  std::string_view name;
  std::string_view label;
  Item item = Item::one;
  bool choice = false;  // name[x]: the type's name follows
};

enum class Transform : uint8_t {
  concept_,
  coded,
  keyed,
  site,
  quantity,
  range,
  ratio,
  duration,
  time,
  date,
  copy,
  words,
  flag,
  annotation,
  reference,
  resource,
  shown,
  shown_by,
  sequence,
  absent,
  decimal
};

struct Rule {
  Row row;
  std::vector<Test> tests;
  std::vector<std::string_view> fields;  // "concept" is what the statement is about; none: the default alone
  std::vector<Step> path;
  std::vector<std::string_view> types;
  Transform transform = Transform::copy;
  std::string_view vocabulary, fallback;
  bool per_group = false;
};

// Which resource a statement becomes.
struct Choice {
  Row row;
  std::vector<Test> tests;
  std::string_view resource;            // "-": none
  std::vector<std::string_view> merge;  // fields whose values, with the patient, name one common resource
  bool merges = false;
};

struct CodeSystemColumn {
  uint32_t column;
  uint32_t display;  // UINT32_MAX: none
  std::string_view system;
  std::string_view prefix;  // goes before the code: "HP:"
};

class Mapping {
 public:
  // Errors with file:line: unknown transform, malformed path or condition, a missing table.
  static Result<Mapping> compile(const Tables& tables);

  std::span<const Choice> choices(std::string_view statement) const;
  // Rules of one resource type for one statement type, in table order.
  std::span<const Rule* const> rules(std::string_view resource, std::string_view statement) const;
  std::span<const std::unique_ptr<Rule>> all_rules() const { return rules_; }
  Row vocabulary(std::string_view name, std::string_view key) const;  // empty row if there is none
  std::string_view system(std::string_view name) const;               // "ucum" -> its URI; "" if unknown
  std::span<const CodeSystemColumn> code_columns(const Table* table) const;
  const Table* vital_signs() const { return vital_signs_; }  // may be nullptr
  // The more exact LOINC row of terms/test_codes for a test in this unit and specimen; empty row if there is none.
  Row test_code(std::string_view test, std::string_view unit, std::string_view specimen) const;
  const Table* sections() const { return sections_; }  // may be nullptr

 private:
  struct StringHash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  template <typename V>
  using ByName = std::unordered_map<std::string, V, StringHash, std::equal_to<>>;

  Result<void> add_choices(const Table& table);
  Result<void> add_rules(const Table& table);

  std::vector<std::unique_ptr<Rule>> rules_;
  ByName<std::vector<Choice>> choices_;
  ByName<std::vector<const Rule*>> by_resource_;  // "Condition diagnosis"
  ByName<Row> vocabularies_;
  ByName<std::string_view> systems_;
  std::unordered_map<const Table*, std::vector<CodeSystemColumn>> code_columns_;
  const Table* vital_signs_ = nullptr;
  const Table* sections_ = nullptr;
  const Table* test_codes_ = nullptr;
};

}  // namespace anamnesis
