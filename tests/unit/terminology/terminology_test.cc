// Terminology: codes, displays, membership and subsumption, over the bundled systems and over ones written for the test.
#include "terminology/terminology.h"

#include "terminology/grammars.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::terminology;

namespace {

std::string quoted(std::string text) {  // ' stands for " in the test's JSON
  for (char& c : text)
    if (c == '\'') c = '"';
  return text;
}

struct World {
  package::Packages packages;
  Terminology terminology{packages};

  explicit World(std::initializer_list<const char*> resources) {
    for (const char* r : resources) {
      const auto added = packages.add_text(quoted(r), "test");
      REQUIRE_MESSAGE(added.ok(), (added.ok() ? "" : added.error().text()));
    }
  }
};

const char* const kAnimals = R"({'resourceType':'CodeSystem','url':'http://example.org/animals','version':'2','status':'draft',
  'content':'complete','caseSensitive':false,'property':[{'code':'legs','type':'integer'},{'code':'notSelectable','type':'boolean'}],
  'concept':[{'code':'animal','display':'Animal','property':[{'code':'notSelectable','valueBoolean':true}],'concept':[
    {'code':'dog','display':'Dog','designation':[{'language':'de','value':'Hund'}],'property':[{'code':'legs','valueInteger':4}],
     'concept':[{'code':'poodle','display':'Poodle','property':[{'code':'legs','valueInteger':4}]}]},
    {'code':'bird','display':'Bird','property':[{'code':'legs','valueInteger':2}]},
    {'code':'parrot','display':'Parrot','property':[{'code':'subsumedBy','valueCode':'bird'},{'code':'status','valueCode':'retired'}]},
    {'code':'snake','display':'Snake'}]}]})";

const char* const kFragment = R"({'resourceType':'CodeSystem','url':'http://example.org/part','content':'fragment',
  'concept':[{'code':'a','display':'A'}]})";

const char* const kSupplement = R"({'resourceType':'CodeSystem','url':'http://example.org/more','content':'supplement',
  'supplements':'http://example.org/animals|2','concept':[{'code':'dog','designation':[{'language':'fr','value':'Chien'}]},
  {'code':'unicorn'}]})";

// A value set with this compose (and more) over the systems above.
std::string value_set(const std::string& url, const std::string& rest) {
  return "{'resourceType':'ValueSet','url':'" + url + "','status':'active'," + rest + "}";
}

const char* name(Answer a) { return a == Answer::yes ? "yes" : a == Answer::no ? "no" : "unknown"; }

}  // namespace

