// TSV without a header: RXCUI, name, and either a term type (IN, PIN, MIN) or, for brand names, the RXCUIs of what is
// in it (separated by `;`) -> one term a line; the third cell becomes the category.
#include "base/gzip_lines.h"
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {

Result<void> import_rxnorm_names(const std::string& path, const Sink& sink) {
  auto lines = GzipLineReader::open(path);
  if (!lines) return lines.error();
  std::string_view line;
  std::vector<std::string> cells;
  for (;;) {
    const auto more = lines->next(line);
    if (!more) return more.error();
    if (!*more) return {};
    split_delimited(line, '\t', false, cells);
    const bool number = !cells[0].empty() && cells[0].find_first_not_of("0123456789") == std::string::npos;
    if (cells.size() < 3 || !number)
      return Error{"is no line of RXCUI, name and term type", path, lines->line_number(), 1};
    const Term term{
        "rxnorm-" + cells[0], {cells[1]}, {{"rxnorm", cells[0]}, {"rxnorm_display", cells[1]}, {"category", cells[2]}}};
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
