// Merge: mentions that compete for the same words become one each.
#pragma once
#include <array>
#include <optional>
#include <span>

#include "base/arena.h"
#include "recognise/recognise.h"

namespace anamnesis {

// A mention in the making: what there is to decide upon, and no more, since most lose or are refused.
struct Candidate {
  uint32_t first_token = 0, end_token = 0;
  uint32_t sentence = 0;
  MentionKind kind = MentionKind::finding;
  bool fuzzy = false;
  uint16_t rank = 0;                 // lower is preferred between mentions of the same words
  Row row;                           // of a table
  const Mention* reading = nullptr;  // of a scanner: all that is known; nullptr: the row says it

  Span span(std::span<const Token> tokens) const {
    return {tokens[first_token].span.begin, tokens[end_token - 1].span.end};
  }
};

// Of a table's rows: which cells are the `part` and `normal` of a mention; by kind.
struct MentionColumns {
  std::optional<uint32_t> part, normal;
};
using ColumnsByKind = std::array<MentionColumns, kMentionKinds>;

Mention mention_of(const Candidate& candidate, std::span<const Token> tokens, const ColumnsByKind& columns);

// Of candidates that share a token the one with more characters wins (a true spelling before a corrected one); of
// equals the one of lower rank. Winners in text order; losers by winner, the best first, with the reason.
Mentions merge(std::span<const Candidate> candidates, std::span<const Token> tokens, const ColumnsByKind& columns,
               Arena& arena);

}  // namespace anamnesis
