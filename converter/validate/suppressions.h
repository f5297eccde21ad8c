// Suppressions: findings that a project has decided to live with, and findings it had before (a baseline).
//
// A suppression file is TSV with a header: `rule, path, reason, expiry` and optionally `file`. `rule` is a finding's
// id; `path` a pattern for its expression and `file` one for the input's name, in which * stands for any characters
// (empty: any); `reason` is demanded; `expiry` (YYYY-MM-DD, may be empty) is the last day it counts.
//
// A baseline is TSV made by this program: `rule, file, path, count`. Findings in it are not told again; more of the
// same are. Lines and columns are not part of it, so that edits elsewhere in a file do not bring findings back.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/result.h"

namespace anamnesis::validate {

class Suppressions {
 public:
  // `today` is YYYY-MM-DD, for expiry. Errors say file:line:column.
  static Result<Suppressions> parse(std::string_view text, const std::string& file, std::string_view today);

  // Takes suppressed findings out of `issues`, and counts.
  void apply(std::string_view file, Issues& issues);
  // What there is to say at the end: entries that suppressed nothing (warning), and expired ones (warning), with their
  // line in the suppression file.
  Issues leftovers() const;

 private:
  struct Entry {
    std::string rule, path, file, reason, expiry;
    uint32_t line = 0;
    bool expired = false;
    size_t used = 0;
  };
  std::vector<Entry> entries_;
};

class Baseline {
 public:
  static Result<Baseline> parse(std::string_view text, const std::string& file);

  // Takes known findings out of `issues`.
  void apply(std::string_view file, Issues& issues);
  // Notes findings for text().
  void record(std::string_view file, const Issues& issues);
  std::string text() const;  // the file's bytes, sorted

 private:
  std::map<std::string, size_t> counts_;  // "rule TAB file TAB path" -> how many are left
};

// * stands for any characters; everything else for itself.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace anamnesis::validate
