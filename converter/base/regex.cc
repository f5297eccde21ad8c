// Regex: the one wrapper around RE2. Patterns and texts in, matches out; a bad pattern is an Error with RE2's reason.
#include "base/regex.h"

#include <re2/re2.h>

namespace anamnesis {

struct Regex::Program {
  Program(std::string_view pattern, const RE2::Options& options)
      : re(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  RE2 re;
};

Regex::Regex(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern, const RegexOptions& wanted) {
  RE2::Options options(RE2::Quiet);
  options.set_dot_nl(wanted.dot_matches_newline);
  options.set_case_sensitive(wanted.case_sensitive);
  options.set_max_mem(int64_t{8} << 20);
  auto program = std::make_unique<Program>(pattern, options);
  if (!program->re.ok()) return Error{"bad regular expression: " + program->re.error()};
  return Regex(std::move(program));
}

bool Regex::search(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), program_->re);
}

bool Regex::full_match(std::string_view text) const {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), program_->re);
}

std::optional<std::string> Regex::replace_all(std::string_view text, std::string_view with) const {
  // RE2 writes groups as \1: translate.
  std::string rewrite;
  for (size_t i = 0; i < with.size(); ++i) {
    if (with[i] == '\\' && i + 1 < with.size() && with[i + 1] == '$') {
      rewrite += with[++i];
    } else if (with[i] == '\\') {
      rewrite += "\\\\";
    } else if (with[i] == '$' && i + 1 < with.size() && with[i + 1] >= '0' && with[i + 1] <= '9') {
      (rewrite += '\\') += with[++i];
    } else if (with[i] == '$' && i + 1 < with.size() && with[i + 1] == '{') {
      const size_t close = with.find('}', i);
      if (close == std::string_view::npos) return std::nullopt;
      const std::string name(with.substr(i + 2, close - i - 2));
      const auto& names = program_->re.NamedCapturingGroups();
      const auto group = names.find(name);
      const std::string number = group != names.end() ? std::to_string(group->second) : name;
      if (number.size() != 1 || number[0] < '0' || number[0] > '9') return std::nullopt;
      rewrite += '\\' + number;
      i = close;
    } else {
      rewrite += with[i];
    }
  }
  std::string why, out(text);
  if (!program_->re.CheckRewriteString(rewrite, &why)) return std::nullopt;
  RE2::GlobalReplace(&out, program_->re, rewrite);
  return out;
}

}  // namespace anamnesis
