// Findings as text, OperationOutcome, SARIF, JUnit and GitHub commands; suppressions and baselines.
#include "validate/outcome.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/xml.h"
#include "validate/suppressions.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::validate;

namespace {

const char kSource[] = "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"unk\xC3\xB6wn\"\n}";

Issues two_issues() {
  return {Issue{.severity = Severity::error, .code = "code-invalid", .id = "binding-required", .text = "\"unk\xC3\xB6wn\" is no gender",
                .expression = "Patient.gender", .line = 3, .column = 13, .profile = "http://example.org/p|1.0"},
          Issue{.severity = Severity::information, .code = "invariant", .id = "dom-6", .text = "no narrative", .expression = "Patient",
                .line = 1, .column = 1}};
}

std::string write(Format format, const Outcome& outcome) {
  const auto writer = make_writer(format);
  std::string out;
  writer->begin(out);
  writer->add(outcome, out);
  writer->end(out);
  return out;
}

}  // namespace

TEST_CASE("what is taken on the way and what is left is what is written at once") {
  const Issues issues(2000, two_issues()[0]);
  for (const Format format : {Format::text, Format::json}) {
    const Outcome outcome{"p.json", 0, kSource, &issues};
    const auto writer = make_writer(format);
    std::string taken, out;
    size_t times = 0, most = 0;
    writer->take = [&](std::string& part) {
      most = std::max(most, part.size());
      taken += part;
      part.clear();
      ++times;
    };
    writer->begin(out);
    writer->add(outcome, out);
    writer->end(out);
    CHECK(taken + out == write(format, outcome));
    CHECK(times > 2);
    CHECK(most < 100'000);
  }
}

TEST_CASE("text shows the line and a caret under the column") {
  const Issues issues = two_issues();
  CHECK(write(Format::text, {"p.json", 0, kSource, &issues}) ==
        "p.json:3:13: error: \"unk\xC3\xB6wn\" is no gender [binding-required]\n"
        "  at Patient.gender  from http://example.org/p|1.0\n"
        "  |   \"gender\": \"unk\xC3\xB6wn\"\n"
        "  |             ^\n"
        "p.json:1:1: information: no narrative [dom-6]\n"
        "  at Patient\n"
        "  | {\n"
        "  | ^\n"
        "1 resource: 1 error, 0 warnings, 1 note\n");
}

TEST_CASE("a long line is cut to a window around the column") {
  const std::string source = std::string(500, 'a') + "X" + std::string(500, 'b');
  const Issues issues{Issue{.text = "here", .line = 1, .column = 501}};
  const std::string out = write(Format::text, {"-", 0, source, &issues});
  const size_t shown = out.find("  | ..."), caret = out.find("^");
  REQUIRE(shown != std::string::npos);
  const size_t second = out.find("\n  | ", shown) + 1;
  CHECK(out[shown + (caret - second)] == 'X');
}

TEST_CASE("a finding shows the same line whatever was told before it") {
  const std::string wide = std::string(40, 'a') + "\xC3\xA9" + std::string(300, 'b');
  const std::string source = "one\r\n\n" + wide + "\n\xFF broken\n" + std::string(9000, 'c') + "\nlast \xC3\xA9";
  Issues issues;
  for (const uint32_t line : {3, 1, 1, 2, 3, 4, 5, 5, 9, 6, 9, 2, 6, 1})
    for (const uint32_t column : {1, 4, 60, 200, 4000, 5000}) issues.push_back({.text = "here", .line = line, .column = column});
  const auto writer = make_writer(Format::text);
  std::string together, alone;
  writer->add({"-", 0, source, &issues}, together);
  writer->add({"-", 0, "another", &issues}, together);
  for (const std::string_view text : {std::string_view(source), std::string_view("another")})
    for (const Issue& issue : issues) {
      const Issues one{issue};
      make_writer(Format::text)->add({"-", 0, text, &one}, alone);
    }
  CHECK(together == alone);
}

TEST_CASE("json is one OperationOutcome a line, a clean one says so") {
  const Issues issues = two_issues(), none;
  CHECK(write(Format::json, {"p.json", 0, kSource, &none}) ==
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational","details":{"text":"No findings"}}]})"
        "\n");
  const std::string out = write(Format::json, {"p.ndjson", 7, kSource, &issues});
  Arena arena;
  const auto parsed = json::parse(out, arena);
  REQUIRE(parsed.ok());
  const json::Value& first = *(*parsed)->find("issue")->first;
  CHECK(first.string("severity") == "error");
  CHECK(first.string("code") == "code-invalid");
  CHECK(first.string("diagnostics") == "[9,13]");  // line 3 of what begins in line 7
  CHECK(first.find("details")->string("text") == "\"unk\xC3\xB6wn\" is no gender");
  CHECK(first.find("expression")->first->text == "Patient.gender");
  CHECK(out.find('\n') == out.size() - 1);
}

TEST_CASE("SARIF is JSON with rules, levels and places") {
  const Issues issues = two_issues();
  Arena arena;
  const std::string out = write(Format::sarif, {"a b/p.json", 0, kSource, &issues});
  const auto parsed = json::parse(out, arena);
  REQUIRE(parsed.ok());
  CHECK((*parsed)->string("version") == "2.1.0");
  const json::Value& run = *(*parsed)->find("runs")->first;
  const json::Value& result = *run.find("results")->first;
  CHECK(run.find("results")->size == 2);
  CHECK(result.string("ruleId") == "binding-required");
  CHECK(result.next->string("level") == "note");
  const json::Value& place = *result.find("locations")->first->find("physicalLocation");
  CHECK(place.find("artifactLocation")->string("uri") == "a%20b/p.json");
  CHECK(place.find("region")->scalar("startLine") == "3");
  CHECK(run.find("tool")->find("driver")->find("rules")->size == 2);
}

TEST_CASE("JUnit fails the case that has an error, and stays well formed") {
  const Issues issues = two_issues(), none;
  const auto writer = make_writer(Format::junit);
  std::string out;
  writer->begin(out);
  writer->add({"p<&>.json", 0, kSource, &issues}, out);
  writer->add({"q.ndjson", 4, {}, &none}, out);
  writer->end(out);
  Arena arena;
  const auto parsed = xml::parse(out, arena);
  REQUIRE(parsed.ok());
  CHECK((*parsed)->attribute("tests") == "2");
  CHECK((*parsed)->attribute("failures") == "1");
  const xml::Node* first = (*parsed)->child("testsuite")->child("testcase");
  CHECK(first->attribute("classname") == "p<&>.json");
  CHECK(first->child("failure") != nullptr);
  CHECK(first->following("testcase")->attribute("name") == "q.ndjson:4");
  CHECK(first->following("testcase")->child("failure") == nullptr);
}

TEST_CASE("GitHub commands escape what would end them") {
  const Issues issues{Issue{.severity = Severity::warning, .id = "x", .text = "50%\nmore", .expression = "Patient", .line = 2, .column = 5}};
  CHECK(write(Format::github, {"a,b:c.json", 0, {}, &issues}) ==
        "::warning file=a%2Cb%3Ac.json,line=2,col=5,title=x::50%25%0Amore (Patient)\n");
}

TEST_CASE("globs match whole texts") {
  struct Case {
    const char *pattern, *text;
    bool matches;
  };
  for (const Case& c : {Case{"", "", true}, Case{"*", "", true}, Case{"a*c", "abbc", true}, Case{"a*c", "abbd", false},
                        Case{"Bundle.entry[*].resource.code", "Bundle.entry[12].resource.code", true},
                        Case{"Bundle.entry[*].code", "Bundle.entry[12].resource.codes", false}, Case{"*a*b*", "xxaxxbxx", true},
                        Case{"abc", "abcd", false}, Case{"*d", "abcd", true}, Case{"**", "x", true}}) {
    CAPTURE(std::string(c.pattern));
    CAPTURE(std::string(c.text));
    CHECK(matches_glob(c.pattern, c.text) == c.matches);
  }
}

TEST_CASE("suppressions take out what they name, and tell what they did not need") {
  auto parsed = Suppressions::parse(
      "# why\nrule\tpath\treason\texpiry\nbinding-required\tPatient.*\tlegacy codes\t2030-01-01\n"
      "dom-6\t\tno narratives here\t2020-01-01\nref-1\tObservation.subject\tnever there\t\n",
      "s.tsv", "2026-01-01");
  REQUIRE(parsed.ok());
  Issues issues = two_issues();
  parsed->apply("p.json", issues);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].id == "dom-6");
  const Issues left = parsed->leftovers();
  REQUIRE(left.size() == 2);
  CHECK(left[0].id == "suppression-expired");
  CHECK(left[0].line == 4);
  CHECK(left[1].id == "suppression-unused");
}

