// What the build put inside the binary: the compiled mapping tables and the schemas (see compile/).
#pragma once
#include <string_view>

namespace anamnesis {

// Bytes live as long as the program. Empty in the build-time compiler itself, which makes them.
std::string_view embedded_tables();
std::string_view embedded_schemas();

}  // namespace anamnesis
