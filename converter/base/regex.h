// Regex: a compiled regular expression (RE2 syntax, linear time). Immutable; shared by threads.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace anamnesis {

struct RegexOptions {
  bool dot_matches_newline = false;
  bool case_sensitive = true;
};

class Regex {
 public:
  static Result<Regex> compile(std::string_view pattern, const RegexOptions& options = {});
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool search(std::string_view text) const;      // somewhere in the text
  bool full_match(std::string_view text) const;  // the whole text
  // Replaces every match. In `with`, $1 or ${1} is a group, ${name} a named group, \$ a dollar sign.
  // Nothing if `with` names a group that is not there.
  std::optional<std::string> replace_all(std::string_view text, std::string_view with) const;

 private:
  struct Program;
  explicit Regex(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace anamnesis
