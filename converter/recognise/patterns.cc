// Patterns. A walk from token i visits every way through the trie that fits (they are few), and keeps for each table
// the one that reaches furthest. A node's bits say what may lead on, so that most ways end before they are taken.
#include "recognise/patterns.h"

#include <algorithm>

#include "recognise/numbers.h"

namespace anamnesis {
namespace {

// A phrase of grammar/anchors behind what may stand before it; nothing if there is none.
PhraseTable::Hit anchor_at(const Words& words, const SlotGrammar& slots, uint32_t i, uint32_t& begin) {
  begin = i;
  PhraseTable::Hit hit = slots.anchors.at(words, i);
  for (int before = 0; hit && slots.skipped_anchors[hit.row.index] && before < 3; ++before)
    hit = slots.anchors.at(words, begin = hit.end);
  return hit && !slots.skipped_anchors[hit.row.index] ? hit : PhraseTable::Hit();
}

}  // namespace

struct Patterns::Walk {
  struct Taken {
    Slot slot;
    uint32_t at;
  };
  struct Best {
    uint32_t row, begin, end, count;
    Taken taken[kMostSlots];
  };
  Walk(const Words& words, const SlotGrammar& slots, Arena& arena) : words(words), slots(slots), arena(arena) {
    for (Best& b : best) b.end = 0;
  }

