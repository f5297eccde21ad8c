// Circumstances: what else a number or a word may be (the size of a finding, the outcome of a procedure), and where,
// from what and how a result was taken (side, specimen, method).
#include "assemble/values.h"

namespace anamnesis {
namespace {

void put_specimen(Scene& scene, uint32_t i, Row sampled) {
  const Mention& m = scene.mention(i);
  // "HIV test negative, urine culture positive": right before a test it is not of those told before.
  const bool own = i + 1 < scene.mentions.mentions.size() && scene.mention(i + 1).first_token == m.end_token &&
                   is_test(scene, i + 1);
  // "in serum (1:320) and CSF (1:40)": each of its own number.
  const uint32_t next = i + 1;
  if (next < scene.mentions.mentions.size() && scene.reading_of[next] != kNoDraft &&
      scene.mention(next).first_token == m.end_token + 1 && scene.is(m.end_token, Link::bracket)) {
    Draft& draft = scene.drafts[scene.reading_of[next]];
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "specimen"; });
    draft.add("specimen", scene.flat(m.span), m.span, sampled);
    return;
  }
  for (Draft& draft : scene.new_drafts()) {
    if (draft.sentence != m.sentence || draft.discarded || draft.mention == i) continue;
    if (own && draft.end_token <= m.first_token) continue;
    if (draft.type != "qualitative-result" && draft.type != "measurement") continue;
    // "FEV1 38%, with increased sputum": only what a laboratory tests is tested in it.
    if (draft.row && !draft.row["category"].empty() && draft.row["category"] != "laboratory" &&
        draft.row.table->name() == "terms/tests")
      continue;
    if (draft.find("specimen") == nullptr) draft.add("specimen", scene.flat(m.span), m.span, sampled);
  }
}

void put_method(Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  for (Draft& draft : scene.new_drafts()) {
    if (draft.sentence != m.sentence || draft.discarded || draft.mention == i) continue;
    if (draft.type == "qualitative-result" && draft.end_token <= m.first_token &&
        m.first_token - draft.end_token <= 8 && draft.find("method") == nullptr)
      draft.add("method", scene.flat(m.span), m.span, m.row);
  }
}

// "88% on air", "in the supine position": how the reading right before was taken, or those of the whole list.
void put_state(Scene& scene, Scene::Range range, uint32_t i) {
  const Mention& m = scene.mention(i);
  for (uint32_t j = i; j-- > range.begin;) {
    if (m.first_token - scene.mention(j).end_token > 4) return;
    for (Draft& draft : scene.new_drafts()) {
      if (draft.sentence != m.sentence || draft.discarded) continue;
      const Field* value = draft.find("value");
      if (value == nullptr || value->span != scene.mention(j).span) continue;
      if (draft.find("method") == nullptr) draft.add("method", scene.flat(m.span), m.span, m.row);
      return;
    }
  }
}

// Specimens and methods of the sentence's results.
void give_sources(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    const Row sampled = m.kind == MentionKind::specimen ? m.row : scene.other_meaning(i, MentionKind::specimen);
    // "protein and no blood": looked for in it, and not taken.
    const bool denied =
        scene.contexts[i].polarity == Polarity::negated && scene.contexts[i].polarity_cue.span.end + 1 == m.span.begin;
    if (sampled && !scene.used[i] && !denied) put_specimen(scene, i, sampled);
    if (m.kind == MentionKind::modifier && m.part == "state") put_state(scene, range, i);
    const bool tool = m.kind == MentionKind::procedure || m.kind == MentionKind::test;
    if (tool && m.first_token > 0 && scene.is(m.first_token - 1, Link::method)) put_method(scene, i);
  }
}

// "He was jaundiced, and the spleen was palpable 2 cm below": a comma and "and" between.
bool opens_clause(const Scene& scene, uint32_t first, uint32_t end) {
  for (uint32_t t = first; t + 1 < end; ++t)
    if (scene.is(t, Link::comma) && scene.is(t + 1, Link::and_)) return true;
  return false;
}

// The finding that is so large: right behind the size, or before it; or UINT32_MAX.
uint32_t sized(const Scene& scene, Scene::Range range, uint32_t size) {
  const auto finding = [&](uint32_t j) {
    if (scene.draft_of[j] == kNoDraft) return false;
    const Draft& d = scene.drafts[scene.draft_of[j]];
    return (d.type == "finding" || d.type == "diagnosis" || d.type == "symptom") && d.find("note") == nullptr;
  };
  const Mention& q = scene.mention(size);
  if (q.end_token < scene.segments.sentences[q.sentence].end_token && scene.is(q.end_token, Link::distance))
    return UINT32_MAX;  // "6 cm from the margin"
  if (size + 1 < range.end && scene.mention(size + 1).kind == MentionKind::device &&
      scene.mention(size + 1).first_token == q.end_token)
    return UINT32_MAX;  // "hemothorax - 32 Fr chest tube"
  for (uint32_t j = size + 1; j < range.end && scene.mention(j).first_token - q.end_token <= 3; ++j)
    if (finding(j) && !scene.any(q.end_token, scene.mention(j).first_token, Link::size_stop)) return j;
  if (q.first_token > 0 && scene.tokens_free(q.first_token - 1, q.first_token) && is_capitals(scene, q.first_token - 1))
    return UINT32_MAX;  // "gallstones, GBWT 5 mm", "oedema (CST 612 um)"
  for (uint32_t j = size; j-- > range.begin && q.first_token - scene.mention(j).end_token <= 20;) {
    const uint32_t from = scene.mention(j).end_token;
    if (scene.any(from, q.first_token, Link::stop)) return UINT32_MAX;  // "no dilatation; CBD 14 mm"
    if (finding(j)) return opens_clause(scene, from, q.first_token) ? UINT32_MAX : j;
  }
  return UINT32_MAX;
}

