// Results in words: "raised ferritin", "A, B and C were normal", "positive for X", and what a denial means for a test.
#include <algorithm>

#include "assemble/values.h"

namespace anamnesis {
namespace {

// "not normal": a denial right before the word turns it.
bool denied_here(const Scene& scene, uint32_t word) {
  const Span cue = scene.contexts[word].polarity_cue.span, said = scene.mention(word).span;
  return scene.contexts[word].polarity == Polarity::negated && cue.end <= said.begin && said.begin - cue.end <= 6;
}

void become_result(Draft& draft) {
  if (draft.type == "measurement") draft.type = "qualitative-result";
}

void put_word(Scene& scene, uint32_t target, uint32_t word) {
  Draft& draft = scene.drafts[scene.draft_of[target]];
  const Mention& w = scene.mention(word);
  scene.used[word] = true;
  if (draft.type == "diagnostic-procedure") {  // "the ECG was normal": a result
    if (w.part == "trend") return;
    draft.type = "qualitative-result";
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "status"; });
  }
  const bool denied = denied_here(scene, word), number = has_number(draft);
  if (w.part == "trend") {  // "renal function improved"
    if (number || denied || draft.find("value-text") || draft.find("interpretation")) return;
    draft.add("value-text", scene.flat(w.span), w.span);
    become_result(draft);
    return;
  }
  const std::string_view turned = denied ? w.row["denied"] : std::string_view();
  if (number || w.part == "interpretation") {
    const std::string_view code = w.row["interpretation"];
    if (!code.empty() && draft.find("interpretation") == nullptr && !denied)
      draft.add("interpretation", code, w.span, w.row);
  } else if (draft.find("value-text") == nullptr) {
    draft.add("value-text", turned.empty() ? w.normal : turned, w.span, w.row);
    become_result(draft);
  }
  // "was negative" is the result itself, not the denial of the test.
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
}

bool takes_words(const Scene& scene, uint32_t i) {
  return is_test(scene, i) || is_study(scene, i);
}

// "raised ferritin", "normal A, B and C": true if a test stands right behind the word.
bool give_behind(Scene& scene, Scene::Range range, uint32_t word) {
  const auto joined = [&](uint32_t j, Link role) {
    return j < range.end && takes_words(scene, j) &&
           scene.only(scene.mention(j - 1).end_token, scene.mention(j).first_token, role);
  };
  if (!joined(word + 1, Link::word_before)) return false;
  put_word(scene, word + 1, word);
  for (uint32_t j = word + 2; joined(j, Link::list); ++j) put_word(scene, j, word);
  return true;
}

// "A, B and C were normal", also over what narrows them ("performed at age 5 days", "of the brain").
void give_before(Scene& scene, Scene::Range range, uint32_t word) {
  const Mention& w = scene.mention(word);
  uint32_t at = w.first_token;
  bool first = true;
  for (uint32_t j = word; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    const bool narrows = m.kind == MentionKind::modifier || m.kind == MentionKind::time ||
                         m.kind == MentionKind::body_site || (m.kind == MentionKind::result_word && m.part == "trend");
    // "CRP (45 mg/L) and ferritin (300 ug/L) were high"; other words are about something without a number.
    const bool number = m.quantity != nullptr && m.kind != MentionKind::age && w.part == "interpretation";
    if (narrows || number) {
      at = m.first_token;
      continue;
    }
    if (!takes_words(scene, j)) break;
    const bool joined = scene.only(m.end_token, at, first ? Link::word_after : Link::list_of_results);
    if (!joined || (first && at - m.end_token > 6)) break;
    put_word(scene, j, word);
    at = m.first_token;
    first = false;
  }
}

// Whether the sentence tests something before the word: a specimen, a test, a study.
bool tested_before(const Scene& scene, Scene::Range range, uint32_t word) {
  for (uint32_t j = range.begin; j < word; ++j) {
    const MentionKind k = scene.mention(j).kind;
    if (k == MentionKind::specimen || k == MentionKind::test || (k == MentionKind::procedure && is_study(scene, j)) ||
        scene.other_meaning(j, MentionKind::specimen))
      return true;
  }
  return false;
}

// The draft for a thing that was looked for and found or not: a test's own, else a new one beside the thing's.
Draft& found_draft(Scene& scene, uint32_t thing, bool positive) {
  const uint32_t kept = scene.draft_of[thing];
  if (scene.mention(thing).kind == MentionKind::test && kept != kNoDraft) return scene.drafts[kept];
  const uint32_t d = scene.open("qualitative-result", thing);
  if (kept != kNoDraft && positive && scene.drafts[kept].find("negated") == nullptr) scene.draft_of[thing] = kept;
  if (kept != kNoDraft && !positive) scene.drafts[kept].discarded = true;
  return scene.drafts[d];
}

void put_found(Scene& scene, uint32_t thing, uint32_t word) {
  const Mention& w = scene.mention(word);
  const bool positive = w.normal == "positive";
  Draft& draft = found_draft(scene, thing, positive);
  draft.type = "qualitative-result";
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated" || f.name == "value-text"; });
  const bool denied = positive && scene.contexts[word].polarity == Polarity::negated &&
                      scene.contexts[word].polarity_cue.span.end <= w.span.begin;
  draft.add("value-text", denied ? w.row["denied"] : w.normal, w.span, w.row);
  scene.used[word] = true;
}

}  // namespace

void give_words(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || scene.used[i] || w.part == "outcome") continue;
    if (!give_behind(scene, range, i)) give_before(scene, range, i);
  }
}

// "throat swab was positive for X by PCR", "blood culture grew X": a result about X.
void give_found(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || w.part != "result" ||
        (w.normal != "positive" && w.normal != "negative") || scene.contexts[i].reality == Reality::background)
      continue;
    const bool about = w.end_token < scene.segments.tokens.size() && scene.is(w.end_token, Link::for_);
    const bool tested = tested_before(scene, range, i);
    for (uint32_t j = i + 1; j < range.end; ++j) {
      const Mention& x = scene.mention(j);
      if (!scene.only(scene.mention(j - 1).end_token, x.first_token, Link::found)) break;
      const bool thing = x.kind == MentionKind::organism || x.kind == MentionKind::substance ||
                         x.kind == MentionKind::test || (x.kind == MentionKind::condition && tested);
      if (!thing || (!about && x.kind != MentionKind::organism)) break;
      put_found(scene, j, i);
    }
  }
}

// "No lupus anticoagulant was found", "A, B and C were negative": a result in itself, not a test that was not done.
void settle_denied(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i)) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    const Field* denial = draft.find("negated");
    if (denial == nullptr || has_value(draft) || draft.type == "social-history") continue;
    const uint32_t first = scene.mention(i).first_token;
    const bool method = first > 0 && scene.is(first - 1, Link::sample);
    const Field said = *denial;
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
    if (method || draft.type != "measurement") continue;
    become_result(draft);
    draft.add("value-text", scene.says(said.span, Link::negative) ? "negative" : "absent", said.span, said.row);
  }
}

}  // namespace anamnesis
