#include "base/decimal.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {
std::string text(const std::optional<Decimal>& d) { return d ? d->to_string() : "nothing"; }
Decimal dec(const char* s) { return Decimal::parse(s).value(); }
}  // namespace

TEST_CASE("a decimal is written as it was read") {
  for (const char* s : {"0", "1.10", "-0.5", "120", "1234567890987654321.0", "0.00000001",
                        "99999999999999999999999999999999999999"})
    CHECK(text(Decimal::parse(s)) == s);
  CHECK(text(Decimal::parse("1.5e3")) == "1500");
  CHECK(text(Decimal::parse("1.50e-2")) == "0.0150");
  for (const char* s : {"", ".", "1.", ".5", "1..2", "a", "1e", "--1", "100000000000000000000000000000000000000", "1e99"})
    CHECK_FALSE(Decimal::parse(s).has_value());
}

TEST_CASE("arithmetic is exact where the result fits") {
  const struct { const char *a, *op, *b, *out; } cases[] = {
      {"0.1", "+", "0.2", "0.3"},      {"1.8", "-", "1.2", "0.6"},     {"2.5", "*", "2.5", "6.25"},
      {"1", "/", "2", "0.5"},          {"4.0", "/", "2.0", "2"},     {"1", "/", "0", "nothing"},
      {"2.2", "mod", "1.8", "0.4"},    {"-5", "mod", "3", "-2"},       {"5.5", "div", "0.7", "7"},
      {"1", "/", "3", "0.3333333333333333333333333333"},               {"2", "/", "3", "0.6666666666666666666666666667"},
      {"99999999999999999999999999999999999999", "+", "1", "nothing"}, {"1000000", "/", "0.001", "1000000000"},
      {"99999999999999999999", "*", "99999999999999999999", "nothing"},
      {"0.12345678901234567890", "*", "0.12345678901234567890", "0.01524157875323883675019051998750190521"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.a); CAPTURE(c.op); CAPTURE(c.b);
    const std::string op = c.op;
    const Decimal a = dec(c.a), b = dec(c.b);
    const auto out = op == "+" ? Decimal::add(a, b) : op == "-" ? Decimal::subtract(a, b)
                   : op == "*" ? Decimal::multiply(a, b) : op == "/" ? Decimal::divide(a, b)
                   : op == "mod" ? Decimal::remainder(a, b) : Decimal::integer_quotient(a, b);
    CHECK(text(out) == c.out);
  }
  CHECK(text(Decimal::power(dec("1.1"), 3)) == "1.331");
  CHECK(text(Decimal::power(10, 40)) == "nothing");
}

TEST_CASE("comparison ignores the number of places") {
  CHECK(dec("1.10") == dec("1.1"));
  CHECK(dec("-1.10") < dec("-1.0999"));
  CHECK(dec("0.00") == Decimal(0));
  CHECK(dec("-99999999999999999999999999999999999999") < dec("99999999999999999999999999999999999999"));
}

TEST_CASE("rounding goes where it is told") {
  const struct { const char* in; int places; Rounding how; const char* out; } cases[] = {
      {"3.14159", 3, Rounding::half_away, "3.142"}, {"-2.5", 0, Rounding::half_away, "-3"},
      {"1.587", 2, Rounding::toward_zero, "1.58"},  {"-1.1", 0, Rounding::floor, "-2"},
      {"-1.1", 0, Rounding::ceiling, "-1"},         {"1.1", 0, Rounding::ceiling, "2"},
      {"1.5", 3, Rounding::half_away, "1.5"}};
  for (const auto& c : cases) CHECK(dec(c.in).rounded(c.places, c.how).to_string() == c.out);
  CHECK(text(dec("1.5").with_scale(4)) == "1.5000");
  CHECK(dec("1.500").normalized().to_string() == "1.5");
}

TEST_CASE("a double gives fifteen digits") {
  CHECK(text(Decimal::from_double(0.1 + 0.2)) == "0.3");
  CHECK(text(Decimal::from_double(1.0 / 0.0)) == "nothing");
  CHECK(dec("6.25").to_double() == 6.25);
}
