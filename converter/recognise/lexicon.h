// Lexicon: phrases of word ids to table rows, as one position-independent block of bytes.
//
// A phrase is a sequence of folded words (segment/fold.h); hyphens are no words. The block can be built at build
// time and embedded, or at run time for a user's layer; a view on it needs no work and no memory of its own.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_hash.h"

namespace anamnesis {

// What a phrase stands for: a row of the n-th table of the set the lexicon was built from.
struct LexiconEntry {
  uint32_t table = 0;
  uint32_t row = 0;
  uint16_t flags = 0;  // see capitals()
  uint16_t words = 0;  // of the phrase

  // Of a short abbreviation ("MS", "Mg"): how many capitals the text must have at least; 0 = case does not matter.
  uint16_t capitals() const { return flags; }
};

class Lexicon {
 public:
  Lexicon() = default;
  // Bytes made by LexiconBuilder::build, 8-byte aligned; they must outlive the view.
  explicit Lexicon(std::span<const char> bytes);

  // A table need not be a power of two: the hash is scaled to it.
  static uint32_t place_of(uint32_t hash, uint32_t slots) {
    return static_cast<uint32_t>((uint64_t{hash} * slots) >> 32);
  }

  bool empty() const { return word_slots_ == 0; }

  static constexpr uint32_t no_word = 0;
  static constexpr size_t kFuzzyLetters = 8;
  // `hash`: hash_word(folded).
  uint32_t word(std::string_view folded, uint32_t hash) const {
    const WordSlot* slot = slots_ + place_of(hash, word_places_);
    while (slot->hash < hash) ++slot;
    for (; slot->hash == hash && slot->size != 0; ++slot) {
      if (slot->size != folded.size()) continue;
      const char* text = folded.size() <= sizeof slot->head ? slot->head : strings_ + slot->offset;
      if (same_word(text, folded.data(), folded.size())) return static_cast<uint32_t>(slot - slots_) + 1;
    }
    return no_word;
  }
  uint32_t words() const { return word_slots_; }  // the largest number of a word
  // The known word of at least 8 letters that is one edit away (same first letter, only one candidate), or no_word.
  uint32_t similar_word(std::string_view folded) const;
  static bool may_be_similar(std::string_view folded) { return folded.size() >= kFuzzyLetters; }

  // Whether a phrase starts and ends with the known word, or goes on with `next` (which may be no_word).
  bool leads_on(uint32_t word, uint32_t next) const {
    const State& state = slots_[word - 1].state;
    return state.entries != 0 || (next != no_word && (state.goes_on & bit_of(next)) != 0);
  }

  static constexpr uint32_t dead = 0;
  // The state after a known word, from the start; where no phrase begins with it, one that accepts and leads to
  // nothing.
  static uint32_t first(uint32_t word) { return word; }
  uint32_t next(uint32_t state, uint32_t word) const {
    return (state_of(state).goes_on & bit_of(word)) == 0 ? dead : follow(state, word);
  }
  std::span<const LexiconEntry> accepted(uint32_t state) const {
    const State& of = state_of(state);
    return {entries_ + of.first_entry, of.entries};
  }

 private:
  struct State {
    uint32_t first_entry, entries;
    uint32_t goes_on;  // the bits of the words that lead on
  };
  // A word is the number of its slot, from 1, and so is the state after it: what most words need is in one place.
  struct WordSlot {
    uint32_t hash, offset;  // `offset`: in strings_; of an empty slot the hash is the largest
    uint32_t size;          // 0: empty
    char head[8];           // of the text
    State state;
  };
  struct Edge {
    uint32_t state, word, next;
  };
  struct Deletion {
    uint32_t hash, word;
  };
  friend class LexiconBuilder;

  static uint32_t bit_of(uint32_t word) { return 1u << (word & 31); }
  const State& state_of(uint32_t state) const {
    return state <= word_slots_ ? slots_[state - 1].state : states_[state - word_slots_ - 1];
  }
  std::string_view text_of(uint32_t word) const { return {strings_ + slots_[word - 1].offset, slots_[word - 1].size}; }
  uint32_t follow(uint32_t state, uint32_t word) const;

  uint32_t word_slots_ = 0, word_places_ = 0, edge_slots_ = 0, deletion_slots_ = 0;
  static const WordSlot kNoWords[1];
  const WordSlot* slots_ = kNoWords;
  const State* states_ = nullptr;  // those that are not first
  const Edge* edges_ = nullptr;
  const Deletion* deletions_ = nullptr;
  const LexiconEntry* entries_ = nullptr;
  const char* strings_ = nullptr;
};

class LexiconBuilder {
 public:
  // `words` must not be empty. The same phrase may be added for several rows.
  void add(std::span<const std::string_view> words, LexiconEntry entry);
  // The block; deterministic in the order of the additions.
  std::string build() const;

 private:
  struct Phrase {
    std::vector<uint32_t> words;
    LexiconEntry entry;
  };
  uint32_t intern(std::string_view word);
  void place_words(std::vector<Lexicon::WordSlot>& slots, std::string& strings, std::vector<uint32_t>& numbers) const;
  std::vector<Lexicon::Deletion> deletions(const std::vector<uint32_t>& numbers) const;
  std::vector<std::string> texts_ = {""};
  std::vector<uint32_t> table_;  // open addressing over texts_
  std::vector<Phrase> phrases_;
};

}  // namespace anamnesis
