// Mentions in their context to statements: every part runs over the sentences in order, then what was told twice is
// merged, and the drafts become statements in the arena.
#include "assemble/assemble.h"

#include <algorithm>

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

bool in_text(const Dropped& a, const Dropped& b) {
  return a.span < b.span;
}

// The drafts that are kept, in text order of their first mention, which stands before each.
std::vector<std::pair<uint32_t, uint32_t>> in_text_order(Scene& scene) {
  std::vector<std::pair<uint32_t, uint32_t>> out;
  out.reserve(scene.drafts.size());
  for (uint32_t d = 0; d < scene.drafts.size(); ++d) {
    Draft& draft = scene.drafts[d];
    if (draft.discarded) continue;
    auto& mentions = draft.mentions;
    if (mentions.size() > 1) {
      std::sort(mentions.begin(), mentions.end());
      mentions.erase(std::unique(mentions.begin(), mentions.end()), mentions.end());
    }
    out.emplace_back(mentions.empty() ? 0 : mentions.front().begin, d);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Statements finish(Scene& scene) {
  const auto order = in_text_order(scene);
  std::vector<uint32_t> place(scene.drafts.size(), UINT32_MAX);
  for (uint32_t i = 0; i < order.size(); ++i) place[order[i].second] = i;
  const auto out = scene.arena.make_uninitialised<Statement>(order.size());
  for (uint32_t i = 0; i < order.size(); ++i) {
    Draft& draft = scene.drafts[order[i].second];
    draft.fields.insert(draft.fields.end(), draft.repeats.begin(), draft.repeats.end());
    out[i] = {draft.type,
              draft.row,
              draft.text,
              draft.mentions,
              draft.fields,
              draft.patient,
              draft.shown_by == kNoDraft ? UINT32_MAX : place[draft.shown_by]};
  }
  std::stable_sort(scene.dropped.begin(), scene.dropped.end(), in_text);
  return {out, scene.dropped, scene.patients};
}

}  // namespace

Statements assemble(const Document& document, const Segments& segments, const Mentions& mentions,
                    std::span<const Context> contexts, const AssemblyRules& rules, Arena& arena) {
  Scene scene(document, segments, mentions, contexts, rules.compiled(), arena);
  find_names(scene);
  find_patients(scene);
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    scene.first_draft = scene.drafts.size();
    draft_terms(scene, s);
    tell_parts(scene, s);
    draft_events(scene, s);
    draft_allergies(scene, s);
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

std::vector<Dropped> all_dropped(const Mentions& mentions, const Statements& statements) {
  std::vector<Dropped> out(statements.dropped.begin(), statements.dropped.end());
  for (const Overlapped& lost : mentions.overlapped)
    out.push_back({lost.mention.span, lost.mention.row, lost.reason, {}});
  for (const Refused& refused : mentions.refused)
    out.push_back({refused.mention.span, refused.mention.row, kRefusedReason, refused.row});
  std::stable_sort(out.begin(), out.end(), in_text);
  return out;
}

}  // namespace anamnesis
