// Folding. Text in: one word. Out: its key. In order: characters (case, diacritics, ligatures, Greek, raised and
// lowered digits, apostrophes), possessive, whole-word rules (final), plural ending (the longest that fits, once),
// inner spelling rules from left to right. A bit per three letters says whether an inner rule can start there, a bit
// per two last letters whether a word can be a plural, so that most words cost one look at each letter.
#include "segment/fold.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"

namespace anamnesis {
namespace {

// Latin letters with marks, U+00C0 to U+017F, as plain ones; '?' = no letter there or more than one (below).
constexpr std::string_view kLatin =
    "aaaaaa?ceeeeiiiidnooooo?ouuuuy?"
    "?aaaaaa?ceeeeiiiidnooooo?ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii?"
    "?jjkkklllllll"
    "lllnnnnnnn?"
    "?oooooo?"
    "?rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

constexpr const char* kGreek[] = {"alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
                                  "kappa", "lambda", "u",       "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
                                  "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};

const char* name_of_letter(char32_t c) {
  switch (c) {
    case 0xC6:
    case 0xE6: return "ae";
    case 0xDF: return "ss";
    case 0xDE:
    case 0xFE: return "th";
    case 0x132:
    case 0x133: return "ij";
    case 0x152:
    case 0x153: return "oe";
    case 0x14A:
    case 0x14B: return "n";
    case 0xB5: return "u";  // the micro sign; Greek mu the same
    case 0x2018:
    case 0x2019:
    case 0x2BC:
    case 0x60:
    case 0xB4: return "'";
    case 0xFB00: return "ff";
    case 0xFB01: return "fi";
    case 0xFB02: return "fl";
    case 0xFB03: return "ffi";
    case 0xFB04: return "ffl";
    case 0xFB05:
    case 0xFB06: return "st";
    case 0x2126: return "ohm";
    case 0xAD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF: return "";
    case 0xB9: return "1";
    case 0xB2: return "2";
    case 0xB3: return "3";
    case 0x2122:
    case 0xAE:
    case 0xA9: return "";
    default: return nullptr;
  }
}

void append_folded(std::string& out, char32_t c, std::string_view as_printed) {
  if (const char* name = name_of_letter(c)) {
    out += name;
  } else if (c >= 0xC0 && c < 0xC0 + kLatin.size() && kLatin[c - 0xC0] != '?') {
    out += kLatin[c - 0xC0];
  } else if (c >= 0x391 && c <= 0x3A9) {
    out += kGreek[c - 0x391];
  } else if (c >= 0x3B1 && c <= 0x3C9) {
    out += kGreek[c - 0x3B1];
  } else if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) {
    out += static_cast<char>('0' + (c - 0x2070));
  } else if (c >= 0x2080 && c <= 0x2089) {
    out += static_cast<char>('0' + (c - 0x2080));
  } else if (c >= 0x300 && c <= 0x36F) {
    // a combining mark: dropped
  } else if (c >= 0xFF01 && c <= 0xFF5E) {  // full-width ASCII
    const char plain = static_cast<char>(c - 0xFF01 + '!');
    out += plain >= 'A' && plain <= 'Z' ? static_cast<char>(plain + 32) : plain;
  } else {
    out += as_printed;
  }
}

}  // namespace

Folding::Folding() {
  for (char before = 'a'; before <= 'z'; ++before)
    if (before != 's' && before != 'u' && before != 'i') plural_ends_.set(pair_of(before, 's'));
}

Result<Folding> Folding::compile(const Tables& tables) {
  Folding out;
  const Table* table = tables.find("grammar/spelling");
  if (table == nullptr) return out;
  for (uint32_t i = 0; i < table->size(); ++i) {
    const std::string_view from = table->key(i), where = table->cell(i, "where"), to = table->cell(i, "to");
    const auto fail = [&](const char* why) { return Error{why, table->file(i), table->line(i), 1}; };
    if (where == "word") {
      out.words_.emplace(from, to);
      out.word_filter_.add(from);
    } else if (where == "plural") {
      if (from.size() < 2 || !is_lower(from[from.size() - 2]) || !is_lower(from.back()))
        return fail("a plural ending ends with two letters");
      out.plurals_.push_back({std::string(from), std::string(to)});
      out.plural_ends_.set(pair_of(from[from.size() - 2], from.back()));
    } else if (where == "inner") {
      if (from.size() < 2 || !std::all_of(from.begin(), from.end(), is_lower))
        return fail("an inner spelling rule is two letters or more");
      out.inner_[static_cast<size_t>(from[0] - 'a')].push_back({std::string(from), std::string(to)});
      for (size_t third = 0; third <= kNoLetter; ++third)
        if (from.size() == 2 || third == static_cast<size_t>(from[2] - 'a'))
          out.inner_starts_.set(triple_of(from[0], from[1], third));
    } else {
      return fail("`where` is none of word, plural, inner");
    }
  }
  const auto longer = [](const Rule& a, const Rule& b) { return a.from.size() > b.from.size(); };
  std::stable_sort(out.plurals_.begin(), out.plurals_.end(), longer);
  for (auto& rules : out.inner_) std::stable_sort(rules.begin(), rules.end(), longer);
  return out;
}

void Folding::fold_characters(std::string_view word, std::string& out) const {
  for (uint32_t at = 0; at < word.size();) {
    const char c = word[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '`' ? '\'' : c;
      ++at;
      continue;
    }
    const CodePoint point = decode_utf8(word, at);
    append_folded(out, point.value, word.substr(at, point.next - at));
    at = point.next;
  }
  if (out.ends_with("'s") && out.size() > 3) out.resize(out.size() - 2);
  while (out.ends_with('\'') && out.size() > 1) out.pop_back();
}

bool Folding::inner_may_start(std::string_view word, size_t at) const {
  if (at + 1 >= word.size() || !is_lower(word[at]) || !is_lower(word[at + 1])) return false;
  const bool third = at + 2 < word.size() && is_lower(word[at + 2]);
  return inner_starts_[triple_of(word[at], word[at + 1], third ? static_cast<size_t>(word[at + 2] - 'a') : kNoLetter)];
}

bool Folding::may_be_plural(std::string_view word) const {
  if (word.size() < 2 || !is_lower(word.back()) || !is_lower(word[word.size() - 2])) return false;
  return plural_ends_[pair_of(word[word.size() - 2], word.back())];
}

// A plural becomes its singular. Short words and -ss, -us, -is stay: they are rarely plurals.
void Folding::fold_number(std::string& word) const {
  for (const Rule& rule : plurals_) {
    if (rule.from.back() != word.back() || word.size() < rule.from.size() + 2 || !word.ends_with(rule.from)) continue;
    word.replace(word.size() - rule.from.size(), rule.from.size(), rule.to);
    return;
  }
  if (word.size() < 4 || word.back() != 's') return;
  const char before = word[word.size() - 2];
  if (before != 's' && before != 'u' && before != 'i' && is_lower(before)) word.pop_back();
}

void Folding::fold_spelling(std::string& word) const {
  for (size_t i = 0; i + 1 < word.size(); ++i) {
    if (!inner_may_start(word, i)) continue;
    for (const Rule& rule : inner_[static_cast<size_t>(word[i] - 'a')]) {
      if (word.compare(i, rule.from.size(), rule.from) != 0) continue;
      word.replace(i, rule.from.size(), rule.to);
      i += rule.to.empty() ? 0 : rule.to.size() - 1;
      break;
    }
  }
}

// Whether nothing about the word has to change: the common case, told without a copy.
bool Folding::stays(std::string_view word) const {
  for (const char c : word)
    if (!is_lower(c) && !is_digit(c)) return false;
  if (may_be_plural(word)) return false;
  for (size_t i = 0; i + 1 < word.size(); ++i)
    if (inner_may_start(word, i)) return false;
  return !word_filter_.may_have(word) || !words_.contains(word);
}

std::string Folding::fold(std::string_view word) const {
  if (stays(word)) return std::string(word);
  std::string out;
  fold_characters(word, out);
  if (stays(out)) return out;
  if (word_filter_.may_have(out))
    if (const auto at = words_.find(out); at != words_.end()) return at->second;
  if (may_be_plural(out)) fold_number(out);
  fold_spelling(out);
  return out;
}

std::string_view Folding::fold(std::string_view word, Arena& arena) const {
  if (stays(word)) return word;
  const std::string folded = fold(word);
  return folded == word ? word : arena.copy(folded);
}

}  // namespace anamnesis
