// validate_stream: files, folders and streams of FHIR resources -> findings, in the inputs' order, whatever the jobs.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "base/result.h"

namespace anamnesis {

namespace validate {
class Validator;
}

struct ValidateStream {
  std::vector<std::string> inputs;  // files, folders (their .json, .xml, .ndjson), "-" for standard input
  int jobs = 1;
  uint64_t max_line = uint64_t{64} << 20;  // bytes; a longer NDJSON line is a finding, not a resource
};

struct ValidatedDocument {
  std::string file;   // "-" for standard input
  uint32_t line = 0;  // of an NDJSON line, from 1; 0 for a whole file
  std::string text;
  Issues issues;
};

// Calls `done` for each document in order, and `failed` for each input that could not be read; both under one lock.
// NDJSON is read in bounded memory: .ndjson and .jsonl, and standard input whose first line is a whole object.
void validate_stream(const ValidateStream& stream, const validate::Validator& validator,
                     const std::function<void(ValidatedDocument&)>& done,
                     const std::function<void(const Error&)>& failed);

// One document: parsed, then validated.
Issues validate_text(const validate::Validator& validator, std::string_view text);

}  // namespace anamnesis
