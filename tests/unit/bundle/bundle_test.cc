// What a Bundle carries besides what was told: ids, references, evidence, provenance, and its three kinds.
#include "bundle/bundle.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "fhir/model.h"
#include "unit/map/case.h"

using namespace anamnesis;
using namespace anamnesis::testing;

namespace {

bool has(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("missing: ", std::string(part), "\nin: ", text);
  return found;
}

size_t count(const std::string& text, std::string_view part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

Case cough_case() {
  Case c("\xC3\x9C" "bel: dry cough, cough again");
  c.document.metadata.title = "A cough";
  c.document.metadata.date = "2020-06-27";
  c.document.metadata.authors = {{"Doe", "Jane", ""}};
  c.document.metadata.identifiers = {{"doi", "10.1/x"}, {"cord_uid", "abc"}, {"other", "z"}};
  c.say("symptom", "dry cough", "cough", {{"severity", "mild", "dry"}});
  return c;
}

}  // namespace

TEST_CASE("evidence counts code points, names the document on a resource and not on an element") {
  Case c = cough_case();
  const std::string b = c.bundle();
  const std::string r = resource_in(b, "Condition");
  CHECK(has(r, R"({"extension":[{"url":"reference","valueReference":{"reference":"urn:uuid:)"));
  CHECK(has(r, R"({"url":"offset","valueInteger":6},{"url":"length","valueInteger":9}],"url":"http://hl7.org/fhir/StructureDefinition/derivation-reference"})"));
  CHECK(has(r, R"("severity":{"extension":[{"extension":[{"url":"offset","valueInteger":6},{"url":"length","valueInteger":3}])"));
}

TEST_CASE("evidence is left out below the level that was asked for") {
  Case c = cough_case();
  BundleOptions options;
  options.evidence = EvidenceLevel::resource;
  CHECK_EQ(count(c.bundle(options), "derivation-reference"), 1);
  options.evidence = EvidenceLevel::none;
  CHECK_EQ(count(c.bundle(options), "derivation-reference"), 0);
}

TEST_CASE("the document is there whole, with hash, title, authors, identifiers and date") {
  Case c = cough_case();
  const std::string r = resource_in(c.bundle(), "DocumentReference");
  CHECK(has(r, "\"data\":\"" + base64(c.document.text) + "\""));
  CHECK(has(r, R"("title":"A cough","creation":"2020-06-27")"));
  CHECK(has(r, R"("author":[{"display":"Doe, Jane"}])"));
  CHECK(has(r, R"({"system":"https://doi.org","value":"10.1/x"})"));
  CHECK(has(r, R"({"system":"https://w3id.org/anamnesis/fhir/NamingSystem/cord-uid","value":"abc"})"));
  const auto digest = sha1(c.document.text);
  CHECK(has(r, "\"hash\":\"" + base64({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "\""));
}

TEST_CASE("the same case gives the same ids, another document others, and equal facts differ") {
  Case a = cough_case(), b = cough_case();
  CHECK_EQ(a.bundle(), b.bundle());
  b.document.identity = "another";
  CHECK_NE(resource_in(a.bundle(), "Condition"), resource_in(b.bundle(), "Condition"));
  a.say("symptom", "cough again", "cough", {});
  const std::string twice = a.bundle();
  const auto id = [](const std::string& r) { return r.substr(r.find("\"id\":"), 43); };
  CHECK_NE(id(resource_in(twice, "Condition", 0)), id(resource_in(twice, "Condition", 1)));
  CHECK_EQ(id(resource_in(twice, "Condition", 0)), id(resource_in(cough_case().bundle(), "Condition", 0)));
}

TEST_CASE("a transaction PUTs every resource under its id, a collection does not") {
  Case c = cough_case();
  const std::string transaction = c.bundle();
  CHECK_EQ(count(transaction, "\"fullUrl\""), count(transaction, R"("method":"PUT")"));
  BundleOptions options;
  options.kind = BundleKind::collection;
  const std::string collection = c.bundle(options);
  CHECK(has(collection, R"("type":"collection")"));
  CHECK_EQ(count(collection, "\"request\""), 0);
}

TEST_CASE("a document opens with its Composition, sections by LOINC code") {
  Case c = cough_case();
  BundleOptions options;
  options.kind = BundleKind::document;
  options.recorded = "2024-01-02T03:04:05Z";
  const std::string b = c.bundle(options);
  CHECK(has(b, R"("type":"document","timestamp":"2024-01-02T03:04:05Z","entry":[{"fullUrl":)"));
  CHECK_LT(b.find("\"Composition\""), b.find("\"Patient\""));
  CHECK(has(resource_in(b, "Composition"), R"("code":"11450-4")"));
  CHECK(has(resource_in(b, "Composition"), R"("date":"2024-01-02T03:04:05Z")"));
}

TEST_CASE("provenance says that its time is unknown unless it was given") {
  Case c = cough_case();
  CHECK(has(resource_in(c.bundle(), "Provenance"), R"("_recorded":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]})"));
  BundleOptions options;
  options.recorded = "2024-01-02T03:04:05Z";
  options.converter_version = "9.9";
  options.tables_version = "t1";
  const std::string b = c.bundle(options);
  CHECK(has(resource_in(b, "Provenance"), R"("recorded":"2024-01-02T03:04:05Z")"));
  CHECK(has(resource_in(b, "Device"), R"("value":"9.9")"));
  CHECK(has(resource_in(b, "Device"), R"("value":"t1")"));
}

TEST_CASE("each patient of a document is a Patient, and facts go to the right one") {
  Case c("cough; fever");
  c.say("symptom", "cough", "cough", {}, 0).say("symptom", "fever", "fever", {}, 1);
  const std::string b = c.bundle();
  CHECK_EQ(count(b, R"("resourceType":"Patient")"), 2);
  const auto subject = [](const std::string& r) { return r.substr(r.find("\"subject\":"), 80); };
  CHECK_NE(subject(resource_in(b, "Condition", 0)), subject(resource_in(b, "Condition", 1)));
}

TEST_CASE("meta.profile is named only when asked for") {
  Case c = cough_case();
  CHECK_EQ(count(c.bundle(), "\"meta\""), 0);
  BundleOptions options;
  options.meta_profile = true;
  CHECK(has(c.bundle(options), R"("profile":["https://w3id.org/anamnesis/fhir/StructureDefinition/anamnesis-condition"])"));
}

TEST_CASE("our own profiles catch what R4 would let pass") {
  Case c = cough_case();
  Resources resources = c.map();
  const Bundle made = make_bundle(c.document, resources, mapping(), {}, c.arena);
  fhir::Element* patient = resources.all[0].root;
  fhir::annotate(fhir::add(c.arena, patient, "birthDate", "1970-01-01"), fhir::r4_model());
  fhir::annotate(made.root, fhir::r4_model());
  Issues findings;
  validator().validate(*made.root, {}, findings);
  bool caught = false;
  for (const Issue& issue : findings) caught = caught || (issue.severity == Severity::error && has(issue.expression + issue.text, "birthDate"));
  CHECK(caught);
}
