// mappings explain: what a text matches, in its order: each match with what it won against, then what is said of the
// patient, and what was matched and dropped.
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/files.h"
#include "cli/mappings.h"
#include "read/read.h"

namespace anamnesis::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> words, layers;
};

void explain_mention(const Document& document, const Mention& mention, const Tables& tables, const std::string& lost) {
  std::cout << "'" << mention.span.of(document.text) << "'";
  if (mention.row) {
    const std::string codes = codes_of(mention.row, tables);
    std::cout << " = " << mention.row.key() << " (" << mention.row.place() << ")" << (codes.empty() ? "" : " ")
              << codes;
  }
  if (!mention.part.empty()) std::cout << " [" << mention.part << "]";
  if (!mention.normal.empty()) std::cout << " -> " << mention.normal;
  if (mention.fuzzy) std::cout << " misspelt";
  if (!lost.empty()) std::cout << "  lost: " << lost;
  std::cout << "\n";
}

// Winners and refused ones in the order of the text; below each winner what lost against it.
void explain_matches(const Document& document, const Mentions& mentions, const Tables& tables) {
  std::cout << "matched:\n";
  size_t next = 0;
  std::vector<Refused> refused(mentions.refused.begin(), mentions.refused.end());
  std::stable_sort(refused.begin(), refused.end(),
                   [](const Refused& a, const Refused& b) { return a.mention.span.begin < b.mention.span.begin; });
  const auto tell_refused = [&](uint32_t before) {
    for (; next < refused.size() && refused[next].mention.span.begin < before; ++next) {
      std::cout << "  ";
      const Row rule = refused[next].row;
      explain_mention(document, refused[next].mention, tables, rule.place() + ": " + std::string(rule["why"]));
    }
  };
  for (uint32_t i = 0; i < mentions.mentions.size(); ++i) {
    tell_refused(mentions.mentions[i].span.begin);
    std::cout << "  ";
    explain_mention(document, mentions.mentions[i], tables, {});
    for (const Overlapped& o : mentions.overlapped) {
      if (o.winner != i) continue;
      std::cout << "      ";
      explain_mention(document, o.mention, tables, std::string(o.reason));
    }
  }
  tell_refused(UINT32_MAX);
  if (mentions.mentions.empty() && refused.empty()) std::cout << "  nothing\n";
}

void explain_statement(const Statement& statement) {
  std::cout << "  " << statement.type << " '" << statement.text << "'";
  if (statement.concept_row) std::cout << " (" << statement.concept_row.place() << ")";
  for (const Field& field : statement.fields) {
    std::cout << "  " << field.name << "=" << field.value;
    if (!field.row) continue;
    const bool cue = field.row.table->name() == "grammar/cues";
    std::cout << " (" << (cue ? "'" + std::string(field.row.key()) + "', " : "") << field.row.place() << ")";
  }
  std::cout << "\n";
}

void explain(const Document& document, const Conversion& conversion, const Tables& tables) {
  explain_matches(document, conversion.mentions, tables);
  std::cout << "said of the patient:\n";
  for (const Statement& statement : conversion.statements.statements) explain_statement(statement);
  if (conversion.statements.statements.empty()) std::cout << "  nothing\n";
  bool any = false;
  for (const Dropped& dropped : conversion.statements.dropped) {
    if (!any) std::cout << "matched, and not said:\n";
    any = true;
    std::cout << "  '" << dropped.span.of(document.text) << "' dropped: " << dropped.reason;
    if (dropped.cue) std::cout << " ('" << dropped.cue.key() << "', " << dropped.cue.place() << ")";
    std::cout << "\n";
  }
}

int run_explain(const ExplainOptions& o, const Knowledge& knowledge) {
  std::string text;
  for (const std::string& word : o.words) text += (text.empty() ? "" : " ") + word;
  const auto bytes = text == "-" ? read_file("-") : Result<std::string>(text);
  const auto document = bytes ? read_document("text", *bytes) : Result<Document>(bytes.error());
  if (!document) return complain_of(document.error(), 3);
  visit(*document, knowledge, [&](const Document& d, const Conversion& c) { explain(d, c, *knowledge.tables); });
  return 0;
}

}  // namespace

void add_mappings_explain(CLI::App& mappings, int& status) {
  const auto o = std::make_shared<ExplainOptions>();
  CLI::App* command = mappings.add_subcommand("explain", "what a text matches, by which rows, and who won");
  command->add_option("text", o->words, "the words, or - for standard input")->required();
  add_layers(*command, o->layers);
  command->callback([o, &status] {
    status = with_knowledge(o->layers, [&](const Knowledge& knowledge) { return run_explain(*o, knowledge); });
  });
}

}  // namespace anamnesis::cli
