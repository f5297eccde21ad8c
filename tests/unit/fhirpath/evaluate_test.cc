// Expressions on System values: each case is an expression and its result, items joined by " | ".
#include "unit/fhirpath/evaluate.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using test::result_of;

namespace {

struct Case { const char *source, *result; };
void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    CAPTURE(c.source);
    CHECK(result_of(c.source) == c.result);
  }
}

}  // namespace

TEST_CASE("operators bind as the specification says") {
  check({{"1+2*3+4", "11"}, {"-1.abs()", "-1"}, {"(-1).abs()", "1"}, {"2 + 3 > 4 and true", "true"},
         {"1 | 2 | 1", "1 | 2"}, {"1 > 2 is Boolean", "fails"}, {"true or false implies false", "false"},
         {"'a' & 'b' = 'ab'", "true"}, {"- 1 + 3", "2"}, {"7 div 2 mod 2", "1"}, {"1 is Integer and 1.0 is Decimal", "true"}});
}

TEST_CASE("logic has three values") {
  check({{"true and {}", "{}"}, {"false and {}", "false"}, {"{} and false", "false"}, {"{} or true", "true"},
         {"{} or false", "{}"}, {"true xor {}", "{}"}, {"{} implies true", "true"}, {"{} implies {}", "{}"},
         {"(1 | 2) and true", "fails"}, {"{}.not()", "{}"}});
}

TEST_CASE("comments and escapes are read, and errors are found") {
  check({{"1 // one\n + 1", "2"}, {"1 /* one */ + 1", "2"}, {"1 /* one", "invalid"}, {"'a\\u0062\\'\\t'.length()", "4"},
         {"'\\uD83D\\uDE00'.length()", "1"}, {"'\\q'", "invalid"}, {"'open", "invalid"}, {"2 +", "invalid"},
         {"nosuch()", "invalid"}, {"'a'.substring()", "invalid"}, {"@T14:34:28Z", "invalid"}, {"@2015-13", "invalid"},
         {"$nothing", "invalid"}, {"(1", "invalid"}, {"1 1", "invalid"}, {"%nothing", "fails"}});
}

TEST_CASE("an error names the line and the column") {
  const auto bad = fhirpath::compile("1 +\n  nosuch()");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().line == 2);
  CHECK(bad.error().column == 3);
}

TEST_CASE("dates compare as far as they were written") {
  check({{"@2018-03 < @2018-03-01", "{}"}, {"@2018-03 < @2018-04-01", "true"}, {"@2012-04-15 = @2012-04-15T10:00", "{}"},
         {"@2012-04-15T15:00:00Z = @2012-04-15T10:00:00", "{}"}, {"@2012-04-15T15:00:00Z > @2012-04-13T10:00:00", "true"},
         {"@2012-04-15T15:00:00+02:00 = @2012-04-15T16:00:00+03:00", "true"}, {"@T10:30 < @T10:30:00", "{}"},
         {"@2012-04-15T15:30:31 = @2012-04-15T15:30:31.0", "true"}, {"@2012-01-01 ~ @2012-01", "false"},
         {"@2012-04-15 = 1", "false"}, {"today()", "@2024-05-01"}, {"now()", "@2024-05-01T12:30:45.250+02:00"},
         {"timeOfDay()", "@T12:30:45.250"}});
}

TEST_CASE("durations are added in calendar units") {
  check({{"@2024-01-31 + 1 month", "@2024-02-29"}, {"@2024-02-29 + 1 year", "@2025-02-28"}, {"@2024-12-31 + 1 day", "@2025-01-01"},
         {"@2024-01 + 31 days", "@2024-02"}, {"@2024 + 24 months", "@2026"}, {"@T23:30 + 45 minutes", "@T00:15"},
         {"@2024-01-01T00:00:00Z - 1 millisecond", "@2023-12-31T23:59:59.999Z"}, {"@2024-01-01 + 1 'mo'", "fails"},
         {"@2024-01-01 + 1 'wk'", "@2024-01-08"}, {"@2024-01-01 + 1", "fails"}, {"@9999-12-31 + 1 day", "{}"},
         {"@2024-03-10.dayOf()", "10"}, {"@2020-05-02.duration(@2024-05-01, 'years')", "3"},
         {"@2020-12-31.difference(@2021-01-01, 'years')", "1"}});
}

