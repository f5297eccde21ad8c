// Issue: a finding about the user's data, as in FHIR's OperationOutcome.issue.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis {

enum class Severity : uint8_t { information, warning, error, fatal };  // http://hl7.org/fhir/issue-severity

constexpr std::string_view name_of(Severity s) {
  switch (s) {
    case Severity::information: return "information";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    case Severity::fatal: return "fatal";
  }
  return "error";
}

struct Issue {
  Severity severity = Severity::error;
  std::string_view code = "invalid";  // http://hl7.org/fhir/issue-type; points to static storage
  std::string_view id = {};           // stable id of the rule that found it; points to static storage
  std::string text = {};              // what is wrong, in our own words
  std::string expression = {};        // FHIRPath-like place: Bundle.entry[3].resource.code
  uint32_t line = 0;                  // in the source, from 1; 0 where unknown
  uint32_t column = 0;                // in the source, from 1, in code points
  std::string profile = {};           // canonical of the profile it comes from, if any
};

using Issues = std::vector<Issue>;

}  // namespace anamnesis
