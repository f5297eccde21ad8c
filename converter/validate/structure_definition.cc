// StructureDefinition: a differential that can be applied, types whose profiles fit them, bindings where there are
// codes.
#include <unordered_set>

#include "base/json.h"
#include "fhir/json_writer.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

bool is_bindable(std::string_view type) {
  for (const std::string_view t : {"code",
                                   "Coding",
                                   "CodeableConcept",
                                   "Quantity",
                                   "string",
                                   "uri",
                                   "url",
                                   "canonical",
                                   "markdown",
                                   "CodeableReference",
                                   "Extension",
                                   "id",
                                   "Age",
                                   "Count",
                                   "Distance",
                                   "Duration",
                                   "Money",
                                   "MoneyQuantity",
                                   "SimpleQuantity",
                                   "Element",
                                   "BackboneElement"})
    if (type == t) return true;
  return false;
}

void check_element(Walk& walk, const fhir::Element& element) {
  bool bindable = false, typed = false;
  for (const fhir::Element* t = element.first; t != nullptr; t = t->next) {
    if (t->name != "type") continue;
    const std::string_view code = t->text("code");
    typed = true;
    bindable |= is_bindable(code);
    for (const fhir::Element* p = t->first; p != nullptr; p = p->next) {
      if (p->name != "profile") continue;
      const Schema* schema = walk.schema(p->value);
      const fhir::TypeDef* type = schema == nullptr ? nullptr : walk.environment().model.type(schema->type);
      if (type != nullptr && walk.environment().model.type(code) != nullptr &&
          !(schema->is_profile() || walk.environment().model.type(code)->is_abstract ? type->is_a(code)
                                                                                     : type->name == code))
        walk.error(*p, "invalid", "sd-profile-type",
                   "the profile '" + std::string(p->value) + "' is for " +
                       std::string(schema->is_profile() ? schema->type : schema->url) + ", the element has the type " +
                       std::string(code));
    }
  }
  if (element.child("binding") != nullptr && typed && !bindable)
    walk.error(element, "business-rule", "sd-binding-type", "a binding makes no sense on the types of this element");
}

}  // namespace

void check_structure_definition(Walk& walk, const fhir::Element& e) {
  const fhir::Element* differential = e.child("differential");
  if (differential != nullptr)
    for (const fhir::Element* d = differential->first; d != nullptr; d = d->next)
      if (d->name == "element") check_element(walk, *d);
  if (differential == nullptr || e.child("snapshot") != nullptr || e.text("derivation") != "constraint") return;
  if (walk.environment().schemas.find(e.text("baseDefinition")) == nullptr) {
    walk.report(Severity::warning, e, "not-found", "sd-base-unknown",
                "the base definition '" + std::string(e.text("baseDefinition")) + "' is not known");
    return;
  }
  std::string text;
  fhir::write_json(text, e, {.indent = 0});
  Arena arena;
  const auto json = json::parse(text, arena);
  if (!json) return;
  const auto schema = walk.environment().schemas.compile(**json);
  for (const std::string& fault : schema->errors) walk.error(e, "invalid", "sd-differential", fault);
}

}  // namespace anamnesis::validate
