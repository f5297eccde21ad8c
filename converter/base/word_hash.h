// hash_word: of a word or a short name, for tables in memory and those that the build makes; not of what may be chosen
// to collide. The same on every machine of this byte order.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace anamnesis {

inline uint32_t hash_word(std::string_view s) {
  uint64_t h = 0x9e3779b97f4a7c15ull ^ s.size();
  while (s.size() >= 8) {
    uint64_t part;
    std::memcpy(&part, s.data(), 8);
    h = (h ^ part) * 0xff51afd7ed558ccdull;
    h ^= h >> 32;
    s.remove_prefix(8);
  }
  uint64_t part = 0;
  std::memcpy(&part, s.data(), s.size());
  h = (h ^ part) * 0xff51afd7ed558ccdull;
  h ^= h >> 29;
  return static_cast<uint32_t>(h ^ (h >> 32));
}

// Whether `size` bytes are the same at both places; without a call for what words are long.
inline bool same_word(const char* a, const char* b, size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  const auto eight = [&](size_t at) {
    uint64_t x, y;
    std::memcpy(&x, a + at, 8);
    std::memcpy(&y, b + at, 8);
    return x == y;
  };
  if (size >= 8) return eight(0) && eight(size - 8);
  const auto four = [&](size_t at) {
    uint32_t x, y;
    std::memcpy(&x, a + at, 4);
    std::memcpy(&y, b + at, 4);
    return x == y;
  };
  if (size >= 4) return four(0) && four(size - 4);
  if (size == 0) return true;
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];
}

inline bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_word(a.data(), b.data(), a.size());
}

}  // namespace anamnesis
