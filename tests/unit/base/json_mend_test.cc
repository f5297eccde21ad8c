// JSON with commas and quotes missing is made JSON again, and its offsets are those of the text as it was.
#include "base/json_mend.h"

#include <doctest/doctest.h>

#include "base/json.h"

using namespace anamnesis;

TEST_CASE("commas and quotes are mended, and nothing else") {
  const struct {
    const char* source;
    const char* mended;  // "" where it cannot be
  } cases[] = {
      {R"({"a": 1 "b": [2 3]})", R"({"a": 1 ,"b": [2 ,3]})"},
      {R"({"a": [1,], })", R"({"a": [1 ]  })"},
      {R"({a: yes, b : true})", R"({"a": "yes", "b" : true})"},
      {R"({"a": 1 /* , */ "b": {}})", R"({"a": 1 /* , */ ,"b": {}})"},
      {R"({"a": "x,}" b: -1.5e3})", R"({"a": "x,}" ,"b": -1.5e3})"},
      {R"({"a": 1})", ""},     // nothing to mend
      {R"({"a": 1)", ""},      // a bracket is missing
      {R"({"a" 1})", ""},      // a colon
      {R"({"a": })", ""},      // a value
      {R"({"a": 1,, })", ""},  // more than one comma too many
      {R"({"a": "x)", ""},     // the end of a text
      {R"([1 })", ""},         // the wrong bracket
      {R"({'a': 1})", ""},     // other quotes
      {R"({"a": 1} x)", ""},   // something behind
  };
  for (const auto& c : cases) {
    CAPTURE(c.source);
    const auto mended = json::mend(c.source);
    CHECK((mended ? mended->text : std::string()) == c.mended);
  }
}

TEST_CASE("offsets are those of the text as it was") {
  const std::string_view source = R"({a: "x" "b": yes "c": 1})";
  const auto mended = json::mend(source);
  REQUIRE(mended);
  Arena arena;
  const auto value = json::parse(mended->text, arena);
  REQUIRE(value);
  json::Value& tree = const_cast<json::Value&>(**value);
  mended->restore(tree);
  CHECK(tree.end == source.size());
  CHECK(source.substr(tree.find("a")->key_offset, 1) == "a");
  CHECK(source.substr(tree.find("b")->key_offset, 3) == "\"b\"");
  CHECK(source.substr(tree.find("b")->offset, 3) == "yes");
  CHECK(source.substr(tree.find("c")->offset, 1) == "1");
  CHECK(mended->mends.size() == 4);
  for (const json::Mend& m : mended->mends) CHECK(source.substr(m.offset, m.word.size()) == m.word);
}

// Each mend is looked up in the tree when it is told, so that a text made of them would take its square.
TEST_CASE("a text with more slips than anyone makes is no JSON") {
  const auto names = [](int n) {
    std::string text = "{";
    for (int i = 0; i < n; ++i) text += (i == 0 ? "a" : ",a") + std::to_string(i) + ":1";
    return text + "}";
  };
  CHECK(json::mend(names(1000)));
  CHECK(!json::mend(names(1001)));
}
