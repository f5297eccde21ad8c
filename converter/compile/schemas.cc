// schemas/ -> the Catalogue that the binary embeds: an index by canonical and the resources' text, so that start-up
// parses nothing (base/catalogue.h, package/schema_folder.h).
#include "compile/compile.h"
#include "package/schema_folder.h"

namespace anamnesis {

Result<std::string> compile_schemas(const std::string& folder) {
  return package::compile_schema_folder(folder);
}

}  // namespace anamnesis
