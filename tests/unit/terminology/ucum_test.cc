// UCUM: grammar, canonical form and conversion, as tables of cases; and the whole unit table against the standard's own
// file where that is present.
#include "terminology/ucum.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {
std::string text(const std::optional<Decimal>& d) { return d ? d->normalized().to_string() : "nothing"; }
}  // namespace

TEST_CASE("units that are valid") {
  for (const char* unit :
       {"mg", "mg/dL", "10*3/uL", "10*-6", "10^9/L", "/min", "{beats}/min", "mm[Hg]", "kg/m2", "m/s2", "%", "1", "{score}",
        "mL/min/{1.73_m2}", "[lb_av]", "[in_i'H2O]", "Cel", "[degF]", "meq/L", "k[IU]/L", "umol/L", "g.m.s-2", "(kg.m)/s2",
        "m2{skin}", "ug{FEU}/mL", "10", "2.mg", "[pH]", "dB", "mmol/mol{Hb}", "U/L", "L/min", "d", "wk", "mo", "a", "h", "us",
        "daL", "cm3", "s+2", "[m/s2/Hz^(1/2)]", "/(24.h)", "MiBy", "{}"}) {
    CAPTURE(unit);
    const auto checked = ucum::check(unit);
    CHECK_MESSAGE(checked.ok(), (checked.ok() ? "" : checked.error().message));
  }
}

TEST_CASE("units that are not valid, and where they go wrong") {
  struct Case {
    const char* unit;
    unsigned column;
  };
  for (const Case& c : {Case{"", 1}, Case{"mgs", 1}, Case{"bpm", 1}, Case{"mg//dL", 4}, Case{"mg/", 4}, Case{"(mg", 4},
                        Case{"mg)", 3}, Case{"2mg", 2}, Case{"mg{x", 3}, Case{"mm[Hg", 3}, Case{"µg", 1}, Case{"x10*3/uL", 1},
                        Case{"mg dL", 1}, Case{"m^2", 1}, Case{"celsius", 1}, Case{"0", 2}, Case{"m999", 5},
                        Case{"L23", 4}, Case{"{a}mg", 4}, Case{"mg.", 4}, Case{"k[lb_av]", 1}}) {
    CAPTURE(c.unit);
    const auto checked = ucum::check(c.unit);
    REQUIRE(!checked.ok());
    CAPTURE(checked.error().message);
    CHECK(checked.error().column == c.column);
  }
  CHECK(!ucum::check(std::string(201, 'm')).ok());
  CHECK(!ucum::check(std::string(30, '(') + "m" + std::string(30, ')')).ok());
}

TEST_CASE("values convert exactly") {
  struct Case {
    const char *value, *from, *to, *result;
  };
  for (const Case& c : {Case{"1", "[lb_av]", "g", "453.59237"}, Case{"90", "min", "h", "1.5"}, Case{"1", "h", "s", "3600"},
                        Case{"37", "Cel", "K", "310.15"}, Case{"98.6", "[degF]", "Cel", "37"}, Case{"37", "Cel", "[degF]", "98.6"},
                        Case{"80", "[degRe]", "Cel", "100"}, Case{"5.4", "mmol/L", "umol/L", "5400"}, Case{"1", "L", "cm3", "1000"},
                        Case{"1", "dL", "mL", "100"}, Case{"120", "mm[Hg]", "kPa", "15.99864"}, Case{"1", "[in_i]", "cm", "2.54"},
                        Case{"77", "10*9/L", "10*3/uL", "77"}, Case{"2", "wk", "d", "14"}, Case{"1", "a", "d", "365.25"},
                        Case{"1", "kg", "[lb_av]", "2.204622621848775807229738013"}, Case{"1.50", "mg", "mg", "1.5"},
                        Case{"0", "kg", "g", "0"}, Case{"-5", "m", "cm", "-500"}, Case{"50", "%", "1", "0.5"},
                        Case{"1", "ug/mL", "mg/L", "1"}, Case{"1", "mg", "mL", "nothing"}, Case{"1", "[iU]", "mg", "nothing"},
                        Case{"5", "k[iU]/L", "[IU]/mL", "5"}, Case{"7.4", "[pH]", "[pH]", "7.4"}, Case{"1", "[pH]", "mol/L", "nothing"},
                        Case{"1", "nonsense", "g", "nothing"}}) {
    CAPTURE(c.value);
    CAPTURE(c.from);
    CAPTURE(c.to);
    const std::string got = text(ucum::convert(*Decimal::parse(c.value), c.from, c.to));
    CHECK(got.substr(0, 28) == std::string(c.result).substr(0, 28));
  }
}

TEST_CASE("canonical form is in base units, in a fixed order") {
  struct Case {
    const char *value, *unit, *amount, *canonical;
  };
  for (const Case& c : {Case{"1", "N", "1000", "g.m.s-2"}, Case{"1", "kg", "1000", "g"}, Case{"2", "m/s2", "2", "m.s-2"},
                        Case{"3", "{count}", "3", "1"}, Case{"100", "%", "1", "1"}, Case{"1", "L", "0.001", "m3"},
                        Case{"20", "Cel", "293.15", "K"}, Case{"6", "[iU]/L", "6000", "[iU].m-3"}, Case{"1", "m/cm", "100", "1"}}) {
    CAPTURE(c.unit);
    const auto got = ucum::canonical(*Decimal::parse(c.value), c.unit);
    REQUIRE(got.has_value());
    CHECK(text(got->value) == c.amount);
    CHECK(got->unit == c.canonical);
  }
}

TEST_CASE("quantities compare, multiply and divide") {
  const auto q = [](const char* value, const char* unit) { return ucum::Quantity{*Decimal::parse(value), unit}; };
  CHECK(ucum::compare(q("1", "kg"), q("999", "g")) == 1);
  CHECK(ucum::compare(q("1000", "mg"), q("1.0", "g")) == 0);
  CHECK(ucum::compare(q("1", "m"), q("1", "s")) == std::nullopt);
  CHECK(ucum::compare(q("36.6", "Cel"), q("98", "[degF]")) == -1);
  const auto area = ucum::multiply(q("2.0", "cm"), q("2.0", "m"));
  REQUIRE(area.has_value());
  CHECK(text(area->value) == "0.04");
  CHECK(area->unit == "m2");
  const auto speed = ucum::divide(q("10", "m"), q("4", "s"));
  REQUIRE(speed.has_value());
  CHECK(text(speed->value) == "2.5");
  CHECK(speed->unit == "m.s-1");
  CHECK(!ucum::divide(q("1", "m"), q("0", "s")).has_value());
}
