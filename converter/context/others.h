// Whose a pronoun's facts are behind someone else than the patient: "The donor was well; he was CMV positive." Internal
// to context/.
#pragma once
#include "context/reading.h"

namespace anamnesis {

class OtherReader {
 public:
  explicit OtherReader(const ContextReading& reading) : reading_(reading) {}

  // Gives someone else what a pronoun tells of them. The sentences are read one after the other.
  void read(const ContextReading::Part& part, const Sentence& sentence);

 private:
  const Cue* subject(std::span<const Cue> cues, const Sentence& sentence) const;
  bool opens_clause(const Cue& pronoun, const Sentence& sentence) const;
  bool is_stranger(const Cue& pronoun) const;
  void read_sex(const ContextReading::Part& part);

  const ContextReading& reading_;
  bool someone_ = false;  // was the subject of the sentence before
  std::string_view sex_;  // the patient's, as told beside an age
};

}  // namespace anamnesis
