// The inside of a compiled value set: parts, filters, lists. For terminology/'s own files; users see terminology.h.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/regex.h"
#include "terminology/terminology.h"

namespace anamnesis::terminology {

enum class Operator : uint8_t { equals, is_a, descendent_of, is_not_a, regex, in, not_in, generalizes, exists };

std::optional<Operator> operator_of(std::string_view text);        // of ValueSet.compose.include.filter.op
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

struct Filter {
  std::string_view property, value;
  Operator op = Operator::equals;
  std::shared_ptr<const Regex> regex;  // of Operator::regex; nullptr where RE2 cannot compile it
};

struct Listed {
  std::string_view code, display;
};

struct Part {
  std::string_view system;  // "": only imports
  std::string_view version;
  const CodeSystem* code_system = nullptr;  // nullptr if it is not here
  std::vector<Listed> codes;                // sorted by code; empty: all of the system
  std::vector<uint32_t> order;              // positions in `codes` in the order of the resource
  std::vector<Filter> filters;              // all must hold
  std::vector<const ValueSet*> imports;     // all must contain it; nullptr: not here
  bool inactive_too = true;

  Answer in_system(std::string_view code) const;
  Answer contains(std::string_view wanted_system, std::string_view code) const;
};

struct ValueSet::Rules {
  Arena arena{size_t{4} << 10};  // owns what is not a slice of the resource
  std::vector<Part> includes, excludes, expansion;
  bool has_expansion = false;
  bool expansion_is_complete = false;
};

}  // namespace anamnesis::terminology
