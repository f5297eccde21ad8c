// WordFilter: says of most words that are not in a set that they are not, at the cost of a few loads.
#pragma once
#include <bitset>
#include <cstdint>
#include <string_view>

namespace anamnesis {

class WordFilter {
 public:
  void add(std::string_view word) { bits_.set(place(word)); }
  // False: the word was not added. True: look it up.
  bool may_have(std::string_view word) const { return bits_[place(word)]; }

 private:
  static size_t place(std::string_view w) {
    if (w.empty()) return 0;
    const auto at = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(w[i])); };
    const size_t h = at(0) * 1259 + at(w.size() / 2) * 8209 + at(w.size() - 1) * 131 + w.size() * 3571;
    return (h ^ (h >> 9)) & (kSize - 1);
  }
  static constexpr size_t kSize = size_t{1} << 15;
  std::bitset<kSize> bits_;
};

}  // namespace anamnesis
