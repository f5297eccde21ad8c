// Sentences. Tokens of a paragraph in, sentence ends out. A full stop (never the one inside a number, which is part
// of its token) ends a sentence unless what stands before it is an abbreviation, an initial or a list number, or
// what follows goes on in lower case. Closing quotes, brackets and citation numbers stuck to the stop stay with it.
#include "segment/sentences.h"

#include <deque>

#include "base/ascii.h"

namespace anamnesis {
namespace {

// No sentence is longer: what is attached to what is looked for within a sentence, in the square of its length, and a
// text without stops is no prose.
constexpr uint32_t kMaxTokens = 1000;

class Splitter {
 public:
  Splitter(std::string_view text, std::span<const Token> tokens, uint32_t first, uint32_t end,
           const Abbreviations& abbreviations)
      : text_(text), tokens_(tokens), first_(first), end_(end), abbreviations_(abbreviations) {}

  void run(std::vector<uint32_t>& out) {
    uint32_t start = first_;
    for (uint32_t i = first_; i < end_; ++i) {
      if (i - start == kMaxTokens) {
        out.push_back(i);
        start = i;
      }
      if (tokens_[i].kind != TokenKind::punctuation) continue;
      const char c = text_[tokens_[i].span.begin];
      if (c == ')' && citation_ends(i)) {
        out.push_back(i + 1);
        start = i + 1;
        continue;
      }
      if (c != '.' && c != '!' && c != '?') continue;
      const uint32_t after = behind_closing(i + 1);
      if (after >= end_) break;
      const bool ends = c == '.' ? stop_ends(start, i, after) : tokens_[after].space_before && !is_answered(i, after);
      if (!ends) continue;
      out.push_back(after);
      start = after;
      i = after - 1;
    }
    if (start < end_) out.push_back(end_);
  }

 private:
  std::string_view folded(uint32_t i) const { return tokens_[i].folded; }
  char first_char(uint32_t i) const { return text_[tokens_[i].span.begin]; }
  bool is_word(uint32_t i) const { return tokens_[i].kind == TokenKind::word; }
  bool is_number(uint32_t i) const { return tokens_[i].kind == TokenKind::number; }

  // Behind quotes and brackets that close, and citation numbers that stick to the stop ("setting.1,2 The").
  uint32_t behind_closing(uint32_t i) const {
    while (i < end_ && !tokens_[i].space_before) {
      const std::string_view f = folded(i);
      const bool closes = f == ")" || f == "]" || f == "\"" || f == "'" || f == "\xE2\x80\x9D";
      if (!closes) break;
      ++i;
    }
    uint32_t j = i;
    const bool bracket = j + 1 < end_ && folded(j) == "[" && is_number(j + 1);
    if (bracket) ++j;
    while (j < end_ && !tokens_[j].space_before && (is_number(j) || (j > i && (folded(j) == "," || folded(j) == "-"))))
      ++j;
    if (bracket && j < end_ && folded(j) == "]") ++j;
    const bool cited = j > i && j < end_ && tokens_[j].space_before && is_upper(first_char(j));
    return cited ? j : i;
  }

  // "(6) Our report": the stop behind a citation was lost where a text was flattened.
  bool citation_ends(uint32_t close) const {
    using Kind = Abbreviations::Kind;
    const uint32_t next = close + 1;
    if (close < first_ + 4 || next >= end_ || !is_number(close - 1) || !is_word(next) || !is_upper(first_char(next)))
      return false;
    uint32_t open = close - 1;
    while (open > first_ && (is_number(open) || folded(open) == "," || folded(open) == "-")) --open;
    return folded(open) == "(" && open > first_ && is_word(open - 1) &&
           abbreviations_.of(folded(next)) == Kind::starter;
  }

