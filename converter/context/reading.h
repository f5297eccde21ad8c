// What the parts of reading context share: a document's mentions and the cues of its sentences. Internal to context/.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "context/context.h"
#include "context/cues.h"
#include "context/sections.h"
#include "recognise/phrases.h"

namespace anamnesis {

struct ContextRules::Compiled {
  explicit Compiled(const Tables& tables);
  Folding folding;
  PhraseIndex cues;
  std::vector<SectionRule> sections;
  std::vector<CueRow> rows;  // by row of grammar/cues
};

inline constexpr int kShows = 4;  // the weight of a word for this patient ("our patient", "year-old")

struct ContextReading {
  // One sentence: mentions [begin, end), and its cues.
  struct Part {
    uint32_t begin = 0, end = 0;
    uint32_t first_cue = 0, end_cue = 0;
  };

  std::string_view text;
  bool article;  // not a note: it has a title, authors, an abstract of its own
  const Segments& segments;
  std::span<const Mention> mentions;
  const ContextRules::Compiled& rules;
  std::span<Context> contexts;                      // what is made
  std::vector<Part> parts{};                        // by sentence
  std::vector<Cue> cues{};                          // of all sentences
  std::vector<const SectionRule*> section_rules{};  // by section; nullptr: unlabelled

  std::span<const Cue> cues_of(const Part& part) const {
    return std::span(cues).subspan(part.first_cue, part.end_cue - part.first_cue);
  }
  Span span_of(const Cue& cue) const {
    return {segments.tokens[cue.first_token].span.begin, segments.tokens[cue.end_token - 1].span.end};
  }
  // The rule of a sentence's section; nullptr in unlabelled text.
  const SectionRule* section_rule(const Sentence& sentence) const { return section_rules[sentence.section]; }
};

inline bool is_of(const Cue& cue, uint8_t experiencer) {
  return cue.rule.axis == CueAxis::experiencer && cue.rule.value == experiencer;
}

void set_axis(Context& context, CueAxis axis, uint8_t value, CueUse use);

// Gives someone else, named by `cue`, what a sentence tells of the patient at the tokens [from, end).
void give_to_other(const ContextReading& reading, const ContextReading::Part& part, const Cue& cue, uint32_t from,
                   uint32_t end);

// relatives.cc: what a sentence tells of a relative it names. `has_child`: the patient is the mother of one told of.
void give_to_relatives(const ContextReading& reading, const ContextReading::Part& part, bool has_child);

}  // namespace anamnesis
