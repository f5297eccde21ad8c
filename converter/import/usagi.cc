// Usagi CSV export -> one term per approved mapping: the local name, and the OMOP concept it was given.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_usagi(const std::string& path, const Sink& sink) {
  auto rows = DelimitedReader::open(path, ',', true);
  if (!rows) return rows.error();
  for (const char* column : {"sourceName", "mappingStatus", "conceptId"})
    if (!rows->has(column))
      return Error{"is no Usagi export: there is no column '" + std::string(column) + "'", path, 1, 1};
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    const std::string id(rows->cell("conceptId"));
    if (rows->cell("mappingStatus") != "APPROVED" || id.empty() || id == "0") continue;
    Term term{"omop-" + id,
              {std::string(rows->cell("sourceName"))},
              {{"omop", id}, {"category", std::string(rows->cell("domainId"))}}};
    if (!rows->cell("conceptName").empty()) term.phrases.emplace_back(rows->cell("conceptName"));
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
