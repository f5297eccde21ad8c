// Any bytes as an expression: it is refused or evaluated within limits, on a resource and on nothing.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fhir/json_reader.h"
#include "fhir/model.h"
#include "fhirpath/fhirpath.h"

using namespace anamnesis;

namespace {

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p","active":true,"birthDate":"1974-12-25",
  "name":[{"use":"official","family":"B","given":["A","C"]},{"given":["D"],"period":{"start":"2001-05"}}],
  "contained":[{"resourceType":"Organization","id":"o"}],"managingOrganization":{"reference":"#o"},
  "extension":[{"url":"u","valueQuantity":{"value":1.50,"code":"mg","system":"http://unitsofmeasure.org"}}]})";

const fhir::Element* patient() {
  static Arena arena;
  static const fhir::Element* root = [] {
    Issues issues;
    const auto read = fhir::read_json(kPatient, arena, fhir::r4_model(), issues);
    return read.ok() ? *read : nullptr;
  }();
  return root;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  for (const bool typed : {false, true}) {
    const auto expression = typed ? fhirpath::compile(source, {.model = &fhir::r4_model(), .context_type = "Patient", .strict = true})
                                  : fhirpath::compile(source, {.r4_dialect = true});
    if (!expression) continue;
    fhirpath::Evaluator evaluator({.model = &fhir::r4_model(), .now = "2024-01-01T00:00:00Z", .budget = 20000});
    const auto result = evaluator.evaluate(*expression, typed ? patient() : nullptr);
    if (result)
      for (const fhirpath::Value& v : *result) (void)fhirpath::to_text(v);
  }
  return 0;
}
