// Texts taken eight or sixteen bytes at a time, against the same byte by byte.
#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/json_string.h"
#include "base/text_hash.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("a text is unbroken where every byte is above a blank, at any length and place") {
  for (size_t size = 0; size < 40; ++size)
    for (size_t at = 0; at <= size; ++at)
      for (const char c : {'\0', '\t', '\n', '\x1f', ' ', '!', 'a', '\x7e', '\x7f', '\x80', '\xa0', '\xff'}) {
        std::string text(size, at % 2 == 0 ? 'x' : '\xc3');
        text.insert(at, 1, c);
        const bool expected =
            std::all_of(text.begin(), text.end(), [](char b) { return static_cast<unsigned char>(b) > 0x20; });
        CHECK(is_unbroken(text) == expected);
      }
  CHECK(is_unbroken(""));
}

TEST_CASE("texts that differ in one byte or in length have different hashes") {
  std::set<uint64_t> seen;
  size_t texts = 0;
  for (size_t size = 0; size < 70; ++size) {
    const std::string text(size, 'a');
    seen.insert(hash_text(text));
    ++texts;
    for (size_t at = 0; at < size; ++at, ++texts) {
      std::string other = text;
      other[at] = 'b';
      seen.insert(hash_text(other));
    }
  }
  CHECK(seen.size() == texts);
  CHECK(hash_text("b", hash_text("a")) != hash_text("a", hash_text("b")));
}

TEST_CASE("a string of JSON ends where its quote, a backslash or a control character stands") {
  for (size_t size = 0; size < 40; ++size)
    for (const char c : {'"', '\\', '\0', '\n', '\x1f'}) {
      const std::string text = std::string(size, '\xe9') + c + "\" tail that goes on";
      CHECK(json::find_string_stop(text.data(), text.data() + text.size()) == text.data() + size);
      CHECK(json::find_string_stop(text.data(), text.data() + size) == text.data() + size);
    }
}

TEST_CASE("escapes mean what RFC 8259 says, and half a surrogate pair means nothing") {
  Arena arena;
  CHECK(json::unescape(R"(a\\\"\/\b\f\n\r\tz)", arena) == "a\\\"/\b\f\n\r\tz");
  CHECK(json::unescape(R"(\u0041\u00e9\u20AC\ud83d\uDE00)", arena) == "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(json::unescape(R"(\u0000)", arena) == std::string_view("\0", 1));
  for (const char* bad : {R"(\)", R"(\x)", R"(\u12)", R"(\u12g4)", R"(\ud83d)", R"(\ud83dx)", R"(\ud83d\n)", R"(\ud83d\u0041)",
                          R"(\ude00)"})
    CHECK_FALSE(json::unescape(bad, arena).has_value());
}
