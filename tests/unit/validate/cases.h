// What the validator says about a resource, as "id expression" per error, sorted: for tables of cases.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "fhir/xml_reader.h"
#include "validate/validator.h"

namespace anamnesis::validate {

inline const package::Packages& bundled_packages() {
  static const package::Packages packages;
  return packages;
}

inline Issues findings(const Validator& validator, std::string_view source) {
  Issues issues;
  Arena arena;
  const auto root = fhir::read_resource(source, arena, fhir::r4_model(), issues);
  if (!root) return {Issue{.severity = Severity::fatal, .id = "not-readable", .text = root.error().message}};
  validator.validate(**root, source, issues);
  return issues;
}

inline std::string errors_of(const Validator& validator, std::string_view source) {
  std::vector<std::string> lines;
  for (const Issue& i : findings(validator, source))
    if (i.severity >= Severity::error) lines.push_back(std::string(i.id) + " " + i.expression);
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& l : lines) out += (out.empty() ? "" : "; ") + l;
  return out;
}

inline std::string errors_of(std::string_view source) {
  static const auto validator = Validator::load(bundled_packages());
  return errors_of(**validator, source);
}

}  // namespace anamnesis::validate
