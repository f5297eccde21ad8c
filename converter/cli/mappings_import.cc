// mappings import: rows of a table from somebody else's terminology, term by term, so that memory does not grow.
//
// A layer with a cell that lint refuses cannot be loaded at all, and sources hold some (a local item with a mistyped
// code, "mEq/L" as the unit). What the program can read it writes as the table wants it; what it cannot it leaves out
// and tells.
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "base/files.h"
#include "cli/mappings.h"
#include "import/import.h"
#include "read/read.h"
#include "tables/lint.h"
#include "tables/suggest.h"
#include "terminology/ucum.h"

namespace anamnesis::cli {
namespace {

struct ImportOptions {
  std::string from, output, table, source;
  std::vector<std::string> inputs, categories;
};

// The UCUM code of a unit as printed, by reading it as a narrative's; empty if it is none that the tables know.
class UnitReader {
 public:
  const std::string& ucum_of(std::string_view unit) {
    const auto [at, fresh] = known_.try_emplace(std::string(unit));
    std::string& ucum = at->second;
    if (!fresh) return ucum;
    if (knowledge_ == nullptr) {
      auto loaded = Knowledge::load();
      if (!loaded) return ucum;
      knowledge_ = std::move(*loaded);
    }
    if (const auto document = read_document("unit", "1 " + at->first))
      visit(*document, *knowledge_, [&](const Document& d, const Conversion& c) {
        for (const Mention& m : c.mentions.mentions)
          if (m.quantity != nullptr && m.span.begin == 0 && m.span.end == d.text.size()) ucum = m.quantity->ucum;
      });
    return ucum;
  }

 private:
  std::map<std::string, std::string> known_;
  std::unique_ptr<const Knowledge> knowledge_;
};

// Writes terms to a file that appears only when it is complete, or to standard output.
class ImportRun {
 public:
  ImportRun(const ImportOptions& o, const import::Format& format, const Tables& tables, const Table* table)
      : options_(o),
        tables_(tables),
        table_(table == nullptr ? "terms/" : table->name()),
        writer_(columns_of(format, table), o.source.empty() ? o.from : o.source) {}

  Result<void> take(import::Term term) {
    std::string category;
    for (const auto& [column, value] : term.cells)
      if (column == "category") category = value;
    if (!options_.categories.empty() &&
        std::find(options_.categories.begin(), options_.categories.end(), category) == options_.categories.end())
      return {};
    std::erase_if(term.cells, [&](auto& cell) { return !mend(cell.first, cell.second); });
    if (rows_++ == 0)
      if (auto begun = begin(); !begun) return begun;
    return write(writer_.line(term));
  }

  // Renames the finished file, or takes the part away.
  Result<void> finish(Result<void> done) {
    const bool to_file = out_ != nullptr && out_ != stdout;
    if (to_file && std::fclose(out_) != 0 && done) done = Error{"cannot write", options_.output};
    if (to_file && done && std::rename(part().c_str(), options_.output.c_str()) != 0)
      done = Error{"cannot rename", options_.output};
    if (to_file && !done) std::remove(part().c_str());
    return done;
  }

  size_t rows() const { return rows_; }

  void report() const {
    for (const auto& [column, left] : left_out_)
      std::cerr << column << ": " << left.count << (left.count == 1 ? " value" : " values") << " left out, such as '"
                << left.example << "', which " << left.fault << "\n";
    std::cerr << rows_ << " rows\n";
  }

 private:
  struct LeftOut {
    size_t count = 0;
    std::string example, fault;
  };

  static std::vector<std::string> columns_of(const import::Format& format, const Table* table) {
    std::vector<std::string> out;
    for (const std::string_view column : split_list(format.columns, ' '))
      if (table == nullptr || table->column(column)) out.emplace_back(column);
    return out;
  }

  // Whether the cell may stay; its values are those that the table can hold.
  bool mend(const std::string& column, std::string& cell) {
    std::string kept;
    for (const std::string_view value : split_list(cell)) {
      std::string right(value);
      std::string fault = fault_of_value(table_, column, right, tables_, ucum::check);
      if (!fault.empty() && column == "unit" && !(right = units_.ucum_of(value)).empty()) fault.clear();
      if (fault.empty()) {
        kept += (kept.empty() ? "" : "|") + right;
        continue;
      }
      LeftOut& left = left_out_[column];
      if (left.count++ == 0) left.example = value, left.fault = fault;
    }
    cell = kept;
    return !kept.empty();
  }

