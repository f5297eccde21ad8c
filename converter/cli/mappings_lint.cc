// mappings lint: what is wrong with tables, the worst first; status 1 if a layer of them would be refused.
//
// Each table is checked alone (tables/lint), then the folder as a layer: against the tables below it, whose phrases may
// stand in its way, and by loading it, which tells what the stages cannot use.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <unordered_map>

#include "base/files.h"
#include "cli/mappings.h"
#include "fhir/model.h"
#include "map/lint.h"
#include "recognise/kinds.h"
#include "segment/fold.h"
#include "tables/lint.h"
#include "terminology/ucum.h"

namespace anamnesis::cli {
namespace {

struct LintOptions {
  std::vector<std::string> inputs;
  bool all = false;
};

// So many warnings are read; an imported terminology has thousands.
constexpr size_t kShown = 100;

class LintReport {
 public:
  void add(Severity severity, Error what) { findings_.push_back({severity, std::move(what)}); }
  void add(const std::vector<LintFinding>& more) { findings_.insert(findings_.end(), more.begin(), more.end()); }

  // The error unless its place has one already.
  void add_once(const Error& what) {
    for (const LintFinding& known : findings_)
      if (known.severity == Severity::error && known.what.file == what.file && known.what.line == what.line) return;
    add(Severity::error, what);
  }

  size_t count(Severity severity) const {
    return static_cast<size_t>(
        std::count_if(findings_.begin(), findings_.end(), [&](const auto& f) { return f.severity == severity; }));
  }

  void print(bool all) {
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    size_t warnings = 0;
    for (const LintFinding& finding : findings_) {
      if (finding.severity < Severity::error && ++warnings > kShown && !all) continue;
      Error placed = finding.what;
      placed.message = std::string(name_of(finding.severity)) + ": " + placed.message;
      std::cout << placed.text() << "\n";
    }
    std::cerr << count(Severity::error) << " errors, " << count(Severity::warning) << " warnings"
              << (warnings > kShown && !all ? ", of which the first " + std::to_string(kShown) + " are shown (--all)"
                                            : "")
              << "\n";
  }

 private:
  std::vector<LintFinding> findings_;
};

// Which bundled concept has each phrase, in the order in which recognising prefers them.
class Owners {
 public:
  explicit Owners(const Tables& bundled) : folding_(Folding::compile(bundled)) {
    if (!folding_) return;
    for (const TermTable& name : kTermTables) {
      const Table* table = bundled.find(name.name);
      const auto phrases = table == nullptr ? std::nullopt : table->column("phrases");
      for (uint32_t row = 0; phrases && row < table->size(); ++row)
        for (const std::string_view phrase : split_list(table->cell(row, *phrases)))
          owners_.try_emplace(folded(phrase), Row{table, row});
    }
  }

  // Rows of a layer whose phrase means something else below: its own table's row gives way, an earlier table's does
  // not.
  void check(const Table& layer, LintReport& report) const {
    const auto phrases = layer.column("phrases");
    if (!folding_ || !phrases || !layer.name().starts_with("terms/")) return;
    std::set<std::string_view> replaced;
    for (uint32_t row = 0; row < layer.size(); ++row) replaced.insert(layer.key(row));
    for (uint32_t row = 0; row < layer.size(); ++row)
      for (const std::string_view phrase : split_list(layer.cell(row, *phrases))) {
        const auto at = owners_.find(folded(phrase));
        if (at == owners_.end() || rank(at->second.table->name()) > rank(layer.name())) continue;
        const Row owner = at->second;
        const bool same = owner.table->name() == layer.name();
        if (same && replaced.contains(owner.key())) continue;
        report.add(
            Severity::warning,
            {"'" + std::string(phrase) + "' already means " + std::string(owner.key()) + " (" + owner.place() + ")" +
                 (same ? ": this row takes it over" : ", whose table comes first: this row does not count"),
             layer.file(row), layer.line(row), 1});
      }
  }

