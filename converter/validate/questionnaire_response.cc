// QuestionnaireResponse against its Questionnaire (questionnaireresponse.html): items by linkId, level by level: known,
// once, required, enabled, with answers where answers belong.
#include <algorithm>

#include "base/json.h"
#include "fhir/json_reader.h"
#include "validate/checks.h"
#include "validate/questionnaire.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

class Response {
 public:
  Response(Walk& walk, const fhir::Element& response, const package::Resource* questionnaire)
      : walk_(walk), response_(response), questionnaire_(questionnaire), answered_(links_of(response)) {
    const std::string_view status = response.text("status");
    complete_ = status == "completed" || status == "amended";
  }

  // The items below `parent` (an item, an answer or the response) against the questions below `questions`.
  void level(const fhir::Element& parent, const fhir::Element& questions, int depth = 0) {
    if (depth > 60) return;
    std::unordered_map<std::string_view, std::vector<const fhir::Element*>> items;
    each_item(parent, [&](const fhir::Element& i) { items[i.text("linkId")].push_back(&i); });
    const auto known = places(questions);
    size_t last = 0;
    each_item(parent, [&](const fhir::Element& i) {
      const std::string_view id = i.text("linkId");
      const auto found = known.find(id);
      if (found == known.end() && !id.empty())
        return walk_.error(parent, "structure", "questionnaire-link-id",
                           "the question '" + std::string(id) + "' is not in the questionnaire at this place");
      const size_t at = id.empty() ? last : found->second;
      if (at < last)
        walk_.error(parent, "structure", "questionnaire-order",
                    "the question '" + std::string(id) + "' stands behind one that comes after it");
      last = std::max(last, at);
    });
    each_item(questions, [&](const fhir::Element& q) {
      const auto there = items.find(q.text("linkId"));
      if (there == items.end()) return missing(parent, q);
      if (there->second.size() > 1 && q.text("repeats") != "true")
        walk_.error(parent, "business-rule", "questionnaire-once",
                    "the question '" + std::string(q.text("linkId")) + "' may be there only once");
      for (const fhir::Element* i : there->second) item(*i, q, depth);
    });
  }

 private:
  // Which of the questions each is, by linkId; the first of those that have the same.
  static std::unordered_map<std::string_view, size_t> places(const fhir::Element& questions) {
    std::unordered_map<std::string_view, size_t> out;
    size_t at = 0;
    each_item(questions, [&](const fhir::Element& q) { out.emplace(q.text("linkId"), at++); });
    return out;
  }

  void missing(const fhir::Element& parent, const fhir::Element& q) {
    if (q.text("required") != "true" || q.text("type") == "display") return;
    if (!is_enabled(walk_, q, parent, response_, answered_)) return;
    walk_.report(complete_ ? Severity::error : Severity::warning, parent, "required", "questionnaire-required",
                 "the required question '" + std::string(q.text("linkId")) + "' has no answer");
  }

  void item(const fhir::Element& i, const fhir::Element& q, int depth) {
    const std::string_view type = q.text("type");
    if (!i.text("text").empty() && i.text("text") != q.text("text"))
      walk_.error(i, "invalid", "questionnaire-text", "the item's text is not that of its question");
    std::vector<const fhir::Element*> answers;
    for (const fhir::Element* a = i.first(); a != nullptr; a = a->next())
      if (a->name() == "answer") answers.push_back(a);
    if (!answers.empty() && !is_enabled(walk_, q, *i.parent, response_, answered_)) {
      walk_.error(i, "business-rule", "questionnaire-disabled",
                  "the question '" + std::string(q.text("linkId")) + "' has an answer, but is not enabled");
      return;
    }
    if (type == "display") {
      if (!answers.empty() || i.child("item") != nullptr)
        walk_.error(i, "structure", "questionnaire-display", "a display has no answers");
      return;
    }
    if (type == "group") return group(i, q, answers, depth);
    if (answers.empty() && q.text("required") == "true" && is_enabled(walk_, q, *i.parent, response_, answered_))
      walk_.report(complete_ ? Severity::error : Severity::warning, i, "required", "questionnaire-required",
                   "the required question '" + std::string(q.text("linkId")) + "' has no answer");
    if (answers.size() > 1 && q.text("repeats") != "true")
      walk_.error(i, "business-rule", "questionnaire-once",
                  "the question '" + std::string(q.text("linkId")) + "' may have only one answer");
    for (const fhir::Element* a : answers) {
      check_answer(walk_, *a, q, questionnaire_);
      if (q.child("item") != nullptr || a->child("item") != nullptr) level(*a, q, depth + 1);
    }
    each_item(i, [&](const fhir::Element&) {
      if (!walk_told_nested_)
        walk_.error(i, "structure", "questionnaire-nested", "items below a question belong into its answer");
      walk_told_nested_ = true;
    });
    walk_told_nested_ = false;
  }

  void group(const fhir::Element& i, const fhir::Element& q, const std::vector<const fhir::Element*>& answers,
             int depth) {
    if (!answers.empty()) walk_.error(i, "structure", "questionnaire-group", "a group has no answers of its own");
    if (i.child("item") == nullptr && q.text("required") == "true") {
      walk_.report(complete_ ? Severity::error : Severity::warning, i, "required", "questionnaire-group-required",
                   "the required group '" + std::string(q.text("linkId")) + "' is empty");
      return;
    }
    level(i, q, depth + 1);
  }

  Walk& walk_;
  const fhir::Element& response_;
  const package::Resource* questionnaire_;
  const Links answered_;
  bool complete_ = false;
  bool walk_told_nested_ = false;
};

}  // namespace

void check_questionnaire_response(Walk& walk, const fhir::Element& e) {
  const fhir::Element* named = e.child("questionnaire");
  if (named == nullptr || named->value().empty()) return;
  if (named->value().starts_with('#')) {
    const fhir::Element* inner = walk.references().contained(e, named->value().substr(1));
    if (inner == nullptr) return;  // told as a canonical that leads nowhere
    return Response(walk, e, nullptr).level(e, *inner);
  }
  const package::Packages& packages = walk.environment().schemas.packages();
  const package::Resource* found = packages.find(named->value(), "Questionnaire");
  if (found == nullptr) {
    if (packages.find(named->value()) != nullptr) return;  // told as a canonical of the wrong type
    return walk.report(
        Severity::warning, e, "not-found", "questionnaire-unknown",
        "the Questionnaire '" + std::string(named->value()) + "' is not known, so the answers were not checked");
  }
  const auto json = json::parse(found->json, walk.arena());
  if (!json) return;
  Issues ignored;
  const fhir::Element* questionnaire = fhir::read_json(**json, {}, walk.arena(), walk.environment().model, ignored);
  Response(walk, e, found).level(e, *questionnaire);
}

}  // namespace anamnesis::validate
