// The scanner against the careful reader: what the one reads, the other reads the same, and finds no fault with.
#include "fhir/json_scanner.h"

#include <doctest/doctest.h>

#include "base/files.h"
#include "fhir/json_reader.h"

using namespace anamnesis;
using namespace anamnesis::fhir;

namespace {

bool same(const Element& a, const Element& b) {
  if (a.name() != b.name() || a.value() != b.value() || a.property() != b.property() || a.type() != b.type()) return false;
  if (a.offset != b.offset || a.index != b.index || a.json != b.json || a.has_value != b.has_value) return false;
  if (a.in_array != b.in_array || a.faulty != b.faulty || a.resource_type() != b.resource_type()) return false;
  const Element* y = b.first();
  for (const Element* x = a.first(); x != nullptr; x = x->next(), y = y->next())
    if (y == nullptr || x->parent != &a || (x->next() == nullptr && a.last() != x) || !same(*x, *y)) return false;
  return y == nullptr;
}

// Whether the scanner reads it; fails where the careful reader sees it otherwise.
bool scans(std::string_view source) {
  Arena arena(64);
  arena.copy("what was there before");
  const Arena::Mark before = arena.mark();
  const Element* quick = scan_json(source, arena, r4_model());
  if (quick == nullptr) {
    CHECK(arena.mark() == before);  // and nothing is left of what was read
    return false;
  }
  Issues issues;
  const auto careful = read_json_carefully(source, arena, r4_model(), issues);
  INFO(source);
  REQUIRE(careful.ok());
  CHECK(issues.empty());
  CHECK(same(*quick, **careful));
  return true;
}

std::vector<std::string> samples() {
  std::vector<std::string> out;
  const auto files = list_files(std::string(ANAMNESIS_SOURCE_DIR) + "/samples");
  REQUIRE(files.ok());
  for (const std::string& file : *files)
    if (file.ends_with(".json")) out.push_back(*read_file(file));
  return out;
}

}  // namespace

TEST_CASE("the scanner reads what is as FHIR demands") {
  const char* cases[] = {
      R"({"resourceType":"Patient"})",
      R"( { "resourceType" : "Patient" , "active" : true , "multipleBirthInteger" : -12 } )",
      R"({"resourceType":"Observation","code":{"text":""},"valueQuantity":{"value":-0.10},"implicitRules":""})",
      R"({"resourceType":"Patient","birthDate":"1970","_birthDate":{"id":"a","extension":[{"url":"b"}]}})",
      R"({"resourceType":"Patient","_birthDate":{"id":"a"}})",
      R"({"resourceType":"Patient","birthDate":null,"_birthDate":{"id":"a"}})",
      R"({"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[null,{"id":"g"},null]}]})",
      R"({"resourceType":"Patient","name":[{"_given":[{"id":"f"},{"id":"g"}]}]})",
      R"({"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"p"}],"name":[{"text":"x"},{"id":"n"}]})",
      R"({"resourceType":"Patient","name":[{"text":"a\"\\\/\b\f\n\r\tb\u00e9\u20AC\ud83d\ude00\u0000"}]})",
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"\xc3\xa9\"}]}\r\n\t ",
  };
  for (const std::string_view c : cases) {
    INFO(c);
    CHECK(scans(c));
  }
}

TEST_CASE("the scanner leaves what is not to the careful reader") {
  const char* cases[] = {
      "",
      "[]",
      "{",
      R"({})",
      R"({"resourceType":"Patience"})",
      R"({"resourceType":"Patient"} x)",
      R"({"resourceType":"Patient",})",
      R"({"resourceType":"Patient","active":tru})",
      R"({"resourceType":"Patient","active":true,"active":true})",
      R"({"active":true,"resourceType":"Patient"})",
      R"({"resourceType":"Patient","unknown":1})",
      R"({"resourceType":"Patient","name":[]})",
      R"({"resourceType":"Patient","name":[{}]})",
      R"({"resourceType":"Patient","maritalStatus":{ }})",
      R"({"resourceType":"Patient","name":[[{}]]})",
      R"({"resourceType":"Patient","name":{"text":"x"}})",
      R"({"resourceType":"Patient","name":["x"]})",
      R"({"resourceType":"Patient","gender":["male"]})",
      R"({"resourceType":"Patient","gender":{"value":"male"}})",
      R"({"resourceType":"Patient","maritalStatus":{"text":"x"},"_maritalStatus":{"id":"m"}})",
      R"({"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2020"})",
      R"({"resourceType":"Patient","birthDate":null})",
      R"({"resourceType":"Patient","_birthDate":{}})",
      R"({"resourceType":"Patient","_birthDate":"x"})",
      R"({"resourceType":"Patient","_birthDate":{"id":"a"},"birthDate":"1970"})",
      R"({"resourceType":"Patient","name":[{"given":["A"],"_given":[{"id":"f"},{"id":"g"}]}]})",
      R"({"resourceType":"Patient","name":[{"given":["A","B"],"_given":[{"id":"f"}]}]})",
      R"({"resourceType":"Patient","name":[{"given":[null],"_given":[null]}]})",
      R"({"resourceType":"Patient","name":[{"given":["A"],"_given":{"id":"f"}}]})",
      R"({"resourceType":"Patient","multipleBirthInteger":01})",
      R"({"resourceType":"Patient","multipleBirthInteger":1e400})",
      R"({"resourceType":"Patient","name":[{"text":"\x"}]})",
      R"({"resourceType":"Patient","name":[{"text":"\ud83d"}]})",
      R"({"resourceType":"Patient","name":[{"text":"\ude00"}]})",
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\nb\"}]}",
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"\xc3\"}]}",
      "{\"resourceType\":\"Patient\" /* none */}",
      "\xef\xbb\xbf{\"resourceType\":\"Patient\"}",
  };
  for (const std::string_view c : cases) {
    INFO(c);
    CHECK_FALSE(scans(c));
  }
}

TEST_CASE("the scanner reads the samples, and of damaged ones no more than the careful reader") {
  uint64_t random = 1;
  const auto below = [&](size_t n) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>(random >> 33) % n;
  };
  constexpr std::string_view kBytes = "\"\\{}[]:,_0 nt/\n\x80";
  size_t read = 0;
  for (const std::string& sample : samples()) {
    CHECK(scans(sample));
    for (int round = 0; round < 40; ++round) {
      // A piece out of the middle would seldom be JSON: a byte is changed, left out or put in.
      std::string damaged = sample;
      const size_t at = below(damaged.size());
      const size_t kind = below(3);
      if (kind != 2) damaged.erase(at, 1);
      if (kind != 1) damaged.insert(at, 1, kBytes[below(kBytes.size())]);
      read += scans(damaged) ? 1 : 0;
    }
  }
  CHECK(read > 0);
}
