// Reasons. Treatments and conditions of one sentence in; out: what a treatment was for ("X for pneumonia", "the
// pneumonia was treated with X") and why it ended ("X was stopped because of hepatotoxicity").
//
// A condition is followed back over its modifiers to the words that tie it on, and from there to the treatment those
// words stand behind, over dosages and times. What is said of a treatment holds for those listed with it, and a list of
// conditions gives each of them.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

bool is_reason(const Scene& scene, uint32_t i) {
  if (scene.draft_of[i] == kNoDraft) return false;
  const Draft& d = scene.drafts[scene.draft_of[i]];
  return (d.type == "diagnosis" || d.type == "symptom" || d.type == "finding") && !d.discarded &&
         d.find("negated") == nullptr;
}

bool is_act(const Scene& scene, uint32_t i) {
  const uint32_t d = scene.draft_of[i];
  if (d == kNoDraft || scene.drafts[d].discarded) return false;
  const std::string_view type = scene.drafts[d].type;
  return type == "medication" || type == "procedure" || type == "diagnostic-procedure" || type == "device-use";
}

// What may stand between a treatment and the words that tie its reason on.
bool goes_with_act(const Mention& m) {
  return m.kind == MentionKind::dosage_part || m.kind == MentionKind::time || m.kind == MentionKind::quantity ||
         m.kind == MentionKind::modifier || m.kind == MentionKind::body_site ||
         (m.kind == MentionKind::event && m.part == "status");
}

void give(Scene& scene, uint32_t act, uint32_t reason, std::string_view field) {
  Draft& draft = scene.drafts[scene.draft_of[act]];
  const Mention& m = scene.mention(reason);
  const bool known = std::any_of(draft.fields.begin(), draft.fields.end(),
                                 [&](const Field& f) { return f.name == field && f.span == m.span; });
  if (!known) draft.add(field, scene.flat(m.span), m.span, scene.drafts[scene.draft_of[reason]].row);
}

// Every token of [first, end) plays one of the roles.
bool all_of(const Scene& scene, uint32_t first, uint32_t end, std::initializer_list<Link> roles) {
  for (uint32_t t = first; t < end; ++t)
    if (std::none_of(roles.begin(), roles.end(), [&](Link role) { return scene.is(t, role); })) return false;
  return true;
}

// The treatments listed with `act`, itself included, towards the front of the sentence.
std::vector<uint32_t> listed_before(const Scene& scene, uint32_t act, Scene::Range range) {
  std::vector<uint32_t> out{act};
  uint32_t at = scene.mention(act).first_token;
  for (uint32_t j = act; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (!all_of(scene, m.end_token, at, {Link::together, Link::then})) break;
    if (is_act(scene, j))
      out.push_back(j);
    else if (!goes_with_act(m))
      break;
    at = m.first_token;
  }
  return out;
}

struct Tie {
  uint32_t first = 0;  // token; 0 tokens: none
  uint32_t end = 0;
  bool cause = false;  // "because of", not "for"
  explicit operator bool() const { return end != 0; }
};

// The words that tie the condition on to what stands before it.
Tie tie_before(const Scene& scene, uint32_t reason, Scene::Range range) {
  uint32_t at = scene.mention(reason).first_token;
  const uint32_t begin = scene.segments.sentences[scene.mention(reason).sentence].first_token;
  for (uint32_t j = reason; at > begin;) {
    if (j > range.begin && scene.mention(j - 1).end_token == at) {
      const Mention& m = scene.mention(j - 1);
      if (m.kind == MentionKind::event && m.part == "reason" && m.row["status"] != "treated")
        return {m.first_token, m.end_token, m.row["status"] == "cause"};
      if (m.kind != MentionKind::modifier && m.kind != MentionKind::body_site) return {};
      at = m.first_token;
      --j;
      continue;
    }
    if (scene.is(at - 1, Link::for_)) return {at - 1, at, false};
    if (!scene.is(at - 1, Link::filler)) return {};
    --at;
  }
  return {};
}

// The treatment those words stand behind, or UINT32_MAX.
uint32_t act_before(const Scene& scene, const Tie& tie, uint32_t reason, Scene::Range range) {
  constexpr uint32_t kFar = 5;  // words that are no part of the dosage
  uint32_t at = tie.first, words = 0;
  for (uint32_t j = reason; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (m.first_token >= tie.first) continue;
    if (scene.any(m.end_token, at, Link::reason_stop)) return UINT32_MAX;
    words += at - m.end_token;
    if (words > kFar) return UINT32_MAX;
    if (is_act(scene, j)) return j;
    if (!goes_with_act(m)) return UINT32_MAX;
    at = m.first_token;
  }
  return UINT32_MAX;
}

