// explain: why the Bundle says what it says, and why it does not say the rest. One JSON object a line:
//   {"document","resource":"Condition/ID","path":"Condition.severity","words","offset","length",
//    "row":"terms/findings.tsv:12","rule":"resources/elements.tsv:40","cues":[{"field","words","row"}]}   for a fact
//   {"document","dropped":"background","words","offset","length","row","cue"}                   for what was matched
//   only
// Offsets count code points, as evidence does.
#pragma once
#include <string>

#include "pipeline/convert.h"

namespace anamnesis {

void append_explanation(std::string& out, const Document& document, const Conversion& conversion);

}  // namespace anamnesis
