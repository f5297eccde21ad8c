// UTF-8: validation, decoding, and the map between byte offsets and Unicode code points.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis {

// Byte offset of the first ill-formed sequence (Unicode 15, table 3-7), or nothing if the text is well formed.
std::optional<size_t> find_invalid_utf8(std::string_view text);

// The code point that starts at `at` in well-formed text, and the offset behind it.
struct CodePoint {
  char32_t value;
  uint32_t next;
};
CodePoint decode_utf8(std::string_view text, uint32_t at);

void append_utf8(std::string& out, char32_t code_point);

size_t count_code_points(std::string_view text);

// Line and column (both from 1, the column in code points) of a byte offset.
struct LineColumn {
  uint32_t line;
  uint32_t column;
};
LineColumn locate(std::string_view text, size_t offset);

// Maps byte offsets of one text to code point offsets in constant time (a mark every 64 bytes).
// The text must outlive the index.
class CodePointIndex {
 public:
  explicit CodePointIndex(std::string_view text);
  uint32_t code_points_before(uint32_t byte_offset) const;
  uint32_t total() const { return total_; }

 private:
  std::string_view text_;
  std::vector<uint32_t> marks_;
  uint32_t total_ = 0;
};

}  // namespace anamnesis
