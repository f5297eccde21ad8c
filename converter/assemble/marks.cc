// Marks behind a test that say how it came out.
#include "assemble/values.h"

namespace anamnesis {
namespace {

// The token behind the marks of a reaction at `first`: "(+++)", or "+", "+++" and "-" before a mark that ends them; or
// `first` where there are none.
uint32_t marks_end(const Scene& scene, uint32_t first, uint32_t limit, bool bracket) {
  const Link mark = scene.is(first, Link::minus) ? Link::minus : Link::plus;
  uint32_t end = first;
  while (end < limit && scene.is(end, mark)) ++end;
  if (end == first) return first;
  if (bracket) return end < limit && scene.is(end, Link::bracket_end) ? end : first;
  const bool ends = end == limit || scene.is(end, Link::clause_mark) || scene.is(end, Link::bracket_end);
  return ends ? end : first;
}

}  // namespace

// "CD31 (+)", "P53 (-)", "GST-pi (+++)", "CK20 +": marks behind a test, in brackets or before a comma.
void give_marks(Scene& scene, Scene::Range range) {
  const uint32_t limit =
      range.begin < range.end ? scene.segments.sentences[scene.mention(range.begin).sentence].end_token : 0;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    uint32_t first = scene.mention(i).end_token;
    if (!is_test(scene, i) || first >= limit) continue;
    const bool bracket = scene.is(first, Link::bracket);
    if (bracket) ++first;
    if (first >= limit) continue;
    const uint32_t end = marks_end(scene, first, limit, bracket);
    Draft& draft = scene.drafts[scene.draft_of[i]];
    if (end == first || has_value(draft)) continue;
    draft.add("value-text", scene.is(first, Link::plus) ? "positive" : "negative", scene.tokens_span(first, end));
    if (draft.type == "measurement") draft.type = "qualitative-result";
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
  }
}

}  // namespace anamnesis
