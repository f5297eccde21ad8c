// The kind of JSON value a primitive has: string, number or boolean. The reader has told all other misshapes.
#include "validate/checks.h"

namespace anamnesis::validate {

void check_shape(Walk& walk, const fhir::Element& e) {
  if (walk.is_xml() || e.property() == nullptr || e.type() == nullptr || !e.type()->is_primitive()) return;
  if (e.json == fhir::JsonKind::none || e.json == fhir::JsonKind::null) return;
  const fhir::JsonKind wanted = e.type()->json;
  if (e.json == wanted) return;
  const std::string_view type = e.type()->name;
  walk.json_error(
      e, "json-kind",
      (type == "integer" || type == "unsignedInt" || type == "instant" || type == "id" || type == "oid" ? "an "
                                                                                                        : "a ") +
          std::string(type) + " must be a JSON " +
          (wanted == fhir::JsonKind::boolean  ? "boolean"
           : wanted == fhir::JsonKind::number ? "number"
                                              : "string"));
}

}  // namespace anamnesis::validate
