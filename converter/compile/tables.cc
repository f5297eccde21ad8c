// mappings/ -> the compiled tables (tables/tables.h says their form), with the lexicon over them beside.
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "compile/compile.h"
#include "recognise/kinds.h"
#include "recognise/phrases.h"
#include "segment/fold.h"
#include "tables/lint.h"
#include "tables/tables.h"

namespace anamnesis {

namespace {

// What Provenance calls the version of the tables: a hash of all that they say.
Result<std::string> version_of(const std::string& folder) {
  const auto files = list_files(folder);
  if (!files) return files.error();
  std::string all;
  for (const std::string& path : *files) {
    if (!path.ends_with(".tsv")) continue;
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    all += sha256_hex(*bytes);
  }
  return "sha256:" + sha256_hex(all).substr(0, 16);
}

}  // namespace

Result<std::string> compile_tables(const std::string& folder) {
  const auto tables = Tables::load_folder(folder);
  if (!tables) return tables.error();
  for (const auto& table : tables->all())
    for (const LintFinding& finding : lint(*table, *tables))
      if (finding.severity == Severity::error) return finding.what;
  const auto folding = Folding::compile(*tables);
  if (!folding) return folding.error();
  std::vector<Block> computed;  // see Tables::block
  computed.push_back({std::string(kTermLexicon), PhraseIndex::compile(*tables, term_table_names(), *folding)});
  computed.push_back({std::string(kCueLexicon), PhraseIndex::compile(*tables, kCueTables, *folding)});
  auto version = version_of(folder);
  if (!version) return version.error();
  computed.push_back({"version", std::move(*version)});
  return tables->compile(std::move(computed));
}

}  // namespace anamnesis
