// Mentions of a document: the lexicon's matches and the scanners' readings, merged.
#include "recognise/recognise.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "recognise/abbreviation_terms.h"
#include "recognise/canonical.h"
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
    for (size_t n = 0; n < columns.size(); ++n)
      columns[n] = columns_of(kTermTables[n], tables.find(kTermTables[n].name));
  }

  // Which cells of a table's rows are a mention's `part` and `normal`.
  struct Columns {
    std::optional<uint32_t> part, normal;
  };
  static Columns columns_of(const TermTable& term, const Table* table) {
    const auto column = [&](std::string_view name) { return table == nullptr ? std::nullopt : table->column(name); };
    switch (term.kind) {
      case MentionKind::modifier: return {column("part"), column("value")};
      case MentionKind::result_word: return {column("kind"), column("value")};
      case MentionKind::finding_head: return {column("kind"), {}};
      case MentionKind::event: return {column("event"), {}};
      default: return {};
    }
  }

  Folding folding;
  std::array<Columns, kTermTables.size()> columns;
  PhraseIndex terms;
  ScanTables scanning;
  Senses senses;
};

Result<Recogniser> Recogniser::compile(const Tables& tables) {
  auto compiled = std::make_unique<Compiled>(tables);
  Result<ScanTables> scanning = ScanTables::compile(tables, compiled->folding);
  if (!scanning) return scanning.error();
  compiled->scanning = std::move(*scanning);
  Result<Senses> senses = Senses::compile(tables, compiled->folding);
  if (!senses) return senses.error();
  compiled->senses = std::move(*senses);
  Recogniser out;
  out.compiled_ = std::move(compiled);
  return out;
}

Recogniser::Recogniser() = default;
Recogniser::~Recogniser() = default;
Recogniser::Recogniser(Recogniser&&) noexcept = default;
Recogniser& Recogniser::operator=(Recogniser&&) noexcept = default;

namespace {

constexpr uint32_t kScannerRank = 100;  // behind every table, where the words are the same

Candidate candidate_of(const PhraseMatch& match, uint32_t sentence, std::span<const Token> tokens,
                       const Recogniser::Compiled& compiled) {
  Candidate out;
  Mention& m = out.mention;
  m.first_token = match.first_token;
  m.end_token = match.end_token;
  m.span = {tokens[m.first_token].span.begin, tokens[m.end_token - 1].span.end};
  m.sentence = sentence;
  m.kind = kTermTables[match.table].kind;
  m.row = match.row;
  m.fuzzy = match.fuzzy;
  const auto [part, normal] = compiled.columns[match.table];
  if (part) m.part = m.row.table->cell(m.row.index, *part);
  if (normal) m.normal = m.row.table->cell(m.row.index, *normal);
  out.rank = match.table;
  return out;
}

// "on day 1 to 34 mg/L": a time does not take the number of a quantity with it.
void part_from_times(std::vector<Candidate>& candidates, size_t tokens) {
  std::vector<uint8_t> measured(tokens, 0);
  for (const Candidate& c : candidates)
    if (c.mention.kind == MentionKind::quantity && c.mention.quantity->unit &&
        c.mention.quantity->unit["kind"] != "time")
      measured[c.mention.first_token] = 1;
  std::erase_if(candidates, [&](const Candidate& c) {
    return c.mention.kind == MentionKind::time && measured[c.mention.end_token - 1] != 0;
  });
}

// "subcutaneous enoxaparin 80 mg": beside a drug a route is a route, not a part of the body.
void prefer_routes(std::vector<Candidate>& candidates, size_t tokens) {
  std::vector<uint8_t> drug(tokens + 1, 0);
  for (const Candidate& c : candidates)
    if (c.mention.kind == MentionKind::medication ||
        (c.mention.kind == MentionKind::dosage_part && c.mention.quantity != nullptr))
      for (uint32_t t = c.mention.first_token; t < c.mention.end_token; ++t) drug[t] = 1;
  for (Candidate& c : candidates) {
    const Mention& m = c.mention;
    if (m.kind != MentionKind::dosage_part || m.part != "route") continue;
    bool near = false;
    for (uint32_t t = m.first_token > 3 ? m.first_token - 3 : 0; t < m.end_token + 3 && t < tokens; ++t)
      near |= drug[t] != 0;
    if (near) c.rank = 0;
  }
}

}  // namespace

Mentions recognise(const Document& document, const Segments& segments, const Recogniser& recogniser, Arena& arena) {
  const Recogniser::Compiled& compiled = recogniser.compiled();
  std::vector<Candidate> candidates;
  std::vector<PhraseMatch> matches;
  std::vector<Mention> hints;
  candidates.reserve(segments.tokens.size());
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    const Sentence& sentence = segments.sentences[s];
    matches.clear();
    compiled.terms.find(document.text, segments.tokens, sentence.first_token, sentence.end_token, true, matches);
    for (const PhraseMatch& match : matches) candidates.push_back(candidate_of(match, s, segments.tokens, compiled));
  }
  const Scanned scanned = scan(document, segments, compiled.scanning, arena);
  const auto readings = scanned.mentions;
  const auto refused = compiled.senses.apply(document.text, segments, readings, candidates);
  apply_abbreviations(document, segments, find_abbreviations(document, segments, arena), candidates);
  for (const Mention& read : readings) {
    Candidate c{read, kScannerRank + (read.kind == MentionKind::quantity ? 1u : 0u)};
    make_canonical(c.mention, segments.tokens, document.text, arena);
    if (c.mention.weak)
      hints.push_back(c.mention);
    else
      candidates.push_back(c);
  }
  compiled.scanning.grammar().test_names.find(segments, scanned, kScannerRank, candidates);
  prefer_routes(candidates, segments.tokens.size());
  part_from_times(candidates, segments.tokens.size());
  Mentions out = merge(candidates, segments.tokens.size(), arena);
  const auto kept = arena.make_array<Mention>(hints.size());
  std::copy(hints.begin(), hints.end(), kept.begin());
  out.hints = kept;
  const auto not_counted = arena.make_array<Refused>(refused.size());
  std::copy(refused.begin(), refused.end(), not_counted.begin());
  out.refused = not_counted;
  return out;
}

}  // namespace anamnesis
