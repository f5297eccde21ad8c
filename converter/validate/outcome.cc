// OperationOutcome JSON and text; the forms for build systems are in outcome_ci.cc.
//
// Text shows the line a finding is in, cut to a window around the column where the line is long (one-line JSON), and a
// caret under it.
#include "validate/outcome.h"

#include <algorithm>

#include "base/json.h"
#include "base/utf8.h"
#include "validate/outcome_ci.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kRuleSystem = "https://w3id.org/anamnesis/fhir/CodeSystem/rules";
constexpr std::string_view kProfileExtension = "https://w3id.org/anamnesis/fhir/StructureDefinition/finding-profile";
constexpr size_t kWindow = 100;  // code points of a source line that are shown
constexpr size_t kFarthest =
    4096;  // column behind which no source is shown: one-line Bundles have thousands of findings

class JsonWriter : public OutcomeWriter {
 public:
  void add(const Outcome& outcome, std::string& out) override {
    out += R"({"resourceType":"OperationOutcome","issue":[)";
    bool first = true;
    for (const Issue& issue : *outcome.issues) {
      if (!std::exchange(first, false)) out += ',';
      add_issue(outcome, issue, out);
      offer(out);
    }
    if (first) out += R"({"severity":"information","code":"informational","details":{"text":"No findings"}})";
    out += "]}\n";
  }

 private:
  static void add_issue(const Outcome& outcome, const Issue& issue, std::string& out) {
    out += '{';
    if (!issue.profile.empty()) {
      out.append(R"("extension":[{"url":")").append(kProfileExtension).append(R"(","valueCanonical":)");
      json::append_string(out, issue.profile);
      out += "}],";
    }
    out.append(R"("severity":")").append(name_of(issue.severity)).append(R"(","code":")").append(issue.code);
    out += R"(","details":{)";
    if (!issue.id.empty()) {
      out.append(R"("coding":[{"system":")").append(kRuleSystem).append(R"(","code":)");
      json::append_string(out, issue.id);
      out += "}],";
    }
    out += R"("text":)";
    json::append_string(out, issue.text);
    out += '}';
    if (const uint32_t line = line_in_file(outcome, issue); line != 0)
      out.append(R"(,"diagnostics":"[)")
          .append(std::to_string(line))
          .append(",")
          .append(std::to_string(issue.column))
          .append("]\"");
    if (!issue.expression.empty()) {
      out += R"(,"expression":[)";
      json::append_string(out, issue.expression);
      out += ']';
    }
    out += '}';
  }
};

class TextWriter : public OutcomeWriter {
 public:
  explicit TextWriter(bool colour) : colour_(colour) {}

  void add(const Outcome& outcome, std::string& out) override {
    ++documents_;
    line_ = {};
    for (const Issue& issue : *outcome.issues) {
      ++counts_[static_cast<size_t>(issue.severity)];
      add_issue(outcome, issue, out);
      offer(out);
    }
  }

  void end(std::string& out) override {
    const size_t errors = counts_[2] + counts_[3];
    out += counted(documents_, "resource") + ": " + counted(errors, "error") + ", " + counted(counts_[1], "warning") +
           ", " + counted(counts_[0], "note") + "\n";
  }

 private:
  static std::string counted(size_t n, const char* noun) {
    return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
  }

  void add_issue(const Outcome& outcome, const Issue& issue, std::string& out) {
    static constexpr std::string_view kColours[] = {"\033[36m", "\033[33m", "\033[31m", "\033[31;1m"};
    out += outcome.file;
    if (const uint32_t line = line_in_file(outcome, issue); line != 0)
      out.append(":").append(std::to_string(line)).append(":").append(std::to_string(issue.column));
    out += ": ";
    if (colour_) out += kColours[static_cast<size_t>(issue.severity)];
    out += name_of(issue.severity);
    if (colour_) out += "\033[0m";
    out.append(": ").append(issue.text);
    if (!issue.id.empty()) out.append(" [").append(issue.id).append("]");
    out += '\n';
    if (!issue.expression.empty()) out.append("  at ").append(issue.expression);
    if (!issue.profile.empty()) out.append(issue.expression.empty() ? "  from " : "  from ").append(issue.profile);
    if (!issue.expression.empty() || !issue.profile.empty()) out += '\n';
    add_source(outcome.source, issue, out);
  }

