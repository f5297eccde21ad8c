// Arenas: small and large blocks alike keep what is in them, aligned, until a rewind or a reset.
#include "base/arena.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

struct alignas(64) Line {
  size_t number;
};

}  // namespace

TEST_CASE("objects of a document of many megabytes stay apart and aligned") {
  Arena arena;
  for (int round = 0; round < 2; ++round, arena.reset()) {
    std::vector<Line*> lines;
    for (size_t i = 0; i < 200'000; ++i) {
      lines.push_back(arena.make<Line>(i));
      if (i % 7 == 0) arena.copy("odd");
    }
    size_t wrong = 0;
    for (size_t i = 0; i < lines.size(); ++i) wrong += lines[i]->number != i || reinterpret_cast<uintptr_t>(lines[i]) % 64 != 0;
    CHECK(wrong == 0);
    CHECK(arena.bytes_reserved() >= lines.size() * sizeof(Line));
    CHECK(arena.bytes_reserved() < 2 * lines.size() * sizeof(Line));
  }
}

TEST_CASE("a request larger than any block is met, and a huge document gives its memory back") {
  Arena arena;
  const std::string text(50 << 20, 'x');
  arena.copy("small");
  CHECK(arena.copy(text) == text);
  CHECK(arena.bytes_reserved() > text.size());
  arena.reset();
  CHECK(arena.bytes_reserved() < size_t{33} << 20);
  CHECK(arena.copy("small") == "small");
}

TEST_CASE("what is rewound is used again") {
  Arena arena;
  arena.copy("kept");
  const Arena::Mark mark = arena.mark();
  for (int i = 0; i < 20; ++i) {
    arena.make_array<char>(3 << 20);
    arena.rewind(mark);
  }
  CHECK(arena.mark() == mark);
  CHECK(arena.bytes_reserved() < size_t{8} << 20);
}
