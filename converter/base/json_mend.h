// JSON written as JavaScript allows, or nearly so: missing commas, commas too many, names and words without quotes. It
// is made JSON again, so that the rest can be read and one fault does not hide the others.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis::json {

struct Value;

struct Mend {
  enum Kind : uint8_t { comma_missing, comma_extra, name_unquoted, word_unquoted };
  Kind kind;
  uint32_t offset;  // in the text as it was: where something is missing or too many, or the word begins
  std::string_view word = {};
};

struct Mended {
  std::string text;
  std::vector<Mend> mends;  // in order; at least one

  uint32_t original(uint32_t offset) const;  // of an offset in `text`: where that was in the text as it was
  void restore(Value& tree) const;           // the same for all offsets of a tree that was parsed from `text`

  std::vector<std::pair<uint32_t, int32_t>> shifts = {};  // from this offset of `text` on, so much was put in
};

// Nothing if commas and quotes are not all that is wrong, or too many are. Comments are passed by as they are.
std::optional<Mended> mend(std::string_view source);

}  // namespace anamnesis::json
