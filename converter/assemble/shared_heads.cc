// Heads that a list shares. "Renal and hepatic failure" tells two findings, of which the tables match the second alone,
// as "hepatic failure": what stands before the conjunction makes a finding of its own with the last words of that
// phrase. "Loss of smell and taste" shares its first words in the same way.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

bool known_beside(const Row& row, const Mention& head) {
  return row && row.table == head.row.table;
}

// The mention that ends right before `token`, or UINT32_MAX.
uint32_t mention_ending(const Scene& scene, uint32_t before, Scene::Range range, uint32_t token) {
  for (uint32_t j = before; j-- > range.begin && scene.mention(j).end_token >= token;)
    if (scene.mention(j).end_token == token) return j;
  return UINT32_MAX;
}

// Whether a mention may be no more than what narrows the head: a site, a specimen, a side, "total" of a test; no fact
// of its own.
bool only_narrows(const Scene& scene, uint32_t i, const Mention& head) {
  const Mention& m = scene.mention(i);
  if (scene.used[i]) return false;
  if (m.kind == MentionKind::modifier) return m.part == "laterality" || head.kind == MentionKind::test;
  return m.kind == MentionKind::body_site || m.kind == MentionKind::specimen || m.kind == MentionKind::organism;
}

// "Paracetamol and salicylate levels were low": what opens the sentence beside a test with its last word is measured.
bool is_measured(const Scene& scene, uint32_t own, const Mention& head) {
  const Mention& m = scene.mention(own);
  return m.kind == MentionKind::medication && head.kind == MentionKind::test &&
         m.first_token == scene.segments.sentences[head.sentence].first_token;
}

// What other words make of the head.
struct Shared {
  Row row;
  std::string_view text;
  bool at_site = false;  // the words are no more than its site
  explicit operator bool() const { return bool(row); }
};

// The head with `first` in the place of its own first words: "renal" for "hepatic failure".
Shared replaced(const Scene& scene, const Mention& head, Scene::Range first) {
  for (uint32_t t = head.first_token + 1; t < head.end_token; ++t) {
    const Scene::Range rest{t, head.end_token};
    if (const Row row = scene.term(first, rest); known_beside(row, head))
      return {row, scene.joined(scene.flat(scene.tokens_span(first)), scene.flat(scene.tokens_span(rest)))};
  }
  return {};
}

bool opens_with_site(const Scene& scene, const Mention& head) {
  const Row first = scene.term({head.first_token, head.first_token + 1});
  return first && first.table->name() == "terms/body_sites";
}

// "mitral and aortic stenosis" where the tables know no mitral one: a stenosis at that site.
Shared at_site(const Scene& scene, const Mention& head, const Mention& site) {
  if (site.kind != MentionKind::body_site || !opens_with_site(scene, head)) return {};
  const Scene::Range rest{head.first_token + 1, head.end_token};
  const Row row = scene.term(rest);
  if (!known_beside(row, head)) return {};
  return {row, scene.joined(scene.flat(site.span), scene.flat(scene.tokens_span(rest))), true};
}

// A draft for what `words`, which are mention `own` or none, make of the head.
void open_shared(Scene& scene, uint32_t head, const Shared& shared, Scene::Range words, uint32_t own) {
  Draft one = scene.drafts[scene.draft_of[head]];
  one.row = shared.row;
  one.text = shared.text;
  one.mentions = {scene.tokens_span(words.begin, scene.mention(head).end_token)};
  one.first_token = words.begin;
  one.end_token = words.end;
  one.shares = scene.draft_of[head];
  if (own != UINT32_MAX) {
    const Mention& m = scene.mention(own);
    if (shared.at_site) one.add("body-site", scene.flat(m.span), m.span, m.row);
    scene.used[own] = true;
  }
  scene.drafts.push_back(std::move(one));
}

// What is said of a list as a whole; a number or a site is of one of it.
bool told_of_all(std::string_view field) {
  for (const std::string_view name :
       {"negated", "certainty", "historical", "value-text", "interpretation", "status", "clinical-status", "severity",
        "outcome", "onset", "abatement", "performed", "effective"})
    if (field == name) return true;
  return false;
}