// "a weight loss of 5 kg", "5-kg weight loss", "weight loss (5 kg)": the finding right beside a mass; none that is
// denied ("no tumor (1 g").
uint32_t weighed(const Scene& scene, Scene::Range range, uint32_t mass) {
  const Mention& q = scene.mention(mass);
  const auto finding = [&](uint32_t j) {
    if (scene.draft_of[j] == kNoDraft) return false;
    const Draft& d = scene.drafts[scene.draft_of[j]];
    return is_condition_draft(d) && d.find("note") == nullptr && d.find("negated") == nullptr;
  };
  if (mass > range.begin && finding(mass - 1)) {
    const uint32_t end = scene.mention(mass - 1).end_token;
    const bool tied =
        end == q.first_token || (end + 1 == q.first_token && (scene.is(end, Link::of) || scene.is(end, Link::bracket)));
    if (tied) return mass - 1;
  }
  const bool before = mass + 1 < range.end && finding(mass + 1) && scene.mention(mass + 1).first_token == q.end_token;
  return before ? mass + 1 : UINT32_MAX;
}

// "a mass of 10 x 8 cm", "4 cm splenomegaly": the size of a finding is kept in its note.
void give_sizes(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_quantity(scene, i)) continue;
    const Mention& q = scene.mention(i);
    const std::string_view kind = scene.rules.unit_kinds.kind_of(q.quantity->ucum);
    if (q.part != "dimensions" && kind != "length" && kind != "mass") continue;
    const uint32_t target = kind == "mass" ? weighed(scene, range, i) : sized(scene, range, i);
    if (target == UINT32_MAX) continue;
    scene.drafts[scene.draft_of[target]].add("note", scene.flat(q.span), q.span);
    scene.used[i] = true;
  }
}

// A part of the body or a side of it.
bool is_place(const Mention& m) {
  return m.kind == MentionKind::body_site || (m.kind == MentionKind::modifier && m.part == "laterality");
}

// The reading of a sign of the sentence that stands right behind the words ("left arm 128/74"), else the last before
// them, near ("128/74 in the left arm").
uint32_t reading_beside(const Scene& scene, Scene::Range range, uint32_t i) {
  const auto sign = [&](uint32_t j) {
    if (scene.reading_of[j] == kNoDraft) return false;
    const Draft& draft = scene.drafts[scene.reading_of[j]];
    return !draft.discarded && (draft.type == "vital-sign" || (draft.row && draft.row["category"] == "exam"));
  };
  uint32_t end = scene.mention(i).end_token;
  for (uint32_t j = i + 1; j < range.end && scene.only(end, scene.mention(j).first_token, Link::claim); ++j) {
    if (scene.mention(j).quantity != nullptr) return sign(j) ? scene.reading_of[j] : kNoDraft;
    if (!is_place(scene.mention(j))) break;
    end = scene.mention(j).end_token;
  }
  for (uint32_t j = i, at = scene.mention(i).first_token; j-- > range.begin; at = scene.mention(j).first_token) {
    const bool tied = scene.only(scene.mention(j).end_token, at, Link::taken_at);
    if (!tied || (scene.mention(j).quantity == nullptr && !is_place(scene.mention(j)))) return kNoDraft;
    if (scene.mention(j).quantity != nullptr) return sign(j) ? scene.reading_of[j] : kNoDraft;
  }
  return kNoDraft;
}

// "120/80 mmHg in the right arm", "20/40 in the left eye": where a sign was taken.
void give_sides(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (scene.used[i] || !is_place(m)) continue;
    const uint32_t reading = reading_beside(scene, range, i);
    const bool side = m.kind == MentionKind::modifier;
    const std::string_view name = side ? "laterality" : "body-site";
    if (reading == kNoDraft || scene.drafts[reading].find(name) != nullptr) continue;
    scene.drafts[reading].add(name, side ? m.normal : scene.flat(m.span), m.span, m.row);
    scene.used[i] = true;
  }
}

// The procedure nearest to the word, a dozen words away at most.
Draft* nearest_procedure(Scene& scene, Scene::Range range, const Mention& w) {
  Draft* nearest = nullptr;
  uint32_t best = 13;
  for (uint32_t j = range.begin; j < range.end; ++j) {
    if (scene.draft_of[j] == kNoDraft || scene.drafts[scene.draft_of[j]].type != "procedure") continue;
    const Mention& m = scene.mention(j);
    if (m.first_token > 0 && scene.is(m.first_token - 1, Link::means)) continue;  // "under general anaesthesia"
    const uint32_t apart = m.end_token <= w.first_token ? w.first_token - m.end_token : m.first_token - w.end_token;
    if (apart >= best) continue;
    best = apart;
    nearest = &scene.drafts[scene.draft_of[j]];
  }
  return nearest;
}

// "reduction was performed without success": how the nearest procedure of the sentence ended.
void give_outcomes(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || w.part != "outcome" || scene.used[i]) continue;
    Draft* nearest = nearest_procedure(scene, range, w);
    if (nearest == nullptr || nearest->find("outcome") != nullptr || nearest->find("negated") != nullptr) continue;
    nearest->add("outcome", scene.flat(w.span), w.span, w.row);
    scene.used[i] = true;
  }
}

}  // namespace

void give_circumstances(Scene& scene, Scene::Range range) {
  give_sizes(scene, range);
  give_outcomes(scene, range);
  give_sides(scene, range);
  give_sources(scene, range);
}

}  // namespace anamnesis