TEST_CASE("a code is looked up in its code system, with its display") {
  World w{kAnimals, kFragment, kSupplement};
  struct Case {
    Coding coding;
    CodeStatus status;
    bool display_wrong;
  };
  const char* animals = "http://example.org/animals";
  for (const Case& c : {
           Case{{animals, "dog", "", ""}, CodeStatus::valid, false},
           Case{{animals, "DOG", "dog", ""}, CodeStatus::valid, false},
           Case{{animals, "dog", " Dog ", "2"}, CodeStatus::valid, false},
           Case{{animals, "dog", "Hund", ""}, CodeStatus::valid, false},
           Case{{animals, "dog", "Chien", ""}, CodeStatus::valid, false},
           Case{{animals, "dog", "Cat", ""}, CodeStatus::valid, true},
           Case{{animals, "cat", "", ""}, CodeStatus::unknown_code, false},
           Case{{animals, "unicorn", "", ""}, CodeStatus::unknown_code, false},
           Case{{animals, "dog", "", "1"}, CodeStatus::unknown_version, false},
           Case{{"http://example.org/part", "a", "", ""}, CodeStatus::valid, false},
           Case{{"http://example.org/part", "b", "", ""}, CodeStatus::not_present, false},
           Case{{"http://example.org/more", "dog", "", ""}, CodeStatus::supplement, false},
           Case{{"http://example.org/nowhere", "a", "", ""}, CodeStatus::unknown_system, false},
           Case{{"", "a", "", ""}, CodeStatus::no_system, false},
           Case{{"http://hl7.org/fhir/administrative-gender", "male", "Male", ""}, CodeStatus::valid, false},
           Case{{"http://hl7.org/fhir/administrative-gender", "Male", "", ""}, CodeStatus::unknown_code, false},
           Case{{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory", ""}, CodeStatus::valid, false},
           Case{{"http://snomed.info/sct", "73211009", "", ""}, CodeStatus::not_present, false},
           Case{{"http://snomed.info/sct", "73211008", "", ""}, CodeStatus::unknown_code, false},
           Case{{"http://snomed.info/sct", "1", "", ""}, CodeStatus::unknown_code, false},
           Case{{"http://loinc.org", "2276-4", "", ""}, CodeStatus::unknown_system, false},
           Case{{"http://loinc.org", "2276", "", ""}, CodeStatus::unknown_code, false},
           Case{{"http://terminology.hl7.org/CodeSystem/v2-0203", "NNFIN", "", ""}, CodeStatus::valid, false},
           Case{{"http://terminology.hl7.org/CodeSystem/v2-0203", "NNfin", "", ""}, CodeStatus::unknown_code, false},
           Case{{"http://unitsofmeasure.org", "mg/dL", "", ""}, CodeStatus::valid, false},
           Case{{"http://unitsofmeasure.org", "mgs", "", ""}, CodeStatus::unknown_code, false},
           Case{{"urn:iso:std:iso:3166", "DE", "Germany", ""}, CodeStatus::valid, false},
           Case{{"urn:iso:std:iso:3166", "D", "", ""}, CodeStatus::unknown_code, false},
           Case{{"urn:iso:std:iso:4217", "EUR", "", ""}, CodeStatus::valid, false},
       }) {
    CAPTURE(std::string(c.coding.system));
    CAPTURE(std::string(c.coding.code));
    CAPTURE(std::string(c.coding.display));
    const CodeResult got = w.terminology.check(c.coding);
    CHECK(static_cast<int>(got.status) == static_cast<int>(c.status));
    CHECK(got.display_wrong == c.display_wrong);
  }
  const CodeResult dog = w.terminology.check({animals, "dog", "", ""});
  CHECK(dog.displays == std::vector<std::string_view>{"Dog", "Hund", "Chien"});
  CHECK(dog.system_status == "draft");
  CHECK(w.terminology.check({animals, "animal", "", ""}).abstract);
  CHECK(w.terminology.check({animals, "parrot", "", ""}).inactive);
}

TEST_CASE("membership follows includes, excludes, filters, imports and expansions") {
  struct Case {
    const char *rest, *system, *code, *expected;
  };
  const char* a = "http://example.org/animals";
  const char* const compose_all = "'compose':{'include':[{'system':'http://example.org/animals'}]}";
  const char* const list = "'compose':{'include':[{'system':'http://example.org/animals','concept':[{'code':'dog'},{'code':'bird'}]}]}";
  const char* const is_a = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'concept','op':'is-a','value':'dog'}]}]}";
  const char* const below = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'concept','op':'descendent-of','value':'dog'}]}]}";
  const char* const is_not_a = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'concept','op':'is-not-a','value':'dog'}]}]}";
  const char* const above = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'concept','op':'generalizes','value':'poodle'}]}]}";
  const char* const is_bird = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'concept','op':'is-a','value':'bird'}]}]}";
  const char* const four = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'legs','op':'=','value':'4'}]}]}";
  const char* const in = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'code','op':'in','value':'dog, snake'}]}]}";
  const char* const not_in = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'code','op':'not-in','value':'dog,snake'}]}]}";
  const char* const regex = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'code','op':'regex','value':'p.*'}]}]}";
  const char* const exists = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'legs','op':'exists','value':'true'}]}]}";
  const char* const absent = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'legs','op':'exists','value':'false'}]}]}";
  const char* const two = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'legs','op':'=','value':'4'},{'property':'concept','op':'descendent-of','value':'dog'}]}]}";
  const char* const exclude = "'compose':{'include':[{'system':'http://example.org/animals'}],'exclude':[{'system':'http://example.org/animals','concept':[{'code':'snake'}]}]}";
  const char* const active = "'compose':{'inactive':false,'include':[{'system':'http://example.org/animals'}]}";
  const char* const import = "'compose':{'include':[{'valueSet':['http://example.org/vs/pets']}]}";
  const char* const both = "'compose':{'include':[{'system':'http://example.org/animals','filter':[{'property':'legs','op':'=','value':'4'}],'valueSet':['http://example.org/vs/pets']}]}";
  const char* const lost = "'compose':{'include':[{'valueSet':['http://example.org/vs/nowhere']}]}";
  const char* const circle = "'compose':{'include':[{'valueSet':['http://example.org/vs']},{'system':'http://example.org/animals','concept':[{'code':'dog'}]}]}";
  const char* const remote = "'compose':{'include':[{'system':'http://example.org/nowhere'}]}";
  const char* const remote_list = "'compose':{'include':[{'system':'http://example.org/nowhere','concept':[{'code':'x'}]}]}";
  const char* const expansion = "'expansion':{'contains':[{'abstract':true,'contains':[{'system':'http://example.org/animals','code':'dog'}]}]}";
  const char* const remote_expanded = "'compose':{'include':[{'system':'http://example.org/nowhere'}]},'expansion':{'contains':[{'system':'http://example.org/nowhere','code':'x'}]}";
  const char* const paged = "'compose':{'include':[{'system':'http://example.org/nowhere'}]},'expansion':{'total':9,'contains':[{'system':'http://example.org/nowhere','code':'x'}]}";
  const char* const units = "'compose':{'include':[{'system':'http://unitsofmeasure.org','filter':[{'property':'canonical','op':'=','value':'a'}]}]}";
  for (const Case& c : {
           Case{compose_all, a, "dog", "yes"}, Case{compose_all, a, "Dog", "yes"}, Case{compose_all, a, "cat", "no"},
           Case{compose_all, "http://example.org/part", "a", "no"}, Case{compose_all, "", "dog", "no"},
           Case{list, a, "dog", "yes"}, Case{list, a, "DOG", "yes"}, Case{list, a, "snake", "no"},
           Case{is_a, a, "dog", "yes"}, Case{is_a, a, "poodle", "yes"}, Case{is_a, a, "bird", "no"},
           Case{below, a, "dog", "no"}, Case{below, a, "poodle", "yes"}, Case{is_not_a, a, "poodle", "no"},
           Case{is_not_a, a, "snake", "yes"}, Case{above, a, "animal", "yes"}, Case{above, a, "bird", "no"},
           Case{is_bird, a, "parrot", "yes"}, Case{four, a, "poodle", "yes"}, Case{four, a, "bird", "no"},
           Case{in, a, "snake", "yes"}, Case{in, a, "bird", "no"}, Case{not_in, a, "bird", "yes"}, Case{not_in, a, "dog", "no"},
           Case{regex, a, "parrot", "yes"}, Case{regex, a, "snake", "no"}, Case{exists, a, "dog", "yes"},
           Case{exists, a, "snake", "no"}, Case{absent, a, "snake", "yes"}, Case{two, a, "poodle", "yes"}, Case{two, a, "dog", "no"},
           Case{exclude, a, "dog", "yes"}, Case{exclude, a, "snake", "no"}, Case{active, a, "parrot", "no"}, Case{active, a, "dog", "yes"},
           Case{import, a, "snake", "yes"}, Case{import, a, "bird", "no"}, Case{both, a, "dog", "yes"}, Case{both, a, "snake", "no"},
           Case{both, a, "poodle", "no"}, Case{lost, a, "dog", "unknown"}, Case{circle, a, "dog", "yes"}, Case{circle, a, "bird", "unknown"},
           Case{remote, "http://example.org/nowhere", "x", "unknown"}, Case{remote, a, "dog", "no"},
           Case{remote_list, "http://example.org/nowhere", "x", "yes"}, Case{remote_list, "http://example.org/nowhere", "y", "no"},
           Case{expansion, a, "dog", "yes"}, Case{expansion, a, "bird", "no"},
           Case{remote_expanded, "http://example.org/nowhere", "x", "yes"}, Case{remote_expanded, "http://example.org/nowhere", "y", "no"},
           Case{paged, "http://example.org/nowhere", "y", "unknown"}, Case{units, "http://unitsofmeasure.org", "mo", "yes"},
           Case{units, "http://unitsofmeasure.org", "mg", "no"},
       }) {
    CAPTURE(std::string(c.rest));
    CAPTURE(std::string(c.code));
    const std::string pets = value_set("http://example.org/vs/pets",
        "'compose':{'include':[{'system':'http://example.org/animals','concept':[{'code':'dog'},{'code':'snake'}]}]}");
    const std::string subject = value_set("http://example.org/vs", c.rest);
    World w{kAnimals, kFragment, pets.c_str(), subject.c_str()};
    const ValueSet* vs = w.terminology.value_set("http://example.org/vs");
    REQUIRE(vs != nullptr);
    CHECK(std::string(name(vs->contains(c.system, c.code))) == c.expected);
  }
}

