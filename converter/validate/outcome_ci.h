// The forms of findings that build systems read: made by make_writer (outcome.h).
#pragma once
#include <memory>

#include "validate/outcome.h"

namespace anamnesis::validate {

std::unique_ptr<OutcomeWriter> make_sarif_writer();   // SARIF 2.1.0, one run
std::unique_ptr<OutcomeWriter> make_junit_writer();   // a test case per document, failed if it has an error
std::unique_ptr<OutcomeWriter> make_github_writer();  // workflow commands: ::error file=...,line=...

}  // namespace anamnesis::validate
