// Headings: what kind of text a heading, or a sentence that opens a kind of text, announces (grammar/sections).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segment/fold.h"
#include "segment/segments.h"
#include "segment/word_filter.h"

namespace anamnesis {

// Immutable after compile(). The tables must outlive it.
class Headings {
 public:
  // How a row of grammar/sections is met (its column `form`).
  enum class Form : uint8_t {
    line,     // a line of its own
    heading,  // also before a colon
    run,      // also before a capital letter at the start of a sentence: flattened text
    opener,   // words of a sentence, which belongs to the section it opens
    tail,     // an opener of what ends the document: nothing behind it is the case
    anchor    // words that show unlabelled text to be about the patient
  };
  struct Match {
    Row row;
    Row meaning;
    Form form = Form::heading;
    uint32_t tokens = 0;  // how many the phrase took
  };

  // Errors: an unknown form; a kind that grammar/section-kinds lacks.
  static Result<Headings> compile(const Tables& tables, const Folding& folding);

  // The longest heading phrase that starts at tokens[0]; nothing if `row` is empty.
  Match at(std::span<const Token> tokens) const;
  // The same among the openers, tails and anchors.
  Match opener_at(std::span<const Token> tokens) const;
  // What a heading as printed by the source (a JATS title) announces: its longest phrase from the start, else
  // anywhere in it.
  Match of_heading(std::span<const Token> tokens) const;
  // The row of grammar/section-kinds.
  Row meaning_of(std::string_view kind) const;

 private:
  struct Phrase {
    std::vector<std::string> words;  // "#" stands for a number
    Match match;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  struct Index {
    std::unordered_map<std::string, std::vector<Phrase>, Hash, std::equal_to<>> by_first;
    WordFilter first_words;
  };
  static Match longest(const Index& index, std::span<const Token> tokens);

  Index headings_, openers_;
  const Table* kinds_ = nullptr;
};

}  // namespace anamnesis
