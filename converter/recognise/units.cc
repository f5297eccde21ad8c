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

bool is_minus(std::string_view s) { return s == "-" || s == "\xE2\x81\xBB"; }

}  // namespace

Result<void> Units::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  atoms_.compile(table, folding, vocabulary);
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i)
    if (table->cell(i, "ucum").empty()) return Error{"a unit without `ucum`", table->file(i), table->line(i), 1};
  return {};
}

Units::Scale Units::scale_at(const Words& words, uint32_t i) const {
  Scale out;
  uint32_t at = i;
  const bool times = words.is(at, "x") || words.is(at, "*") || words.is(at, "\xC2\xB7");
  if (times) ++at;
  if (!words.is_number(at) || words.is_raised(at)) return out;
  const std::string_view ten = words.folded(at);
  if (ten == "10") {
    uint32_t next = at + 1;
    const bool sign = words.is(next, "^") || words.is(next, "*");
    if (sign) ++next;
    const bool negative = is_minus(words.folded(next)) && (sign || words.glued(next));
    if (negative) ++next;
    const std::string_view exponent = words.folded(next);
    if (words.is_number(next) && all_digits(exponent) && exponent.size() <= 2) {
      const bool raised = words.is_raised(next);
      // "10 9/L": a blank where the exponent stood
      const bool flattened = times && !sign && !raised && words.is(next + 1, "/") && small_number(exponent) % 3 == 0;
      if (sign || raised || flattened || negative) return {small_number(exponent), next + 1, negative};
    }
    if (times && words.is_word(next) && exponent.size() <= 3 && exponent.starts_with("e") && all_digits(exponent.substr(1)))
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

PhraseTable::Hit Units::atom_at(const Words& words, uint32_t i) const { return atoms_.at(words, i); }

// Behind "/" or "per" (or "a" in front of a time); 0 if there is none.
uint32_t Units::per_at(const Words& words, uint32_t i) const {
  if (words.is(i, "/") || words.is(i, "per")) return i + 1;
  return 0;
}

bool Units::denominators(const Words& words, uint32_t& at, std::string& out, UnitReading& unit, Arena&) const {
  bool any = false;
  for (uint32_t next; at < words.end; at = next) {
    next = per_at(words, at);
    if (next != 0) {
      std::string factor;
      if (words.is_number(next) && !words.is_raised(next) && all_digits(words.folded(next)) && words.folded(next) != "1" &&
          !atom_at(words, next))
        factor = words.folded(next++);
      else if (words.is(next, "1"))
        ++next;
      if (words.is(next, "-") && words.glued(next)) ++next;  // "per 24-hour"
      const PhraseTable::Hit atom = atom_at(words, next);
      if (!atom || atom.row["match"] == "over") break;
      const std::string_view ucum = atom.row["ucum"], kind = atom.row["kind"];
      // "120/80 mmHg" is a pair, "17 ug/100 mL" is not.
      if (!factor.empty() && kind != "volume" && kind != "area" && kind != "time" && kind != "field") break;
      out += factor.empty() ? "/" + std::string(ucum) : "/(" + factor + "." + std::string(ucum) + ")";
      if (kind == "time" && ucum != "d" && ucum != "wk" && ucum != "mo") unit.over_time = true;
      if (kind == "volume") unit.counts = true;
      next = atom.end;
    } else {  // "mmol L-1"
      const PhraseTable::Hit atom = atom_at(words, at);
      const bool inverse = atom && is_minus(words.folded(atom.end)) && words.glued(atom.end) && words.is_number(atom.end + 1) &&
                           words.glued(atom.end + 1) && words.folded(atom.end + 1).size() == 1;
      if (!inverse) break;
      const std::string_view power = words.folded(atom.end + 1);
      out += "/" + std::string(atom.row["ucum"]) + (power == "1" ? "" : std::string(power));
      next = atom.end + 2;
    }
    any = true;
  }
  return any;
}

UnitReading Units::at(const Words& words, uint32_t i, Arena& arena) const {
  UnitReading unit;
  std::string ucum;
  uint32_t at = i;
  if (const Scale scale = scale_at(words, at); scale.power != 0) {
    ucum = std::string("10*") + (scale.negative ? "-" : "") + std::to_string(scale.power);
    unit.scaled = true;
    at = scale.end;
  }
  PhraseTable::Hit atom = atom_at(words, at);
  if (atom && atom.row["kind"] == "scale") {  // "million/mm3"
    ucum = std::string(atom.row["ucum"]);
    unit.row = atom.row;
    unit.scaled = true;
    at = atom.end;
    atom = atom_at(words, at);
  }
  std::string below;
  uint32_t behind = atom ? atom.end : at;
  const bool divided = denominators(words, behind, below, unit, arena);
  if (atom && atom.row["match"] == "under") return {};
  if (atom && (divided || atom.row["match"] != "over")) {
    const std::string_view bare = atom.row["bare"];
    const std::string_view numerator = bare.empty() || unit.counts ? atom.row["ucum"] : bare;
    if (numerator != "1") ucum += (ucum.empty() ? "" : ".") + std::string(numerator);
    if (!unit.row) unit.row = atom.row;
    unit.kind = atom.row["kind"];
    unit.dose = atom.row["dose"] == "yes";
    unit.counts = unit.counts && unit.kind == "count";
  } else if (atom) {
    return {};
  } else {
    unit.kind = "count";
    if (!unit.scaled && !divided) return {};
  }
  // A bare scale needs what it counts, or a sign that it is one ("million" alone is a number word).
  if (unit.scaled && !atom && !divided && unit.row) return {};
  unit.ucum = arena.copy(ucum + below);
  unit.begin = i;
  unit.end = divided || atom ? behind : at;
  if (!unit.row && divided) unit.row = atom_at(words, i + 1).row;
  return unit;
}

UnitReading Units::time_at(const Words& words, uint32_t i) const {
  const PhraseTable::Hit atom = atom_at(words, i);
  if (!atom || atom.row["kind"] != "time") return {};
  UnitReading out;
  out.ucum = atom.row["ucum"];
  out.row = atom.row;
  out.kind = "time";
  out.begin = i;
  out.end = atom.end;
  return out;
}

}  // namespace anamnesis
