// Scanning: the words' numbers in the vocabulary once, then sentence by sentence what each token may start: numbers,
// patterns; each scanner then looks at the tokens that started something, and their mentions are put in order.
#include "recognise/scan.h"

#include <algorithm>
#include <vector>

#include "base/arena_vector.h"
#include "recognise/scan_grammar.h"
#include "recognise/sort_few.h"

namespace anamnesis {
namespace {

// What each word, and digits, may start.
void note_starts(ScanGrammar& grammar) {
  SlotGrammar& slots = grammar.slots;
  const WordId plus = slots.vocabulary.add("+");
  const auto add = [&](std::initializer_list<const char*> words) {
    std::vector<WordId> out;
    for (const char* word : words) out.push_back(slots.vocabulary.add(word));
    return out;
  };
  const auto endings = add({"st", "nd", "rd", "th"});
  const auto joints = add({"/", ":", "\xC2\xB1", "+", "-", "x", "*", "by", "to", "and"});
  const WordId bracket = slots.vocabulary.add("(");
  slots.hyphen = slots.vocabulary.add("-");
  grammar.patterns.finish(slots.vocabulary.size());
  grammar.starts.resize(slots.vocabulary.size() + 1);
  const auto bit = [](bool holds, Starts starts) { return holds ? starts : Starts{0}; };
  for (WordId id = 1; id < grammar.starts.size(); ++id) {
    const bool number = slots.numbers.may_start(id), comparator = grammar.comparators.may_start(id);
    Starts& here = grammar.starts[id];
    here = bit(number, kStartsNumber | kTakesNumber | kTakesVague) | bit(slots.units.time_may_start(id), kTakesTime) |
           bit(slots.units.may_start(id), kTakesUnit) | bit(slots.ordinals.may_start(id), kTakesOrdinal) |
           bit(slots.months.may_start(id), kTakesMonth) | bit(slots.anchors.may_start(id), kTakesAnchor) |
           bit(comparator, kStartsComparator) |
           bit(number || comparator || id == slots.hyphen || id == plus, kStartsQuantity) |
           bit(grammar.dose_words.phrases.may_start(id) || grammar.routes.phrases.may_start(id) ||
                   grammar.forms.phrases.may_start(id),
               kStartsDosePhrase) |
           bit(grammar.test_names.is_head(id), kStartsTestName);
    here |= bit(grammar.patterns.may_start(id) || (here & grammar.patterns.first_slots()) != 0, kStartsPattern);
    here &= ~(kTakesNumber | kTakesVague);  // known once it is read
  }
  for (const WordId id : endings) grammar.starts[id] |= kEndsOrdinal;
  for (const WordId id : joints) grammar.starts[id] |= kJoinsNumbers;
  grammar.starts[bracket] |= kOpensBracket;
  grammar.digits_start = kStartsNumber | kStartsQuantity | kStartsPattern | kTakesUnit;
}

template <typename RowOf, typename Read>
void read_rows(const Table* table, std::vector<RowOf>& out, const Read& read) {
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) out.push_back(read(Row{table, i}));
}

void compile_names(NamedPhrases& out, const Table* table, const char* column, const Folding& folding,
                   Vocabulary& words) {
  out.phrases.compile(table, folding, words);
  read_rows(table, out.names, [&](const Row& row) { return row[column]; });
}

Result<void> compile_patterns(ScanGrammar& grammar, const Tables& tables, const Folding& folding) {
  const Table* const frequencies = tables.find("grammar/frequencies");
  const Table* const time = tables.find("grammar/time");
  const Table* const ages = tables.find("grammar/ages");
  const Table* const sexes = tables.find("grammar/sexes");
  const std::pair<PatternKind, const Table*> all[] = {{PatternKind::frequency, frequencies},
                                                      {PatternKind::time, time},
                                                      {PatternKind::age, ages},
                                                      {PatternKind::sex, sexes}};
  for (const auto& [kind, table] : all)
    if (auto done = grammar.patterns.add(kind, table, folding, grammar.slots.vocabulary); !done) return done;
  read_rows(frequencies, grammar.frequency_rows, [](const Row& row) {
    return FrequencyRow{row["part"],   row["frequency"],   row["frequency_high"],
                        row["period"], row["period_high"], row["period_unit"],
                        row["when"],   row["count"],       row["as_needed"] == "yes"};
  });
  read_rows(time, grammar.time_rows, [](const Row& row) {
    return TimeRow{row["part"], row["sign"], row["unit"], row["anchor"], row["names-day"] == "yes"};
  });
  read_rows(ages, grammar.age_rows, [](const Row& row) {
    return AgeRow{row["unit"], row["span"] == "decade", row["form"], row["least"]};
  });
  read_rows(sexes, grammar.sex_rows, [](const Row& row) {
    return SexRow{row["sex"], row["weak"] == "yes", row["form"], row["least"]};
  });
  return {};
}

}  // namespace

