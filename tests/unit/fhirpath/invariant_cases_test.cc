// Each invariant of R4, evaluated by the validator on a value that it allows and on one that it does not:
// tests/cases/invariants/cases.tsv.
#include <set>

#include "base/catalogue.h"
#include "base/files.h"
#include "fhir/json_reader.h"
#include "tables/table.h"
#include "unit/fhirpath/invariants.h"
#include "validate/validator.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

// Findings of the validator with this invariant's key. txt-1 has names of its own for what it finds.
bool finds(const validate::Validator& validator, const std::string& json, std::string_view key) {
  Arena arena;
  Issues issues;
  const auto root = fhir::read_json(json, arena, fhir::r4_model(), issues);
  if (!root) return false;
  validator.validate(**root, json, issues);
  for (const Issue& i : issues)
    if (i.id == key || (key == "txt-1" && i.text.find("narrative") != std::string::npos)) return true;
  return false;
}

// The case as a resource: a data type is put into a Parameters resource.
std::string resource_of(std::string_view type, std::string_view json) {
  const fhir::TypeDef* definition = fhir::r4_model().type(type);
  REQUIRE(definition != nullptr);
  const std::string rest(json.substr(1));
  if (definition->kind == fhir::TypeKind::resource) return R"({"resourceType":")" + std::string(type) + "\"," + rest;
  return R"({"resourceType":"Parameters","parameter":[{"name":"p","value)" + std::string(type) + "\":{" + rest + "}]}";
}

// Two that no resource of R4 can meet: their definitions are the base of nothing. Evaluated by themselves.
bool holds_alone(const test::Invariant& invariant, std::string_view type, std::string_view json) {
  Arena arena;
  Issues issues;
  const auto value = json::parse(json, arena);
  REQUIRE(value.ok());
  const fhir::Element* root = fhir::read_json(**value, json, arena, fhir::r4_model(), issues, type);
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
  return *evaluator.holds(invariant.compiled[0], *root);
}

}  // namespace

TEST_CASE("the validator evaluates every invariant of R4: each allows what it should and finds what it should") {
  const auto table = Table::parse("cases", "cases.tsv", *read_file(std::string(ANAMNESIS_SOURCE_DIR) + "/tests/cases/invariants/cases.tsv"));
  REQUIRE(table.ok());
  const package::Packages packages;
  const auto validator = validate::Validator::load(packages);
  REQUIRE(validator.ok());
  const auto invariants = test::load_invariants();
  std::set<std::string, std::less<>> seen;
  for (size_t i = 0; i < table->size(); ++i) {
    const std::string key(table->cell(i, "key"));
    const std::string_view type = table->cell(i, "type"), good = table->cell(i, "pass"), bad = table->cell(i, "fail");
    CAPTURE(key);
    seen.insert(key);
    if (key == "inv-0" || key == "mqty-1") {
      const auto at = std::find_if(invariants.begin(), invariants.end(), [&](const test::Invariant& x) { return x.key == key; });
      CHECK(holds_alone(*at, type, good));
      CHECK_FALSE(holds_alone(*at, type, bad));
      continue;
    }
    CHECK_FALSE(finds(**validator, resource_of(type, good), key));
    CHECK(finds(**validator, resource_of(type, bad), key));
  }
  // cid-0 asks for a name, which ChargeItemDefinition does not have: only a resource with an element too many can fail it.
  // One can never fail: eld-11; see the next case.
  for (const test::Invariant& i : invariants) {
    CAPTURE(i.key);
    CHECK((seen.contains(i.key) || i.key == "eld-11"));
  }
  CHECK(seen.size() == 242);
}

// eld-11 ends in `type.select(A or B or ...).exists()`. For a type with a code each comparison is true or false, never
// empty, and so is what `or` makes of them; exists() then asks whether there is an answer, not what it is. Where no type
// has a code, `type.code.empty()` holds. So it allows every ElementDefinition; here all with up to three types, of codes
// that may be bound and that may not, without a value and without any code, with a binding and without.
TEST_CASE("eld-11 cannot fail as R4 writes it, so it has no failing case") {
  const auto invariants = test::load_invariants();
  const auto eld_11 = std::find_if(invariants.begin(), invariants.end(), [](const test::Invariant& i) { return i.key == "eld-11"; });
  REQUIRE(eld_11 != invariants.end());
  REQUIRE(eld_11->expression.find("type.select((code = 'code')") != std::string::npos);
  const std::vector<std::string> types = {R"({"code":"CodeableConcept"})", R"({"code":"boolean"})", R"({"code":""})", R"({"profile":["http://example.org/p"]})",
                                          R"({"_code":{"extension":[{"url":"http://example.org/e","valueCode":"code"}]}})"};
  std::vector<std::string> lists = {""};
  for (size_t begin = 0, round = 0; round < 3; ++round)
    for (const size_t end = lists.size(); begin < end; ++begin)
      for (const std::string& type : types) lists.push_back(lists[begin] + (lists[begin].empty() ? "" : ",") + type);
  CHECK(lists.size() == 1 + 5 + 25 + 125);
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
  for (const std::string& list : lists)
    for (const char* binding : {"", R"(,"binding":{"strength":"required","valueSet":"http://example.org/v"})"}) {
      const std::string json = R"({"path":"Patient.name")" + (list.empty() ? "" : ",\"type\":[" + list + "]") + binding + "}";
      CAPTURE(json);
      CHECK(holds_alone(*eld_11, "ElementDefinition", json));
    }
}

TEST_CASE("every invariant of R4 has a message in our own words") {
  const std::string_view bytes = embedded_catalogue().file("r4/invariants.tsv");
  const auto table = Table::parse("invariants", "invariants.tsv", std::string(bytes));
  REQUIRE(table.ok());
  std::set<std::string, std::less<>> keys;
  for (size_t i = 0; i < table->size(); ++i) {
    CHECK_FALSE(table->cell(i, "message").empty());
    keys.emplace(table->cell(i, "key"));
  }
  CHECK(keys.size() == 243);
  for (const test::Invariant& i : test::load_invariants()) {
    CAPTURE(i.key);
    CHECK(keys.contains(i.key));
  }
}
