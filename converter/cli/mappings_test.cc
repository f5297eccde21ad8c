// mappings test: notes and what they must give. Cases are rows of tables below cases/: a note, the concepts that it
// must give (keys, or SYSTEM:CODE), separated by bars; -KEY must not come, !KEY must come denied.
#include <algorithm>
#include <iostream>
#include <memory>
#include <set>

#include "cli/mappings.h"
#include "read/read.h"

namespace anamnesis::cli {
namespace {

struct TestOptions {
  std::vector<std::string> layers;
};

// What a note gives: keys of concepts and SYSTEM:CODE, by whether they are denied.
struct Given {
  std::set<std::string, std::less<>> affirmed, denied;
  std::string told;  // the keys in the order of the text, denied ones with !

  void add(const Statement& s, const Tables& tables) {
    if (!s.concept_row) return;
    const bool negated =
        std::any_of(s.fields.begin(), s.fields.end(), [](const Field& f) { return f.name == "negated"; });
    auto& said = negated ? denied : affirmed;
    said.emplace(s.concept_row.key());
    const std::string codes = codes_of(s.concept_row, tables);
    for (const std::string_view code : split_list(codes, ' ')) said.emplace(code);
    told += (told.empty() ? "" : "|") + std::string(negated ? "!" : "") + std::string(s.concept_row.key());
  }
};

// The fault of one expectation, or nothing.
std::string fault_of(std::string_view wanted, const Given& given) {
  const bool not_this = wanted.starts_with('-'), is_denied = wanted.starts_with('!');
  const std::string key(not_this || is_denied ? wanted.substr(1) : wanted);
  if ((is_denied ? given.denied : given.affirmed).contains(key) != not_this) return {};
  if (not_this) return "gives " + key;
  return (is_denied ? "does not deny " : "does not give ") + key +
         (given.told.empty() ? ", and nothing else" : ", but " + given.told);
}

size_t failed_cases(const Table& table, const Knowledge& knowledge, size_t& run) {
  size_t failed = 0;
  for (uint32_t row = 0; row < table.size(); ++row) {
    const auto document = read_document("note", table.key(row));
    if (!document) return ++failed, complain_of(document.error(), 1), failed;
    Given given;
    visit(*document, knowledge, [&](const Document&, const Conversion& conversion) {
      for (const Statement& s : conversion.statements.statements) given.add(s, *knowledge.tables);
    });
    for (const std::string_view wanted : split_list(table.cell(row, "expected"))) {
      ++run;
      const std::string fault = fault_of(wanted, given);
      if (fault.empty()) continue;
      ++failed;
      std::cout << Row{&table, row}.place() << ": " << fault << "\n";
    }
  }
  return failed;
}

int run_test(const Knowledge& knowledge) {
  size_t run = 0, failed = 0;
  for (const auto& table : knowledge.tables->all()) {
    if (!table->name().starts_with("cases/")) continue;
    if (!table->column("expected"))
      return complain_of(
          {"has no column 'expected': the columns of cases are note, expected, why", table->file(), 1, 1}, 2);
    failed += failed_cases(*table, knowledge, run);
  }
  std::cerr << run << " expectations, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace

void add_mappings_test(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<TestOptions>();
  CLI::App* command = mappings.add_subcommand("test", "run the cases of cases/ tables: note, expected");
  add_layers(*command, o->layers);
  command->callback([o, &status] { status = with_knowledge(o->layers, run_test); });
}

}  // namespace anamnesis::cli
