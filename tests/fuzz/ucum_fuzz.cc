// UCUM: any text is a unit or refused; a unit has a canonical form that converts back.
#include <cstdlib>

#include "terminology/ucum.h"

using namespace anamnesis;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view unit(reinterpret_cast<const char*>(data), size);
  if (!ucum::check(unit)) return 0;
  const auto canonical = ucum::canonical(Decimal(3), unit);
  if (canonical && !ucum::commensurable(unit, canonical->unit)) std::abort();
  (void)ucum::convert(Decimal(7), unit, "mg/dL");
  return 0;
}
