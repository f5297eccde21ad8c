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
#pragma once
#include <string>
#include <string_view>
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
};

// What a match took, in order of the slots.
struct Captures {
  NumberReading numbers[4];
  UnitReading units[3];       // <time> and <unit>
  uint32_t number_count = 0, unit_count = 0;
  Row anchor;
  uint32_t anchor_begin = 0, anchor_end = 0;  // tokens
  uint32_t year = 0, month = 0, day = 0, ordinal = 0;
  uint32_t second_year = 0;
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

  // The match at token i that reaches furthest; of equals the one whose row comes first.
  PatternMatch at(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena) const;

 private:
  enum class Slot : uint8_t { word, number, number_or_article, time, ordinal, year, month, day, anchor, unit };
  struct Element {
    Slot slot = Slot::word;
    std::vector<WordId> words;
    bool optional = false, outside = false;
  };
  struct Pattern {
    std::vector<Element> elements;
    Row row;
  };
  struct Attempt;
  static std::vector<std::string> expand(std::string_view key);
  static bool parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary,
                            std::vector<Element>& out);
  void index(const Pattern& pattern, size_t first);
  static uint32_t take(Attempt& attempt, const Element& element, uint32_t i, Captures& captures);
  static bool match(Attempt& attempt, const Pattern& pattern, size_t element, uint32_t i, PatternMatch& out);

  std::vector<Pattern> patterns_;
  std::vector<std::vector<uint32_t>> by_word_;  // patterns whose first element can be this word
  std::vector<uint32_t> by_number_;             // ... can be a number in digits
  std::vector<uint32_t> by_any_;                // ... a month, an ordinal, an anchor, a unit
};

}  // namespace anamnesis
