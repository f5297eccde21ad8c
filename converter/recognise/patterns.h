// Patterns: rows of grammar tables that say how something is written, as words and slots.
//
// A pattern is words and slots, blank between them; a hyphen may stand between any two.
//   day             this word (folded)              a|b       any of these words
//   [a|b]           the same, or nothing            ~a|b      must stand there, but is no part of the mention
//   <n>             a number, in digits or words, or a range of two
//   <n+>            the same, or "a", "an", "several" (article and vague numbers)
//   <time>          a unit of time                  <ordinal> "3rd", "third"
//   <year> <month> <day>   1900 to 2099; the name of a month; 1 to 31, perhaps with -st, -nd, -rd, -th
//   <anchor>        a phrase of grammar/anchors, with an article or possessive before it
//   <unit>          any unit
//
// The patterns of all tables are one trie, so that what they have in common ("<n> <time> ...") is read once.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena_vector.h"
#include "recognise/numbers.h"
#include "recognise/phrase_table.h"
#include "recognise/units.h"

namespace anamnesis {

// What the slots may need. Immutable once compiled.
struct SlotGrammar {
  Vocabulary vocabulary;
  Numbers numbers;
  Units units;
  PhraseTable anchors, months, ordinals;
  std::vector<bool> skipped_anchors;  // by row of grammar/anchors: an article or the like before the anchor
  WordId hyphen = 0;
};

// What a match took, in order of the slots.
struct Captures {
  static constexpr uint32_t kNumbers = 3, kUnits = 2;
  const NumberReading* numbers[kNumbers] = {};
  const UnitReading* units[kUnits] = {};  // <time> and <unit>
  uint32_t number_count = 0, unit_count = 0;
  Row anchor;
  uint32_t anchor_begin = 0, anchor_end = 0;  // tokens
  uint32_t year = 0, second_year = 0, month = 0, day = 0, ordinal = 0;
};

// The tables of patterns, and the bit of a token where one of them matches.
enum class PatternKind : uint8_t { frequency, time, age, sex };
inline constexpr size_t kPatternKinds = 4;
constexpr Starts starts_of(PatternKind kind) {
  return kStartsFrequency << static_cast<uint32_t>(kind);
}

struct PatternMatch {
  Row row;
  uint32_t at = 0;              // the token that it was looked for at
  uint32_t begin = 0, end = 0;  // tokens of the mention
  Captures captures;
};
using PatternMatches = std::array<ArenaVector<PatternMatch>, kPatternKinds>;  // each by `at`

class Patterns {
 public:
  // The key column holds the pattern. Errors: an unknown slot, a pattern without words or with too many slots.
  Result<void> add(PatternKind kind, const Table* table, const Folding& folding, Vocabulary& vocabulary);

  // Once all tables are added. `words`: how many the vocabulary has.
  void finish(size_t words);
  // What a word, or digits, must be able to take, so that patterns may start with it.
  bool may_start(WordId id) const { return first_[id].next.inside != 0 || first_[id].next.outside != 0; }
  Starts first_slots() const { return nodes_[0].takes; }

  // Whether find() may find something: says no to most tokens at little cost.
  bool may_match(const Words& words, uint32_t i, WordId hyphen) const {
    const First& first = first_[words.ids[i]];
    if (first.ends || may_take(words, i + 1, hyphen, first.word_bits, first.takes)) return true;
    const Starts slots = words.starts[i] & first_slots();
    return slots != 0 && ((slots & ~kOfNumbers) != 0 || may_follow_number(words, i, hyphen));
  }

  // Finds the match of each table at token i: the one that reaches furthest; of equals the one whose row comes first.
  // What was found goes to `out`, and its bits to words.starts.
  void find(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena, PatternMatches& out) const;