Result<ScanTables> ScanTables::compile(const Tables& tables, const Folding& folding, Vocabulary vocabulary) {
  auto grammar = std::make_shared<ScanGrammar>();
  SlotGrammar& slots = grammar->slots;
  slots.vocabulary = std::move(vocabulary);
  Vocabulary& words = slots.vocabulary;
  const auto table = [&](const char* name) { return tables.find(std::string("grammar/") + name); };
  if (auto done = slots.numbers.compile(table("numbers"), folding, words); !done) return done.error();
  if (auto done = slots.units.compile(table("units"), folding, words); !done) return done.error();
  slots.anchors.compile(table("anchors"), folding, words);
  read_rows(table("anchors"), grammar->anchor_rows, [](const Row& row) {
    return AnchorRow{row["anchor"], row["moment"] == "yes"};
  });
  for (const AnchorRow& row : grammar->anchor_rows) slots.skipped_anchors.push_back(row.anchor == "-");
  slots.months.compile(table("months"), folding, words);
  slots.ordinals.compile(table("ordinals"), folding, words);
  const auto comparator = [](const Row& row) { return ComparatorRow{row["comparator"], row["weak"] == "yes"}; };
  grammar->comparators.compile(table("comparators"), folding, words);
  read_rows(table("comparators"), grammar->comparator_rows, comparator);
  grammar->comparators_after.compile(table("comparators_after"), folding, words);
  read_rows(table("comparators_after"), grammar->comparator_after_rows, comparator);
  grammar->labels.compile(table("number_labels"), folding, words);
  compile_names(grammar->routes, table("routes"), "display", folding, words);
  compile_names(grammar->forms, table("forms"), "display", folding, words);
  compile_names(grammar->dose_words, table("dose_words"), "level", folding, words);
  if (auto done = compile_patterns(*grammar, tables, folding); !done) return done.error();
  grammar->test_names.compile(tables.find(kTestNames), folding, words);
  note_starts(*grammar);
  ScanTables out;
  out.grammar_ = std::move(grammar);
  return out;
}

namespace {

// The tokens that a sentence is read for. Those of names and brackets are handed on.
constexpr Starts kLookedAt = kStartsNumber | kStartsPattern | kStartsTestName | kOpensBracket | kOfInterest;

class Scanner {
 public:
  Scanner(const Document& document, const Segments& segments, const ScanGrammar& grammar, std::span<const WordId> ids,
          Arena& arena)
      : segments_(segments),
        grammar_(grammar),
        arena_(arena),
        starts_(arena.make_uninitialised<Starts>(ids.size())),
        looked_at_(arena.make_uninitialised<uint32_t>(ids.size())),
        of_interest_(arena.make_uninitialised<uint32_t>(ids.size())),
        words_{document.text,
               segments.tokens,
               ids.data(),
               starts_.data(),
               arena.make_array<const NumberReading*>(ids.size()).data(),
               arena.make_array<const UnitReading*>(ids.size()).data(),
               0,
               0} {}

  Scanned run() {
    note_starts();
    found_.reserve(starts_.size() / 8), order_.reserve(found_.capacity());
    for (uint32_t s = 0; s < segments_.sentences.size(); ++s) sentence(s);
    const std::span<Mention> out = arena_.make_uninitialised<Mention>(found_.size());
    for (size_t i = 0; i < order_.size(); ++i) out[i] = found_[order_[i]];
    settle_day_and_month(words_.text, arena_, out);
    words_.begin = 0;
    words_.end = static_cast<uint32_t>(starts_.size());
    return {out, words_, heads_, brackets_};
  }

 private:
  // Writes each token down and goes on where it counts: which do is a guess that a processor gets wrong.
  void note_starts() {
    const Token* const tokens = segments_.tokens.data();
    const WordId* const ids = words_.ids;
    const Starts *const of_words = grammar_.starts.data(), of_digits = grammar_.digits_start;
    Starts* const starts = starts_.data();
    uint32_t* place = looked_at_.data();
    for (uint32_t i = 0, size = static_cast<uint32_t>(starts_.size()); i < size; ++i) {
      Starts here = of_words[ids[i]] | (tokens[i].kind == TokenKind::number ? of_digits : 0);
      if (tokens[i].folded.front() == 'x' && ids[i] == 0 && Units::may_be_power(tokens[i])) here |= kTakesUnit;
      starts[i] = here;
      *place = i;
      place += (here & kLookedAt) != 0 ? 1 : 0;
    }
    looked_at_ = {looked_at_.data(), place};
  }