TEST_CASE("a code without a system is found in the value set's systems") {
  World w{};
  struct Case {
    const char *value_set, *code, *expected, *system;
  };
  for (const Case& c : {
           Case{"http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", "female", "yes", "http://hl7.org/fhir/administrative-gender"},
           Case{"http://hl7.org/fhir/ValueSet/administrative-gender", "woman", "no", ""},
           Case{"http://hl7.org/fhir/ValueSet/mimetypes", "text/plain; charset=utf-8", "yes", "urn:ietf:bcp:13"},
           Case{"http://hl7.org/fhir/ValueSet/mimetypes", "pdf", "no", ""},
           Case{"http://hl7.org/fhir/ValueSet/all-languages", "de-CH", "yes", "urn:ietf:bcp:47"},
           Case{"http://hl7.org/fhir/ValueSet/iso3166-1-3", "USA", "yes", "urn:iso:std:iso:3166"},
           Case{"http://hl7.org/fhir/ValueSet/iso3166-1-3", "US", "no", ""},
           Case{"http://hl7.org/fhir/ValueSet/currencies", "GBP", "yes", "urn:iso:std:iso:4217"},
           Case{"http://hl7.org/fhir/ValueSet/currencies", "pounds", "no", ""},
           Case{"http://hl7.org/fhir/ValueSet/all-types", "Patient", "yes", "http://hl7.org/fhir/resource-types"},
           Case{"http://hl7.org/fhir/ValueSet/timezones", "Europe/Berlin", "unknown", ""},
           Case{"http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "AMB", "yes", "http://terminology.hl7.org/CodeSystem/v3-ActCode"},
       }) {
    CAPTURE(std::string(c.value_set));
    CAPTURE(std::string(c.code));
    const ValueSet* vs = w.terminology.value_set(c.value_set);
    REQUIRE(vs != nullptr);
    std::string_view system;
    CHECK(std::string(name(vs->contains_code(c.code, &system))) == c.expected);
    CHECK(system == c.system);
  }
}

TEST_CASE("every bundled value set and code system compiles, and says what it lacks") {
  World w{};
  size_t lacking = 0;
  for (const package::Resource* r : w.packages.all("ValueSet")) {
    CAPTURE(std::string(r->url));
    const ValueSet* vs = w.terminology.value_set(std::string(r->url) + "|" + std::string(r->version));
    REQUIRE(vs != nullptr);
    lacking += !vs->unknown_systems().empty();
  }
  CHECK(lacking < 300);
  for (const package::Resource* r : w.packages.all("CodeSystem")) {
    CAPTURE(std::string(r->url));
    REQUIRE(w.terminology.code_system(r->url) != nullptr);
  }
}

TEST_CASE("subsumption follows the hierarchy and says unknown where there is none") {
  World w{kAnimals};
  const char* a = "http://example.org/animals";
  CHECK(w.terminology.subsumes(a, "dog", "poodle") == Answer::yes);
  CHECK(w.terminology.subsumes(a, "dog", "dog") == Answer::yes);
  CHECK(w.terminology.subsumes(a, "poodle", "dog") == Answer::no);
  CHECK(w.terminology.subsumes(a, "bird", "parrot") == Answer::yes);
  CHECK(w.terminology.subsumes("http://snomed.info/sct", "73211009", "44054006") == Answer::unknown);
  CHECK(w.terminology.display(a, "bird") == "Bird");
}

TEST_CASE("language tags and MIME types are told by their grammar") {
  struct Case {
    Grammar grammar;
    const char* code;
    bool valid;
  };
  for (const Case& c : {
           Case{Grammar::language, "en", true}, Case{Grammar::language, "en-US", true}, Case{Grammar::language, "zh-Hant-TW", true},
           Case{Grammar::language, "sl-rozaj-biske", true}, Case{Grammar::language, "es-419", true}, Case{Grammar::language, "de-1996", true},
           Case{Grammar::language, "gsw", true}, Case{Grammar::language, "x-private", true}, Case{Grammar::language, "en-x-us", true},
           Case{Grammar::language, "zh-cmn-Hans-CN", true}, Case{Grammar::language, "i-klingon", true},
           Case{Grammar::language, "xx", false}, Case{Grammar::language, "ita-ITALY", true},  // five letters: a variant
           Case{Grammar::language, "english-", false}, Case{Grammar::language, "en_US", false}, Case{Grammar::language, "e", false},
           Case{Grammar::language, "en-", false}, Case{Grammar::language, "en US", false}, Case{Grammar::language, "", false},
           Case{Grammar::mime, "text/plain", true}, Case{Grammar::mime, "application/fhir+json", true},
           Case{Grammar::mime, "text/html; charset=utf-8", true}, Case{Grammar::mime, "image/svg+xml", true},
           Case{Grammar::mime, "pdf", false}, Case{Grammar::mime, "text/", false}, Case{Grammar::mime, "/plain", false},
           Case{Grammar::mime, "[%payloadFormat%]", false}, Case{Grammar::mime, "text/pl ain", false},
       }) {
    CAPTURE(std::string(c.code));
    CHECK(!refuse(c.grammar, c.code).has_value() == c.valid);
  }
}
