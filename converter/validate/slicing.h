// What the discriminators of a slice come to, worked out once and kept with what else was looked up (walk.h).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "validate/schema.h"

namespace anamnesis::validate {

struct Step {
  enum Kind { member, extension, resolve, of_type } kind;
  std::string_view argument;
};

// A discriminator's path from one slice: its steps, and the nodes of the slice that say what must be at its end.
struct Way {
  std::vector<Step> steps;
  std::vector<const Node*> nodes = {};
  bool resolves() const { return !steps.empty() && steps.back().kind == Step::resolve; }
};

using Ways = std::vector<std::optional<Way>>;  // of one slice, one for each discriminator

}  // namespace anamnesis::validate