  // The next of looked_at_, up to the end of the sentence.
  std::span<const uint32_t> take_places() {
    const uint32_t *const first = next_place_, *const last = looked_at_.data() + looked_at_.size();
    const uint32_t* at = first;
    while (at < last && *at < words_.end) ++at;
    next_place_ = at;
    return {first, at};
  }

  void sentence(uint32_t s) {
    words_.begin = segments_.sentences[s].first_token;
    words_.end = segments_.sentences[s].end_token;
    const std::span<const uint32_t> places = take_places();
    grammar_.slots.numbers.read(words_, places, arena_);
    for (auto& matches : matches_) matches.clear();
    size_t count = 0;
    Starts any = 0;
    for (const uint32_t i : places) {
      if ((starts_[i] & kStartsPattern) != 0 && grammar_.patterns.may_match(words_, i, grammar_.slots.hyphen))
        grammar_.patterns.find(words_, i, grammar_.slots, arena_, matches_);
      const Starts here = starts_[i];
      any |= here;
      of_interest_[count] = i;
      count += (here & kOfInterest) != 0 ? 1 : 0;
      if ((here & kStartsTestName) != 0) heads_.push_back({i, s});
      if ((here & kOpensBracket) != 0) brackets_.push_back({i, s});
    }
    read({grammar_, words_, of_interest_.first(count), matches_, s, arena_}, any);
  }

  // `any`: what some token of the sentence starts.
  void read(const ScanContext& context, Starts any) {
    const size_t first = found_.size();
    if ((any & kStartsQuantity) != 0) scan_quantities(context, found_);
    if ((any & (kStartsFrequency | kStartsDosePhrase)) != 0) scan_dosage(context, found_);
    if ((any & (kStartsTime | kStartsNumber)) != 0) scan_time(context, found_);
    if ((any & (kStartsAge | kStartsSex)) != 0) scan_age_and_sex(context, found_);
    put_in_order(first);
  }

  // Those from `first` on, which come scanner by scanner: by begin, then longest first, then as they came.
  void put_in_order(size_t first) {
    const auto before = [&](uint32_t a, uint32_t b) {
      const Span x = found_[a].span, y = found_[b].span;
      return x.begin != y.begin ? x.begin < y.begin : x.end > y.end;
    };
    for (size_t i = first; i < found_.size(); ++i) order_.push_back(static_cast<uint32_t>(i));
    sort_few(order_.begin() + static_cast<std::ptrdiff_t>(first), order_.end(), before);
  }

  const Segments& segments_;
  const ScanGrammar& grammar_;
  Arena& arena_;
  std::span<Starts> starts_;
  std::span<uint32_t> looked_at_, of_interest_;  // of the document; of the sentence
  const uint32_t* next_place_ = looked_at_.data();
  Words words_;
  ArenaVector<Scanned::Place> heads_{arena_}, brackets_{arena_};
  PatternMatches matches_{ArenaVector<PatternMatch>(arena_), ArenaVector<PatternMatch>(arena_),
                          ArenaVector<PatternMatch>(arena_), ArenaVector<PatternMatch>(arena_)};
  std::vector<Mention> found_;
  std::vector<uint32_t> order_;  // of what was found
};

}  // namespace

Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, std::span<const WordId> ids,
             Arena& arena) {
  return Scanner(document, segments, tables.grammar(), ids, arena).run();
}

Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, Arena& arena) {
  const Vocabulary& vocabulary = tables.grammar().slots.vocabulary;
  const auto ids = arena.make_uninitialised<WordId>(segments.tokens.size());
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = vocabulary.find(segments.tokens[i].folded, segments.tokens[i].hash);
  return scan(document, segments, tables, ids, arena);
}

std::string_view iso_duration(std::string_view amount, std::string_view high, std::string_view unit, Arena& arena) {
  constexpr std::pair<std::string_view, char> letters[] = {{"a", 'Y'}, {"mo", 'M'},  {"wk", 'W'}, {"d", 'D'},
                                                           {"h", 'H'}, {"min", 'M'}, {"s", 'S'}};
  const auto letter =
      std::find_if(std::begin(letters), std::end(letters), [&](const auto& l) { return l.first == unit; });
  if (amount.empty() || letter == std::end(letters)) return {};
  const std::string_view lead = unit == "h" || unit == "min" || unit == "s" ? "PT" : "P";
  const std::string_view end(&letter->second, 1);
  if (high.empty()) return arena.join({lead, amount, end});
  return arena.join({lead, amount, end, "/", lead, high, end});
}

}  // namespace anamnesis
