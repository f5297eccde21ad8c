// JSON: the one wrapper around RapidJSON. Text goes in, a tree in an Arena comes out, each key and value with its
// byte offset; numbers stay the text they were; duplicate keys and comments are noted, not lost.
//
// Strings without escapes are slices of the source, which must outlive the tree.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"

namespace anamnesis::json {

enum class Kind : uint8_t { null, boolean, number, string, array, object };

struct Value {
  std::string_view key;     // unescaped; only in members of an object
  std::string_view text;    // string: unescaped; number, boolean, null: as written
  Value* first = nullptr;   // members or items, in source order
  Value* next = nullptr;    // the next member or item of the same parent
  uint32_t offset = 0;      // of the value's first byte: the quote, the digit, the bracket
  uint32_t end = 0;         // behind the value's last byte
  uint32_t key_offset = 0;  // of the key's quote
  uint32_t size = 0;        // number of members or items
  Kind kind = Kind::null;
  bool duplicate = false;  // an earlier member of the same object has this key

  bool is(Kind k) const { return kind == k; }
  // The first member with this key, or nullptr. Linear: objects are small, hot readers walk `first`/`next`.
  const Value* find(std::string_view wanted) const;
  // The text of a string member, or "".
  std::string_view string(std::string_view wanted) const;
  // The text of a string, number or boolean member, or "".
  std::string_view scalar(std::string_view wanted) const;
};

struct Limits {
  int depth = 400;                 // nesting of objects and arrays
  size_t bytes = size_t{3} << 30;  // of the whole text
  bool comments = false;           // accept /* */ and // (noted either way once accepted)
};

// What is legal to read on from but ought to be told.
struct Notes {
  std::vector<uint32_t> comments;        // offsets of the comments, in order
  std::vector<const Value*> duplicates;  // members whose key was there before, in the order of objects' ends
};

// The tree. Errors carry line and column: a syntax fault, ill-formed UTF-8, a limit, anything behind the value.
// A byte order mark at the start is skipped.
Result<const Value*> parse(std::string_view source, Arena& arena, const Limits& limits = {}, Notes* notes = nullptr);

// Appends text as a JSON string with its quotes: only what must be escaped is.
void append_string(std::string& out, std::string_view text);

// Appends a tree as compact JSON, numbers as they were written.
void append(std::string& out, const Value& value);

}  // namespace anamnesis::json
