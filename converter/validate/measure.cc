// MeasureReport (measurereport.html): the rules that need only the report, and its groups against those of the Measure:
// each part of the Measure is reported once, under its code. Where both have one group, it needs no code.
#include <algorithm>
#include <vector>

#include "base/decimal.h"
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

std::vector<const fhir::Element*> all(const fhir::Element& parent, std::string_view name) {
  std::vector<const fhir::Element*> found;
  each(parent, name, [&](const fhir::Element& c) { found.push_back(&c); });
  return found;
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
  if (x->child("coding") != nullptr || y->child("coding") != nullptr) return hit;
  return !x->text("text").empty() && x->text("text") == y->text("text");
}

// The code that the Measure's scoring or one of its populations has, "" without one.
std::string_view code_of(const fhir::Element& e, std::string_view name) {
  const fhir::Element* concept_ = e.child(name);
  const fhir::Element* coding = concept_ == nullptr ? nullptr : concept_->child("coding");
  return coding == nullptr ? std::string_view() : coding->text("code");
}

class Report {
 public:
  Report(Walk& walk, const fhir::Element& report, const fhir::Element& measure)
      : walk_(walk), report_(report), measure_(measure), scoring_(code_of(measure, "scoring")) {}

  void run() {
    const auto reported = all(report_, "group"), defined = all(measure_, "group");
    if (reported.size() == 1 && defined.size() == 1) {
      const fhir::Element &r = *reported[0], &m = *defined[0];
      if (r.child("code") != nullptr && m.child("code") != nullptr && !same_code(r, m))
        fault(r, "measure-code", "this group has another code than the group of the Measure");
      return group(r, m);
    }
    match(report_, measure_, "group", [&](const fhir::Element& r, const fhir::Element& m) { group(r, m); });
  }

 private:
  void fault(const fhir::Element& e, std::string_view id, std::string text) {
    walk_.error(e, "business-rule", id, std::move(text));
  }

  // The parts of this name in the report against those of the Measure.
  template <typename Visit>
  void match(const fhir::Element& report, const fhir::Element& measure, std::string_view name, Visit visit) {
    const std::string part(name);
    std::vector<const fhir::Element*> found;
    const auto defined = all(measure, name);
    each(report, name, [&](const fhir::Element& r) {
      if (r.child("code") == nullptr) return fault(r, "measure-no-code", "this " + part + " has no code");
      const auto m =
          std::find_if(defined.begin(), defined.end(), [&](const fhir::Element* d) { return same_code(r, *d); });
      if (m == defined.end()) return fault(r, "measure-code", "this " + part + " has no code that the Measure has");
      if (std::find(found.begin(), found.end(), *m) != found.end())
        return fault(r, "measure-twice", "this " + part + " is there already");
      found.push_back(*m);
      visit(r, **m);
    });
    for (const fhir::Element* m : defined)
      if (std::find(found.begin(), found.end(), m) == found.end() && must_be_there(*m))
        fault(report, "measure-missing", "the " + part + " " + label(*m) + " of the Measure is not reported");
  }

  static std::string label(const fhir::Element& m) {
    const std::string_view code = code_of(m, "code");
    return code.empty() ? "with the id '" + std::string(m.text("id")) + "'" : "'" + std::string(code) + "'";
  }

  bool must_be_there(const fhir::Element& m) const {
    if (m.name() == "group") return report_.text("type") != "data-collection";
    return code_of(m, "code") != "measure-observation";
  }

  void group(const fhir::Element& r, const fhir::Element& m) {
    const auto nothing = [](const fhir::Element&, const fhir::Element&) {};
    match(r, m, "population", nothing);
    score(r);
    match(r, m, "stratifier", nothing);
  }

  // Measure.scoring tells whether there is a score and of what kind.
  void score(const fhir::Element& group) {
    const fhir::Element* s = group.child("measureScore");
    if (report_.text("type") == "data-collection" || scoring_ == "cohort") {
      if (s != nullptr)
        fault(*s, "measure-score",
              scoring_ == "cohort" ? "a cohort measure has no score" : "a collection of data has no score");
      return;
    }
    if (scoring_ != "proportion" && scoring_ != "ratio" && scoring_ != "continuous-variable") return;
    if (s == nullptr)
      return fault(group, "measure-score-missing", "a measure scored as " + std::string(scoring_) + " needs a score");
    const fhir::Element* value = s->child("value");
    if (value == nullptr) fault(*s, "measure-score-missing", "the score has no value");
    if (scoring_ != "proportion") return;
    for (const std::string_view unit : {"unit", "system", "code"})
      if (const fhir::Element* u = s->child(unit)) fault(*u, "measure-score-value", "a proportion has no unit");
    const auto number = value == nullptr ? std::nullopt : Decimal::parse(value->value());
    if (number && (*number < *Decimal::parse("0") || *Decimal::parse("1") < *number))
      fault(*value, "measure-score-value", "a proportion is between 0 and 1");
  }

  Walk& walk_;
  const fhir::Element &report_, &measure_;
  std::string_view scoring_;
};

// How many subjects a population lists: those of its List, or one that is named in the place of a List.
std::optional<size_t> subjects_of(Walk& walk, const fhir::Element& subjects) {
  const std::string_view reference = subjects.text("reference");
  const fhir::Element* target = walk.references().resolve(subjects, reference);
  const std::string_view type = target != nullptr ? target->resource_type() : take_apart(reference).type;
  if (type.empty()) return std::nullopt;
  if (type != "List") return 1;
  if (target == nullptr) return std::nullopt;
  return all(*target, "entry").size();
}

void check_population(Walk& walk, const fhir::Element& report, const fhir::Element& population) {
  const fhir::Element* subjects = population.child("subjectResults");
  if (subjects == nullptr) return;
  if (report.text("type") != "subject-list") {
    walk.error(population, "business-rule", "measure-subjects",
               "only a report of the type subject-list lists subjects");
    return;
  }
  const auto entries = subjects_of(walk, *subjects);
  if (entries && !population.text("count").empty() && population.text("count") != std::to_string(*entries))
    walk.error(population, "business-rule", "measure-count",
               "the count is " + std::string(population.text("count")) + ", there are " + std::to_string(*entries) +
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
  Report(walk, e, *fhir::read_json(**json, {}, walk.arena(), walk.environment().model, ignored)).run();
}

}  // namespace anamnesis::validate