bool ended(const Draft& draft, const Scene& scene, const Tie& tie) {
  const Field* status = draft.find("status");
  return status != nullptr && (status->value == "stopped" || status->value == "on-hold") &&
         status->span.begin < scene.segments.tokens[tie.first].span.begin;
}

// "For pneumonia, he received X."
void opened(Scene& scene, const Tie& tie, uint32_t reason, Scene::Range range) {
  const uint32_t sentence = scene.mention(reason).sentence;
  if (tie.cause || tie.first != scene.segments.sentences[sentence].first_token) return;
  uint32_t at = scene.mention(reason).end_token;
  bool any = false;
  for (uint32_t j = reason + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    const uint32_t apart = m.first_token - at;
    if (is_act(scene, j) && apart <= 6 && scene.drafts[scene.draft_of[j]].type != "diagnostic-procedure") {
      if (any && !scene.only(at, m.first_token, Link::together)) return;
      give(scene, j, reason, "indication");
      any = true;
    } else if (!goes_with_act(m)) {
      return;
    }
    at = m.end_token;
  }
}

// "The pneumonia was treated with X and Y."
void treated(Scene& scene, uint32_t event, Scene::Range range) {
  if (event == range.begin || !is_reason(scene, event - 1)) return;
  const Mention &e = scene.mention(event), &before = scene.mention(event - 1);
  if (e.first_token - before.end_token > 4 || scene.any(before.end_token, e.first_token, Link::treated_stop)) return;
  uint32_t at = e.end_token;
  for (uint32_t j = event + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    if (is_act(scene, j)) {
      if (!all_of(scene, at, m.first_token, {Link::together, Link::given})) return;
      give(scene, j, event - 1, "indication");
    } else if (!goes_with_act(m)) {
      return;
    }
    at = m.end_token;
  }
}

// "every 6 hours as needed for pain", "prn nausea/vomiting": what a drug is to be taken for if it comes is no finding.
void settle_if_needed(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i + 1 < range.end; ++i) {
    const Mention& need = scene.mention(i);
    if (need.timing == nullptr || !need.timing->as_needed) continue;
    uint32_t at = need.end_token, act = i;
    while (act > range.begin && !is_act(scene, act) && (act == i || goes_with_act(scene.mention(act)))) --act;
    for (uint32_t j = i + 1; j < range.end; ++j) {
      const Mention& m = scene.mention(j);
      const bool part = m.kind == MentionKind::modifier || m.kind == MentionKind::body_site;
      if (!part && !is_reason(scene, j)) break;
      if (!all_of(scene, at, m.first_token, {Link::if_needed})) break;
      at = m.end_token;
      if (part) continue;
      if (is_act(scene, act)) give(scene, act, j, "indication");
      scene.drafts[scene.draft_of[j]].discarded = true;
      scene.draft_of[j] = kNoDraft;
      scene.drop(j, "only if needed", need.row);
    }
  }
}

// "X was given for nausea and her rigidity worsened"
bool begins_another(const Scene& scene, uint32_t first, uint32_t end) {
  return end >= first + 2 && scene.is(first, Link::and_) && scene.is(end - 1, Link::owner);
}

}  // namespace

void attach_reasons(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  settle_if_needed(scene, range);
  std::vector<std::pair<uint32_t, std::string_view>> last;  // the treatments of the condition before, and as what
  uint32_t last_end = UINT32_MAX;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind == MentionKind::event && m.part == "reason" && m.row["status"] == "treated") treated(scene, i, range);
    if (!is_reason(scene, i)) continue;
    const bool goes_on = last_end != UINT32_MAX && m.first_token - last_end <= 3 &&
                         all_of(scene, last_end, m.first_token, {Link::list, Link::filler}) &&
                         !begins_another(scene, last_end, m.first_token);
    if (!goes_on) {
      last.clear();
      if (const Tie tie = tie_before(scene, i, range)) {
        const uint32_t act = act_before(scene, tie, i, range);
        if (act == UINT32_MAX)
          opened(scene, tie, i, range);
        else
          for (const uint32_t one : listed_before(scene, act, range)) {
            const bool stopped = tie.cause && ended(scene.drafts[scene.draft_of[one]], scene, tie);
            last.emplace_back(one, stopped ? "reason-stopped" : "indication");
          }
      }
    }
    for (const auto& [act, field] : last) give(scene, act, i, field);
    last_end = m.end_token;
  }
}

}  // namespace anamnesis
