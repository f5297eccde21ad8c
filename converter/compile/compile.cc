// anamnesis_compile: the build-time program that turns mappings/ and schemas/ into what the binary embeds.
//
// usage: anamnesis_compile tables MAPPINGS_FOLDER OUT | anamnesis_compile schemas SCHEMAS_FOLDER OUT
#include "compile/compile.h"

#include <cstdio>
#include <cstring>
#include <string>

#include "base/embedded.h"
#include "base/files.h"

namespace anamnesis {
// Nothing is embedded here: this program makes it.
std::string_view embedded_tables() {
  return {};
}
std::string_view embedded_schemas() {
  return {};
}
}  // namespace anamnesis

int main(int argc, char** argv) {
  const bool tables = argc == 4 && std::strcmp(argv[1], "tables") == 0;
  if (argc != 4 || (!tables && std::strcmp(argv[1], "schemas") != 0)) {
    std::fputs("usage: anamnesis_compile tables|schemas FOLDER OUT\n", stderr);
    return 2;
  }
  const auto bytes = tables ? anamnesis::compile_tables(argv[2]) : anamnesis::compile_schemas(argv[2]);
  const auto written = bytes ? anamnesis::write_file(argv[3], *bytes) : anamnesis::Result<void>(bytes.error());
  if (!written) {
    std::fprintf(stderr, "%s\n", written.error().text().c_str());
    return 1;
  }
  return 0;
}
