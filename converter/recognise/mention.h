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
  condition,
  finding,
  medication,
  test,
  procedure,
  device,
  organism,
  body_site,
  specimen,
  relative,
  occupation,
  habit,
  substance,
  // from grammar/ tables (lexicon)
  modifier,      // severity, course, laterality, distribution: see the row
  finding_head,  // "shadowing", "swelling": composes with a body site
  result_word,   // "positive", "normal", "raised"
  part_word,     // "enlarged", "supple": said of a part of the body
  cue,           // of context
  event,         // admission, discharge, death, ...: see the row of grammar/events
  // from scanners
  quantity,     // number or range with or without a unit
  dosage_part,  // dose, form, route, frequency, duration, count: `part` says which
  time,         // date, relative time, age at, duration: `part` says which
  age,
  sex
};
inline constexpr size_t kMentionKinds = static_cast<size_t>(MentionKind::sex) + 1;

// A quantity as read: numbers keep their digits ("4191", "10.50"), with separators and exponents resolved.
struct QuantityReading {
  std::string_view value;          // decimal text, in the arena; empty for a pure range
  std::string_view low, high;      // of a range "12-34"
  std::string_view comparator;     // "<", "<=", ">=", ">" or ""
  std::string_view ucum;           // UCUM code, "" if no unit was written
  Row unit;                        // row of grammar/units
  Span number;                     // without unit and comparator
  bool is_titre_or_ratio = false;  // "1:320": value is the first, second the other
  // "number", "range", "pair" (120/80: value and second), "ratio", "dimensions" (10 x 8 x 3: value, second, third),
  // "plus-minus" (12 +- 3: value and second)
  std::string_view shape = "number";
  std::string_view second, third;
  Span unit_words;  // empty if no unit was written
};

// How often and when a dose is given; fields as in FHIR's Timing.repeat, decimal text, "" where not said.
struct TimingReading {
  std::string_view frequency, frequency_high;
  std::string_view period, period_high, period_unit;  // s min h d wk mo a
  std::string_view when;                              // FHIR event-timing code: HS, AC, PC, MORN, ...
  std::string_view count;                             // number of doses
  bool as_needed = false;
};

// What `part` and `normal` hold, by kind (the field names and time forms are those of assemble/README.md):
//
//   quantity     `quantity` is set. part "" | "pair" (normal "120/80": blood pressure, or another A/B) |
//                "dimensions" (normal "10x8" or "3x2x1", quantity->ucum their unit) | "ratio" (titres, "1:320")
//   dosage_part  part: dose (with `quantity`), rate (with `quantity`), route, form, frequency, count, as-needed.
//                normal: fields as "name=value;name=value", ready to copy: "frequency=2;period=1;period-unit=d",
//                "frequency=1;period=24;period-unit=h" ("24 hours apart", "q24h"), "count=2" ("two doses"), "when=HS",
//                "as-needed=true", "form=tablet"; a route: "route=KEY" with its row
//   time         part: date, age, history ("5-day history of"), ago, duration ("for 6 months", "21 days of"), after,
//   before,
//                day, at, words. normal: the time as assemble/README.md writes it: "date:2017", "age:12 a", "ago:5 d"
//                (history too), "for:21 d", "after:28 d admission", "after:2 d" ("2 days later"), "before:3 d
//                admission", "day:7", "day:3 operation", "at:admission", "words:overnight"
//   age          normal "53 a", "3 mo"; a range "60-69 a" ("in her 60s"); sex: normal male, female, other
//   modifier     part: severity, course, laterality, quality, stage; normal: the value of the row
//   result_word  part: result, interpretation, trend; normal: the value of the row
struct Mention {
  Span span;
  uint32_t first_token = 0, end_token = 0;
  uint32_t sentence = 0;
  MentionKind kind = MentionKind::finding;
  Row row;  // the table row that made it; its cells are what is known
  // Sub-kind. modifier: names of grammar tables. dosage_part: "dose" (quantity), "rate" (quantity), "form", "route",
  // "frequency" (timing), "count" (timing->count: number of doses), "interval" (timing->period: between two doses).
  // time: "date", "relative" (to an anchor, or to what was told before), "duration" (lasting), "age-at".
  std::string_view part;
  const QuantityReading* quantity = nullptr;  // of quantity, dose, rate; of age: value (or low, high), ucum a mo wk d
  const TimingReading* timing = nullptr;      // of dosage_part frequency, count, interval
  // Normalised value. time: as in mappings/resources/README ("2017-03", "-P3D@admission", "for:P5D", "age:P12Y");
  // age: "53 a"; sex: "male", "female"; form, route: the row's display.
  std::string_view normal;
  Span anchor;         // of a relative time: the words that name its anchor, empty if none
  bool fuzzy = false;  // matched a misspelling
  bool weak = false;   // a hint only (a pronoun's sex): counts if nothing stronger is said
};

}  // namespace anamnesis
