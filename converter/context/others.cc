// A pronoun at the start of a clause goes on about the subject before it. Behind a donor or a partner in the same
// sentence that is them; in the next sentence it is where the patient's sex cannot be meant, else the patient.
#include "context/others.h"

#include <algorithm>

namespace anamnesis {

const Cue* OtherReader::subject(std::span<const Cue> cues, const Sentence& sentence) const {
  for (const Cue& cue : cues)
    if (is_of(cue, kSomeone) && cue.first_token <= sentence.first_token + 1) return &cue;
  return nullptr;
}

bool OtherReader::opens_clause(const Cue& pronoun, const Sentence& sentence) const {
  if (pronoun.first_token == sentence.first_token) return true;
  const std::string_view before = reading_.segments.tokens[pronoun.first_token - 1].folded;
  return before == ";" || before == "," || before == "and";
}

// Whether a pronoun is of the sex that the patient is not.
bool OtherReader::is_stranger(const Cue& pronoun) const {
  if (is_of(pronoun, kHe) || is_of(pronoun, kHis)) return sex_ == "female";
  return (is_of(pronoun, kShe) || is_of(pronoun, kHers)) && sex_ == "male";
}

// "A 40-year-old woman": a sex beside an age is the patient's.
void OtherReader::read_sex(const ContextReading::Part& part) {
  for (uint32_t i = part.begin; i + 1 < part.end; ++i) {
    const Mention &age = reading_.mentions[i], &sex = reading_.mentions[i + 1];
    if (age.kind == MentionKind::age && sex.kind == MentionKind::sex && !sex.weak &&
        reading_.contexts[i].experiencer == Experiencer::patient)
      sex_ = sex.normal;
  }
}

void OtherReader::read(const ContextReading::Part& part, const Sentence& sentence) {
  const auto cues = reading_.cues_of(part);
  const Cue* const other = subject(cues, sentence);
  if (other == nullptr) read_sex(part);
  const Cue* goes_on = nullptr;
  uint32_t end = UINT32_MAX;
  for (const Cue& cue : cues) {
    if (goes_on != nullptr && is_of(cue, kTurn) && cue.end_token > cue.first_token + 1) end = cue.first_token;
    const bool clause = is_of(cue, kHe) || is_of(cue, kShe);
    if (goes_on != nullptr || !opens_clause(cue, sentence)) continue;
    if (clause && other != nullptr && cue.first_token > other->first_token) goes_on = &cue;
    if (someone_ && is_stranger(cue)) goes_on = &cue;
  }
  if (goes_on != nullptr) give_to_other(reading_, part, *goes_on, goes_on->first_token, end);
  someone_ = other != nullptr || (someone_ && goes_on != nullptr);
}

}  // namespace anamnesis
