// What the build-time compiler makes of the repository's folders.
#pragma once
#include <string>

#include "base/result.h"

namespace anamnesis {

// mappings/ -> the bytes of embedded_tables(): every table compiled, and what is computed over them.
Result<std::string> compile_tables(const std::string& folder);

// schemas/ -> the bytes of embedded_schemas().
Result<std::string> compile_schemas(const std::string& folder);

}  // namespace anamnesis
