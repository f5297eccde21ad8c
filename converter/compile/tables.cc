// mappings/ -> the compiled tables (tables/tables.h says their form), with the lexicon over them beside.
#include <vector>

#include "compile/compile.h"
#include "recognise/kinds.h"
#include "recognise/phrases.h"
#include "segment/fold.h"
#include "tables/tables.h"

namespace anamnesis {

Result<std::string> compile_tables(const std::string& folder) {
  const auto tables = Tables::load_folder(folder);
  if (!tables) return tables.error();
  const auto folding = Folding::compile(*tables);
  if (!folding) return folding.error();
  std::vector<Block> computed;  // see Tables::block
  computed.push_back({std::string(kTermLexicon), PhraseIndex::compile(*tables, term_table_names(), *folding)});
  computed.push_back({std::string(kCueLexicon), PhraseIndex::compile(*tables, kCueTables, *folding)});
  return tables->compile(std::move(computed));
}

}  // namespace anamnesis
