// Times to events. "5-day history of A and B" dates what follows it; a time behind an event dates that event, through
// a list; a time that opens a clause ("On day 7, ...", "In 2017 he ...") dates the first event after it and those
// listed with it. Relative times stay relative.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

std::string_view field_for(const Draft& draft) {
  const std::string_view t = draft.type;
  if (t == "diagnosis" || t == "symptom" || t == "finding" || t == "family-history") return "onset";
  if (t == "allergy") return draft.find("reaction") != nullptr ? "reaction-onset" : "onset";
  if (t == "procedure" || t == "diagnostic-procedure") return "performed";
  if (t == "qualitative-result" && draft.find("performed") != nullptr) return {};
  if (t == "age" || t == "sex") return {};
  return "effective";
}

// Whether the time is that of a drug's end: "on day 3 X was stopped", "X until he stopped it 4 months ago".
bool dates_end(const Scene& scene, const Draft& draft, uint32_t i, uint32_t time) {
  const Field* status = draft.find("status");
  if (draft.type != "medication" || status == nullptr || draft.find("end") != nullptr) return false;
  if (status->value != "stopped" && status->value != "completed") return false;
  const Mention &drug = scene.mention(i), &t = scene.mention(time);
  // "stopped X in March"
  const bool ordered = status->span.end <= drug.span.begin && drug.span.begin - status->span.end <= 8 &&
                       drug.span.end <= t.span.begin && t.span.begin - drug.span.end <= 5;
  if (ordered) return true;
  if (drug.span.end <= t.span.begin)
    return drug.span.end <= status->span.begin && status->span.end <= t.span.begin &&
           t.span.begin - status->span.end <= 30;
  // "In 2010 X was started and later stopped": the first verb behind the drug is what is dated.
  const bool next = i + 1 >= scene.mentions.mentions.size() || scene.mention(i + 1).kind != MentionKind::event ||
                    scene.mention(i + 1).span == status->span;
  return next && status->span.begin >= drug.span.end && status->span.begin - drug.span.end <= 12;
}

bool dates(Scene& scene, uint32_t i, uint32_t time) {
  const uint32_t d = scene.draft_of[i];
  if (d == kNoDraft || scene.drafts[d].discarded) return false;
  Draft& draft = scene.drafts[d];
  const std::string_view name = dates_end(scene, draft, i, time) ? "end" : field_for(draft);
  const Mention& t = scene.mention(time);
  if (scene.mention(i).kind == MentionKind::occupation) return false;  // "this plumber returns 6 weeks after"
  // "postoperative day 2, status post bypass": the day is today.
  if (t.normal.starts_with("day:") && draft.type == "procedure" && draft.find("historical") != nullptr) return false;
  if (name.empty() || draft.find(name) != nullptr) return false;
  if (t.part == "duration" && (draft.type == "medication" || draft.type == "measurement" || draft.type == "allergy"))
    return false;
  draft.add(name, t.normal, t.span, t.row);
  scene.used[time] = true;
  return true;
}

// "rose from 12 on day 1 to 48 on day 3": a time right behind a reading is that reading's.
bool dates_reading(Scene& scene, uint32_t i, uint32_t time) {
  const uint32_t d = scene.reading_of[i];
  const Mention& t = scene.mention(time);
  if (d == kNoDraft || t.part == "duration" || t.first_token - scene.mention(i).end_token > 2) return false;
  if (scene.any(scene.mention(i).end_token, t.first_token, Link::clause_new)) return false;
  if (scene.drafts[d].find("effective") != nullptr) return false;
  scene.drafts[d].add("effective", t.normal, t.span, t.row);
  scene.used[time] = true;
  return true;
}

// "at 1 min 108/60, at 3 min 92/50": a time right before a reading, and not right behind another one, is that one's.
bool dates_next_reading(Scene& scene, uint32_t time, Scene::Range range) {
  const Mention& t = scene.mention(time);
  const uint32_t next = time + 1;
  if (next >= range.end || scene.mention(next).first_token != t.end_token || t.part == "duration") return false;
  const uint32_t d = scene.reading_of[next];
  if (d == kNoDraft || scene.drafts[d].find("effective") != nullptr) return false;
  if (time > range.begin && scene.reading_of[time - 1] != kNoDraft &&
      !scene.any(scene.mention(time - 1).end_token, t.first_token, Link::comma))
    return false;  // "12 on day 1 48 on day 3"
  scene.drafts[d].add("effective", t.normal, t.span, t.row);
  scene.used[time] = true;
  return true;
}

