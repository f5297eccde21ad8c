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
  for (const fhir::Element* t = element.first(); t != nullptr; t = t->next()) {
    if (t->name() != "type") continue;
    const std::string_view code = t->text("code");
    typed = true;
    bindable |= is_bindable(code);
    for (const fhir::Element* p = t->first(); p != nullptr; p = p->next()) {
      if (p->name() != "profile") continue;
      const Schema* schema = walk.schema(p->value());
      const fhir::TypeDef* type = schema == nullptr ? nullptr : walk.environment().model.type(schema->type);
      if (type != nullptr && walk.environment().model.type(code) != nullptr &&
          !(schema->is_profile() || walk.environment().model.type(code)->is_abstract ? type->is_a(code)
                                                                                     : type->name == code))
        walk.error(*p, "invalid", "sd-profile-type",
                   "the profile '" + std::string(p->value()) + "' is for " +
                       std::string(schema->is_profile() ? schema->type : schema->url) + ", the element has the type " +
                       std::string(code));
    }
  }
  if (element.child("binding") != nullptr && typed && !bindable)
    walk.error(element, "business-rule", "sd-binding-type", "a binding makes no sense on the types of this element");
}

// Kind, type and derivation go together with those of the base.
void check_head(Walk& walk, const fhir::Element& e) {
  const Schema* base = walk.schema(e.text("baseDefinition"));
  if (base == nullptr) return;
  const auto fault = [&](std::string text) { walk.error(e, "invalid", "sd-base", std::move(text)); };
  const std::string_view derivation = e.text("derivation"), type = e.text("type");
  if (derivation.empty()) return fault("a definition with a base needs a derivation");
  if (derivation == "constraint") {
    if (type.substr(type.rfind('/') + 1) != base->type)
      fault("a profile has the type of its base, " + std::string(base->type) + ", not " + std::string(type));
    if (e.text("kind") != base->kind)
      fault("a profile has the kind of its base, " + std::string(base->kind) + ", not " + std::string(e.text("kind")));
  } else if (type == base->type) {
    fault("a specialization has a type of its own, not " + std::string(type));
  }
}

// What an extension's url must be: its definition's.
void check_extension_url(Walk& walk, const fhir::Element& e, const fhir::Element& differential) {
  if (e.text("type") != "Extension" || e.text("url").empty() || e.text("derivation") != "constraint" ||
      e.text("baseDefinition") != "http://hl7.org/fhir/StructureDefinition/Extension")
    return;
  std::string_view fixed;
  for (const fhir::Element* d = differential.first(); d != nullptr; d = d->next())
    if (d->name() == "element" && d->text("path") == "Extension.url" && d->child("fixedUri") != nullptr)
      fixed = d->text("fixedUri");
  if (fixed != e.text("url"))
    walk.error(e, "invalid", "sd-extension-url",
               fixed.empty() ? "the definition of an extension fixes Extension.url"
                             : "Extension.url is fixed to '" + std::string(fixed) + "', not to the definition's url");
}

void check_constraints(Walk& walk, const fhir::Element& element) {
  for (const fhir::Element* c = element.first(); c != nullptr; c = c->next())
    if (c->name() == "constraint" && !c->text("expression").empty() && !is_expression(walk, c->text("expression")))
      walk.error(*c, "invalid", "fhirpath-syntax",
                 "the expression of " + std::string(c->text("key")) + " is no FHIRPath");
}

}  // namespace

void check_structure_definition(Walk& walk, const fhir::Element& e) {
  check_head(walk, e);
  if (const fhir::Element* d = e.child("differential")) check_extension_url(walk, e, *d);
  const fhir::Element* differential = e.child("differential");
  if (differential != nullptr)
    for (const fhir::Element* d = differential->first(); d != nullptr; d = d->next())
      if (d->name() == "element") check_element(walk, *d), check_constraints(walk, *d);
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
