#include "validate/checks.h"

#include <doctest/doctest.h>

using anamnesis::validate::why_not;

TEST_CASE("primitive formats are R4's") {
  const struct {
    const char* type;
    const char* good;
    const char* bad;
  } cases[] = {
      {"boolean", "true", "True"},
      {"integer", "-2147483648", "-2147483649"},
      {"integer", "0", "01"},
      {"unsignedInt", "0", "-1"},
      {"positiveInt", "2147483647", "0"},
      {"positiveInt", "1", "2147483648"},
      {"decimal", "-0.10e-2", ".1"},
      {"decimal", "1E+2", "1."},
      {"decimal", "0", "00"},
      {"base64Binary", "QUJD RA==", "QUJ"},
      {"base64Binary", "", "QU=D"},
      {"date", "2024-02-29", "2023-02-29"},
      {"date", "1999", "1999-1"},
      {"date", "1999-12", "1999-12-01T00:00:00Z"},
      {"dateTime", "1999-12-01", "1999-12-01T10:00:00"},
      {"dateTime", "1999-12-01T10:00:00.123+14:00", "1999-12-01T10:00:00+14:30"},
      {"dateTime", "1999-12-01T23:59:60Z", "1999-12-01T24:00:00Z"},
      {"instant", "1999-12-01T10:00:00Z", "1999-12-01"},
      {"time", "10:00:00", "10:00"},
      {"code", "a b", "a  b"},
      {"code", "a", " a"},
      {"id", "A-z.9", "a_b"},
      {"id", "x", "x234567890123456789012345678901234567890123456789012345678901234x"},
      {"uri", "urn:x", "a b"},
      {"oid", "urn:oid:1.2.840", "urn:oid:1.02"},
      {"uuid", "urn:uuid:0a5c7b1e-1d7a-4d29-9ac8-2d4a3b6f7c10", "urn:uuid:0A5c7b1e-1d7a-4d29-9ac8-2d4a3b6f7c10"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.type);
    CAPTURE(c.good);
    CAPTURE(c.bad);
    const anamnesis::fhir::TypeDef* type = anamnesis::fhir::r4_model().type(c.type);
    REQUIRE(type != nullptr);
    CHECK(why_not(*type, c.good) == "");
    CHECK(why_not(*type, c.bad) != "");
  }
}