  std::string part() const { return options_.output + ".part"; }

  Result<void> begin() {
    const bool to_file = !options_.output.empty() && options_.output != "-";
    if (to_file)
      if (auto made = write_file(part(), ""); !made) return made;  // makes the folders above it
    out_ = to_file ? std::fopen(part().c_str(), "wb") : stdout;
    if (out_ == nullptr) return Error{"cannot write", options_.output};
    return write(writer_.header());
  }

  Result<void> write(const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), out_) == line.size()) return {};
    return Error{"cannot write", options_.output};
  }

  const ImportOptions& options_;
  const Tables& tables_;
  const std::string table_;
  const import::TermWriter writer_;
  std::FILE* out_ = nullptr;
  size_t rows_ = 0;
  std::map<std::string, LeftOut> left_out_;
  UnitReader units_;
};

// The format whose importer makes something of the file; empty if none does.
std::string looks_like(const std::string& path) {
  for (const import::Format& format : import::formats()) {
    bool any = false;
    (void)format.run(path, [&](const import::Term&) -> Result<void> {
      any = true;
      return Error{"enough"};
    });
    if (any) return std::string(format.name);
  }
  return {};
}

// "out/terms/conditions.tsv" is meant for the table terms/conditions.
const Table* table_of_file(const Tables& tables, const std::string& path) {
  for (const auto& table : tables.all())
    if (path == table->name() + ".tsv" || path.ends_with("/" + table->name() + ".tsv")) return table.get();
  return nullptr;
}

Error no_format(const std::string& name) {
  std::vector<std::string_view> names;
  for (const import::Format& f : import::formats()) names.push_back(f.name);
  const std::string near = suggest(name, names);
  return {"no format '" + name + "'" + (near.empty() ? "" : ": did you mean '" + near + "'?")};
}

int run_import(const ImportOptions& o) {
  const import::Format* format = import::find_format(o.from);
  if (format == nullptr) return complain_of(no_format(o.from), 2);
  const auto tables = Tables::load();
  if (!tables) return complain_of(tables.error(), 2);
  const Table* table = table_of_file(*tables, o.output);
  if (!o.table.empty()) {
    const auto named = table_called(*tables, o.table);
    if (!named) return complain_of(named.error(), 2);
    table = *named;
  }
  ImportRun run(o, *format, *tables, table);
  Result<void> done;
  for (const std::string& input : o.inputs) {
    if (!done) break;
    done = format->run(input, [&](const import::Term& term) { return run.take(term); });
    if (done || run.rows() != 0) continue;
    if (const std::string other = looks_like(input); !other.empty() && other != o.from) {
      Error fault = done.error();
      fault.message += " (did you mean --from " + other + "?)";
      done = fault;
    }
  }
  if (done && run.rows() == 0) done = Error{"holds no term to import", o.inputs.front()};
  done = run.finish(done);
  if (!done) return complain_of(done.error(), 3);
  run.report();
  return 0;
}

}  // namespace

void add_mappings_import(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<ImportOptions>();
  CLI::App* command = mappings.add_subcommand("import", "make a table of somebody else's terminology");
  std::string kinds;
  for (const import::Format& format : import::formats())
    kinds += "\n  " + std::string(format.name) + std::string(14 - format.name.size(), ' ') + std::string(format.what);
  command->add_option("--from", o->from, "the format of the input:" + kinds)->required();
  command->add_option("input", o->inputs, "files, plain or compressed with gzip")->required();
  command->add_option("-o,--output", o->output, "the table to write (default: standard output)");
  command->add_option(
      "--table", o->table,
      "only what this bundled table can hold, such as terms/conditions (default: by the output's name)");
  command->add_option("--category", o->categories, "only terms of this category, such as disorder (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--source", o->source, "what the column source says (default: the format's name)");
  command->callback([o, &status] { status = run_import(*o); });
}

}  // namespace anamnesis::cli