TEST_CASE("numbers convert and round") {
  check({{"1 / 2", "0.5"}, {"5 div 0", "{}"}, {"2.power(10)", "1024"}, {"2.power(0.5) > 1.414", "true"}, {"(-1).sqrt()", "{}"},
         {"2147483647 + 1", "{}"}, {"'12'.toInteger()", "12"}, {"'1.2'.toInteger()", "{}"}, {"3.14159.round(3)", "3.142"},
         {"(-1.5).truncate()", "-1"}, {"1.10.toString()", "1.10"}, {"1.10 = 1.1", "true"}, {"16.log(2)", "4"},
         {"1.587.lowBoundary()", "1.58650000"}, {"1.587.highBoundary(2)", "1.59"}, {"(-1.587).highBoundary(2)", "-1.58"},
         {"@2014.highBoundary(6)", "@2014-12"}, {"@2024-02.highBoundary()", "@2024-02-29"}, {"@T10.lowBoundary()", "@T10:00:00.000"},
         {"'yes'.toBoolean()", "true"}, {"1 'mg'.toString()", "1 'mg'"}, {"'4 days'.toQuantity()", "4 days"}});
}

TEST_CASE("collections are filtered, projected and combined") {
  check({{"(1|2|3|4).where($this > 2)", "3 | 4"}, {"(1|2|3).select($this * $index)", "0 | 2 | 6"},
         {"(1|2|3).aggregate($this + $total, 0)", "6"}, {"(1|2).combine(2|3)", "1 | 2 | 2 | 3"}, {"(3|1|2).sort()", "1 | 2 | 3"},
         {"(3|1|2).sort(-$this)", "3 | 2 | 1"}, {"(1|2|3).exclude(2)", "1 | 3"}, {"(1|2|3).intersect(3|2)", "2 | 3"},
         {"(1|2|3)[1]", "2"}, {"(1|2).single()", "fails"}, {"(1|2|3).tail().first()", "2"}, {"(1|2|3).skip(1).take(1)", "2"},
         {"1.combine(1).isDistinct()", "false"}, {"(1|2).subsetOf(1|2|3)", "true"}, {"iif(1 = 1, 'a', 1 / 'b')", "a"},
         {"(1|2).all($this > 0)", "true"}, {"(1|2|3).sum()", "6"}, {"(1|2|6).avg()", "3"}, {"('b'|'a').min()", "a"},
         {"1.repeat(iif($this < 5, $this + 1, {}))", "2 | 3 | 4 | 5"}, {"coalesce({}, 2, 3)", "2"}, {"iif('a', 1, 2)", "fails"}});
}

TEST_CASE("variables live as long as the chain that defines them") {
  check({{"1.defineVariable('x', 5).select(%x + $this)", "6"}, {"(1|2).select($this.defineVariable('x').select(%x * 2))", "2 | 4"},
         {"defineVariable('x', 1).defineVariable('x', 2)", "fails"}, {"(1.defineVariable('x') | 2) | %x", "fails"},
         {"1.defineVariable('context')", "fails"}});
}

TEST_CASE("strings are cut and changed by code points") {
  check({{"'\\u00e4bc'.substring(1, 1)", "b"}, {"'abc'.substring(5)", "{}"}, {"'abcabc'.lastIndexOf('b')", "4"},
         {"'a,b,,c'.split(',')", "a | b |  | c"}, {"('a'|'b').join('-')", "a-b"}, {"'stra\\u00dfe \\u00c9'.lower()", "straße é"},
         {"'abc'.replace('', 'x')", "xaxbxcx"}, {"'a1b22'.replaceMatches('([0-9]+)', '<$1>')", "a<1>b<22>"},
         {"'abc'.matches('b')", "true"}, {"'abc'.matchesFull('b')", "false"}, {"'a'.matches('(')", "invalid"},
         {"'x<y'.escape('html').unescape('html')", "x<y"}, {"'test'.encode('base64').decode('base64')", "test"},
         {"'zz'.decode('hex')", "fails"}, {"' a '.trim()", "a"}, {"'A b' ~ 'a  B'", "true"}});
}
