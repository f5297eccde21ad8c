// Definitions: any JSON taken as a conformance resource compiles or is refused, and validating with it ends.
#include "fhir/json_reader.h"
#include "package/packages.h"
#include "terminology/terminology.h"
#include "validate/validator.h"

using namespace anamnesis;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const char kSubject[] = R"({"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org",
    "code":"8867-4"}],"text":"pulse"},"subject":{"reference":"Patient/1"},"valueQuantity":{"value":72,"unit":"/min"},
    "component":[{"code":{"text":"a"},"valueString":"b"},{"code":{"text":"c"},"valueInteger":1}],
    "extension":[{"url":"http://example.org/x","valueCode":"y"}]})";
  package::Packages packages;
  if (!packages.add_text(std::string(reinterpret_cast<const char*>(data), size), "fuzz")) return 0;
  const terminology::Terminology terminology(packages);
  for (const package::Resource* r : packages.all("ValueSet"))
    if (!packages.package_of(*r).bundled)
      if (const auto* vs = terminology.value_set(r->url); vs != nullptr) (void)vs->some_codes(50);
  for (const package::Resource* r : packages.all("CodeSystem"))
    if (!packages.package_of(*r).bundled) (void)terminology.check({.system = r->url, .code = "a", .display = "b"});
  for (const package::Resource* r : packages.all("StructureDefinition")) {
    if (packages.package_of(*r).bundled || r->url.empty()) continue;
    const auto validator = validate::Validator::load(packages, {.profiles = {std::string(r->url)}});
    if (!validator) continue;
    Arena arena;
    Issues issues;
    const auto root = fhir::read_json(kSubject, arena, fhir::r4_model(), issues);
    (*validator)->validate(**root, kSubject, issues);
  }
  return 0;
}
