// Locations: byte offsets of one source to line and column, for many findings in one large file.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace anamnesis::fhir {

// The source must outlive it. The line index is made when the first place is asked for. Not thread-safe.
class Locations {
 public:
  explicit Locations(std::string_view source) : source_(source) {}
  LineColumn at(size_t offset);

 private:
  std::string_view source_;
  std::vector<uint32_t> lines_;                // offset of each line's first byte
  std::optional<CodePointIndex> code_points_;  // made for long lines only
};

}  // namespace anamnesis::fhir
