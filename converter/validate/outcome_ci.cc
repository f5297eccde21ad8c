// SARIF 2.1.0 (OASIS): results stream; the rules they name are collected and written at the end. JUnit: the counts
// stand in the root's attributes, so the cases wait in memory. GitHub: a line per finding, with its own escapes.
#include "validate/outcome_ci.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/json.h"
#include "base/xml.h"
#include "validate/rules.h"

namespace anamnesis::validate {
namespace {

// A path as a URI reference: what RFC 3986 does not allow is percent-encoded.
std::string uri_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out += hex;
    }
  }
  return out;
}

std::string_view sarif_level(Severity s) {
  return s == Severity::information ? "note" : s == Severity::warning ? "warning" : "error";
}

class SarifWriter : public OutcomeWriter {
 public:
  void begin(std::string& out) override {
    out +=
        R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":[)";
  }

  void add(const Outcome& outcome, std::string& out) override {
    for (const Issue& issue : *outcome.issues) {
      if (!std::exchange(first_, false)) out += ',';
      add_result(outcome, issue, out);
    }
  }

  void end(std::string& out) override {
    out += R"(],"tool":{"driver":{"name":"Anamnesis","rules":[)";
    bool first = true;
    for (const std::string& id : used_) {
      if (!std::exchange(first, false)) out += ',';
      out += R"({"id":)";
      json::append_string(out, id);
      if (const Rule* rule = find_rule(id)) {
        out += R"(,"shortDescription":{"text":)";
        json::append_string(out, rule->title);
        out += R"(},"fullDescription":{"text":)";
        json::append_string(out, rule->explanation);
        out += '}';
      }
      out += '}';
    }
    out += "]}}}]}\n";
  }

 private:
  void add_result(const Outcome& outcome, const Issue& issue, std::string& out) {
    out += '{';
    if (!issue.id.empty()) {
      used_.insert(std::string(issue.id));
      out += R"("ruleId":)";
      json::append_string(out, issue.id);
      out += ',';
    }
    out.append(R"("level":")").append(sarif_level(issue.severity)).append(R"(","message":{"text":)");
    json::append_string(out, issue.text);
    out += R"(},"locations":[{"physicalLocation":{"artifactLocation":{"uri":)";
    json::append_string(out, uri_of(outcome.file));
    out += '}';
    if (const uint32_t line = line_in_file(outcome, issue); line != 0) {
      out.append(R"(,"region":{"startLine":)").append(std::to_string(line));
      if (issue.column != 0) out.append(R"(,"startColumn":)").append(std::to_string(issue.column));
      out += '}';
    }
    out += '}';
    if (!issue.expression.empty()) {
      out += R"(,"logicalLocations":[{"fullyQualifiedName":)";
      json::append_string(out, issue.expression);
      out += "}]";
    }
    out += "}]";
    if (!issue.profile.empty()) {
      out += R"(,"properties":{"profile":)";
      json::append_string(out, issue.profile);
      out += '}';
    }
    out += '}';
  }

  bool first_ = true;
  std::set<std::string> used_;
};

// XML 1.0 has no way to write most control characters.
std::string xml_text(std::string_view text) {
  std::string clean;
  for (const char c : text) clean += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
  std::string out;
  xml::append_escaped(out, clean);
  return out;
}

class JUnitWriter : public OutcomeWriter {
 public:
  void add(const Outcome& outcome, std::string&) override {
    ++tests_;
    std::string name(outcome.file);
    if (outcome.line != 0) name += ":" + std::to_string(outcome.line);
    cases_.append("    <testcase classname=\"")
        .append(xml_text(outcome.file))
        .append("\" name=\"")
        .append(xml_text(name))
        .append("\"");
    std::string failure, notes;
    size_t errors = 0;
    for (const Issue& issue : *outcome.issues) {
      const bool error = issue.severity >= Severity::error;
      errors += error;
      (error ? failure : notes) += line_of(outcome, issue);
    }
    failures_ += errors != 0;
    if (failure.empty() && notes.empty()) {
      cases_ += "/>\n";
      return;
    }
    cases_ += ">\n";
    if (!failure.empty())
      cases_.append("      <failure message=\"")
          .append(std::to_string(errors))
          .append(errors == 1 ? " error" : " errors")
          .append("\">")
          .append(xml_text(failure))
          .append("</failure>\n");
    if (!notes.empty()) cases_.append("      <system-out>").append(xml_text(notes)).append("</system-out>\n");
    cases_ += "    </testcase>\n";
  }

  void end(std::string& out) override {
    const std::string counts =
        " tests=\"" + std::to_string(tests_) + "\" failures=\"" + std::to_string(failures_) + "\"";
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites").append(counts).append(">\n");
    out.append("  <testsuite name=\"anamnesis validate\"").append(counts).append(" errors=\"0\">\n").append(cases_);
    out += "  </testsuite>\n</testsuites>\n";
  }

 private:
  static std::string line_of(const Outcome& outcome, const Issue& issue) {
    std::string out;
    if (const uint32_t line = line_in_file(outcome, issue); line != 0)
      out.append(std::to_string(line)).append(":").append(std::to_string(issue.column)).append(": ");
    out.append(name_of(issue.severity)).append(": ").append(issue.text);
    if (!issue.id.empty()) out.append(" [").append(issue.id).append("]");
    if (!issue.expression.empty()) out.append(" at ").append(issue.expression);
    return out + "\n";
  }

  size_t tests_ = 0, failures_ = 0;
  std::string cases_;
};

class GitHubWriter : public OutcomeWriter {
 public:
  void add(const Outcome& outcome, std::string& out) override {
    for (const Issue& issue : *outcome.issues) {
      const std::string_view command = issue.severity == Severity::information ? "notice"
                                       : issue.severity == Severity::warning   ? "warning"
                                                                               : "error";
      out.append("::").append(command).append(" file=").append(escaped(outcome.file, true));
      if (const uint32_t line = line_in_file(outcome, issue); line != 0) {
        out.append(",line=").append(std::to_string(line));
        if (issue.column != 0) out.append(",col=").append(std::to_string(issue.column));
      }
      if (!issue.id.empty()) out.append(",title=").append(escaped(issue.id, true));
      std::string text = issue.text;
      if (!issue.expression.empty()) text.append(" (").append(issue.expression).append(")");
      out.append("::").append(escaped(text, false)).append("\n");
    }
  }

 private:
  static std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (const char c : text) {
      if (c == '%')
        out += "%25";
      else if (c == '\r')
        out += "%0D";
      else if (c == '\n')
        out += "%0A";
      else if (property && c == ':')
        out += "%3A";
      else if (property && c == ',')
        out += "%2C";
      else
        out += c;
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<OutcomeWriter> make_sarif_writer() {
  return std::make_unique<SarifWriter>();
}
std::unique_ptr<OutcomeWriter> make_junit_writer() {
  return std::make_unique<JUnitWriter>();
}
std::unique_ptr<OutcomeWriter> make_github_writer() {
  return std::make_unique<GitHubWriter>();
}

}  // namespace anamnesis::validate
