// mappings/ -> the compiled tables (tables/tables.h says their form), with the lexicon over them beside.
#include <vector>

#include "compile/compile.h"
#include "tables/tables.h"

namespace anamnesis {

Result<std::string> compile_tables(const std::string& folder) {
  const auto tables = Tables::load_folder(folder);
  if (!tables) return tables.error();
  std::vector<Block> computed;  // {"lexicon", ...}: see Tables::block
  return tables->compile(std::move(computed));
}

}  // namespace anamnesis
