// Dosage parts but the dose itself: routes, forms and doses in words by phrase; frequency, number of doses and the
// time between doses by pattern. At each token the longest reading of each kind; routes and forms may stand inside
// nothing, so a token belongs to one part at most.
#include "recognise/scan_grammar.h"

namespace anamnesis {
namespace {

// A cell of grammar/frequencies: decimal, "$1" (first number), "$2", or "$u" (the unit of time).
std::string_view cell_value(std::string_view cell, const Captures& c, bool high) {
  if (cell == "$u") return c.unit_count > 0 ? c.units[0]->ucum : std::string_view();
  if (!cell.starts_with('$') || cell.size() < 2) return high ? std::string_view() : cell;
  const auto index = static_cast<uint32_t>(cell[1] - '1');
  if (index >= c.number_count) return {};
  return high ? c.numbers[index]->high : c.numbers[index]->value;
}

const TimingReading* timing_of(const FrequencyRow& row, const Captures& c, Arena& arena) {
  TimingReading t;
  t.frequency = cell_value(row.frequency, c, false);
  t.frequency_high = row.frequency_high.empty() ? cell_value(row.frequency, c, true) : row.frequency_high;
  t.period = cell_value(row.period, c, false);
  t.period_high = row.period_high.empty() ? cell_value(row.period, c, true) : row.period_high;
  t.period_unit = cell_value(row.period_unit, c, false);
  t.when = row.when;
  t.count = cell_value(row.count, c, false);
  t.as_needed = row.as_needed;
  return arena.make<TimingReading>(t);
}

uint32_t phrase(const ScanContext& context, const NamedPhrases& table, std::string_view part, uint32_t i,
                std::vector<Mention>& out) {
  const PhraseTable::Hit hit = table.phrases.at(context.words, i);
  if (!hit) return 0;
  Mention m = mention_of(context, i, hit.end, MentionKind::dosage_part);
  m.row = hit.row;
  m.part = part;
  m.normal = table.names[hit.row.index];
  out.push_back(m);
  return hit.end;
}

uint32_t any_phrase(const ScanContext& context, uint32_t i, std::vector<Mention>& out) {
  const ScanGrammar& grammar = context.grammar;
  uint32_t end = phrase(context, grammar.dose_words, "dose", i, out);
  if (end == 0) end = phrase(context, grammar.routes, "route", i, out);
  return end != 0 ? end : phrase(context, grammar.forms, "form", i, out);
}

// The phrases in [i, end), which a pattern only looks at: "5 mg [po] od".
void phrases_before(const ScanContext& context, uint32_t i, uint32_t end, std::vector<Mention>& out) {
  while (i < end) {
    const bool may = (context.words.starts[i] & kStartsDosePhrase) != 0;
    const uint32_t behind = may ? any_phrase(context, i, out) : 0;
    if (behind > end) out.pop_back();
    i = behind != 0 ? behind : i + 1;
  }
}

}  // namespace

void scan_dosage(const ScanContext& context, std::vector<Mention>& out) {
  const Words& words = context.words;
  Matches frequencies(context.of(PatternKind::frequency));
  uint32_t next = words.begin;
  for (const uint32_t i : context.of_interest) {
    const Starts here = words.starts[i] & (kStartsFrequency | kStartsDosePhrase);
    if (here == 0 || i < next) continue;
    if ((here & kStartsFrequency) != 0) {
      const PatternMatch& match = *frequencies.at(i);
      const FrequencyRow& row = context.grammar.frequency_rows[match.row.index];
      phrases_before(context, i, match.begin, out);
      Mention m = mention_of(context, match.begin, match.end, MentionKind::dosage_part);
      m.row = match.row;
      m.part = row.part;
      m.timing = timing_of(row, match.captures, context.arena);
      out.push_back(m);
      next = match.end;
    } else {
      next = any_phrase(context, i, out);
    }
  }
}

}  // namespace anamnesis
