// ScanGrammar: the tables of the scanners, compiled. Internal to recognise/.
#pragma once
#include "recognise/patterns.h"
#include "recognise/scan.h"
#include "recognise/test_names.h"

namespace anamnesis {

struct ScanGrammar {
  SlotGrammar slots;
  PhraseTable comparators, comparators_after, labels, routes, forms, dose_words;
  PatternTable frequencies, time, ages, sexes;
  TestNames test_names;
  std::vector<Starts> starts;  // by WordId
  Starts digits_start = 0;     // what digits may start
};

// Each appends its mentions of the sentence `words`, in order, disjoint. All but the span is in `arena`.
struct ScanContext {
  const ScanGrammar& grammar;
  const Words& words;
  uint32_t sentence;
  Arena& arena;
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
