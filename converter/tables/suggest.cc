// Optimal string alignment distance by the usual three-row table.
#include "tables/suggest.h"

#include <algorithm>
#include <vector>

namespace anamnesis {

unsigned edit_distance(std::string_view a, std::string_view b) {
  std::vector<unsigned> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (unsigned j = 0; j <= b.size(); ++j) last[j] = j;
  for (unsigned i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (unsigned j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string suggest(std::string_view name, std::span<const std::string_view> known) {
  unsigned best = static_cast<unsigned>(std::max<size_t>(1, name.size() / 3)) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : known)
    if (const unsigned distance = edit_distance(name, candidate); distance < best) {
      best = distance;
      nearest = candidate;
    }
  return std::string(nearest);
}

}  // namespace anamnesis
