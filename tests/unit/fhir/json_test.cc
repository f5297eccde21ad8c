#include "fhir/json_reader.h"
#include "fhir/json_writer.h"
#include "fhir/model.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::fhir;

namespace {
std::string round_trip(std::string_view source) {
  Arena arena;
  Issues issues;
  const auto root = read_json(source, arena, r4_model(), issues);
  REQUIRE(root.ok());
  CHECK(issues.empty());
  std::string out;
  write_json(out, **root, {.indent = 0});
  return out;
}
}  // namespace

TEST_CASE("the model knows properties, choices, backbones and what repeats") {
  const TypeDef* patient = r4_model().type("Patient");
  REQUIRE(patient != nullptr);
  CHECK(patient->kind == TypeKind::resource);
  CHECK(patient->is_a("DomainResource"));
  CHECK(patient->find("name")->is_array);
  CHECK(patient->find("name")->type->name == "HumanName");
  CHECK(patient->find("deceasedBoolean")->name == "deceased");
  CHECK(patient->find("deceasedBoolean")->is_choice);
  CHECK(patient->find("deceased") == nullptr);
  CHECK(patient->find("id")->type->name == "id");
  CHECK(patient->find("contained")->type->name == "Resource");
  CHECK(patient->find("contact")->type->name == "Patient.contact");
  CHECK(r4_model().type("Patient.contact")->find("relationship")->type->name == "CodeableConcept");
  CHECK(r4_model().type("Patient.contact")->is_a("BackboneElement"));
  CHECK(r4_model().type("Age")->is_a("Quantity"));
  CHECK(r4_model().type("Extension")->find("url")->xml_attribute);
  CHECK(r4_model().type("Extension")->find("valueAddress")->type->name == "Address");
  CHECK(r4_model().type("code")->is_primitive());
  CHECK(r4_model().type("code")->is_a("string"));
  CHECK(r4_model().type("code")->find("value") == nullptr);
  CHECK(r4_model().type("Bundle.entry")->find("link")->type == r4_model().type("Bundle.link"));
  CHECK(r4_model().type("Patience") == nullptr);
}

TEST_CASE("JSON comes back as it was read") {
  const char* cases[] = {
      R"({"resourceType":"Observation","status":"final","code":{"text":"x\n\"y\""},"valueQuantity":{"value":1.10,"unit":"mg"}})",
      R"({"resourceType":"Patient","active":true,"_birthDate":{"extension":[{"url":"http://a","valueCode":"x"}]}})",
      R"({"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[null,{"id":"g"},null]}]})",
      R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"p"}}]})",
      R"({"resourceType":"Patient","unknown":{"a":[1,2e5]},"multipleBirthInteger":2})",
      // Extensions of what no definition knows: the name was written as it is, and nobody could read it again.
      R"({"resourceType":"Patient","_birth\u0000\"Date":{"extension":[{"url":"http://a","valueCode":"x"}]}})",
  };
  for (const char* c : cases) CHECK(round_trip(c) == c);
}

TEST_CASE("elements know their place") {
  const std::string_view source =
      "{\"resourceType\":\"Bundle\",\n \"entry\":[{},{\"resource\":{\"resourceType\":\"Observation\",\n"
      "\"valueQuantity\":{\"value\":1},\"category\":[{\"coding\":[{},{\"code\":\"x\"}]}]}}]}";
  Arena arena;
  Issues issues;
  const auto root = read_json(source, arena, r4_model(), issues);
  REQUIRE(root.ok());
  const Element* observation = (*root)->child("entry")->next()->child("resource");
  CHECK(observation->type()->name == "Observation");
  CHECK(expression_of(*observation->child("valueQuantity")->child("value")) == "Bundle.entry[1].resource.value.ofType(Quantity).value");
  const Element* code = observation->child("category")->child("coding")->next()->child("code");
  CHECK(expression_of(*code) == "Bundle.entry[1].resource.category[0].coding[1].code");
  CHECK(source.substr(code->offset, 6) == "\"code\"");
}

