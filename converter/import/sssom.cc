// SSSOM TSV -> one term per exact match: the subject's label, and the codes of subject and object.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {
namespace {

void add_code(Term& term, std::string_view curie) {
  const size_t colon = curie.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view column = column_of_system(curie.substr(0, colon));
  if (!column.empty()) term.cells.emplace_back(column, curie.substr(colon + 1));
}

std::string key_of(std::string_view curie) {
  std::string out;
  for (const char c : curie) out += c == ':' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

}  // namespace

Result<void> import_sssom(const std::string& path, const Sink& sink) {
  auto rows = DelimitedReader::open(path, '\t', false, '#');
  if (!rows) return rows.error();
  for (const char* column : {"subject_id", "predicate_id", "object_id"})
    if (!rows->has(column))
      return Error{"is no SSSOM table: there is no column '" + std::string(column) + "'", path, 1, 1};
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    if (rows->cell("predicate_id") != "skos:exactMatch") continue;
    Term term{key_of(rows->cell("subject_id")), {}, {}};
    for (const char* column : {"subject_label", "object_label"})
      if (!rows->cell(column).empty()) term.phrases.emplace_back(rows->cell(column));
    add_code(term, rows->cell("subject_id"));
    add_code(term, rows->cell("object_id"));
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
