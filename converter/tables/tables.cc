// Tables from their compiled form or folders of TSV files, layered by key.
//
// There a table's block is named "table:" and its name; other blocks keep theirs.
#include "tables/tables.h"

#include <algorithm>
#include <filesystem>

#include "base/embedded.h"
#include "base/files.h"
#include "tables/lint.h"
#include "tables/suggest.h"

namespace anamnesis {
namespace {

constexpr std::string_view kTablePrefix = "table:";
constexpr std::string_view kCases = "cases/";
constexpr std::string_view kCuration = "curation/";  // what terms/ is built from; the program does not read it

// "DIR/terms/conditions.tsv" below DIR is the table "terms/conditions".
std::string table_name(const std::string& folder, const std::string& path) {
  return std::filesystem::path(path).lexically_relative(folder).replace_extension().generic_string();
}

// Parses every table of a folder; `file_name` says how messages call a file.
template <typename FileName>
Result<std::vector<Table>> parse_folder(const std::string& folder, FileName file_name) {
  Result<std::vector<std::string>> files = list_files(folder);
  if (!files) return files.error();
  std::vector<Table> out;
  for (const std::string& path : *files) {
    if (!path.ends_with(".tsv")) continue;
    Result<std::string> bytes = read_file(path);
    if (!bytes) return bytes.error();
    Result<Table> table = Table::parse(table_name(folder, path), file_name(path), std::move(*bytes));
    if (!table) return table.error();
    out.push_back(std::move(*table));
  }
  return out;
}

std::optional<Error> unknown_column(const Table& base, const Table& layer) {
  uint32_t column = 1;
  for (const std::string_view name : layer.columns()) {
    if (!base.column(name) && name != "status") {
      const std::string near = suggest(name, base.columns());
      return Error{"unknown column '" + std::string(name) + "' in " + layer.name() +
                       (near.empty() ? "" : ": did you mean '" + near + "'?"),
                   layer.file(), 1, column};
    }
    column += static_cast<uint32_t>(name.size()) + 1;
  }
  return std::nullopt;
}

// A table that nothing reads would change nothing silently. Only notes to test with (cases/) may have any name.
std::optional<Error> unknown_table(const Table& layer, const std::vector<std::shared_ptr<const Table>>& known) {
  if (layer.name().starts_with(kCases)) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& table : known) names.push_back(table->name());
  std::string near = suggest(layer.name(), names);
  for (const std::string_view name : names)  // the right file in the wrong folder
    if (near.empty() && name.ends_with("/" + layer.name().substr(layer.name().rfind('/') + 1))) near = name;
  return Error{"no table '" + layer.name() + "' is read" +
                   (near.empty() ? ": a layer is laid out as mappings/, with terms/conditions.tsv and so on"
                                 : ": did you mean " + near + ".tsv?"),
               layer.file()};
}

// A wrong code in a layer is refused before it can reach a Bundle.
std::optional<Error> first_error(const Table& layer, const Tables& rules, const Table* base) {
  for (LintFinding& finding : lint(layer, rules, {}, base))
    if (finding.severity == Severity::error) return std::move(finding.what);
  return std::nullopt;
}

bool has_disabled_rows(const Table& table) {
  const auto status = table.column("status");
  for (uint32_t row = 0; status && row < table.size(); ++row)
    if (table.cell(row, *status) == "disabled") return true;
  return false;
}

}  // namespace

Result<Tables> Tables::load_folder(const std::string& folder) {
  // Bundled rows are named by their place in the repository, wherever it is checked out.
  auto parsed = parse_folder(folder, [&](const std::string& path) {
    return "mappings/" + std::filesystem::path(path).lexically_relative(folder).generic_string();
  });
  if (!parsed) return parsed.error();
  Tables out;
  for (Table& table : *parsed)
    out.tables_.push_back(
        std::make_shared<const Table>(has_disabled_rows(table) ? Table::layered(nullptr, table) : std::move(table)));
  std::sort(out.tables_.begin(), out.tables_.end(), [](const auto& a, const auto& b) { return a->name() < b->name(); });
  return out;
}

Result<Tables> Tables::load(const std::vector<std::string>& layers) {
  return open(embedded_tables(), layers);
}

Result<Tables> Tables::open(std::string_view compiled, const std::vector<std::string>& layers) {
  Tables out;
  out.blocks_ = blocks_of(compiled);
  for (const BlockView& block : out.blocks_)
    if (block.name.starts_with(kTablePrefix))
      out.tables_.push_back(
          std::make_shared<const Table>(Table::open(std::string(block.name.substr(kTablePrefix.size())), block.bytes)));
  for (const std::string& layer : layers)
    if (const auto added = out.add_layer(layer); !added) return added.error();
  return out;
}

Result<void> Tables::add_layer(const std::string& folder) {
  auto parsed = parse_folder(folder, [](const std::string& path) { return path; });
  if (!parsed) return parsed.error();
  if (parsed->empty())
    return Error{"holds no table: a layer is laid out as mappings/, with terms/conditions.tsv and so on", folder};
  for (const Table& layer : *parsed) {
    if (layer.name().starts_with(kCuration)) continue;
    const auto at = std::lower_bound(tables_.begin(), tables_.end(), layer.name(),
                                     [](const auto& table, const std::string& n) { return table->name() < n; });
    if (at == tables_.end() || (*at)->name() != layer.name()) {
      if (auto fault = unknown_table(layer, tables_)) return *std::move(fault);
      if (auto fault = first_error(layer, *this, nullptr)) return *std::move(fault);
      tables_.insert(at, std::make_shared<const Table>(Table::layered(nullptr, layer)));
      continue;
    }
    if (auto fault = unknown_column(**at, layer)) return *std::move(fault);
    if (auto fault = first_error(layer, *this, at->get())) return *std::move(fault);
    *at = std::make_shared<const Table>(Table::layered(at->get(), layer));
  }
  return {};
}

std::string Tables::compile(std::vector<Block> more) const {
  for (const auto& table : tables_)
    if (!table->name().starts_with(kCuration))
      more.push_back({std::string(kTablePrefix) + table->name(), table->compiled()});
  return join_blocks(std::move(more));
}

std::string_view Tables::block(std::string_view name) const {
  for (const BlockView& block : blocks_)
    if (block.name == name) return block.bytes;
  return {};
}

const Table* Tables::find(std::string_view name) const {
  const auto at = std::lower_bound(tables_.begin(), tables_.end(), name,
                                   [](const auto& table, std::string_view n) { return table->name() < n; });
  return at != tables_.end() && (*at)->name() == name ? at->get() : nullptr;
}

}  // namespace anamnesis
