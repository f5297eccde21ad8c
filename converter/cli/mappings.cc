// anamnesis mappings: the workbench for mapping tables.
#include "cli/mappings.h"

#include <algorithm>
#include <iostream>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "read/read.h"
#include "tables/suggest.h"

namespace anamnesis::cli {

void add_layers(CLI::App& command, std::vector<std::string>& layers) {
  command.add_option("--mappings", layers, "a folder of tables on top of the bundled ones (repeatable)")
      ->allow_extra_args(false);
}

int complain_of(const Error& error, int status) {
  std::cerr << error.text() << "\n";
  return status;
}

Result<void> put(const std::string& path, const std::string& bytes) {
  if (!path.empty() && path != "-") return write_file(path, bytes);
  std::cout << bytes;
  return {};
}

Result<const Table*> table_called(const Tables& tables, const std::string& name) {
  if (const Table* table = tables.find(name)) return table;
  std::vector<std::string_view> names;
  for (const auto& table : tables.all()) names.push_back(table->name());
  std::string near = tables.find("terms/" + name) != nullptr ? "terms/" + name : suggest(name, names);
  return Error{"no table '" + name + "'" + (near.empty() ? "" : ": did you mean '" + near + "'?")};
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

std::string codes_of(Row row, const Tables& tables) {
  std::string out;
  for (const auto& [column, system] : code_columns(tables))
    for (const std::string_view code : split_list(row[column]))
      out += (out.empty() ? "" : " ") + column + ":" + std::string(code);
  return out;
}

void visit(const Document& document, const Knowledge& knowledge, const Visit& seen) {
  Workspace ws;
  seen(document, convert(document, knowledge, nullptr, {}, ws));
}

int with_knowledge(const std::vector<std::string>& layers, const std::function<int(const Knowledge&)>& work) {
  const auto knowledge = Knowledge::load(layers);
  return knowledge ? work(**knowledge) : complain_of(knowledge.error(), 2);
}

int visit_inputs(const std::vector<std::string>& inputs, const Knowledge& knowledge, const Visit& seen) {
  size_t good = 0, bad = 0;
  const auto one = [&](const Result<Document>& document) {
    ++(document ? good : bad);
    if (document) return visit(*document, knowledge, seen);
    complain_of(document.error(), 1);
  };
  const auto files = narratives_in(inputs);
  if (!files) return complain_of(files.error(), 3);
  for (const std::string& file : *files) {
    const auto bytes = read_file(file);
    if (!bytes) {
      one(bytes.error());
    } else if (guess_format(file, *bytes) != Format::ndjson) {
      one(read_document(file, *bytes));
    } else {
      uint32_t line = 0;
      for (const std::string_view text : split_list(*bytes, '\n')) one(read_ndjson_line(file, ++line, text));
    }
  }
  if (good + bad == 0) return complain_of({"no narrative found in the folders given"}, 3);
  return good == 0 ? 3 : bad == 0 ? 0 : 1;
}

void add_mappings(CLI::App& app, int& status) {
  CLI::App* mappings = app.add_subcommand("mappings", "import, check, explain and extend the mapping tables");
  mappings->require_subcommand(1);
  for (const Register add : {add_mappings_lint, add_mappings_explain, add_mappings_unmapped, add_mappings_coverage,
                             add_mappings_test, add_mappings_stats, add_mappings_import, add_mappings_export})
    add(*mappings, status);
}

}  // namespace anamnesis::cli
