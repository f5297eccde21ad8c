// Lint: what each check refuses, where, and what it suggests.
#include "tables/lint.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.h"

using namespace anamnesis;

namespace {

// The rules as the repository has them, so that the test sees what users see.
const Tables& rules() {
  static const auto tables = Tables::load();
  REQUIRE(tables.ok());
  return *tables;
}

std::vector<std::string> found(const char* bytes, const UnitCheck& unit_check = {}) {
  const auto table = Table::parse("terms/tests", "t.tsv", bytes);
  REQUIRE(table.ok());
  std::vector<std::string> out;
  for (const LintFinding& finding : lint(*table, rules(), unit_check))
    out.push_back(std::string(name_of(finding.severity)) + " " + finding.what.text());
  return out;
}

}  // namespace

TEST_CASE("each fault is told with its place and what was probably meant") {
  const struct {
    const char* bytes;
    const char* finding;
  } cases[] = {
      {"concept\tphrase\nx\ty\n", "error t.tsv:1:9: unknown column 'phrase': did you mean 'phrases'?"},
      {"concept\tphrases\nx\tex||ey\n", "warning t.tsv:2:3: an empty phrase beside a bar"},
      {"concept\tphrases\nx\tex|\n", "warning t.tsv:2:3: an empty phrase beside a bar"},
      {"concept\tphrases\tloinc\nx\tex\t2276-5\n", "error t.tsv:2:6: loinc '2276-5' has a wrong check digit: did you mean '2276-4'?"},
      {"concept\tphrases\tloinc\nx\tex\t2276\n", "error t.tsv:2:6: loinc '2276' is no LOINC code such as 2276-4"},
      {"concept\tphrases\tsnomed\nx\tex\t840539007\n",
       "error t.tsv:2:6: snomed '840539007' has a wrong check digit: did you mean '840539006'?"},
      {"concept\tphrases\tsnomed\nx\tex\tabc\n", "error t.tsv:2:6: snomed 'abc' is no SNOMED CT identifier of 6 to 18 digits"},
      {"concept\tphrases\ticd10cm\nx\tex\tU071\n", "error t.tsv:2:6: icd10cm 'U071' has no dot: did you mean 'U07.1'?"},
      {"concept\tphrases\ticd10cm\nx\tex\tE08-E13\n",
       "error t.tsv:2:6: icd10cm 'E08-E13' is no ICD-10-CM code such as U07.1 (a range is no code)"},
      {"concept\tphrases\thp\nx\tex\tHP:0012735\n", "error t.tsv:2:6: hp 'HP:0012735' is not seven digits (without its prefix)"},
      {"concept\tphrases\tstatus\nx\tex\tdisable\n",
       "error t.tsv:2:6: status 'disable' is not one of the allowed values: did you mean 'disabled'?"},
      {"concept\tphrases\tlow\thigh\nx\tex\t5\t4\n", "error t.tsv:2:6: low 5 is above high 4"},
      {"concept\tphrases\tlow\nx\tex\t5,1\n", "error t.tsv:2:6: low '5,1' is no decimal number"},
      {"concept\tphrases\nX y\tex\n", "error t.tsv:2:1: concept 'X y' is no key: lower-case letters, digits and hyphens"},
      {"concept\tphrases\nx\t\n", "warning t.tsv:2:3: no phrases: the row can never match"},
      {"concept\tphrases\nx\tone|One\n", "warning t.tsv:2:3: 'One' is listed twice"},
      {"concept\tphrases\nx\tone|two\ny\tthree|two\n", "warning t.tsv:3:3: 'two' also names x (line 2)"},
      {"concept\tphrases\tcategory\nx\tex\tlabratory\n",
       "error t.tsv:2:6: category 'labratory' is not one of the allowed values: did you mean 'laboratory'?"},
      {"concept\tphrases\nx\t\"one\"\n", "warning t.tsv:2:3: quotes around the cell: they would be part of it"},
      {"concept\tphrases\nx\tone \n", "warning t.tsv:2:3: blanks around the cell"},
      // Columns count code points.
      {"concept\tphrases\tloinc\nx\té\t2276-5\n", "error t.tsv:2:5: loinc '2276-5' has a wrong check digit: did you mean '2276-4'?"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.finding);
    const auto findings = found(c.bytes);
    CHECK(findings == std::vector<std::string>{c.finding});
  }
}

TEST_CASE("columns of grammar tables have their own rules") {
  const auto table = Table::parse("grammar/cues", "c.tsv", "phrase\taxis\tvalue\nno trace of\tnegatoin\tnegated\n");
  REQUIRE(table.ok());
  const auto findings = lint(*table, rules());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].what.text() ==
        "c.tsv:2:13: axis 'negatoin' is not one of the allowed values: did you mean 'negation'?");
  CHECK(fault_of_value("grammar/cues", "axis", "negation", rules()).empty());
  CHECK(fault_of_value("terms/findings", "category", "disorder", rules()).starts_with("is none of histology-finding, "));
}

TEST_CASE("units are checked by whoever knows units") {
  const auto refuse = [](std::string_view unit) -> Result<void> {
    if (unit == "mg/L") return {};
    return Error{"'" + std::string(unit) + "' is unknown"};
  };
  CHECK(found("concept\tphrases\tunit\nx\tex\tmg/L|xx\n", refuse) ==
        std::vector<std::string>{"error t.tsv:2:6: unit 'xx' is no UCUM unit: 'xx' is unknown"});
  CHECK(found("concept\tphrases\tunit\nx\tex\txx\n").empty());
}

TEST_CASE("right codes pass, and an exception of the tables is honoured") {
  CHECK(found("concept\tphrases\tloinc\nx\tex\t59408-5|2708-6\n").empty());
  CHECK(found("concept\tphrases\tloinc\nx\tex\t3150-6\n").empty());
  CHECK(check_snomed("2667000").empty());
  CHECK(check_loinc("30525-0").empty());
  CHECK_FALSE(check_snomed("012345").empty());
}

TEST_CASE("a disabled key that is not there below is told, a row that adds nothing too") {
  const auto base = Table::parse("terms/tests", "base.tsv", "concept\tphrases\na\talpha\n");
  const auto layer = Table::parse("terms/tests", "t.tsv", "concept\tphrases\tstatus\na\t\tdisabled\nb\t\tdisabled\nc\tone\t\nc\tONE\t\n");
  REQUIRE(layer.ok());
  const auto findings = lint(*layer, rules(), {}, &*base);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].what.text() == "t.tsv:3:1: 'b' is disabled, and nothing below has this key");
  CHECK(findings[1].what.text() == "t.tsv:5:3: every phrase is listed before: the row adds nothing");
}

TEST_CASE("a layer with a wrong code is refused when it is loaded") {
  const auto folder = std::filesystem::temp_directory_path() / "anamnesis_lint_layer";
  std::filesystem::remove_all(folder);
  const std::string file = (folder / "terms/tests.tsv").string();
  REQUIRE(write_file(file, "concept\tphrases\tloinc\nx\tex\t2276-5\n").ok());
  const auto tables = Tables::load({folder.string()});
  REQUIRE_FALSE(tables.ok());
  CHECK(tables.error().text() == file + ":2:6: loinc '2276-5' has a wrong check digit: did you mean '2276-4'?");
  std::filesystem::remove_all(folder);
}

TEST_CASE("the bundled tables have no fault") {
  for (const auto& table : rules().all())
    for (const LintFinding& finding : lint(*table, rules())) FAIL_CHECK(finding.what.text());
}
