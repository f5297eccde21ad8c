// Numbers. Tokens in, decimal text out.
//
// Separators: the last of two different ones is the decimal point; one that occurs twice groups; a single comma
// before exactly three digits groups, a single point is a decimal one (and may be read as thousands where a unit of
// counting asks for it: "109.000/mm3"); a leading zero never groups. Words add up ("one hundred and twenty-eight").
#include "recognise/numbers.h"

#include <algorithm>
#include <charconv>

namespace anamnesis {
namespace {

bool groups_of_three(std::string_view digits, char separator) {
  size_t first = digits.find(separator);
  if (first == 0 || first > 3 || first == std::string_view::npos || digits[0] == '0') return false;
  for (size_t at = first; at != std::string_view::npos;) {
    const size_t next = digits.find(separator, at + 1);
    if ((next == std::string_view::npos ? digits.size() : next) - at != 4) return false;
    at = next;
  }
  return true;
}

std::string without(std::string_view digits, char separator) {
  std::string out;
  for (const char c : digits)
    if (c != separator) out += c;
  return out;
}

bool is_plain(std::string_view digits) {
  return std::none_of(digits.begin(), digits.end(), [](char c) { return c == '.' || c == ','; });
}

// The three digits behind a blank that may go on with a number.
bool is_group(const Words& words, uint32_t i) {
  return words.is_number(i) && !words.glued(i) && words.folded(i).size() == 3 && is_plain(words.folded(i));
}

}  // namespace

DigitReading read_digits(std::string_view printed, Arena& arena) {
  const auto commas = std::count(printed.begin(), printed.end(), ',');
  const auto points = std::count(printed.begin(), printed.end(), '.');
  DigitReading out{printed, {}, false};
  if (commas == 0 && points == 0) return out;
  if (commas > 0 && points > 0) {
    const bool point_last = printed.rfind('.') > printed.rfind(',');
    std::string plain = without(printed, point_last ? ',' : '.');
    std::replace(plain.begin(), plain.end(), ',', '.');
    out.grouped = true;
    out.value = arena.copy(plain);
    return out;
  }
  const char separator = commas > 0 ? ',' : '.';
  const bool groups = groups_of_three(printed, separator);
  if ((commas > 0 && groups) || (commas + points > 1 && groups)) {
    out.grouped = true;
    out.value = arena.copy(without(printed, separator));
  } else if (commas + points == 1) {
    if (groups) out.as_thousands = arena.copy(without(printed, separator));
    std::string plain(printed);
    std::replace(plain.begin(), plain.end(), ',', '.');
    if (commas > 0) out.value = arena.copy(plain);
  } else {
    out.value = {};  // a date, a version: no number
  }
  return out;
}

uint32_t to_number(std::string_view digits) {
  uint64_t out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 0;
    out = 10 * out + static_cast<uint64_t>(c - '0');
    if (out > UINT32_MAX) return 0;
  }
  return static_cast<uint32_t>(out);
}

Result<void> Numbers::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  if (table == nullptr) return {};
  constexpr std::string_view names[] = {"", "unit", "ten", "hundred", "thousand", "fraction", "article", "vague"};
  for (uint32_t i = 0; i < table->size(); ++i) {
    const auto fail = [&](std::string why) { return Error{std::move(why), table->file(i), table->line(i), 1}; };
    const auto role = std::find(std::begin(names), std::end(names), table->cell(i, "kind"));
    if (role == std::end(names))
      return fail("`kind` is none of unit, ten, hundred, thousand, fraction, article, vague");
    Entry entry{static_cast<Role>(role - std::begin(names)), 0};
    const std::string_view value = table->cell(i, "value");
    const std::string_view digits =
        entry.role == Role::fraction ? value.substr(std::min<size_t>(2, value.size())) : value;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), entry.value);
    if (entry.role != Role::vague && parsed.ec != std::errc()) return fail("`value` is no number");
    const WordId id = vocabulary.add(folding.fold(table->key(i)));
    if (entries_.size() <= id) entries_.resize(id + 1);
    entries_[id] = entry;
  }
  return {};
}

void Numbers::digits_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const {
  if (words.is_raised(i)) return;
  const std::string_view printed = words.folded(i);
  const bool plain = is_plain(printed);
  if (plain) {
    out.value = printed;
  } else {
    const DigitReading digits = read_digits(printed, arena);
    if (digits.value.empty()) return;
    out.value = digits.value;
    out.grouped = digits.grouped;
    out.as_thousands = digits.as_thousands;
  }
  out.kind = NumberReading::Kind::digits;
  out.end = out.thousands_end = i + 1;
  if (plain && printed.size() <= 3 && printed[0] != '0' && is_group(words, i + 1)) join_groups(words, i, out, arena);
  if (printed == "10" && words.is(i + 1, "^")) read_power(words, i, out, arena);
  // "4 and a half"
  if (words.is(out.end, "and") && words.is(out.end + 1, "a") && out.value.find('.') == std::string_view::npos &&
      entry(words.id(out.end + 2)).role == Role::fraction) {
    out.value = arena.copy(std::string(out.value) + "." + std::to_string(entry(words.id(out.end + 2)).value));
    out.end += 3;
  }
}

// "10^5 copies"
void Numbers::read_power(const Words& words, uint32_t i, NumberReading& out, Arena& arena) {
  constexpr uint32_t kMost = 15;
  const bool glued = words.glued(i + 1) && words.is_number(i + 2) && words.glued(i + 2);
  const uint32_t exponent = glued ? to_number(words.folded(i + 2)) : 0;
  if (exponent == 0 || exponent > kMost) return;
  out.value = arena.copy("1" + std::string(exponent, '0'));
  out.end = out.thousands_end = i + 3;
}

