// GrammarWords: the words of the grammar that the lexicon has too, by the lexicon's number, so that a token is looked
// up once. Few of its words are: a bit says which, and the numbers of those stand close together, in the nearest
// caches.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/word_hash.h"
#include "recognise/lexicon.h"
#include "recognise/vocabulary.h"

namespace anamnesis {

class GrammarWords {
 public:
  GrammarWords() = default;
  GrammarWords(const Lexicon& lexicon, const Vocabulary& vocabulary) : blocks_(lexicon.words() / kWords + 1) {
    std::vector<WordId> by_word(blocks_.size() * kWords);
    for (WordId id = 1; id <= vocabulary.size(); ++id)
      by_word[lexicon.word(vocabulary.text(id), hash_word(vocabulary.text(id)))] = id;
    by_word[Lexicon::no_word] = 0;
    for (uint32_t word = 0; word < by_word.size(); ++word) {
      Block& block = blocks_[word / kWords];
      if (word % kWords == 0) block.first = static_cast<uint32_t>(ids_.size()) & 0xFFFFFF;
      if (by_word[word] == 0) continue;
      block.bits |= 1u << (word % kWords);
      ids_.push_back(by_word[word]);
    }
    ids_.push_back(0);
  }
  WordId of(uint32_t word) const {
    const Block block = blocks_[word / kWords];
    const uint32_t bits = block.bits, at = word % kWords;
    const WordId id = ids_[block.first + kOnes[bits & ((1u << at) - 1)]];
    return (bits >> at & 1) != 0 ? id : 0;  // read in any case: whether it is one is hard to guess
  }

 private:
  static constexpr uint32_t kWords = 8;
  static constexpr auto kOnes = [] {
    std::array<uint8_t, 1 << (kWords - 1)> ones{};
    for (uint32_t i = 1; i < ones.size(); ++i) ones[i] = static_cast<uint8_t>(ones[i >> 1] + (i & 1));
    return ones;
  }();
  struct Block {
    uint32_t bits : 8 = 0;
    uint32_t first : 24 = 0;  // in ids_
  };
  std::vector<Block> blocks_;
  std::vector<WordId> ids_;  // and one more
};

}  // namespace anamnesis
