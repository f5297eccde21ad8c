// SenseRules: the rows of grammar/senses, compiled. Internal to recognise/.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "recognise/kinds.h"
#include "recognise/senses.h"
#include "recognise/vocabulary.h"

namespace anamnesis::senses {

enum class Test : uint8_t { before, after, near, document, unit, number, dose, kind, section, end, lower };
inline constexpr std::array<std::string_view, 11> kTests = {"before", "after", "near",    "document", "unit", "number",
                                                            "dose",   "kind",  "section", "end",      "lower"};

using Phrase = std::vector<WordId>;                    // hyphens left out
using Volumes = std::unordered_set<std::string_view>;  // UCUM codes of grammar/units whose kind is volume

struct Condition {
  Test test = Test::end;
  std::vector<Phrase> phrases;      // of before, after, near, document
  uint64_t bits = 0;                // bit (word mod 64) of their first words; of before: of their last
  std::vector<std::string> values;  // of unit, section
  uint64_t kinds = 0;               // of kind: bits of MentionKind
  uint32_t id = 0;                  // of document: index into what is known of the text
};
using Alternatives = std::vector<std::vector<Condition>>;

// Of rules without needs whose tests are all about what stands right beside the words or behind them: what must be
// there for any of them to hold. `all` false: of some of the rules there is no telling.
struct Beside {
  bool all = true, units = false;
  uint64_t before_bits = 0, after_bits = 0;
};

struct Rule {
  Row row;
  Phrase phrase;  // empty: any
  Alternatives needs, refuses, prefers;
};

// The rules of all rows of a table.
struct TableRules {
  std::vector<uint32_t> rules;
  Beside beside;
};

inline uint64_t bit(MentionKind kind) {
  return uint64_t{1} << static_cast<unsigned>(kind);
}
inline uint64_t bit_of(WordId word) {
  return uint64_t{1} << (word & 63);
}

}  // namespace anamnesis::senses

namespace anamnesis {

struct Senses::Compiled {
  std::vector<senses::Rule> rules;
  // By table of kTermTables: of each row the number of its set of rules, and the rules of all its rows.
  std::array<std::vector<uint16_t>, kTermTables.size()> of_row;
  std::array<senses::TableRules, kTermTables.size()> of_table;
  std::vector<std::vector<uint32_t>> sets = {{}};  // 0: no rules
  uint32_t documents = 0;
  senses::Volumes volumes;

  Result<void> file(senses::Rule rule, const Tables& tables, const Folding& folding, Vocabulary& vocabulary);
};

}  // namespace anamnesis
