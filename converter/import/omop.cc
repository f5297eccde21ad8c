// CSV of local items mapped to OMOP concepts (label, omop_concept_code, omop_vocabulary_id, and where it has them
// fluid, category, valueuom) -> one term per mapped item. The unit is as printed, not UCUM.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_omop(const std::string& path, const Sink& sink) {
  auto rows = DelimitedReader::open(path, ',', true);
  if (!rows) return rows.error();
  if (!rows->has("omop_concept_code")) return Error{"there is no column 'omop_concept_code'", path, 1, 1};
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    const std::string_view code = rows->cell("omop_concept_code"),
                           column = column_of_system(rows->cell("omop_vocabulary_id"));
    if (code.empty() || column.empty()) continue;
    const Term term{std::string(column) + "-" + std::string(code),
                    {std::string(rows->cell("omop_concept_name")), std::string(rows->cell("label"))},
                    {{std::string(column), std::string(code)},
                     {"unit", std::string(rows->cell("valueuom"))},
                     {"specimen", std::string(rows->cell("fluid"))},
                     {"category", std::string(rows->cell("category"))}}};
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
