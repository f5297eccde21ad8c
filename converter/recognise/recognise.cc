// Mentions of a document: the lexicon's matches and the scanners' readings, merged.
#include "recognise/recognise.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/check.h"
#include "recognise/abbreviation_terms.h"
#include "recognise/canonical.h"
#include "recognise/grammar_words.h"
#include "recognise/kinds.h"
#include "recognise/merge.h"
#include "recognise/phrases.h"
#include "recognise/scan_grammar.h"
#include "recognise/senses.h"

namespace anamnesis {
namespace {

constexpr auto kNames = [] {
  std::array<std::string_view, kTermTables.size()> names{};
  for (size_t i = 0; i < names.size(); ++i) names[i] = kTermTables[i].name;
  return names;
}();

Folding compile_folding(const Tables& tables) {
  Result<Folding> folding = Folding::compile(tables);
  INSIST(folding.ok());  // segmenting compiled the same table before
  return std::move(*folding);
}

}  // namespace

std::span<const std::string_view> term_table_names() {
  return kNames;
}

struct Recogniser::Compiled {
  explicit Compiled(const Tables& tables)
      : folding(compile_folding(tables)), terms(tables, kNames, folding, kTermLexicon) {
    for (const TermTable& term : kTermTables)
      columns[static_cast<size_t>(term.kind)] = columns_of(term, tables.find(term.name));
  }

  static MentionColumns columns_of(const TermTable& term, const Table* table) {
    const auto column = [&](std::string_view name) { return table == nullptr ? std::nullopt : table->column(name); };
    switch (term.kind) {
      case MentionKind::modifier: return {column("part"), column("value")};
      case MentionKind::result_word: return {column("kind"), column("value")};
      case MentionKind::finding_head: return {column("kind"), {}};
      case MentionKind::part_word: return {column("kind"), {}};
      case MentionKind::event: return {column("event"), {}};
      default: return {};
    }
  }

