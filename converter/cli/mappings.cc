// anamnesis mappings: the workbench for mapping tables.
#include "cli/mappings.h"

#include <algorithm>
#include <iostream>

#include "base/files.h"
#include "cli/commands.h"

namespace anamnesis::cli {

int complain_of(const Error& error, int status) {
  std::cerr << error.text() << "\n";
  return status;
}

Result<void> put(const std::string& path, const std::string& bytes) {
  if (!path.empty() && path != "-") return write_file(path, bytes);
  std::cout << bytes;
  return {};
}

std::vector<std::pair<std::string, std::string>> code_columns(const Tables& tables) {
  std::vector<std::pair<std::string, std::string>> out;
  const Table* systems = tables.find("resources/systems");
  if (systems == nullptr) return out;
  std::vector<std::pair<int, uint32_t>> ordered;
  for (uint32_t row = 0; row < systems->size(); ++row)
    if (const std::string_view order = systems->cell(row, "order"); !order.empty())
      ordered.emplace_back(std::atoi(std::string(order).c_str()), row);
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [order, row] : ordered) out.emplace_back(systems->key(row), systems->cell(row, "system"));
  return out;
}

void add_mappings(CLI::App& app, int& status) {
  CLI::App* mappings = app.add_subcommand("mappings", "import, check, explain and extend the mapping tables");
  mappings->require_subcommand(1);
  add_table_commands(*mappings, status);
  add_text_commands(*mappings, status);
}

}  // namespace anamnesis::cli
