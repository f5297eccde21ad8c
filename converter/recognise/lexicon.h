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
  uint32_t row = 0;
  uint16_t table = 0;
  // Of a short abbreviation ("MS", "Mg"): how many capitals the text must have at least; 0 = case does not matter.
  uint16_t capitals = 0;
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

  static constexpr uint32_t no_word = 0, dead = 0;  // `dead`: a node
  static constexpr size_t kFuzzyLetters = 8;
  // A known word and what its slot says of the phrases that begin with it, so that this is read once.
  struct Start {
    uint32_t word = no_word;
    uint32_t node = dead;  // after it from the start; kAlone: it is a phrase
    uint32_t goes_on = 0;  // the bits of the words that lead on
  };
  // `hash`: hash_word(folded).
  Start start(std::string_view folded, uint32_t hash) const {
    const WordSlot* slot = slots_ + place_of(hash, word_places_);
    // Most stand at their place or one or two behind it: steps that need no guess of the processor's.
    slot += slot->hash < hash ? 1 : 0;
    slot += slot->hash < hash ? 1 : 0;
    while (slot->hash < hash) ++slot;
    for (; slot->hash == hash; ++slot) {
      if (slot->size != folded.size()) {
        if (slot->size == 0) break;
        continue;
      }
      const char* text = folded.size() <= sizeof slot->head ? slot->head : strings_ + slot->offset;
      if (same_word(text, folded.data(), folded.size())) return start(static_cast<uint32_t>(slot - slots_) + 1);
    }
    return {};
  }
  Start start(uint32_t word) const { return {word, slots_[word - 1].node, slots_[word - 1].goes_on}; }
  uint32_t word(std::string_view folded, uint32_t hash) const { return start(folded, hash).word; }
  uint32_t words() const { return word_slots_; }  // the largest number of a word
  // The known word of at least 8 letters that is one edit away (same first letter, only one candidate), or no_word.
  uint32_t similar_word(std::string_view folded) const;
  static bool may_be_similar(std::string_view folded) { return folded.size() >= kFuzzyLetters; }

  // The lexicon is far larger than the nearest caches: what a sentence will need of it is best asked for at once.
  void prefetch_word(uint32_t hash) const {
    const WordSlot* const place = slots_ + place_of(hash, word_places_);
    __builtin_prefetch(place);
    __builtin_prefetch(place + 2);  // where a word stands that is behind its place
  }
  void prefetch_phrases(const Start& start) const { __builtin_prefetch(nodes_ + first(start)); }
  void prefetch_next(const Start& start, uint32_t next) const {
    const Head head = head_of(first(start));
    __builtin_prefetch(nodes_ + head.end + (head.ways > kFewWays ? 2 * place_of_way(next, head.ways) : 0));
  }

  // Whether a phrase starts and ends with the word, or goes on with `next` (which may be no_word).
  static bool leads_on(const Start& start, uint32_t next) {
    const uint32_t goes_on = next != no_word ? start.goes_on >> (next & 31) & 1 : 0;
    return (start.node >> 31 | goes_on) != 0;  // without a guess of the processor's
  }

  // A node of the trie is the number of its first word in nodes_.
  // After a known word, from the start; dead where no phrase begins with it.
  static uint32_t first(const Start& start) { return start.node & ~kAlone; }
  uint32_t next(uint32_t node, uint32_t word) const;
  std::span<const LexiconEntry> accepted(uint32_t node) const {
    const Head head = head_of(node);
    return {reinterpret_cast<const LexiconEntry*>(nodes_ + head.end) - head.entries, head.entries};
  }

 private:
  // A word is the number of its slot, from 1; what most words need is in one place.
  struct WordSlot {
    uint32_t hash, offset;  // `offset`: in strings_; of an empty slot the hash is the largest
    uint16_t size;          // 0: empty
    char head[14];          // of the text
    uint32_t node;          // after it from the start; kAlone: it is a phrase
    uint32_t goes_on;       // the bits of the words that lead on
  };
  struct Way {
    uint32_t word, node;
  };
  struct Deletion {
    uint32_t hash, word;
  };
  struct Head {
    uint32_t entries, ways;
    uint32_t end;  // behind the entries
  };
  static constexpr size_t kMostDeletions = 64;
  static std::span<uint32_t> deletions_of(std::string_view folded, std::span<uint32_t, kMostDeletions> out);
  // Bit and word of the filter.
  static uint64_t filter_bit(uint32_t hash) { return uint64_t{1} << (hash >> 1 & 63); }
  static uint32_t filter_word(uint32_t hash, uint32_t mask) { return hash >> 7 & mask; }
  friend class LexiconBuilder;
  static constexpr uint32_t kAlone = 1u << 31;
  static constexpr uint32_t kManyEntries = 0xFF;  // the number stands in the next word
  static constexpr uint32_t kFewWays = 8;         // as a list; more are a table, each at or behind its place

  static uint32_t bit_of(uint32_t word) { return 1u << (word & 31); }
  static uint32_t place_of_way(uint32_t word, uint32_t ways) { return place_of(word * 0x9e3779b1u, ways); }
  Head head_of(uint32_t node) const {
    const uint32_t head = nodes_[node], few = head & kManyEntries;
    const uint32_t entries = few != kManyEntries ? few : nodes_[node + 1];
    return {entries, head >> 8, node + (few != kManyEntries ? 1 : 2) + 2 * entries};
  }
  std::string_view text_of(uint32_t word) const { return {strings_ + slots_[word - 1].offset, slots_[word - 1].size}; }

  uint32_t word_slots_ = 0, word_places_ = 0, deletion_slots_ = 0;
  uint32_t filter_mask_ = 0;
  static const WordSlot kNoWords[1];
  const WordSlot* slots_ = kNoWords;
  const uint32_t* nodes_ = nullptr;
  const uint64_t* filter_ = nullptr;  // a bit for the hash of each deletion: most words have none of theirs set
  const Deletion* deletions_ = nullptr;
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
  using Phrases = std::span<const Phrase* const>;
  struct Trie;
  uint32_t intern(std::string_view word);
  void place_words(std::vector<Lexicon::WordSlot>& slots, std::string& strings, std::vector<uint32_t>& numbers) const;
  std::vector<Lexicon::Deletion> deletions(const std::vector<uint32_t>& numbers) const;
  std::vector<std::string> texts_ = {""};
  std::vector<uint32_t> table_;  // open addressing over texts_
  std::vector<Phrase> phrases_;
};

}  // namespace anamnesis
