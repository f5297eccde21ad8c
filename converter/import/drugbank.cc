// DrugBank open vocabulary -> one term per drug: common name and synonyms. As published the file has commas; the copies
// that spreadsheets save have semicolons and a first line of column numbers.
#include "import/delimited.h"
#include "import/import.h"

namespace anamnesis::import {
namespace {

Result<DelimitedReader> open_vocabulary(const std::string& path) {
  for (const auto& [separator, skip] : {std::pair{',', 0}, std::pair{';', 0}, std::pair{';', 1}}) {
    auto rows = DelimitedReader::open(path, separator, true, 0, skip);
    if (!rows || rows->has("Common name")) return rows;
  }
  return Error{"is no DrugBank vocabulary: there is no column 'Common name'", path, 1, 1};
}

}  // namespace

Result<void> import_drugbank(const std::string& path, const Sink& sink) {
  auto rows = open_vocabulary(path);
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    Term term{"drugbank-" + std::string(rows->cell("DrugBank ID")),
              {std::string(rows->cell("Common name"))},
              {{"unii", std::string(rows->cell("UNII"))}}};
    std::string_view synonyms = rows->cell("Synonyms");
    while (!synonyms.empty()) {
      const size_t end = std::min(synonyms.find(" | "), synonyms.size());
      term.phrases.emplace_back(synonyms.substr(0, end));
      synonyms.remove_prefix(std::min(end + 3, synonyms.size()));
    }
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
