// ScanGrammar: the tables of the scanners, compiled. Internal to recognise/.
#pragma once
#include "recognise/patterns.h"
#include "recognise/scan.h"
#include "recognise/test_names.h"

namespace anamnesis {

// Cells of the pattern tables, by row.
struct FrequencyRow {
  std::string_view part, frequency, frequency_high, period, period_high, period_unit, when, count;
  bool as_needed = false;
};
struct TimeRow {
  std::string_view part, sign, unit, anchor;
  bool names_day = false;  // "the day of ..."
};
struct AgeRow {
  std::string_view unit;
  bool decade = false;
  std::string_view form, least;
};
struct SexRow {
  std::string_view sex;
  bool weak = false;
  std::string_view form, least;
};
struct AnchorRow {
  std::string_view anchor;
  bool moment = false;
};
struct ComparatorRow {
  std::string_view comparator;
  bool weak = false;
};

// Phrases that stand for one cell of their row.
struct NamedPhrases {
  PhraseTable phrases;
  std::vector<std::string_view> names;  // by row
};

struct ScanGrammar {
  SlotGrammar slots;
  PhraseTable comparators, comparators_after, labels;
  NamedPhrases routes, forms, dose_words;
  Patterns patterns;
  std::vector<FrequencyRow> frequency_rows;
  std::vector<TimeRow> time_rows;
  std::vector<AgeRow> age_rows;
  std::vector<SexRow> sex_rows;
  std::vector<AnchorRow> anchor_rows;
  std::vector<ComparatorRow> comparator_rows, comparator_after_rows;
  TestNames test_names;
  std::vector<Starts> starts;  // by WordId
  Starts digits_start = 0;     // what digits may start
};

// The matches of one pattern table in a sentence, asked for from left to right.
class Matches {
 public:
  explicit Matches(std::span<const PatternMatch> all) : all_(all) {}
  // The match that was looked for at token i; nullptr if there is none.
  const PatternMatch* at(uint32_t i) {
    while (next_ < all_.size() && all_[next_].at < i) ++next_;
    return next_ < all_.size() && all_[next_].at == i ? &all_[next_] : nullptr;
  }

 private:
  std::span<const PatternMatch> all_;
  size_t next_ = 0;
};

// Each appends its mentions of the sentence `words`, in order, disjoint. All but the span is in `arena`.
struct ScanContext {
  const ScanGrammar& grammar;
  const Words& words;
  std::span<const uint32_t> of_interest;  // the tokens of the sentence where something may start
  std::array<std::span<const PatternMatch>, kPatternKinds> matches;  // of the sentence
  uint32_t sentence;
  Arena& arena;

  std::span<const PatternMatch> of(PatternKind kind) const { return matches[static_cast<size_t>(kind)]; }
};
void scan_quantities(const ScanContext& context, std::vector<Mention>& out);  // quantities and doses
void scan_dosage(const ScanContext& context, std::vector<Mention>& out);      // the other dosage parts
void scan_time(const ScanContext& context, std::vector<Mention>& out);
// "3/4/2020" beside "25/4/2020": one document writes its dates in one order; where it shows which, the day is known.
void settle_day_and_month(std::string_view text, Arena& arena, std::span<Mention> mentions);
void scan_age_and_sex(const ScanContext& context, std::vector<Mention>& out);

// A mention over tokens [first, end).
inline Mention mention_of(const ScanContext& context, uint32_t first, uint32_t end, MentionKind kind) {
  Mention m;
  m.span = context.words.cover(first, end);
  m.first_token = first;
  m.end_token = end;
  m.sentence = context.sentence;
  m.kind = kind;
  return m;
}

// "P5D", "PT24H", of a range "P5D/P7D"; "" if the amount or the unit is not known. `unit`: UCUM s min h d wk mo a.
std::string_view iso_duration(std::string_view amount, std::string_view high, std::string_view unit, Arena& arena);

}  // namespace anamnesis
