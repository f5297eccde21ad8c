// Rows are filed under the concept's row (or its table, for "*"), so that a match without rules costs one look. Lists
// of words for document() are searched for at most once a document.
#include "recognise/senses.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/arena.h"
#include "base/ascii.h"
#include "base/utf8.h"
#include "recognise/kinds.h"
#include "segment/tokens.h"
#include "tables/suggest.h"

namespace anamnesis {
namespace {

constexpr uint32_t kNear = 12;   // words to each side
constexpr uint32_t kBehind = 4;  // words between a test and its value
constexpr uint32_t kBeside = 3;  // words between a drug and its dose
constexpr uint32_t kRankOfSense = 0;

}  // namespace

// Named, since a type that the header declares holds them.
namespace senses {

enum class Test : uint8_t { before, after, near, document, unit, number, dose, kind, section, end, lower };
constexpr std::array<std::string_view, 11> kTests = {"before", "after", "near",    "document", "unit", "number",
                                                     "dose",   "kind",  "section", "end",      "lower"};

using Phrase = std::vector<std::string>;               // folded words
using Volumes = std::unordered_set<std::string_view>;  // UCUM codes of grammar/units whose kind is volume

struct Condition {
  Test test = Test::end;
  std::vector<Phrase> phrases;      // of before, after, near, document
  std::vector<std::string> values;  // of unit, section
  uint64_t kinds = 0;               // of kind: bits of MentionKind
  uint32_t id = 0;                  // of document: index into what is known of the text
};
using Alternatives = std::vector<std::vector<Condition>>;

struct Rule {
  Row row;
  Phrase phrase;  // empty: any
  Alternatives needs, refuses, prefers;
};

}  // namespace senses

using namespace senses;

namespace {

Phrase folded_words(std::string_view words, const Folding& folding) {
  Arena arena(1024);
  std::vector<Token> tokens;
  tokenise(words, {0, static_cast<uint32_t>(words.size())}, folding, arena, tokens);
  Phrase out;
  for (const Token& token : tokens)
    if (token.folded != "-") out.emplace_back(token.folded);
  return out;
}

auto table_called(std::string_view name) {
  return std::find_if(kTermTables.begin(), kTermTables.end(),
                      [&](const TermTable& t) { return t.name.substr(t.name.find('/') + 1) == name; });
}

uint64_t bit(MentionKind kind) {
  return uint64_t{1} << static_cast<unsigned>(kind);
}

// The text at hand: what the conditions ask of it.
struct Scene {
  std::string_view text;
  const Segments& segments;
  std::vector<const Mention*> quantity_at;  // by first token
  std::vector<uint8_t> dosage;              // by token
  std::vector<uint64_t> kinds;              // by first token: of the matches, before any is refused
  mutable std::vector<int8_t> in_document;  // by id of the condition: -1 not looked for yet
  const Volumes& volumes;

  std::string_view word(uint32_t t) const { return segments.tokens[t].folded; }

  // Whether the phrase stands at token t, hyphens aside; `end` is behind it.
  bool at(const Phrase& phrase, uint32_t t, uint32_t limit, uint32_t& end) const {
    for (const std::string& wanted : phrase) {
      while (t < limit && word(t) == "-") ++t;
      if (t >= limit || word(t) != wanted) return false;
      ++t;
    }
    end = t;
    return true;
  }
  bool any_at(const std::vector<Phrase>& phrases, uint32_t t, uint32_t limit) const {
    uint32_t end;
    return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& p) { return at(p, t, limit, end); });
  }
};

// An amount in so much of a volume: "g/dL", "/mm3".
bool is_concentration(const Scene& scene, std::string_view ucum) {
  const size_t slash = ucum.find('/');
  return slash != std::string_view::npos && scene.volumes.contains(ucum.substr(slash + 1));
}

bool stands_before(const Scene& scene, const std::vector<Phrase>& phrases, uint32_t first, uint32_t begin) {
  while (first > begin && scene.word(first - 1) == "-") --first;
  for (const Phrase& phrase : phrases) {
    uint32_t end = 0;
    const auto size = static_cast<uint32_t>(phrase.size());
    if (first >= begin + size && scene.at(phrase, first - size, first, end) && end == first) return true;
  }
  return false;
}

