// How an element stood in JSON: objects, arrays and primitives where the definition wants them.
#include "validate/checks.h"

namespace anamnesis::validate {

void check_shape(Walk& walk, const fhir::Element& e) {
  if (walk.is_xml() || e.property() == nullptr) return;
  const auto name = [&] { return "'" + std::string(e.name()) + "'"; };
  if (e.property()->is_array && !e.in_array) {
    walk.error(e.parent == nullptr ? e : *e.parent, "structure", "json-array-wanted", name() + " must be an array");
  } else if (!e.property()->is_array && e.in_array && e.index == 0) {
    walk.error(e.parent == nullptr ? e : *e.parent, "structure", "json-array-unwanted",
               name() + " must not be an array");
  }
  if (e.type() == nullptr) return;
  if (!e.type()->is_primitive()) {
    if (e.has_value)
      walk.error(e, "structure", "json-object-wanted",
                 name() + " must be an object, not '" + std::string(e.value().substr(0, 40)) + "'");
    return;
  }
  if (e.json == fhir::JsonKind::object) {
    walk.error(e, "structure", "json-primitive-wanted",
               name() + " must be a " + std::string(e.type()->name) + ", not an object");
    return;
  }
  if (e.json == fhir::JsonKind::none || e.json == fhir::JsonKind::null) return;
  const fhir::JsonKind wanted = e.type()->json;
  if (e.json == wanted) return;
  const std::string_view type = e.type()->name;
  walk.error(e, "structure", "json-kind",
             (type == "integer" || type == "unsignedInt" || type == "instant" || type == "id" || type == "oid" ? "an "
                                                                                                               : "a ") +
                 std::string(type) + " must be a JSON " +
                 (wanted == fhir::JsonKind::boolean  ? "boolean"
                  : wanted == fhir::JsonKind::number ? "number"
                                                     : "string"));
}

}  // namespace anamnesis::validate
