// Statement: one clinical statement about the patient, ready to be mapped: a type, a concept, and fields.
//
// Types and field names are words of the tables in mappings/resources/, which say what FHIR they become; this
// side knows no FHIR. A field is a value as canonical text with the words that gave it. Fields that belong
// together (one dosage, one component, one dated reading) share a group.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/span.h"
#include "tables/table.h"

namespace anamnesis {

struct Field {
  std::string_view name;   // "value", "unit", "comparator", "dose", "route", "onset", "body-site", "negated", ...
  std::string_view value;  // canonical text: decimal, UCUM code, ISO date or duration, a table's key, free words
  Row row;                 // the row that made it (unit, route, body site, cue), if any
  Span span;               // the words that gave it; empty if it follows from something else (then no evidence)
  uint16_t group = 0;
  bool again = false;  // repeats the value of a field before it: more evidence, nothing new
};

struct Statement {
  std::string_view type;           // "diagnosis", "symptom", "finding", "measurement", "medication", "age", ...
  Row concept_row;                 // row of a terms/ table; may be empty for composed or uncoded concepts
  std::string_view text;           // what it is about, in the text's words
  std::span<const Span> mentions;  // in text order; one per place that tells it
  std::span<const Field> fields;
  uint32_t patient = 0;            // which patient of the document, from 0
  uint32_t shown_by = UINT32_MAX;  // index of the statement about the study that showed it
};

// A span that was matched and yielded nothing, and why (for --explain): "background", "overlapped by ...", ...
struct Dropped {
  Span span;
  Row row;
  std::string_view reason;
  Row cue;
};

struct Statements {
  std::span<const Statement> statements;  // in text order of their first mention
  std::span<const Dropped> dropped;       // by assembling, in text order
  uint32_t patients = 1;
};

}  // namespace anamnesis
