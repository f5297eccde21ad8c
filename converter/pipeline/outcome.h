// What stands in the output where a Bundle cannot: an OperationOutcome that says why.
#pragma once
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/issue.h"
#include "fhir/element.h"

namespace anamnesis {

// The resource, in the arena, which copies the texts. `issues` must not be empty; at most `limit` are written.
fhir::Element* make_outcome(const Issues& issues, Arena& arena, size_t limit = 100);

}  // namespace anamnesis
