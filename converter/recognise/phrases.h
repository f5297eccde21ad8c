// PhraseIndex: finds the phrases of mapping tables in the tokens of a document.
//
// A table takes part with its column `phrases` (separated by |) or `phrase`. Phrases and text go through the same
// tokeniser and folding; hyphens count neither in phrases nor in text, and a hyphenated phrase is also filed written
// as one word. A short abbreviation in capitals ("MS", "PE") only matches capitals.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "recognise/grammar_words.h"
#include "recognise/lexicon.h"
#include "recognise/vocabulary.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

struct PhraseMatch {
  uint32_t first_token = 0, end_token = 0;
  uint32_t table = 0;  // index into the list of names the index was made with
  Row row;
  bool fuzzy = false;
  bool exact_case = false;
};

// Where find() notes on its way what number the grammar has for each word.
struct GrammarNotes {
  const GrammarWords& words;  // of those that the first lexicon has; the others are looked up in `everyday`
  WordId hyphen;
  WordId* ids;  // by token
};

class PhraseIndex {
 public:
  // The lexicon over the named tables as they are; for the build, which stores it as the block `block_name`.
  static std::string compile(const Tables& tables, std::span<const std::string_view> names, const Folding& folding);

  // Uses the block of `tables` where there is one and adds what layers brought; builds everything otherwise.
  // `tables` and `folding` must outlive the index; `names` too (static).
  PhraseIndex(const Tables& tables, std::span<const std::string_view> names, const Folding& folding,
              std::string_view block_name);
  PhraseIndex(PhraseIndex&&) = default;
  PhraseIndex& operator=(PhraseIndex&&) = default;

  // Appends every phrase that starts and ends within one of `sentences`, by first token. `everyday`: words that are no
  // misspelling of another; nullptr: nothing is a misspelling. `scratch`: for what is forgotten afterwards.
  void find(std::string_view text, std::span<const Token> tokens, std::span<const Sentence> sentences,
            const Vocabulary* everyday, Arena& scratch, std::vector<PhraseMatch>& out,
            const GrammarNotes* grammar = nullptr) const;

  // The lexicon whose words find() notes.
  const Lexicon& first_lexicon() const { return layers_.front().lexicon; }

  // The row of the phrase that is the whole of `words`, if there is one; or of tokens of `text`, those of `rest` read
  // as if they stood behind `first`.
  Row look_up(std::string_view words, const Folding& folding) const;
  Row look_up(std::string_view text, std::span<const Token> first, std::span<const Token> rest = {}) const;

 private:
  struct Layer {
    std::vector<uint64_t> owned;  // aligned bytes of a lexicon built at run time
    Lexicon lexicon;
    bool bundled = false;
  };
  struct Word;
  static std::span<const Word> read_words(const Lexicon& lexicon, std::span<const Token> tokens,
                                          std::span<const Sentence> sentences, const Vocabulary* everyday,
                                          const GrammarNotes* grammar, Arena& scratch);
  void find_in(const Layer& layer, std::string_view text, std::span<const Token> tokens, std::span<const Word> words,
               Arena& scratch, std::vector<PhraseMatch>& out) const;
  Row whole_phrase(const Layer& layer, std::string_view text, std::span<const Token> first,
                   std::span<const Token> rest) const;
  Row row_of(const Layer& layer, const LexiconEntry& entry) const;

  std::vector<const Table*> tables_;  // by index of the names; nullptr if there is none
  std::vector<uint8_t> as_bundled_;   // by the same: no layer changed it
  std::vector<Layer> layers_;         // at least one
};

}  // namespace anamnesis
