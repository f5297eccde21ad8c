// Units as they are written, composed of the atoms of grammar/units: "x 10^9/L", "mL/min/1.73 m2", "beats per minute".
#pragma once
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "recognise/phrase_table.h"

namespace anamnesis {

struct UnitReading {
  std::string_view ucum;        // in the arena
  Row row;                      // of the first atom
  std::string_view kind;        // of the first atom: mass, volume, time, percent, ...; "count" where things are counted
  uint32_t begin = 0, end = 0;  // tokens [begin, end)
  bool counts = false;          // a number of things in a volume: thousands are usual
  bool over_time = false;       // divided by a time below a day: a rate
  bool over_volume = false;     // a concentration
  bool dose = false;            // a dose may be given in it
  bool scaled = false;          // with a power of ten

  explicit operator bool() const { return end != 0; }
};

class Units {
 public:
  Result<void> compile(const Table* table, const Folding& folding, Vocabulary& vocabulary);

  // The unit at token i, which stands behind a number. Nothing if there is none. Read once and kept in words.units.
  const UnitReading& at(const Words& words, uint32_t i, Arena& arena) const;

  // Whether a unit, or one of time, may start with this word. Digits may start a unit too.
  bool may_start(WordId id) const { return atoms_.may_start(id) || (id < marks_.size() && marks_[id]); }
  // "x109", or another word that begins so.
  static bool may_be_power(const Token& token) {
    return token.folded.size() > 3 && std::memcmp(token.folded.data(), "x10", 3) == 0;
  }
  bool time_may_start(WordId id) const { return id < times_.size() && times_[id]; }

  // The unit of time at token i ("days", "h"), UCUM s min h d wk mo a; nullptr if there is none.
  const UnitReading* time_at(const Words& words, uint32_t i, Arena& arena) const;

  // Where the unit at token i ends, or the unit of time, and its code; 0 if there is none.
  struct End {
    uint32_t end = 0;
    std::string_view ucum;
  };
  End end_at(const Words& words, uint32_t i, bool of_time, Arena& arena) const;

  // Whether a row of grammar/units is one of time.
  bool is_time(const Row& row) const { return info_[row.index].time; }

 private:
  struct Scale {
    uint32_t power = 0, end = 0;  // power 0: none
    bool negative = false;
  };
  bool read_plain(const Words& words, uint32_t i, UnitReading& unit) const;
  UnitReading read(const Words& words, uint32_t i, Arena& arena) const;
  Scale scale_at(const Words& words, uint32_t i) const;
  PhraseTable::Hit atom_at(const Words& words, uint32_t i) const;
  uint32_t per_at(const Words& words, uint32_t i) const;
  bool denominators(const Words& words, uint32_t& at, std::string& out, UnitReading& unit) const;

  enum class Match : uint8_t { anywhere, over, under };
  struct Atom {
    std::string_view ucum, bare, kind;
    Match match = Match::anywhere;
    bool dose = false, time = false, volume = false;
  };
  const Atom& atom(const PhraseTable::Hit& hit) const { return info_[hit.row.index]; }

  PhraseTable atoms_;
  std::vector<Atom> info_;           // by row
  std::vector<bool> marks_, times_;  // by word: a sign that a unit may start with; the first word of a unit of time
};

}  // namespace anamnesis
