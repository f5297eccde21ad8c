// mappings stats: how many concepts, phrases and codes there are; with --report, what the tables leave undecided.
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "cli/mappings.h"
#include "recognise/kinds.h"
#include "segment/fold.h"

namespace anamnesis::cli {
namespace {

struct StatsOptions {
  std::vector<std::string> layers;
  bool report = false;
};

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

int run_stats(const StatsOptions& o) {
  const auto tables = Tables::load(o.layers);
  if (!tables) return complain_of(tables.error(), 2);
  print_counts(*tables);
  return o.report ? print_report(*tables) : 0;
}

}  // namespace

void add_mappings_stats(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<StatsOptions>();
  CLI::App* command = mappings.add_subcommand("stats", "count concepts, phrases and codes");
  add_layers(*command, o->layers);
  command->add_flag("--report", o->report, "also list ambiguous phrases and shared codes");
  command->callback([o, &status] { status = run_stats(*o); });
}

}  // namespace anamnesis::cli
