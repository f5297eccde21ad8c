// Patterns: rows of a grammar table that say how something is written, as words and slots.
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
// All patterns of a table are one trie, so that what they have in common ("<n> <time> ...") is read once.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
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

struct PatternMatch {
  Row row;
  uint32_t begin = 0, end = 0;  // tokens of the mention
  Captures captures;
  explicit operator bool() const { return static_cast<bool>(row); }
};

class PatternTable {
 public:
  // The key column holds the pattern. Errors: an unknown slot, a pattern without words.
  Result<void> compile(const Table* table, const Folding& folding, Vocabulary& vocabulary);

  // Once all tables are compiled: notes which words can start a pattern. `by_word`: which slots a word may start.
  void finish(std::span<const Starts> by_word);
  bool may_start(WordId id) const { return starts_[id] != 0; }
  bool may_start_with_digits() const { return !nodes_[0].slots.empty(); }

  // Finds the match at token i that reaches furthest; of equals the one whose row comes first.
  bool at(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena, PatternMatch& out) const;

 private:
  enum class Slot : uint8_t { word, number, number_or_article, time, ordinal, year, month, day, anchor, unit };
  struct Element {
    Slot slot = Slot::word;
    bool optional = false, outside = false;
    std::vector<WordId> words;
    friend bool operator==(const Element&, const Element&) = default;
  };
  struct Edge {
    uint32_t child = 0;
    Slot slot = Slot::word;
    bool outside = false;
  };
  struct Node {
    std::vector<std::pair<WordId, Edge>> words;  // sorted by word
    std::vector<Edge> slots;
    uint32_t row = UINT32_MAX;  // of the pattern that ends here
    Starts takes = 0;           // what the slots take
    uint64_t word_bits = 0;     // bit (word mod 64) of the words
  };
  struct Attempt;
  struct Maker;  // while compiling: which element led from which node to which child
  static std::vector<std::string> expand(std::string_view key);
  static bool parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary, Arena& arena,
                            std::vector<Element>& out);
  void insert(Maker& maker, const std::vector<Element>& elements, size_t from, uint32_t node, uint32_t row);
  uint32_t child_of(Maker& maker, uint32_t node, const Element& element);
  static Starts bit_of(Slot slot) {
    constexpr Starts bits[] = {0,          kTakesNumber, kTakesNumber, kTakesTime,   kTakesOrdinal,
                               kTakesYear, kTakesMonth,  kTakesDay,    kTakesAnchor, kTakesUnit};
    return bits[static_cast<size_t>(slot)];
  }
  static bool takes(const Words& words, uint32_t i, uint64_t word_bits, Starts slots);
  static uint32_t take(Attempt& attempt, Slot slot, uint32_t i);
  void walk(Attempt& attempt, uint32_t node, uint32_t i, uint32_t begin, uint32_t end) const;
  bool goes_on(const Words& words, uint32_t node, uint32_t i) const;
  bool may_match(const Words& words, uint32_t i) const;
  void edges(Attempt& attempt, uint32_t node, uint32_t i, uint32_t begin, uint32_t end) const;
  void follow(Attempt& attempt, const Edge& edge, uint32_t from, uint32_t behind, uint32_t begin, uint32_t end) const;

  const Table* table_ = nullptr;
  std::vector<Node> nodes_;
  struct First {
    uint32_t first = 0, end = 0;  // edges of the root
    bool ends = false;            // a pattern of this word alone
    Starts takes = 0;             // of the nodes behind it, together
    uint64_t word_bits = 0;
  };
  std::vector<First> first_;     // by word
  std::vector<uint8_t> starts_;  // by word: whether an edge of the root may take it
};

}  // namespace anamnesis
