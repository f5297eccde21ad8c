// Local abbreviations: a short form that the text itself defines means its long form everywhere in that text.
#pragma once
#include <span>
#include <vector>

#include "recognise/merge.h"
#include "recognise/scan.h"

namespace anamnesis {

// Adds a candidate for each place of each short form whose long form is a candidate already, and takes away what the
// tables know of a short form whose long form they do not know: there it means something else. `candidates`: by
// first token; those added stand behind them.
void apply_abbreviations(const Document& document, const Segments& segments,
                         std::span<const Abbreviation> abbreviations, Arena& arena, std::vector<Candidate>& candidates);

}  // namespace anamnesis
