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

namespace {

// What an event says became of treatments.
struct Course {
  uint32_t event = 0;
  std::string_view status;
  bool ends = false;
  uint32_t end = UINT32_MAX;  // when, if it ended
};

void set_course(Scene& scene, uint32_t treatment, const Course& course) {
  Draft& draft = scene.drafts[scene.draft_of[treatment]];
  if (draft.find("negated") != nullptr || (draft.planned && course.status == "unknown")) return;  // "to be restarted"
  // What is taken again has no end.
  std::erase_if(draft.fields, [&](const Field& f) { return f.name == "status" || (f.name == "end" && !course.ends); });
  const Mention& e = scene.mention(course.event);
  draft.add("status", course.status, e.span, e.row);
  give_time(scene, draft, "end", course.end);
}

// Whether the words before the treatment at token `first` keep it out of a list: another clause or another verb
// ("held X, started Y") begins there. `is_first`: it would be the first of the list.
bool apart_from(const Scene& scene, const Course& course, uint32_t at, uint32_t first, bool is_first) {
  if (scene.any(at, first, Link::subject) || scene.any(at, first, Link::next_course)) return true;
  if (!is_first) return !scene.any(at, first, Link::together);
  // "the fit was stopped with X", "X was stopped and topical Y"
  const uint32_t behind = scene.mention(course.event).end_token;
  return (course.ends && scene.any(behind, first, Link::with)) || scene.any(behind, first, Link::list);
}

// Behind the words: "discontinued X", "taking X and Y". Of what ended or pauses the list is closed by "and": in a plan
// ("hold X, Y as needed") a comma parts orders. False: there is none.
bool set_behind(Scene& scene, const Course& course, Scene::Range range) {
  const Mention& e = scene.mention(course.event);
  const bool open = course.status == "active" || scene.is(e.end_token, Link::equals);
  uint32_t at = e.end_token;
  if (at < scene.segments.tokens.size() && scene.is(at, Link::minus)) return false;  // "X held - Y was taken"
  std::vector<uint32_t> list;
  size_t closed = 1;
  for (uint32_t j = course.event + 1; j < range.end && scene.mention(j).first_token - at <= 6; ++j) {
    const Mention& m = scene.mention(j);
    if (is_treatment(scene, j)) {
      if (apart_from(scene, course, at, m.first_token, list.empty())) break;
      list.push_back(j);
      if (scene.any(at, m.first_token, Link::alternative)) closed = list.size();
    } else if (m.kind != MentionKind::dosage_part && m.kind != MentionKind::time && m.kind != MentionKind::modifier &&
               m.kind != MentionKind::quantity) {
      break;
    }
    at = m.end_token;
  }
  if (!open && list.size() > closed) list.resize(closed);
  for (const uint32_t j : list) set_course(scene, j, course);
  return !list.empty();
}

// Before them: "X and Y were stopped", "with X and Y maintenance"; no further than `far` tokens.
void set_before(Scene& scene, const Course& course, Scene::Range range, uint32_t far) {
  const Mention& e = scene.mention(course.event);
  uint32_t at = e.first_token;
  bool any = false;
  for (uint32_t j = course.event; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (scene.any(m.end_token, at, Link::stop)) return;  // "X 1 g daily; another one completed"
    if (m.kind == MentionKind::dosage_part || m.kind == MentionKind::modifier) {
      if (any && !scene.only(m.end_token, at, Link::together)) return;  // "X 5 mg was begun and Y was stopped"
      if (any && !scene.any(m.end_token, at, Link::and_)) return;       // "X 5 mg, Y 2 mg weaned off"
      at = m.first_token;
      continue;
    }
    // "X was stopped on day 3, was restarted on day 9"
    const bool earlier = m.kind == MentionKind::time || (m.kind == MentionKind::event && m.part == "status");
    if (!any && earlier && at - m.end_token <= 2 && scene.only(m.end_token, at, Link::next_verb)) {
      at = m.first_token;
      continue;
    }
    if (!is_treatment(scene, j) || at - m.end_token > far) return;
    if (any && !scene.only(m.end_token, at, Link::together)) return;
    set_course(scene, j, course);
    if (scene.is(e.first_token, Link::bracket)) return;  // "X, Y (held)": said of one
    any = true;
    at = m.first_token;
  }
}

// "Hold X if the pressure falls": an order for what may come.
bool is_conditional(const Scene& scene, const Mention& event) {
  const uint32_t end = scene.segments.sentences[event.sentence].end_token;
  for (uint32_t t = event.end_token; t < end && scene.segments.tokens[t].kind != TokenKind::punctuation; ++t)
    if (scene.is(t, Link::conditional)) return true;
  return false;
}

// "X stopped 2 weeks ago, Y 100 mg": right behind one treatment, and right before none, it is of the one before.
bool told_before(const Scene& scene, uint32_t event, Scene::Range range) {
  uint32_t at = scene.mention(event).first_token, j = event;
  while (j > range.begin && scene.mention(j - 1).kind == MentionKind::dosage_part &&
         scene.mention(j - 1).end_token == at)
    at = scene.mention(--j).first_token;
  const bool behind = j > range.begin && is_treatment(scene, j - 1) && scene.mention(j - 1).end_token == at;
  const uint32_t next = event + 1;
  const bool before = next < range.end && is_treatment(scene, next) &&
                      scene.mention(next).first_token == scene.mention(event).end_token;
  return behind && !before;
}

// "was on X, now Y": Y is taken, and X, which was taken then, is no more; "takes X, now on Y too" ends nothing.
void put_replaced(Scene& scene, uint32_t i, Scene::Range range) {
  constexpr uint32_t kVerb = 4;  // tokens before the treatment
  const Mention& e = scene.mention(i);
  if (!set_behind(scene, {i, "active"}, range)) return;
  uint32_t before = i;
  while (before > range.begin && scene.mention(before - 1).kind == MentionKind::dosage_part) --before;
  if (before == range.begin || !is_treatment(scene, before - 1)) return;
  const uint32_t at = scene.mention(before - 1).first_token;
  const uint32_t from = std::max(scene.segments.sentences[e.sentence].first_token, at > kVerb ? at - kVerb : 0);
  if (scene.any(from, at, Link::formerly)) set_before(scene, {i, "stopped"}, range, kVerb);
}

// "swap X to Y", "changed X for Y": X ends, where another treatment is named in its place; "changed X to 50 mg" ends
// none.
void put_exchanged(Scene& scene, uint32_t i, Scene::Range range) {
  const auto near = [&](uint32_t j, uint32_t from) {
    return j < range.end && is_treatment(scene, j) && scene.mention(j).first_token - from <= 2;
  };
  uint32_t at = i + 1;
  if (!near(at, scene.mention(i).end_token)) return;
  uint32_t next = at + 1;
  while (next < range.end && scene.mention(next).kind == MentionKind::dosage_part) ++next;
  const uint32_t behind = scene.mention(next - 1).end_token;
  const bool tied = near(next, behind) && (scene.is(behind, Link::instead) || scene.is(behind, Link::for_));
  if (tied) set_course(scene, at, {i, "stopped"});
}

}  // namespace

