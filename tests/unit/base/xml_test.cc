#include "base/xml.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("a tree keeps names, attributes, text and offsets") {
  const std::string_view text =
      "<?xml version=\"1.0\"?>\n<!-- c --><a x=\"1 &amp;&#10;2\"><b>t &lt; u</b> <b/><![CDATA[<&]]></a>\n";
  Arena arena;
  const auto root = xml::parse(text, arena);
  REQUIRE(root.ok());
  CHECK((*root)->name == "a");
  CHECK(text.substr((*root)->offset, 2) == "a ");
  CHECK((*root)->attribute("x") == "1 &\n2");
  const xml::Node* b = (*root)->child("b");
  REQUIRE(b != nullptr);
  CHECK(b->first->value == "t < u");
  CHECK(b->following("b")->first == nullptr);
  CHECK(b->following("c") == nullptr);
  std::string out;
  xml::append(out, **root);
  CHECK(out == "<a x=\"1 &amp;\n2\"><b>t &lt; u</b> <b/>&lt;&amp;</a>");
}

TEST_CASE("a faulty XML text is refused with its place") {
  const struct {
    std::string_view text;
    const char* error;
  } cases[] = {
      {"", ":1:1: there is no XML element"},
      {"<a>", ":1:3: an end tag that does not match its start tag"},
      {"<a>\n</b>", ":2:3: an end tag that does not match its start tag"},
      {"<a x=1/>", ":1:6: a wrong attribute"},
      {"<a x='1' x='2'/>", ":1:2: the attribute 'x' is there twice"},
      {"<a/><b/>", ":1:6: a second root element"},
      {"<a>&nbsp;</a>", ":1:4: an unknown entity"},
      {"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", ":1:1: declarations in a document type are not allowed"},
      {"<a>\xff</a>", ":1:4: is not well-formed UTF-8"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    Arena arena;
    const auto root = xml::parse(c.text, arena);
    REQUIRE_FALSE(root.ok());
    CHECK(root.error().text() == c.error);
  }
}

TEST_CASE("depth is limited without recursion") {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  for (int i = 0; i < 100000; ++i) deep += "</a>";
  Arena arena;
  const auto root = xml::parse(deep, arena);
  REQUIRE_FALSE(root.ok());
  CHECK(root.error().message == "is nested deeper than 400 levels");
}
