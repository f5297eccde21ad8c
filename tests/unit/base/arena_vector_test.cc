#include "base/arena_vector.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("a vector in an arena keeps what it holds as it grows, and copies stay in the same arena") {
  Arena arena(256);
  ArenaVector<int> numbers(arena);
  for (int i = 0; i < 1000; ++i) numbers.push_back(i);
  ArenaVector<int> copy = numbers;
  copy[0] = 7;
  CHECK(numbers.front() == 0);
  CHECK(numbers.back() == 999);
  CHECK(copy.get_allocator() == numbers.get_allocator());
}
