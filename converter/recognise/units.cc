// Units. unit := [scale] [atom] { ("/" | "per" | "a") [number] atom | atom "-1" }. Atoms come from grammar/units, the
// longest spelling first; the composition is UCUM's. The scale is a power of ten in any of its spellings, also where
// raising was lost ("x 109/L"): behind a multiplication sign, "10" and one or two more digits in front of "/" are
// ten and its exponent.
#include "recognise/units.h"

#include <algorithm>

namespace anamnesis {
namespace {

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

uint32_t small_number(std::string_view digits) {
  uint32_t out = 0;
  for (const char c : digits) out = out * 10 + static_cast<uint32_t>(c - '0');
  return out;
}

bool is_minus(std::string_view s) {
  return s == "-" || s == "\xE2\x81\xBB";
}

// "x109/L" as one word: the sign, ten and its exponent.
uint32_t glued_power(std::string_view word) {
  const bool form = word.starts_with("x10") && word.size() >= 4 && word.size() <= 5 && all_digits(word.substr(1));
  return form ? small_number(word.substr(3)) : 0;
}

}  // namespace

Result<void> Units::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  atoms_.compile(table, folding, vocabulary);
  const auto note = [](std::vector<bool>& set, WordId id) {
    if (set.size() <= id) set.resize(id + 1);
    set[id] = true;
  };
  for (const char* mark : {"x", "*", "\xC2\xB7", "/", "per"}) note(marks_, vocabulary.add(mark));
  atoms_.each_first([&](WordId id, const Row& row) {
    if (row["kind"] == "time") note(times_, id);
  });
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
    const Row row{table, i};
    Atom a{row["ucum"],
           row["bare"],
           row["kind"],
           Match::anywhere,
           row["dose"].starts_with("yes"),
           row["kind"] == "time",
           row["kind"] == "volume"};
    if (a.ucum.empty()) return Error{"a unit without `ucum`", table->file(i), table->line(i), 1};
    if (row["match"] == "over") a.match = Match::over;
    if (row["match"] == "under") a.match = Match::under;
    info_.push_back(a);
  }
  return {};
}

Units::Scale Units::scale_at(const Words& words, uint32_t i) const {
  Scale out;
  if (const uint32_t power = words.is_word(i) ? glued_power(words.folded(i)) : 0;
      power >= 2 && power <= 15 && (words.is(i + 1, "/") || words.is(i + 1, "per")))
    return {power, i + 1, false};
  uint32_t at = i;
  const bool times = words.is(at, "x") || words.is(at, "*") || words.is(at, "\xC2\xB7");
  if (times) ++at;
  if (!words.is_number(at) || words.is_raised(at)) return out;
  const std::string_view ten = words.folded(at);
  if (ten == "10") {
    uint32_t next = at + 1;
    const bool bracket = words.is(next, "(") && words.glued(next) && words.is(next + 2, ")");  // "10(9)/L"
    const bool sign = bracket || words.is(next, "^") || words.is(next, "*");
    if (sign) ++next;
    const bool negative = is_minus(words.folded(next)) && (sign || words.glued(next));
    if (negative) ++next;
    const std::string_view exponent = words.folded(next);
    if (words.is_number(next) && all_digits(exponent) && exponent.size() <= 2) {
      const bool raised = words.is_raised(next);
      // "10 9/L": a blank where the exponent stood
      const bool flattened = times && !sign && !raised && words.is(next + 1, "/") && small_number(exponent) % 3 == 0;
      if (sign || raised || flattened || negative) return {small_number(exponent), next + (bracket ? 2 : 1), negative};
    }
    if (times && words.is_word(next) && exponent.size() <= 3 && exponent.starts_with("e") &&
        all_digits(exponent.substr(1)))
      return {small_number(exponent.substr(1)), next + 1, false};
    return out;
  }
  const bool glued_exponent = times && ten.size() >= 3 && ten.size() <= 4 && ten.starts_with("10") && all_digits(ten);
  if (!glued_exponent) return out;
  const uint32_t next = at + 1;
  const bool goes_on = words.is(next, "/") || words.is(next, "per") || atom_at(words, next);
  const uint32_t power = small_number(ten.substr(2));
  return goes_on && power >= 2 && power <= 15 ? Scale{power, next, false} : out;
}

PhraseTable::Hit Units::atom_at(const Words& words, uint32_t i) const {
  return atoms_.at(words, i);
}

// Behind "/" or "per" (or "a" in front of a time); 0 if there is none.
uint32_t Units::per_at(const Words& words, uint32_t i) const {
  if (words.is(i, "/") || words.is(i, "per")) return i + 1;
  return 0;
}

