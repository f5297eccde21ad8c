// A batch of conversions: inputs in order, workers in parallel, outputs in the order of the inputs.
#pragma once
#include <string>
#include <vector>

#include "converter.h"

namespace anamnesis::cli {

struct BatchOptions {
  std::vector<std::string> inputs;  // files; "-" is standard input
  std::string out;                  // "" or "-": standard output
  bool out_is_folder = false;       // then out/STEM.json for each input
  std::string errors;               // dead letters; "" for none
  std::string explain;              // explanations; "" for none
  int jobs = 1;
  bool progress = false;  // a counter on standard error
  Options conversion;
};

// The exit status: 0 all converted; 1 some failed; 3 nothing could be read or written.
int run_batch(const Converter& converter, const BatchOptions& options);

// "DIR/STEM.json": where an input's output goes in a folder.
std::string output_name(const std::string& folder, const std::string& input, Options::Format format, bool lines);

// Whether the input is read line by line, each line a document.
bool reads_lines(const std::string& input);

}  // namespace anamnesis::cli
