// At each head: up to four words before it that nobody knows are its name; if there are none and "of" follows, the
// words behind that.
#include "recognise/test_names.h"

#include <algorithm>

namespace anamnesis {
namespace {

constexpr uint32_t kNameWords = 4;

// What a test may be of.
bool may_be_measured(MentionKind kind) {
  const auto bit = [](MentionKind k) { return uint64_t{1} << static_cast<unsigned>(k); };
  constexpr uint64_t measured = bit(MentionKind::organism) | bit(MentionKind::substance) | bit(MentionKind::body_site) |
                                bit(MentionKind::specimen) | bit(MentionKind::medication);
  return (measured & bit(kind)) != 0;
}

}  // namespace

struct TestNames::Name {
  std::span<const Token> tokens;
  std::span<const uint8_t> known;  // per token: it is a word of tables
  const WordId* ids;
  Sentence sentence;
};

void TestNames::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
    const WordId id = vocabulary.add(folding.fold(table->key(i)));
    heads_.resize(std::max<size_t>(heads_.size(), id + 1));
    stops_.resize(heads_.size());
    const Row row{table, i};
    if (row["part"] == "head")
      heads_[id] = row;
    else
      stops_[id] = true;
  }
}

// A word, a hyphen inside a name ("ADAMTS-13"), or the number behind one.
bool TestNames::may_stand(const Name& name, uint32_t t) const {
  if (t < name.sentence.first_token || t >= name.sentence.end_token || name.known[t] != 0) return false;
  const Token& token = name.tokens[t];
  if (token.kind == TokenKind::word) return !is_stop(name.ids[t]);
  const bool glued = t > name.sentence.first_token && !token.space_before;
  if (token.kind == TokenKind::number) return glued && name.tokens[t - 1].folded == "-";
  return token.folded == "-" && glued && t + 1 < name.sentence.end_token && !name.tokens[t + 1].space_before;
}

uint32_t TestNames::words_before(const Name& name, uint32_t head) const {
  uint32_t first = head, words = 0;
  while (first > name.sentence.first_token && words < kNameWords && may_stand(name, first - 1))
    words += name.tokens[--first].kind == TokenKind::word ? 1u : 0u;
  while (first < head && name.tokens[first].kind != TokenKind::word) ++first;
  return first;
}

uint32_t TestNames::words_behind(const Name& name, uint32_t head) const {
  uint32_t at = head + 1, words = 0;
  if (at >= name.sentence.end_token || name.tokens[at].folded != "of") return head + 1;
  const uint32_t start = ++at;
  while (words < kNameWords && may_stand(name, at)) words += name.tokens[at++].kind == TokenKind::word ? 1u : 0u;
  return words == 0 ? head + 1 : std::max(at, start);
}

void TestNames::find(const Segments& segments, const Scanned& scanned, uint16_t rank, Arena& arena,
                     std::vector<Candidate>& candidates) const {
  if (scanned.test_heads.empty()) return;
  const auto in_question = arena.make_array<uint8_t>(segments.sentences.size());
  for (const auto& head : scanned.test_heads) in_question[head.sentence] = 1;
  const auto known = arena.make_array<uint8_t>(segments.tokens.size());
  for (const Candidate& c : candidates)
    if (in_question[c.sentence] != 0 && !may_be_measured(c.kind))
      for (uint32_t t = c.first_token; t < c.end_token; ++t) known[t] = 1;
  for (const auto& [t, sentence] : scanned.test_heads) {
    if (known[t] != 0) continue;
    const Name name{segments.tokens, known, scanned.words.ids, segments.sentences[sentence]};
    uint32_t first = words_before(name, t), end = t + 1;
    if (first == t) end = words_behind(name, t);
    if (first == t && end == t + 1) continue;
    candidates.push_back({first, end, sentence, MentionKind::test, false, rank, heads_[scanned.words.ids[t]]});
  }
}

}  // namespace anamnesis
