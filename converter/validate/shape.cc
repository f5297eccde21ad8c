// How an element stood in JSON: objects, arrays and primitives where the definition wants them.
#include "validate/checks.h"

namespace anamnesis::validate {

namespace {

// What concerns the property as JSON has it is told of the property, by the name that the definition gives it.
void at_property(Walk& walk, const fhir::Element& e, std::string_view id, std::string text) {
  const fhir::Property& p = *e.property();
  if (e.parent == nullptr || (id == "json-kind" && !p.is_choice))
    return walk.error(e, "structure", id, std::move(text));
  walk.report(Severity::error, *e.parent, "structure", id, std::move(text),
              "." + std::string(p.name) + (p.is_choice ? "[x]" : ""));
}

}  // namespace

void check_shape(Walk& walk, const fhir::Element& e) {
  if (walk.is_xml() || e.property() == nullptr) return;
  const auto name = [&] { return "'" + std::string(e.name()) + "'"; };
  if (e.property()->is_array && !e.in_array)
    at_property(walk, e, "json-array-wanted", name() + " must be an array");
  else if (!e.property()->is_array && e.in_array && e.index == 0)
    at_property(walk, e, "json-array-unwanted", name() + " must not be an array");
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
  at_property(
      walk, e, "json-kind",
      (type == "integer" || type == "unsignedInt" || type == "instant" || type == "id" || type == "oid" ? "an "
                                                                                                        : "a ") +
          std::string(type) + " must be a JSON " +
          (wanted == fhir::JsonKind::boolean  ? "boolean"
           : wanted == fhir::JsonKind::number ? "number"
                                              : "string"));
}

}  // namespace anamnesis::validate
