// Events: admission, discharge and visits become encounters; death; allergies; and the words that say what became of
// a treatment ("completed", "discontinued", "maintained on") give its status.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

bool is_treatment(const Scene& scene, uint32_t i) {
  if (scene.draft_of[i] == kNoDraft) return false;
  const MentionKind k = scene.mention(i).kind;
  return k == MentionKind::medication || k == MentionKind::device;
}

bool is_condition_draft(const Draft& draft) {
  return draft.type == "diagnosis" || draft.type == "symptom" || draft.type == "finding";
}

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

void put_time(Scene& scene, Draft& draft, uint32_t event, Scene::Range range, bool discharge) {
  for (uint32_t j = range.begin; j < range.end; ++j) {
    const Mention& t = scene.mention(j);
    if (t.kind != MentionKind::time || scene.used[j]) continue;
    const Mention& e = scene.mention(event);
    const uint32_t apart = t.first_token >= e.end_token ? t.first_token - e.end_token : e.first_token - t.end_token;
    if (apart > 8) continue;
    bool between = false;
    // "died of septic shock on day 5": the cause between does not take the time.
    for (uint32_t k = std::min(j, event) + 1; k < std::max(j, event); ++k)
      between |= scene.draft_of[k] != kNoDraft && scene.drafts[scene.draft_of[k]].type != "encounter" &&
                 !(draft.type == "death" && j > event && is_condition_draft(scene.drafts[scene.draft_of[k]]));
    if (between) continue;
    std::string_view value = t.normal;
    if (discharge && (t.part == "after" || t.part == "duration" || t.part == "day")) {
      // "was discharged 12 days after admission": so long was the stay (the anchor's key in grammar/anchors).
      if (t.part == "after" && value.ends_with(" admission")) {
        value.remove_prefix(6);
        const size_t blank = value.find(' ');
        if (blank == std::string_view::npos) continue;
        std::string_view unit = value.substr(blank + 1);
        unit = unit.substr(0, unit.find(' '));
        draft.add("length-of-stay", value.substr(0, blank), t.span);
        draft.add("length-unit", unit, t.span);
        scene.used[j] = true;
        return;
      }
      if (t.part == "duration") continue;
    }
    if (t.part == "duration") {
      if (discharge || value.size() < 5) continue;
      value.remove_prefix(4);
      const size_t blank = value.find(' ');
      if (blank == std::string_view::npos || draft.find("length-of-stay") != nullptr) continue;
      draft.add("length-of-stay", value.substr(0, blank), t.span);
      draft.add("length-unit", value.substr(blank + 1), t.span);
      scene.used[j] = true;
      return;
    }
    if (t.part == "history" || t.part == "age") continue;
    if (draft.find(discharge ? "end" : "effective") != nullptr) continue;
    draft.add(discharge ? "end" : "effective", value, t.span, t.row);
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

// What the allergy did: "(rash)", "which caused a rash", "anaphylaxis to"; no finding of its own.
void put_reaction(Scene& scene, Draft& allergy, const Mention& m) {
  allergy.add("reaction", scene.flat(m.span), m.span, m.row);
}

void put_reactions_behind(Scene& scene, uint32_t last, Scene::Range range) {
  uint32_t at = scene.mention(last).end_token;
  const uint32_t allergy = scene.draft_of[last];
  for (uint32_t j = last + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    const uint32_t d = scene.draft_of[j];
    if (m.kind == MentionKind::modifier || m.kind == MentionKind::body_site) continue;
    if (d == kNoDraft || !is_condition_draft(scene.drafts[d]) || m.first_token - at > 5 ||
        !scene.any(at, m.first_token, Link::reaction) || scene.any(at, m.first_token, Link::reaction_stop))
      return;
    // A first reaction needs its word; those listed with it do not.
    if (at == scene.mention(last).end_token && scene.only(at, m.first_token, Link::list)) return;
    put_reaction(scene, scene.drafts[allergy], m);
    scene.drafts[d].discarded = true;
    scene.draft_of[j] = kNoDraft;
    scene.used[j] = true;
    at = m.end_token;
  }
}

void put_allergies(Scene& scene, uint32_t i, Scene::Range range, bool before) {
  const Mention& e = scene.mention(i);
  const auto turn = [&](uint32_t j) {
    const MentionKind k = scene.mention(j).kind;
    if (k != MentionKind::medication && k != MentionKind::substance) return false;
    if (scene.draft_of[j] == kNoDraft) scene.open("allergy", j);
    Draft& draft = scene.drafts[scene.draft_of[j]];
    draft.type = "allergy";
    std::erase_if(draft.fields, [](const Field& f) { return f.name != "negated" && f.name != "certainty"; });
    if (const std::string_view reaction = e.row["reaction"]; !reaction.empty()) {
      const Span words = scene.tokens_span(e.first_token, e.end_token - 1);  // without its preposition
      draft.add("reaction", scene.flat(words), words, scene.rules.terms.look_up(reaction, scene.rules.folding));
    }
    return true;
  };
  if (before) {
    if (i > range.begin && scene.mention(i - 1).end_token == e.first_token) turn(i - 1);
    return;
  }
  uint32_t at = e.end_token, last = UINT32_MAX;
  for (uint32_t j = i + 1; j < range.end; ++j) {
    if (!scene.only(at, scene.mention(j).first_token, Link::allergy_list) || !turn(j)) break;
    at = scene.mention(j).end_token;
    last = j;
  }
  if (last != UINT32_MAX) put_reactions_behind(scene, last, range);
}

// "Allergies: penicillin (hives)": what such a section names.
void put_listed_allergies(Scene& scene, uint32_t sentence) {
  const uint32_t at = scene.segments.sentences[sentence].section;
  if (at >= scene.segments.sections.size() || scene.segments.sections[at].kind != "allergies") return;
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const MentionKind k = scene.mention(i).kind;
    if ((k != MentionKind::medication && k != MentionKind::substance) || !scene.is_fact(i) || scene.used[i]) continue;
    if (scene.draft_of[i] == kNoDraft) scene.open("allergy", i);
    Draft& draft = scene.drafts[scene.draft_of[i]];
    draft.type = "allergy";
    std::erase_if(draft.fields, [](const Field& f) { return f.name != "negated" && f.name != "certainty"; });
    put_reactions_behind(scene, i, range);
  }
}

// "No known drug allergies" is said once, as a concept of its own.
void put_no_allergies(Scene& scene, uint32_t i) {
  const uint32_t d = scene.open("allergy", i);
  scene.drafts[d].fields.clear();
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
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "status"; });
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
    if (!is_treatment(scene, j) || at - m.end_token > (of_before ? 6u : 4u)) return;
    if (any && !scene.only(m.end_token, at, Link::together)) return;
    set(j);
    if (scene.is(e.first_token, Link::bracket)) return;  // "X, Y (held)": said of one
    any = true;
    at = m.first_token;
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

}  // namespace

void draft_events(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind != MentionKind::event || !scene.is_fact(i)) continue;
    const Context& c = scene.contexts[i];
    const bool denied = c.polarity == Polarity::negated;
    if (m.part == "status") put_status(scene, i, range);
    if (m.part == "allergy") put_allergies(scene, i, range, false);
    if (m.part == "allergy-after") put_allergies(scene, i, range, true);
    if (m.part == "no-allergies") put_no_allergies(scene, i);
    if (m.part == "condition-status" && denied) continue;
    if (denied || c.certainty != Certainty::confirmed || c.temporality == Temporality::planned) continue;
    if (m.part == "condition-status") put_condition_status(scene, i, range);
    if (m.part == "death" && !of_relative(scene, i, range)) put_death(scene, i, range);
    if (m.part == "follow-up" && (of_examination(scene, i, range) || scene.in_heading(m))) continue;
    if (m.part == "admission" || m.part == "discharge" || m.part == "visit" || m.part == "follow-up")
      put_encounter(scene, i, range);
    if (m.part == "discharge") put_taken_home(scene, i, range);
  }
  put_listed_status(scene, sentence);
  put_listed_allergies(scene, sentence);
}

}  // namespace anamnesis