// "36 790", with any kind of blank, may be one number.
void Numbers::join_groups(const Words& words, uint32_t i, NumberReading& out, Arena& arena) {
  std::string joined(words.folded(i));
  for (uint32_t next = i + 1; is_group(words, next);) {
    joined += words.folded(next);
    // An ASCII blank leaves it open; a narrow or hard one between digits is a separator, and so is any before a
    // nought, with which only a part of a number begins.
    const char blank = words.text[words[next].span.begin - 1];
    const bool hard = (blank != ' ' && blank != '\n') || (blank == ' ' && words.folded(next)[0] == '0');
    ++next;
    out.as_thousands = arena.copy(joined);
    out.thousands_end = next;
    if (hard) out.value = out.as_thousands, out.end = next, out.grouped = true;
  }
}

void Numbers::words_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const {
  const auto one = [&](NumberReading::Kind kind, std::string_view value, uint32_t end) {
    out.kind = kind;
    out.value = value;
    out.end = end;
  };
  Entry first = entry(words.id(i));
  if (first.role == Role::vague) return one(NumberReading::Kind::vague, {}, i + 1);
  if (first.role == Role::fraction) {  // "half a tablet"
    const bool article = entry(words.id(i + 1)).role == Role::article;
    return one(NumberReading::Kind::word, arena.copy("0." + std::to_string(first.value)), article ? i + 2 : i + 1);
  }
  if (first.role == Role::article) {
    const Entry next = entry(words.id(i + 1));
    if (next.role == Role::vague) return one(NumberReading::Kind::vague, {}, i + 2);
    if (next.role == Role::hundred || next.role == Role::thousand || next.role == Role::fraction)
      return words_at(words, i + 1, arena, out);
    return one(NumberReading::Kind::article, "1", i + 1);
  }
  uint64_t total = 0, group = 0;
  uint32_t at = i;
  bool any = false, unit_done = false;
  while (at < words.end) {
    const Entry e = entry(words.id(at));
    if (e.role == Role::unit && !unit_done)
      group += e.value, unit_done = true;
    else if (e.role == Role::ten && !unit_done && group % 100 == 0)
      group += e.value;
    else if (e.role == Role::hundred && group < 10)
      group = (group == 0 ? 1 : group) * 100, unit_done = false;
    else if (e.role == Role::thousand && total == 0)
      total = (group == 0 ? 1 : group) * e.value, group = 0, unit_done = false;
    else
      break;
    any = true;
    ++at;
    // "twenty-eight", "one hundred and two"
    const uint32_t skip = words.is(at, "-") || (words.is(at, "and") && group >= 100 && group % 100 == 0) ? at + 1 : at;
    const Entry next = entry(words.id(skip));
    if (skip != at && next.role != Role::unit && next.role != Role::ten) break;
    if (skip != at && words.is(at, "-") && (e.role != Role::ten || next.role != Role::unit)) break;
    at = skip;
  }
  if (!any) return;
  out.kind = NumberReading::Kind::word;
  out.value = arena.copy(std::to_string(total + group));
  out.end = at;
  if (words.is(at, "and") && words.is(at + 1, "a") && entry(words.id(at + 2)).role == Role::fraction) {
    out.value = arena.copy(std::string(out.value) + "." + std::to_string(entry(words.id(at + 2)).value));
    out.end = at + 3;
  }
}

void Numbers::read_at(const Words& words, uint32_t i, Arena& arena, NumberReading& out) const {
  if (words.is_number(i))
    digits_at(words, i, arena, out);
  else if (entry(words.id(i)).role != Role::none)
    words_at(words, i, arena, out);
}

void Numbers::read_range(const Words& words, NumberReading& low) {
  low.range_end = low.end;
  if (low.kind == NumberReading::Kind::vague || low.end >= words.end) return;
  const bool dash = words.is(low.end, "-"), word = words.is(low.end, "to") || words.is(low.end, "or");
  if (!dash && !word) return;
  const NumberReading* high = words.number(low.end + 1);
  const bool fits = high != nullptr &&
                    (high->kind == NumberReading::Kind::digits || high->kind == NumberReading::Kind::word) &&
                    (!dash || high->kind == low.kind);
  if (!fits) return;
  low.high = high->value;
  low.range_end = high->end;
}

// What digits may be besides a number. The numbers of the words do not tell.
void Numbers::note_dates(const Words& words, uint32_t i) {
  const uint32_t n = to_number(words.folded(i));
  Starts& here = words.starts[i];
  here &= ~(kTakesYear | kTakesDay | kTakesOrdinal);
  if (n >= 1900 && n <= 2099 && words.folded(i).size() == 4) here |= kTakesYear;
  if (n >= 1 && n <= 31 && !words.is_raised(i)) here |= kTakesDay;
  if (n != 0 && words.ends_ordinal(i + 1)) here |= kTakesOrdinal;
}

// From the last to the first, since a range wants the number behind it.
void Numbers::read(const Words& words, std::span<const uint32_t> where, Arena& arena) const {
  for (size_t n = where.size(); n-- > 0;) {
    const uint32_t i = where[n];
    if ((words.starts[i] & kStartsNumber) == 0) continue;
    if (words.is_number(i)) note_dates(words, i);
    NumberReading* reading = arena.make<NumberReading>();
    read_at(words, i, arena, *reading);
    if (!*reading) continue;
    read_range(words, *reading);
    words.numbers[i] = reading;
    const auto kind = reading->kind;
    const bool loose = kind == NumberReading::Kind::article || kind == NumberReading::Kind::vague;
    words.starts[i] |= loose ? kTakesVague : kTakesNumber;
  }
}

}  // namespace anamnesis
