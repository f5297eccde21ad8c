// The embedded bytes, between the symbols that cmake/embed.cmake puts around them.
#include "base/embedded.h"

extern "C" {
extern const char anamnesis_embedded_tables_begin[], anamnesis_embedded_tables_end[];
extern const char anamnesis_embedded_schemas_begin[], anamnesis_embedded_schemas_end[];
}

namespace anamnesis {

std::string_view embedded_tables() {
  return {anamnesis_embedded_tables_begin, anamnesis_embedded_tables_end};
}

std::string_view embedded_schemas() {
  return {anamnesis_embedded_schemas_begin, anamnesis_embedded_schemas_end};
}

}  // namespace anamnesis
