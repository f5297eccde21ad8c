// Expressions on resources: navigation, types, references, static checks, and what a host answers.
#include "fhirpath/fhirpath.h"

#include "fhir/json_reader.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

constexpr std::string_view kObservation = R"({"resourceType":"Observation","id":"o","status":"final",
  "contained":[{"resourceType":"Patient","id":"p","gender":"male"}],
  "code":{"coding":[{"system":"http://loinc.org","code":"a"},{"system":"http://loinc.org","code":"b"}]},
  "subject":{"reference":"#p"},"effectiveDateTime":"2024-05",
  "_status":{"extension":[{"url":"http://example.org/e","valueInteger":7}]},
  "valueQuantity":{"value":1.50,"unit":"grams","system":"http://unitsofmeasure.org","code":"g"},
  "component":[{"code":{"text":"x"},"valueString":"s"},{"code":{"text":"y"},"valueCodeableConcept":{"text":"t"}}]})";

constexpr std::string_view kBundle = R"({"resourceType":"Bundle","type":"collection","entry":[
  {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:2"},
    "performer":[{"reference":"Practitioner/9"},{"reference":"Practitioner/none"}]}},
  {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","id":"x"}},
  {"fullUrl":"http://example.org/fhir/Practitioner/9","resource":{"resourceType":"Practitioner","id":"other"}}]})";

class TestHost : public fhirpath::Host {
 public:
  std::optional<bool> member_of(const fhirpath::Value& code, std::string_view value_set) override {
    if (value_set != "http://example.org/v") return std::nullopt;
    return fhirpath::to_text(code) == "final";
  }
};

std::string joined(const Result<fhirpath::Collection>& out, bool undecided) {
  if (!out) return undecided ? "undecided" : "fails";
  std::string text;
  for (const fhirpath::Value& v : *out) {
    const std::string value = fhirpath::to_text(v);
    text += (text.empty() ? "" : " | ") + (value.empty() ? std::string(fhirpath::type_name(v)) : value);
  }
  return text.empty() ? "{}" : text;
}

std::string result_of(std::string_view json, const std::string& source, bool r4_dialect = false) {
  Arena arena;
  Issues issues;
  const auto root = fhir::read_json(json, arena, fhir::r4_model(), issues);
  REQUIRE(root.ok());
  const auto expression = fhirpath::compile(source, {.model = &fhir::r4_model(), .context_type = (*root)->resource_type(),
                                                     .strict = true, .r4_dialect = r4_dialect});
  if (!expression) return expression.error().message;
  TestHost host;
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model(), .host = &host});
  const auto out = evaluator.evaluate(*expression, *root);
  return joined(out, evaluator.undecided());
}

struct ElementCase { const char *source, *result; };
void check(std::string_view json, std::initializer_list<ElementCase> cases, bool r4_dialect = false) {
  for (const ElementCase& c : cases) {
    CAPTURE(std::string(c.source));
    CHECK(result_of(json, c.source, r4_dialect) == std::string(c.result));
  }
}

}  // namespace

TEST_CASE("elements are found by their names, choices by the name without the type") {
  check(kObservation, {{"code.coding.code", "a | b"}, {"Observation.value.unit", "grams"}, {"value is Quantity", "true"},
                       {"component.value", "s | CodeableConcept"}, {"component.value.ofType(string)", "s"},
                       {"status.extension('http://example.org/e').value + 1", "8"}, {"status.hasValue()", "true"},
                       {"effective < @2024-06", "true"}, {"effective < @2024-05-02", "{}"}, {"value > 1400 'mg'", "true"},
                       {"value.value.toString()", "1.50"}, {"status.type().name", "code"}, {"descendants().ofType(Coding).code", "a | b"},
                       {"component.where(value is string).code.text", "x"}, {"status.is(string)", "true"}, {"status.as(string)", "{}"},
                       {"code.coding[1] = code.coding.last()", "true"}, {"code.coding.distinct().count()", "2"},
                       {"children().count()", "9"}});
}

// equivalent_elements() once let several children of one side find the same child of the other, so that
// [a, a] was equivalent to [a, b].
TEST_CASE("elements are equivalent when their children pair up, whatever their order and ids") {
  constexpr std::string_view kNames = R"({"resourceType":"Patient","contact":[
    {"id":"1","name":{"given":["a","a"]}},{"id":"2","name":{"given":["a","b"]}},{"id":"3","name":{"given":["b","A"]}}]})";
  check(kNames, {{"contact[0] ~ contact[1]", "false"}, {"contact[1] ~ contact[0]", "false"}, {"contact[1] ~ contact[2]", "true"},
                 {"contact[1] = contact[2]", "false"}, {"contact[0].name = contact[0].name", "true"}});
}

// Dates that are equal in different zones must be found by the same hash.
TEST_CASE("points in time that are equal are one") {
  check(kObservation, {{"(@2020-01-01T10:00:00Z | @2020-01-01T12:00:00+02:00 | @2020-01-01T10:00:00.000-00:00).count()", "1"},
                       {"(@2020-01 | @2020-01-01 | @T10:00 | @T10:00:00).count()", "4"},
                       {"(@2020-01-01T10:00:00Z | @2020-01-01T10:00:00).count()", "2"}});
}

