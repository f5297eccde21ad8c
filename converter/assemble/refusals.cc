// What a mention is told of may be no one's, another's or another thing's: then it makes no statement of the patient.
#include <algorithm>

#include "assemble/dosages.h"

namespace anamnesis {
namespace {

// "Surgery if it recurs": what is done only where something comes, and of which no verb tells that it was done.
bool is_conditional(const Scene& scene, const Mention& m) {
  constexpr uint32_t kNear = 4;
  const uint32_t end = std::min(scene.segments.sentences[m.sentence].end_token, m.end_token + kNear);
  for (uint32_t t = m.end_token; t < end; ++t) {
    if (scene.is(t, Link::conditional)) return true;
    if (scene.segments.tokens[t].kind == TokenKind::punctuation || scene.is(t, Link::and_) ||
        scene.is(t, Link::part_verb))
      return false;
  }
  return false;
}

// "a pimple-like rash" is no pimple.
bool only_alike(const Scene& scene, const Mention& m) {
  const uint32_t limit = scene.segments.sentences[m.sentence].end_token;
  return m.end_token + 1 < limit && scene.word(m.end_token) == "-" && scene.is(m.end_token + 1, Link::alike) &&
         !scene.segments.tokens[m.end_token + 1].space_before;
}

// "TRAUMA SURGERY CONSULT" over a note that is not printed in capitals.
bool is_title(const Scene& scene) {
  const auto any_small = [&](const Sentence& s) {
    const std::string_view words = scene.words(s.span);
    return std::any_of(words.begin(), words.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  };
  const auto& sentences = scene.segments.sentences;
  return sentences.size() > 1 && sentences[0].end_token <= 8 && !any_small(sentences[0]) && any_small(sentences[1]) &&
         sentences[1].paragraph != sentences[0].paragraph;
}

// "a fractured catheter": tells of the device right behind it, not of the patient.
bool describes_device(const Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  return m.end_token == m.first_token + 1 && i + 1 < range.end && scene.mention(i + 1).kind == MentionKind::device &&
         scene.mention(i + 1).first_token == m.end_token;
}

// "Cr 2.1, dialysis being considered": what has a value is not still to come.
bool is_read(const Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  return m.kind == MentionKind::test && i + 1 < range.end && scene.mention(i + 1).kind == MentionKind::quantity &&
         scene.only(m.end_token, scene.mention(i + 1).first_token, Link::claim);
}

// "Her first child was delivered by A": what a grown patient's child was born by was done to her.
bool bears_child(const Scene& scene, uint32_t i) {
  constexpr uint32_t kFar = 4;
  const Mention& m = scene.mention(i);
  const Context& c = scene.contexts[i];
  if (m.kind != MentionKind::procedure || c.experiencer != Experiencer::other ||
      c.experiencer_cue.row["value"] != "child")
    return false;
  const uint32_t begin = scene.segments.sentences[m.sentence].first_token;
  return scene.any(std::max(begin, m.first_token - std::min(m.first_token, kFar)), m.first_token, Link::born);
}

}  // namespace

Refusal refusal(const Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  const Context& c = scene.contexts[i];
  const bool test = m.kind == MentionKind::test;
  if (c.reality == Reality::background) return {"background", c.reality_cue.row};
  if (c.temporality == Temporality::hypothetical) return {"hypothetical", c.temporality_cue.row};
  if (c.experiencer == Experiencer::relative && is_finding(m)) return {};
  if (c.experiencer != Experiencer::patient && !bears_child(scene, i)) return {"someone else", c.experiencer_cue.row};
  if (test && c.polarity == Polarity::negated && c.certainty == Certainty::provisional)
    return {"neither said nor denied", c.certainty_cue.row};
  if (m.sentence == 0 && is_title(scene)) return {"a title", {}};
  if (form_of_drug(scene, i) != nullptr) return {"the form of a drug", {}};
  if (is_finding(m) && describes_device(scene, i, range)) return {"said of a device", {}};
  if (is_finding(m) && only_alike(scene, m)) return {"only like it", {}};
  if ((m.kind == MentionKind::procedure || test) && is_conditional(scene, m)) return {"only if something comes", {}};
  if (c.temporality == Temporality::planned && (is_finding(m) || test) && !is_read(scene, i, range))
    return {"only planned", c.temporality_cue.row};
  if (scene.in_heading(m) && (m.kind == MentionKind::procedure || scene.section_of(m).row))  // "PE:", "Lab results"
    return {"a heading", {}};
  if (std::find(scene.names.begin(), scene.names.end(), scene.words(m.span)) != scene.names.end())
    return {"a name", {}};
  return {};
}

}  // namespace anamnesis
