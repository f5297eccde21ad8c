// Outcome: findings in the forms that people and machines read.
//
// In: for each validated document its Issues and its source. Out: text with the source line and a caret, FHIR
// OperationOutcomes, SARIF 2.1.0, JUnit XML or GitHub annotations. Writers append to a string, document by document, so
// that output streams; the same documents in the same order always give the same bytes. Not thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/issue.h"

namespace anamnesis::validate {

enum class Format : uint8_t { text, json, sarif, junit, github };

std::optional<Format> format_of(std::string_view name);

// One validated document: a file, or one line of an NDJSON file.
struct Outcome {
  std::string_view file;    // as the user named it; "-" for standard input
  uint32_t line = 0;        // of the NDJSON line in its file, from 1; 0 for a whole file
  std::string_view source;  // the document's text; may be empty
  const Issues* issues = nullptr;
};

// The line in the file: an Issue counts lines from where its document begins. 0 where unknown.
uint32_t line_in_file(const Outcome& outcome, const Issue& issue);

class OutcomeWriter {
 public:
  virtual ~OutcomeWriter() = default;
  virtual void begin(std::string&) {}  // once, before the first document
  virtual void add(const Outcome& outcome, std::string& out) = 0;
  virtual void end(std::string&) {}  // once, after the last

  // Where set, it is called between findings with what has been written so far, once that is much, and may take it: a
  // document can have thousands of findings.
  std::function<void(std::string&)> take;

 protected:
  void offer(std::string& out) const {
    constexpr size_t kMuch = size_t{64} << 10;
    if (out.size() >= kMuch && take) take(out);
  }
};

// `json` writes one OperationOutcome a line. `text` ends with a count. `colour`: escape sequences for a terminal.
std::unique_ptr<OutcomeWriter> make_writer(Format format, bool colour = false);

// "--fail-on": is there a finding at or above the limit? Nothing for a word that is no limit.
enum class FailOn : uint8_t { error, warning, never };
std::optional<FailOn> fail_on_of(std::string_view name);
bool fails(const Issues& issues, FailOn limit);

}  // namespace anamnesis::validate
