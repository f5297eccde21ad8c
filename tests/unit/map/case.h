// A hand-made case for tests of map/ and bundle/: a text, statements over it by their words, and the Bundle they give.
#pragma once
#include <doctest/doctest.h>

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "bundle/bundle.h"
#include "fhir/json_writer.h"
#include "map/map.h"
#include "tables/tables.h"
#include "validate/validator.h"

namespace anamnesis::testing {

// The resources tables of the repository, and a table of terms of this test's own (under cases/, where any name may be).
inline const Tables& tables() {
  static const Tables kTables = [] {
    auto ours = Tables::load({std::string(ANAMNESIS_SOURCE_DIR) + "/tests/unit/map/tables"});
    CHECK(ours.ok());
    return std::move(*ours);
  }();
  return kTables;
}

inline const Mapping& mapping() {
  static const Mapping kMapping = [] {
    auto compiled = Mapping::compile(tables());
    CHECK(compiled.ok());
    return std::move(*compiled);
  }();
  return kMapping;
}

inline Row term(std::string_view key) {
  const Table* table = tables().find("cases/of-this-test");
  CHECK(table != nullptr);
  const auto row = table->find(key);
  CHECK(row.has_value());
  return {table, *row};
}

inline const validate::Validator& validator() {
  static const package::Packages kPackages;
  static const std::unique_ptr<validate::Validator> kValidator = [] {
    auto loaded = validate::Validator::load(kPackages, {.profiles = {"https://w3id.org/anamnesis/fhir/StructureDefinition/anamnesis-bundle"}});
    CHECK(loaded.ok());
    return std::move(*loaded);
  }();
  return *kValidator;
}

struct FieldOf {
  std::string_view name, value;
  std::string_view words = {};  // as they stand in the text; empty: inferred
  uint16_t group = 0;
  std::string_view row = {};    // key in the terms of this test
};

class Case {
 public:
  explicit Case(std::string text) {
    document.name = "test";
    document.identity = "test";
    document.text = std::move(text);
  }

  Case(Case&&) = default;
  // Whatever a test looks at, the Bundles it makes must be valid.
  ~Case() {
    for (const std::string& fault : faults) ADD_FAIL_CHECK_AT(__FILE__, __LINE__, fault);
  }

  Span find(std::string_view words) const {
    if (words.empty()) return {};
    const size_t at = document.text.find(words);
    CHECK(at != std::string::npos);
    return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
  }

  Case& say(std::string_view type, std::string_view words, std::string_view row, std::initializer_list<FieldOf> fields = {},
            uint32_t patient = 0) {
    std::vector<Field>& made = fields_.emplace_back();
    for (const FieldOf& f : fields)
      made.push_back({f.name, f.value, f.row.empty() ? Row{} : term(f.row), find(f.words), f.group});
    std::vector<Span>& mentions = mentions_.emplace_back();
    if (!words.empty()) mentions.push_back(find(words));
    statements_.push_back({type, row.empty() ? Row{} : term(row), words, mentions, made, patient});
    patients_ = std::max(patients_, patient + 1);
    return *this;
  }

  Resources map() {
    arena.reset();
    issues.clear();
    return map_statements(document, {statements_, {}, patients_}, mapping(), arena, issues);
  }

  // The whole Bundle on one line.
  std::string bundle(const BundleOptions& options = {}) {
    Resources resources = map();
    const Bundle made = make_bundle(document, resources, mapping(), options, arena);
    std::string out;
    fhir::write_json(out, *made.root, {0});
    findings.clear();
    validator().validate(*made.root, {}, findings);
    for (const Issue& issue : findings)
      if (issue.severity >= Severity::error) faults.push_back(issue.expression + ": " + issue.text);
    return out;
  }

  Document document;
  Arena arena;
  Issues issues;                    // of mapping
  Issues findings;                  // of the validator, about the last Bundle
  std::vector<std::string> faults;  // its errors, of all Bundles of this case

 private:
  std::deque<std::vector<Field>> fields_;
  std::deque<std::vector<Span>> mentions_;
  std::vector<Statement> statements_;
  uint32_t patients_ = 1;
};

// The n-th resource of a type in a one-line Bundle, without evidence: what stands between its braces.
inline std::string resource_in(const std::string& bundle, std::string_view type, int n = 0) {
  const std::string start = "\"resource\":{\"resourceType\":\"" + std::string(type) + "\"";
  size_t at = bundle.find(start);
  for (; n > 0 && at != std::string::npos; --n) at = bundle.find(start, at + 1);
  if (at == std::string::npos) return {};
  at += 11;
  int depth = 0;
  bool quoted = false;
  for (size_t i = at; i < bundle.size(); ++i) {
    const char c = bundle[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return bundle.substr(at, i + 1 - at);
    }
  }
  return {};
}

}  // namespace anamnesis::testing
