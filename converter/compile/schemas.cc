// schemas/ -> each file as a header line "path length" and its bytes: a stand-in that loses nothing.
#include "base/files.h"
#include "compile/compile.h"

namespace anamnesis {

Result<std::string> compile_schemas(const std::string& folder) {
  auto files = list_files(folder);
  if (!files) return files.error();
  std::string out;
  for (const std::string& path : *files) {
    if (path.ends_with(".md")) continue;
    auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    out += path.substr(folder.size() + 1) + " " + std::to_string(bytes->size()) + "\n" + *bytes;
  }
  return out;
}

}  // namespace anamnesis
