// The compiled form of an expression, and the checks that need types. Internal to fhirpath/.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/regex.h"
#include "fhirpath/ast.h"
#include "fhirpath/fhirpath.h"

namespace anamnesis::fhirpath {

// A hand-written form of an invariant; nothing: this takes the expression. See native.h.
using Native = std::optional<bool> (*)(const fhir::Element& focus);

struct Expression::Tree {
  std::string source;
  Arena arena{4096};
  const Node* root = nullptr;
  std::vector<std::unique_ptr<Regex>> patterns;  // of literal arguments of matches() and the like
  bool r4_dialect = false;
  bool types_checked = false;  // every type that it names is there
  Native native = nullptr;
};

// Static checks: members and types that do not exist, arguments and operands of types that cannot work.
Result<void> check_types(const Expression::Tree& tree, const CompileOptions& options);

bool is_system_type(std::string_view name);  // "Boolean", "Quantity", "Any", ...

// The options of FHIRPath's matches(): a point matches a line end too.
inline constexpr RegexOptions kMatches = {.dot_matches_newline = true};

}  // namespace anamnesis::fhirpath