  // The line that the last finding of this document was in: findings come in order, thousands of them in one line.
  struct Line {
    uint32_t number = 0;  // 0: none yet
    size_t begin = 0;
    std::optional<std::string_view> text = {};  // as much as can be shown; nothing if none of it can
    size_t code_points = 0;
  };

  const Line& line_at(std::string_view source, uint32_t number) {
    if (line_.number == number) return line_;
    if (line_.number == 0 || line_.number > number) line_ = {.number = 1};
    line_.text.reset();
    for (; line_.number < number; ++line_.number) {
      const size_t end = source.find('\n', line_.begin);
      if (end == source.npos) return line_ = {}, line_;
      line_.begin = end + 1;
    }
    std::string_view text = source.substr(line_.begin, 4 * (kFarthest + kWindow));  // bytes
    while (!text.empty() && (text.back() & 0x80) != 0) text.remove_suffix(1);       // no half a character at the cut
    text = text.substr(0, text.find('\n'));
    text = text.substr(0, text.find('\r'));
    if (!find_invalid_utf8(text)) line_.text = text;
    line_.code_points = count_code_points(text);
    return line_;
  }

  void add_source(std::string_view whole, const Issue& issue, std::string& out) {
    if (issue.line == 0 || issue.column == 0 || issue.column > kFarthest || whole.empty()) return;
    const Line& line = line_at(whole, issue.line);
    if (!line.text) return;
    const std::string_view source = *line.text;
    size_t skip = issue.column > kWindow / 2 ? issue.column - kWindow / 2 : 0;  // code points left out in front
    if (line.code_points <= kWindow) skip = 0;
    std::string shown;
    // Where each character is one byte, those in front need not be counted.
    size_t n = line.code_points == source.size() ? std::min(skip, source.size()) : 0;
    auto at = static_cast<uint32_t>(n);
    for (; at < source.size() && n < skip + kWindow; ++n) {
      const CodePoint c = decode_utf8(source, at);
      if (n >= skip) {
        if (c.value < 0x20)
          shown += ' ';
        else
          shown.append(source.substr(at, c.next - at));
      }
      at = c.next;
    }
    const std::string_view before = skip != 0 ? "..." : "", behind = at < source.size() ? "..." : "";
    out.append("  | ").append(before).append(shown).append(behind).append("\n  | ");
    out.append(before.size() + issue.column - 1 - skip, ' ').append("^\n");
  }

  bool colour_;
  Line line_;
  size_t documents_ = 0;
  size_t counts_[4] = {};
};

}  // namespace

std::optional<Format> format_of(std::string_view name) {
  if (name == "text") return Format::text;
  if (name == "json") return Format::json;
  if (name == "sarif") return Format::sarif;
  if (name == "junit") return Format::junit;
  if (name == "github") return Format::github;
  return std::nullopt;
}

uint32_t line_in_file(const Outcome& outcome, const Issue& issue) {
  if (outcome.line == 0) return issue.line;
  return issue.line == 0 ? outcome.line : outcome.line + issue.line - 1;
}

std::unique_ptr<OutcomeWriter> make_writer(Format format, bool colour) {
  switch (format) {
    case Format::text: return std::make_unique<TextWriter>(colour);
    case Format::json: return std::make_unique<JsonWriter>();
    case Format::sarif: return make_sarif_writer();
    case Format::junit: return make_junit_writer();
    case Format::github: return make_github_writer();
  }
  return nullptr;
}

std::optional<FailOn> fail_on_of(std::string_view name) {
  if (name == "error") return FailOn::error;
  if (name == "warning") return FailOn::warning;
  if (name == "never") return FailOn::never;
  return std::nullopt;
}

bool fails(const Issues& issues, FailOn limit) {
  if (limit == FailOn::never) return false;
  const Severity least = limit == FailOn::error ? Severity::error : Severity::warning;
  return std::any_of(issues.begin(), issues.end(), [&](const Issue& i) { return i.severity >= least; });
}

}  // namespace anamnesis::validate
