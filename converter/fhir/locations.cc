// Locations: the offsets of all line starts, searched by bisection.
#include "fhir/locations.h"

#include <algorithm>
#include <cstring>

namespace anamnesis::fhir {

LineColumn Locations::at(size_t offset) {
  if (lines_.empty()) {
    lines_.push_back(0);
    for (size_t at = source_.find('\n'); at != std::string_view::npos; at = source_.find('\n', at + 1))
      lines_.push_back(static_cast<uint32_t>(at + 1));
  }
  offset = std::min(offset, source_.size());
  const auto line = std::upper_bound(lines_.begin(), lines_.end(), static_cast<uint32_t>(offset)) - 1;
  // A Bundle on one line would cost its length for each finding: an index there.
  constexpr size_t kLong = 4096;
  size_t column;
  if (offset - *line < kLong) {
    column = count_code_points(source_.substr(*line, offset - *line)) + 1;
  } else {
    if (!code_points_) code_points_.emplace(source_);
    column =
        code_points_->code_points_before(static_cast<uint32_t>(offset)) - code_points_->code_points_before(*line) + 1;
  }
  return {static_cast<uint32_t>(line - lines_.begin() + 1), static_cast<uint32_t>(column)};
}

}  // namespace anamnesis::fhir
