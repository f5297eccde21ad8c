// Columns: a line of a laboratory's report, without verbs or commas: test, value, flag, reference range, unit.
//
//   Sodium      128   L   135-145   mmol/L
//   Hgb 8.7 g/dL (12.0-16.0) L
//
// Printed right behind a number, the flag looks like a unit (litres, hours), which the test's own units tell apart. A
// range behind the value is what is normal, and the only unit of the line is the value's wherever it stands.
#include "assemble/values.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

// What the columns behind a test say.
struct Columns {
  QuantityReading value;
  uint32_t reference = UINT32_MAX;  // a mention
  std::string_view interpretation;
  Span flag;
};

std::string_view flag_at(const Scene& scene, uint32_t token) {
  if (!is_upper(scene.document.text[scene.segments.tokens[token].span.begin])) return {};
  return scene.is(token, Link::flag_low) ? "L" : scene.is(token, Link::flag_high) ? "H" : std::string_view();
}

void take_flag(const Scene& scene, Columns& columns, uint32_t token) {
  if (!columns.interpretation.empty()) return;
  columns.interpretation = flag_at(scene, token);
  columns.flag = scene.segments.tokens[token].span;
}

// "128 L": a flag was read as the unit of the number.
bool ends_in_flag(const Scene& scene, const Mention& test, const Mention& q) {
  const uint32_t last = q.end_token - 1;
  return !q.quantity->ucum.empty() && q.quantity->unit_words == scene.segments.tokens[last].span &&
         scene.segments.tokens[last].space_before && !flag_at(scene, last).empty() &&
         !fits(scene, test, q.quantity->ucum);
}

bool is_limits(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  return is_quantity(scene, i) && (m.quantity->shape == "range" || !m.quantity->comparator.empty());
}

bool is_mark(const Scene& scene, uint32_t token) {
  return scene.is(token, Link::column) || scene.word(token) == "|";
}

bool only_marks(const Scene& scene, uint32_t first, uint32_t end) {
  while (first < end && is_mark(scene, first)) ++first;
  return first == end;
}

// "5.6 High 3.5-5.0": the word counts as any word for a result does.
bool is_word_as_flag(const Scene& scene, uint32_t i) {
  return i < scene.mentions.mentions.size() && scene.mention(i).kind == MentionKind::result_word &&
         scene.mention(i).part == "interpretation";
}

// Reads on from `token`, behind the value, over marks and flags to the limits and what follows them.
void read_behind(const Scene& scene, uint32_t next, uint32_t token, uint32_t limit, const Mention& test, Columns& out) {
  const auto over_marks = [&](uint32_t end) {
    for (; token < end; ++token) {
      if (!flag_at(scene, token).empty())
        take_flag(scene, out, token);
      else if (!is_mark(scene, token))
        return;
    }
  };
  if (is_word_as_flag(scene, next) && only_marks(scene, token, scene.mention(next).first_token))
    token = scene.mention(next++).end_token;
  const bool more = next < scene.mentions.mentions.size() && scene.mention(next).first_token < limit;
  over_marks(more ? scene.mention(next).first_token : limit);
  if (!more || token != scene.mention(next).first_token || !is_limits(scene, next)) return;
  const Mention& limits = scene.mention(next);
  out.reference = next;
  if (ends_in_flag(scene, test, limits))
    take_flag(scene, out, limits.end_token - 1);
  else if (out.value.ucum.empty()) {
    out.value.ucum = limits.quantity->ucum;
    out.value.unit = limits.quantity->unit;
    out.value.unit_words = limits.quantity->unit_words;
  }
  token = limits.end_token;
  const bool another = next + 1 < scene.mentions.mentions.size() && scene.mention(next + 1).first_token < limit;
  over_marks(another ? scene.mention(next + 1).first_token : limit);
}

void put_columns(Scene& scene, uint32_t test, uint32_t quantity, const Columns& columns) {
  give(scene, test, quantity, columns.value);
  Draft& draft = scene.drafts[scene.draft_of[test]];
  if (columns.reference != UINT32_MAX) {
    put_reference(draft, scene.mention(columns.reference),
                  scene.flat(scene.mention(columns.reference).quantity->number));
    scene.used[columns.reference] = true;
  }
  if (!columns.interpretation.empty()) draft.add("interpretation", columns.interpretation, columns.flag);
}

}  // namespace

void give_columns(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i + 1 < range.end; ++i) {
    if (!is_test(scene, i) || has_value(scene.drafts[scene.draft_of[i]]) || !is_quantity(scene, i + 1)) continue;
    const Mention &test = scene.mention(i), &q = scene.mention(i + 1);
    if (is_limits(scene, i + 1) && q.quantity->comparator.empty()) continue;
    if (!only_marks(scene, test.end_token, q.first_token)) continue;
    Columns columns{*q.quantity, UINT32_MAX, {}, {}};
    if (ends_in_flag(scene, test, q)) {
      take_flag(scene, columns, q.end_token - 1);
      columns.value.ucum = {};
      columns.value.unit = {};
      columns.value.unit_words = {};
    }
    const uint32_t limit = scene.segments.sentences[test.sentence].end_token;
    read_behind(scene, i + 2, q.end_token, limit, test, columns);
    if (columns.reference != UINT32_MAX || !columns.interpretation.empty()) put_columns(scene, i, i + 1, columns);
  }
}

}  // namespace anamnesis
