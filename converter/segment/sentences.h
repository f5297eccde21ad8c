// Sentences: where a sentence ends among the tokens of one paragraph.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "segment/fold.h"
#include "segment/segments.h"

namespace anamnesis {

// The words after which a full stop is none: grammar/abbreviations.
class Abbreviations {
 public:
  enum class Kind : uint8_t {
    none,
    never,          // "Dr.", "Fig.": no sentence ends here
    may,            // "etc.", "a.m.": one ends if a capital follows
    number,         // "No. 3": none ends before a number
    before_letter,  // "hepatitis C.": the letter after it is no initial
    starter         // "The": a sentence starts with it, even behind an initial
  };
  static Result<Abbreviations> compile(const Tables& tables, const Folding& folding);
  Kind of(std::string_view folded) const;
  // "Fever? No.": the word answers a question.
  bool is_answer(std::string_view folded) const { return answers_.contains(folded); }

 private:
  std::unordered_map<std::string_view, Kind> kinds_;
  std::unordered_set<std::string_view> answers_;
  std::vector<std::string> keys_;
};

// The index behind the last token of each sentence in tokens[first, end), in order; the last is `end`.
void split_sentences(std::string_view text, std::span<const Token> tokens, uint32_t first, uint32_t end,
                     const Abbreviations& abbreviations, std::vector<uint32_t>& out);

}  // namespace anamnesis
