// Numbers as they are written: digits with either kind of separators, number words, halves, ranges.
#pragma once
#include <span>
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
  std::string_view value;         // decimal text, in the arena or the token's own
  uint32_t end = 0;               // behind the last token
  bool grouped = false;           // "4,191", "109.000": separators may stand for thousands
  std::string_view as_thousands;  // of "109.000" or "36 790": the other reading; empty if there is none
  uint32_t thousands_end = 0;     // where that reading ends
  std::string_view high;          // where a range starts here: its high end ("2-3", "2 to 3", "two or three")
  uint32_t range_end = 0;         // behind the last token of the range; `end` where there is none

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

  // Whether a word may start a number.
  bool may_start(WordId id) const { return id < entries_.size() && entries_[id].role != Role::none; }
  // Reads the numbers of the sentence into words.numbers, and notes in words.starts where there is one. `where`: the
  // tokens that may start one, and others.
  void read(const Words& words, std::span<const uint32_t> where, Arena& arena) const;

 private:
  // The number that starts at token i, without its range; `out` is as made.
  void read_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const;
  static void note_dates(const Words& words, uint32_t i);
  static void read_range(const Words& words, NumberReading& low);
  void words_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const;
  void digits_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const;
  static void read_power(const Words& words, uint32_t i, NumberReading& out, Arena& arena);
  static void join_groups(const Words& words, uint32_t i, NumberReading& out, Arena& arena);

  enum class Role : uint8_t { none, unit, ten, hundred, thousand, fraction, article, vague };
  struct Entry {
    Role role = Role::none;
    uint32_t value = 0;  // tenths for fractions
  };
  std::vector<Entry> entries_;  // by WordId
  Entry entry(WordId id) const { return id < entries_.size() ? entries_[id] : Entry{}; }
};

}  // namespace anamnesis
