// Rows of grammar/senses in, rules out, filed under the concept's row (or its table, for "*"), so that a match without
// rules costs one look.
#include "recognise/sense_rules.h"

#include <algorithm>

#include "base/arena.h"
#include "base/utf8.h"
#include "segment/tokens.h"
#include "tables/suggest.h"

namespace anamnesis {

using namespace senses;

namespace {

Phrase folded_words(std::string_view words, const Folding& folding, Vocabulary& vocabulary) {
  Arena arena(1024);
  std::vector<Token> tokens;
  tokenise(words, {0, static_cast<uint32_t>(words.size())}, folding, arena, tokens);
  Phrase out;
  for (const Token& token : tokens)
    if (token.folded != "-") out.push_back(vocabulary.add(token.folded));
  return out;
}

auto table_called(std::string_view name) {
  return std::find_if(kTermTables.begin(), kTermTables.end(),
                      [&](const TermTable& t) { return t.name.substr(t.name.find('/') + 1) == name; });
}

struct Reader {
  const Folding& folding;
  Vocabulary& vocabulary;
  uint32_t documents = 0;  // conditions of that kind so far

  Result<Condition> condition(std::string_view text) {
    Condition out;
    const size_t open = text.find('(');
    const std::string_view name = text.substr(0, open);
    const auto known = std::find(kTests.begin(), kTests.end(), name);
    if (known == kTests.end()) {
      const std::string near = suggest(name, kTests);
      return Error{"no test '" + std::string(name) + "'" + (near.empty() ? "" : ": did you mean '" + near + "'?")};
    }
    out.test = static_cast<Test>(known - kTests.begin());
    const bool bare =
        out.test == Test::number || out.test == Test::dose || out.test == Test::end || out.test == Test::lower;
    if (bare != (open == std::string_view::npos) || (!bare && !text.ends_with(')')))
      return Error{bare ? "'" + std::string(name) + "' takes no list"
                        : "'" + std::string(name) + "' wants a list in brackets"};
    if (bare) return out;
    for (const std::string_view item : split_list(text.substr(open + 1, text.size() - open - 2), ',')) {
      if (out.test == Test::unit || out.test == Test::section) {
        out.values.emplace_back(item);
      } else if (out.test == Test::kind) {
        const auto table = table_called(item);
        if (table == kTermTables.end()) return Error{"no table '" + std::string(item) + "'"};
        out.kinds |= bit(table->kind);
      } else {
        out.phrases.push_back(folded_words(item, folding, vocabulary));
        if (out.phrases.back().empty()) return Error{"an empty phrase"};
        out.bits |= bit_of(out.test == Test::before ? out.phrases.back().back() : out.phrases.back().front());
      }
    }
    if (out.values.empty() && out.phrases.empty() && out.kinds == 0) return Error{"an empty list"};
    if (out.test == Test::document) out.id = documents++;
    return out;
  }

  Result<Alternatives> alternatives(std::string_view cell) {
    Alternatives out;
    for (const std::string_view alternative : split_list(cell)) {
      out.emplace_back();
      for (const std::string_view part : split_list(alternative, '&')) {
        auto read = condition(part);
        if (!read) return read.error();
        out.back().push_back(std::move(*read));
      }
    }
    return out;
  }
};

void note_beside(const Rule& rule, Beside& beside) {
  beside.all &= rule.needs.empty();
  for (const Alternatives* tests : {&rule.refuses, &rule.prefers})
    for (const std::vector<Condition>& all : *tests)
      for (const Condition& c : all) {
        if (c.test == Test::before)
          beside.before_bits |= c.bits;
        else if (c.test == Test::after)
          beside.after_bits |= c.bits;
        else if (c.test == Test::unit)
          beside.units = true;
        else
          beside.all = false;
      }
}

}  // namespace

Senses::Senses() : compiled_(std::make_unique<Compiled>()) {}
Senses::~Senses() = default;
Senses::Senses(Senses&&) noexcept = default;
Senses& Senses::operator=(Senses&&) noexcept = default;

// Under the row of its concept, which must list the phrase.
Result<void> Senses::Compiled::file(Rule rule, const Tables& tables, const Folding& folding, Vocabulary& vocabulary) {
  const std::string_view about = rule.row["concept"];
  const size_t slash = about.find('/');
  const auto at = table_called(about.substr(0, slash));
  const Table* table = at == kTermTables.end() ? nullptr : tables.find(at->name);
  if (slash == std::string_view::npos || table == nullptr)
    return Error{"'" + std::string(about) + "' is not TABLE/CONCEPT"};
  const size_t n = static_cast<size_t>(at - kTermTables.begin());
  const auto id = static_cast<uint32_t>(rules.size());
  const std::string_view key = about.substr(slash + 1);
  if (key == "*") {
    note_beside(rule, of_table[n].beside);
    of_table[n].rules.push_back(id);
  } else {
    const auto rows = table->find_all(key);
    // A layer may have taken the concept out, and the rule with it; the tables as built must agree.
    if (rows.empty() && table->first_layer_row() == table->size())
      return Error{"no concept '" + std::string(key) + "' in " + table->name()};
    bool listed = rule.phrase.empty();
    for (const uint32_t row : rows) {
      for (const std::string_view phrase : split_list(table->cell(row, table->column("phrases").value_or(0))))
        listed |= folded_words(phrase, folding, vocabulary) == rule.phrase;
      if (of_row[n].size() <= row) of_row[n].resize(row + 1);
      if (of_row[n][row] == 0) {
        if (sets.size() > UINT16_MAX) return Error{"more than " + std::to_string(UINT16_MAX) + " concepts have rules"};
        of_row[n][row] = static_cast<uint16_t>(sets.size());
        sets.emplace_back();
      }
      sets[of_row[n][row]].push_back(id);
    }
    if (!listed && !rows.empty())
      return Error{"'" + std::string(rule.row.key()) + "' is no phrase of '" + std::string(key) + "'"};
  }
  rules.push_back(std::move(rule));
  return {};
}

Result<Senses> Senses::compile(const Tables& tables, const Folding& folding, Vocabulary& vocabulary) {
  auto compiled = std::make_unique<Compiled>();
  Reader reader{folding, vocabulary};
  const Table* table = tables.find("grammar/senses");
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
    Rule rule;
    rule.row = {table, i};
    const auto placed = [&](Error error, std::string_view column) {
      const uint32_t at = table->column(column).value_or(0);
      error.file = table->file(i);
      error.line = table->line(i);
      error.column = 1;
      for (uint32_t c = 0; c < at; ++c) error.column += static_cast<uint32_t>(count_code_points(table->cell(i, c))) + 1;
      return error;
    };
    if (rule.row.key() != "*") rule.phrase = folded_words(rule.row.key(), folding, vocabulary);
    for (const auto& [column, target] :
         {std::pair{"needs", &rule.needs}, std::pair{"refuses", &rule.refuses}, std::pair{"prefers", &rule.prefers}}) {
      auto read = reader.alternatives(rule.row[column]);
      if (!read) return placed(read.error(), column);
      *target = std::move(*read);
    }
    if (const auto filed = compiled->file(std::move(rule), tables, folding, vocabulary); !filed)
      return placed(filed.error(), "concept");
  }
  compiled->documents = reader.documents;
  const Table* units = tables.find("grammar/units");
  for (uint32_t i = 0; units != nullptr && i < units->size(); ++i)
    if (units->cell(i, "kind") == "volume") compiled->volumes.insert(units->cell(i, "ucum"));
  Senses out;
  out.compiled_ = std::move(compiled);
  return out;
}

}  // namespace anamnesis