TEST_CASE("a faulty suppression file is refused with its place") {
  struct Case {
    const char *text, *error;
  };
  for (const Case& c : {Case{"rule\tpath\treason\nx\t\t\n", "s.tsv:2:1: a suppression gives a reason"},
                        Case{"rule\tpath\n", "s.tsv:1:1: the column 'reason' is missing"},
                        Case{"rule\tpath\treason\twho\n", "s.tsv:1:1: unknown column"},
                        Case{"rule\tpath\treason\texpiry\nx\t\tbecause\tsoon\n", "s.tsv:2:1: an expiry is a date"}}) {
    const auto parsed = Suppressions::parse(c.text, "s.tsv", "2026-01-01");
    REQUIRE(!parsed.ok());
    CAPTURE(parsed.error().text());
    CHECK(parsed.error().text().starts_with(c.error));
  }
}

TEST_CASE("a baseline hides what was there and shows what is more") {
  Baseline record;
  record.record("p.json", two_issues());
  auto baseline = Baseline::parse(record.text(), "b.tsv");
  REQUIRE(baseline.ok());
  CHECK(baseline->text() == record.text());
  Issues again = two_issues(), more = two_issues();
  baseline->apply("p.json", again);
  CHECK(again.empty());
  baseline->apply("p.json", more);
  CHECK(more.size() == 2);
}
