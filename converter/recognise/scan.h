// Scanning: what can be told by its form, not by a list of names: quantities, dosage parts, time, age and sex, and
// the abbreviations a text defines. Each scanner is a file of its own and driven by its tables in grammar/.
#pragma once
#include <memory>
#include <span>

#include "base/arena.h"
#include "base/result.h"
#include "read/document.h"
#include "recognise/mention.h"
#include "recognise/phrase_table.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

struct ScanGrammar;  // the compiled tables, scan_grammar.h

// Immutable; may be shared between threads. The tables must outlive it.
class ScanTables {
 public:
  // Errors: a row a scanner cannot use, with file:line:column. `vocabulary`: words that others look for too.
  static Result<ScanTables> compile(const Tables& tables, const Folding& folding, Vocabulary vocabulary = {});
  const ScanGrammar& grammar() const { return *grammar_; }

 private:
  std::shared_ptr<const ScanGrammar> grammar_;
};

// Mentions in text order. Those of one scanner are disjoint; those of different scanners may overlap: a dose is also
// a quantity, an age also a quantity with a time unit; the longer or more particular reading is the better one.
struct Scanned {
  std::span<Mention> mentions;
  Words words;  // of the whole document
  struct Place {
    uint32_t token, sentence;
  };
  std::span<const Place> test_heads;  // the words that may end the name of a test (grammar/test_names)
  std::span<const Place> brackets;    // where one opens
};
// `ids`: of each token, in the vocabulary of the grammar.
Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, std::span<const WordId> ids,
             Arena& arena);
// The same for who has no such numbers.
Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, Arena& arena);

// "graft-versus-host disease (GVHD)": a short form and the words it stands for, in text order. Token ranges are
// those of segments.tokens.
struct Abbreviation {
  Span short_form, long_form;
  uint32_t short_token = 0;  // of one token, or the first of several ("SARS-CoV-2")
  uint32_t short_end = 0;
  uint32_t long_token = 0, long_end = 0;
};
std::span<const Abbreviation> find_abbreviations(const Segments& segments, const Scanned& scanned, Arena& arena);

}  // namespace anamnesis
