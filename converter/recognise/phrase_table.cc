// Phrases by their first word's number, longest first, so the first that fits is the longest.
#include "recognise/phrase_table.h"

#include <algorithm>

#include "segment/tokens.h"

namespace anamnesis {

void PhraseTable::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  if (table == nullptr) return;
  Arena arena;
  std::vector<Token> tokens;
  const auto match = table->column("match");
  for (uint32_t i = 0; i < table->size(); ++i) {
    const std::string_view key = table->key(i);
    tokens.clear();
    tokenise(key, {0, static_cast<uint32_t>(key.size())}, folding, arena, tokens);
    if (tokens.empty()) continue;
    Phrase phrase{static_cast<uint32_t>(words_.size()), static_cast<uint32_t>(tokens.size()), 0, {}, {table, i}};
    for (const Token& token : tokens) words_.push_back(vocabulary.add(token.folded));
    if (tokens.size() > 1) phrase.second = words_[phrase.first_word + 1];
    if (match && table->cell(i, *match) == "exact") phrase.exact = key;
    phrases_.push_back(phrase);
  }
  std::stable_sort(phrases_.begin(), phrases_.end(), [&](const Phrase& a, const Phrase& b) {
    const WordId x = words_[a.first_word], y = words_[b.first_word];
    return x != y ? x < y : std::pair(a.size, !a.exact.empty()) > std::pair(b.size, !b.exact.empty());
  });
  for (uint32_t i = 0; i < phrases_.size(); ++i) {
    const WordId first = words_[phrases_[i].first_word];
    if (by_first_.size() <= first) by_first_.resize(first + 1);
    if (by_first_[first].size++ == 0) by_first_[first].first = i;
  }
}

PhraseTable::Hit PhraseTable::longest(const Words& words, uint32_t i, Range range) const {
  for (const Phrase& phrase : std::span(phrases_.data() + range.first, range.size)) {
    const uint32_t end = i + phrase.size;
    if (end > words.end) continue;
    if (phrase.size > 1) {
      if (phrase.second != words.ids[i + 1]) continue;
      const WordId* const wanted = words_.data() + phrase.first_word;
      if (!std::equal(wanted + 2, wanted + phrase.size, words.ids + i + 2)) continue;
    }
    if (!phrase.exact.empty() && words.cover(i, end).of(words.text) != phrase.exact) continue;
    return {phrase.row, end};
  }
  return {};
}

}  // namespace anamnesis