bool holds(const Condition& c, const Candidate& candidate, const Scene& scene) {
  const Mention& m = candidate.mention;
  const Sentence& sentence = scene.segments.sentences[m.sentence];
  const uint32_t begin = sentence.first_token, end = sentence.end_token;
  const auto around = [&](uint32_t left, uint32_t right, auto found) {
    const uint32_t from = m.first_token > begin + left ? m.first_token - left : begin;
    for (uint32_t t = from; t < std::min(end, m.end_token + right); ++t)
      if ((t < m.first_token || t >= m.end_token) && found(t)) return true;
    return false;
  };
  switch (c.test) {
    case Test::before: return stands_before(scene, c.phrases, m.first_token, begin);
    case Test::after: return scene.any_at(c.phrases, m.end_token, end);
    case Test::near: return around(kNear, kNear, [&](uint32_t t) { return scene.any_at(c.phrases, t, end); });
    case Test::document: {
      int8_t& known = scene.in_document[c.id];
      const auto size = static_cast<uint32_t>(scene.segments.tokens.size());
      for (uint32_t t = 0; known < 0 && t < size; ++t)
        if (scene.any_at(c.phrases, t, size)) known = 1;
      if (known < 0) known = 0;
      return known == 1;
    }
    case Test::unit:
      return around(0, kBehind, [&](uint32_t t) {
        const Mention* quantity = scene.quantity_at[t];
        if (quantity == nullptr || t < m.end_token) return false;
        const std::string_view ucum = quantity->quantity->ucum;
        return std::any_of(c.values.begin(), c.values.end(), [&](const std::string& unit) {
          return unit == "/" ? is_concentration(scene, ucum) : ucum == unit;
        });
      });
    case Test::number: return m.end_token < end && scene.segments.tokens[m.end_token].kind == TokenKind::number;
    case Test::dose: return around(kBeside, kBeside, [&](uint32_t t) { return scene.dosage[t] != 0; });
    case Test::kind: return around(kNear, kNear, [&](uint32_t t) { return (scene.kinds[t] & c.kinds) != 0; });
    case Test::section: {
      const std::string_view kind = scene.segments.sections[sentence.section].kind;
      return std::find(c.values.begin(), c.values.end(), kind) != c.values.end();
    }
    case Test::end:
      return m.end_token >= end ||
             (scene.segments.tokens[m.end_token].kind == TokenKind::punctuation && scene.word(m.end_token) != "-");
    case Test::lower: {
      const std::string_view words = m.span.of(scene.text);
      return std::none_of(words.begin(), words.end(), is_upper);
    }
  }
  return false;
}

bool holds(const Alternatives& alternatives, const Candidate& candidate, const Scene& scene) {
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const std::vector<Condition>& all) {
    return std::all_of(all.begin(), all.end(), [&](const Condition& c) { return holds(c, candidate, scene); });
  });
}

// Parsing ------------------------------------------------------------------------------------------------------------

struct Reader {
  const Folding& folding;
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
        out.phrases.push_back(folded_words(item, folding));
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

}  // namespace

struct Senses::Compiled {
  std::vector<Rule> rules;
  // By table of kTermTables: the rules of a row, and those of all its rows.
  std::array<std::unordered_map<uint32_t, std::vector<uint32_t>>, kTermTables.size()> of_row;
  std::array<std::vector<uint32_t>, kTermTables.size()> of_table;
  std::array<std::vector<bool>, kTermTables.size()> ruled;  // by row: of_row has it
  uint32_t documents = 0;
  Volumes volumes;

  Result<void> file(Rule rule, const Tables& tables, const Folding& folding);
};

Senses::Senses() : compiled_(std::make_unique<Compiled>()) {}
Senses::~Senses() = default;
Senses::Senses(Senses&&) noexcept = default;
Senses& Senses::operator=(Senses&&) noexcept = default;

