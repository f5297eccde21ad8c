// Span: a half-open range [begin, end) of bytes of a Document's text.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>

namespace anamnesis {

struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  constexpr uint32_t size() const { return end - begin; }
  constexpr bool empty() const { return begin == end; }
  constexpr bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  constexpr bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  constexpr Span cover(Span other) const { return {std::min(begin, other.begin), std::max(end, other.end)}; }
  constexpr std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
  friend constexpr bool operator==(Span, Span) = default;
  friend constexpr auto operator<=>(Span, Span) = default;
};

}  // namespace anamnesis
