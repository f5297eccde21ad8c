// Segmenting: a Document becomes sections, sentences and tokens.
//
// Soft line breaks (hard-wrapped or double-spaced text) are told from paragraph breaks once per document (layout.h);
// sections come from the source's own parts, from headings on lines of their own or run into the text, and from
// sentences that open a kind of text ("we report the case of"), all by grammar/sections (headings.h).
#pragma once
#include "base/arena.h"
#include "base/result.h"
#include "read/document.h"
#include "segment/fold.h"
#include "segment/headings.h"
#include "segment/segments.h"
#include "segment/sentences.h"
#include "tables/tables.h"

namespace anamnesis {

// The tables of this stage, ready for use. Immutable; may be shared between threads. `tables` must outlive it.
struct SegmentTables {
  Folding folding;
  Headings headings;
  Abbreviations abbreviations;

  static Result<SegmentTables> compile(const Tables& tables);
};

// What it gives lies in `arena` and points into document.text; both must outlive it.
Segments segment(const Document& document, const SegmentTables& tables, Arena& arena);

}  // namespace anamnesis
