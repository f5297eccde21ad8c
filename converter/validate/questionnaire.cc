// Questionnaire (questionnaire.html): rules on its items together.
#include "validate/questionnaire.h"

#include <algorithm>

#include "validate/checks.h"

namespace anamnesis::validate {

const fhir::Element* extension_of(const fhir::Element& e, std::string_view url) {
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() == "extension" && c->text("url").ends_with(url)) return c;
  return nullptr;
}

const fhir::Element* value_of(const fhir::Element& e, std::string_view stem) {
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->property() != nullptr ? c->property()->name == stem : c->name().starts_with(stem)) return c;
  return nullptr;
}

namespace {

void collect(const fhir::Element& parent, Links& links) {
  for (const fhir::Element* c = parent.first(); c != nullptr; c = c->next()) {
    if (c->name() != "item" && c->name() != "answer") continue;
    if (c->name() == "item") links[c->text("linkId")].push_back(c);
    collect(*c, links);
  }
}

}  // namespace

Links links_of(const fhir::Element& root) {
  Links links;
  collect(root, links);
  return links;
}

bool is_inside(const fhir::Element& e, const fhir::Element& outer) {
  for (const fhir::Element* at = e.parent; at != nullptr; at = at->parent)
    if (at == &outer) return true;
  return false;
}

namespace {

// The question that enableWhen names is another one of the same questionnaire, and not inside of the item itself.
void check_condition(Walk& walk, const Links& links, const fhir::Element& item, std::string_view question) {
  if (question.empty()) return;
  const auto fault = [&](std::string_view id, std::string_view why) {
    walk.error(item, "business-rule", id, std::string(why) + " ('" + std::string(question) + "')");
  };
  if (question == item.text("linkId")) return fault("enable-when-self", "a question may not depend on itself");
  const auto named = links.find(question);
  if (named == links.end()) return fault("enable-when-target", "the question that another depends on is not there");
  if (std::any_of(named->second.begin(), named->second.end(),
                  [&](const fhir::Element* e) { return is_inside(*e, item); }))
    fault("enable-when-inner", "a question may not depend on one inside of it");
}

void check_items(Walk& walk, const Links& links, const fhir::Element& parent) {
  each_item(parent, [&](const fhir::Element& item) {
    size_t conditions = 0;
    for (const fhir::Element* w = item.first(); w != nullptr; w = w->next()) {
      if (w->name() != "enableWhen") continue;
      ++conditions;
      check_condition(walk, links, item, w->text("question"));
    }
    // R4's que-12 says "more than two" by mistake.
    if (conditions == 2 && item.child("enableBehavior") == nullptr)
      walk.error(item, "invariant", "que-12", "que-12: with several enableWhen, enableBehavior must say how they join");
    check_items(walk, links, item);
  });
}

}  // namespace

void check_questionnaire(Walk& walk, const fhir::Element& e) {
  check_items(walk, links_of(e), e);
}

}  // namespace anamnesis::validate