 private:
  enum class Slot : uint8_t { word, number, vague, time, ordinal, year, month, day, anchor, unit };
  struct Element {
    Slot slot = Slot::word;
    bool optional = false, outside = false;
    bool or_vague = false;  // a number, or what stands for one: both ways lead on
    std::vector<WordId> words;
  };
  struct Pattern {
    PatternKind kind;
    uint32_t row;
    std::vector<Element> elements;
  };
  // Where a word leads to: inside the mention, or as a word that must only stand there. 0: nowhere.
  struct Next {
    uint32_t inside = 0, outside = 0;
  };
  struct First {
    Next next;
    Starts takes = 0;  // of the nodes that it leads to, together
    bool ends = false;
    bool behind_number = false;  // it follows on a number that starts a pattern
    uint64_t word_bits = 0;
  };
  // The edges of all nodes but the root are one table of a power of two, each at its place or behind it; node 0: none.
  struct WordEdge {
    uint32_t node = 0;
    WordId word = 0;
    Next next;
  };
  struct SlotEdge {
    uint32_t child = 0;
    Starts bit = 0;  // of what the slot takes
    Slot slot = Slot::word;
    bool outside = false;
  };
  struct Accept {
    PatternKind kind;
    uint32_t row;
  };
  struct Node {
    uint64_t word_bits = 0;  // bit (word mod 64) of the words that lead on
    Starts takes = 0;        // what the slots take
    uint16_t accepts = 0, slots = 0;
    uint32_t first_accept = 0, first_slot = 0;
  };
  struct Maker;
  struct Walk;
  static constexpr size_t kMostSlots = 8;

  static std::vector<std::string> expand(std::string_view key);
  static bool parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary, Arena& arena,
                            std::vector<Element>& out);
  static void insert(Maker& maker, const Pattern& pattern, size_t from, uint32_t node);
  void flatten(const Maker& maker);
  static Starts bit_of(Slot slot) {
    constexpr Starts bits[] = {0,          kTakesNumber, kTakesVague, kTakesTime,   kTakesOrdinal,
                               kTakesYear, kTakesMonth,  kTakesDay,   kTakesAnchor, kTakesUnit};
    return bits[static_cast<size_t>(slot)];
  }
  // Whether token i, or the one behind a hyphen there, may be one of the words or fill one of the slots.
  static bool may_take(const Words& words, uint32_t i, WordId hyphen, uint64_t word_bits, Starts slots) {
    const auto here = [&](uint32_t at) {
      return ((word_bits >> (words.ids[at] & 63) & 1) | (words.starts[at] & slots)) != 0;
    };
    if (i >= words.end) return false;
    return here(i) || (words.ids[i] == hyphen && i + 1 < words.end && here(i + 1));
  }
  // Slots that a number fills which ends where words.numbers says, or with its first token.
  static constexpr Starts kOfNumbers = kTakesNumber | kTakesVague | kTakesYear | kTakesDay;
  bool may_follow_number(const Words& words, uint32_t i, WordId hyphen) const {
    const auto here = [&](uint32_t at) {
      return first_[words.ids[at]].behind_number || (words.starts[at] & behind_number_.takes) != 0;
    };
    const auto follows = [&](uint32_t at) {
      if (at >= words.end) return false;
      return here(at) || (words.ids[at] == hyphen && at + 1 < words.end && here(at + 1));
    };
    if (behind_number_.ends || follows(i + 1)) return true;
    const NumberReading* const number = words.number(i);
    if (number == nullptr) return false;
    return number->kind == NumberReading::Kind::vague ? follows(number->end) || follows(number->end + 1)
                                                      : number->range_end != i + 1 && follows(number->range_end);
  }
  static uint32_t take(const Walk& walk, Slot slot, uint32_t i);
  static void capture(const Walk& walk, size_t kind, Captures& out);
  size_t place_of(uint32_t node, WordId word) const {
    return (node * 0x9e3779b1u ^ word * 0x85ebca6bu) >> 7 & (word_edges_.size() - 1);
  }
  const Next* next(const Node& node, WordId word) const;
  bool goes_on(const Walk& walk, const Node& node, uint32_t i) const;
  void visit(Walk& walk, const Node& node, uint32_t i, uint32_t begin, uint32_t end) const;
  void edges(Walk& walk, const Node& node, const Next* next, uint32_t i, uint32_t begin, uint32_t end) const;
  void slot_edges(Walk& walk, const Node& node, uint32_t i, uint32_t begin, uint32_t end) const;

  std::array<const Table*, kPatternKinds> tables_ = {};
  std::vector<Pattern> patterns_;  // until finish()
  std::vector<Node> nodes_;
  std::vector<WordEdge> word_edges_;  // those of the root are in first_
  std::vector<SlotEdge> slot_edges_;
  std::vector<Accept> accepts_;
  std::vector<First> first_;  // by word
  First behind_number_;       // as of a word: of the slots that a number fills at the start
};

}  // namespace anamnesis