TEST_CASE("what the tree cannot show is reported where it stands") {
  const struct {
    std::string_view source;
    const char* id;
    const char* expression;
    uint32_t column;
  } cases[] = {
      {R"({"resourceType":"Patient","id":"a","id":"b"})", "json-duplicate", "Patient", 36},
      {R"({"resourceType":"Patient","name":[]})", "json-empty-array", "Patient.name", 34},
      {R"({"resourceType":"Patient","gender":null})", "json-null", "Patient.gender", 27},
      {R"({"resourceType":"Patient","name":[{"given":["a"],"_given":[null,{"id":"x"}]}]})", "json-array-lengths", "Patient.name[0]", 59},
      {R"({"resourceType":"Patient","name":[[]]})", "json-array", "Patient.name[0]", 35},
      {R"({"resourceType":"Patient","_gender":"x"})", "json-underscore", "Patient.gender", 37},
      {R"({"resourceType":"Patient","gender":"male","_gender":{}})", "json-empty-object", "Patient.gender", 53},
  };
  for (const auto& c : cases) {
    CAPTURE(c.source);
    Arena arena;
    Issues issues;
    REQUIRE(read_json(c.source, arena, r4_model(), issues).ok());
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].id == c.id);
    CHECK(issues[0].expression == c.expression);
    CHECK(issues[0].line == 1);
    CHECK(issues[0].column == c.column);
  }
}

// The reader left out a text that stood before an object in a list; the writer looked for the list's first item by its
// number, found none, and wrote nothing of the rest.
TEST_CASE("what is left out of a list takes none of the others with it") {
  const struct {
    const char* source;
    const char* written;
  } cases[] = {
      {R"({"resourceType":"Patient","name":["x",{"text":"Ann"}]})", R"({"resourceType":"Patient","name":[{"text":"Ann"}]})"},
      {R"({"resourceType":"Patient","name":[{"given":[{},"Ann"]}]})", R"({"resourceType":"Patient","name":[{"given":["Ann"]}]})"},
      {R"({"resourceType":"Patient","gender":{"a":1},"active":true})", R"({"resourceType":"Patient","active":true})"},
      {R"({"resourceType":"Patient","_unknown":"a","active":true})", R"({"resourceType":"Patient","active":true})"},
      {R"({"resourceType":"Patient","unknown":["a",null]})", R"({"resourceType":"Patient","unknown":["a",null]})"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.source);
    Arena arena;
    Issues issues;
    std::string out;
    write_json(out, **read_json(c.source, arena, r4_model(), issues), {.indent = 0});
    CHECK(issues.size() == 1);
    CHECK(out == c.written);
  }
}

TEST_CASE("a built tree is annotated and written") {
  Arena arena;
  Element* bundle = make_resource(arena, "Bundle");
  add(arena, bundle, "type", "collection");
  Element* patient = make_resource(arena, "Patient");
  attach(add(arena, bundle, "entry"), patient, "resource");
  add(arena, add(arena, patient, "name"), "given", "Ann");
  add(arena, patient, "active", "true", JsonKind::boolean);
  annotate(bundle, r4_model());
  CHECK(patient->child("active")->type()->name == "boolean");
  std::string out;
  write_json(out, *bundle, {.indent = 0});
  CHECK(out == R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","name":[{"given":["Ann"]}],"active":true}}]})");
}

TEST_CASE("what is written keeps items of one name together and escapes what must be, whatever its length") {
  Arena arena;
  Element* patient = make_resource(arena, "Patient");
  const std::string longer = std::string(5000, 'x') + "\"" + std::string(5000, 'y');
  add(arena, add(arena, patient, "name"), "text", "A \"B\"\n");
  add(arena, patient, "gender", "male");
  add(arena, add(arena, patient, "name"), "text", longer);
  for (const bool annotated : {false, true}) {
    if (annotated) annotate(patient, r4_model());
    std::string out = "before ";
    write_json(out, *patient, {.indent = 0});
    CHECK(out == R"(before {"resourceType":"Patient","name":[{"text":"A \"B\"\n"},{"text":")" + std::string(5000, 'x') + "\\\"" +
                     std::string(5000, 'y') + R"("}],"gender":"male"})");
  }
}
