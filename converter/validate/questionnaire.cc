// Questionnaire (questionnaire.html): rules on its items together.
#include "validate/questionnaire.h"

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

bool has_inner_question(const fhir::Element& item, std::string_view link_id) {
  bool found = false;
  each_item(item,
            [&](const fhir::Element& i) { found |= i.text("linkId") == link_id || has_inner_question(i, link_id); });
  return found;
}

// The question that enableWhen names is another one of the same questionnaire, and not inside of the item itself.
void check_condition(Walk& walk, const fhir::Element& questionnaire, const fhir::Element& item,
                     std::string_view question) {
  if (question.empty()) return;
  const auto fault = [&](std::string_view id, std::string_view why) {
    walk.error(item, "business-rule", id, std::string(why) + " ('" + std::string(question) + "')");
  };
  if (question == item.text("linkId")) return fault("enable-when-self", "a question may not depend on itself");
  if (has_inner_question(item, question))
    return fault("enable-when-inner", "a question may not depend on one inside of it");
  if (!has_inner_question(questionnaire, question))
    fault("enable-when-target", "the question that another depends on is not there");
}

void check_items(Walk& walk, const fhir::Element& questionnaire, const fhir::Element& parent) {
  each_item(parent, [&](const fhir::Element& item) {
    size_t conditions = 0;
    for (const fhir::Element* w = item.first(); w != nullptr; w = w->next()) {
      if (w->name() != "enableWhen") continue;
      ++conditions;
      check_condition(walk, questionnaire, item, w->text("question"));
    }
    // R4's que-12 says "more than two" by mistake.
    if (conditions == 2 && item.child("enableBehavior") == nullptr)
      walk.error(item, "invariant", "que-12", "que-12: with several enableWhen, enableBehavior must say how they join");
    check_items(walk, questionnaire, item);
  });
}

}  // namespace

void check_questionnaire(Walk& walk, const fhir::Element& e) {
  check_items(walk, e, e);
}

}  // namespace anamnesis::validate
