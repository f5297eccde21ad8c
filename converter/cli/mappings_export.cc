// mappings export: the codes of the tables as one FHIR ConceptMap, from the keys of the tables to each code system.
#include <memory>

#include "base/json.h"
#include "cli/mappings.h"

namespace anamnesis::cli {
namespace {

struct ExportOptions {
  std::string output, table;
  std::vector<std::string> layers;
};

// `"name":"value"`; nothing where there is no value, since FHIR allows no empty one.
void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

void append_elements(std::string& out, const Table& table, const std::string& column) {
  for (uint32_t row = 0; row < table.size(); ++row)
    for (const std::string_view code : split_list(table.cell(row, column))) {
      out += out.empty() ? "{" : ",\n{";
      append_member(out, "code", table.key(row));
      append_member(out, "display", table.cell(row, "display"));
      out += ",\"target\":[{";
      append_member(out, "code", code);
      append_member(out, "display", table.cell(row, column + "_display"));
      append_member(out, "equivalence", "equivalent");
      out += "}]}";
    }
}

std::string concept_map(const Tables& tables, const std::string& only) {
  std::string out = "{";
  append_member(out, "resourceType", "ConceptMap");
  append_member(out, "url", "https://w3id.org/anamnesis/fhir/ConceptMap/terms");
  append_member(out, "status", "active");
  std::string groups;
  for (const auto& [column, system] : code_columns(tables)) {
    std::string elements;
    for (const auto& table : tables.all())
      if (table->name().starts_with("terms/") && (only.empty() || table->name() == only) && table->column(column))
        append_elements(elements, *table, column);
    if (elements.empty()) continue;
    groups += groups.empty() ? "{" : ",\n{";
    append_member(groups, "source", "https://w3id.org/anamnesis/fhir/CodeSystem/concept");
    append_member(groups, "target", system);
    groups += ",\"element\":[\n" + elements + "]}";
  }
  if (!groups.empty()) out += ",\"group\":[\n" + groups + "]";
  return out + "}\n";
}

int run_export(const ExportOptions& o) {
  const auto tables = Tables::load(o.layers);
  if (!tables) return complain_of(tables.error(), 2);
  if (!o.table.empty())
    if (const auto table = table_called(*tables, o.table); !table) return complain_of(table.error(), 2);
  const auto done = put(o.output, concept_map(*tables, o.table));
  return done ? 0 : complain_of(done.error(), 3);
}

}  // namespace

void add_mappings_export(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<ExportOptions>();
  CLI::App* command = mappings.add_subcommand("export", "write the tables' codes as a FHIR ConceptMap");
  command->add_option("--table", o->table, "only this table, such as terms/conditions");
  add_layers(*command, o->layers);
  command->add_option("-o,--output", o->output, "the file to write (default: standard output)");
  command->callback([o, &status] { status = run_export(*o); });
}

}  // namespace anamnesis::cli
