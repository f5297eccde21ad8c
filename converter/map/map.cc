// One Patient for each patient of the document; then each statement chooses its resource by the row of
// resources/statements with the most tests that hold, is merged into one that is there (a relative's history, the
// Patient) or makes one, and the element rules fill it.
#include "map/map.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "map/builder.h"

namespace anamnesis {
namespace {

const Field* field_of(const Statement& statement, std::string_view name) {
  for (const Field& field : statement.fields)
    if (field.group == 0 && field.name == name) return &field;
  return nullptr;
}

bool holds(const std::vector<Test>& tests, const Statement& statement) {
  return std::all_of(tests.begin(), tests.end(), [&](const Test& test) {
    std::string_view value;
    bool there = false;
    if (test.name.starts_with("concept.")) {
      value = statement.concept_row ? statement.concept_row[test.name.substr(8)] : std::string_view();
      there = !value.empty();
    } else if (const Field* field = field_of(statement, test.name)) {
      value = field->value;
      there = true;
    }
    const bool met =
        there && (test.values.empty() || std::find(test.values.begin(), test.values.end(), value) != test.values.end());
    return met == test.wanted;
  });
}

const Choice* choose(const Mapping& mapping, const Statement& statement) {
  for (const Choice& choice : mapping.choices(statement.type))
    if (holds(choice.tests, statement)) return &choice;
  return nullptr;
}

// What a resource says, in a form that stays the same when codes are added to tables or words move in the text.
std::string fact_of(const Statement& statement, std::string_view resource) {
  std::string out(resource);
  out += '|';
  if (statement.concept_row) {
    out += statement.concept_row.key();
  } else {
    for (const char c : statement.text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const Field& field : statement.fields)
    for (std::string_view telling : {"value", "low", "high", "value-text", "systolic", "diastolic", "relationship"})
      if (field.group == 0 && field.name == telling && !field.again)
        out.append("|").append(telling).append("=").append(field.value);
  return out;
}

// The common resource that a statement goes into: same type, same patient, same values of the fields of `merge`.
std::string merge_key(const Choice& choice, const Statement& statement) {
  std::string key(choice.resource);
  for (std::string_view name : choice.merge) {
    const Field* field = name == "patient" ? nullptr : field_of(statement, name);
    key.append("|").append(field == nullptr ? std::string_view() : field->value);
  }
  return key;
}

uint32_t add_resource(Resources& out, Arena& arena, std::string_view type, const Statement* statement, uint32_t patient,
                      std::string_view fact) {
  Resource made;
  made.type = type;
  made.root = fhir::make_resource(arena, type);
  made.fact = arena.copy(fact);
  made.patient = patient;
  made.statement = statement;
  if (statement != nullptr) made.mentions.assign(statement->mentions.begin(), statement->mentions.end());
  out.all.push_back(std::move(made));
  return static_cast<uint32_t>(out.all.size() - 1);
}

// References between a study's report and what the study showed, both ways. The rules of a report are those of the
// rule set "report" of mappings/resources/elements.
void link_reports(MapJob& job, std::span<const Statement> statements) {
  std::vector<std::pair<uint32_t, uint32_t>> shown;  // study, resource
  std::vector<uint32_t> report_of(statements.size(), UINT32_MAX);
  for (uint32_t r = 0; r < job.out.all.size(); ++r) {
    const Resource& resource = job.out.all[r];
    if (resource.statement == nullptr) continue;
    const auto s = static_cast<uint32_t>(resource.statement - statements.data());
    if (resource.type == "DiagnosticReport") report_of[s] = r;
    if (resource.statement->shown_by != UINT32_MAX) shown.emplace_back(resource.statement->shown_by, r);
  }
  std::stable_sort(shown.begin(), shown.end(), [](auto a, auto b) { return a.first < b.first; });
  for (auto at = shown.begin(); at != shown.end();) {
    const uint32_t study = at->first, report = report_of[study];
    std::vector<uint32_t> related;
    for (; at != shown.end() && at->first == study; ++at) related.push_back(at->second);
    if (report == UINT32_MAX) continue;
    Builder(job, report, statements[study]).link("report", Transform::shown, related);
    for (const uint32_t r : related) {
      const Statement& statement = *job.out.all[r].statement;
      Builder(job, r, statement).link(statement.type, Transform::shown_by, std::span(&report, 1));
    }
  }
}

}  // namespace

Resources map_statements(const Document& document, const Statements& statements, const Mapping& mapping, Arena& arena,
                         Issues& issues) {
  Resources out;
  MapJob job{document, mapping, arena, issues, out};
  out.patients = std::max(statements.patients, 1u);
  std::unordered_map<std::string, uint32_t> common;  // key with the patient -> index
  for (uint32_t i = 0; i < out.patients; ++i) {
    add_resource(out, arena, "Patient", nullptr, i, "Patient|" + std::to_string(i));
    common.emplace(std::to_string(i) + " Patient|", i);
  }
  for (const Statement& statement : statements.statements) {
    INSIST(statement.patient < out.patients);
    const Choice* choice = choose(mapping, statement);
    if (choice == nullptr) {
      issues.push_back(
          {Severity::warning, "not-supported", "map-statement",
           "no row of resources/statements is for a statement of type '" + std::string(statement.type) + "'"});
      continue;
    }
    if (choice->resource == "-") continue;
    uint32_t index = UINT32_MAX;
    std::string key;
    if (choice->merges) {
      key = std::to_string(statement.patient) + " " + merge_key(*choice, statement);
      if (const auto known = common.find(key); known != common.end()) index = known->second;
    }
    if (index == UINT32_MAX) {
      index = add_resource(out, arena, choice->resource, &statement, statement.patient,
                           fact_of(statement, choice->resource));
      if (choice->merges) common.emplace(std::move(key), index);
    } else if (choice->resource != "Patient") {
      std::vector<Span>& mentions = out.all[index].mentions;
      mentions.insert(mentions.end(), statement.mentions.begin(), statement.mentions.end());
    }
    Builder(job, index, statement).apply(statement.type);
  }
  link_reports(job, statements.statements);
  return out;
}

}  // namespace anamnesis
