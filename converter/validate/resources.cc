// Rules that R4 states in words on resources.
#include <unordered_set>
#include <vector>

#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

// Element ids are unique within a resource (element.html); a contained resource counts for itself.
void check_element_ids(Walk& walk, const fhir::Element& resource) {
  std::unordered_set<std::string_view> seen;
  std::vector<const fhir::Element*> queue{&resource};  // in the order of levels, so that the second of two is told
  for (size_t i = 0; i < queue.size(); ++i) {
    const fhir::Element* e = queue[i];
    for (const fhir::Element* c = e->first(); c != nullptr; c = c->next()) {
      if (c->is_resource()) continue;
      if (c->name() == "id" && !e->is_resource() && c->has_value && e->type() != nullptr &&
          e->type()->name != "ElementDefinition" && !seen.insert(c->value()).second)
        walk.error(*e, "business-rule", "id-twice",
                   "the id '" + std::string(c->value()) + "' is there twice in this resource");
      if (c->has_children()) queue.push_back(c);
    }
  }
}

// A contained resource has an id, which no other in the container has (references.html#contained).
void check_contained(Walk& walk, const fhir::Element& resource) {
  std::unordered_set<std::string_view> seen;
  for (const fhir::Element* c = resource.first(); c != nullptr; c = c->next()) {
    if (c->name() != "contained") continue;
    const std::string_view id = c->text("id");
    if (id.empty() || !c->is_resource() || c->type() == nullptr)
      walk.error(*c, "invalid", "contained-id", "a contained resource needs an id");
    else if (!seen.insert(id).second)
      walk.error(*c, "business-rule", "id-twice", "the id '" + std::string(id) + "' is there twice in this resource");
  }
}

// Meta.security is a set (resource.html#Meta): no label stands there twice.
void check_security(Walk& walk, const fhir::Element& meta) {
  std::unordered_set<std::string> seen;
  for (const fhir::Element* c = meta.first(); c != nullptr; c = c->next()) {
    if (c->name() != "security" || c->text("code").empty()) continue;
    if (!seen.insert(std::string(c->text("system")).append("|").append(c->text("code"))).second)
      walk.error(*c, "business-rule", "security-twice",
                 "the security label '" + std::string(c->text("code")) + "' is there twice");
  }
}

}  // namespace

void check_resource_type(Walk& walk, const fhir::Element& e, bool many_ids) {
  const fhir::Element* id = e.child("id");
  for (const fhir::Element* c = id == nullptr ? nullptr : id->first(); c != nullptr; c = c->next())
    if (c->name() == "extension") walk.error(*id, "structure", "id-extension", "a resource's id may have no extension");
  if (many_ids) check_element_ids(walk, e);
  if (e.child("contained") != nullptr) check_contained(walk, e);
  if (const fhir::Element* meta = e.child("meta")) check_security(walk, *meta);
  check_conformance(walk, e);
  if (e.resource_type() == "StructureDefinition")
    check_structure_definition(walk, e);
  else if (e.resource_type() == "QuestionnaireResponse")
    check_questionnaire_response(walk, e);
  else if (e.resource_type() == "Questionnaire")
    check_questionnaire(walk, e);
  else if (e.resource_type() == "MeasureReport")
    check_measure_report(walk, e);
}

}  // namespace anamnesis::validate
