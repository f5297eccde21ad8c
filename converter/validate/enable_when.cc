// enableWhen: the answers to the question it names are looked for around the item, from the inside outwards; operators
// as questionnaire.html defines them. An enableWhenExpression (or Finland's extension of the same
// meaning) is FHIRPath on the response.
#include <algorithm>
#include <iterator>

#include "base/decimal.h"
#include "validate/checks.h"
#include "validate/invariants.h"
#include "validate/questionnaire.h"

namespace anamnesis::validate {
namespace {

std::vector<const fhir::Element*> items_near(const fhir::Element& at, const fhir::Element& response,
                                             const Links& answered, std::string_view link_id) {
  const auto all = answered.find(link_id);
  std::vector<const fhir::Element*> items;
  if (all == answered.end()) return items;
  for (const fhir::Element* scope = &at; scope != nullptr; scope = scope->parent) {
    std::copy_if(all->second.begin(), all->second.end(), std::back_inserter(items),
                 [&](const fhir::Element* i) { return is_inside(*i, *scope); });
    if (!items.empty() || scope == &response) break;
  }
  return items;
}

std::optional<int> compare_values(const fhir::Element& a, const fhir::Element& b) {
  if (a.type() == nullptr || b.type() == nullptr) return std::nullopt;
  const bool number = a.type()->is_a("integer") || a.type()->name == "decimal";
  const bool quantity = a.type()->is_a("Quantity");
  if (number || quantity) {
    const auto x = Decimal::parse(quantity ? a.text("value") : a.value()),
               y = Decimal::parse(quantity ? b.text("value") : b.value());
    if (!x || !y) return std::nullopt;
    return *x < *y ? -1 : *y < *x ? 1 : 0;
  }
  return a.value().compare(b.value()) < 0 ? -1 : a.value() == b.value() ? 0 : 1;
}

bool same(const fhir::Element& a, const fhir::Element& b) {
  if (b.type() != nullptr && b.type()->name == "Coding")
    return a.text("code") == b.text("code") &&
           (a.text("system") == b.text("system") || b.text("system").empty() || a.text("system").empty());
  if (b.type() != nullptr && b.type()->name == "Reference") return a.text("reference") == b.text("reference");
  return compare_values(a, b) == 0;
}

bool condition_holds(const fhir::Element& condition, const std::vector<const fhir::Element*>& items) {
  const std::string_view op = condition.text("operator");
  const fhir::Element* wanted = value_of(condition, "answer");
  if (wanted == nullptr) return true;
  bool any = false, hit = false;
  for (const fhir::Element* item : items)
    for (const fhir::Element* a = item->first(); a != nullptr; a = a->next()) {
      const fhir::Element* value = a->name() == "answer" ? value_of(*a) : nullptr;
      if (value == nullptr) continue;
      any = true;
      if (op == "exists") continue;
      if (op == "=")
        hit |= same(*value, *wanted);
      else if (op == "!=")
        hit |= !same(*value, *wanted);
      else if (const auto order = compare_values(*value, *wanted))
        hit |= (op == ">" && *order > 0) || (op == "<" && *order < 0) || (op == ">=" && *order >= 0) ||
               (op == "<=" && *order <= 0);
    }
  return op == "exists" ? any == (wanted->value() == "true") : hit;
}

}  // namespace

bool is_enabled(Walk& walk, const fhir::Element& question, const fhir::Element& at, const fhir::Element& response,
                const Links& answered) {
  if (const fhir::Element* x = extension_of(question, "sdc-questionnaire-enableWhenExpression")) {
    const fhir::Element* expression = value_of(*x);
    if (expression != nullptr && !expression->text("expression").empty())
      return holds(walk, response, expression->text("expression"));
  }
  if (const fhir::Element* x = extension_of(question, "/fiphr-ext-questionnaire-enablewhen")) {
    const fhir::Element* expression = value_of(*x);
    if (expression != nullptr && !expression->value().empty()) return holds(walk, response, expression->value());
  }
  const bool any = question.text("enableBehavior") == "any";
  bool all_hold = true, one_holds = false, conditions = false;
  for (const fhir::Element* w = question.first(); w != nullptr; w = w->next()) {
    if (w->name() != "enableWhen") continue;
    conditions = true;
    const bool good = condition_holds(*w, items_near(at, response, answered, w->text("question")));
    all_hold &= good;
    one_holds |= good;
  }
  return !conditions || (any ? one_holds : all_hold);
}

}  // namespace anamnesis::validate
