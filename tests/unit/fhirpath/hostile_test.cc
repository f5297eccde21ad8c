// Expressions and data made to exhaust: each ends with an error, or soon.
#include "fhir/json_reader.h"
#include "unit/fhirpath/evaluate.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

// A tenth of what an evaluation is given ordinarily: what is charged is the same, and the tests end soon.
constexpr uint64_t kBudget = 5'000'000;

std::string result_of(const std::string& source) {
  return test::result_of(source, kBudget);
}

std::string repeated(std::string_view piece, size_t n) {
  std::string out;
  out.reserve(piece.size() * n);
  for (size_t i = 0; i < n; ++i) out += piece;
  return out;
}

// A Bundle of `n` small Observations; its type stands last.
std::string bundle(int n) {
  std::string out = R"({"resourceType":"Bundle","entry":[)";
  for (int i = 0; i < n; ++i)
    out += std::string(i == 0 ? "" : ",") + R"({"fullUrl":"urn:x:)" + std::to_string(i) +
           R"(","resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/)" + std::to_string(i) +
           R"("},"valueQuantity":{"value":)" + std::to_string(i) + R"(,"system":"http://unitsofmeasure.org","code":"mg"}}})";
  return out + R"(],"type":"collection"})";
}

struct Parsed {
  explicit Parsed(std::string text) : json(std::move(text)) {
    Issues issues;
    root = *fhir::read_json(json, arena, fhir::r4_model(), issues);
  }
  std::string json;
  Arena arena;
  const fhir::Element* root = nullptr;
};

// "ends", or why it was given up.
std::string fate(const Parsed& data, const std::string& source) {
  const auto expression = fhirpath::compile(source);
  if (!expression) return expression.error().message;
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model(), .budget = kBudget});
  const auto out = evaluator.evaluate(*expression, data.root);
  return out.ok() ? "ends" : out.error().message;
}

}  // namespace

TEST_CASE("an expression that is too long, too deep or nested too deeply is refused") {
  for (const char* open : {"(", "-", "+", "a(", "iif(", "a[", "1+(", "not(", "{", "'a'&(", "$this.where("}) {
    CAPTURE(open);
    CHECK(result_of(repeated(open, 50000)) == "invalid");
  }
  for (const char* link : {"+1", ".a", "[0]", ".not()", "|1", " and 1", " is Integer", " as Integer.b", " in 1", "=1", "&1", " implies 1"}) {
    CAPTURE(link);
    CHECK(result_of("1" + repeated(link, 20000)) == "invalid");
  }
  CHECK(result_of("coalesce(" + repeated("1,", 5000) + "1)") == "invalid");
  CHECK(result_of(repeated(" ", (1 << 20) + 1)) == "invalid");
  CHECK(result_of("'" + repeated("a", 1 << 20) + "'") == "invalid");
  CHECK(result_of(repeated("9", 5000)) == "invalid");
  CHECK(result_of("/*" + repeated("/*", 100000)) == "invalid");
  CHECK(result_of("@" + repeated("2", 100000)) == "invalid");
}

TEST_CASE("strings that grow by multiplication are given up") {
  CHECK(result_of("(1|2|3|4|5|6|7|8|9|10).select((1|2|3|4|5|6|7|8|9|10)).aggregate($total & $total, 'aaaaaaaaaaaaaaaa').length()") == "fails");
  CHECK(result_of("(1|2|3|4|5|6|7|8|9|10).select((1|2|3|4|5|6|7|8|9|10)).aggregate($total + $total, 'aaaaaaaaaaaaaaaa').length()") == "fails");
  CHECK(result_of("'aaaaaaaaaaaaaaaa'" + repeated(".replace('a', 'aaaaaaaaaaaaaaaa')", 30)) == "fails");
  CHECK(result_of("'aaaaaaaaaaaaaaaa'" + repeated(".replace('', 'aaaaaaaaaaaaaaaa')", 30)) == "fails");
  CHECK(result_of("'aaaaaaaaaaaaaaaa'" + repeated(".replaceMatches('a', 'aaaaaaaaaaaaaaaa')", 30)) == "fails");
  CHECK(result_of("'<<<<<<<<<<<<<<<<'" + repeated(".escape('html').replace('&', '<<<<<<<<')", 60)) == "fails");
  CHECK(result_of("'aaaaaaaa'" + repeated(".encode('hex')", 100)) == "fails");
  CHECK(result_of("'aaaaaaaa'" + repeated(".toChars().select($this & $this & $this & $this).join()", 30)) == "fails");
}

