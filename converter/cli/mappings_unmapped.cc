// mappings unmapped: what narratives tell and no code says, as rows to be filled in, the most frequent first.
//
// A concept that has a row keeps it as it is: a layer's row replaces the bundled one, so it must say all that that
// said. What has none (composed of a head and its modifiers, or only named) becomes a row of its own.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "base/ascii.h"
#include "cli/mappings.h"

namespace anamnesis::cli {
namespace {

struct UnmappedOptions {
  std::vector<std::string> inputs, layers;
  std::string output, table;
};

std::string table_of(const Statement& statement) {
  if (statement.concept_row && statement.concept_row.table->name().starts_with("terms/"))
    return statement.concept_row.table->name();
  const std::map<std::string_view, std::string> kTables = {
      {"diagnosis", "terms/conditions"},    {"medication", "terms/medications"},
      {"procedure", "terms/procedures"},    {"diagnostic-procedure", "terms/procedures"},
      {"device-use", "terms/devices"},      {"measurement", "terms/tests"},
      {"vital-sign", "terms/tests"},        {"score", "terms/tests"},
      {"qualitative-result", "terms/tests"}};
  const auto at = kTables.find(statement.type);
  return at == kTables.end() ? "terms/findings" : at->second;
}

std::string key_of(std::string_view text) {
  std::string out;
  for (const char c : ascii_lower(text)) {
    if (is_alnum(c))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "term" : out;
}

// As it can stand in a cell: on one line, without bars.
std::string cell_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '|';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

struct Use {
  size_t count = 0;             // of the places that tell it
  Row row;                      // of the concept, if it has one
  std::string phrase, example;  // its words; the document that told it first
};
using Uses = std::map<std::string, Use>;  // by key

// "status" is left out: it is for removing rows.
std::vector<std::string_view> columns_of(const Table& table) {
  std::vector<std::string_view> out;
  for (const std::string_view column : table.columns())
    if (column != "status") out.push_back(column);
  return out;
}

std::string row_of(const std::string& key, const Use& use, const Table& table) {
  std::string out;
  for (const std::string_view column : columns_of(table)) {
    const std::string_view cell = use.row                                      ? use.row[column]
                                  : out.empty()                                ? std::string_view(key)
                                  : column == "phrases" || column == "display" ? std::string_view(use.phrase)
                                  : column == "source"                         ? std::string_view("own")
                                                                               : std::string_view();
    out += std::string(out.empty() ? "" : "\t") + std::string(cell);
  }
  return out + "\n";
}

std::string table_to_fill(const Uses& uses, const Table& table) {
  std::vector<std::pair<std::string, Use>> sorted(uses.begin(), uses.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  std::string out = "# " + table.name() + ".tsv: " + std::to_string(sorted.size()) + " without a code\n", header;
  for (const std::string_view column : columns_of(table)) header += (header.empty() ? "" : "\t") + std::string(column);
  out += header + "\n";
  for (const auto& [key, use] : sorted)
    out += "# " + std::to_string(use.count) + (use.count == 1 ? " time" : " times") + ", first in " + use.example +
           "\n" + row_of(key, use, table);
  return out;
}

int run_unmapped(const UnmappedOptions& o, const Knowledge& knowledge) {
  static const std::set<std::string_view> kNoConcept = {"age", "sex", "death", "encounter", "no-family-history"};
  const Tables& tables = *knowledge.tables;
  if (!o.table.empty())
    if (const auto table = table_called(tables, o.table); !table) return complain_of(table.error(), 2);
  std::map<std::string, Uses> found;
  const int status = visit_inputs(o.inputs, knowledge, [&](const Document& document, const Conversion& conversion) {
    for (const Statement& statement : conversion.statements.statements) {
      if (kNoConcept.contains(statement.type)) continue;
      Row row = statement.concept_row;
      if (row && !codes_of(row, tables).empty()) continue;
      const std::string name = table_of(statement);
      if (row && row.table->name() != name) row = {};
      if (!o.table.empty() && name != o.table) continue;
      const std::string phrase = cell_of(statement.text);
      std::string key = row ? std::string(row.key()) : key_of(phrase);
      if (!row && tables.find(name)->find(key)) key += "-own";  // a concept of that key is there: it stays
      Use& use = found[name][key];
      if (use.count == 0) use = {0, row, phrase, document.name};
      use.count += std::max<size_t>(1, statement.mentions.size());
    }
  });
  for (const auto& [name, uses] : found) {
    const std::string rows = table_to_fill(uses, *tables.find(name));
    const auto done = o.output.empty() ? put("-", rows) : put(o.output + "/" + name + ".tsv", rows);
    if (!done) return complain_of(done.error(), 3);
  }
  return status;
}

}  // namespace

void add_mappings_unmapped(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<UnmappedOptions>();
  CLI::App* command =
      mappings.add_subcommand("unmapped", "what narratives tell and no code says, counted, as rows to fill in");
  command->add_option("input", o->inputs, "narratives: files or folders")->required();
  command->add_option("--table", o->table, "only this table, such as terms/procedures");
  command->add_option("-o,--output", o->output,
                      "a folder for the tables, ready for --mappings (default: standard output)");
  add_layers(*command, o->layers);
  command->callback(
      [o, &status] { status = with_knowledge(o->layers, [&](const Knowledge& k) { return run_unmapped(*o, k); }); });
}

}  // namespace anamnesis::cli
