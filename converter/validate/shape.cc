// The kind of JSON value a primitive has: string, number or boolean. The reader has told all other misshapes.
#include "validate/checks.h"

namespace anamnesis::validate {

namespace {

// A choice is told of by the name that the definition gives it.
void at_property(Walk& walk, const fhir::Element& e, std::string text) {
  const fhir::Property& p = *e.property();
  if (e.parent == nullptr || !p.is_choice) return walk.error(e, "structure", "json-kind", std::move(text));
  walk.report(Severity::error, *e.parent, "structure", "json-kind", std::move(text), "." + std::string(p.name) + "[x]");
}

}  // namespace

void check_shape(Walk& walk, const fhir::Element& e) {
  if (walk.is_xml() || e.property() == nullptr || e.type() == nullptr || !e.type()->is_primitive()) return;
  if (e.json == fhir::JsonKind::none || e.json == fhir::JsonKind::null) return;
  const fhir::JsonKind wanted = e.type()->json;
  if (e.json == wanted) return;
  const std::string_view type = e.type()->name;
  at_property(
      walk, e,
      (type == "integer" || type == "unsignedInt" || type == "instant" || type == "id" || type == "oid" ? "an "
                                                                                                        : "a ") +
          std::string(type) + " must be a JSON " +
          (wanted == fhir::JsonKind::boolean  ? "boolean"
           : wanted == fhir::JsonKind::number ? "number"
                                              : "string"));
}

}  // namespace anamnesis::validate
