// UTF-8. Text in: bytes. Out: offsets of faults, code points, counts. A continuation byte is 10xxxxxx, so
// counting code points is counting the bytes that are not one.
#include "base/utf8.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace anamnesis {
namespace {

constexpr bool is_continuation(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

// Length of the well-formed sequence at `p`, or 0.
size_t sequence_length(const unsigned char* p, size_t left) {
  const unsigned char a = p[0];
  if (a < 0x80) return 1;
  if (a < 0xC2 || a > 0xF4) return 0;
  const size_t n = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4;
  if (left < n) return 0;
  unsigned char low = 0x80, high = 0xBF;  // the second byte's range excludes overlong forms and surrogates
  if (a == 0xE0) low = 0xA0;
  if (a == 0xED) high = 0x9F;
  if (a == 0xF0) low = 0x90;
  if (a == 0xF4) high = 0x8F;
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < n; ++i)
    if (!is_continuation(p[i])) return 0;
  return n;
}

// Whether n bytes, a multiple of 8, are all ASCII.
template <size_t n>
bool is_ascii(const unsigned char* p) {
  uint64_t all = 0;
  for (size_t i = 0; i < n; i += 8) {
    uint64_t word;
    std::memcpy(&word, p + i, 8);
    all |= word;
  }
  return (all & 0x8080808080808080u) == 0;
}

}  // namespace

std::optional<size_t> find_invalid_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  size_t i = 0;
  while (i < text.size()) {
    if (i + 32 <= text.size() && is_ascii<32>(p + i)) {
      i += 32;
      continue;
    }
    if (i + 8 <= text.size() && is_ascii<8>(p + i)) {
      i += 8;
      continue;
    }
    const size_t n = sequence_length(p + i, text.size() - i);
    if (n == 0) return i;
    i += n;
  }
  return std::nullopt;
}

CodePoint decode_utf8(std::string_view text, uint32_t at) {
  INSIST(at < text.size());
  const auto* p = reinterpret_cast<const unsigned char*>(text.data()) + at;
  const size_t n = sequence_length(p, text.size() - at);
  switch (n) {
    case 1: return {p[0], at + 1};
    case 2: return {static_cast<char32_t>((p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu)), at + 2};
    case 3: return {static_cast<char32_t>((p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu)), at + 3};
    case 4:
      return {static_cast<char32_t>((p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu)),
              at + 4};
    default: return {0xFFFD, at + 1};  // callers validate first; a stray byte still moves us on
  }
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

namespace {

// At most 255 bytes: counted in a byte, which the compiler does many at a time.
size_t count_continuations(const char* p, size_t n) {
  uint8_t count = 0;
  for (size_t i = 0; i < n; ++i)
    count = static_cast<uint8_t>(count + is_continuation(static_cast<unsigned char>(p[i])));
  return count;
}

}  // namespace

size_t count_code_points(std::string_view text) {
  constexpr size_t kPart = 192;
  size_t n = text.size();
  for (; text.size() >= kPart; text.remove_prefix(kPart)) n -= count_continuations(text.data(), kPart);
  return n - count_continuations(text.data(), text.size());
}

LineColumn locate(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  return {static_cast<uint32_t>(line), static_cast<uint32_t>(1 + count_code_points(before.substr(line_start)))};
}

CodePointIndex::CodePointIndex(std::string_view text) : text_(text) {
  marks_.reserve(text.size() / 64 + 1);
  for (size_t i = 0; i < text.size(); i += 64) {
    marks_.push_back(total_);
    total_ += static_cast<uint32_t>(i + 64 <= text.size() ? 64 - count_continuations(text.data() + i, 64)
                                                          : count_code_points(text.substr(i)));
  }
  marks_.push_back(total_);
}

uint32_t CodePointIndex::code_points_before(uint32_t byte_offset) const {
  INSIST(byte_offset <= text_.size());
  const uint32_t mark = byte_offset / 64;
  return marks_[mark] + static_cast<uint32_t>(count_code_points(text_.substr(mark * 64, byte_offset - mark * 64)));
}

}  // namespace anamnesis
