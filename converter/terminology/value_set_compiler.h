// ValueSetCompiler: a ValueSet resource -> a compiled ValueSet. Imports and code systems come from the lookups it is
// given, so that the cache that calls it decides about locks and about circles.
#pragma once
#include <functional>
#include <memory>

#include "terminology/value_set.h"

namespace anamnesis::json {
struct Value;
}

namespace anamnesis::terminology {

class ValueSetCompiler {
 public:
  struct Lookups {
    std::function<const ValueSet*(std::string_view canonical)> value_set;  // nullptr: not here
    std::function<const CodeSystem*(std::string_view system, std::string_view version)> code_system;
  };

  ValueSetCompiler(std::string_view source, const Lookups& lookups) : source_(source), lookups_(lookups) {}

  // nullptr if the text is no JSON object. Views in it point into `source`, which must outlive it.
  std::unique_ptr<ValueSet> compile();

 private:
  std::string_view keep(std::string_view s);
  Part part_of(const json::Value& include, bool inactive_too);
  void add_expansion(const json::Value* contains, int depth);
  void finish(Part& part);
  void note_unknown(const Part& part);

  std::string_view source_;
  const Lookups& lookups_;
  std::unique_ptr<ValueSet> out_;
};

}  // namespace anamnesis::terminology
