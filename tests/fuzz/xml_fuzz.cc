// FHIR XML: any bytes are read or refused; what is read is written as JSON, which can be read; then validated.
#include <cstdlib>

#include "fhir/json_reader.h"
#include "fhir/json_writer.h"
#include "fhir/xml_reader.h"
#include "fhir/xml_writer.h"
#include "package/packages.h"
#include "validate/validator.h"

using namespace anamnesis;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const package::Packages packages;
  static const auto validator = validate::Validator::load(packages);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  Issues issues;
  const auto root = fhir::read_xml(text, arena, fhir::r4_model(), issues);
  if (!root) return 0;
  (*validator)->validate(**root, text, issues);
  std::string json;
  fhir::write_json(json, **root);
  if (!fhir::read_json(json, arena, fhir::r4_model(), issues)) std::abort();
  return 0;
}
