// A mother's report goes on to tell of her newborn: "The infant had Apgar scores of 3 and 5, was intubated and ... He
// recovered." What a sentence says behind a child that is its subject is the child's, up to a word for the mother; so
// is what the next one says of "him", whom the mother cannot be, and what only a newborn has (its birth weight); so are
// the next ones that name nobody, unless the child's birth was all that was told: then the mother's own course may
// follow.
#include "context/children.h"

#include <algorithm>
#include <charconv>

namespace anamnesis {
namespace {

constexpr int kGrown = 13;  // years: a child told of beside such a patient is another one

// A sex or a state that only a child has.
bool is_childs(const Mention& m) {
  return m.kind == MentionKind::sex && m.part == "child";
}

bool is_grown_age(const Mention& m) {
  int years = 0;
  std::from_chars(m.normal.data(), m.normal.data() + m.normal.size(), years);
  return m.normal.ends_with(" a") && years >= kGrown;
}

}  // namespace

ChildReader::ChildReader(const ContextReading& reading) : reading_(reading) {
  find_patient();
}

// "born to a 29-year-old woman", "to a 29-year-old mother": how old a relative is.
bool ChildReader::is_of_other(uint32_t age) const {
  const Mention& m = reading_.mentions[age];
  if (age + 1 < reading_.mentions.size()) {
    const Mention& next = reading_.mentions[age + 1];
    if (next.kind == MentionKind::relative && next.first_token == m.end_token) return true;
  }
  const auto cues = reading_.cues_of(reading_.parts[m.sentence]);
  return std::any_of(cues.begin(), cues.end(), [&](const Cue& cue) {
    return is_of(cue, kBorn) && cue.end_token <= m.first_token &&
           (cue.rule.window == 0 || m.first_token - cue.end_token < cue.rule.window);
  });
}

// The first age that is told of the patient says whether that one is grown; where none is, a word that only a grown
// person goes by does.
void ChildReader::find_patient() {
  bool aged = false, sexed = false;
  const Row* noun = nullptr;
  for (uint32_t i = 0; i < reading_.mentions.size(); ++i) {
    const Mention& m = reading_.mentions[i];
    if (m.kind == MentionKind::age && !aged && !is_of_other(i)) {
      aged = true;
      grown_ = is_grown_age(m);
    }
    if (m.kind != MentionKind::sex || m.weak || sexed) continue;
    sexed = true;
    mother_ = m.normal == "female";
    noun = &m.row;
  }
  if (!aged) grown_ = noun != nullptr && (*noun)["grown"] == "yes";
  mother_ = grown_ && (mother_ || !sexed);
}

// The words by which the sentence begins with the child; nullptr if it does not.
const Cue* ChildReader::subject(std::span<const Cue> cues, const Sentence& sentence) const {
  const bool of_newborn = std::any_of(cues.begin(), cues.end(), [](const Cue& cue) { return is_of(cue, kNewborn); });
  for (const Cue& cue : cues) {
    const uint32_t apart = cue.first_token - sentence.first_token;
    if (apart <= 1 && (is_of(cue, kChild) || is_of(cue, kNewborn))) return &cue;
    if (!told_ || apart > 0) continue;
    if (is_of(cue, kHe) || is_of(cue, kHis)) return &cue;
    if (is_of(cue, kShe) && (of_newborn || (subject_ && sex_ == "female"))) return &cue;
  }
  return nullptr;
}

// Behind a sentence on the child, one that names nobody else: with what only a newborn has ("A pacemaker was implanted
// on day 2 of life"), or in the same paragraph where the child's course was told; nullptr if it does not go on.
const Cue* ChildReader::goes_on(std::span<const Cue> cues, const Sentence& sentence) const {
  const Cue* out = course_ != UINT32_MAX && sentence.paragraph == paragraph_ ? &reading_.cues[course_] : nullptr;
  for (const Cue& cue : cues) {
    if (is_of(cue, kShe) || is_of(cue, kTurn) || (is_of(cue, kHers) && sex_ != "female")) return nullptr;
    if (is_of(cue, kNewborn)) out = &cue;
  }
  return subject_ ? out : nullptr;
}

// "delivered a boy, who was intubated", "... and he was intubated": the words that go on about the child.
const Cue* ChildReader::joined(std::span<const Cue> cues, const Sentence& sentence) const {
  bool child = false;
  for (const Cue& cue : cues) {
    if (is_of(cue, kTurn) && cue.first_token > sentence.first_token) child = false;
    child |= is_of(cue, kChild);
    if (child && is_of(cue, kSame) && cue.rule.reach == CueReach::forward) return &cue;
    if ((child || told_) && (is_of(cue, kHe) || is_of(cue, kHis))) return &cue;
  }
  return nullptr;
}

// The token at which another one than the child comes to be told of.
uint32_t ChildReader::limit(std::span<const Cue> cues, uint32_t from, bool female) const {
  for (const Cue& cue : cues)
    if (cue.first_token > from && (is_of(cue, kTurn) || (is_of(cue, kShe) && !female))) return cue.first_token;
  return UINT32_MAX;
}

void ChildReader::remember(const ContextReading::Part& part, const Sentence& sentence, const Cue* by, bool subject) {
  const auto cues = reading_.cues_of(part);
  const bool birth =
      std::any_of(cues.begin(), cues.end(), [](const Cue& cue) { return is_of(cue, kBirth) || is_of(cue, kBorn); });
  course_ = subject && !birth ? static_cast<uint32_t>(by - reading_.cues.data()) : UINT32_MAX;
  paragraph_ = sentence.paragraph;
  const bool child = std::any_of(cues.begin(), cues.end(), [](const Cue& cue) { return is_of(cue, kChild); });
  subject_ = subject;
  told_ |= child || subject;
  for (uint32_t i = part.begin; i < part.end && (child || subject); ++i)
    if (is_childs(reading_.mentions[i])) sex_ = reading_.mentions[i].normal;
}

// "A boy was born to a 29-year-old woman": her age is not his.
void ChildReader::give_ages(const ContextReading::Part& part) const {
  for (uint32_t i = part.begin; i < part.end; ++i)
    if (reading_.mentions[i].kind == MentionKind::age && is_grown_age(reading_.mentions[i]) && is_of_other(i) &&
        reading_.contexts[i].experiencer == Experiencer::patient)
      reading_.contexts[i].experiencer = Experiencer::other;
}

void ChildReader::read(const ContextReading::Part& part, const Sentence& sentence) {
  if (!grown_) give_ages(part);
  if (!mother_) return;
  const auto cues = reading_.cues_of(part);
  const Cue* by = subject(cues, sentence);
  const bool subject = by != nullptr;
  if (!subject) by = joined(cues, sentence);
  if (const Cue* all = by != nullptr ? nullptr : goes_on(cues, sentence)) {
    give_to_other(reading_, part, *all, sentence.first_token, UINT32_MAX);
    return;  // the child is still told of
  }
  if (by != nullptr)
    give_to_other(reading_, part, *by, by->first_token, limit(cues, by->first_token, is_of(*by, kShe)));
  for (const Cue& cue : cues)
    if (is_of(cue, kNewborn)) give_to_other(reading_, part, cue, cue.first_token, cue.end_token);
  remember(part, sentence, by, subject);
}

}  // namespace anamnesis
