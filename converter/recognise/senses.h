// Senses: words that mean several things, and when each meaning counts. Rows of grammar/senses.
//
// A row names a phrase ("*" for any) and a row of a table with terms ("conditions/multiple-sclerosis", "tests/*").
// Where the phrase was matched as that concept, it counts only if `needs` holds and `refuses` does not; if `needs` or
// `prefers` holds, it goes before the other meanings of the same words. Each of the three is a list of alternatives
// separated by bars; an alternative is one or more of these tests, joined by "&":
//
//   before(W, ...)   one of the words or phrases stands right before; after(W, ...) right behind
//   near(W, ...)     one of them is within a few words in the same sentence; document(W, ...) anywhere in the text
//   unit(U, ...)     a quantity with one of these UCUM units stands behind; unit(/) with an amount per volume
//   number           a number stands behind it, or behind its colon; dose: a part of a dosage stands beside it
//   kind(K, ...)     a mention of this kind (the name of its table) is near, in the same sentence
//   section(K, ...)  it is in a section of this kind
//   end              a punctuation mark or the end of the sentence stands behind it
//   lower            it is written without capitals
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "recognise/merge.h"
#include "recognise/scan.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

// What the rules are asked about. `scanned`: with the vocabulary that the rules were compiled with.
struct SenseText {
  std::string_view text;
  const Segments& segments;
  const Scanned& scanned;
  WordId hyphen;
  Arena& arena;
};

class Senses {
 public:
  // A missing table is an empty one. Errors: a test that is not in the list above, a concept or phrase that no table
  // has; with file:line:column. `tables` must outlive the result. The rules' words are added to
  // `vocabulary`.
  static Result<Senses> compile(const Tables& tables, const Folding& folding, Vocabulary& vocabulary);
  Senses();
  ~Senses();
  Senses(Senses&&) noexcept;
  Senses& operator=(Senses&&) noexcept;

  // Takes refused meanings out of `matched` and ranks the preferred ones first; what was taken out, with the row that
  // did it.
  std::vector<Refused> apply(const SenseText& text, const ColumnsByKind& columns,
                             std::vector<Candidate>& matched) const;

  struct Compiled;

 private:
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace anamnesis
