// Escapes: runs without one are copied whole. What comes out is never longer than what went in.
#include "base/json_string.h"

#include <cstring>

namespace anamnesis::json {
namespace {

// Four hex digits; nothing else makes a code unit.
std::optional<uint32_t> code_unit(std::string_view digits) {
  if (digits.size() < 4) return std::nullopt;
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) {
    const char c = digits[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  return value;
}

char* put_utf8(char* out, uint32_t c) {
  const auto byte = [&](uint32_t b) { *out++ = static_cast<char>(b); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
  return out;
}

// The code point of the \u escape (or pair of them) whose digits `rest` begins with, which moves behind it.
std::optional<uint32_t> code_point(std::string_view& rest) {
  const auto first = code_unit(rest);
  if (!first) return std::nullopt;
  rest.remove_prefix(4);
  if (*first < 0xD800 || *first > 0xDFFF) return first;
  if (*first > 0xDBFF || !rest.starts_with("\\u")) return std::nullopt;
  const auto second = code_unit(rest.substr(2));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  rest.remove_prefix(6);
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

}  // namespace

std::optional<std::string_view> unescape(std::string_view text, Arena& arena) {
  char* const begin = static_cast<char*>(arena.allocate(text.size(), 1));
  char* out = begin;
  while (!text.empty()) {
    const size_t run = std::min(text.find('\\'), text.size());
    std::memcpy(out, text.data(), run);
    out += run;
    text.remove_prefix(run);
    if (text.empty()) break;
    if (text.size() == 1) return std::nullopt;
    const char kind = text[1];
    text.remove_prefix(2);
    if (kind == 'u') {
      const auto c = code_point(text);
      if (!c) return std::nullopt;
      out = put_utf8(out, *c);
      continue;
    }
    constexpr std::string_view kinds = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const size_t at = kinds.find(kind);
    if (at == kinds.npos) return std::nullopt;
    *out++ = meanings[at];
  }
  return std::string_view(begin, static_cast<size_t>(out - begin));
}

}  // namespace anamnesis::json
