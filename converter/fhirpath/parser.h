// Parser: FHIRPath source in, a tree in an arena out, or the first error with line and column.
#pragma once
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "fhirpath/ast.h"

namespace anamnesis::fhirpath {

constexpr size_t kMaxSource = size_t{1} << 20;  // bytes
constexpr int kMaxNesting = 200;                // brackets and operators inside one another
constexpr int kMaxDepth = 600;                  // of the tree: a.b.c is three deep

// `source` must outlive the tree.
Result<const Node*> parse(std::string_view source, Arena& arena);

// An error at a byte of the source: line and column from 1, the file named "expression".
Error error_at(std::string_view source, uint32_t offset, std::string message);

}  // namespace anamnesis::fhirpath
