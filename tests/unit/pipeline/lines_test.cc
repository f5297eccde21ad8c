// Lines of a stream: ends, limits, and lines longer than the buffer.
#include "pipeline/lines.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "base/files.h"

using namespace anamnesis;

namespace {

struct Seen {
  std::string bytes;
  uint32_t number;
  uint64_t size;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> lines_of(const std::string& text, uint64_t limit = 1000) {
  const std::string path = "lines_test.txt";
  REQUIRE(write_file(path, text).ok());
  auto reader = LineReader::open(path, limit);
  REQUIRE(reader.ok());
  std::vector<Seen> out;
  while (auto line = reader->next()) out.push_back({line->bytes, line->number, line->size});
  std::filesystem::remove(path);
  return out;
}

}  // namespace

TEST_CASE("lines are told apart with and without a last line end, and a carriage return belongs to the end") {
  CHECK_EQ(lines_of(""), std::vector<Seen>{});
  CHECK_EQ(lines_of("a"), std::vector<Seen>{{"a", 1, 1}});
  CHECK_EQ(lines_of("a\n"), std::vector<Seen>{{"a", 1, 1}});
  CHECK_EQ(lines_of("a\r\n\nb"), std::vector<Seen>{{"a", 1, 1}, {"", 2, 0}, {"b", 3, 1}});
}

TEST_CASE("a line over the limit is cut and its whole size told, and the next line is whole") {
  const auto seen = lines_of("abcdef\nxy\n", 4);
  CHECK_EQ(seen, std::vector<Seen>{{"abcd", 1, 6}, {"xy", 2, 2}});
}

TEST_CASE("a line longer than the buffer is put together") {
  const std::string longest(700'000, 'x');
  const auto seen = lines_of(longest + "\ny\n", 1'000'000);
  REQUIRE_EQ(seen.size(), 2);
  CHECK_EQ(seen[0].bytes, longest);
  CHECK_EQ(seen[1].bytes, "y");
}

TEST_CASE("the head can be looked at without being taken") {
  REQUIRE(write_file("head_test.txt", "one\ntwo\n").ok());
  auto reader = LineReader::open("head_test.txt", 100);
  REQUIRE(reader.ok());
  CHECK_EQ(reader->head(), "one\ntwo\n");
  CHECK_EQ(reader->next()->bytes, "one");
  CHECK_EQ(*reader->rest(100), "two\n");
  std::filesystem::remove("head_test.txt");
  CHECK_FALSE(LineReader::open("not-there.txt", 100).ok());
}
