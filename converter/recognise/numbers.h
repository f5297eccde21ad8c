// Numbers as they are written: digits with either kind of separators, number words, halves, ranges.
#pragma once
#include <string_view>

#include "base/arena.h"
#include "recognise/phrase_table.h"

namespace anamnesis {

struct NumberReading {
  enum class Kind : uint8_t {
    none,
    digits,
    word,     // "three"
    article,  // "a", "an": one, where a unit of time follows
    vague     // "several": no value
  };
  Kind kind = Kind::none;
  std::string_view value, high;   // decimal text in the arena; `high` of a range
  uint32_t end = 0;               // behind the last token
  bool grouped = false;           // "4,191", "109.000": separators may stand for thousands
  std::string_view as_thousands;  // of "109.000" or "36 790": the other reading; empty if there is none
  uint32_t thousands_end = 0;     // where that reading ends

  explicit operator bool() const { return kind != Kind::none; }
};

// "4191.5" from "4,191.5" / "4.191,5" / "4191,5"; `thousands` is the reading of "109.000" as 109000, if possible.
struct DigitReading {
  std::string_view value;
  std::string_view as_thousands;
  bool grouped = false;
};
DigitReading read_digits(std::string_view printed, Arena& arena);

// "12" as a number; 0 if it is none or too large.
uint32_t to_number(std::string_view digits);

class Numbers {
 public:
  // grammar/numbers: word, value, kind (unit, ten, hundred, thousand, fraction, article, vague).
  Result<void> compile(const Table* table, const Folding& folding, Vocabulary& vocabulary);

  // The number that starts at token i, without a range.
  NumberReading at(const Words& words, uint32_t i, Arena& arena) const;
  // Whether a word may start a number.
  bool may_start(WordId id) const { return id < entries_.size() && entries_[id].role != Role::none; }
  // The number at token i, with its range: "2-3", "2 to 3", "two or three".
  NumberReading range_at(const Words& words, uint32_t i, Arena& arena) const;

 private:
  NumberReading words_at(const Words& words, uint32_t i, Arena& arena) const;
  NumberReading digits_at(const Words& words, uint32_t i, Arena& arena) const;

  enum class Role : uint8_t { none, unit, ten, hundred, thousand, fraction, article, vague };
  struct Entry {
    Role role = Role::none;
    uint32_t value = 0;  // tenths for fractions
  };
  std::vector<Entry> entries_;  // by WordId
  Entry entry(WordId id) const { return id < entries_.size() ? entries_[id] : Entry{}; }
};

}  // namespace anamnesis