  Folding folding;
  ColumnsByKind columns;
  GrammarWords grammar_words;
  PhraseIndex terms;
  ScanTables scanning;
  Senses senses;
};

Result<Recogniser> Recogniser::compile(const Tables& tables) {
  auto compiled = std::make_unique<Compiled>(tables);
  Vocabulary vocabulary;
  Result<Senses> senses = Senses::compile(tables, compiled->folding, vocabulary);
  if (!senses) return senses.error();
  compiled->senses = std::move(*senses);
  Result<ScanTables> scanning = ScanTables::compile(tables, compiled->folding, std::move(vocabulary));
  if (!scanning) return scanning.error();
  compiled->scanning = std::move(*scanning);
  compiled->grammar_words =
      GrammarWords(compiled->terms.first_lexicon(), compiled->scanning.grammar().slots.vocabulary);
  Recogniser out;
  out.compiled_ = std::move(compiled);
  return out;
}

Recogniser::Recogniser() = default;
Recogniser::~Recogniser() = default;
Recogniser::Recogniser(Recogniser&&) noexcept = default;
Recogniser& Recogniser::operator=(Recogniser&&) noexcept = default;

namespace {

constexpr uint16_t kScannerRank = 100;  // behind every table, where the words are the same

// "on day 1 to 34 mg/L": a time does not take the number of a quantity with it. The scanners' begin at `readings`.
void part_from_times(std::vector<Candidate>& candidates, size_t readings, const Units& units, Arena& arena,
                     size_t tokens) {
  const auto first = candidates.begin() + static_cast<std::ptrdiff_t>(readings);
  std::span<uint8_t> measured;
  bool times = false;
  for (auto c = first; c != candidates.end(); ++c) {
    times |= c->kind == MentionKind::time;
    if (c->kind != MentionKind::quantity || !c->row || units.is_time(c->row)) continue;
    if (measured.empty()) measured = arena.make_array<uint8_t>(tokens);
    measured[c->first_token] = 1;
  }
  if (!times || measured.empty()) return;
  const auto is_part = [&](const Candidate& c) {
    return c.kind == MentionKind::time && measured[c.end_token - 1] != 0;
  };
  candidates.erase(std::remove_if(first, candidates.end(), is_part), candidates.end());
}

// "subcutaneous enoxaparin 80 mg": beside a drug a route is a route, not a part of the body.
void prefer_routes(std::span<Candidate> candidates, size_t readings, Arena& arena, size_t tokens) {
  const auto is_route = [](const Candidate& c) {
    return c.kind == MentionKind::dosage_part && c.reading->part == "route";
  };
  const auto first = candidates.begin() + static_cast<std::ptrdiff_t>(readings);
  const auto routes = std::find_if(first, candidates.end(), is_route);
  if (routes == candidates.end()) return;
  const auto drug = arena.make_array<uint8_t>(tokens);
  for (const Candidate& c : candidates)
    if (c.kind == MentionKind::medication || (c.kind == MentionKind::dosage_part && c.reading->quantity != nullptr))
      for (uint32_t t = c.first_token; t < c.end_token; ++t) drug[t] = 1;
  for (auto c = routes; c != candidates.end(); ++c) {
    if (!is_route(*c)) continue;
    bool near = false;
    for (uint32_t t = c->first_token > 3 ? c->first_token - 3 : 0; t < c->end_token + 3 && t < tokens; ++t)
      near |= drug[t] != 0;
    if (near) c->rank = 0;
  }
}

// "HE DENIES FEVER": capitals that tell no abbreviation from a word. Not "CHF, AS".
bool is_in_capitals(std::string_view sentence) {
  constexpr uint32_t kWord = 5;  // letters, as short forms hardly have
  uint32_t letters = 0, longest = 0;
  for (const char c : sentence) {
    if (is_lower(c)) return false;
    letters = is_upper(c) ? letters + 1 : 0;
    longest = std::max(longest, letters);
  }
  return longest >= kWord;
}

// The phrases of the terms; `ids`: what the grammar's numbers of the tokens are.
void add_terms(const Document& document, const Segments& segments, const Recogniser::Compiled& compiled, Arena& arena,
               std::vector<Candidate>& out, std::span<WordId> ids) {
  const ScanGrammar& grammar = compiled.scanning.grammar();
  const GrammarNotes notes{compiled.grammar_words, grammar.slots.hyphen, ids.data()};
  std::vector<PhraseMatch> matches;
  matches.reserve(segments.tokens.size());
  compiled.terms.find(document.text, segments.tokens, segments.sentences, &grammar.slots.vocabulary, arena, matches,
                      &notes);
  uint32_t s = 0;
  for (const PhraseMatch& match : matches) {
    while (segments.sentences[s].end_token <= match.first_token) ++s;
    const bool one = match.end_token == match.first_token + 1;
    if (match.exact_case && one && grammar.test_names.is_stop(ids[match.first_token]) &&
        is_in_capitals(segments.sentences[s].span.of(document.text)))
      continue;
    out.push_back({match.first_token, match.end_token, s, kTermTables[match.table].kind, match.fuzzy,
                   static_cast<uint16_t>(match.table), match.row});
  }
}

// Hints apart.
void add_readings(const Document& document, const Segments& segments, std::span<Mention> readings, Arena& arena,
                  std::vector<Candidate>& out, std::vector<Mention>& hints) {
  for (Mention& m : readings) {
    make_canonical(m, segments.tokens, document.text, arena);
    if (m.weak) {
      hints.push_back(m);
      continue;
    }
    const bool last = m.kind == MentionKind::quantity;
    out.push_back({m.first_token, m.end_token, m.sentence, m.kind, false,
                   static_cast<uint16_t>(kScannerRank + (last ? 1 : 0)), m.row, &m});
  }
}

template <typename T>
std::span<const T> in_arena(const std::vector<T>& from, Arena& arena) {
  const auto out = arena.make_uninitialised<T>(from.size());
  std::copy(from.begin(), from.end(), out.begin());
  return out;
}

}  // namespace

Mentions recognise(const Document& document, const Segments& segments, const Recogniser& recogniser, Arena& arena) {
  const Recogniser::Compiled& compiled = recogniser.compiled();
  const size_t tokens = segments.tokens.size();
  std::vector<Candidate> candidates;
  std::vector<Mention> hints;
  candidates.reserve(tokens + 16);
  const auto ids = arena.make_uninitialised<WordId>(tokens);
  add_terms(document, segments, compiled, arena, candidates, ids);
  const Scanned scanned = scan(document, segments, compiled.scanning, ids, arena);
  const SlotGrammar& slots = compiled.scanning.grammar().slots;
  const auto refused =
      compiled.senses.apply({document.text, segments, scanned, slots.hyphen, arena}, compiled.columns, candidates);
  apply_abbreviations(document, segments, find_abbreviations(segments, scanned, arena), arena, candidates);
  const size_t readings = candidates.size();
  add_readings(document, segments, scanned.mentions, arena, candidates, hints);
  compiled.scanning.grammar().test_names.find(segments, scanned, kScannerRank, arena, candidates);
  prefer_routes(candidates, readings, arena, tokens);
  part_from_times(candidates, readings, slots.units, arena, tokens);
  Mentions out = merge(candidates, segments.tokens, compiled.columns, arena);
  out.hints = in_arena(hints, arena);
  out.refused = in_arena(refused, arena);
  return out;
}

}  // namespace anamnesis
