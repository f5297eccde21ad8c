// Merge: mentions that compete for the same words become one each.
#pragma once
#include <vector>

#include "base/arena.h"
#include "recognise/recognise.h"

namespace anamnesis {

struct Candidate {
  Mention mention;
  uint32_t rank = 0;  // lower is preferred between mentions of the same words
};

// Of candidates that share a token the one with more characters wins (a true spelling before a corrected one); of
// equals the one of lower rank. Winners in text order; losers sentence by sentence, with the
// winner and the reason.
Mentions merge(const std::vector<Candidate>& candidates, size_t tokens, Arena& arena);

}  // namespace anamnesis
