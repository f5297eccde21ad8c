// mappings explain | unmapped | coverage | test: what the tables do to narratives.
//
// Each reads narratives as `convert` does and looks at mentions and statements; no Bundle is validated.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "base/files.h"
#include "cli/mappings.h"
#include "pipeline/convert.h"
#include "read/read.h"
#include "recognise/recognise.h"

namespace anamnesis::cli {
namespace {

struct Options {
  std::string text;
  std::vector<std::string> inputs, layers;
  bool never = false;
};

using Visit = std::function<void(const Document&, const Conversion&)>;

void visit(const Document& document, const Knowledge& knowledge, const Visit& seen) {
  Workspace ws;
  seen(document, convert(document, knowledge, nullptr, {}, ws));
}

// Every narrative of the inputs: files, folders, NDJSON. A bad one is told and passed over; true if there was none.
bool visit_inputs(const std::vector<std::string>& inputs, const Knowledge& knowledge, const Visit& seen) {
  bool all_good = true;
  const auto one = [&](const Result<Document>& document) {
    if (document) return visit(*document, knowledge, seen);
    all_good = false;
    complain_of(document.error(), 1);
  };
  for (const std::string& input : inputs) {
    const auto files = is_folder(input) ? list_files(input) : Result<std::vector<std::string>>(std::vector{input});
    for (const std::string& file : files ? *files : std::vector<std::string>{}) {
      const auto bytes = read_file(file);
      if (!bytes) {
        all_good = false;
        complain_of(bytes.error(), 1);
      } else if (guess_format(file, *bytes) != Format::ndjson) {
        one(read_document(file, *bytes));
      } else {
        uint32_t line = 0;
        for (const std::string_view text : split_list(*bytes, '\n')) one(read_ndjson_line(file, ++line, text));
      }
    }
  }
  return all_good;
}

std::string codes_of(Row row, const Tables& tables) {
  std::string out;
  for (const auto& [column, system] : code_columns(tables))
    for (const std::string_view code : split_list(row[column])) out += " " + column + ":" + std::string(code);
  return out;
}

// Explain ------------------------------------------------------------------------------------------------------------

void explain_mention(const Document& document, const Mention& mention, const Tables& tables, std::string_view lost) {
  std::cout << "  '" << mention.span.of(document.text) << "'";
  if (mention.row)
    std::cout << " = " << mention.row.key() << " (" << mention.row.place() << ")" << codes_of(mention.row, tables);
  if (!mention.part.empty()) std::cout << " [" << mention.part << "]";
  if (!mention.normal.empty()) std::cout << " -> " << mention.normal;
  if (mention.fuzzy) std::cout << " misspelt";
  if (!lost.empty()) std::cout << "  lost: " << lost;
  std::cout << "\n";
}

void explain_statement(const Statement& statement) {
  std::cout << "  " << statement.type << " '" << statement.text << "'";
  if (statement.concept_row) std::cout << " (" << statement.concept_row.place() << ")";
  for (const Field& field : statement.fields) {
    std::cout << "  " << field.name << "=" << field.value;
    if (field.row) std::cout << " (" << field.row.place() << ")";
  }
  std::cout << "\n";
}

void explain(const Document& document, const Conversion& conversion, const Tables& tables) {
  std::cout << "matched:\n";
  for (const Mention& mention : conversion.mentions.mentions) explain_mention(document, mention, tables, {});
  for (const Overlapped& o : conversion.mentions.overlapped) {
    const Mention& winner = conversion.mentions.mentions[o.winner];
    explain_mention(document, o.mention, tables,
                    std::string(o.reason) + ", '" + std::string(winner.span.of(document.text)) + "'" +
                        (winner.row ? " (" + winner.row.place() + ")" : ""));
  }
  for (const Refused& r : conversion.mentions.refused)
    explain_mention(document, r.mention, tables, r.row.place() + ": " + std::string(r.row["why"]));
  std::cout << "said of the patient:\n";
  for (const Statement& statement : conversion.statements.statements) explain_statement(statement);
  std::set<std::pair<uint32_t, std::string_view>> told;  // above: where they begin, and why they lost
  for (const Overlapped& o : conversion.mentions.overlapped) told.emplace(o.mention.span.begin, o.reason);
  for (const Refused& r : conversion.mentions.refused) told.emplace(r.mention.span.begin, kRefusedReason);
  for (const Dropped& dropped : conversion.statements.dropped) {
    if (told.contains({dropped.span.begin, dropped.reason})) continue;
    std::cout << "  '" << dropped.span.of(document.text) << "' dropped: " << dropped.reason;
    if (dropped.row) std::cout << " (" << dropped.row.place() << ")";
    std::cout << "\n";
  }
}

// Unmapped -----------------------------------------------------------------------------------------------------------

std::string table_of(const Statement& statement) {
  if (statement.concept_row) return statement.concept_row.table->name();
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
  for (const char c : text) {
    const char l = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if ((l >= 'a' && l <= 'z') || (l >= '0' && l <= '9'))
      out += l;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "term" : out;
}

// Statements whose concept has no code of a code system, by table and words, ready to be filled in.
int unmapped(const Options& o, const Knowledge& knowledge) {
  static const std::set<std::string_view> kNoConcept = {"age", "sex", "death", "encounter", "no-family-history"};
  struct Use {
    size_t count = 0;
    std::string phrase, example;
  };
  std::map<std::string, std::map<std::string, Use>> found;
  const bool good = visit_inputs(o.inputs, knowledge, [&](const Document& document, const Conversion& conversion) {
    for (const Statement& statement : conversion.statements.statements) {
      if (kNoConcept.contains(statement.type)) continue;
      if (statement.concept_row && !codes_of(statement.concept_row, *knowledge.tables).empty()) continue;
      const std::string phrase(statement.concept_row ? statement.concept_row["display"] : statement.text);
      Use& use = found[table_of(statement)][key_of(phrase)];
      if (use.count++ == 0) use = {1, phrase, document.name};
    }
  });
  for (const auto& [table, uses] : found) {
    std::vector<std::pair<std::string, Use>> sorted(uses.begin(), uses.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    const bool tests = table == "terms/tests", drugs = table == "terms/medications";
    const std::string column = tests ? "loinc" : drugs ? "rxnorm" : "snomed";
    std::cout << "# " << table << ".tsv: " << sorted.size() << " concepts without a code\nconcept\tphrases\tdisplay\t"
              << column << "\tsource\n";
    for (const auto& [key, use] : sorted)
      std::cout << "# " << use.count << " times, first in " << use.example << "\n"
                << key << "\t" << use.phrase << "\t" << use.phrase << "\t\town\n";
  }
  return good ? 0 : 1;
}

// Coverage -----------------------------------------------------------------------------------------------------------

int coverage(const Options& o, const Knowledge& knowledge) {
  std::map<std::string, std::map<std::string, size_t>> fired;  // table -> place -> times
  const bool good = visit_inputs(o.inputs, knowledge, [&](const Document&, const Conversion& conversion) {
    for (const Mention& mention : conversion.mentions.mentions)
      if (mention.row) ++fired[mention.row.table->name()][mention.row.place()];
    for (const Statement& statement : conversion.statements.statements)
      for (const Field& field : statement.fields)
        if (field.row && field.row.table->name().starts_with("grammar/cues"))
          ++fired[field.row.table->name()][field.row.place()];
  });
  std::cout << "table\trows\tfired\n";
  for (const auto& table : knowledge.tables->all())
    if (table->name().starts_with("terms/") || table->name().starts_with("grammar/"))
      std::cout << "# " << table->name() << "\t" << table->size() << "\t" << fired[table->name()].size() << "\n";
  for (const auto& table : knowledge.tables->all()) {
    const auto& places = fired[table->name()];
    if (!o.never)
      for (const auto& [place, times] : places) std::cout << place << "\t" << times << "\n";
    else if (table->name().starts_with("terms/") || table->name().starts_with("grammar/"))
      for (uint32_t row = 0; row < table->size(); ++row)
        if (const std::string place = Row{table.get(), row}.place(); !places.contains(place))
          std::cout << place << "\t0\n";
  }
  return good ? 0 : 1;
}

// Test ---------------------------------------------------------------------------------------------------------------

// Cases are rows of tables below cases/: a note, the concepts that it must give (keys, or SYSTEM:CODE), separated by
// bars; -KEY must not come, !KEY must come denied.
size_t failed_cases(const Table& table, const Knowledge& knowledge, size_t& run) {
  size_t failed = 0;
  for (uint32_t row = 0; row < table.size(); ++row) {
    std::set<std::string, std::less<>> affirmed, denied;
    const auto document = read_document("note", table.key(row));
    if (!document) return ++failed, complain_of(document.error(), 1), failed;
    visit(*document, knowledge, [&](const Document&, const Conversion& conversion) {
      for (const Statement& s : conversion.statements.statements) {
        const bool negated =
            std::any_of(s.fields.begin(), s.fields.end(), [](const Field& f) { return f.name == "negated"; });
        if (!s.concept_row) continue;
        auto& said = negated ? denied : affirmed;
        said.emplace(s.concept_row.key());
        const std::string codes = codes_of(s.concept_row, *knowledge.tables);
        for (const std::string_view code : split_list(codes, ' ')) said.emplace(code);
      }
    });
    for (const std::string_view wanted : split_list(table.cell(row, "expected"))) {
      ++run;
      const bool not_this = wanted.starts_with('-'), is_denied = wanted.starts_with('!');
      const std::string_view key = not_this || is_denied ? wanted.substr(1) : wanted;
      const bool there = (is_denied ? denied : affirmed).contains(key);
      if (there != not_this) continue;
      ++failed;
      std::cout << Row{&table, row}.place() << ": "
                << (not_this    ? "gives "
                    : is_denied ? "does not deny "
                                : "does not give ")
                << key << "\n";
    }
  }
  return failed;
}

int test(const Knowledge& knowledge) {
  size_t run = 0, failed = 0;
  for (const auto& table : knowledge.tables->all())
    if (table->name().starts_with("cases/")) failed += failed_cases(*table, knowledge, run);
  std::cerr << run << " expectations, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

// Loads what a run needs, then does it.
int with_knowledge(const Options& o, const std::function<int(const Knowledge&)>& work) {
  const auto knowledge = Knowledge::load(o.layers);
  return knowledge ? work(**knowledge) : complain_of(knowledge.error(), 2);
}

}  // namespace

void add_text_commands(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* what) {
    CLI::App* command = mappings.add_subcommand(name, what);
    command->add_option("--mappings", o->layers, "a folder of tables on top of the bundled ones")
        ->allow_extra_args(false);
    return command;
  };
  CLI::App* explain_command = add("explain", "what a text matches, by which rows, and who won");
  explain_command->add_option("text", o->text, "the words, or - for standard input")->required();
  explain_command->callback([o, &status] {
    status = with_knowledge(*o, [&](const Knowledge& knowledge) {
      const auto bytes = o->text == "-" ? read_file("-") : Result<std::string>(o->text);
      const auto document = bytes ? read_document("text", *bytes) : Result<Document>(bytes.error());
      if (!document) return complain_of(document.error(), 3);
      visit(*document, knowledge, [&](const Document& d, const Conversion& c) { explain(d, c, *knowledge.tables); });
      return 0;
    });
  });
  CLI::App* unmapped_command = add("unmapped", "concepts of narratives that have no code, counted, as table rows");
  unmapped_command->add_option("input", o->inputs, "narratives: files or folders")->required();
  unmapped_command->callback(
      [o, &status] { status = with_knowledge(*o, [&](const Knowledge& k) { return unmapped(*o, k); }); });
  CLI::App* coverage_command = add("coverage", "which rows narratives use, and which never");
  coverage_command->add_option("input", o->inputs, "narratives: files or folders")->required();
  coverage_command->add_flag("--never", o->never, "list the rows that were never used instead");
  coverage_command->callback(
      [o, &status] { status = with_knowledge(*o, [&](const Knowledge& k) { return coverage(*o, k); }); });
  CLI::App* test_command = add("test", "run the cases of cases/ tables: note, expected");
  test_command->callback([o, &status] { status = with_knowledge(*o, [](const Knowledge& k) { return test(k); }); });
}

}  // namespace anamnesis::cli