TEST_CASE("what the types make impossible is found before the evaluation") {
  check(kObservation, {{"valueQuantity.unit", "Observation has no element 'valueQuantity'"},
                       {"code.nosuch", "CodeableConcept has no element 'nosuch'"},
                       {"Patient.name", "Observation has no element 'Patient'"},
                       {"(value as Period).unit", "Period has no element 'unit'"},
                       {"value.ofType(Nothing)", "there is no type Nothing"},
                       {"code.startsWith('a')", "startsWith() needs a string, not CodeableConcept"},
                       {"children().first()", "the order of children() and descendants() is not defined"},
                       {"component.where(nosuch = 1)", "Observation.component has no element 'nosuch'"},
                       {"iif('a', 1, 2)", "iif() needs true or false, not string"},
                       {"status + 1", "'+' cannot join code and integer"},
                       {"effective.ofType(dateTime) + 1", "'+' cannot join dateTime and integer"},
                       {"1 day + effective", "'+' cannot join Quantity and dateTime, instant, Period, Timing"},
                       {"status < 1", "'<' cannot join code and integer"},
                       {"code & 'a'", "'&' cannot join CodeableConcept and string"},
                       {"component.count() mod 'a'", "'mod' cannot join integer and string"},
                       {"-status", "a sign needs a number or quantity, not code"},
                       {"code.coding['a']", "[ ] needs an integer, not string"},
                       {"component.skip('a')", "skip() needs an integer, not string"},
                       {"status.substring('a')", "substring() needs an integer, not string"},
                       {"status.startsWith(1)", "startsWith() needs a string, not integer"},
                       {"status.round()", "round() needs a number, not code"}});
  // What may work is not refused.
  check(kObservation, {{"effective + 1 day", "@2024-05"}, {"value * 2", "3.00 'g'"}, {"status & 'x'", "finalx"},
                       {"component.sort(-code.text).code.text", "y | x"}, {"effective.ofType(dateTime).matches('2024')", "true"},
                       {"(1 | 'a').first() + 1", "2"}, {"value > 1", "{}"}});
  // Where the type is not known, nothing is said.
  check(kObservation, {{"contained.nosuch", "{}"}, {"subject.resolve().nosuch", "{}"}, {"descendants().nosuch", "{}"}});
}

TEST_CASE("references lead into the resource and into the Bundle") {
  check(kObservation, {{"subject.resolve().gender", "male"}, {"subject.resolve() is Patient", "true"}, {"%resource.id", "o"},
                       {"contained.select(%resource.id)", "o"}});
  check(kBundle, {{"entry.resource.ofType(Observation).subject.resolve().id", "x"},
                  {"entry.resource.ofType(Observation).performer.resolve().id", "other"},
                  {"entry.first().resource.is(Observation)", "true"}, {"entry.resource.select($index)", "0 | 1 | 2"}});
}

TEST_CASE("an invariant inside a contained resource knows its own resource and the containing one") {
  Arena arena;
  Issues issues;
  const auto root = fhir::read_json(kObservation, arena, fhir::r4_model(), issues);
  REQUIRE(root.ok());
  const fhir::Element* patient = (*root)->child("contained");
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
  CHECK(joined(evaluator.evaluate(*fhirpath::compile("%resource.id & '-' & %rootResource.id & '-' & %context.gender"), patient), false) ==
        "p-o-male");
}

TEST_CASE("what cannot be decided here is never passed") {
  check(kObservation, {{"status.memberOf('http://example.org/v')", "true"}, {"status.memberOf('http://example.org/other')", "undecided"},
                       {"conformsTo('http://example.org/p')", "undecided"}, {"value.code.subsumes('a')", "undecided"},
                       {"now()", "fails"}});
}

TEST_CASE("the dialect of R4's invariants lets as() filter and System names mean FHIR's primitives") {
  check(kObservation, {{"component.value.as(string)", "fails"}, {"status is String", "false"}});
  check(kObservation, {{"component.value.as(string)", "s"}, {"status is String", "true"}}, true);
}

TEST_CASE("an expression that takes too long is given up") {
  fhirpath::Evaluator evaluator({.budget = 1000});
  const auto loop = fhirpath::compile("(1|2|3|4|5|6|7|8|9|10).select((1|2|3|4|5|6|7|8|9|10).select((1|2|3|4|5|6|7|8|9).count()))");
  REQUIRE(loop.ok());
  const auto out = evaluator.evaluate(*loop, nullptr);
  REQUIRE_FALSE(out.ok());
  CHECK(out.error().message == "the evaluation takes too long");
}

TEST_CASE("an invariant without an answer does not hold, but where a string or type is asked of what is not there") {
  Arena arena;
  Issues issues;
  const auto root = fhir::read_json(kObservation, arena, fhir::r4_model(), issues);
  REQUIRE(root.ok());
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
  const auto holds = [&](const char* source) { return *evaluator.holds(*fhirpath::compile(source), **root); };
  CHECK(holds("status = 'final'"));
  CHECK_FALSE(holds("status = 'draft'"));
  CHECK_FALSE(holds("language = 'en'"));
  CHECK_FALSE(holds("effective <= @2024-05-02"));
  CHECK(holds("language.startsWith('e')"));
  CHECK(holds("issued is instant"));
  CHECK(holds("(issued as instant).toString().length() >= 8"));
  CHECK(holds("status.substring(10) in ('a' | 'b')"));
}
