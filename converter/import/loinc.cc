// LOINC table (Loinc.csv or LoincTableCore.csv) -> one term per active code: long common name, display name, consumer
// name, short name. LOINC's names are kept as they are, as its licence asks.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_loinc(const std::string& path, const Sink& sink) {
  auto rows = DelimitedReader::open(path, ',', true);
  if (!rows) return rows.error();
  if (!rows->has("LOINC_NUM")) return Error{"is no LOINC table: there is no column 'LOINC_NUM'", path, 1, 1};
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    if (rows->cell("STATUS") == "DEPRECATED" || rows->cell("STATUS") == "DISCOURAGED") continue;
    const std::string code(rows->cell("LOINC_NUM"));
    Term term{"loinc-" + code, {}, {{"loinc", code}, {"loinc_display", std::string(rows->cell("LONG_COMMON_NAME"))}}};
    for (const char* column : {"LONG_COMMON_NAME", "DisplayName", "CONSUMER_NAME", "SHORTNAME", "COMPONENT"})
      if (const std::string_view name = rows->cell(column); !name.empty()) term.phrases.emplace_back(name);
    std::string units(rows->cell("EXAMPLE_UCUM_UNITS"));
    for (char& c : units)
      if (c == ';') c = '|';
    term.cells.emplace_back("unit", units);
    term.cells.emplace_back("specimen", rows->cell("SYSTEM"));
    term.cells.emplace_back("class", rows->cell("CLASS"));
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