// "severe mitral and aortic stenosis", "left renal and hepatic cysts": what stands before the list is said of all of
// it.
void share_opening(Scene& scene, uint32_t before, Scene::Range range, uint32_t token, size_t first_draft,
                   uint32_t head) {
  for (uint32_t own; (own = mention_ending(scene, before, range, token)) != UINT32_MAX; before = own) {
    const Mention& m = scene.mention(own);
    const bool narrows = m.part == "severity" || m.part == "course" || m.part == "laterality";
    if (m.kind != MentionKind::modifier || !narrows || scene.used[own]) return;
    scene.drafts[head].add(m.part, m.normal, m.span, m.row);
    for (size_t d = first_draft; d < scene.drafts.size(); ++d) scene.drafts[d].add(m.part, m.normal, m.span, m.row);
    scene.used[own] = true;
    token = m.first_token;
  }
}

}  // namespace

void share_last_words(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& head = scene.mention(i);
  const uint32_t first_token = scene.segments.sentences[head.sentence].first_token;
  if (head.end_token - head.first_token < 2) return;
  const uint32_t plain_draft = scene.draft_of[i];
  const size_t first_draft = scene.drafts.size();
  uint32_t before = i, at = head.first_token;
  while (at > first_token + 1 && scene.is(at - 1, Link::list)) {
    uint32_t end = at - 1;
    if (end > first_token + 1 && scene.is(end - 1, Link::comma)) --end;  // "A, B, and C failure"
    const uint32_t own = mention_ending(scene, before, range, end);
    const bool measured = own != UINT32_MAX && is_measured(scene, own, head);
    if (own == UINT32_MAX ? !scene.tokens_free(end - 1, end) : !measured && !only_narrows(scene, own, head)) break;
    const uint32_t begin = own == UINT32_MAX ? end - 1 : scene.mention(own).first_token;
    Shared shared = replaced(scene, head, {begin, end});
    if (!shared && own != UINT32_MAX) shared = at_site(scene, head, scene.mention(own));
    if (!shared) break;
    open_shared(scene, i, shared, {begin, end}, own);
    if (measured && scene.draft_of[own] != kNoDraft) {
      scene.drafts[scene.draft_of[own]].discarded = true;
      scene.draft_of[own] = kNoDraft;
    }
    at = begin;
    if (own != UINT32_MAX) before = own;
  }
  if (at != head.first_token) share_opening(scene, before, range, at, first_draft, plain_draft);
}

void share_first_words(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& head = scene.mention(i);
  const uint32_t limit = scene.segments.sentences[head.sentence].end_token;
  uint32_t at = head.end_token;
  if (head.end_token - head.first_token < 3 || at + 1 >= limit || !scene.is(at, Link::alternative)) return;
  if (!scene.is(head.end_token - 2, Link::of)) return;
  const bool taken =
      i + 1 < range.end && scene.mention(i + 1).first_token <= at + 1 && scene.draft_of[i + 1] != kNoDraft;
  if (taken || !scene.tokens_free(at + 1, at + 2)) return;
  const Scene::Range stem{head.first_token, head.end_token - 1};
  const Row row = scene.term(stem, {at + 1, at + 2});
  if (!known_beside(row, head)) return;
  const Span last = scene.tokens_span(at + 1, at + 2);
  Draft one = scene.drafts[scene.draft_of[i]];
  one.row = row;
  one.text = scene.joined(scene.flat(scene.tokens_span(stem)), scene.words(last));
  one.mentions = {last};
  one.shares = scene.draft_of[i];
  scene.drafts.push_back(std::move(one));
}

void share_what_is_told(Scene& scene) {
  for (Draft& draft : scene.new_drafts()) {
    if (draft.shares == kNoDraft) continue;
    const Draft& head = scene.drafts[draft.shares];
    if (head.discarded) continue;
    draft.type = head.type;
    if (draft.shown_by == kNoDraft) draft.shown_by = head.shown_by;
    std::erase_if(draft.fields, [](const Field& f) { return told_of_all(f.name); });
    for (const Field& f : head.fields)
      if (told_of_all(f.name)) draft.fields.push_back(f);
  }
}

}  // namespace anamnesis
