// Vocabulary: every word of the grammar tables as a number, so that scanners compare numbers, and a word that no
// table knows costs one look-up and no more.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_hash.h"

namespace anamnesis {

using WordId = uint32_t;  // 0 = in no table

class Vocabulary {
 public:
  WordId add(std::string_view folded) {
    const uint32_t hash = hash_word(folded);
    if (const WordId known = find(folded, hash); known != 0) return known;
    if (slots_.size() < 2 * (words_.size() + 1)) grow();
    words_.emplace_back(folded);
    put({hash, size()});
    return size();
  }
  WordId find(std::string_view folded) const { return find(folded, hash_word(folded)); }
  // `hash`: hash_word(folded).
  WordId find(std::string_view folded, uint32_t hash) const {
    for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[i];
      if (slot.id == 0 || (slot.hash == hash && same_word(words_[slot.id - 1], folded))) return slot.id;
    }
  }
  std::string_view text(WordId id) const { return words_[id - 1]; }
  WordId size() const { return static_cast<WordId>(words_.size()); }

 private:
  // Open addressing over a power of two, half of it empty.
  struct Slot {
    uint32_t hash = 0;
    WordId id = 0;
  };
  void put(Slot slot) {
    size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].id != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
  void grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(2 * old.size(), Slot());
    for (const Slot slot : old)
      if (slot.id != 0) put(slot);
  }

  std::vector<std::string> words_;
  std::vector<Slot> slots_{256};
};

}  // namespace anamnesis
