// The rules of mappings/resources name only what R4 has; faults are told with their place.
#include "map/lint.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.h"
#include "fhir/model.h"
#include "unit/map/case.h"

using namespace anamnesis;

TEST_CASE("every bundled rule names resources, paths, types and vocabulary entries that exist") {
  for (const Error& fault : lint_rules(testing::mapping(), fhir::r4_model())) FAIL_CHECK(fault.text());
}

TEST_CASE("what R4 does not have is told with file, line, column and a suggestion") {
  struct { std::string_view cells, wanted; } kCases[] = {
      {"x\tCondtion\tdiagnosis\t\t\tcode\tCodeableConcept\tconcept\t\t", "'Condtion' is no resource type"},
      {"x\tCondition\tdiagnosis\t\t\tsevrity\tCodeableConcept\tconcept\t\t", "did you mean 'severity'?"},
      {"x\tCondition\tdiagnosis\t\t\tcategory\tCodeableConcept\tconcept\t\t", "is a list"},
      {"x\tCondition\tdiagnosis\t\t\tcode[+]\tCodeableConcept\tconcept\t\t", "holds one value"},
      {"x\tCondition\tdiagnosis\t\t\tcode\tQuantity\tquantity\t\t", "the element's type is CodeableConcept, not Quantity"},
      {"x\tCondition\tdiagnosis\t\t\tonset[x]\tdateTime|Coding\ttime\t\t", "not Coding"},
      {"x\tCondition\tdiagnosis\t\t\tseverity\tCodeableConcept\tcoded\tseverity\tdreadful", "no entry 'dreadful'"},
      {"x\tCondition\tdiagnosis\t\t\tcode\tReference\treference\t\t", "the element is no Reference"}};
  for (const auto& [cells, wanted] : kCases) {
    const std::string folder = "lint_test_tables";
    const std::string header = "rule\tresource\tstatement\tcondition\tfield\tpath\ttype\ttransform\tvocabulary\tdefault\n";
    REQUIRE(write_file(folder + "/resources/elements.tsv", header + std::string(cells) + "\n").ok());
    const auto tables = Tables::load({folder});
    REQUIRE(tables.ok());
    const auto mapping = Mapping::compile(*tables);
    REQUIRE(mapping.ok());
    const auto faults = lint_rules(*mapping, fhir::r4_model());
    std::filesystem::remove_all(folder);
    REQUIRE_EQ(faults.size(), 1);
    CHECK_MESSAGE(faults[0].text().find(wanted) != std::string::npos, faults[0].text());
    CHECK_EQ(faults[0].line, 2);
  }
}
