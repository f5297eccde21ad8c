// Names: one number for each name that definitions and expressions use, so that hot paths compare numbers.
//
// Process-wide, only ever added to, safe from any thread. A number depends on which name was asked for first, so it
// must not reach output or decide an order. Expressions come from anywhere, so the table does not grow without end:
// what it has no room for is 0 and is compared as text.
#pragma once
#include <cstdint>
#include <string_view>

namespace anamnesis {

// The same number whenever it is asked for the same name; 0: it has none.
uint32_t number_of_name(std::string_view name);

// A set of names as bits, not quite exact: what it does not hold is not there. A name without a number may be any.
inline uint64_t bit_of_name(uint32_t number) {
  return number == 0 ? ~uint64_t{0} : uint64_t{1} << (number & 63);
}

// Are two names the same? By their numbers if both have one.
inline bool same_name(uint32_t a_number, std::string_view a, uint32_t b_number, std::string_view b) {
  return a_number != 0 && b_number != 0 ? a_number == b_number : a == b;
}

}  // namespace anamnesis
