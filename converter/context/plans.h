// What is still to come although no cue says so. Internal to context/.
#pragma once
#include "context/reading.h"

namespace anamnesis {

// "Plan: physical therapy. Check HbA1c. CT showed an abscess.": an act or a drug in a plan (`rule`: its section's) with
// no word beside it that tells of it; of what was done, or found, something is said.
bool is_listed(const ContextReading& reading, const SectionRule& rule, const ContextReading::Part& part,
               const Mention& m);

// "EGD in 1 year": an act with nothing said of it but how much later it is done. The row that knows it, or none.
Row put_off(const ContextReading& reading, const ContextReading::Part& part, const Mention& m);

}  // namespace anamnesis
