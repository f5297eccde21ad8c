// PhraseTable: the phrases of one grammar table, matched at a token, the longest first.
#pragma once
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "recognise/vocabulary.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/table.h"

namespace anamnesis {

struct NumberReading;
struct UnitReading;

// What may start at a token. One bit each; those of words are known before any token is looked at.
using Starts = uint32_t;
enum : Starts {
  // what scanners look for
  kStartsNumber = 1 << 0,    // digits, number words
  kStartsQuantity = 1 << 1,  // numbers, comparators, signs
  kStartsComparator = 1 << 2,
  kStartsDosePhrase = 1 << 3,  // a route, a form, a dose in words
  kStartsTestName = 1 << 4,
  kStartsPattern = 1 << 5,  // by its word; whether one does start there, say the next four
  kStartsFrequency = 1 << 6,
  kStartsTime = 1 << 7,
  kStartsAge = 1 << 8,
  kStartsSex = 1 << 9,
  kOfInterest = kStartsQuantity | kStartsDosePhrase | kStartsFrequency | kStartsTime | kStartsAge | kStartsSex,
  // a slot of a pattern
  kTakesNumber = 1 << 10,  // with a value
  kTakesVague = 1 << 18,   // "a", "several"
  kTakesTime = 1 << 11,
  kTakesOrdinal = 1 << 12,
  kTakesYear = 1 << 13,
  kTakesMonth = 1 << 14,
  kTakesDay = 1 << 15,
  kTakesAnchor = 1 << 16,
  kTakesUnit = 1 << 17,
  kEndsOrdinal = 1 << 19,   // "st", "nd", "rd", "th"
  kJoinsNumbers = 1 << 20,  // "/", "x", "to", ...: what may stand between two numbers of one quantity
  kOpensBracket = 1 << 21
};

// The tokens of the sentence at hand, with their numbers in the vocabulary.
struct Words {
  std::string_view text;
  std::span<const Token> tokens;            // of the whole document
  const WordId* ids = nullptr;              // one per token
  Starts* starts = nullptr;                 // one per token
  const NumberReading** numbers = nullptr;  // one per token: the number that starts there, or nullptr
  const UnitReading** units = nullptr;      // one per token: what Units::at read there; nullptr: not asked yet
  uint32_t begin = 0, end = 0;              // of the sentence

  const Token& operator[](uint32_t i) const { return tokens[i]; }
  WordId id(uint32_t i) const { return i < end ? ids[i] : 0; }
  std::string_view folded(uint32_t i) const { return i < end ? tokens[i].folded : std::string_view(); }
  const NumberReading* number(uint32_t i) const { return i < end ? numbers[i] : nullptr; }
  [[gnu::always_inline]] bool is(uint32_t i, std::string_view folded_word) const {
    return i < end && tokens[i].folded.size() == folded_word.size() &&
           std::memcmp(tokens[i].folded.data(), folded_word.data(), folded_word.size()) == 0;
  }
  bool is_number(uint32_t i) const { return i < end && tokens[i].kind == TokenKind::number; }
  bool is_word(uint32_t i) const { return i < end && tokens[i].kind == TokenKind::word; }
  bool glued(uint32_t i) const { return i < end && i > begin && !tokens[i].space_before; }  // to what stands before
  bool joins_numbers(uint32_t i) const { return i < end && (starts[i] & kJoinsNumbers) != 0; }
  // "st", "nd", "rd", "th" right behind a number.
  bool ends_ordinal(uint32_t i) const { return glued(i) && (starts[i] & kEndsOrdinal) != 0; }
  bool is_raised(uint32_t i) const {
    return is_number(i) && static_cast<unsigned char>(text[tokens[i].span.begin]) >= 0x80;
  }
  Span cover(uint32_t first, uint32_t last) const { return {tokens[first].span.begin, tokens[last - 1].span.end}; }
};

class PhraseTable {
 public:
  struct Hit {
    Row row;
    uint32_t end = 0;  // behind the last token
    explicit operator bool() const { return static_cast<bool>(row); }
  };

  // The key column holds the phrase. A row whose column `match` is "exact" matches only in its own case. A missing
  // table is an empty one.
  void compile(const Table* table, const Folding& folding, Vocabulary& vocabulary);
  Hit at(const Words& words, uint32_t i) const {
    const WordId first = words.id(i);
    return may_start(first) ? longest(words, i, by_first_[first]) : Hit();
  }
  // Whether a phrase starts with this word.
  bool may_start(WordId id) const { return id < by_first_.size() && by_first_[id].size != 0; }
  // Calls f(first word, row) for each phrase.
  template <typename F>
  void each_first(const F& f) const {
    for (const Phrase& phrase : phrases_) f(words_[phrase.first_word], phrase.row);
  }

 private:
  struct Phrase {
    uint32_t first_word = 0, size = 0;  // in words_
    WordId second = 0;                  // word of the phrase
    std::string_view exact;             // the key as printed, if case matters
    Row row;
  };
  struct Range {
    uint32_t first = 0, size = 0;  // in phrases_
  };
  Hit longest(const Words& words, uint32_t i, Range range) const;

  std::vector<WordId> words_;    // of all phrases
  std::vector<Phrase> phrases_;  // by first word, then the longest first
  std::vector<Range> by_first_;  // index: id of the first word
};

}  // namespace anamnesis
