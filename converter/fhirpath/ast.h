// The tree of an expression. Nodes live in the compiled expression's arena and never change after compiling.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "fhirpath/value.h"

namespace anamnesis {
class Regex;  // base/regex.h
}

namespace anamnesis::fhirpath {

struct FunctionDef;  // functions.h

enum class NodeKind : uint8_t {
  empty,  // {}
  literal,
  member,    // left.name, or name on $this
  function,  // left.name(arguments), or name(arguments) on $this
  index,     // left[right]
  self,      // $this
  position,  // $index
  total,     // $total
  external,  // %name
  plus,
  minus,  // one operand: left
  ascending,
  descending,  // a key of sort(): left
  multiply,
  divide,
  div,
  mod,
  add,
  subtract,
  concatenate,
  is,
  as,     // left, type
  unite,  // |
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  equivalent,
  not_equivalent,
  in,
  contains,
  and_,
  or_,
  xor_,
  implies,
};

struct TypeName {
  std::string_view space, name;  // space is "" where the expression gives none
};

struct Node {
  NodeKind kind = NodeKind::empty;
  uint16_t depth = 1;           // 1 for a leaf
  uint32_t begin = 0, end = 0;  // bytes of the source
  uint32_t operator_at = 0;     // where the operator or name stands: the place of an error
  const Node* left = nullptr;   // the focus or the first operand; nullptr: $this
  const Node* right = nullptr;
  std::span<const Node* const> arguments = {};
  std::string_view name = {};  // member, function, external
  uint32_t name_number = 0;    // of a member's name: see base/names.h
  Value value = {};            // literal
  TypeName type = {};          // is, as, and the type argument of is(), as(), ofType()
  const FunctionDef* function = nullptr;
  const Regex* pattern = nullptr;  // the regular expression of a literal first argument
};

}  // namespace anamnesis::fhirpath
