// Events: admission, discharge and visits become encounters; death; and what became of a finding. What became of a
// treatment is read in courses.cc, allergies in allergies.cc.
#include <algorithm>

#include "assemble/courses.h"

namespace anamnesis {
namespace {

// The encounter of that kind already told of this patient, or a new one.
Draft& encounter(Scene& scene, uint32_t i, std::string_view kind) {
  const uint32_t patient = scene.patient_of[scene.mention(i).sentence];
  for (size_t d = 0; d < scene.drafts.size(); ++d) {
    Draft& draft = scene.drafts[d];
    if (draft.type != "encounter" || draft.patient != patient) continue;
    const Field* have = draft.find("class");
    if (!kind.empty() && have != nullptr && have->value != kind) continue;
    draft.mentions.push_back(scene.mention(i).span);
    scene.draft_of[i] = static_cast<uint32_t>(d);
    return draft;
  }
  const uint32_t d = scene.open("encounter", i);
  scene.drafts[d].fields.clear();
  scene.drafts[d].row = {};
  return scene.drafts[d];
}

// "after:12 d admission", "for:3 d" in its parts.
struct Length {
  std::string_view amount, unit, anchor;
};

Length length_of(std::string_view time) {
  time.remove_prefix(std::min(time.find(':') + 1, time.size()));
  const size_t unit = time.find(' '), anchor = time.find(' ', unit + 1);
  if (unit == std::string_view::npos) return {};
  if (anchor == std::string_view::npos) return {time.substr(0, unit), time.substr(unit + 1), {}};
  return {time.substr(0, unit), time.substr(unit + 1, anchor - unit - 1), time.substr(anchor + 1)};
}

bool put_stay(Draft& draft, const Length& length, Span words) {
  if (length.amount.empty()) return false;
  draft.add("length-of-stay", length.amount, words);
  draft.add("length-unit", length.unit, words);
  return true;
}

// What a time tells of an event: how long a stay was, or when it was. False: nothing.
bool tell_time(const Scene& scene, Draft& draft, const Mention& t, bool discharge) {
  const Length length = length_of(t.normal);
  // "was discharged 12 days after admission": so long was the stay.
  if (discharge && t.part == "after" && scene.rules.stay_anchors.contains(length.anchor))
    return put_stay(draft, length, t.span);
  if (t.part == "duration")
    return !discharge && draft.find("length-of-stay") == nullptr && put_stay(draft, length, t.span);
  const std::string_view field = discharge ? "end" : "effective";
  if (t.part == "history" || t.part == "age" || draft.find(field) != nullptr) return false;
  draft.add(field, t.normal, t.span, t.row);
  return true;
}

// Whether what is told between the event and the time at `j` takes the time; not the cause in "died of septic shock on
// day 5".
bool another_between(const Scene& scene, const Draft& draft, uint32_t event, uint32_t j) {
  for (uint32_t k = std::min(j, event) + 1; k < std::max(j, event); ++k) {
    if (scene.draft_of[k] == kNoDraft) continue;
    const Draft& other = scene.drafts[scene.draft_of[k]];
    if (other.type != "encounter" && !(draft.type == "death" && j > event && is_condition_draft(other))) return true;
  }
  return false;
}

// "He was extubated on day 6 and discharged": the time closes another act, which "and" parts from the event.
bool closes_another(const Scene& scene, uint32_t time, uint32_t event, Scene::Range range) {
  const Mention& t = scene.mention(time);
  return time < event && time > range.begin && scene.draft_of[time - 1] != kNoDraft &&
         scene.mention(time - 1).end_token == t.first_token &&
         scene.any(t.end_token, scene.mention(event).first_token, Link::and_);
}

void put_time(Scene& scene, Draft& draft, uint32_t event, Scene::Range range, bool discharge) {
  const Mention& e = scene.mention(event);
  // "The fever fell within 48 hours and he was discharged on day 8": the time right behind goes first.
  const uint32_t behind = time_behind(scene, event, range);
  for (uint32_t j = behind != UINT32_MAX ? behind : range.begin; j < range.end; ++j) {
    const Mention& t = scene.mention(j);
    if (t.kind != MentionKind::time || scene.used[j]) continue;
    const uint32_t apart = t.first_token >= e.end_token ? t.first_token - e.end_token : e.first_token - t.end_token;
    if (apart > 8 || closes_another(scene, j, event, range)) continue;
    if (another_between(scene, draft, event, j) || !tell_time(scene, draft, t, discharge)) continue;
    scene.used[j] = true;
    return;
  }
}

void put_encounter(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  const bool discharge = m.part == "discharge";
  const std::string_view kind = discharge ? "inpatient" : m.row["class"];
  Draft& draft = encounter(scene, i, kind);
  if (!discharge && !kind.empty() && draft.find("class") == nullptr) draft.add("class", kind, m.span, m.row);
  const std::string_view to = m.row["disposition"];
  if (!to.empty() && draft.find("discharge-disposition") == nullptr)
    draft.add("discharge-disposition", to, m.span, m.row);
  put_time(scene, draft, i, range, discharge);
}

void put_death(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  for (const Draft& draft : scene.drafts)
    if (draft.type == "death" && draft.patient == scene.patient_of[m.sentence]) return;
  const uint32_t d = scene.open("death", i);
  scene.drafts[d].fields.clear();
  scene.drafts[d].row = {};
  put_time(scene, scene.drafts[d], i, range, false);
  std::erase_if(scene.drafts[d].fields, [](const Field& f) { return f.name.starts_with("length"); });
}

// "the fever subsided", "resolution of the rash": the findings right before or behind it.
void put_condition_status(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  const std::string_view status = e.row["status"];
  const bool ends = status == "resolved" || status == "remission";
  uint32_t end = ends ? time_behind(scene, i, range) : UINT32_MAX;
  const auto is_condition = [&](uint32_t j) {
    return scene.draft_of[j] != kNoDraft && is_condition_draft(scene.drafts[scene.draft_of[j]]);
  };
  const auto set = [&](uint32_t j) {
    if (!is_condition(j)) return false;
    Draft& draft = scene.drafts[scene.draft_of[j]];
    if (draft.find("negated") == nullptr && draft.find("clinical-status") == nullptr) {
      draft.add("clinical-status", status, e.span, e.row);
      give_time(scene, draft, "abatement", end);
    }
    return true;
  };
  if (scene.is(e.end_token - 1, Link::of)) {
    uint32_t at = e.end_token, last = i + 1;
    for (; last < range.end && scene.mention(last).first_token - at <= 3; ++last) {
      const MentionKind k = scene.mention(last).kind;
      if (!is_condition(last) && k != MentionKind::modifier && k != MentionKind::body_site) break;
      at = scene.mention(last).end_token;
    }
    if (ends) end = time_behind(scene, last - 1, range);  // "resolution of the rash within 3 days"
    for (uint32_t j = i + 1; j < last; ++j) set(j);
    return;
  }
  uint32_t at = e.first_token;
  for (uint32_t j = i; j-- > range.begin && at - scene.mention(j).end_token <= 3;) {
    const MentionKind k = scene.mention(j).kind;
    if (!set(j) && k != MentionKind::modifier && k != MentionKind::body_site && k != MentionKind::time) return;
    at = scene.mention(j).first_token;
  }
}

// "lost 4 kg of weight": the sign of the body that the amount is of, where it is named behind it; it was not measured.
bool drop_measured(Scene& scene, uint32_t amount, Scene::Range range) {
  const Mention& q = scene.mention(amount);
  const uint32_t next = amount + 1;
  const bool of = q.end_token < scene.segments.tokens.size() && scene.is(q.end_token, Link::of);
  if (next == range.end || scene.mention(next).first_token - q.end_token > 3) return !of;
  const Mention& test = scene.mention(next);
  const bool named = test.kind == MentionKind::test && scene.draft_of[next] != kNoDraft &&
                     scene.drafts[scene.draft_of[next]].type == "vital-sign";
  if (!named) return !of;
  scene.drafts[scene.draft_of[next]].discarded = true;
  scene.draft_of[next] = kNoDraft;
  scene.used[next] = true;
  return true;
}

// "lost 4 kg over 2 months": a finding, whose note keeps the amount.
void put_amount(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  if (i + 1 == range.end || scene.used[i + 1]) return;
  const Mention& q = scene.mention(i + 1);
  if (q.quantity == nullptr || q.first_token - e.end_token > 2 || !lists_item(e.row["unit"], q.quantity->ucum)) return;
  const Row finding = scene.term_named(std::string(e.row["finding"]));
  if (!finding || !drop_measured(scene, i + 1, range)) return;
  const uint32_t d = scene.open("symptom", i);
  Draft& draft = scene.drafts[d];
  draft.row = finding;
  draft.text = scene.flat(e.span.cover(q.span));
  draft.mentions = {e.span.cover(q.span)};
  draft.end_token = q.end_token;
  draft.add("note", scene.flat(q.span), q.span);
  scene.used[i + 1] = true;
}

// "follow-up radiography": says when the examination was done, and is no visit.
bool of_examination(const Scene& scene, uint32_t i, Scene::Range range) {
  if (i + 1 >= range.end || scene.mention(i + 1).first_token != scene.mention(i).end_token) return false;
  const MentionKind next = scene.mention(i + 1).kind;
  return next == MentionKind::test || next == MentionKind::procedure;
}

// "the death of her father"
bool of_relative(const Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  return i + 1 < range.end && scene.mention(i + 1).kind == MentionKind::relative &&
         scene.only(e.end_token, scene.mention(i + 1).first_token, Link::owner);
}

}  // namespace

void draft_events(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind != MentionKind::event || !scene.is_fact(i)) continue;
    const Context& c = scene.contexts[i];
    const bool denied = c.polarity == Polarity::negated;
    if (m.part == "status") put_status(scene, i, range);
    if (m.part == "refusal") put_refusal(scene, i, range);
    if (m.part == "condition-status" && denied) continue;
    if (denied || c.certainty != Certainty::confirmed || c.temporality == Temporality::planned) continue;
    if (m.part == "condition-status") put_condition_status(scene, i, range);
    if (m.part == "amount") put_amount(scene, i, range);
    if (m.part == "death" && !of_relative(scene, i, range)) put_death(scene, i, range);
    if (m.part == "follow-up" && (of_examination(scene, i, range) || scene.in_heading(m))) continue;
    if (m.part == "admission" || m.part == "discharge" || m.part == "visit" || m.part == "follow-up")
      put_encounter(scene, i, range);
    if (m.part == "discharge") put_taken_home(scene, i, range);
  }
  put_listed_status(scene, sentence);
}

}  // namespace anamnesis
