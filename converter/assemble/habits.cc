// Habits. Some words tell one only in company. What is said of a habit becomes its value: how much ("20 cigarettes a
// day", "a 40 pack-year smoker"), and of a journey where to. The amount stands behind the habit or right before it.
#include <algorithm>

#include "assemble/scene.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

bool is_amount(const Scene& scene, uint32_t j) {
  const Mention& q = scene.mention(j);
  // "quit 2017": a bare number with no word that says of what.
  const bool of_nothing =
      q.kind == MentionKind::quantity && q.quantity->ucum.empty() && !scene.is(q.end_token, Link::habit);
  const bool length = q.quantity != nullptr && scene.rules.unit_kinds.kind_of(q.quantity->ucum) == "length";
  return !scene.used[j] && !of_nothing && !length &&
         (q.kind == MentionKind::quantity || q.kind == MentionKind::dosage_part ||
          (q.kind == MentionKind::time && q.part == "duration"));
}

void give_amount(Scene& scene, uint32_t habit, uint32_t amount, uint32_t limit) {
  const Mention& q = scene.mention(amount);
  uint32_t end = q.end_token;
  while (end < limit && end < q.end_token + 7 && scene.is(end, Link::habit)) ++end;
  while (end > q.end_token && scene.is(end - 1, Link::habit_inner)) --end;
  const Span span = scene.tokens_span(q.first_token, end);
  scene.drafts[scene.draft_of[habit]].add("value-text", scene.flat(span), span);
  scene.used[amount] = true;
}

void describe(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& habit = scene.mention(i);
  const uint32_t limit = scene.segments.sentences[habit.sentence].end_token;
  for (uint32_t j = i + 1; j < range.end && scene.mention(j).first_token - habit.end_token <= 6; ++j) {
    if (scene.draft_of[j] != kNoDraft) break;
    // "Non-smoker, 14 units alcohol per week": the amount is of what stands right behind it.
    const bool of_next = j + 1 < range.end && scene.mention(j + 1).kind == MentionKind::habit &&
                         scene.mention(j + 1).row["class"] != habit.row["class"] &&
                         scene.mention(j + 1).first_token == scene.mention(j).end_token;
    // "Never smoker, 1 glass of wine a week"
    const bool of_drink = j + 1 < range.end && scene.mention(j + 1).kind == MentionKind::substance &&
                          scene.mention(j + 1).row.key() != habit.row["class"] &&
                          scene.only(scene.mention(j).end_token, scene.mention(j + 1).first_token, Link::habit);
    if (is_amount(scene, j) && !of_next && !of_drink) return give_amount(scene, i, j, limit);
  }
  // "a 40 pack-year smoking history"
  for (uint32_t j = i; j-- > range.begin && habit.first_token - scene.mention(j).end_token <= 5;) {
    if (scene.draft_of[j] != kNoDraft) return;
    if (!is_amount(scene, j)) continue;
    for (uint32_t t = scene.mention(j).end_token; t < habit.first_token; ++t)
      if (!scene.is(t, Link::habit)) return;
    return give_amount(scene, i, j, habit.first_token);
  }
}

bool capital(const Scene& scene, uint32_t t) {
  const char c = scene.document.text[scene.segments.tokens[t].span.begin];
  return is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}

// "travelled to Thailand", "from New Guinea": the names behind the preposition.
void give_place(Scene& scene, uint32_t i) {
  const Mention& habit = scene.mention(i);
  const uint32_t limit = std::min(scene.segments.sentences[habit.sentence].end_token, habit.end_token + 6);
  for (uint32_t t = habit.end_token; t < limit; ++t) {
    const bool tied = scene.is(t - 1, Link::place);
    if (!tied || !capital(scene, t) || scene.segments.tokens[t].kind != TokenKind::word) continue;
    uint32_t end = t + 1;
    while (end < scene.segments.sentences[habit.sentence].end_token && capital(scene, end) &&
           scene.segments.tokens[end].kind == TokenKind::word)
      ++end;
    const Span span = scene.tokens_span(t, end);
    scene.drafts[scene.draft_of[i]].add("value-text", scene.flat(span), span);
    return;
  }
}

// "Drinks 2 beers per week": so much of it in a time.
bool tells_amount(const Scene& scene, const Mention& habit, const Mention& next) {
  if (next.quantity == nullptr || next.first_token - habit.end_token > 1) return false;
  const std::string_view ucum = next.quantity->ucum;
  const size_t slash = ucum.rfind('/');
  return slash != std::string_view::npos && scene.rules.unit_kinds.is_time(ucum.substr(slash + 1));
}

}  // namespace

bool tells_habit(const Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  if (m.kind != MentionKind::habit || m.row["company"] != "yes") return true;
  if (i + 1 < range.end && tells_amount(scene, m, scene.mention(i + 1))) return true;
  if (scene.contexts[i].polarity == Polarity::negated) return true;
  for (uint32_t j = range.begin; j < range.end; ++j)
    if (j != i && scene.mention(j).kind == MentionKind::habit && scene.mention(j).row["class"] != m.row["class"])
      return true;
  return false;
}

void describe_habits(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (scene.mention(i).kind != MentionKind::habit || scene.draft_of[i] == kNoDraft) continue;
    const Draft& draft = scene.drafts[scene.draft_of[i]];
    if (draft.discarded || draft.find("negated") != nullptr || draft.type != "social-history") continue;
    if (scene.mention(i).row["place"] == "yes")
      give_place(scene, i);
    else
      describe(scene, i, range);
  }
}

}  // namespace anamnesis
