// Whose a child's facts are where the patient is grown: her report tells of her newborn too. Internal to context/.
#pragma once
#include "context/reading.h"

namespace anamnesis {

class ChildReader {
 public:
  // Looks at all ages and sexes that are told; the cues of all sentences are known.
  explicit ChildReader(const ContextReading& reading);

  // A child that is told of is another one than the patient.
  bool is_grown() const { return grown_; }
  // The patient may be its mother.
  bool is_mother() const { return mother_; }
  // The words for a mother mean the patient: a child of hers has been told of.
  bool has_child() const { return told_; }

  // Gives the child what the sentence tells of it. The sentences are read one after the other.
  void read(const ContextReading::Part& part, const Sentence& sentence);

 private:
  bool is_of_other(uint32_t age) const;
  void find_patient();
  const Cue* subject(std::span<const Cue> cues, const Sentence& sentence) const;
  const Cue* goes_on(std::span<const Cue> cues, const Sentence& sentence) const;
  const Cue* joined(std::span<const Cue> cues, const Sentence& sentence) const;
  uint32_t limit(std::span<const Cue> cues, uint32_t from, bool female) const;
  void give_ages(const ContextReading::Part& part) const;
  void remember(const ContextReading::Part& part, const Sentence& sentence, const Cue* by, bool subject);

  const ContextReading& reading_;
  bool grown_ = false, mother_ = false;
  bool told_ = false, subject_ = false;           // a child has been told of; it was the subject of the sentence before
  uint32_t course_ = UINT32_MAX, paragraph_ = 0;  // the cue by which the sentence before told the child's course
  std::string_view sex_;                          // the child's, if known
};

}  // namespace anamnesis
