// Headings. Phrases are kept by their first folded word, longest first, so a look-up costs one hash and a few
// comparisons; `#` in a phrase is a number, in digits, Roman digits or as a word.
#include "segment/headings.h"

#include <algorithm>

#include "segment/tokens.h"

namespace anamnesis {
namespace {

constexpr std::string_view kForms[] = {"line", "heading", "run", "opener", "tail", "anchor"};  // in the order of Form

bool is_ordinal(const Token& token) {
  if (token.kind == TokenKind::number) return true;
  const std::string_view f = token.folded;
  if (f == "one" || f == "two" || f == "three" || f == "four" || f == "five" || f == "six") return true;
  return f.size() < 5 && f.find_first_not_of("ivx") == std::string_view::npos;
}

}  // namespace

Result<Headings> Headings::compile(const Tables& tables, const Folding& folding) {
  Headings out;
  const Table* table = tables.find("grammar/sections");
  out.kinds_ = tables.find("grammar/section-kinds");
  if (table == nullptr) return out;
  Arena arena;
  std::vector<Token> tokens;
  const auto form_column = table->column("form"), kind_column = table->column("kind");
  if (!form_column || !kind_column) return Error{"needs the columns form and kind", table->file(), 1, 1};
  for (uint32_t i = 0; i < table->size(); ++i) {
    const auto fail = [&](std::string why) { return Error{std::move(why), table->file(i), table->line(i), 1}; };
    const std::string_view form = table->cell(i, *form_column), kind = table->cell(i, *kind_column);
    const auto named = std::find(std::begin(kForms), std::end(kForms), form);
    if (named == std::end(kForms)) return fail("`form` is none of line, heading, run, opener, tail, anchor");
    Phrase phrase;
    phrase.match = {{table, i}, out.meaning_of(kind), static_cast<Form>(named - std::begin(kForms)), 0};
    if (!phrase.match.meaning) return fail("kind '" + std::string(kind) + "' is not in grammar/section-kinds");
    const std::string_view key = table->key(i);
    tokens.clear();
    tokenise(key, {0, static_cast<uint32_t>(key.size())}, folding, arena, tokens);
    for (const Token& token : tokens) phrase.words.emplace_back(token.folded);
    if (phrase.words.empty()) return fail("no words");
    phrase.match.tokens = static_cast<uint32_t>(phrase.words.size());
    const bool opens = phrase.match.form >= Form::opener;
    Index& index = opens ? out.openers_ : out.headings_;
    std::string first = phrase.words.front();
    index.first_words.add(first);
    index.by_first[std::move(first)].push_back(std::move(phrase));
  }
  for (Index* index : {&out.headings_, &out.openers_})
    for (auto& [word, phrases] : index->by_first)
      std::stable_sort(phrases.begin(), phrases.end(),
                       [](const Phrase& a, const Phrase& b) {  // of two spellings that fold to one, the freer form
                         return std::pair(a.words.size(), a.match.form) > std::pair(b.words.size(), b.match.form);
                       });
  return out;
}

Headings::Match Headings::longest(const Index& index, std::span<const Token> tokens) {
  if (tokens.empty()) return {};
  const std::string_view first = tokens[0].kind == TokenKind::number ? std::string_view("#") : tokens[0].folded;
  if (!index.first_words.may_have(first)) return {};
  const auto found = index.by_first.find(first);
  if (found == index.by_first.end()) return {};
  for (const Phrase& phrase : found->second) {
    if (phrase.words.size() > tokens.size()) continue;
    bool same = true;
    for (size_t i = 1; same && i < phrase.words.size(); ++i)
      same = phrase.words[i] == "#" ? is_ordinal(tokens[i]) : phrase.words[i] == tokens[i].folded;
    if (same) return phrase.match;
  }
  return {};
}

Headings::Match Headings::at(std::span<const Token> tokens) const {
  return longest(headings_, tokens);
}

Headings::Match Headings::opener_at(std::span<const Token> tokens) const {
  return longest(openers_, tokens);
}

Headings::Match Headings::of_heading(std::span<const Token> tokens) const {
  for (size_t i = 0; i < tokens.size(); ++i)
    if (const Match match = at(tokens.subspan(i)); match.row) return match;
  return {};
}

Row Headings::meaning_of(std::string_view kind) const {
  if (kinds_ == nullptr) return {};
  for (uint32_t i = 0; i < kinds_->size(); ++i)
    if (kinds_->key(i) == kind) return {kinds_, i};
  return {};
}

}  // namespace anamnesis
