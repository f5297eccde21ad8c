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

}  // namespace

void check_resource_type(Walk& walk, const fhir::Element& e, bool many_ids) {
  const fhir::Element* id = e.child("id");
  for (const fhir::Element* c = id == nullptr ? nullptr : id->first(); c != nullptr; c = c->next())
    if (c->name() == "extension") walk.error(*id, "structure", "id-extension", "a resource's id may have no extension");
  if (many_ids) check_element_ids(walk, e);
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
