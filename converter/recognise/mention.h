// Mention: a span of the text with a meaning. What recognise/ finds, before anything is known of its context.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/span.h"
#include "tables/table.h"

namespace anamnesis {

enum class MentionKind : uint8_t {
  // from terms/ tables (lexicon)
  condition, finding, medication, test, procedure, device, organism, body_site, specimen, relative, occupation,
  substance,
  // from grammar/ tables (lexicon)
  modifier,     // severity, course, laterality, distribution: see the row
  finding_head, // "shadowing", "swelling": composes with a body site
  result_word,  // "positive", "normal", "raised"
  cue,          // of context
  // from scanners
  quantity,     // number or range with or without a unit
  dosage_part,  // dose, form, route, frequency, duration, count: `part` says which
  time,         // date, relative time, age at, duration: `part` says which
  age, sex
};

// A quantity as read: numbers keep their digits ("4191", "10.50"), with separators and exponents resolved.
struct QuantityReading {
  std::string_view value;       // decimal text, in the arena; empty for a pure range
  std::string_view low, high;   // of a range "12-34"
  std::string_view comparator;  // "<", "<=", ">=", ">" or ""
  std::string_view ucum;        // UCUM code, "" if no unit was written
  Row unit;                     // row of grammar/units
  Span number;                  // without unit and comparator
  bool is_titre_or_ratio = false;  // "1:320"
};

struct Mention {
  Span span;
  uint32_t first_token = 0, end_token = 0;
  uint32_t sentence = 0;
  MentionKind kind = MentionKind::finding;
  Row row;                          // the table row that made it; its cells are what is known
  std::string_view part;            // sub-kind for modifier, dosage_part, time: names of grammar tables
  const QuantityReading* quantity = nullptr;
  std::string_view normal;          // normalised value: "P5D", "2017", "53" (years), "male", ...
  bool fuzzy = false;               // matched a misspelling
};

}  // namespace anamnesis