  bool stop_ends(uint32_t start, uint32_t stop, uint32_t next) const {
    if (stop == start) return false;
    const uint32_t before = stop - 1;
    const char c = first_char(next);
    const bool sticks = !tokens_[stop].space_before;
    if (!tokens_[next].space_before)  // "admission.The": the blank was lost
      return next == stop + 1 && is_word(next) && is_upper(c) && tokens_[next].span.size() > 1 && is_word(before) &&
             tokens_[before].span.size() > 1 && is_lower(text_[tokens_[before].span.end - 1]) &&
             is_lower(text_[tokens_[next].span.begin + 1]);
    if (is_lower(c)) return false;
    if (!sticks) return true;
    if (is_number(before) && before == start) return false;  // "1. Fever"
    if (!is_word(before)) return true;
    return word_ends(before, next, c);
  }

  // "Fever? No. Chills? Yes": the answer belongs to its question.
  bool is_answered(uint32_t question, uint32_t next) const {
    if (first_char(question) != '?' || !abbreviations_.is_answer(folded(next))) return false;
    return next + 1 == end_ || tokens_[next + 1].kind == TokenKind::punctuation;
  }

  bool in_capitals(uint32_t token) const {
    const Span span = tokens_[token].span;
    return span.size() > 1 && is_upper(text_[span.begin]) && is_upper(text_[span.begin + 1]);
  }

  // A word, a stop, a blank, and no lower case behind it.
  bool word_ends(uint32_t before, uint32_t next, char c) const {
    using Kind = Abbreviations::Kind;
    const bool dotted = before >= first_ + 2 && folded(before - 1) == "." && !tokens_[before].space_before &&
                        tokens_[before - 2].span.size() == 1;  // "b.i.d."
    switch (dotted ? Kind::may : abbreviations_.of(folded(before))) {
      case Kind::never: return in_capitals(before) && is_upper(c);  // "1+ MR. The valve": no title
      case Kind::number: return !is_number(next);
      case Kind::may: return is_upper(c);
      default: break;
    }
    const bool of_pair = before > first_ && folded(before - 1) == "/" && !tokens_[before].space_before;  // "N/V."
    const bool initial = tokens_[before].span.size() == 1 && is_upper(first_char(before)) && !of_pair;
    if (!initial) return true;
    if (before > first_ && abbreviations_.of(folded(before - 1)) == Kind::before_letter) return true;
    if (before > first_ && is_number(before - 1)) return true;                         // "1.2 L."
    if (before > first_ && abbreviations_.is_answer(folded(before - 1))) return true;  // "no V."
    return abbreviations_.of(folded(next)) == Kind::starter;
  }

  std::string_view text_;
  std::span<const Token> tokens_;
  uint32_t first_, end_;
  const Abbreviations& abbreviations_;
};

}  // namespace

Result<Abbreviations> Abbreviations::compile(const Tables& tables, const Folding& folding) {
  Abbreviations out;
  const Table* table = tables.find("grammar/abbreviations");
  if (table == nullptr) return out;
  std::vector<Kind> kinds;
  for (uint32_t i = 0; i < table->size(); ++i) {
    const std::string_view kind = table->cell(i, "kind");
    const Kind value = kind == "never"           ? Kind::never
                       : kind == "may"           ? Kind::may
                       : kind == "number"        ? Kind::number
                       : kind == "before-letter" ? Kind::before_letter
                       : kind == "starter"       ? Kind::starter
                                                 : Kind::none;
    const bool answers = !table->cell(i, "answer").empty();
    if (value == Kind::none && !(answers && kind.empty()))
      return Error{"`kind` is none of never, may, number, before-letter, starter", table->file(i), table->line(i), 1};
    out.keys_.push_back(folding.fold(table->key(i)));
    kinds.push_back(value);
  }
  for (size_t i = 0; i < kinds.size(); ++i) {
    out.kinds_.emplace(out.keys_[i], kinds[i]);
    if (!table->cell(static_cast<uint32_t>(i), "answer").empty()) out.answers_.insert(out.keys_[i]);
  }
  return out;
}

Abbreviations::Kind Abbreviations::of(std::string_view folded) const {
  const auto at = kinds_.find(folded);
  return at == kinds_.end() ? Kind::none : at->second;
}

void split_sentences(std::string_view text, std::span<const Token> tokens, uint32_t first, uint32_t end,
                     const Abbreviations& abbreviations, std::vector<uint32_t>& out) {
  Splitter(text, tokens, first, end, abbreviations).run(out);
}

}  // namespace anamnesis
