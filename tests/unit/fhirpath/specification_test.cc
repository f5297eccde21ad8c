// The specification, chapter by chapter: tests/cases/fhirpath/specification.tsv.
#include "base/files.h"
#include "tables/table.h"
#include "unit/fhirpath/evaluate.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("expressions give what the specification says") {
  const std::string path = std::string(ANAMNESIS_SOURCE_DIR) + "/tests/cases/fhirpath/specification.tsv";
  const auto table = Table::parse("specification", path, *read_file(path));
  REQUIRE(table.ok());
  CHECK(table->size() > 350);
  for (uint32_t row = 0; row < table->size(); ++row) {
    const std::string source(table->cell(row, "expression"));
    CAPTURE(source);
    CHECK(test::result_of(source) == table->cell(row, "result"));
  }
}
