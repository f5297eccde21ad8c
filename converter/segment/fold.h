// Folding: one spelling for a word, so that "Haemorrhages", "hemorrhage" and "HÆMORRHAGE" meet in one key.
//
// Words in: a token as printed, or a word of a mapping table. Out: lower case, no diacritics or ligatures, Greek
// letters by name, super- and subscript digits as digits, no possessive, singular, American spelling. The spelling
// and plural rules are rows of grammar/spelling; the same Folding must serve the lexicon and the text.
#pragma once
#include <array>
#include <bitset>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "segment/word_filter.h"
#include "tables/tables.h"

namespace anamnesis {

// Immutable after compile(); may be shared between threads.
class Folding {
 public:
  Folding();

  // Without a table grammar/spelling only characters are folded. Errors: a rule with an unknown `where`.
  static Result<Folding> compile(const Tables& tables);

  // The folded word, in `arena` or, where nothing changes, `word` itself.
  std::string_view fold(std::string_view word, Arena& arena) const;
  std::string fold(std::string_view word) const;

 private:
  struct Rule {
    std::string from, to;
  };
  void fold_characters(std::string_view word, std::string& out) const;
  void fold_number(std::string& word) const;
  void fold_spelling(std::string& word) const;

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  // Letter groups as places in a bit set. The third letter of a rule that has only two may be any, or the word's end.
  static size_t pair_of(char a, char b) { return static_cast<size_t>((a - 'a') * 26 + (b - 'a')); }
  static size_t triple_of(char a, char b, size_t third) { return pair_of(a, b) * 32 + third; }
  static constexpr size_t kNoLetter = 26;
  bool inner_may_start(std::string_view word, size_t at) const;
  bool may_be_plural(std::string_view word) const;
  bool stays(std::string_view word) const;

  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> words_;
  WordFilter word_filter_;
  std::vector<Rule> plurals_;                // longest ending first
  std::bitset<26 * 26> plural_ends_;         // the last two letters of a plural ending, and those of "cats"
  std::array<std::vector<Rule>, 26> inner_;  // by first letter of `from`, longest first
  std::bitset<26 * 26 * 32> inner_starts_;   // the first three letters of an inner rule
};

}  // namespace anamnesis
