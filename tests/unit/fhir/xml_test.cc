#include "fhir/json_reader.h"
#include "fhir/json_writer.h"
#include "fhir/xml_reader.h"
#include "fhir/xml_writer.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::fhir;

TEST_CASE("JSON to XML to JSON keeps everything") {
  const struct {
    const char* json;
    const char* xml;
  } cases[] = {
      {R"({"resourceType":"Observation","id":"o","status":"final","valueQuantity":{"value":1.10,"unit":"<mg>"}})",
       R"(<Observation xmlns="http://hl7.org/fhir"><id value="o"/><status value="final"/><valueQuantity><value value="1.10"/><unit value="&lt;mg&gt;"/></valueQuantity></Observation>)"},
      {R"({"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>"},"contained":[{"resourceType":"Organization","id":"x","active":true}],"_birthDate":{"id":"b","extension":[{"url":"http://a","valueCode":"x"}]}})",
       R"(<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div></text><contained><Organization><id value="x"/><active value="true"/></Organization></contained><birthDate id="b"><extension url="http://a"><valueCode value="x"/></extension></birthDate></Patient>)"},
      {R"({"resourceType":"Patient","name":[{"given":["A",null,"C\nD"],"_given":[null,{"id":"g"},null]}],"multipleBirthInteger":2})",
       R"(<Patient xmlns="http://hl7.org/fhir"><name><given value="A"/><given id="g"/><given value="C&#10;D"/></name><multipleBirthInteger value="2"/></Patient>)"},
  };
  for (const auto& c : cases) {
    Arena arena;
    Issues issues;
    const auto from_json = read_json(c.json, arena, r4_model(), issues);
    REQUIRE(from_json.ok());
    std::string xml;
    write_xml(xml, **from_json, {.indent = 0});
    CHECK(xml == c.xml);
    const auto from_xml = read_xml(xml, arena, r4_model(), issues);
    REQUIRE(from_xml.ok());
    std::string json;
    write_json(json, **from_xml, {.indent = 0});
    CHECK(json == c.json);
    CHECK(issues.empty());
  }
}

TEST_CASE("XML elements are written in the order of their definition") {
  Arena arena;
  Issues issues;
  const auto root = read_json(R"({"resourceType":"Patient","gender":"male","active":true})", arena, r4_model(), issues);
  std::string xml;
  write_xml(xml, **root);
  CHECK(xml == "<Patient xmlns=\"http://hl7.org/fhir\">\n  <active value=\"true\"/>\n  <gender value=\"male\"/>\n</Patient>");
}

TEST_CASE("what XML says and FHIR does not is reported where it stands") {
  const struct {
    const char* xml;
    const char* id;
    const char* expression;
  } cases[] = {
      {"<Patient><active value='true'/></Patient>", "xml-namespace", "Patient"},
      {"<Patient xmlns='http://hl7.org/fhir'>x</Patient>", "xml-text", "Patient"},
      {"<Patient xmlns='http://hl7.org/fhir'><active value='true' a='b'/></Patient>", "xml-attribute", "Patient.active"},
      {"<Patient xmlns='http://hl7.org/fhir'><contained/></Patient>", "xml-resource", "Patient.contained[0]"},
      {"<Patient xmlns='http://hl7.org/fhir'><text><status value='empty'/><div/></text></Patient>", "xml-namespace", "Patient.text.div"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.xml);
    Arena arena;
    Issues issues;
    REQUIRE(read_resource(c.xml, arena, r4_model(), issues).ok());
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].id == c.id);
    CHECK(issues[0].expression == c.expression);
  }
}

TEST_CASE("an item that stands apart from its like counts on") {
  Arena arena;
  Issues issues;
  const auto root = read_xml("<Patient xmlns='http://hl7.org/fhir'><name/><active value='true'/><name/></Patient>", arena, r4_model(), issues);
  REQUIRE(root.ok());
  CHECK((*root)->last()->index == 1);
}

TEST_CASE("a number or boolean that is none is a string in JSON, which stays JSON") {
  const struct {
    const char *value, *json;
  } cases[] = {{"true", "true"}, {"t2ue", "\"t2ue\""}, {"", "\"\""}, {"01", "\"01\""}};
  for (const auto& c : cases) {
    Arena arena;
    Issues issues;
    const std::string xml = std::string("<Patient xmlns='http://hl7.org/fhir'><active value='") + c.value + "'/></Patient>";
    const auto root = read_xml(xml, arena, r4_model(), issues);
    REQUIRE(root.ok());
    std::string out;
    write_json(out, **root, {.indent = 0});
    CHECK(out == std::string(R"({"resourceType":"Patient","active":)") + c.json + "}");
  }
}
