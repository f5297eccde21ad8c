// anamnesis_compile: the build-time program that turns mappings/ and schemas/ into what the binary embeds.
//
// usage: anamnesis_compile tables MAPPINGS_FOLDER OUT | anamnesis_compile schemas SCHEMAS_FOLDER OUT
#include <cstdio>
#include <string>

#include "base/embedded.h"
#include "base/files.h"

namespace anamnesis {
// Nothing is embedded here: this program makes it.
std::string_view embedded_tables() { return {}; }
std::string_view embedded_schemas() { return {}; }
}  // namespace anamnesis

namespace {

// Each file as a header line "path length" and its bytes: a stand-in that loses nothing.
anamnesis::Result<std::string> concatenate(const std::string& folder) {
  auto files = anamnesis::list_files(folder);
  if (!files) return files.error();
  std::string out;
  for (const std::string& path : *files) {
    if (path.ends_with(".md")) continue;
    auto bytes = anamnesis::read_file(path);
    if (!bytes) return bytes.error();
    out += path.substr(folder.size() + 1) + " " + std::to_string(bytes->size()) + "\n" + *bytes;
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: anamnesis_compile tables|schemas FOLDER OUT\n", stderr);
    return 2;
  }
  const auto bytes = concatenate(argv[2]);
  const auto written = bytes ? anamnesis::write_file(argv[3], *bytes) : anamnesis::Result<void>(bytes.error());
  if (!written) {
    std::fprintf(stderr, "%s\n", written.error().text().c_str());
    return 1;
  }
  return 0;
}
