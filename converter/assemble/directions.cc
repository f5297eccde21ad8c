// Directions: "X 25 mg Tablet Sig: One (1) Tablet PO BID" tells one dosage in two halves, the strength of a piece and
// how many are taken how. One piece is its strength; of more the number of pieces is the dose.
#include <algorithm>

#include "assemble/dosages.h"

namespace anamnesis {
namespace {

bool is_number(const Scene& scene, uint32_t token) {
  return scene.segments.tokens[token].kind == TokenKind::number || scene.rules.numbers.contains(scene.word(token));
}

// The last number before the words directed: "One (1)"; UINT32_MAX if there is none.
uint32_t count_before(const Scene& scene, uint32_t sig, uint32_t first) {
  for (uint32_t t = first; t-- > sig + 1;)
    if (scene.segments.tokens[t].kind == TokenKind::number) return t;
  for (uint32_t t = first; t-- > sig + 1;)
    if (is_number(scene, t)) return t;
  return UINT32_MAX;
}

bool is_dose(const Field& f) {
  return f.name.starts_with("dose");
}

std::string_view digits(const Scene& scene, uint32_t token) {
  const auto known = scene.rules.numbers.find(scene.word(token));
  return known == scene.rules.numbers.end() ? scene.words(scene.segments.tokens[token].span)
                                            : scene.keep(std::to_string(known->second));
}

// Puts the pieces as the dose, unless it is one piece whose strength is told.
void put_count(const Scene& scene, Draft& draft, ArenaVector<Field>& fields, uint32_t token) {
  const std::string_view number = digits(scene, token);
  const uint16_t group = draft.groups;
  if (number == "1" && draft.find("dose", group) != nullptr) return;
  const auto form = std::find_if(fields.begin(), fields.end(), [](const Field& f) { return f.name == "form"; });
  if (form == fields.end() || form->value.find(' ') != std::string_view::npos) return;
  std::erase_if(draft.fields, [&](const Field& f) { return f.group == group && is_dose(f); });
  const Span span = scene.segments.tokens[token].span;
  draft.add("dose", number, span, {}, group);
  draft.add("dose-unit", scene.keep("{" + std::string(form->value) + "}"), form->span, {}, group);
}

}  // namespace

uint32_t directed_by(const Scene& scene, uint32_t first) {
  constexpr uint32_t kFar = 7;
  const uint32_t far = first > kFar ? first - kFar : 0;
  for (uint32_t t = first; t-- > far;) {
    if (scene.is(t, Link::sig)) return t;
    const bool counts = is_number(scene, t) || scene.is(t, Link::bracket) || scene.is(t, Link::bracket_end) ||
                        scene.is(t, Link::equals);
    if (!counts) return UINT32_MAX;
  }
  return UINT32_MAX;
}

void follow_directions(const Scene& scene, Draft& draft, ArenaVector<Field>& fields, uint32_t sig, uint32_t first) {
  const uint16_t group = draft.groups;
  if (std::any_of(fields.begin(), fields.end(), is_dose))
    std::erase_if(draft.fields, [&](const Field& f) { return f.group == group && is_dose(f); });
  else if (const uint32_t count = count_before(scene, sig, first); count != UINT32_MAX)
    put_count(scene, draft, fields, count);
  std::erase_if(draft.fields, [&](const Field& f) {
    return f.group == group &&
           std::any_of(fields.begin(), fields.end(), [&](const Field& own) { return own.name == f.name; });
  });
}

bool says_again(const Scene& scene, const Draft& draft, const ArenaVector<Field>& fields, uint32_t first) {
  if (fields.empty() || draft.groups == 0 || first == 0 || !scene.is(first - 1, Link::bracket)) return false;
  return std::all_of(fields.begin(), fields.end(), [&](const Field& f) {
    const Field* have = draft.find(f.name, draft.groups);
    return have != nullptr && have->value == f.value;
  });
}

const Mention* form_of_drug(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  if (i == 0 || m.kind != MentionKind::device) return nullptr;
  const Mention& drug = scene.mention(i - 1);
  if (drug.kind != MentionKind::medication || drug.end_token != m.first_token) return nullptr;
  for (const uint32_t o : scene.lost_to(i)) {
    const Mention& lost = scene.mentions.overlapped[o].mention;
    if (lost.kind == MentionKind::dosage_part && lost.span == m.span) return &lost;
  }
  return nullptr;
}

// "3 units" of blood are bags, not international units: the unit's row says what they are of a product.
void count_bags(const Draft& draft, ArenaVector<Field>& fields) {
  if (!draft.row || !draft.row["category"].ends_with("-product")) return;
  for (Field& f : fields) {
    const std::string_view of_product = f.name == "dose-unit" && f.row ? f.row["product"] : std::string_view();
    if (of_product.empty() || f.value != f.row["bare"]) continue;
    f.value = of_product;
    f.row = {};
  }
}

}  // namespace anamnesis
