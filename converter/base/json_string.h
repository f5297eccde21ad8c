// Strings of JSON as they stand in a text: where one ends, and what its escapes mean. For the readers of JSON; inline,
// since most strings are shorter than a call is long.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/arena.h"
#ifdef RAPIDJSON_SSE2
#include <emmintrin.h>
#endif

namespace anamnesis::json {

// The first byte at or behind p that is a quote, a backslash or a control character; `end` if there is none.
inline const char* find_string_stop(const char* p, const char* end) {
#ifdef RAPIDJSON_SSE2
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i low = _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control);
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash)), low);
    const int mask = _mm_movemask_epi8(hit);
    if (mask != 0) return p + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  return p;
}

// What stands between the quotes of a string that has escapes, in the arena; nothing if an escape is none, or half a
// surrogate pair.
std::optional<std::string_view> unescape(std::string_view text, Arena& arena);

}  // namespace anamnesis::json
