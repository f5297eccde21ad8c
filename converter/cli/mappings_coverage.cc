// mappings coverage: how often narratives used each row, and which rows of the tables they used they never did.
//
// A row counts where a mention that stands came from it, and where it decided (a cue, a section, a meaning); it is lost
// where its match gave way to another one or meant something else.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "cli/mappings.h"

namespace anamnesis::cli {
namespace {

struct CoverageOptions {
  std::vector<std::string> inputs, layers;
  std::string table;
  bool never = false;
};

struct Times {
  size_t counted = 0, lost = 0;
};
using TimesByRow = std::map<uint32_t, Times>;

class Coverage {
 public:
  void add(const Conversion& c) {
    std::set<std::pair<const Table*, uint32_t>> matched;
    for (const Mention& mention : c.mentions.mentions) {
      if (!mention.row) continue;
      ++at(mention.row).counted;
      matched.emplace(mention.row.table, mention.row.index);
    }
    const auto decided = [&](Row row) {
      if (row && !matched.contains({row.table, row.index})) ++at(row).counted;
    };
    for (const Statement& statement : c.statements.statements)
      for (const Field& field : statement.fields) decided(field.row);
    for (const Dropped& dropped : c.statements.dropped) decided(dropped.cue);
    for (const Overlapped& o : c.mentions.overlapped)
      if (o.mention.row) ++at(o.mention.row).lost;
    for (const Refused& r : c.mentions.refused) {
      decided(r.row);
      if (r.mention.row) ++at(r.mention.row).lost;
    }
  }

  const TimesByRow* of(const Table& table) const {
    const auto found = times_.find(&table);
    return found == times_.end() ? nullptr : &found->second;
  }

 private:
  Times& at(Row row) { return times_[row.table][row.index]; }

  std::map<const Table*, TimesByRow> times_;
};

size_t rows_counted(const TimesByRow* times) {
  if (times == nullptr) return 0;
  return static_cast<size_t>(
      std::count_if(times->begin(), times->end(), [](const auto& entry) { return entry.second.counted != 0; }));
}

void print_row(Row row, const Times& times) {
  std::cout << times.counted << "\t" << times.lost << "\t" << row.key() << "\t" << row.place() << "\n";
}

// The rows that were used, the most used first; or those that never counted, with how often they lost.
void print_rows(const Table& table, const TimesByRow& times, bool never) {
  std::vector<std::pair<uint32_t, Times>> rows;
  if (never)
    for (uint32_t row = 0; row < table.size(); ++row) rows.emplace_back(row, Times{});
  else
    rows.assign(times.begin(), times.end());
  for (auto& [row, t] : rows)
    if (const auto found = times.find(row); found != times.end()) t = found->second;
  if (never) std::erase_if(rows, [](const auto& entry) { return entry.second.counted != 0; });
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.counted, a.second.lost) > std::pair(b.second.counted, b.second.lost);
  });
  for (const auto& [row, t] : rows) print_row({&table, row}, t);
}

int run_coverage(const CoverageOptions& o, const Knowledge& knowledge) {
  const Tables& tables = *knowledge.tables;
  if (!o.table.empty())
    if (const auto table = table_called(tables, o.table); !table) return complain_of(table.error(), 2);
  Coverage coverage;
  const int status = visit_inputs(o.inputs, knowledge,
                                  [&](const Document&, const Conversion& conversion) { coverage.add(conversion); });
  if (status == 3) return status;
  std::vector<const Table*> used;
  for (const auto& table : tables.all()) {
    const TimesByRow* times = coverage.of(*table);
    if (o.table.empty() ? times == nullptr : table->name() != o.table) continue;
    used.push_back(table.get());
    std::cout << "# " << table->name() << "\t" << rows_counted(times) << " of " << table->size() << " rows counted\n";
  }
  std::cout << "counted\tlost\tkey\trow\n";
  for (const Table* table : used) {
    const TimesByRow none, *times = coverage.of(*table);
    print_rows(*table, times == nullptr ? none : *times, o.never);
  }
  return status;
}

}  // namespace

void add_mappings_coverage(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<CoverageOptions>();
  CLI::App* command = mappings.add_subcommand("coverage", "which rows narratives use, and which never");
  command->add_option("input", o->inputs, "narratives: files or folders")->required();
  command->add_option("--table", o->table, "only this table, such as grammar/cues");
  command->add_flag("--never", o->never, "list the rows that never counted instead");
  add_layers(*command, o->layers);
  command->callback(
      [o, &status] { status = with_knowledge(o->layers, [&](const Knowledge& k) { return run_coverage(*o, k); }); });
}

}  // namespace anamnesis::cli
