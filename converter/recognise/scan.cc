// Scanning: the words' numbers in the vocabulary once, then sentence by sentence what each token may start: numbers,
// patterns; each scanner then looks at the tokens that started something, and their mentions are put in order.
#include "recognise/scan.h"

#include <algorithm>
#include <vector>

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
    const std::string_view pattern = row["pattern"];
    const bool day =
        pattern.starts_with("the day of") || pattern.starts_with("on the da") || pattern.starts_with("day of");
    return TimeRow{row["part"], row["sign"], row["unit"], row["anchor"], day};
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

class Scanner {
 public:
  Scanner(const Document& document, const Segments& segments, const ScanGrammar& grammar, std::span<const WordId> ids,
          std::span<Starts> starts, Arena& arena)
      : segments_(segments),
        grammar_(grammar),
        arena_(arena),
        ids_(ids),
        starts_(starts),
        words_{document.text,
               segments.tokens,
               ids_.data(),
               starts_.data(),
               arena.make_array<const NumberReading*>(segments.tokens.size()).data(),
               arena.make_array<const UnitReading*>(segments.tokens.size()).data(),
               0,
               0} {}

  Scanned run() {
    found_.reserve(segments_.tokens.size() / 8), order_.reserve(found_.capacity());
    for (uint32_t s = 0; s < segments_.sentences.size(); ++s) sentence(s);
    const std::span<Mention> out = arena_.make_uninitialised<Mention>(found_.size());
    for (size_t i = 0; i < order_.size(); ++i) out[i] = found_[order_[i]];
    settle_day_and_month(words_.text, arena_, out);
    words_.begin = 0;
    words_.end = static_cast<uint32_t>(ids_.size());
    const auto heads = arena_.make_uninitialised<Scanned::Head>(heads_.size());
    std::copy(heads_.begin(), heads_.end(), heads.begin());
    return {out, words_, heads};
  }

 private:
  void sentence(uint32_t s) {
    words_.begin = segments_.sentences[s].first_token;
    words_.end = segments_.sentences[s].end_token;
    note_places();
    grammar_.slots.numbers.read(words_, numbers_, arena_);
    of_interest_.clear();
    for (auto& matches : matches_) matches.clear();
    for (const uint32_t i : looked_at_) {
      if ((starts_[i] & kStartsPattern) != 0 && grammar_.patterns.may_match(words_, i, grammar_.slots.hyphen))
        grammar_.patterns.find(words_, i, grammar_.slots, arena_, matches_);
      if ((starts_[i] & kOfInterest) != 0) of_interest_.push_back(i);
      if ((starts_[i] & kStartsTestName) != 0) heads_.push_back({i, s});
    }
    if (of_interest_.empty()) return;
    const ScanContext context{grammar_, words_, of_interest_, matches_, s, arena_};
    const size_t first = found_.size();
    scan_quantities(context, found_);
    scan_dosage(context, found_);
    scan_time(context, found_);
    scan_age_and_sex(context, found_);
    put_in_order(first);
  }

  // Writes each token down and goes on where it counts: which do is a guess that a processor gets wrong.
  void note_places() {
    looked_at_.resize(words_.end - words_.begin);
    numbers_.resize(looked_at_.size());
    size_t looked_at = 0, numbers = 0;
    for (uint32_t i = words_.begin; i < words_.end; ++i) {
      looked_at_[looked_at] = numbers_[numbers] = i;
      looked_at += (starts_[i] & (kStartsNumber | kStartsPattern | kStartsTestName | kOfInterest)) != 0 ? 1 : 0;
      numbers += (starts_[i] & kStartsNumber) != 0 ? 1 : 0;
    }
    looked_at_.resize(looked_at);
    numbers_.resize(numbers);
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
  std::span<const WordId> ids_;
  std::span<Starts> starts_;
  Words words_;
  std::vector<uint32_t> looked_at_, numbers_, of_interest_;  // tokens of the sentence
  std::vector<Scanned::Head> heads_;
  PatternMatches matches_;
  std::vector<Mention> found_;
  std::vector<uint32_t> order_;  // of what was found
};

}  // namespace

Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, std::span<const WordId> ids,
             std::span<Starts> starts, Arena& arena) {
  return Scanner(document, segments, tables.grammar(), ids, starts, arena).run();
}

Scanned scan(const Document& document, const Segments& segments, const ScanTables& tables, Arena& arena) {
  const ScanGrammar& grammar = tables.grammar();
  const auto ids = arena.make_uninitialised<WordId>(segments.tokens.size());
  const auto starts = arena.make_uninitialised<Starts>(segments.tokens.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    ids[i] = grammar.slots.vocabulary.find(segments.tokens[i].folded, segments.tokens[i].hash);
    starts[i] = grammar.starts_of(segments.tokens[i], ids[i]);
  }
  return scan(document, segments, tables, ids, starts, arena);
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
