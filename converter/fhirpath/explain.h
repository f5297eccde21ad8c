// Explanation: the tree of an expression with the values that each part had.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fhirpath/fhirpath.h"

namespace anamnesis::fhirpath {

// Collects what Environment::watch reports, then prints it. The expression must outlive it.
class Explanation {
 public:
  std::function<void(const Node&, Collection)> watcher();
  // One line a node, indented under what it is part of: the source, then its values, each time it was evaluated.
  std::string text(const Expression& expression) const;

 private:
  struct Seen {
    std::vector<std::string> values;  // of the first evaluations
    size_t times = 0;
  };
  void write(std::string& out, const Expression& expression, const Node& node, size_t depth) const;
  std::map<const Node*, Seen> seen_;  // looked up only, never listed
};

}  // namespace anamnesis::fhirpath
