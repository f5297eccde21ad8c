// What a kind of section says about everything in it that no cue speaks of (table grammar/section-kinds).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "context/context.h"
#include "segment/fold.h"

namespace anamnesis {

enum class SectionReality : uint8_t {
  this_case,   // speaks of the patient
  shown,       // the same, in an article once a word for this patient has been read: it may be a study of many
  note,        // the same, in an article mixed: its conclusions are about medicine in general
  mixed,       // only sentences with a word for this patient do
  background,  // the same
  none         // nothing in it is read
};

struct SectionRule {
  std::string_view kind;
  SectionReality reality = SectionReality::this_case;
  Experiencer experiencer = Experiencer::patient;
  Temporality temporality = Temporality::current;  // planned: of what is listed with nothing said of it
  std::vector<std::string> beside;                 // folded words that say nothing of what is planned
  std::vector<std::string> later;                  // folded words before how much later it is done
  std::vector<std::string> purpose;                // folded words that part it from what it is done with or for
  bool of_article = false;                         // only articles have such a section
  bool opening = false;                            // only articles open with one
  Row row;
};

inline std::vector<SectionRule> read_sections(const Tables& tables, const Folding& folding) {
  std::vector<SectionRule> out;
  const Table* table = tables.find("grammar/section-kinds");
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
    const Row row{table, i};
    SectionRule rule{row["kind"],
                     SectionReality::this_case,
                     Experiencer::patient,
                     Temporality::current,
                     {},
                     {},
                     {},
                     !row["article"].empty(),
                     row["article"] == "opening",
                     row};
    const std::string_view reality = row["reality"];
    if (reality == "shown") rule.reality = SectionReality::shown;
    if (reality == "note") rule.reality = SectionReality::note;
    if (reality == "mixed") rule.reality = SectionReality::mixed;
    if (reality == "background") rule.reality = SectionReality::background;
    if (reality == "none") rule.reality = SectionReality::none;
    if (row["experiencer"] == "relative") rule.experiencer = Experiencer::relative;
    if (row["temporality"] == "historical") rule.temporality = Temporality::historical;
    if (row["temporality"] == "planned") rule.temporality = Temporality::planned;
    for (const std::string_view word : split_list(row["beside"])) rule.beside.push_back(folding.fold(word));
    for (const std::string_view word : split_list(row["later"])) rule.later.push_back(folding.fold(word));
    for (const std::string_view word : split_list(row["purpose"])) rule.purpose.push_back(folding.fold(word));
    out.push_back(rule);
  }
  return out;
}

}  // namespace anamnesis
