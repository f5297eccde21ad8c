// Scanning: the numbers of all words once, then each scanner over each sentence, then one order.
#include "recognise/scan.h"

#include <algorithm>
#include <vector>

#include "recognise/scan_grammar.h"

namespace anamnesis {

Result<ScanTables> ScanTables::compile(const Tables& tables, const Folding& folding) {
  auto grammar = std::make_shared<ScanGrammar>();
  SlotGrammar& slots = grammar->slots;
  Vocabulary& words = slots.vocabulary;
  const auto table = [&](const char* name) { return tables.find(std::string("grammar/") + name); };
  if (auto done = slots.numbers.compile(table("numbers"), folding, words); !done) return done.error();
  if (auto done = slots.units.compile(table("units"), folding, words); !done) return done.error();
  slots.anchors.compile(table("anchors"), folding, words);
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
  for (const auto& [compiled, name] : patterns) compiled->finish(slots);
  ScanTables out;
  out.grammar_ = std::move(grammar);
  return out;
}

std::span<const Mention> scan(const Document& document, const Segments& segments, const ScanTables& tables,
                              Arena& arena) {
  const ScanGrammar& grammar = tables.grammar();
  std::vector<WordId> ids(segments.tokens.size());
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = grammar.slots.vocabulary.find(segments.tokens[i].folded);
  std::vector<Mention> found;
  std::vector<const NumberReading*> ranges(ids.size());
  Words words{document.text, segments.tokens, ids.data(), ranges.data(), 0, 0};
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    words.begin = segments.sentences[s].first_token;
    words.end = segments.sentences[s].end_token;
    for (uint32_t i = words.begin; i < words.end; ++i) {
      if (!words.is_number(i) && !grammar.slots.numbers.may_start(ids[i])) continue;
      if (const NumberReading n = grammar.slots.numbers.range_at(words, i, arena); n)
        ranges[i] = arena.make<NumberReading>(n);
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
  const std::span<Mention> out = arena.make_array<Mention>(found.size());
  std::copy(found.begin(), found.end(), out.begin());
  return out;
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
