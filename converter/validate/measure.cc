// MeasureReport (measurereport.html): the rules that need only the report, and its groups against those of the Measure.
#include <unordered_set>

#include "base/json.h"
#include "fhir/json_reader.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

template <typename Visit>
void each(const fhir::Element& parent, std::string_view name, Visit visit) {
  for (const fhir::Element* c = parent.first(); c != nullptr; c = c->next())
    if (c->name() == name) visit(*c);
}

bool same_code(const fhir::Element& a, const fhir::Element& b) {
  const fhir::Element *x = a.child("code"), *y = b.child("code");
  if (x == nullptr || y == nullptr) return false;
  bool hit = false;
  each(*x, "coding", [&](const fhir::Element& c) {
    each(*y, "coding", [&](const fhir::Element& d) {
      hit |= c.text("system") == d.text("system") && c.text("code") == d.text("code");
    });
  });
  return hit || (!x->text("text").empty() && x->text("text") == y->text("text"));
}

// Items of the report's group against those of the measure's, by their codes.
void match(Walk& walk, const fhir::Element& report, const fhir::Element& measure, std::string_view name) {
  each(report, name, [&](const fhir::Element& r) {
    bool found = false, any = false;
    each(measure, name, [&](const fhir::Element& m) {
      any = true;
      found |= same_code(r, m) || (r.child("code") == nullptr && !r.text("id").empty() && r.text("id") == m.text("id"));
    });
    if (!found && any)
      walk.error(r, "business-rule", "measure-code", "this " + std::string(name) + " has no code that the Measure has");
  });
}

void check_population(Walk& walk, const fhir::Element& report, const fhir::Element& population) {
  const fhir::Element* subjects = population.child("subjectResults");
  if (subjects == nullptr) return;
  if (report.text("type") != "subject-list") {
    walk.error(population, "business-rule", "measure-subjects",
               "only a report of the type subject-list lists subjects");
    return;
  }
  const fhir::Element* list = walk.references().resolve(*subjects, subjects->text("reference"));
  if (list == nullptr || list->resource_type() != "List") return;
  size_t entries = 0;
  each(*list, "entry", [&](const fhir::Element&) { ++entries; });
  if (!population.text("count").empty() && population.text("count") != std::to_string(entries))
    walk.error(population, "business-rule", "measure-count",
               "the count is " + std::string(population.text("count")) + ", the list has " + std::to_string(entries) +
                   " subjects");
}

}  // namespace

void check_measure_report(Walk& walk, const fhir::Element& e) {
  each(e, "group", [&](const fhir::Element& g) {
    each(g, "population", [&](const fhir::Element& p) { check_population(walk, e, p); });
  });
  const package::Resource* found = walk.environment().schemas.packages().find(e.text("measure"), "Measure");
  if (found == nullptr) return;
  const auto json = json::parse(found->json, walk.arena());
  if (!json) return;
  Issues ignored;
  const fhir::Element* measure = fhir::read_json(**json, {}, walk.arena(), walk.environment().model, ignored);
  const fhir::Element* scoring = measure->child("scoring");
  const fhir::Element* coding = scoring == nullptr ? nullptr : scoring->child("coding");
  const bool cohort = coding != nullptr && coding->text("code") == "cohort";
  size_t groups = 0;
  each(*measure, "group", [&](const fhir::Element&) { ++groups; });
  each(e, "group", [&](const fhir::Element& g) {
    if (cohort && g.child("measureScore") != nullptr)
      walk.error(*g.child("measureScore"), "business-rule", "measure-score", "a cohort measure has no score");
    const fhir::Element* same = nullptr;
    each(*measure, "group", [&](const fhir::Element& m) {
      if (groups == 1 || same_code(g, m)) same = same == nullptr ? &m : same;
    });
    if (same == nullptr)
      return walk.error(g, "business-rule", "measure-code", "this group has no code that a group of the Measure has");
    match(walk, g, *same, "population");
    match(walk, g, *same, "stratifier");
  });
}

}  // namespace anamnesis::validate
