// Tokens of a stretch of text.
#pragma once
#include <vector>

#include "base/arena.h"
#include "segment/fold.h"
#include "segment/segments.h"

namespace anamnesis {

// Appends the tokens of text[within]; the first has space_before set. `text` is well-formed UTF-8.
void tokenise(std::string_view text, Span within, const Folding& folding, Arena& arena, std::vector<Token>& out);

}  // namespace anamnesis
