// canonical: what scanners read, in the forms that assembling hands on (assemble/README.md, "Fields" and "Times").
#pragma once
#include <span>

#include "base/arena.h"
#include "recognise/mention.h"
#include "segment/segments.h"

namespace anamnesis {

// Rewrites part and normal of a scanner's mention as mention.h says; drops nothing.
void make_canonical(Mention& mention, std::span<const Token> tokens, std::string_view text, Arena& arena);

}  // namespace anamnesis