// "transplant for leukaemia in 2017": the date is the transplant's, and the leukaemia its reason.
uint32_t treatment_for(Scene& scene, uint32_t condition, Scene::Range range) {
  const std::string_view type = scene.drafts[scene.draft_of[condition]].type;
  if (type != "diagnosis" && type != "finding" && type != "symptom") return UINT32_MAX;
  const uint32_t first = scene.mention(condition).first_token;
  for (uint32_t j = condition; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (m.kind == MentionKind::modifier || m.kind == MentionKind::body_site) continue;
    if (scene.draft_of[j] == kNoDraft || first - m.end_token > 5) return UINT32_MAX;
    const std::string_view other = scene.drafts[scene.draft_of[j]].type;
    const bool treatment = other == "procedure" || other == "medication";
    return treatment && scene.any(m.end_token, first, Link::for_) ? j : UINT32_MAX;
  }
  return UINT32_MAX;
}

bool listed(const Scene& scene, uint32_t from, uint32_t to) {
  return scene.only(from, to, Link::dated_list);
}

// "Proteinuria fell by week 4", "the rash had cleared on day 9": the time is the change's.
bool changed_by(const Scene& scene, uint32_t condition, uint32_t time) {
  if (field_for(scene.drafts[scene.draft_of[condition]]) != "onset") return false;
  for (uint32_t j = condition + 1; j < time; ++j) {
    const Mention& m = scene.mention(j);
    if (m.kind == MentionKind::result_word && m.part == "trend") return true;
    if (m.kind == MentionKind::event && m.part == "condition-status") return true;
  }
  return false;
}

// "ESRD, DDRT 6/2020", "COPD with flares in 2021": a date behind another word than those that say when a condition
// began is that word's, though it names nothing we know.
bool dates_another(const Scene& scene, uint32_t condition, uint32_t time) {
  if (field_for(scene.drafts[scene.draft_of[condition]]) != "onset") return false;
  const uint32_t from = scene.mention(condition).end_token, to = scene.mention(time).first_token;
  uint32_t mark = from;
  while (mark < to && !scene.is(mark, Link::aside)) ++mark;
  return mark < to && !scene.only(mark, to, Link::onset_words);
}

// The drafts from `i` on that one list holds; each is dated.
void date_list(Scene& scene, uint32_t i, uint32_t end, uint32_t time) {
  uint32_t at = scene.mention(i).end_token;
  if (!dates(scene, i, time)) return;
  const std::string_view type = scene.drafts[scene.draft_of[i]].type;
  for (uint32_t j = i + 1; j < end; ++j) {
    const Mention& m = scene.mention(j);
    if (!listed(scene, at, m.first_token)) return;
    at = m.end_token;
    if (scene.draft_of[j] == kNoDraft) continue;
    const std::string_view other = scene.drafts[scene.draft_of[j]].type;
    const bool alike = other == type || (type != "medication" && type != "procedure" &&
                                         (other == "symptom" || other == "finding" || other == "diagnosis"));
    if (!alike || !dates(scene, j, time)) return;
  }
}

bool opens_clause(const Scene& scene, uint32_t time, uint32_t sentence) {
  const uint32_t first = scene.segments.sentences[sentence].first_token;
  uint32_t at = scene.mention(time).first_token;
  while (at > first && scene.is(at - 1, Link::clause_opening)) --at;
  return at == first || scene.is(at - 1, Link::clause_mark);
}

// "was diagnosed with A and B in 2010": a verb is dated, and all of its list with it; of "a history of A and B in 2010"
// the last is. What was done, and complaints, are told of one time.
bool dated_as_one(const Scene& scene, uint32_t first, std::string_view type) {
  if (type != "diagnosis") return true;
  uint32_t at = scene.mention(first).first_token;
  for (uint32_t n = 0; at > 0 && n < 4; ++n)
    if (scene.is(--at, Link::befalls)) return true;
  return false;
}