TEST_CASE("projections that multiply are given up") {
  CHECK(result_of("1.repeatAll($this + 1)") == "fails");
  CHECK(result_of("1.repeat($this + 1)") == "fails");
  CHECK(result_of("1.repeatAll($this.combine($this))") == "fails");
  CHECK(result_of("1.repeat($this * 1.000000001)") == "fails");
  CHECK(result_of("(1|2|3|4|5|6|7|8|9|10)" + repeated(".select((1|2|3|4|5|6|7|8|9|10))", 12) + ".count()") == "fails");
  CHECK(result_of("(1|2|3|4|5|6|7|8|9|10)" + repeated(".combine((1|2|3|4|5|6|7|8|9|10)).select($this.combine($this))", 40)) == "fails");
  CHECK(result_of("(1|2).aggregate($total.combine($total)" + repeated(".combine($total).combine($total)", 1) + ", 1).count()") != "fails");
  CHECK(result_of("(1|2|3|4|5|6|7|8|9|10).select((1|2|3|4|5|6|7|8|9|10)).aggregate($total.combine($total), 1).count()") == "fails");
}

TEST_CASE("looking through everything for everything is given up") {
  const Parsed data(bundle(5000));
  for (const std::string& source : std::initializer_list<std::string>{
           "descendants().select(%resource.descendants()).count()",
           "descendants().where(%resource.descendants().exists($this = 'none'))",
           "defineVariable('x', descendants()).descendants().where($this in %x).count()",
           "defineVariable('x', descendants()).select(entry.select(%x)).count()",
           "entry.select(%resource.entry.count()).count()",
           "entry.where(%resource.nosuch.exists())",
           "entry.select($index.toString() & ' \\'mg\\'').select(toQuantity()).distinct().count()",
           "entry.resource.value.distinct().count()",
           "entry.resource.subject.resolve().count()",
           "entry.select('a'.matches('a+' & $index.toString()))",
           "entry.fullUrl.join('" + repeated("0", 100) + "').replace('0', '" + repeated("a", 50) + "').replace('a', '" + repeated("b", 50) + "')",
           "defineVariable('x', entry.combine(entry)).select(%x ~ %x.combine(%x).skip(5))",
       }) {
    CAPTURE(source);
    const std::string why = fate(data, source);
    CAPTURE(why);
    CHECK((why == "ends" || why == "the evaluation takes too long" || why == "the evaluation takes too much memory"));
  }
}

TEST_CASE("a large Bundle is no hostile one") {
  const Parsed data(bundle(5000));
  for (const std::string& source : std::initializer_list<std::string>{"entry.resource.count() = 5000", "descendants().count() > 50000", "entry.all(%resource.type = 'collection')",
                             "entry.fullUrl.isDistinct()", "entry.resource.subject.reference.distinct().count() = 5000",
                             "descendants().where(reference.exists()).count() = 5000"}) {
    CAPTURE(source);
    CHECK(fate(data, source) == "ends");
  }
}

// Where `type` stands behind the entries, each %resource.type once went through all of them: 10,000 entries took 80 times
// as long to validate as with `type` in front.
TEST_CASE("what stands behind many children is looked up once") {
  const Parsed data(bundle(20000));
  const auto expression = fhirpath::compile("entry.all(%resource.type = 'collection' or %resource.type = 'batch' or %resource.type = 'history')");
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model(), .budget = 1'500'000});
  const auto out = evaluator.evaluate(*expression, data.root);
  REQUIRE(out.ok());
  CHECK(fhirpath::to_text((*out)[0]) == "true");
}

TEST_CASE("regular expressions take linear time, and large ones are refused") {
  CHECK(result_of("'a'.matches('((a{1000}){1000}){1000}')") == "invalid");
  CHECK(result_of("'a'.matches('((a{1000}' & '){1000}){1000}')") == "fails");
  const std::string text = "'" + repeated("a", 30000) + "'";
  CHECK(result_of(text + ".matches('(a*)*b')") == "false");
  CHECK(result_of(text + ".matches('(a|a)*b')") == "false");
  CHECK(result_of(text + ".matches('(a|aa)+$')") == "true");
  CHECK(result_of(text + ".replaceMatches('(x+x+)+y', '')") == repeated("a", 30000));
}

TEST_CASE("numbers and times at their ends give nothing") {
  CHECK(result_of("2.power(1000000)") == "{}");
  CHECK(result_of("10.power(-400)") != "invalid");
  CHECK(result_of("1000.exp()") == "{}");
  CHECK(result_of("(0 - 1000.0).exp() >= 0") == "true");
  CHECK(result_of("99999999999999999999999999999999999999.0 * 99999999999999999999.0") == "{}");
  CHECK(result_of("@2020-01-01 + 99999999999999999999 years") == "{}");
  CHECK(result_of("@2020-01-01 + 9223372036854775807 days") == "{}");
  CHECK(result_of("@2020-01-01T00:00:00Z - 9223372036854775807 milliseconds") == "{}");
  CHECK(result_of("1.5.round(2147483647)") == "1.5");
  CHECK(result_of("1.5.lowBoundary(2147483647)") == "{}");
  CHECK(result_of("(1|2).skip(9223372036854775807)") == "{}");
  CHECK(result_of("'abc'.substring(1, 9223372036854775807)") == "bc");
  CHECK(result_of("(1|2)[9223372036854775807]") == "{}");
  CHECK(result_of("-(9223372036854775807) - 1") == "{}");
}
