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

// What may start at a token, as far as its word or its digits tell; nobody looks at the other tokens. One bit each:
using Starts = uint32_t;
enum : Starts {
  // a scanner's mentions
  kStartsNumber = 1 << 0,
  kStartsQuantity = 1 << 1,  // numbers, comparators, signs
  kStartsFrequency = 1 << 2,
  kStartsTime = 1 << 3,
  kStartsAge = 1 << 4,
  kStartsSex = 1 << 5,
  kStartsDosePhrase = 1 << 6,  // a route, a form, a dose in words
  kStartsTestName = 1 << 7,
  // a slot of a pattern
  kTakesNumber = 1 << 8,  // words.range() holds one
  kTakesTime = 1 << 9,
  kTakesOrdinal = 1 << 10,
  kTakesYear = 1 << 11,
  kTakesMonth = 1 << 12,
  kTakesDay = 1 << 13,
  kTakesAnchor = 1 << 14,
  kTakesUnit = 1 << 15
};

// The tokens of the sentence at hand, with their numbers in the vocabulary.
struct Words {
  std::string_view text;
  std::span<const Token> tokens;                 // of the whole document
  const WordId* ids = nullptr;                   // one per token
  const Starts* starts = nullptr;                // one per token
  const NumberReading* const* ranges = nullptr;  // one per token: the number or range that starts there, or nullptr
  const UnitReading** units = nullptr;           // one per token: what Units::at read there; nullptr: not asked yet
  uint32_t begin = 0, end = 0;                   // of the sentence

  const Token& operator[](uint32_t i) const { return tokens[i]; }
  WordId id(uint32_t i) const { return i < end ? ids[i] : 0; }
  std::string_view folded(uint32_t i) const { return i < end ? tokens[i].folded : std::string_view(); }
  const NumberReading* range(uint32_t i) const { return i < end ? ranges[i] : nullptr; }
  [[gnu::always_inline]] bool is(uint32_t i, std::string_view folded_word) const {
    return i < end && tokens[i].folded.size() == folded_word.size() &&
           std::memcmp(tokens[i].folded.data(), folded_word.data(), folded_word.size()) == 0;
  }
  bool is_number(uint32_t i) const { return i < end && tokens[i].kind == TokenKind::number; }
  bool is_word(uint32_t i) const { return i < end && tokens[i].kind == TokenKind::word; }
  bool glued(uint32_t i) const { return i < end && i > begin && !tokens[i].space_before; }  // to what stands before
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
  bool may_start(WordId id) const { return id < by_first_.size() && !by_first_[id].empty(); }
  // Calls f(first word, row) for each phrase.
  template <typename F>
  void each_first(const F& f) const {
    for (WordId id = 0; id < by_first_.size(); ++id)
      for (const Phrase& phrase : by_first_[id]) f(id, phrase.row);
  }

 private:
  struct Phrase {
    std::vector<WordId> words;
    std::string_view exact;  // the key as printed, if case matters
    Row row;
  };
  static Hit longest(const Words& words, uint32_t i, const std::vector<Phrase>& phrases);

  std::vector<std::vector<Phrase>> by_first_;  // index: id of the first word
};

}  // namespace anamnesis
