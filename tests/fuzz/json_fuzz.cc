// FHIR JSON: any bytes are read or refused; what is read is written, read again and written the same; then validated.
// What the scanner reads, the careful reader must read the same, and find no fault with.
#include <cstdlib>

#include "fhir/json_reader.h"
#include "fhir/json_scanner.h"
#include "fhir/json_writer.h"
#include "package/packages.h"
#include "validate/validator.h"

using namespace anamnesis;

namespace {

bool same(const fhir::Element& a, const fhir::Element& b) {
  if (a.name() != b.name() || a.value() != b.value() || a.type() != b.type() || a.offset != b.offset || a.index != b.index ||
      a.json != b.json || a.has_value != b.has_value || a.in_array != b.in_array || a.faulty != b.faulty)
    return false;
  const fhir::Element* y = b.first();
  for (const fhir::Element* x = a.first(); x != nullptr; x = x->next(), y = y->next())
    if (y == nullptr || !same(*x, *y)) return false;
  return y == nullptr;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const package::Packages packages;
  static const auto validator = validate::Validator::load(packages);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  Issues issues;
  if (const fhir::Element* quick = fhir::scan_json(text, arena, fhir::r4_model())) {
    const auto careful = fhir::read_json_carefully(text, arena, fhir::r4_model(), issues);
    if (!careful || !issues.empty() || !same(*quick, **careful)) std::abort();
  }
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
