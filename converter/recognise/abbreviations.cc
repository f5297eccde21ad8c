// Abbreviations the text defines: "long form (SF)" and "SF (long form)", after Schwartz and Hearst (2003): the short
// form's letters are found from right to left in the words in front of the bracket, its first letter at the start of
// a word; at most min(|SF| + 5, 2 |SF|) words are looked at.
#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "recognise/scan.h"

namespace anamnesis {
namespace {

bool can_be_short(std::string_view s) {
  if (s.size() < 2 || s.size() > 10 || !is_alnum(s[0])) return false;
  const auto letters = std::count_if(s.begin(), s.end(), [](char c) { return is_alnum(c) && !(c >= '0' && c <= '9'); });
  const auto capitals = std::count_if(s.begin(), s.end(), is_upper);
  return letters >= 2 && capitals >= 1 && s.find(' ') == std::string_view::npos;
}

// Where the last words of `text` begin whose first letters are those of `shorter`, if that is so.
size_t initials_begin(std::string_view shorter, std::string_view text) {
  size_t at = text.size();
  for (size_t s = shorter.size(); s-- > 0;) {
    if (!is_alnum(shorter[s])) return std::string_view::npos;
    while (at > 0 && !is_alnum(text[at - 1])) --at;
    while (at > 0 && is_alnum(text[at - 1])) --at;
    if (at == text.size() || to_lower(text[at]) != to_lower(shorter[s])) return std::string_view::npos;
  }
  return at;
}

// Where in `text` the long form of `shorter` begins, reading both from the right; npos if it does not fit.
size_t long_form_begin(std::string_view shorter, std::string_view text) {
  size_t at = text.size();
  if (const size_t begin = initials_begin(shorter, text); begin != std::string_view::npos) return begin;
  for (size_t s = shorter.size(); s-- > 0;) {
    const char wanted = to_lower(shorter[s]);
    if (!is_alnum(shorter[s])) continue;
    for (;;) {
      if (at == 0) return std::string_view::npos;
      --at;
      const bool starts_word = at == 0 || !is_alnum(text[at - 1]);
      if (to_lower(text[at]) == wanted && (s > 0 || starts_word)) break;
    }
  }
  return at;
}

class Finder {
 public:
  explicit Finder(const Words& words) : text_(words.text), tokens_(words.tokens) {}

  void bracket(const Sentence& s, uint32_t open, std::vector<Abbreviation>& out) {
    if (open == s.first_token) return;
    uint32_t close = open + 1;
    while (close < s.end_token && close - open < 12 && !ends_form(tokens_[close])) ++close;
    if (close >= s.end_token || close == open + 1 || close - open >= 12) return;
    const std::string_view inside = between(open + 1, close);
    if (can_be_short(inside))
      long_before(s, open, close, out);
    else if (tokens_[close].is_mark(')'))
      short_before(s, open, close, out);
  }

 private:
  static bool ends_form(const Token& t) { return t.is_mark(')') || t.is_mark(';') || t.is_mark(','); }
  static bool ends_words(const Token& t) {
    return t.is_mark('(') || t.is_mark(')') || t.is_mark(';') || t.is_mark('.') || t.is_mark(':');
  }
  std::string_view between(uint32_t first, uint32_t end) const {
    return text_.substr(tokens_[first].span.begin, tokens_[end - 1].span.end - tokens_[first].span.begin);
  }

  void long_before(const Sentence& s, uint32_t open, uint32_t close, std::vector<Abbreviation>& out) const {
    const std::string_view shorter = between(open + 1, close);
    const auto reach = static_cast<uint32_t>(std::min(shorter.size() + 5, shorter.size() * 2));
    uint32_t first = open;
    for (uint32_t words = 0; first > s.first_token && words < reach; --first) {
      if (ends_words(tokens_[first - 1])) break;
      words += tokens_[first - 1].kind != TokenKind::punctuation;
    }
    if (first == open) return;
    const std::string_view before = between(first, open);
    const size_t begin = long_form_begin(shorter, before);
    if (begin != std::string_view::npos) add(open + 1, close, first, open, tokens_[first].span.begin + begin, out);
  }

  // "SF (long form)": the words of the bracket must all be used, from its first one.
  void short_before(const Sentence& s, uint32_t open, uint32_t close, std::vector<Abbreviation>& out) const {
    uint32_t first = open - 1;
    while (first > s.first_token && !tokens_[first].space_before) --first;
    const std::string_view shorter = between(first, open), longer = between(open + 1, close);
    if (!can_be_short(shorter) || longer.size() < shorter.size() * 2) return;
    if (long_form_begin(shorter, longer) == 0) add(first, open, open + 1, close, tokens_[open + 1].span.begin, out);
  }

  void add(uint32_t short_token, uint32_t short_end, uint32_t long_from, uint32_t long_end, size_t begin,
           std::vector<Abbreviation>& out) const {
    uint32_t long_token = long_from;
    while (long_token < long_end && tokens_[long_token].span.end <= begin) ++long_token;
    const std::string_view longer = between(long_token, long_end), shorter = between(short_token, short_end);
    if (longer.size() <= shorter.size() || longer.find(shorter) != std::string_view::npos) return;
    Abbreviation a;
    a.short_form = {tokens_[short_token].span.begin, tokens_[short_end - 1].span.end};
    a.long_form = {tokens_[long_token].span.begin, tokens_[long_end - 1].span.end};
    a.short_token = short_token;
    a.short_end = short_end;
    a.long_token = long_token;
    a.long_end = long_end;
    out.push_back(a);
  }

  std::string_view text_;
  std::span<const Token> tokens_;
};

}  // namespace

std::span<const Abbreviation> find_abbreviations(const Segments& segments, const Scanned& scanned, Arena& arena) {
  std::vector<Abbreviation> found;
  Finder finder(scanned.words);
  for (const auto& [open, sentence] : scanned.brackets) finder.bracket(segments.sentences[sentence], open, found);
  const std::span<Abbreviation> out = arena.make_array<Abbreviation>(found.size());
  std::copy(found.begin(), found.end(), out.begin());
  return out;
}

}  // namespace anamnesis
