// Tables from folders of TSV files, layered by key.
#include "tables/tables.h"

#include <algorithm>
#include <filesystem>

#include "base/embedded.h"
#include "base/files.h"

namespace anamnesis {
namespace {

// "DIR/terms/conditions.tsv" below DIR is the table "terms/conditions".
std::string table_name(const std::string& folder, const std::string& path) {
  return std::filesystem::path(path).lexically_relative(folder).replace_extension().generic_string();
}

}  // namespace

Result<Tables> Tables::load_folder(const std::string& folder) {
  Result<std::vector<std::string>> files = list_files(folder);
  if (!files) return files.error();
  Tables out;
  for (const std::string& path : *files) {
    if (!path.ends_with(".tsv")) continue;
    Result<std::string> bytes = read_file(path);
    if (!bytes) return bytes.error();
    Result<Table> table = Table::parse(table_name(folder, path), path, std::move(*bytes));
    if (!table) return table.error();
    out.tables_.push_back(std::make_shared<const Table>(std::move(*table)));
  }
  std::sort(out.tables_.begin(), out.tables_.end(), [](const auto& a, const auto& b) { return a->name() < b->name(); });
  return out;
}

const Table* Tables::find(std::string_view name) const {
  const auto at = std::lower_bound(tables_.begin(), tables_.end(), name,
                                   [](const auto& table, std::string_view n) { return table->name() < n; });
  return at != tables_.end() && (*at)->name() == name ? at->get() : nullptr;
}

}  // namespace anamnesis
