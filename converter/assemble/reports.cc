// Reports: what a study showed. "CT of the chest revealed A and B": the findings and results behind the verb belong to
// the study's report, whose conclusion is these words; "A was seen on CT" likewise.
#include <algorithm>

#include "assemble/values.h"

namespace anamnesis {
namespace {

bool is_done_study(const Scene& scene, uint32_t i) {
  if (!is_study(scene, i) || scene.only(scene.mention(i).first_token, scene.mention(i).end_token, Link::bedside))
    return false;
  const Draft& draft = scene.drafts[scene.draft_of[i]];
  return !draft.discarded && draft.find("negated") == nullptr && draft.find("status") == nullptr;
}

// What a report can hold: findings and diagnoses, present or denied, and results.
bool may_be_shown(const Scene& scene, uint32_t i) {
  if (scene.draft_of[i] == kNoDraft) return false;
  const Draft& d = scene.drafts[scene.draft_of[i]];
  if (d.discarded || d.shown_by != kNoDraft) return false;
  return d.type == "finding" || d.type == "diagnosis" || d.type == "symptom" || d.type == "qualitative-result" ||
         d.type == "measurement" || d.type == "examination";
}

bool in_sentence(const Scene& scene, const Draft& draft, Span span) {
  const Span whole = scene.segments.sentences[draft.sentence].span;
  return span.begin >= whole.begin && span.end <= whole.end;
}

// The words that still belong to the last finding ("at both bases"): up to a mark, a conjunction or a verb.
uint32_t end_of_words(const Scene& scene, uint32_t end) {
  const auto tokens = scene.segments.tokens;
  auto t = std::lower_bound(tokens.begin(), tokens.end(), end,
                            [](const Token& token, uint32_t at) { return token.span.begin < at; });
  for (uint32_t n = 0; t != tokens.end() && n < 4 && t->kind == TokenKind::word; ++t, ++n) {
    const auto i = static_cast<uint32_t>(t - tokens.begin());
    if (scene.is(i, Link::and_) || scene.is(i, Link::clause_end) || scene.is(i, Link::phrase_end)) break;
    end = t->span.end;
  }
  return end;
}

void put_shown(Scene& scene, uint32_t study, const std::vector<uint32_t>& shown) {
  const uint32_t by = scene.draft_of[study];
  Span words = scene.mention(shown[0]).span;
  for (const uint32_t i : shown) {
    Draft& d = scene.drafts[scene.draft_of[i]];
    d.shown_by = by;
    if (d.type == "examination")
      d.add("study", scene.drafts[by].row["category"] == "imaging" ? "imaging" : "procedure");
    words = words.cover(scene.mention(i).span);
    for (const Field& f : d.fields)  // "patchy", "in the left lung"
      if (f.row && !f.span.empty() && in_sentence(scene, d, f.span)) words = words.cover(f.span);
    const bool sure = d.find("negated") == nullptr && d.find("certainty") == nullptr;
    const bool condition = d.type == "finding" || d.type == "diagnosis" || d.type == "symptom";
    if (sure && condition)
      scene.drafts[by].add("conclusion-code", scene.drafts[scene.draft_of[i]].text, scene.mention(i).span,
                           scene.drafts[scene.draft_of[i]].row);
  }
  words.end = end_of_words(scene, words.end);
  if (scene.drafts[by].find("conclusion") == nullptr) scene.drafts[by].add("conclusion", scene.flat(words), words);
}

// "CT showed A, B and C": everything behind the verb, up to the next study or a semicolon.
bool shown_after(Scene& scene, Scene::Range range, uint32_t study) {
  std::vector<uint32_t> shown;
  uint32_t at = scene.mention(study).end_token;
  bool verb = false;
  for (uint32_t j = study + 1; j < range.end && !is_study(scene, j); ++j) {
    const Mention& m = scene.mention(j);
    const auto ends = [&](uint32_t t) { return scene.is(t, Link::stop) || (verb && scene.is(t, Link::clause_end)); };
    for (; at < m.first_token && !ends(at); ++at) verb |= scene.is(at, Link::shows);
    if (at < m.first_token) break;
    at = std::max(at, m.end_token);
    if (verb && may_be_shown(scene, j)) shown.push_back(j);
  }
  if (!shown.empty()) put_shown(scene, study, shown);
  return !shown.empty();
}

// "A and B were seen on CT": the findings before the verb, back to another study.
void shown_before(Scene& scene, Scene::Range range, uint32_t study) {
  const uint32_t first = scene.mention(study).first_token;
  uint32_t by = first;
  while (by > 0 && first - by < 4 && !scene.is(by - 1, Link::sample)) --by;
  if (by < 2 || first - by >= 4 || !scene.is(by - 2, Link::shown)) return;
  std::vector<uint32_t> shown;
  for (uint32_t j = study; j-- > range.begin && !is_study(scene, j);) {
    if (scene.mention(j).end_token > by - 2) continue;
    if (may_be_shown(scene, j)) shown.push_back(j);
  }
  if (!shown.empty()) put_shown(scene, study, shown);
}

}  // namespace

void attach_reports(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i)
    if (is_done_study(scene, i) && !shown_after(scene, range, i)) shown_before(scene, range, i);
}

}  // namespace anamnesis
