// Compiling the resources tables: conditions and paths are parsed once, rules are grouped by what they apply to.
#include "map/mapping.h"

#include <algorithm>
#include <array>
#include <utility>

namespace anamnesis {
namespace {

constexpr std::array<std::pair<std::string_view, Transform>, 21> kTransforms{{
    {"absent", Transform::absent},     {"annotation", Transform::annotation},
    {"coded", Transform::coded},       {"concept", Transform::concept_},
    {"copy", Transform::copy},         {"date", Transform::date},
    {"decimal", Transform::decimal},   {"duration", Transform::duration},
    {"flag", Transform::flag},         {"keyed", Transform::keyed},
    {"quantity", Transform::quantity}, {"range", Transform::range},
    {"ratio", Transform::ratio},       {"reference", Transform::reference},
    {"resource", Transform::resource}, {"sequence", Transform::sequence},
    {"shown", Transform::shown},       {"shown-by", Transform::shown_by},
    {"site", Transform::site},         {"time", Transform::time},
    {"words", Transform::words},
}};

Error fault(Row row, std::string message) {
  return Error{std::move(message), row.table->file(row.index), row.table->line(row.index)};
}

std::vector<Test> parse_condition(std::string_view cell) {
  std::vector<Test> out;
  for (std::string_view part : split_list(cell, '&')) {
    Test test;
    const size_t equals = part.find('=');
    test.name = part.substr(0, equals);
    if (equals != std::string_view::npos) {
      test.values = split_list(part.substr(equals + 1), '|');
      if (test.name.ends_with('!')) test.wanted = false, test.name.remove_suffix(1);
    } else if (test.name.starts_with('!')) {
      test.wanted = false;
      test.name.remove_prefix(1);
    }
    out.push_back(std::move(test));
  }
  return out;
}

// "dosage[group].timing.repeat.count"; an empty result means that the path is malformed.
std::vector<Step> parse_path(std::string_view path) {
  std::vector<Step> out;
  for (std::string_view part : split_list(path, '.')) {
    Step step;
    const size_t bracket = part.find('[');
    step.name = part.substr(0, bracket);
    if (bracket != std::string_view::npos) {
      const std::string_view inside = part.substr(bracket);
      if (inside == "[+]")
        step.item = Step::Item::each;
      else if (inside == "[group]")
        step.item = Step::Item::per_group;
      else if (inside == "[x]")
        step.choice = true;
      else if (inside.size() > 2 && inside.ends_with(']')) {
        step.item = Step::Item::per_statement;
        step.label = inside.substr(1, inside.size() - 2);
      } else
        return {};
    }
    if (step.name.empty()) return {};
    out.push_back(step);
  }
  return out;
}

}  // namespace

Result<void> Mapping::add_choices(const Table& table) {
  for (uint32_t i = 0; i < table.size(); ++i) {
    const Row row{&table, i};
    Choice choice{row, parse_condition(row["condition"]), row["resource"], split_list(row["merge"]), false};
    if (choice.resource.empty()) return fault(row, "no resource is named (\"-\" stands for none)");
    choice.merges = !choice.merge.empty();
    for (std::string_view type : split_list(row["statement"])) choices_[std::string(type)].push_back(choice);
  }
  for (auto& [type, list] : choices_)
    std::stable_sort(list.begin(), list.end(),
                     [](const Choice& a, const Choice& b) { return a.tests.size() > b.tests.size(); });
  return {};
}

Result<void> Mapping::add_rules(const Table& table) {
  for (uint32_t i = 0; i < table.size(); ++i) {
    const Row row{&table, i};
    auto rule = std::make_unique<Rule>();
    rule->row = row;
    rule->tests = parse_condition(row["condition"]);
    rule->fields = split_list(row["field"]);
    rule->path = parse_path(row["path"]);
    rule->types = split_list(row["type"]);
    rule->vocabulary = row["vocabulary"];
    rule->fallback = row["default"];
    if (rule->path.empty()) return fault(row, "malformed path '" + std::string(row["path"]) + "'");
    if (rule->types.empty()) return fault(row, "no type is named");
    const auto at = std::find_if(kTransforms.begin(), kTransforms.end(),
                                 [&](const auto& known) { return known.first == row["transform"]; });
    if (at == kTransforms.end()) return fault(row, "unknown transform '" + std::string(row["transform"]) + "'");
    rule->transform = at->second;
    rule->per_group = std::any_of(rule->path.begin(), rule->path.end(),
                                  [](const Step& s) { return s.item == Step::Item::per_group; });
    for (std::string_view resource : split_list(row["resource"]))
      for (std::string_view statement : split_list(row["statement"]))
        by_resource_[std::string(resource) + " " + std::string(statement)].push_back(rule.get());
    rules_.push_back(std::move(rule));
  }
  return {};
}

Result<Mapping> Mapping::compile(const Tables& tables) {
  Mapping out;
  const Table* statements = tables.find("resources/statements");
  const Table* elements = tables.find("resources/elements");
  const Table* vocabularies = tables.find("resources/vocabularies");
  const Table* systems = tables.find("resources/systems");
  if (statements == nullptr || elements == nullptr || vocabularies == nullptr || systems == nullptr)
    return Error{"the mapping tables lack one of resources/statements, elements, vocabularies, systems"};
  if (auto done = out.add_choices(*statements); !done) return done.error();
  if (auto done = out.add_rules(*elements); !done) return done.error();
  for (uint32_t i = 0; i < vocabularies->size(); ++i)
    out.vocabularies_.emplace(std::string(vocabularies->key(i)), Row{vocabularies, i});

  std::vector<Row> order;
  for (uint32_t i = 0; i < systems->size(); ++i) order.push_back({systems, i});
  std::stable_sort(order.begin(), order.end(), [](Row a, Row b) { return a["order"] < b["order"]; });
  for (const Row row : order) {
    out.systems_.emplace(std::string(row.key()), row["system"]);
    if (row["order"].empty()) continue;  // named by rules, no column of terms
    for (const auto& table : tables.all()) {
      const auto column = table->column(row.key());
      if (!column) continue;
      const auto display = table->column(row["display"]);
      out.code_columns_[table.get()].push_back({*column, display.value_or(UINT32_MAX), row["system"], row["prefix"]});
    }
  }
  out.vital_signs_ = tables.find("resources/vital-signs");
  out.test_codes_ = tables.find("terms/test_codes");
  out.sections_ = tables.find("resources/sections");
  return out;
}

std::span<const Choice> Mapping::choices(std::string_view statement) const {
  const auto at = choices_.find(statement);
  return at == choices_.end() ? std::span<const Choice>() : std::span<const Choice>(at->second);
}

std::span<const Rule* const> Mapping::rules(std::string_view resource, std::string_view statement) const {
  std::string key(resource);
  key.append(" ").append(statement);
  const auto at = by_resource_.find(key);
  return at == by_resource_.end() ? std::span<const Rule* const>() : std::span<const Rule* const>(at->second);
}

Row Mapping::vocabulary(std::string_view name, std::string_view key) const {
  std::string entry(name);
  entry.append("/").append(key);
  const auto at = vocabularies_.find(entry);
  return at == vocabularies_.end() ? Row{} : at->second;
}

// A row that names a unit or a specimen applies to that alone; the one that names more of what is known wins.
Row Mapping::test_code(std::string_view test, std::string_view unit, std::string_view specimen) const {
  Row best;
  int most = 0;
  if (test_codes_ == nullptr) return best;
  const auto fits = [](std::string_view cell, std::string_view value) {
    const auto list = split_list(cell);
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  for (const uint32_t index : test_codes_->find_all(test)) {
    const Row row{test_codes_, index};
    const std::string_view units = row["unit"], specimens = row["specimen"];
    if ((!units.empty() && !fits(units, unit)) || (!specimens.empty() && !fits(specimens, specimen))) continue;
    const int known = !units.empty() + !specimens.empty();
    if (known > most) most = known, best = row;
  }
  return best;
}

std::string_view Mapping::system(std::string_view name) const {
  const auto at = systems_.find(name);
  return at == systems_.end() ? std::string_view() : at->second;
}

std::span<const CodeSystemColumn> Mapping::code_columns(const Table* table) const {
  const auto at = code_columns_.find(table);
  return at == code_columns_.end() ? std::span<const CodeSystemColumn>()
                                   : std::span<const CodeSystemColumn>(at->second);
}

}  // namespace anamnesis
