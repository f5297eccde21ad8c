// XML: the one wrapper around pugixml. Text goes in, a tree in an Arena comes out, each node with its byte offset.
//
// No document type, no entities but the five of XML itself and character references; no namespaces resolved: names
// are as written. Depth and size are limited. Strings point into the arena.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"

namespace anamnesis::xml {

enum class Kind : uint8_t { element, text, comment, instruction };

struct Attribute {
  std::string_view name;
  std::string_view value;  // entities and character references resolved
  Attribute* next = nullptr;
};

struct Node {
  std::string_view name;   // of an element (with its prefix) or an instruction
  std::string_view value;  // of text (entities resolved; CDATA too), a comment or an instruction
  Attribute* attributes = nullptr;
  Node* parent = nullptr;
  Node* first = nullptr;  // children
  Node* next = nullptr;   // next sibling
  uint32_t offset = 0;    // byte offset in the source: of an element's name behind the "<"
  Kind kind = Kind::element;

  bool is(std::string_view element) const { return kind == Kind::element && name == element; }
  const Node* child(std::string_view element) const;          // first child element of this name, or nullptr
  const Node* following(std::string_view element) const;      // next sibling element of this name, or nullptr
  std::string_view attribute(std::string_view wanted) const;  // its value, or ""
};

struct Limits {
  int depth = 400;
  size_t bytes = size_t{1} << 30;
  bool html_entities = false;  // accept &nbsp; and the like, which stay as they are written
  bool document_type = true;   // accept one without declarations of its own
};

// The root element. White space between elements is kept as text. Errors carry line and column: not well formed,
// a document type with declarations, a limit. A document type without declarations of its own is skipped, or an error
// where the limits say so.
Result<const Node*> parse(std::string_view source, Arena& arena, const Limits& limits = {});

// Appends text with & < > " escaped, as an attribute's value or an element's content needs.
void append_escaped(std::string& out, std::string_view text);

// Appends a node with all below it.
void append(std::string& out, const Node& node);

}  // namespace anamnesis::xml
