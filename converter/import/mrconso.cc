// UMLS MRCONSO.RRF and RxNorm RXNCONSO.RRF: one name a line, 18 cells between bars; lines of one concept are
// neighbours -> one term per concept: its English, unsuppressed names, and the codes of each source.
//
// Cells: 0 CUI or RXCUI, 1 language, 6 preferred, 11 source, 12 term type, 13 code, 14 name, 16 suppressed.
#include <algorithm>
#include <optional>

#include "base/gzip_lines.h"
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {
namespace {

constexpr size_t kCells = 18;

void add_code(Term& term, const std::vector<std::string>& cells) {
  const std::string_view column = column_of_system(cells[11]);
  if (column.empty() || cells[13].empty() || cells[13] == "NOCODE") return;
  const auto at = std::find_if(term.cells.begin(), term.cells.end(), [&](const auto& c) { return c.first == column; });
  std::string code =
      cells[13].substr(cells[13].find(':') == std::string::npos ? 0 : cells[13].find(':') + 1);  // "HP:0001945"
  if (at == term.cells.end()) term.cells.emplace_back(column, std::move(code));
}

}  // namespace

Result<void> import_mrconso(const std::string& path, const Sink& sink) {
  auto lines = GzipLineReader::open(path);
  if (!lines) return lines.error();
  std::string_view line;
  std::vector<std::string> cells;
  std::optional<Term> term;
  for (;;) {
    const auto more = lines->next(line);
    if (!more) return more.error();
    if (!*more) break;
    split_delimited(line, '|', false, cells);
    if (cells.size() < kCells)
      return Error{
          "the line has " + std::to_string(cells.size()) + " cells, an RRF line of names " + std::to_string(kCells),
          path, lines->line_number(), 1};
    if (cells[1] != "ENG" || (cells[16] != "N" && !cells[16].empty())) continue;
    const bool umls = cells[0].starts_with('C');
    const std::string key = (umls ? "umls-" : "rxnorm-") + cells[0];
    if (term && term->key != key) {
      if (auto taken = sink(*term); !taken) return taken;
      term.reset();
    }
    if (!term) {
      term = Term{key, {}, {}};
      if (!umls) term->cells.emplace_back("rxnorm", cells[0]);
    }
    if (umls || cells[11] == "RXNORM") {
      const bool category =
          std::any_of(term->cells.begin(), term->cells.end(), [](const auto& c) { return c.first == "category"; });
      if (!umls && !category) term->cells.emplace_back("category", cells[12]);
    }
    add_code(*term, cells);
    const bool name = cells[6] == "Y" || (!umls && cells[11] == "RXNORM");
    term->phrases.insert(name ? term->phrases.begin() : term->phrases.end(), cells[14]);
  }
  return term ? sink(*term) : Result<void>();
}

}  // namespace anamnesis::import
