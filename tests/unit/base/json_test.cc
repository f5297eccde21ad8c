#include "base/json.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {
std::string error_of(std::string_view text, const json::Limits& limits = {}) {
  Arena arena;
  const auto value = json::parse(text, arena, limits);
  return value.ok() ? "" : value.error().text();
}
}  // namespace

TEST_CASE("a tree keeps the order, the offsets and the text of its values") {
  const std::string_view text = R"( {"a": 1.10, "b": ["x", "", null, true], "c": {"long key with more than sixteen bytes": "a string with more than thirty-two bytes"}} )";
  Arena arena;
  const auto value = json::parse(text, arena);
  REQUIRE(value.ok());
  const json::Value& root = **value;
  CHECK(root.offset == 1);
  CHECK(root.end == text.size() - 1);
  CHECK(root.scalar("a") == "1.10");
  CHECK(text.substr(root.find("a")->offset, 4) == "1.10");
  CHECK(root.find("a")->key_offset == 2);
  const json::Value* b = root.find("b");
  REQUIRE(b->size == 4);
  CHECK(b->first->text == "x");
  CHECK(b->first->text.data() == text.data() + b->first->offset + 1);
  CHECK(b->first->next->text.empty());
  CHECK(b->first->next->next->is(json::Kind::null));
  CHECK(b->first->next->next->next->text == "true");
  CHECK(root.find("c")->first->key == "long key with more than sixteen bytes");
  std::string out;
  json::append(out, root);
  CHECK(out == R"({"a":1.10,"b":["x","",null,true],"c":{"long key with more than sixteen bytes":"a string with more than thirty-two bytes"}})");
}

TEST_CASE("escapes are decoded and written again") {
  Arena arena;
  const auto value = json::parse(R"(["a\"b\\c\/d\n\t\r\b\f\u00e9\ud83d\ude00 end of a longer string", "\u0001"])", arena);
  REQUIRE(value.ok());
  CHECK((*value)->first->text == "a\"b\\c/d\n\t\r\b\f\xc3\xa9\xf0\x9f\x98\x80 end of a longer string");
  std::string out;
  json::append(out, **value);
  CHECK(out == "[\"a\\\"b\\\\c/d\\n\\t\\r\\b\\f\xc3\xa9\xf0\x9f\x98\x80 end of a longer string\",\"\\u0001\"]");
}

TEST_CASE("a faulty text is refused with its place") {
  const struct {
    std::string_view text;
    const char* error;
  } cases[] = {
      {"", ":1:1: there is no JSON value"},
      {" \n ", ":2:2: there is no JSON value"},
      {"{\"a\":1} x", ":1:9: there is something behind the JSON value"},
      {std::string_view("{}\0", 3), ":1:3: there is something behind the JSON value"},
      {"{\"a\" 1}", ":1:6: the colon behind a key is missing"},
      {"{a:1}", ":1:2: a key in quotes is missing"},
      {"{\"a\":1,}", ":1:8: a key in quotes is missing"},
      {"[1,]", ":1:4: is not a JSON value"},
      {"[1 2]", ":1:4: a comma or ] is missing in an array"},
      {"\n[\"abc", ":2:6: a string has no end"},
      {"[\"a\\", ":1:4: a wrong escape or a control character in a string"},
      {"[\"a\\x\"]", ":1:4: a wrong escape or a control character in a string"},
      {"[\"a\nb\"]", ":1:4: a wrong escape or a control character in a string"},
      {"[1.]", ":1:4: a number needs digits behind its point"},
      {"[01]", ":1:3: a comma or ] is missing in an array"},
      {"[\"\xff\"]", ":1:3: is not well-formed UTF-8"},
      {"// c\n1", ":1:1: is not a JSON value"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(error_of(c.text) == c.error);
  }
  CHECK(error_of(std::string(401, '[')) == ":1:402: is nested deeper than 400 levels");
}

TEST_CASE("duplicate keys and comments are noted") {
  Arena arena;
  json::Notes notes;
  const auto value = json::parse("{\"a\":1, /* c */ \"b\":{\"x\":\"//\",\"x\":2},\"a\":3}", arena, {.comments = true}, &notes);
  REQUIRE(value.ok());
  REQUIRE(notes.duplicates.size() == 2);
  CHECK(notes.duplicates[0]->key == "x");
  CHECK(notes.duplicates[1]->text == "3");
  REQUIRE(notes.comments.size() == 1);
  CHECK(notes.comments[0] == 8);

  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i % 99) + "\":0,";
  many.back() = '}';
  json::Notes large;
  REQUIRE(json::parse(many, arena, {}, &large).ok());
  REQUIRE(large.duplicates.size() == 1);
  CHECK(large.duplicates[0]->key == "k0");
}

TEST_CASE("half a surrogate pair is refused, whichever half") {
  for (const char* text : {R"(["\ude00"])", R"(["\ud83d"])", R"(["\ud83d\ud83d"])", R"(["\ud66d\ude006"])", R"(["\ude00\ud83d"])"}) {
    CAPTURE(std::string(text));
    CHECK(error_of(text).find("half a surrogate pair in a \\u escape") != std::string::npos);
  }
  CHECK(error_of(R"({"a\udfff":1})") == ":1:2: half a surrogate pair in a \\u escape");
  CHECK(error_of(R"(["\ud83d\ude00"])").empty());
}
