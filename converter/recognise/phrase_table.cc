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
    Phrase phrase;
    for (const Token& token : tokens) phrase.words.push_back(vocabulary.add(token.folded));
    if (match && table->cell(i, *match) == "exact") phrase.exact = key;
    phrase.row = {table, i};
    const WordId first = phrase.words.front();
    if (by_first_.size() <= first) by_first_.resize(first + 1);
    by_first_[first].push_back(std::move(phrase));
  }
  for (auto& phrases : by_first_)
    std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) {
      return std::pair(a.words.size(), !a.exact.empty()) > std::pair(b.words.size(), !b.exact.empty());
    });
}

PhraseTable::Hit PhraseTable::longest(const Words& words, uint32_t i, const std::vector<Phrase>& phrases) {
  for (const Phrase& phrase : phrases) {
    const auto end = static_cast<uint32_t>(i + phrase.words.size());
    if (end > words.end) continue;
    bool same = true;
    for (uint32_t k = 1; same && k < phrase.words.size(); ++k) same = phrase.words[k] == words.ids[i + k];
    if (!same) continue;
    if (!phrase.exact.empty() && words.cover(i, end).of(words.text) != phrase.exact) continue;
    return {phrase.row, end};
  }
  return {};
}

}  // namespace anamnesis