  const Words& words;
  const SlotGrammar& slots;
  Arena& arena;
  uint32_t count = 0, numbers = 0, units = 0;
  uint32_t found = 0;  // bits of the kinds that have a best match
  const NumberReading* last_number = nullptr;
  Taken taken[kMostSlots];
  Best best[kPatternKinds];
};

// Where the slot ends that stands at token i, as words.starts says that it may; 0 if it does not stand there.
uint32_t Patterns::take(const Walk& walk, Slot slot, uint32_t i) {
  const Words& words = walk.words;
  switch (slot) {
    case Slot::word: return 0;
    case Slot::number:
    case Slot::vague: {
      if (walk.numbers == Captures::kNumbers) return 0;
      const NumberReading& n = *words.numbers[i];
      return n.kind == NumberReading::Kind::vague && words.is(n.end, "of") ? n.end + 1 : n.range_end;
    }
    case Slot::time:
    case Slot::unit: {
      if (walk.units == Captures::kUnits) return 0;
      const bool article = walk.last_number != nullptr && walk.last_number->kind == NumberReading::Kind::article;
      const auto [end, ucum] = walk.slots.units.end_at(words, i, slot == Slot::time, walk.arena);
      return article && ucum == "s" ? 0 : end;  // "a second" is hardly ever a unit of time
    }
    case Slot::ordinal: return words.is_number(i) ? i + 2 : walk.slots.ordinals.at(words, i).end;
    case Slot::year: return i + 1;
    case Slot::month: return walk.slots.months.at(words, i).end;
    case Slot::day: return words.ends_ordinal(i + 1) ? i + 2 : i + 1;
    case Slot::anchor: {
      uint32_t begin = 0;
      return anchor_at(words, walk.slots, i, begin).end;
    }
  }
  return 0;
}

// What the best match of a table took, read again: few ways are taken to their end.
void Patterns::capture(const Walk& walk, size_t kind, Captures& c) {
  const Walk::Best& best = walk.best[kind];
  const Words& words = walk.words;
  for (uint32_t n = 0; n < best.count; ++n) {
    const uint32_t i = best.taken[n].at;
    switch (best.taken[n].slot) {
      case Slot::word: break;
      case Slot::number:
      case Slot::vague: c.numbers[c.number_count++] = words.number(i); break;
      case Slot::time: c.units[c.unit_count++] = walk.slots.units.time_at(words, i, walk.arena); break;
      case Slot::unit: c.units[c.unit_count++] = &walk.slots.units.at(words, i, walk.arena); break;
      case Slot::ordinal:
        c.ordinal = to_number(words.is_number(i) ? words.folded(i) : walk.slots.ordinals.at(words, i).row["value"]);
        break;
      case Slot::year: (c.year == 0 ? c.year : c.second_year) = to_number(words.folded(i)); break;
      case Slot::month: c.month = to_number(walk.slots.months.at(words, i).row["value"]); break;
      case Slot::day: c.day = to_number(words.folded(i)); break;
      case Slot::anchor: {
        const PhraseTable::Hit hit = anchor_at(words, walk.slots, i, c.anchor_begin);
        c.anchor = hit.row;
        c.anchor_end = hit.end;
        break;
      }
    }
  }
}

const Patterns::Next* Patterns::next(const Node& from, WordId word) const {
  if ((from.word_bits >> (word & 63) & 1) == 0) return nullptr;
  const auto node = static_cast<uint32_t>(&from - nodes_.data());
  for (size_t i = place_of(node, word);; i = (i + 1) & (word_edges_.size() - 1)) {
    const WordEdge& edge = word_edges_[i];
    if (edge.node == 0) return nullptr;
    if (edge.node == node && edge.word == word) return &edge.next;
  }
}

bool Patterns::goes_on(const Walk& walk, const Node& node, uint32_t i) const {
  return node.accepts != 0 || may_take(walk.words, i, walk.slots.hyphen, node.word_bits, node.takes);
}

// At a node: patterns may end here; then its edges, also behind a hyphen.
void Patterns::visit(Walk& walk, const Node& node, uint32_t i, uint32_t begin, uint32_t end) const {
  for (uint32_t a = node.first_accept; a < node.first_accept + node.accepts && end > begin; ++a) {
    Walk::Best& best = walk.best[static_cast<size_t>(accepts_[a].kind)];
    const uint32_t row = accepts_[a].row;
    if (end < best.end || (end == best.end && row >= best.row)) continue;
    walk.found |= 1u << static_cast<uint32_t>(accepts_[a].kind);
    best.row = row;
    best.begin = begin;
    best.end = end;
    best.count = walk.count;
    for (uint32_t n = 0; n < walk.count; ++n) best.taken[n] = walk.taken[n];
  }
  const WordId* const ids = walk.words.ids;
  for (const uint32_t last = i + 1; i < walk.words.end; ++i) {
    edges(walk, node, next(node, ids[i]), i, begin, end);
    if (i == last || ids[i] != walk.slots.hyphen) break;
  }
}

[[gnu::always_inline]] inline void Patterns::edges(Walk& walk, const Node& node, const Next* next, uint32_t i,
                                                   uint32_t begin, uint32_t end) const {
  if (next != nullptr) {
    if (next->inside != 0 && goes_on(walk, nodes_[next->inside], i + 1))
      visit(walk, nodes_[next->inside], i + 1, end == 0 ? i : begin, i + 1);
    if (next->outside != 0 && goes_on(walk, nodes_[next->outside], i + 1))
      visit(walk, nodes_[next->outside], i + 1, begin, end);
  }
  if ((walk.words.starts[i] & node.takes) != 0) slot_edges(walk, node, i, begin, end);
}

void Patterns::slot_edges(Walk& walk, const Node& node, uint32_t i, uint32_t begin, uint32_t end) const {
  const Starts here = walk.words.starts[i];
  const SlotEdge* const first = slot_edges_.data() + node.first_slot;
  for (const SlotEdge& edge : std::span(first, node.slots)) {
    if ((here & edge.bit) == 0) continue;
    const uint32_t behind = take(walk, edge.slot, i);
    if (behind == 0 || !goes_on(walk, nodes_[edge.child], behind)) continue;
    const bool number = edge.slot == Slot::number || edge.slot == Slot::vague;
    const uint32_t unit = edge.slot == Slot::time || edge.slot == Slot::unit ? 1 : 0;
    const NumberReading* const last_number = walk.last_number;
    walk.taken[walk.count++] = {edge.slot, i};
    walk.numbers += number ? 1 : 0;
    walk.units += unit;
    if (number) walk.last_number = walk.words.number(i);
    if (edge.outside)
      visit(walk, nodes_[edge.child], behind, begin, end);
    else
      visit(walk, nodes_[edge.child], behind, end == 0 ? i : begin, behind);
    --walk.count;
    walk.numbers -= number ? 1 : 0;
    walk.units -= unit;
    walk.last_number = last_number;
  }
}

void Patterns::find(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena, PatternMatches& out) const {
  Walk walk(words, slots, arena);
  edges(walk, nodes_[0], &first_[words.ids[i]].next, i, 0, 0);
  for (size_t kind = 0; walk.found >> kind != 0; ++kind) {
    if ((walk.found >> kind & 1) == 0) continue;
    const Walk::Best& best = walk.best[kind];
    words.starts[i] |= starts_of(static_cast<PatternKind>(kind));
    PatternMatch& match = out[kind].emplace_back();
    match.row = {tables_[kind], best.row};
    match.at = i;
    match.begin = best.begin;
    match.end = best.end;
    capture(walk, kind, match.captures);
  }
}

}  // namespace anamnesis
