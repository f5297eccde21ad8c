// Vocabulary: every word of the grammar tables as a number, so that scanners compare numbers, and a word that no
// table knows costs one look-up and no more.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segment/word_filter.h"

namespace anamnesis {

using WordId = uint32_t;  // 0 = in no table

class Vocabulary {
 public:
  WordId add(std::string_view folded) {
    if (const WordId known = find(folded); known != 0) return known;
    words_.emplace_back(folded);
    filter_.add(folded);
    return ids_.emplace(words_.back(), static_cast<WordId>(words_.size())).first->second;
  }
  WordId find(std::string_view folded) const {
    if (!filter_.may_have(folded)) return 0;
    const auto at = ids_.find(folded);
    return at == ids_.end() ? 0 : at->second;
  }
  std::string_view word(WordId id) const { return words_[id - 1]; }
  WordId size() const { return static_cast<WordId>(words_.size()); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  WordFilter filter_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, WordId, Hash, std::equal_to<>> ids_;
};

}  // namespace anamnesis