// Under the row of its concept, which must list the phrase.
Result<void> Senses::Compiled::file(Rule rule, const Tables& tables, const Folding& folding) {
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
    of_table[n].push_back(id);
  } else {
    const auto rows = table->find_all(key);
    // A layer may have taken the concept out, and the rule with it; the tables as built must agree.
    if (rows.empty() && table->first_layer_row() == table->size())
      return Error{"no concept '" + std::string(key) + "' in " + table->name()};
    bool listed = rule.phrase.empty();
    for (const uint32_t row : rows) {
      for (const std::string_view phrase : split_list(table->cell(row, table->column("phrases").value_or(0))))
        listed |= folded_words(phrase, folding) == rule.phrase;
      of_row[n][row].push_back(id);
      if (ruled[n].size() <= row) ruled[n].resize(row + 1);
      ruled[n][row] = true;
    }
    if (!listed && !rows.empty())
      return Error{"'" + std::string(rule.row.key()) + "' is no phrase of '" + std::string(key) + "'"};
  }
  rules.push_back(std::move(rule));
  return {};
}

Result<Senses> Senses::compile(const Tables& tables, const Folding& folding) {
  auto compiled = std::make_unique<Compiled>();
  Reader reader{folding};
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
    if (rule.row.key() != "*") rule.phrase = folded_words(rule.row.key(), folding);
    for (const auto& [column, target] :
         {std::pair{"needs", &rule.needs}, std::pair{"refuses", &rule.refuses}, std::pair{"prefers", &rule.prefers}}) {
      auto read = reader.alternatives(rule.row[column]);
      if (!read) return placed(read.error(), column);
      *target = std::move(*read);
    }
    if (const auto filed = compiled->file(std::move(rule), tables, folding); !filed)
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

// Applying -----------------------------------------------------------------------------------------------------------

namespace {

Scene scene_of(std::string_view text, const Segments& segments, std::span<const Mention> readings,
               std::span<const Candidate> matched, const Senses::Compiled& rules) {
  const size_t size = segments.tokens.size() + 1;
  Scene out{text,
            segments,
            std::vector<const Mention*>(size),
            std::vector<uint8_t>(size),
            std::vector<uint64_t>(size),
            std::vector<int8_t>(rules.documents, -1),
            rules.volumes};
  for (const Mention& m : readings) {
    if (m.quantity != nullptr) out.quantity_at[m.first_token] = &m;
    if (m.kind == MentionKind::dosage_part)
      for (uint32_t t = m.first_token; t < m.end_token; ++t) out.dosage[t] = 1;
  }
  for (const Candidate& c : matched) out.kinds[c.mention.first_token] |= bit(c.mention.kind);
  return out;
}

bool is_phrase(const Rule& rule, const Mention& m, const Scene& scene) {
  uint32_t end = 0;
  return rule.phrase.empty() || (scene.at(rule.phrase, m.first_token, m.end_token, end) && end == m.end_token);
}

}  // namespace

std::vector<Refused> Senses::apply(std::string_view text, const Segments& segments, std::span<const Mention> readings,
                                   std::vector<Candidate>& matched) const {
  std::vector<Refused> refused;
  if (compiled_->rules.empty()) return refused;
  const Scene scene = scene_of(text, segments, readings, matched, *compiled_);
  const auto counts = [&](Candidate& c, const std::vector<uint32_t>& rules) {
    for (const uint32_t id : rules) {
      const Rule& rule = compiled_->rules[id];
      if (!is_phrase(rule, c.mention, scene)) continue;
      const bool needed = holds(rule.needs, c, scene);
      if ((!rule.needs.empty() && !needed) || holds(rule.refuses, c, scene)) {
        refused.push_back({c.mention, rule.row});
        return false;
      }
      if (needed || holds(rule.prefers, c, scene)) c.rank = kRankOfSense;
    }
    return true;
  };
  std::erase_if(matched, [&](Candidate& c) {
    const Row row = c.mention.row;
    if (!row) return false;
    const uint32_t n = c.rank;  // of a match: the index of its table
    if (n >= kTermTables.size()) return false;
    const auto& by_row = compiled_->of_row[n];
    const auto& ruled = compiled_->ruled[n];
    const bool has_rules = row.index < ruled.size() && ruled[row.index];
    const auto at = has_rules ? by_row.find(row.index) : by_row.end();
    return (at != by_row.end() && !counts(c, at->second)) ||
           (!compiled_->of_table[n].empty() && !counts(c, compiled_->of_table[n]));
  });
  return refused;
}

}  // namespace anamnesis
