// Structure: what may stand where, how often, in which JSON shape.
#include "unit/validate/cases.h"

#include <doctest/doctest.h>

using namespace anamnesis::validate;

TEST_CASE("a faulty structure is found at its place") {
  const struct {
    const char* source;
    const char* errors;
  } cases[] = {
      {R"({"resourceType":"Patient","active":true,"gender":"male","birthDate":"1970-02"})", ""},
      {R"({"resourceType":"Patient","foo":1})", "element-unknown Patient"},
      {R"({"resourceType":"Patience"})", "resource-type Patience"},
      {R"({"id":"x"})", "resource-type $"},
      {R"({"resourceType":"DomainResource"})", "resource-abstract DomainResource"},
      {R"({"resourceType":"Observation","status":"final"})", "cardinality-min Observation"},
      {R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"a","valueInteger":1})", "cardinality-max Observation"},
      {R"({"resourceType":"Patient","name":{"text":"x"}})", "json-array-wanted Patient.name"},
      {R"({"resourceType":"Patient","gender":["male"]})", "json-array-unwanted Patient.gender"},
      {R"({"resourceType":"Patient","name":["x"]})", "json-object-wanted Patient.name[0]"},
      {R"({"resourceType":"Patient","gender":{"x":1}})", "json-primitive-wanted Patient.gender"},
      {R"({"resourceType":"Patient","active":"true"})", "json-kind Patient.active"},
      {R"({"resourceType":"Patient","multipleBirthInteger":"2"})", "json-kind Patient.multipleBirth[x]"},
      {R"({"resourceType":"Patient","name":[{}]})", "json-empty-object Patient.name[0]"},
      {R"({"resourceType":"Patient","_id":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}})", "id-extension Patient.id"},
      {R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:0a5c7b1e-1d7a-4d29-9ac8-2d4a3b6f7c10","resource":{"id":"x"}}]})", "resource-type Bundle.entry[0].resource"},
      {"<Patient xmlns='http://hl7.org/fhir'><gender value='male'/><active value='true'/></Patient>", "element-order Patient.active"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.source);
    CHECK(errors_of(c.source) == c.errors);
  }
}

TEST_CASE("a finding has line, column and profile") {
  const auto validator = Validator::load(bundled_packages());
  const auto issues = findings(**validator, "{\"resourceType\":\"Patient\",\n  \"birthDate\": \"1970-13\"}");
  REQUIRE(issues.size() == 2);  // the other says that there is no narrative
  CHECK(issues[1].id == "value-format");
  CHECK(issues[1].line == 2);
  CHECK(issues[1].column == 3);
}

TEST_CASE("a validator that is asked for errors alone tells the same errors and nothing else, document after document") {
  const auto all = Validator::load(bundled_packages());
  const auto errors = Validator::load(bundled_packages(), {.least = anamnesis::Severity::error});
  const char* sources[] = {
      R"({"resourceType":"Patient","gender":"mail","contact":[{"gender":"male"}]})",
      R"({"resourceType":"Patient","gender":"male"})",
      R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"ZZ"}]}})",
  };
  for (int again = 0; again < 2; ++again)
    for (const char* source : sources) {
      CAPTURE(source);
      CHECK(errors_of(**errors, source) == errors_of(**all, source));
      for (const auto& issue : findings(**errors, source)) CHECK(issue.severity >= anamnesis::Severity::error);
      CHECK(findings(**all, source).size() > findings(**errors, source).size());
    }
  CHECK(errors_of(**errors, sources[0]).find("pat-1") != std::string::npos);
}