// "completed 21 days of X", "X was discontinued", "maintenance with X": the nearest treatments, through a list.
void put_status(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  Course course{i, e.row["status"]};
  if (is_conditional(scene, e)) return;
  if (course.status == "exchanged") return put_exchanged(scene, i, range);
  if (course.status == "replaced") return put_replaced(scene, i, range);
  course.ends = course.status == "stopped" || course.status == "completed";
  if (course.ends) course.end = time_behind(scene, i, range);
  const uint32_t last = e.end_token - 1;
  const bool of_before = scene.is(last, Link::instead) ||  // "X was replaced by Y"
                         (scene.is(last, Link::with) && course.status == "stopped");
  // "X as needed, stop the feeds": an order behind a comma is of nothing before it.
  const bool order = scene.is(last, Link::order) && e.first_token > 0 && scene.is(e.first_token - 1, Link::comma);
  if (order) return void(set_behind(scene, course, range));
  if (scene.is(last, Link::start)) {  // "switched from X to Y", and no dose: "changed from 5 mg to 10 mg"
    if (i + 1 < range.end && scene.mention(i + 1).quantity == nullptr) set_behind(scene, course, range);
    return;
  }
  if (of_before || told_before(scene, i, range) || !set_behind(scene, course, range))
    set_before(scene, course, range, of_before ? 6 : 4);
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

namespace {

// "discharged with calcium and vitamin D": what is a test elsewhere, and has no result here, is taken.
bool becomes_drug(Scene& scene, uint32_t i, Scene::Range range) {
  if (scene.mention(i).kind != MentionKind::test || scene.draft_of[i] == kNoDraft) return false;
  Row drug = scene.other_meaning(i, MentionKind::medication);
  for (const Refused& refused : scene.mentions.refused)
    if (refused.mention.kind == MentionKind::medication && refused.mention.span == scene.mention(i).span)
      drug = refused.mention.row;
  const bool told = i + 1 < range.end && scene.mention(i + 1).first_token == scene.mention(i).end_token &&
                    (scene.mention(i + 1).kind == MentionKind::result_word || scene.mention(i + 1).quantity != nullptr);
  if (!drug || told) return false;
  Draft& draft = scene.drafts[scene.draft_of[i]];
  draft.type = "medication";
  draft.row = drug;
  return true;
}

}  // namespace

// "discharged on X 5 mg daily and Y": what is taken on behind the discharge is active.
void put_taken_home(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  uint32_t at = e.end_token;
  for (uint32_t j = i + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    if (!scene.only(at, m.first_token, Link::taken_home)) return;
    at = m.end_token;
    if (is_treatment(scene, j) || becomes_drug(scene, j, range)) {
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
