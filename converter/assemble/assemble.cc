// Mentions in their context to statements: every part runs over the sentences in order, then what was told twice is
// merged, and the drafts become statements in the arena.
#include "assemble/assemble.h"

#include <algorithm>
#include <numeric>

#include "assemble/scene.h"

namespace anamnesis {

AssemblyRules::AssemblyRules(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
AssemblyRules::~AssemblyRules() = default;
AssemblyRules::AssemblyRules(AssemblyRules&&) noexcept = default;
AssemblyRules& AssemblyRules::operator=(AssemblyRules&&) noexcept = default;

Result<AssemblyRules> AssemblyRules::compile(const Tables& tables) {
  Result<Folding> folding = Folding::compile(tables);
  if (!folding) return folding.error();
  Result<Links> links = Links::compile(tables.find("grammar/links"), *folding);
  if (!links) return links.error();
  return AssemblyRules(std::make_unique<Compiled>(tables, std::move(*folding), std::move(*links)));
}

namespace {

void index_sentences(Scene& scene) {
  scene.of_sentence.resize(scene.segments.sentences.size());
  uint32_t at = 0;
  const auto& all = scene.mentions.mentions;
  for (uint32_t s = 0; s < scene.of_sentence.size(); ++s) {
    scene.of_sentence[s].begin = at;
    while (at < all.size() && all[at].sentence == s) ++at;
    scene.of_sentence[s].end = at;
  }
}

// Losers of one winner stay in their order.
void index_lost(Scene& scene) {
  const auto& all = scene.mentions.overlapped;
  scene.lost.resize(all.size());
  std::iota(scene.lost.begin(), scene.lost.end(), 0u);
  std::stable_sort(scene.lost.begin(), scene.lost.end(),
                   [&](uint32_t a, uint32_t b) { return all[a].winner < all[b].winner; });
}

template <typename T>
std::span<const T> to_arena(Arena& arena, const std::vector<T>& from) {
  const auto out = arena.make_array<T>(from.size());
  std::copy(from.begin(), from.end(), out.begin());
  return out;
}

// The drafts that are kept, in text order of their first mention.
std::vector<uint32_t> in_text_order(Scene& scene) {
  std::vector<uint32_t> out;
  for (uint32_t d = 0; d < scene.drafts.size(); ++d) {
    Draft& draft = scene.drafts[d];
    if (draft.discarded) continue;
    std::sort(draft.mentions.begin(), draft.mentions.end());
    draft.mentions.erase(std::unique(draft.mentions.begin(), draft.mentions.end()), draft.mentions.end());
    out.push_back(d);
  }
  const auto begin = [&](uint32_t d) {
    return scene.drafts[d].mentions.empty() ? 0 : scene.drafts[d].mentions.front().begin;
  };
  std::stable_sort(out.begin(), out.end(), [&](uint32_t a, uint32_t b) { return begin(a) < begin(b); });
  return out;
}

Statements finish(Scene& scene) {
  const std::vector<uint32_t> order = in_text_order(scene);
  std::vector<uint32_t> place(scene.drafts.size(), UINT32_MAX);
  for (uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Statement> out;
  for (const uint32_t d : order) {
    Draft& draft = scene.drafts[d];
    draft.fields.insert(draft.fields.end(), draft.repeats.begin(), draft.repeats.end());
    out.push_back({draft.type, draft.row, draft.text, to_arena(scene.arena, draft.mentions),
                   to_arena(scene.arena, draft.fields), draft.patient,
                   draft.shown_by == kNoDraft ? UINT32_MAX : place[draft.shown_by]});
  }
  for (const Overlapped& lost : scene.mentions.overlapped)
    scene.dropped.push_back({lost.mention.span, lost.mention.row, lost.reason, {}});
  for (const Refused& refused : scene.mentions.refused)
    scene.dropped.push_back({refused.mention.span, refused.mention.row, kRefusedReason, refused.row});
  std::stable_sort(scene.dropped.begin(), scene.dropped.end(),
                   [](const Dropped& a, const Dropped& b) { return a.span < b.span; });
  return {to_arena(scene.arena, out), to_arena(scene.arena, scene.dropped), scene.patients};
}

}  // namespace

Statements assemble(const Document& document, const Segments& segments, const Mentions& mentions,
                    std::span<const Context> contexts, const AssemblyRules& rules, Arena& arena) {
  Scene scene{document,
              segments,
              mentions,
              contexts,
              rules.compiled(),
              arena,
              rules.compiled().links.of(segments.tokens),
              {},
              {},
              {},
              {},
              {},
              {},
              1,
              {},
              {},
              {},
              0};
  scene.draft_of.assign(mentions.mentions.size(), kNoDraft);
  scene.reading_of.assign(mentions.mentions.size(), kNoDraft);
  scene.used.assign(mentions.mentions.size(), false);
  index_sentences(scene);
  index_lost(scene);
  find_names(scene);
  find_patients(scene);
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    scene.first_draft = scene.drafts.size();
    draft_terms(scene, s);
    tell_parts(scene, s);
    draft_events(scene, s);
    attach_dosages(scene, s);
    describe_habits(scene, s);
    attach_values(scene, s);
    attach_reports(scene, s);
    draft_people(scene, s);
    attach_times(scene, s);
    attach_reasons(scene, s);
    share_what_is_told(scene);
  }
  settle_sex(scene);
  merge_drafts(scene);
  return finish(scene);
}

}  // namespace anamnesis
