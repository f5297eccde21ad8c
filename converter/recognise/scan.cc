// Scanning: the numbers of all words once, then each scanner over each sentence, then one order.
#include "recognise/scan.h"

#include <algorithm>
#include <vector>

#include "recognise/scan_grammar.h"

namespace anamnesis {
namespace {

// What each word, and digits, may start.
void note_starts(ScanGrammar& grammar) {
  SlotGrammar& slots = grammar.slots;
  const WordId minus = slots.vocabulary.add("-"), plus = slots.vocabulary.add("+");
  grammar.starts.resize(slots.vocabulary.size() + 1);
  const auto bit = [](bool holds, Starts starts) { return holds ? starts : Starts{0}; };
  for (WordId id = 1; id < grammar.starts.size(); ++id) {
    const bool number = slots.numbers.may_start(id);
    grammar.starts[id] =
        bit(number, kStartsNumber | kTakesNumber) | bit(slots.units.time_may_start(id), kTakesTime) |
        bit(slots.units.may_start(id), kTakesUnit) | bit(slots.ordinals.may_start(id), kTakesOrdinal) |
        bit(slots.months.may_start(id), kTakesMonth) | bit(slots.anchors.may_start(id), kTakesAnchor) |
        bit(number || id == minus || id == plus || grammar.comparators.may_start(id), kStartsQuantity) |
        bit(grammar.dose_words.may_start(id) || grammar.routes.may_start(id) || grammar.forms.may_start(id),
            kStartsDosePhrase) |
        bit(grammar.test_names.is_head(id), kStartsTestName);
  }
  grammar.digits_start =
      kStartsNumber | kStartsQuantity | kStartsTime | kTakesOrdinal | kTakesYear | kTakesDay | kTakesUnit;
  const std::pair<PatternTable*, Starts> patterns[] = {{&grammar.frequencies, kStartsFrequency},
                                                       {&grammar.time, kStartsTime},
                                                       {&grammar.ages, kStartsAge},
                                                       {&grammar.sexes, kStartsSex}};
  for (const auto& [table, starts] : patterns) table->finish(grammar.starts);
  for (const auto& [table, starts] : patterns) {
    for (WordId id = 1; id < grammar.starts.size(); ++id) grammar.starts[id] |= bit(table->may_start(id), starts);
    grammar.digits_start |= bit(table->may_start_with_digits(), starts);
  }
}

// What the word or the number may start.
Starts starts_of(const Token& token, WordId id, const ScanGrammar& grammar) {
  Starts out = grammar.starts[id] & ~kTakesNumber;  // known once it is read
  if (token.kind == TokenKind::number) {
    out |= grammar.digits_start;
    if (token.folded.size() != 4) out &= ~kTakesYear;
  }
  if (token.folded.starts_with("x10")) out |= kTakesUnit;
  return out;
}

}  // namespace

Result<ScanTables> ScanTables::compile(const Tables& tables, const Folding& folding) {
  auto grammar = std::make_shared<ScanGrammar>();
  SlotGrammar& slots = grammar->slots;
  Vocabulary& words = slots.vocabulary;
  const auto table = [&](const char* name) { return tables.find(std::string("grammar/") + name); };
  if (auto done = slots.numbers.compile(table("numbers"), folding, words); !done) return done.error();
  if (auto done = slots.units.compile(table("units"), folding, words); !done) return done.error();
  slots.anchors.compile(table("anchors"), folding, words);
  if (const Table* anchors = table("anchors"))
    for (uint32_t row = 0; row < anchors->size(); ++row)
      slots.skipped_anchors.push_back(anchors->cell(row, "anchor") == "-");
  slots.months.compile(table("months"), folding, words);
  slots.ordinals.compile(table("ordinals"), folding, words);
  grammar->comparators.compile(table("comparators"), folding, words);
  grammar->comparators_after.compile(table("comparators_after"), folding, words);
  grammar->labels.compile(table("number_labels"), folding, words);
  grammar->routes.compile(table("routes"), folding, words);
  grammar->forms.compile(table("forms"), folding, words);
  grammar->dose_words.compile(table("dose_words"), folding, words);
  const std::pair<PatternTable*, const char*> patterns[] = {{&grammar->frequencies, "frequencies"},
                                                            {&grammar->time, "time"},
                                                            {&grammar->ages, "ages"},
                                                            {&grammar->sexes, "sexes"}};
  for (const auto& [compiled, name] : patterns)
    if (auto done = compiled->compile(table(name), folding, words); !done) return done.error();
  grammar->test_names.compile(tables.find(kTestNames), folding, words);
  note_starts(*grammar);
  ScanTables out;
  out.grammar_ = std::move(grammar);
  return out;
}

Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, Arena& arena) {
  const ScanGrammar& grammar = tables.grammar();
  const size_t size = segments.tokens.size();
  const auto ids = arena.make_array<WordId>(size);
  const auto starts = arena.make_array<Starts>(size);
  for (size_t i = 0; i < size; ++i) {
    const Token& token = segments.tokens[i];
    ids[i] = grammar.slots.vocabulary.find(token.folded, token.hash);
    starts[i] = starts_of(token, ids[i], grammar);
  }
  std::vector<Mention> found;
  const auto ranges = arena.make_array<const NumberReading*>(size);
  const auto units = arena.make_array<const UnitReading*>(size);
  Words words{document.text, segments.tokens, ids.data(), starts.data(), ranges.data(), units.data(), 0, 0};
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    words.begin = segments.sentences[s].first_token;
    words.end = segments.sentences[s].end_token;
    for (uint32_t i = words.begin; i < words.end; ++i) {
      if ((starts[i] & kStartsNumber) == 0) continue;
      if (const NumberReading n = grammar.slots.numbers.range_at(words, i, arena); n) {
        ranges[i] = arena.make<NumberReading>(n);
        starts[i] |= kTakesNumber;
      }
    }
    const ScanContext context{grammar, words, s, arena};
    scan_quantities(context, found);
    scan_dosage(context, found);
    scan_time(context, found);
    scan_age_and_sex(context, found);
  }
  std::stable_sort(found.begin(), found.end(), [](const Mention& a, const Mention& b) {
    return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end > b.span.end;
  });
  settle_day_and_month(document.text, arena, found);
  const std::span<Mention> out = arena.make_array<Mention>(found.size());
  std::copy(found.begin(), found.end(), out.begin());
  return {out, ids, starts};
}

std::string_view iso_duration(std::string_view amount, std::string_view high, std::string_view unit, Arena& arena) {
  constexpr std::pair<std::string_view, char> letters[] = {{"a", 'Y'}, {"mo", 'M'},  {"wk", 'W'}, {"d", 'D'},
                                                           {"h", 'H'}, {"min", 'M'}, {"s", 'S'}};
  const auto letter =
      std::find_if(std::begin(letters), std::end(letters), [&](const auto& l) { return l.first == unit; });
  if (amount.empty() || letter == std::end(letters)) return {};
  const bool clock = unit == "h" || unit == "min" || unit == "s";
  const auto one = [&](std::string_view n) { return (clock ? "PT" : "P") + std::string(n) + letter->second; };
  return arena.copy(high.empty() ? one(amount) : one(amount) + "/" + one(high));
}

}  // namespace anamnesis
