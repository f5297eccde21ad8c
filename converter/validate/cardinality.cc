// How often an element may stand.
#include "validate/checks.h"

namespace anamnesis::validate {

void check_count(Walk& walk, const fhir::Element& parent, const Node& node, size_t found) {
  if (found >= node.min && found <= node.max) return;
  std::string what =
      node.slice_name.empty() ? std::string(node.path) : std::string(node.path) + ":" + std::string(node.slice_name);
  const std::string from = " (" + node.schema->title + ")";
  if (found < node.min) {
    walk.error(parent, "required", "cardinality-min",
               what + ": " + std::to_string(node.min) + " needed, " + std::to_string(found) + " there" + from);
  } else if (found > node.max) {
    walk.error(parent, "structure", "cardinality-max",
               what + ": " + std::to_string(node.max) + " allowed, " + std::to_string(found) + " there" + from);
  }
}

}  // namespace anamnesis::validate
