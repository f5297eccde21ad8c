// Scanning: what each token may start by its word; the numbers; the patterns; each scanner then looks at the tokens
// that started something, and their mentions are put in order.
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
        parts_(arena.make_array<Part>(segments.sentences.size())),
        words_{document.text,
               segments.tokens,
               ids.data(),
               starts_.data(),
               arena.make_array<const NumberReading*>(ids.size()).data(),
               arena.make_array<const UnitReading*>(ids.size()).data(),
               0,
               0} {}

  // Step by step for the document as a whole, so that each finds its code and tables in the caches.
  Scanned run() {
    note_starts();
    for (auto& matches : matches_) matches.reserve(parts_.size());
    for_each_part([&](Part& part) { part.places = take_places(); });
    for_each_part([&](Part& part) { grammar_.slots.numbers.read(words_, part.places, arena_); });
    for_each_part([&](Part& part) { find_patterns(part); });
    found_.reserve(starts_.size() / 8);
    ends_[0] = read(kStartsQuantity, scan_quantities);
    ends_[1] = read(kStartsFrequency | kStartsDosePhrase, scan_dosage);
    ends_[2] = read(kStartsTime | kStartsNumber, scan_time);
    ends_[3] = read(kStartsAge | kStartsSex, scan_age_and_sex);
    const std::span<Mention> out = in_order();
    settle_day_and_month(words_.text, arena_, out);
    words_.begin = 0;
    words_.end = static_cast<uint32_t>(starts_.size());
    return {out, words_, heads_, brackets_};
  }

 private:
  // Of a sentence.
  struct Part {
    std::span<const uint32_t> places;  // the tokens that are looked at; once patterns are found those of interest
    Starts any = 0;                    // what some token starts
    std::array<uint32_t, kPatternKinds> first_match = {}, end_match = {};
  };

  template <typename F>
  void for_each_part(const F& f) {
    for (uint32_t s = 0; s < parts_.size(); ++s) {
      sentence_ = s;
      words_.begin = segments_.sentences[s].first_token;
      words_.end = segments_.sentences[s].end_token;
      f(parts_[s]);
    }
  }

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

  void find_patterns(Part& part) {
    uint32_t* const of_interest = looked_at_.data() + (part.places.data() - looked_at_.data());
    size_t count = 0;
    for (size_t kind = 0; kind < kPatternKinds; ++kind)
      part.first_match[kind] = static_cast<uint32_t>(matches_[kind].size());
    for (const uint32_t i : part.places) {
      if ((starts_[i] & kStartsPattern) != 0 && grammar_.patterns.may_match(words_, i, grammar_.slots.hyphen))
        grammar_.patterns.find(words_, i, grammar_.slots, arena_, matches_);
      const Starts here = starts_[i];
      part.any |= here;
      if ((here & kStartsTestName) != 0) heads_.push_back({i, sentence_});
      if ((here & kOpensBracket) != 0) brackets_.push_back({i, sentence_});
      of_interest[count] = i;
      count += (here & kOfInterest) != 0 ? 1 : 0;
    }
    part.places = {of_interest, count};
    for (size_t kind = 0; kind < kPatternKinds; ++kind)
      part.end_match[kind] = static_cast<uint32_t>(matches_[kind].size());
  }

  // One scanner over the sentences where it may find something; gives how many are found by now.
  template <typename Scan>
  size_t read(Starts wanted, const Scan& scan) {
    for_each_part([&](const Part& part) {
      if ((part.any & wanted) == 0) return;
      ScanContext context{grammar_, words_, part.places, {}, sentence_, arena_};
      for (size_t kind = 0; kind < kPatternKinds; ++kind)
        context.matches[kind] = {matches_[kind].data() + part.first_match[kind],
                                 part.end_match[kind] - part.first_match[kind]};
      scan(context, found_);
    });
    return found_.size();
  }

  // What was found scanner by scanner: by sentence, then by begin, then longest first, then as they came.
  std::span<Mention> in_order() {
    const auto before = [&](uint32_t a, uint32_t b) {
      const Span x = found_[a].span, y = found_[b].span;
      return x.begin != y.begin ? x.begin < y.begin : x.end > y.end;
    };
    const std::span<uint32_t> order = arena_.make_uninitialised<uint32_t>(found_.size());
    std::array<size_t, kScanners> next = {0, ends_[0], ends_[1], ends_[2]};
    uint32_t* last = order.data();
    for (uint32_t s = 0; s < parts_.size(); ++s) {
      uint32_t* const first = last;
      for (size_t n = 0; n < kScanners; ++n)
        for (; next[n] < ends_[n] && found_[next[n]].sentence == s; ++next[n]) *last++ = static_cast<uint32_t>(next[n]);
      sort_few(first, last, before);
    }
    const std::span<Mention> out = arena_.make_uninitialised<Mention>(found_.size());
    for (size_t i = 0; i < order.size(); ++i) out[i] = found_[order[i]];
    return out;
  }

  static constexpr size_t kScanners = 4;
  const Segments& segments_;
  const ScanGrammar& grammar_;
  Arena& arena_;
  std::span<Starts> starts_;
  std::span<uint32_t> looked_at_;
  std::span<Part> parts_;
  const uint32_t* next_place_ = looked_at_.data();
  uint32_t sentence_ = 0;
  Words words_;
  ArenaVector<Scanned::Place> heads_{arena_}, brackets_{arena_};
  PatternMatches matches_{ArenaVector<PatternMatch>(arena_), ArenaVector<PatternMatch>(arena_),
                          ArenaVector<PatternMatch>(arena_), ArenaVector<PatternMatch>(arena_)};
  std::vector<Mention> found_;
  std::array<size_t, kScanners> ends_ = {};  // of what each scanner found
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
