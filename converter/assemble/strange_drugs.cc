// Drugs that no table knows: their names tell by how they end or where they stand, so that what is behind them is not
// taken for the dosage of the drug before.
#include "assemble/dosages.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

// "zorbafenib": no table knows the word, and it ends as the names of drugs do.
bool is_unknown_drug(const Scene& scene, uint32_t token) {
  constexpr size_t kLetters = 7;
  const Token& t = scene.segments.tokens[token];
  const Table* stems = scene.rules.drug_stems;
  if (stems == nullptr || t.kind != TokenKind::word || t.folded.size() < kLetters) return false;
  for (uint32_t row = 0; row < stems->size(); ++row)
    if (t.folded.ends_with(stems->key(row))) return true;
  return false;
}

}  // namespace

bool unknown_between(const Scene& scene, uint32_t drug, uint32_t part) {
  uint32_t at = scene.mention(drug).end_token;
  for (uint32_t j = drug + 1; j <= part; ++j) {
    for (; at < scene.mention(j).first_token; ++at)
      if (is_unknown_drug(scene, at)) return true;
    at = std::max(at, scene.mention(j).end_token);
  }
  return false;
}

// "alendronate 70 mg weekly, Zorbacal 1 tablet": a name that no table knows, behind a comma and a dosage.
bool names_another(const Scene& scene, uint32_t drug, uint32_t part) {
  if (scene.drafts[scene.draft_of[drug]].groups == 0) return false;
  uint32_t t = scene.mention(part).first_token;
  const uint32_t first = scene.mention(drug).end_token;
  const uint32_t end = t;
  while (t > first && scene.segments.tokens[t - 1].kind != TokenKind::punctuation && scene.tokens_free(t - 1, t)) --t;
  if (t == end || t == first || !scene.is(t - 1, Link::comma)) return false;
  // "norepinephrine 0.1 mcg/kg/min, zorba 0.03 U/min": so does one word that says nothing of dosages.
  const bool strange = end == t + 1 && scene.roles[t].none() && scene.segments.tokens[t].kind == TokenKind::word;
  return strange || is_upper(scene.document.text[scene.segments.tokens[t].span.begin]);
}

}  // namespace anamnesis
