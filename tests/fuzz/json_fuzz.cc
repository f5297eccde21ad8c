// FHIR JSON: any bytes are read or refused; what is read is written, read again and written the same; then validated.
#include <cstdlib>

#include "fhir/json_reader.h"
#include "fhir/json_writer.h"
#include "package/packages.h"
#include "validate/validator.h"

using namespace anamnesis;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const package::Packages packages;
  static const auto validator = validate::Validator::load(packages);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  Issues issues;
  const auto root = fhir::read_json(text, arena, fhir::r4_model(), issues);
  if (!root) return 0;
  (*validator)->validate(**root, text, issues);
  std::string once, twice;
  fhir::write_json(once, **root);
  const auto again = fhir::read_json(once, arena, fhir::r4_model(), issues);
  if (!again) std::abort();
  fhir::write_json(twice, **again);
  if (once != twice) std::abort();
  return 0;
}
