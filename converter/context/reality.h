// Whose facts a sentence tells: this patient's, or those of medicine in general. Internal to context/.
#pragma once
#include "context/reading.h"

namespace anamnesis {

class RealityReader {
 public:
  // Looks at all sentences, whose cues are known, for what kind of document it is.
  explicit RealityReader(const ContextReading& reading);

  // The sentences are asked for one after the other; cue() is what decided the last one.
  Reality read(uint32_t sentence);
  const CueUse& cue() const { return running_cue_; }

 private:
  void find_study();
  void find_article();
  SectionReality reality_of_section(const SectionRule* rule, uint32_t index) const;
  void begin_paragraph(const Sentence& sentence, SectionReality section, const CueUse& section_use);
  void weigh(const Sentence& sentence, std::span<const Cue> cues, SectionReality section);

  const ContextReading& reading_;
  bool study_ = false;  // of many patients
  CueUse study_cue_;
  bool parts_of_article_;           // it has sections that no note has
  bool shown_ = false;              // a word for this patient has been read
  uint32_t shown_in_ = UINT32_MAX;  // the last section with such a word
  uint32_t paragraph_ = UINT32_MAX, section_ = UINT32_MAX;
  Reality running_ = Reality::this_case;
  CueUse running_cue_;
};

}  // namespace anamnesis
