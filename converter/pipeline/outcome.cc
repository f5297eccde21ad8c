// OperationOutcome.issue has at least one item; places go to expression (FHIRPath) and diagnostics (line, column).
#include "pipeline/outcome.h"

#include <algorithm>

#include "base/check.h"
#include "fhir/model.h"

namespace anamnesis {

fhir::Element* make_outcome(const Issues& issues, Arena& arena, size_t limit) {
  INSIST(!issues.empty());
  fhir::Element* root = fhir::make_resource(arena, "OperationOutcome");
  for (size_t i = 0; i < std::min(limit, issues.size()); ++i) {
    const Issue& issue = issues[i];
    fhir::Element* element = fhir::add(arena, root, "issue");
    fhir::add(arena, element, "severity", name_of(issue.severity));
    fhir::add(arena, element, "code", issue.code);
    fhir::add(arena, fhir::add(arena, element, "details"), "text", arena.copy(issue.text));
    if (issue.line != 0)
      fhir::add(arena, element, "diagnostics",
                arena.copy("[" + std::to_string(issue.line) + "," + std::to_string(std::max(issue.column, 1u)) + "]"));
    if (!issue.expression.empty()) fhir::add(arena, element, "expression", arena.copy(issue.expression));
  }
  fhir::annotate(root, fhir::r4_model());
  return root;
}

}  // namespace anamnesis
