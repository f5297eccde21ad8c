// mappings import | lint | stats | export: what needs tables only.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "cli/mappings.h"
#include "fhir/model.h"
#include "import/import.h"
#include "map/lint.h"
#include "recognise/kinds.h"
#include "segment/fold.h"
#include "tables/lint.h"
#include "tables/suggest.h"
#include "terminology/ucum.h"

namespace anamnesis::cli {
namespace {

struct Options {
  std::string from, output, table, source;
  std::vector<std::string> inputs, layers;
  bool report = false;
};

// Import -------------------------------------------------------------------------------------------------------------

std::vector<std::string> columns_for(const import::Format& format, const Table* table) {
  std::vector<std::string> out;
  for (const std::string_view column : split_list(format.columns, ' '))
    if (table == nullptr || table->column(column)) out.emplace_back(column);
  return out;
}

int run_import(const Options& o) {
  const import::Format* format = import::find_format(o.from);
  if (format == nullptr) {
    std::vector<std::string_view> names;
    for (const import::Format& f : import::formats()) names.push_back(f.name);
    const std::string near = suggest(o.from, names);
    return complain_of({"no format '" + o.from + "'" + (near.empty() ? "" : ": did you mean '" + near + "'?")}, 2);
  }
  const auto tables = Tables::load();
  if (!tables) return complain_of(tables.error(), 2);
  const Table* table = o.table.empty() ? nullptr : tables->find(o.table);
  if (!o.table.empty() && table == nullptr) return complain_of({"no table '" + o.table + "'"}, 2);
  const import::TermWriter writer(columns_for(*format, table), o.source.empty() ? o.from : o.source);
  const bool to_file = !o.output.empty() && o.output != "-";
  const std::string part = o.output + ".part";
  std::FILE* out = to_file ? std::fopen(part.c_str(), "wb") : stdout;
  if (out == nullptr) return complain_of({"cannot write", o.output}, 3);
  const auto write = [&](const std::string& line) -> Result<void> {
    if (std::fwrite(line.data(), 1, line.size(), out) != line.size()) return Error{"cannot write", o.output};
    return {};
  };
  Result<void> done = write(writer.header());
  for (const std::string& input : o.inputs)
    if (done) done = format->run(input, [&](const import::Term& term) { return write(writer.line(term)); });
  if (to_file && std::fclose(out) != 0 && done) done = Error{"cannot write", o.output};
  if (to_file && done && std::rename(part.c_str(), o.output.c_str()) != 0) done = Error{"cannot rename", o.output};
  if (to_file && !done) std::remove(part.c_str());
  return done ? 0 : complain_of(done.error(), 3);
}

// Lint ---------------------------------------------------------------------------------------------------------------

void print(const std::vector<LintFinding>& findings, size_t counts[4]) {
  for (const LintFinding& finding : findings) {
    ++counts[static_cast<size_t>(finding.severity)];
    Error placed = finding.what;
    placed.message = std::string(name_of(finding.severity)) + ": " + placed.message;
    std::cout << placed.text() << "\n";
  }
}

// The tables of a folder or file as parsed, each with the bundled table of its name below.
Result<void> lint_inputs(const std::vector<std::string>& inputs, const Tables& bundled, size_t counts[4]) {
  for (const std::string& input : inputs) {
    std::vector<std::string> files{input};
    if (is_folder(input)) {
      auto listed = list_files(input);
      if (!listed) return listed.error();
      files = *listed;
    }
    for (const std::string& file : files) {
      if (!file.ends_with(".tsv")) continue;
      auto bytes = read_file(file);
      if (!bytes) return bytes.error();
      std::string name = file.substr(0, file.size() - 4);
      for (const auto& table : bundled.all())
        if (name == table->name() || name.ends_with("/" + table->name())) name = table->name();
      const auto table = Table::parse(name, file, std::move(*bytes));
      if (!table) {
        ++counts[static_cast<size_t>(Severity::error)];
        std::cout << table.error().text() << "\n";
        continue;
      }
      print(lint(*table, bundled, ucum::check, bundled.find(name)), counts);
    }
  }
  return {};
}

int run_lint(const Options& o) {
  const auto bundled = Tables::load();
  if (!bundled) return complain_of(bundled.error(), 2);
  size_t counts[4] = {};
  if (o.inputs.empty())
    for (const auto& table : bundled->all()) print(lint(*table, *bundled, ucum::check), counts);
  // The half that needs FHIR: what the rules of resources/ name must be in R4.
  const auto mapping = Mapping::compile(*bundled);
  std::vector<LintFinding> rules;
  if (!mapping)
    rules.push_back({Severity::error, mapping.error()});
  else if (o.inputs.empty())
    for (Error& fault : lint_rules(*mapping, fhir::r4_model())) rules.push_back({Severity::error, std::move(fault)});
  print(rules, counts);
  if (const auto done = lint_inputs(o.inputs, *bundled, counts); !done) return complain_of(done.error(), 3);
  const size_t errors = counts[static_cast<size_t>(Severity::error)],
               warnings = counts[static_cast<size_t>(Severity::warning)];
  std::cerr << errors << " errors, " << warnings << " warnings\n";
  return errors == 0 ? 0 : 1;
}

// Statistics ---------------------------------------------------------------------------------------------------------

void print_counts(const Tables& tables) {
  const auto codes = code_columns(tables);
  std::cout << "table\tconcepts\tphrases";
  for (const auto& [column, system] : codes) std::cout << "\t" << column;
  std::cout << "\n";
  for (const auto& table : tables.all()) {
    const auto phrases = table->column("phrases");
    if (!phrases || !table->name().starts_with("terms/")) continue;
    size_t count = 0;
    std::vector<size_t> coded(codes.size());
    for (uint32_t row = 0; row < table->size(); ++row) {
      count += split_list(table->cell(row, *phrases)).size();
      for (size_t i = 0; i < codes.size(); ++i) coded[i] += !table->cell(row, codes[i].first).empty();
    }
    std::cout << table->name() << "\t" << table->size() << "\t" << count;
    for (const size_t n : coded) std::cout << "\t" << n;
    std::cout << "\n";
  }
}

// The words of a phrase as recognising folds them, so that spellings meet.
std::string folded(std::string_view phrase, const Folding& folding) {
  std::string out;
  for (const std::string_view word : split_list(phrase, ' ')) out += (out.empty() ? "" : " ") + folding.fold(word);
  return out;
}

// How the meanings of one phrase are told apart: by rows of grammar/senses for all but one of them, or by the order of
// the tables.
std::string decision(const std::vector<Row>& rows, const Folding& folding, const std::string& phrase,
                     const Table* senses) {
  size_t ruled = 0;
  for (uint32_t i = 0; senses != nullptr && i < senses->size(); ++i)
    if (folded(senses->key(i), folding) == phrase)
      for (const Row& row : rows) {
        const std::string about =
            row.table->name().substr(row.table->name().find('/') + 1) + "/" + std::string(row.key());
        ruled += senses->cell(i, "concept") == about;
      }
  if (ruled + 1 >= rows.size()) return "grammar/senses";
  for (const TermTable& table : kTermTables)
    for (const Row& row : rows)
      if (row.table->name() == table.name) return std::string(row.key()) + ", whose table comes first";
  return "undecided";
}

// The report on quality: phrases of more than one concept and what decides, codes of more than one concept, and codes
// that go by more than one name.
int print_report(const Tables& tables) {
  const auto folding = Folding::compile(tables);
  if (!folding) return complain_of(folding.error(), 2);
  std::map<std::string, std::vector<Row>> phrases;
  std::map<std::pair<std::string, std::string>, std::vector<Row>> codes;
  std::map<std::pair<std::string, std::string>, std::set<std::string_view>> names;
  const auto columns = code_columns(tables);
  for (const auto& table : tables.all()) {
    if (!table->name().starts_with("terms/")) continue;
    for (uint32_t row = 0; row < table->size(); ++row) {
      for (const std::string_view phrase : split_list(table->cell(row, "phrases"))) {
        auto& rows = phrases[folded(phrase, *folding)];
        if (rows.empty() || rows.back() != Row{table.get(), row}) rows.push_back({table.get(), row});
      }
      for (const auto& [column, system] : columns) {
        const auto list = split_list(table->cell(row, column));
        for (const std::string_view code : list) {
          if (table->column("phrases")) codes[{column, std::string(code)}].push_back({table.get(), row});
          const std::string_view name = table->cell(row, column + "_display");
          if (list.size() == 1 && !name.empty()) names[{column, std::string(code)}].insert(name);
        }
      }
    }
  }
  const auto list = [](const std::string& what, const std::vector<Row>& rows, const std::string& decided) {
    std::cout << what;
    for (const Row& row : rows) std::cout << "\t" << row.key() << " (" << row.place() << ")";
    std::cout << (decided.empty() ? "" : "\tdecided by " + decided) << "\n";
  };
  std::cout << "\n# phrases of more than one concept\n";
  for (const auto& [phrase, rows] : phrases)
    if (rows.size() > 1)
      list("phrase '" + phrase + "'", rows, decision(rows, *folding, phrase, tables.find("grammar/senses")));
  std::cout << "\n# codes of more than one concept\n";
  for (const auto& [code, rows] : codes)
    if (rows.size() > 1) list(code.first + " " + code.second, rows, "");
  std::cout << "\n# codes with more than one name\n";
  for (const auto& [code, called] : names) {
    if (called.size() < 2) continue;
    std::cout << code.first << " " << code.second;
    for (const std::string_view name : called) std::cout << "\t" << name;
    std::cout << "\n";
  }
  return 0;
}

int run_stats(const Options& o) {
  const auto tables = Tables::load(o.layers);
  if (!tables) return complain_of(tables.error(), 2);
  print_counts(*tables);
  return o.report ? print_report(*tables) : 0;
}

// Export -------------------------------------------------------------------------------------------------------------

void append_member(std::string& out, std::string_view name, std::string_view value) {
  json::append_string(out, name);
  out += ':';
  json::append_string(out, value);
}

// One ConceptMap: from the keys of the tables to each code system.
std::string concept_map(const Tables& tables, const std::string& only) {
  std::string source = "https://w3id.org/anamnesis/fhir/CodeSystem/concept", out = "{";
  append_member(out, "resourceType", "ConceptMap");
  for (const auto& [name, value] :
       {std::pair{"url", "https://w3id.org/anamnesis/fhir/ConceptMap/terms"}, std::pair{"status", "active"}}) {
    out += ',';
    append_member(out, name, value);
  }
  std::string groups;
  for (const auto& [column, system] : code_columns(tables)) {
    std::string elements;
    for (const auto& table : tables.all()) {
      if (!table->name().starts_with("terms/") || (!only.empty() && table->name() != only) || !table->column(column))
        continue;
      for (uint32_t row = 0; row < table->size(); ++row)
        for (const std::string_view code : split_list(table->cell(row, column))) {
          elements += elements.empty() ? "{" : ",{";
          append_member(elements, "code", table->key(row));
          elements += ',';
          append_member(elements, "display", table->cell(row, "display"));
          elements += ",\"target\":[{";
          append_member(elements, "code", code);
          if (const std::string_view display = table->cell(row, column + "_display"); !display.empty()) {
            elements += ',';
            append_member(elements, "display", display);
          }
          elements += ",\"equivalence\":\"equivalent\"}]}";
        }
    }
    if (elements.empty()) continue;
    groups += groups.empty() ? "{" : ",{";
    append_member(groups, "source", source);
    groups += ',';
    append_member(groups, "target", system);
    groups += ",\"element\":[" + elements + "]}";
  }
  return out + ",\"group\":[" + groups + "]}\n";
}

int run_export(const Options& o) {
  const auto tables = Tables::load(o.layers);
  if (!tables) return complain_of(tables.error(), 2);
  if (!o.table.empty() && tables->find(o.table) == nullptr) return complain_of({"no table '" + o.table + "'"}, 2);
  const auto done = put(o.output, concept_map(*tables, o.table));
  return done ? 0 : complain_of(done.error(), 3);
}

}  // namespace

void add_table_commands(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<Options>();
  CLI::App* import_command = mappings.add_subcommand("import", "make a table of somebody else's terminology");
  std::string kinds;
  for (const import::Format& format : import::formats())
    kinds += "\n  " + std::string(format.name) + std::string(14 - format.name.size(), ' ') + std::string(format.what);
  import_command->add_option("--from", o->from, "the format of the input:" + kinds)->required();
  import_command->add_option("input", o->inputs, "files, plain or compressed with gzip")->required();
  import_command->add_option("-o,--output", o->output, "the table to write (default: standard output)");
  import_command->add_option("--table", o->table, "only the columns of this bundled table, such as terms/conditions");
  import_command->add_option("--source", o->source, "what the column source says (default: the format's name)");
  import_command->callback([o, &status] { status = run_import(*o); });

  CLI::App* lint_command = mappings.add_subcommand("lint", "check tables: the bundled ones, or files and folders");
  lint_command->add_option("input", o->inputs, "table files or folders laid out as mappings/");
  lint_command->callback([o, &status] { status = run_lint(*o); });

  CLI::App* stats = mappings.add_subcommand("stats", "count concepts, phrases and codes");
  stats->add_option("--mappings", o->layers, "a folder of tables on top of the bundled ones")->allow_extra_args(false);
  stats->add_flag("--report", o->report, "also list ambiguous phrases and shared codes");
  stats->callback([o, &status] { status = run_stats(*o); });

  CLI::App* export_command = mappings.add_subcommand("export", "write the tables' codes as a FHIR ConceptMap");
  export_command->add_option("--table", o->table, "only this table, such as terms/conditions");
  export_command->add_option("--mappings", o->layers, "a folder of tables on top of the bundled ones")
      ->allow_extra_args(false);
  export_command->add_option("-o,--output", o->output, "the file to write (default: standard output)");
  export_command->callback([o, &status] { status = run_export(*o); });
}

}  // namespace anamnesis::cli
