// The course of a treatment: the words that say what became of it ("completed", "discontinued", "maintained on") give
// its status; so do the discharge it is taken home at, the heading it is listed under, and the patient who will not
// have it.
#include "assemble/courses.h"

#include <algorithm>

namespace anamnesis {
namespace {

bool is_treatment(const Scene& scene, uint32_t i) {
  if (scene.draft_of[i] == kNoDraft) return false;
  const MentionKind k = scene.mention(i).kind;
  return k == MentionKind::medication || k == MentionKind::device;
}

}  // namespace

// The time right behind token `at`: "resolved within 3 days", "was stopped on day 5"; or UINT32_MAX.
uint32_t time_behind(const Scene& scene, uint32_t i, Scene::Range range) {
  if (i + 1 >= range.end) return UINT32_MAX;
  const Mention& t = scene.mention(i + 1);
  const bool places = t.kind == MentionKind::time && !scene.used[i + 1] && !t.normal.empty() && t.part != "duration" &&
                      t.part != "history" && t.part != "age";
  const uint32_t at = scene.mention(i).end_token;
  return places && t.first_token - at <= 3 && !scene.any(at, t.first_token, Link::clause_new) ? i + 1 : UINT32_MAX;
}

void give_time(Scene& scene, Draft& draft, std::string_view field, uint32_t time) {
  if (time == UINT32_MAX || draft.find(field) != nullptr) return;
  const Mention& t = scene.mention(time);
  draft.add(field, t.normal, t.span, t.row);
  scene.used[time] = true;
}

// "completed 21 days of X", "X was discontinued", "maintenance with X": the nearest treatments, through a list.
void put_status(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  const std::string_view status = e.row["status"];
  const bool ends = status == "stopped" || status == "completed";
  const uint32_t end = ends ? time_behind(scene, i, range) : UINT32_MAX;
  const auto set = [&](uint32_t j) {
    Draft& draft = scene.drafts[scene.draft_of[j]];
    if (draft.find("negated") != nullptr) return;
    // What is taken again has no end.
    std::erase_if(draft.fields, [&](const Field& f) { return f.name == "status" || (f.name == "end" && !ends); });
    draft.add("status", status, e.span, e.row);
    give_time(scene, draft, "end", end);
  };
  // Behind it: "discontinued X", "taking X and Y".
  uint32_t at = e.end_token;
  bool any = false;
  const uint32_t last = e.end_token - 1;
  const bool of_before =
      scene.is(last, Link::instead) || (scene.is(last, Link::with) && status == "stopped");  // "X was replaced by Y"
  for (uint32_t j = i + 1; j < range.end && !of_before && scene.mention(j).first_token - at <= 6; ++j) {
    const Mention& m = scene.mention(j);
    if (m.kind == MentionKind::dosage_part || m.kind == MentionKind::time || m.kind == MentionKind::modifier ||
        m.kind == MentionKind::quantity) {
      at = m.end_token;
      continue;
    }
    if (!is_treatment(scene, j)) break;
    if (any && !scene.any(at, m.first_token, Link::together)) break;
    if (scene.any(at, m.first_token, Link::subject)) break;
    if (!any && ends && scene.any(e.end_token, m.first_token, Link::with)) break;  // "the fit was stopped with X"
    if (!any && scene.any(e.end_token, m.first_token, Link::list)) break;          // "X was stopped and Y"
    set(j);
    any = true;
    at = m.end_token;
  }
  if (any) return;
  // Before it: "X and Y were stopped", "with X and Y maintenance".
  at = e.first_token;
  for (uint32_t j = i; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (scene.any(m.end_token, at, Link::stop)) return;  // "X 1 g daily; another one completed"
    if (m.kind == MentionKind::dosage_part || m.kind == MentionKind::modifier) {
      if (any && !scene.only(m.end_token, at, Link::together)) return;  // "X 5 mg was begun and Y was stopped"
      at = m.first_token;
      continue;
    }
    // "X was stopped on day 3, was restarted on day 9"
    const bool earlier = m.kind == MentionKind::time || (m.kind == MentionKind::event && m.part == "status");
    if (!any && earlier && at - m.end_token <= 2 && scene.only(m.end_token, at, Link::next_verb)) {
      at = m.first_token;
      continue;
    }
    if (!is_treatment(scene, j) || at - m.end_token > (of_before ? 6u : 4u)) return;
    if (any && !scene.only(m.end_token, at, Link::together)) return;
    set(j);
    if (scene.is(e.first_token, Link::bracket)) return;  // "X, Y (held)": said of one
    any = true;
    at = m.first_token;
  }
}

// "Surgery was offered, which she declined", also in the sentence before: what was only planned is not done. A
// treatment named behind the refusal is all that is refused.
void put_refusal(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  for (uint32_t j = i + 1; j < range.end; ++j)
    if (scene.draft_of[j] != kNoDraft && !scene.any(e.end_token, scene.mention(j).first_token, Link::clause_new))
      return;
  bool own = false;
  for (size_t d = scene.drafts.size(); d-- > 0 && scene.drafts[d].sentence + 1 >= e.sentence;) {
    Draft& draft = scene.drafts[d];
    const bool planned = draft.planned && draft.find("status") != nullptr;
    if (!planned || draft.discarded || draft.find("negated") || draft.mentions.back().begin > e.span.begin) continue;
    if (draft.sentence != e.sentence && own) return;
    own = draft.sentence == e.sentence;
    draft.add("negated", "true", e.span, e.row);
  }
}

// "discharged on X 5 mg daily and Y": what is taken on behind the discharge is active.
void put_taken_home(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  uint32_t at = e.end_token;
  for (uint32_t j = i + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    if (!scene.only(at, m.first_token, Link::taken_home)) return;
    at = m.end_token;
    if (is_treatment(scene, j)) {
      Draft& draft = scene.drafts[scene.draft_of[j]];
      if (draft.find("status") == nullptr && draft.find("negated") == nullptr)
        draft.add("status", "active", e.span, e.row);
    } else if (m.kind != MentionKind::dosage_part && m.kind != MentionKind::quantity &&
               m.kind != MentionKind::modifier && m.kind != MentionKind::time) {
      return;
    }
  }
}

// "Medications on admission: X 5 mg, Y": what the list says of each drug in it that nothing else is said of.
void put_listed_status(Scene& scene, uint32_t sentence) {
  const uint32_t at = scene.segments.sentences[sentence].section;
  if (at >= scene.segments.sections.size()) return;
  const Section& section = scene.segments.sections[at];
  const std::string_view status = section.meaning ? section.meaning["medication-status"] : std::string_view();
  if (status.empty() || section.heading.size() == 0) return;
  for (size_t d = scene.first_draft; d < scene.drafts.size(); ++d) {
    Draft& draft = scene.drafts[d];
    if (draft.type != "medication" || draft.find("status") || draft.find("negated") || draft.find("historical"))
      continue;
    draft.add("status", status, section.heading, section.meaning);
  }
}

}  // namespace anamnesis
