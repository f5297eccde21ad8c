// What the tests of assembling share: a text, and the statements that it must or must not give. Each expectation is
// "type: text-part; field=value; ..." and must be met by one statement; "!" before it: by none.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "assemble/assemble.h"
#include "segment/segment.h"

#include <doctest/doctest.h>

namespace anamnesis {

struct ToldCase {
  const char* text;
  std::vector<const char*> expected;
};

inline std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

inline bool has_field(const Statement& s, std::string_view wanted) {
  const size_t equals = wanted.find('=');
  const std::string_view name = wanted.substr(0, equals), value = wanted.substr(equals + 1);
  for (const Field& f : s.fields)
    if (f.name == name && f.value == value) return true;
  return false;
}

inline bool meets(const Statement& s, std::string_view expected) {
  const size_t colon = expected.find(": ");
  if (s.type != expected.substr(0, colon) && !(expected.substr(0, colon) == "symptom" && s.type == "finding") &&
      !(expected.substr(0, colon) == "symptom" && s.type == "diagnosis") &&
      !(expected.substr(0, colon) == "diagnosis" && s.type == "finding"))
    return false;
  std::string_view rest = expected.substr(colon + 2);
  const std::string_view text = rest.substr(0, rest.find(';'));
  if (lower(s.text).find(lower(text)) == std::string::npos) return false;
  while (rest.find("; ") != std::string_view::npos) {
    rest.remove_prefix(rest.find("; ") + 2);
    if (!has_field(s, rest.substr(0, rest.find("; ")))) return false;
  }
  return true;
}

inline void check_told(std::span<const ToldCase> cases) {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const auto segmenting = SegmentTables::compile(*tables);
  REQUIRE(segmenting.ok());
  const auto recogniser = Recogniser::compile(*tables);
  REQUIRE(recogniser.ok());
  const ContextRules context(*tables);
  const auto rules = AssemblyRules::compile(*tables);
  REQUIRE(rules.ok());
  for (const ToldCase& c : cases) {
    Document document;
    document.text = c.text;
    Arena arena;
    const Segments segments = segment(document, *segmenting, arena);
    const Mentions mentions = recognise(document, segments, *recogniser, arena);
    const auto contexts = apply_context(document, segments, mentions.mentions, context, arena);
    const Statements made = assemble(document, segments, mentions, contexts, *rules, arena);
    for (const std::string_view expected : c.expected) {
      const bool none = expected.front() == '!';
      bool met = false;
      for (const Statement& s : made.statements) met |= meets(s, none ? expected.substr(1) : expected);
      CAPTURE(document.text);
      const std::string line(expected);
      CAPTURE(line);
      CHECK(met != none);
    }
  }
}

}  // namespace anamnesis
