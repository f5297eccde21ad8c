// SNOMED CT RF2 description snapshot (sct2_Description_Snapshot...txt) -> one term per active English description. The
// lines of one concept are no neighbours: its terms share the key. A fully specified name gives the category.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_rf2(const std::string& path, const Sink& sink) {
  constexpr std::string_view kFullySpecifiedName = "900000000000003001";  // SNOMED CT's own metadata concept
  auto rows = DelimitedReader::open(path, '\t', false);
  if (!rows) return rows.error();
  for (const char* column : {"conceptId", "term", "typeId", "active"})
    if (!rows->has(column))
      return Error{"is no RF2 description file: there is no column '" + std::string(column) + "'", path, 1, 1};
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    if (rows->cell("active") != "1" || (rows->has("languageCode") && rows->cell("languageCode") != "en")) continue;
    const std::string code(rows->cell("conceptId"));
    Term term{"snomed-" + code, {std::string(rows->cell("term"))}, {{"snomed", code}}};
    if (rows->cell("typeId") == kFullySpecifiedName) {
      const auto [name, tag] = split_semantic_tag(rows->cell("term"));
      term.phrases = {std::string(name)};
      term.cells.emplace_back("category", tag);
    }
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