bool Units::denominators(const Words& words, uint32_t& at, std::string& out, UnitReading& unit) const {
  bool any = false;
  for (uint32_t next; at < words.end; at = next) {
    next = per_at(words, at);
    if (next != 0) {
      std::string factor;
      if (words.is_number(next) && !words.is_raised(next) && all_digits(words.folded(next)) &&
          words.folded(next) != "1" && !atom_at(words, next))
        factor = words.folded(next++);
      else if (words.is(next, "1"))
        ++next;
      if (words.is(next, "-") && words.glued(next)) ++next;  // "per 24-hour"
      const PhraseTable::Hit hit = atom_at(words, next);
      if (!hit || atom(hit).match == Match::over) break;
      const std::string_view ucum = atom(hit).ucum, kind = atom(hit).kind;
      // "120/80 mmHg" is a pair, "17 ug/100 mL" is not.
      if (!factor.empty() && kind != "volume" && kind != "area" && kind != "time" && kind != "field") break;
      out += factor.empty() ? "/" + std::string(ucum) : "/(" + factor + "." + std::string(ucum) + ")";
      if (kind == "time" && ucum != "d" && ucum != "wk" && ucum != "mo") unit.over_time = true;
      if (kind == "volume") unit.counts = unit.over_volume = true;
      next = hit.end;
    } else {  // "mmol L-1"
      const PhraseTable::Hit hit = atom_at(words, at);
      const bool inverse = hit && is_minus(words.folded(hit.end)) && words.glued(hit.end) &&
                           words.is_number(hit.end + 1) && words.glued(hit.end + 1) &&
                           words.folded(hit.end + 1).size() == 1;
      if (!inverse) break;
      const std::string_view power = words.folded(hit.end + 1);
      out += "/" + std::string(atom(hit).ucum) + (power == "1" ? "" : std::string(power));
      next = hit.end + 2;
    }
    any = true;
  }
  return any;
}

const UnitReading& Units::at(const Words& words, uint32_t i, Arena& arena) const {
  static constexpr UnitReading none;
  if (i >= words.end || (words.starts[i] & kTakesUnit) == 0) return none;
  const UnitReading*& known = words.units[i];
  if (known == nullptr) {
    const UnitReading unit = read(words, i, arena);
    known = unit ? arena.make<UnitReading>(unit) : &none;
  }
  return *known;
}

// A spelled unit with nothing below it, as most are.
bool Units::read_plain(const Words& words, uint32_t i, UnitReading& unit) const {
  if (!words.is_word(i) || words.folded(i)[0] == 'x') return false;
  const PhraseTable::Hit hit = atom_at(words, i);
  if (!hit || (hit.end < words.end && (words.starts[hit.end] & kTakesUnit) != 0)) return false;
  const Atom& a = atom(hit);
  if (a.match != Match::anywhere || a.kind == "scale") return false;
  unit.ucum = a.bare.empty() ? a.ucum : a.bare;
  if (unit.ucum == "1") unit.ucum = {};
  unit.row = hit.row;
  unit.kind = a.kind;
  unit.begin = i;
  unit.end = hit.end;
  unit.dose = a.dose;
  return true;
}

UnitReading Units::read(const Words& words, uint32_t i, Arena& arena) const {
  UnitReading unit;
  if (read_plain(words, i, unit)) return unit;
  std::string ucum;
  uint32_t at = i;
  if (const Scale scale = scale_at(words, at); scale.power != 0) {
    ucum = std::string("10*") + (scale.negative ? "-" : "") + std::to_string(scale.power);
    unit.scaled = true;
    at = scale.end;
  }
  PhraseTable::Hit hit = atom_at(words, at);
  if (hit && atom(hit).kind == "scale") {  // "million/mm3"
    ucum = std::string(atom(hit).ucum);
    unit.row = hit.row;
    unit.scaled = true;
    at = hit.end;
    hit = atom_at(words, at);
  }
  std::string below;
  std::string_view numerator;
  uint32_t behind = hit ? hit.end : at;
  const bool divided = denominators(words, behind, below, unit);
  if (hit && atom(hit).match == Match::under) return {};
  if (hit && !divided && atom(hit).match == Match::over) return {};
  unit.kind = "count";
  if (hit) {
    const Atom& a = atom(hit);
    numerator = a.bare.empty() || unit.counts ? a.ucum : a.bare;
    if (numerator == "1") numerator = {};
    if (!unit.row) unit.row = hit.row;
    unit.kind = a.kind;
    unit.dose = a.dose && !unit.over_volume;
    unit.counts = unit.counts && unit.kind == "count";
  } else if (!unit.scaled && !divided) {
    return {};
  }
  // A bare scale needs what it counts, or a sign that it is one ("million" alone is a number word).
  if (unit.scaled && !hit && !divided && unit.row) return {};
  if (!ucum.empty() || !below.empty()) {
    if (!ucum.empty() && !numerator.empty()) ucum += '.';
    numerator = arena.copy(ucum.append(numerator).append(below));
  }
  unit.ucum = numerator;
  unit.begin = i;
  unit.end = divided || hit ? behind : at;
  if (!unit.row && divided) unit.row = atom_at(words, i + 1).row;
  return unit;
}

Units::End Units::end_at(const Words& words, uint32_t i, bool of_time, Arena& arena) const {
  if (of_time) {
    const PhraseTable::Hit hit = atom_at(words, i);
    return hit && atom(hit).time ? End{hit.end, atom(hit).ucum} : End();
  }
  const UnitReading& unit = at(words, i, arena);
  return {unit.end, unit.ucum};
}

const UnitReading* Units::time_at(const Words& words, uint32_t i, Arena& arena) const {
  const PhraseTable::Hit hit = atom_at(words, i);
  if (!hit || !atom(hit).time) return nullptr;
  UnitReading out;
  out.ucum = atom(hit).ucum;
  out.row = hit.row;
  out.kind = "time";
  out.begin = i;
  out.end = hit.end;
  return arena.make<UnitReading>(out);
}

}  // namespace anamnesis
