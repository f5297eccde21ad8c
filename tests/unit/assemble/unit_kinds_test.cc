// What units say of a quantity: the tables know it, not the code.
#include "assemble/unit_kinds.h"

#include <doctest/doctest.h>

#include "tables/tables.h"

using namespace anamnesis;

TEST_CASE("a drug is dosed for each kilogram, day or hour, and not for each litre") {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const UnitKinds kinds(tables->find("grammar/units"));
  for (const char* unit : {"mg/kg", "ug/kg/min", "mg/d", "mL/h", "g/m2", "[IU]/wk", "mg/kg.d"}) {
    CAPTURE(unit);
    CHECK(kinds.is_dose_per(unit));
  }
  for (const char* unit : {"mg", "mg/dL", "g/L", "/mm3", "mmol/mol"}) {
    CAPTURE(unit);
    CHECK_FALSE(kinds.is_dose_per(unit));
  }
}

TEST_CASE("a volume for each of something is a rate, an amount is none") {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const UnitKinds kinds(tables->find("grammar/units"));
  CHECK(kinds.is_rate("mL/h"));
  CHECK(kinds.is_rate("L/min"));
  CHECK_FALSE(kinds.is_rate("mg/h"));
  CHECK_FALSE(kinds.is_rate("mL"));
  CHECK_FALSE(UnitKinds(nullptr).is_rate("mL/h"));
}

TEST_CASE("two numbers over one another are a blood pressure in some units only") {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const UnitKinds kinds(tables->find("grammar/units"));
  CHECK(kinds.is_told_in_pairs("mm[Hg]"));
  CHECK(kinds.is_told_in_pairs("kPa|mm[Hg]"));
  CHECK_FALSE(kinds.is_told_in_pairs("cm[H2O]"));
  CHECK_FALSE(kinds.is_told_in_pairs(""));
}
