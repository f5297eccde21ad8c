// Packages: any bytes are a .tgz or refused, within limits; and the same bytes as a single resource.
#include "package/packages.h"

using namespace anamnesis;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  package::Packages packages{std::string()};  // nothing bundled: this is about reading
  const auto added = packages.add_archive(bytes, "fuzz.tgz", {.bytes = 1 << 22, .entry_bytes = 1 << 20, .entries = 100});
  if (!added) (void)packages.add_text(std::string(bytes), "fuzz");
  for (const char* type : {"StructureDefinition", "ValueSet", "CodeSystem"})
    for (const package::Resource* r : packages.all(type)) (void)packages.find(r->url, type, r);
  return 0;
}
