// A document is a case or a study as a whole, which the cues of all its sentences tell together. Then a sentence speaks
// of this patient or of medicine in general by the heavier of its signals; without any it goes on as the one before it.
#include "context/reality.h"

#include <algorithm>

namespace anamnesis {
namespace {

constexpr size_t kStudySentences = 4;  // so many at least speak of many where a document is a study

bool weighs(const Cue& cue) {
  return cue.rule.axis == CueAxis::reality && cue.rule.reach == CueReach::sentence;
}

bool is_own(const Cue& cue) {
  return static_cast<Reality>(cue.rule.value) == Reality::this_case;
}

}  // namespace

RealityReader::RealityReader(const ContextReading& reading) : reading_(reading), parts_of_article_(reading.article) {
  find_study();
  find_article();
}

// A document that speaks of many in twice as many sentences as of one is a study: nothing outside a section that is
// headed as a case speaks of a patient. A case report with a long discussion stays far below, a study far above.
void RealityReader::find_study() {
  size_t one = 0, many = 0;
  for (const ContextReading::Part& part : reading_.parts) {
    bool shows_one = false, shows_many = false;
    for (const Cue& cue : reading_.cues_of(part)) {
      if (!weighs(cue)) continue;
      shows_one |= is_own(cue) && cue.rule.window >= kShows - 1;
      shows_many |= cue.rule.value == kStudy;
      if (cue.rule.value == kStudy && !study_cue_.row) study_cue_ = {cue.row, reading_.span_of(cue)};
    }
    one += shows_one;
    many += shows_many && !shows_one;
  }
  study_ = many >= kStudySentences && many > 2 * one;
}

// "Background" and "Objective" open an article; in a note they head what is known and what is seen of the patient.
void RealityReader::find_article() {
  const auto own = [&](const ContextReading::Part& part) {
    const auto cues = reading_.cues_of(part);
    return std::any_of(cues.begin(), cues.end(),
                       [](const Cue& cue) { return weighs(cue) && is_own(cue) && cue.rule.window >= kShows; });
  };
  const auto first = std::find_if(reading_.parts.begin(), reading_.parts.end(), own);
  const auto index = static_cast<size_t>(first - reading_.parts.begin());
  const uint32_t patient = first == reading_.parts.end() ? UINT32_MAX : reading_.segments.sentences[index].span.begin;
  for (const Section& section : reading_.segments.sections)
    for (const SectionRule& rule : reading_.rules.sections)
      parts_of_article_ |=
          rule.of_article && rule.kind == section.kind && (!rule.opening || section.body.begin <= patient);
}

// What a section says of its sentences, as far as the patient has been shown by now.
SectionReality RealityReader::reality_of_section(const SectionRule* rule, uint32_t index) const {
  SectionReality said = rule == nullptr ? SectionReality::shown : rule->reality;
  if (rule != nullptr && rule->opening && !parts_of_article_) said = SectionReality::this_case;
  if (said == SectionReality::note) said = parts_of_article_ ? SectionReality::mixed : SectionReality::shown;
  if (study_) {
    if (said != SectionReality::this_case) return SectionReality::none;
    // "Case definition", "Case-control study": what a study heads as a case is one behind a word for its patient.
    return shown_in_ == index ? said : SectionReality::mixed;
  }
  return said == SectionReality::shown && (shown_ || !reading_.article) ? SectionReality::this_case : said;
}

// A paragraph starts as its section's kind says, an unlabelled one as the case, in an article only once a patient has
// been shown.
void RealityReader::begin_paragraph(const Sentence& sentence, SectionReality section, const CueUse& section_use) {
  if (sentence.paragraph == paragraph_ && sentence.section == section_) return;
  paragraph_ = sentence.paragraph;
  section_ = sentence.section;
  const bool own = section == SectionReality::this_case;
  running_ = own ? Reality::this_case : Reality::background;
  running_cue_ = own ? CueUse{} : section_use;
}

void RealityReader::weigh(const Sentence& sentence, std::span<const Cue> cues, SectionReality section) {
  int own = 0, general = 0, strongest = 0;
  const Cue* general_cue = nullptr;
  for (const Cue& cue : cues) {
    if (!weighs(cue)) continue;
    const bool ours = is_own(cue);
    (ours ? own : general) += cue.rule.window;
    if (ours) strongest = std::max<int>(strongest, cue.rule.window);
    if (!ours && general_cue == nullptr) general_cue = &cue;
  }
  // Outside the case itself, "was noted" may be anyone's: there it takes a word for this patient.
  const int needed = section == SectionReality::this_case ? 1 : kShows;
  if (own >= needed && own >= general && (!study_ || strongest >= needed)) {
    running_ = Reality::this_case;
    running_cue_ = {};
    shown_ = shown_ || own >= kShows;
    if (own >= kShows) shown_in_ = sentence.section;
  } else if (general > own) {
    running_ = Reality::background;
    running_cue_ = {general_cue->row, reading_.span_of(*general_cue)};
  }
}

Reality RealityReader::read(uint32_t index) {
  const Sentence& sentence = reading_.segments.sentences[index];
  const SectionRule* rule = reading_.section_rule(sentence);
  const SectionReality section = reality_of_section(rule, sentence.section);
  CueUse section_use;
  if (rule != nullptr) section_use = {rule->row, reading_.segments.sections[sentence.section].heading};
  if (section == SectionReality::none) {
    running_cue_ = study_ ? study_cue_ : section_use;
    return Reality::background;
  }
  begin_paragraph(sentence, section, section_use);
  weigh(sentence, reading_.cues_of(reading_.parts[index]), section);
  return running_;
}

}  // namespace anamnesis
