#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("ill-formed UTF-8 is found where it begins") {
  CHECK_FALSE(find_invalid_utf8("plain ascii, long enough for the fast path").has_value());
  CHECK_FALSE(find_invalid_utf8("µg/L \xE2\x80\x91 \xF0\x9F\x98\x80").has_value());
  const struct {
    const char* text;
    size_t at;
  } bad[] = {{"abc\xff", 3}, {"\xC0\x80", 0}, {"ab\xED\xA0\x80", 2}, {"\xF4\x90\x80\x80", 0}, {"x\xE2\x82", 1}};
  for (const auto& b : bad) CHECK(find_invalid_utf8(b.text) == b.at);
}

TEST_CASE("code points are counted the same way with and without the index") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "aé\xE2\x82\xAC\xF0\x9F\x98\x80";
  const CodePointIndex index(text);
  CHECK(index.total() == 400);
  for (uint32_t at = 0; at < text.size();) {
    CHECK(index.code_points_before(at) == count_code_points(std::string_view(text).substr(0, at)));
    at = decode_utf8(text, at).next;
  }
}

TEST_CASE("code points are counted and faults found wherever they stand, as one by one") {
  for (const size_t size : {0, 1, 7, 8, 31, 32, 63, 64, 191, 192, 193, 255, 400, 1000})
    for (size_t at = 0; at <= size; at += 1 + size / 16) {
      std::string text(size, 'a');
      text.insert(at, "\xC3\xA9");
      CHECK(count_code_points(text) == size + 1);
      CHECK(CodePointIndex(text).total() == size + 1);
      CHECK_FALSE(find_invalid_utf8(text).has_value());
      text.erase(at, 1);
      CHECK(find_invalid_utf8(text) == at);
    }
}

TEST_CASE("decoding and encoding are inverse") {
  for (const char32_t c : {U'a', U'\u00b5', U'\u2011', U'\U0001F600', U'\uFFFD'}) {
    std::string s;
    append_utf8(s, c);
    CHECK(decode_utf8(s, 0).value == c);
    CHECK(decode_utf8(s, 0).next == s.size());
  }
}

TEST_CASE("a place is line and column in code points") {
  const std::string text = "one\nzw\xC3\xB6i x\n";
  CHECK(locate(text, 0).line == 1);
  const LineColumn at = locate(text, text.find('x'));
  CHECK(at.line == 2);
  CHECK(at.column == 6);
}
