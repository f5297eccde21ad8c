// Patterns. Elements are tried from left to right; an optional one is tried with, then without, so a match costs at
// most two to the number of its optional elements, which are few. A pattern is only tried where its first element can
// stand: by the word's number, at a number, or, for the rare other slots, anywhere.
#include "recognise/patterns.h"

#include <algorithm>
#include <charconv>

#include "segment/tokens.h"

namespace anamnesis {
namespace {

uint32_t to_number(std::string_view digits) {
  uint32_t out = 0;
  const auto end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, out);
  return parsed.ec == std::errc() && parsed.ptr == end ? out : 0;
}

// "st", "nd", "rd", "th" glued to token i.
bool ordinal_ending(const Words& words, uint32_t i) {
  return words.glued(i) && (words.is(i, "st") || words.is(i, "nd") || words.is(i, "rd") || words.is(i, "th"));
}

}  // namespace

struct PatternTable::Attempt {
  const Words& words;
  const SlotGrammar& slots;
  Arena& arena;
  uint32_t start = 0;
};

bool PatternTable::parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary,
                                 std::vector<Element>& out) {
  Element element;
  if (text.starts_with('~')) {
    element.outside = true;
    text.remove_prefix(1);
  }
  if (text.starts_with('[') && text.ends_with(']')) {
    element.optional = true;
    text = text.substr(1, text.size() - 2);
  }
  constexpr std::pair<std::string_view, Slot> names[] = {
      {"<n>", Slot::number},    {"<n+>", Slot::number_or_article}, {"<time>", Slot::time},   {"<ordinal>", Slot::ordinal},
      {"<year>", Slot::year},   {"<month>", Slot::month},        {"<day>", Slot::day},     {"<anchor>", Slot::anchor},
      {"<unit>", Slot::unit}};
  for (const auto& [name, slot] : names) {
    if (text != name) continue;
    element.slot = slot;
    out.push_back(std::move(element));
    return true;
  }
  if (text.starts_with('<') || text.empty()) return false;
  // Words with a hyphen or a stop inside are several elements.
  Arena arena;
  std::vector<Token> tokens;
  if (text.find('|') == std::string_view::npos) {
    tokenise(text, {0, static_cast<uint32_t>(text.size())}, folding, arena, tokens);
    for (const Token& token : tokens) {
      if (token.folded == "-" && tokens.size() > 1) continue;
      Element one = element;
      one.words = {vocabulary.add(token.folded)};
      out.push_back(std::move(one));
    }
    return !tokens.empty();
  }
  for (const std::string_view word : split_list(text)) element.words.push_back(vocabulary.add(folding.fold(word)));
  out.push_back(std::move(element));
  return true;
}

// "a|post-b c" -> "a c", "post-b c": an alternative of several tokens is a pattern of its own.
std::vector<std::string> PatternTable::expand(std::string_view key) {
  for (size_t begin = 0; begin < key.size();) {
    const size_t end = std::min(key.find(' ', begin), key.size());
    const std::string_view element = key.substr(begin, end - begin);
    const size_t lead = element.find_first_not_of("~[");
    if (element.find('|') != std::string_view::npos && element.find('-') != std::string_view::npos) {
      const size_t tail = element.ends_with(']') ? 1 : 0;
      std::vector<std::string> out;
      for (const std::string_view one : split_list(element.substr(lead, element.size() - lead - tail))) {
        const std::string variant = std::string(key.substr(0, begin + lead)) + std::string(one) +
                                    std::string(key.substr(end - tail));
        for (std::string& more : expand(variant)) out.push_back(std::move(more));
      }
      return out;
    }
    begin = end + 1;
  }
  return {std::string(key)};
}

Result<void> PatternTable::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  if (table == nullptr) return {};
  for (uint32_t i = 0; i < table->size(); ++i)
    for (const std::string& key : expand(table->key(i))) {
      Pattern pattern;
      pattern.row = {table, i};
      for (const std::string_view element : split_list(key, ' '))
        if (!parse_element(element, folding, vocabulary, pattern.elements))
          return Error{"'" + std::string(element) + "' is no slot", table->file(i), table->line(i), 1};
      if (pattern.elements.empty() || std::all_of(pattern.elements.begin(), pattern.elements.end(), [](const Element& e) {
            return e.optional || e.outside;
          }))
        return Error{"a pattern needs an element that must stand there", table->file(i), table->line(i), 1};
      patterns_.push_back(std::move(pattern));
      index(patterns_.back(), 0);
    }
  return {};
}

void PatternTable::index(const Pattern& pattern, size_t first) {
  const auto number = static_cast<uint32_t>(patterns_.size() - 1);
  const Element& element = pattern.elements[first];
  const auto add_to = [&](std::vector<uint32_t>& list) {
    if (list.empty() || list.back() != number) list.push_back(number);
  };
  if (element.slot == Slot::word) {
    for (const WordId word : element.words) {
      if (by_word_.size() <= word) by_word_.resize(word + 1);
      add_to(by_word_[word]);
    }
  } else if (element.slot == Slot::year || element.slot == Slot::day) {
    add_to(by_number_);
  } else {
    add_to(by_any_);
  }
  if (element.optional) index(pattern, first + 1);
}

