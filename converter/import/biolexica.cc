// biolexica TSV (norm_text, text, db, id, entry_name, status, source, ...) -> one term per run of rows with one
// database and id. Rows of one entry need not be neighbours: its terms then share the key.
#include <optional>

#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_biolexica(const std::string& path, const Sink& sink) {
  auto rows = DelimitedReader::open(path, '\t', false);
  if (!rows) return rows.error();
  for (const char* column : {"text", "db", "id", "entry_name"})
    if (!rows->has(column))
      return Error{"is no biolexica table: there is no column '" + std::string(column) + "'", path, 1, 1};
  std::optional<Term> term;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) break;
    const std::string db(rows->cell("db")), id(rows->cell("id")), key = db + "-" + id;
    if (term && term->key != key) {
      if (auto taken = sink(*term); !taken) return taken;
      term.reset();
    }
    if (!term) {
      term = Term{key, {std::string(rows->cell("entry_name"))}, {}};
      if (const std::string_view column = column_of_system(db); !column.empty())
        term->cells = {{std::string(column), id}};
    }
    term->phrases.emplace_back(rows->cell("text"));
  }
  return term ? sink(*term) : Result<void>();
}

}  // namespace anamnesis::import
