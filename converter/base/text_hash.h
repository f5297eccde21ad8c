// hash_text: for tables in memory that are looked up by text on hot paths. Sixteen bytes a step, folded by a product of
// 128 bits; no better than others where somebody picks texts to collide. Not the same on every machine.
//
// TextHash lets a standard container be asked with a view: unordered_map<std::string, T, TextHash, std::equal_to<>>.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace anamnesis {

inline uint64_t fold_product(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hash_text(std::string_view s, uint64_t seed = 0x2d358dccaa6c78a5u) {
  constexpr uint64_t kFirst = 0x8bb84b93962eacc9u, kSecond = 0x4b33a62ed433d4a3u;
  const auto eight = [](const char* p) {
    uint64_t out;
    std::memcpy(&out, p, 8);
    return out;
  };
  const auto four = [](const char* p) {
    uint32_t out;
    std::memcpy(&out, p, 4);
    return uint64_t{out};
  };
  const auto byte = [&](size_t at) { return uint64_t{static_cast<unsigned char>(s[at])}; };
  const char* p = s.data();
  const size_t n = s.size();
  uint64_t a = 0, b = 0;
  if (n >= 8) {  // parts may overlap
    for (size_t left = n; left > 16; left -= 16, p += 16) seed = fold_product(eight(p) ^ kFirst, eight(p + 8) ^ seed);
    a = eight(n >= 16 ? s.data() + n - 16 : s.data());
    b = eight(s.data() + n - 8);
  } else if (n >= 4) {
    a = four(p);
    b = four(p + n - 4);
  } else if (n > 0) {
    a = byte(0) << 16 | byte(n / 2) << 8 | byte(n - 1);
  }
  return fold_product(kSecond ^ n, fold_product(a ^ kFirst, b ^ seed));
}

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view s) const { return hash_text(s); }
};

}  // namespace anamnesis