 private:
  std::string folded(std::string_view phrase) const {
    std::string out;
    for (const std::string_view word : split_list(phrase, ' '))
      out += (out.empty() ? "" : " ") + std::string(folding_->fold(word));
    return out;
  }
  static size_t rank(std::string_view name) {
    size_t n = 0;
    while (n < kTermTables.size() && kTermTables[n].name != name) ++n;
    return n;
  }

  Result<Folding> folding_;
  std::unordered_map<std::string, Row> owners_;
};

// The bundled table that a file stands for: the file's name below any folder is the table's. Empty if there is none.
std::string table_of(const std::string& file, const Tables& bundled) {
  for (const auto& table : bundled.all())
    if (file == table->name() + ".tsv" || file.ends_with("/" + table->name() + ".tsv")) return table->name();
  return {};
}

bool looks_like_table(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  return ending == ".csv" || ending == ".tab" || ending == ".xls" || ending == ".xlsx" || ending == ".TSV";
}

Result<void> lint_file(const std::string& file, const Tables& bundled, const Owners& owners, LintReport& report) {
  if (!file.ends_with(".tsv")) {
    report.add(Severity::error, {"is no table: tables are TSV files whose names end in .tsv", file});
    return {};
  }
  auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  std::string name = table_of(file, bundled);
  if (name.empty()) name = file.substr(0, file.size() - 4);
  const auto table = Table::parse(name, file, std::move(*bytes));
  if (!table) {
    report.add(Severity::error, table.error());
    return {};
  }
  report.add(lint(*table, bundled, ucum::check, bundled.find(name)));
  owners.check(*table, report);
  return {};
}

// A folder is a layer if what it holds is laid out as one; the folder of a single kind of table (".../terms") is not.
Result<void> lint_folder(const std::string& folder, const Tables& bundled, const Owners& owners, LintReport& report) {
  const auto files = list_files(folder);
  if (!files) return files.error();
  bool layer = true;
  for (const std::string& file : *files) {
    const std::string below = std::filesystem::path(file).lexically_relative(folder).generic_string();
    if (file.ends_with(".tsv") && !below.starts_with("curation/")) {
      const std::string name = table_of(file, bundled);
      layer = layer && (name.empty() || below == name + ".tsv");
      if (const auto done = lint_file(file, bundled, owners, report); !done) return done;
    } else if (looks_like_table(file)) {
      report.add(Severity::warning, {"is not read: tables are TSV files whose names end in .tsv", file});
    }
  }
  if (!layer) return {};
  if (const auto loaded = Knowledge::load({folder}); !loaded) report.add_once(loaded.error());
  return {};
}

// The tables inside the binary, and the half that needs FHIR: what the rules of resources/ name must be in R4.
void lint_bundled(const Tables& bundled, LintReport& report) {
  for (const auto& table : bundled.all()) report.add(lint(*table, bundled, ucum::check));
  const auto mapping = Mapping::compile(bundled);
  if (!mapping) return report.add(Severity::error, mapping.error());
  for (Error& fault : lint_rules(*mapping, fhir::r4_model())) report.add(Severity::error, std::move(fault));
}

int run_lint(const LintOptions& o) {
  const auto bundled = Tables::load();
  if (!bundled) return complain_of(bundled.error(), 2);
  LintReport report;
  if (o.inputs.empty()) {
    lint_bundled(*bundled, report);
  } else {
    const Owners owners(*bundled);
    for (const std::string& input : o.inputs) {
      if (!is_folder(input) && !file_exists(input)) return complain_of({"no such file or folder", input}, 3);
      const auto done =
          is_folder(input) ? lint_folder(input, *bundled, owners, report) : lint_file(input, *bundled, owners, report);
      if (!done) return complain_of(done.error(), 3);
    }
  }
  report.print(o.all);
  return report.count(Severity::error) == 0 ? 0 : 1;
}

}  // namespace

void add_mappings_lint(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<LintOptions>();
  CLI::App* command = mappings.add_subcommand("lint", "check tables: the bundled ones, or files and folders");
  command->add_option("input", o->inputs, "table files or folders laid out as mappings/");
  command->add_flag("--all", o->all, "show every warning, not only the first hundred");
  command->callback([o, &status] { status = run_lint(*o); });
}

}  // namespace anamnesis::cli
