// For tests: what an expression gives without a resource, as text.
#pragma once
#include <string>

#include "fhirpath/fhirpath.h"

namespace anamnesis::test {

// Items joined by " | "; "{}" for none, "invalid" for what does not compile, "fails" for what cannot be evaluated.
inline std::string result_of(const std::string& source, uint64_t budget = fhirpath::Environment().budget) {
  const auto expression = fhirpath::compile(source);
  if (!expression) return "invalid";
  fhirpath::Evaluator evaluator({.now = "2024-05-01T12:30:45.250+02:00", .budget = budget});
  const auto out = evaluator.evaluate(*expression, nullptr);
  if (!out) return "fails";
  std::string text;
  for (size_t i = 0; i < out->size(); ++i) text += (i == 0 ? "" : " | ") + fhirpath::to_text((*out)[i]);
  return out->empty() ? "{}" : text;
}

}  // namespace anamnesis::test