// "A, in 2014 and 2017, and B": times between commas before a conjunction are those of what stands before them.
bool is_aside(const Scene& scene, uint32_t time, Scene::Range range) {
  uint32_t last = time;
  while (last + 1 < range.end && scene.mention(last + 1).kind == MentionKind::time &&
         scene.only(scene.mention(last).end_token, scene.mention(last + 1).first_token, Link::list))
    ++last;
  uint32_t at = scene.mention(last).end_token;
  const uint32_t limit = scene.segments.sentences[scene.mention(time).sentence].end_token;
  if (at + 1 < limit && scene.is(at, Link::and_) && scene.segments.tokens[at + 1].kind == TokenKind::number) at += 2;
  return at + 1 < limit && scene.is(at, Link::comma) && scene.is(at + 1, Link::and_);
}

// "a 5-day history of A and B"
void place_history(Scene& scene, uint32_t time, Scene::Range range) {
  for (uint32_t j = time + 1; j < range.end; ++j) {
    if (scene.draft_of[j] == kNoDraft) continue;
    if (scene.mention(j).first_token - scene.mention(time).end_token <= 8) date_list(scene, j, range.end, time);
    return;
  }
}

// The first draft of the list that the event `last` closes, of its type all of them.
uint32_t first_of_list(const Scene& scene, uint32_t last, Scene::Range range) {
  const std::string_view type = scene.drafts[scene.draft_of[last]].type;
  uint32_t first = last;
  while (first > range.begin) {
    const uint32_t end = scene.mention(first - 1).end_token, begin = scene.mention(first).first_token;
    if (!listed(scene, end, begin) || !scene.only(end, begin, Link::list) || scene.draft_of[first - 1] == kNoDraft ||
        scene.drafts[scene.draft_of[first - 1]].type != type)
      break;
    --first;
  }
  return dated_as_one(scene, first, type) ? first : last;
}

// To what stands before the time. False: nothing there takes it, and what follows may.
bool place_behind(Scene& scene, uint32_t time, Scene::Range range) {
  const Mention& t = scene.mention(time);
  for (uint32_t j = time; j-- > range.begin;) {
    if (dates_reading(scene, j, time)) return true;
    if (scene.draft_of[j] == kNoDraft) {
      if (scene.mention(j).kind == MentionKind::time) return true;
      continue;
    }
    const uint32_t treated = treatment_for(scene, j, range);
    if (treated != UINT32_MAX && (t.part == "date" || t.part == "ago" || t.part == "before")) {
      dates(scene, treated, time);
      return true;
    }
    const Mention& m = scene.mention(j);
    if (t.first_token - m.end_token > 7 || scene.any(m.end_token, t.first_token, Link::clause_stop)) return false;
    if (changed_by(scene, j, time) || dates_another(scene, j, time)) return true;
    for (uint32_t k = first_of_list(scene, j, range); k <= j; ++k) dates(scene, k, time);
    return true;
  }
  return false;
}

void place(Scene& scene, uint32_t time, Scene::Range range, uint32_t sentence) {
  const Mention& t = scene.mention(time);
  if (t.part == "history") return place_history(scene, time, range);
  // "pneumonia, day 3 of ceftriaxone": so long the drug has been given.
  const bool of_drug = t.normal.starts_with("day:") && time + 1 < range.end &&
                       scene.mention(time + 1).kind == MentionKind::medication &&
                       scene.mention(time + 1).first_token == t.end_token + 1 && scene.is(t.end_token, Link::of);
  if (of_drug) return;
  if (dates_next_reading(scene, time, range)) return;
  const bool aside = is_aside(scene, time, range);
  const bool opening = opens_clause(scene, time, sentence) && !aside;
  const bool of_next = t.part == "duration" && t.end_token < scene.segments.sentences[sentence].end_token &&
                       scene.is(t.end_token, Link::of);  // "2 hours of chest pain"
  if (!opening && !of_next && place_behind(scene, time, range)) return;
  for (uint32_t j = time + 1; j < range.end; ++j) {
    if (scene.mention(j).kind == MentionKind::time) return;
    if (scene.draft_of[j] == kNoDraft || field_for(scene.drafts[scene.draft_of[j]]).empty()) continue;
    if (scene.mention(j).first_token - t.end_token > 16) return;
    // "unchanged since 2015, and X": what the time stood behind is no event here, and X is another one.
    if (aside || (!opening && scene.any(t.end_token, scene.mention(j).first_token, Link::clause_new))) return;
    date_list(scene, j, range.end, time);
    return;
  }
}

}  // namespace

void attach_times(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind != MentionKind::time || scene.used[i] || m.normal.empty()) continue;
    place(scene, i, range, sentence);
  }
}

}  // namespace anamnesis
