// The functions of FHIRPath: one table; the functions themselves stand in files by chapter of the specification.
#pragma once
#include <cstdint>
#include <string_view>

#include "fhirpath/ast.h"

namespace anamnesis::fhirpath {

class Eval;
struct Frame;

using Function = Collection (*)(Eval& eval, const Node& call, Collection focus, Frame& frame);

// What a function gives, for static checking.
enum class Returns : uint8_t {
  focus,     // items of its input
  argument,  // what its first argument gives for an item
  both,      // items of its input or of its argument
  branches,  // iif: what the second or third argument gives
  typed,     // the type it was given
  children,  // anything below the input
  extension,
  boolean,
  integer,
  decimal,
  string,
  date,
  date_time,
  time,
  quantity,
  type,
  anything
};

struct FunctionDef {
  std::string_view name;
  uint8_t min_arguments, max_arguments;
  Function run;
  Returns returns;
  bool per_item = false;         // arguments are evaluated with an item of the input as $this
  bool type_argument = false;    // the argument is a type's name
  uint32_t enough = UINT32_MAX;  // how many items of the input decide the answer
};

const FunctionDef* find_function(std::string_view name);  // nullptr if there is none

}  // namespace anamnesis::fhirpath
