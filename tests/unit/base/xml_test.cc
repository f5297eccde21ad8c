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

// Found by fuzzing: pugixml wrote any number of a character reference as UTF-8, also one that no character has.
TEST_CASE("a character reference must be of a character") {
  for (const char* text : {"<a>&#x20FFFF;</a>", "<a b='&#x110000;'/>", "<a>&#xD800;</a>", "<a>&#0;</a>", "<a>&#1;</a>", "<a>&#xFFFE;</a>",
                           "<a>&#;</a>", "<a>&#x;</a>", "<a>&#12a;</a>", "<a>&#99999999;</a>", "<a>& b</a>", "<a>&amp</a>"}) {
    CAPTURE(std::string(text));
    Arena arena;
    const auto root = xml::parse(text, arena);
    REQUIRE_FALSE(root.ok());
    CHECK(root.error().message == "an unknown entity");
  }
  for (const char* text : {"<a>&#x10FFFF;&#xD7FF;&#233;&#9;&#13;</a>", "<a><![CDATA[&#0; & &x;]]>&lt;<!-- &y; --></a>"}) {
    CAPTURE(std::string(text));
    Arena arena;
    CHECK(xml::parse(text, arena).ok());
  }
  Arena arena;
  CHECK_FALSE(xml::parse("<a><!-- x -->&y;<![CDATA[z]]></a>", arena).ok());
  CHECK_FALSE(xml::parse("<a>\x01</a>", arena).ok());
}

// Found by fuzzing: "<!--" in an attribute was taken for a comment, and the references behind it for its words.
TEST_CASE("nothing in a tag opens a comment") {
  Arena arena;
  CHECK_FALSE(xml::parse("<a b=\"<!--\">&#x110000;</a>", arena).ok());
  CHECK_FALSE(xml::parse("<a b='x\"<!--'><c d=\"&#x11FFFF;\"/></a>", arena).ok());
  CHECK(xml::parse("<a b='\"'><!-- &y; \" --><c d=\"&amp;\"/></a>", arena).ok());
}

// Each ampersand of a CDATA section once looked for the section's two ends: quadratic.
TEST_CASE("a section of ampersands is read in one pass") {
  std::string text = "<a><![CDATA[";
  for (int i = 0; i < 2000000; ++i) text += "& ";
  Arena arena;
  CHECK(xml::parse(text + "]]></a>", arena).ok());
}
