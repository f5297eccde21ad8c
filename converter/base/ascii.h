// Classes and case of ASCII characters, whatever the locale: std::isalpha and its like depend on one.
// In: a char or a text. Out: a verdict, or the text in lower case; bytes above 127 are no letters and stay as
// they are.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace anamnesis {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_alnum(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// Is every byte above a blank? So nothing is white, and no control character but DEL is there.
inline bool is_unbroken(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  // A byte below 0x21 borrows in the subtraction; one above 0x7f is let off by its own high bit.
  const auto broken = [](uint64_t word) { return ((word - kOnes * 0x21) & ~word & kOnes * 0x80) != 0; };
  const auto eight = [](const char* p) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    return word;
  };
  if (text.size() < 8) return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' || c < 0; });
  const char* const last = text.data() + text.size() - 8;  // the last eight may overlap those before
  for (const char* p = text.data(); p < last; p += 8)
    if (broken(eight(p))) return false;
  return !broken(eight(last));
}

inline std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

}  // namespace anamnesis
