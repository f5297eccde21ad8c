// The known name nearest to one that was mistyped, for messages.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace anamnesis {

// Number of single-character insertions, deletions, substitutions and swaps of neighbours.
unsigned edit_distance(std::string_view a, std::string_view b);

// The nearest of `known` (the first of equals) if it is near enough to be what was meant, else empty.
std::string suggest(std::string_view name, std::span<const std::string_view> known);

}  // namespace anamnesis
