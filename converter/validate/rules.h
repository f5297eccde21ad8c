// Rules: what each finding's stable id means, for people: schemas/codes/rules.tsv.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis::validate {

struct Rule {
  std::string_view id;           // "cardinality-min"; for invariants the key: "pat-1"
  std::string_view severity;     // as reported in the ordinary case
  std::string_view code;         // http://hl7.org/fhir/issue-type
  std::string_view title;        // one line
  std::string_view explanation;  // what is wrong and what to do about it
  std::string_view source;       // where R4 demands it, or why we do
};

// All rules, sorted by id. Views live as long as the program.
const std::vector<Rule>& rules();
const Rule* find_rule(std::string_view id);

std::string list_rules();                       // a line per rule: id, severity, title
std::string explain_rule(std::string_view id);  // several lines; "" if there is no such rule

}  // namespace anamnesis::validate