// Takes one element at token i; gives the index behind it, 0 if it does not stand there.
uint32_t PatternTable::take(Attempt& attempt, const Element& element, uint32_t i, Captures& c) {
  const Words& words = attempt.words;
  if (i >= words.end) return 0;
  switch (element.slot) {
    case Slot::word: {
      const WordId id = words.ids[i];
      return id != 0 && std::find(element.words.begin(), element.words.end(), id) != element.words.end() ? i + 1 : 0;
    }
    case Slot::number:
    case Slot::number_or_article: {
      const NumberReading n = attempt.slots.numbers.range_at(words, i, attempt.arena);
      const bool loose = n.kind == NumberReading::Kind::article || n.kind == NumberReading::Kind::vague;
      if (!n || c.number_count == 4 || (loose && element.slot == Slot::number)) return 0;
      c.numbers[c.number_count++] = n;
      return n.kind == NumberReading::Kind::vague && words.is(n.end, "of") ? n.end + 1 : n.end;
    }
    case Slot::time:
    case Slot::unit: {
      const UnitReading unit = element.slot == Slot::time ? attempt.slots.units.time_at(words, i)
                                                          : attempt.slots.units.at(words, i, attempt.arena);
      if (!unit || c.unit_count == 3) return 0;
      // "a second" is hardly ever a unit of time.
      const bool article = c.number_count > 0 && c.numbers[c.number_count - 1].kind == NumberReading::Kind::article;
      if (article && unit.ucum == "s") return 0;
      c.units[c.unit_count++] = unit;
      return unit.end;
    }
    case Slot::ordinal: {
      if (words.is_number(i) && ordinal_ending(words, i + 1)) {
        c.ordinal = to_number(words.folded(i));
        return c.ordinal != 0 ? i + 2 : 0;
      }
      const PhraseTable::Hit hit = attempt.slots.ordinals.at(words, i);
      if (!hit) return 0;
      c.ordinal = to_number(hit.row["value"]);
      return hit.end;
    }
    case Slot::year: {
      const uint32_t year = words.is_number(i) && words.folded(i).size() == 4 ? to_number(words.folded(i)) : 0;
      if (year < 1900 || year > 2099) return 0;
      (c.year == 0 ? c.year : c.second_year) = year;
      return i + 1;
    }
    case Slot::month: {
      const PhraseTable::Hit hit = attempt.slots.months.at(words, i);
      if (!hit) return 0;
      c.month = to_number(hit.row["value"]);
      return hit.end;
    }
    case Slot::day: {
      if (!words.is_number(i) || words.is_raised(i)) return 0;
      const uint32_t day = to_number(words.folded(i));
      if (day < 1 || day > 31) return 0;
      c.day = day;
      return ordinal_ending(words, i + 1) ? i + 2 : i + 1;
    }
    case Slot::anchor: {
      uint32_t at = i;
      PhraseTable::Hit hit = attempt.slots.anchors.at(words, at);
      for (int skipped = 0; hit && hit.row["anchor"] == "-" && skipped < 3; ++skipped)
        hit = attempt.slots.anchors.at(words, at = hit.end);
      if (!hit || hit.row["anchor"] == "-") return 0;
      c.anchor = hit.row;
      c.anchor_begin = at;
      c.anchor_end = hit.end;
      return hit.end;
    }
  }
  return 0;
}

bool PatternTable::match(Attempt& attempt, const Pattern& pattern, size_t e, uint32_t i, PatternMatch& out) {
  if (e == pattern.elements.size()) {
    out.end = std::max(out.end, out.begin);
    return out.end > out.begin;
  }
  const Element& element = pattern.elements[e];
  const uint32_t at = i > attempt.start && attempt.words.is(i, "-") ? i + 1 : i;
  for (const uint32_t from : {i, at}) {
    PatternMatch tried = out;
    const uint32_t behind = take(attempt, element, from, tried.captures);
    if (behind == 0) {
      if (at == i) break;
      continue;
    }
    if (!element.outside) {
      if (tried.end == 0) tried.begin = from;
      tried.end = behind;
    }
    if (match(attempt, pattern, e + 1, behind, tried)) {
      out = tried;
      return true;
    }
    if (at == i) break;
  }
  return element.optional && match(attempt, pattern, e + 1, i, out);
}

PatternMatch PatternTable::at(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena) const {
  PatternMatch best;
  Attempt attempt{words, slots, arena, i};
  const auto try_all = [&](const std::vector<uint32_t>& list) {
    for (const uint32_t number : list) {
      PatternMatch tried;
      if (!match(attempt, patterns_[number], 0, i, tried)) continue;
      tried.row = patterns_[number].row;
      if (!best || tried.end > best.end || (tried.end == best.end && tried.row.index < best.row.index)) best = tried;
    }
  };
  const WordId id = words.ids[i];
  if (id != 0 && id < by_word_.size()) try_all(by_word_[id]);
  if (words.is_number(i)) try_all(by_number_);
  if (id != 0 || words.is_number(i)) try_all(by_any_);
  return best;
}

}  // namespace anamnesis
