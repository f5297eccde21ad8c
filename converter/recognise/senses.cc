// Which matches count where they stand. Words are compared by their numbers; what a list of words may begin with is
// told by its bits first. Lists of words for document() are searched for at most once a document.
#include "recognise/senses.h"

#include <algorithm>

#include "base/ascii.h"
#include "recognise/sense_rules.h"

namespace anamnesis {

using namespace senses;

namespace {

constexpr uint32_t kNear = 12;   // words to each side
constexpr uint32_t kBehind = 4;  // words between a test and its value
constexpr uint32_t kBeside = 3;  // words between a drug and its dose
constexpr uint16_t kRankOfSense = 0;

// The text at hand: what the conditions ask of it.
class Scene {
 public:
  Scene(const SenseText& text, std::span<const Candidate> matched, const Senses::Compiled& rules)
      : text_(text.text),
        segments_(text.segments),
        ids_(text.scanned.words.ids),
        hyphen_(text.hyphen),
        quantity_at_(text.arena.make_array<const QuantityReading*>(text.segments.tokens.size())),
        dosage_(text.arena.make_array<uint8_t>(text.segments.tokens.size())),
        kinds_(text.arena.make_array<uint64_t>(text.segments.tokens.size())),
        in_document_(text.arena.make_array<Known>(rules.documents)),
        volumes_(rules.volumes) {
    for (const Mention& m : text.scanned.mentions) {
      if (m.quantity != nullptr) quantity_at_[m.first_token] = m.quantity;
      if (m.kind == MentionKind::dosage_part)
        for (uint32_t t = m.first_token; t < m.end_token; ++t) dosage_[t] = 1;
    }
    for (const Candidate& c : matched) kinds_[c.first_token] |= bit(c.kind);
  }

  bool is_phrase(const Phrase& phrase, const Candidate& c) const {
    uint32_t end = 0;
    return phrase.empty() || (stands_at(phrase, c.first_token, c.end_token, end) && end == c.end_token);
  }

  // False: none of the rules' tests holds.
  bool may_hold(const Beside& beside, const Candidate& c) const {
    if (!beside.all) return true;
    const Sentence& sentence = segments_.sentences[c.sentence];
    uint32_t before = c.first_token, after = c.end_token;
    while (before > sentence.first_token && ids_[before - 1] == hyphen_) --before;
    while (after < sentence.end_token && ids_[after] == hyphen_) ++after;
    if (before > sentence.first_token && (beside.before_bits & bit_of(ids_[before - 1])) != 0) return true;
    if (after < sentence.end_token && (beside.after_bits & bit_of(ids_[after])) != 0) return true;
    return beside.units && around(c, 0, kBehind, [&](uint32_t t) { return quantity_at_[t] != nullptr; });
  }

  bool any_holds(const Alternatives& alternatives, const Candidate& candidate) const {
    for (const std::vector<Condition>& all : alternatives)
      if (std::all_of(all.begin(), all.end(), [&](const Condition& c) { return holds(c, candidate); })) return true;
    return false;
  }

 private:
  enum class Known : uint8_t { not_yet, no, yes };

  // Whether the phrase stands at token t, hyphens aside; `end` is behind it.
  bool stands_at(const Phrase& phrase, uint32_t t, uint32_t limit, uint32_t& end) const {
    for (const WordId wanted : phrase) {
      while (t < limit && ids_[t] == hyphen_) ++t;
      if (t >= limit || ids_[t] != wanted) return false;
      ++t;
    }
    end = t;
    return true;
  }
  bool any_at(const Condition& c, uint32_t t, uint32_t limit) const {
    while (t < limit && ids_[t] == hyphen_) ++t;
    if (t >= limit || (c.bits & bit_of(ids_[t])) == 0) return false;
    uint32_t end;
    return std::any_of(c.phrases.begin(), c.phrases.end(),
                       [&](const Phrase& p) { return p.front() == ids_[t] && stands_at(p, t, limit, end); });
  }

  bool stands_before(const Condition& c, uint32_t first, uint32_t begin) const {
    while (first > begin && ids_[first - 1] == hyphen_) --first;
    if (first == begin || (c.bits & bit_of(ids_[first - 1])) == 0) return false;
    return std::any_of(c.phrases.begin(), c.phrases.end(), [&](const Phrase& p) {
      return first - begin >= p.size() && std::equal(p.begin(), p.end(), ids_ + first - p.size());
    });
  }

  bool in_document(const Condition& c) const {
    Known& known = in_document_[c.id];
    const auto size = static_cast<uint32_t>(segments_.tokens.size());
    if (known == Known::not_yet) known = Known::no;
    for (uint32_t t = 0; known == Known::no && t < size; ++t)
      if (any_at(c, t, size)) known = Known::yes;
    return known == Known::yes;
  }

  // An amount in so much of a volume: "g/dL", "/mm3".
  bool is_concentration(std::string_view ucum) const {
    const size_t slash = ucum.find('/');
    return slash != std::string_view::npos && volumes_.contains(ucum.substr(slash + 1));
  }
  bool has_unit(const Condition& c, std::string_view ucum) const {
    return std::any_of(c.values.begin(), c.values.end(),
                       [&](const std::string& unit) { return unit == "/" ? is_concentration(ucum) : ucum == unit; });
  }

  // Whether something is found at one of so many tokens at each side of the candidate, in its sentence.
  template <typename Found>
  bool around(const Candidate& m, uint32_t left, uint32_t right, const Found& found) const {
    const Sentence& sentence = segments_.sentences[m.sentence];
    const uint32_t begin = sentence.first_token;
    for (uint32_t t = m.first_token > begin + left ? m.first_token - left : begin; t < m.first_token; ++t)
      if (found(t)) return true;
    for (uint32_t t = m.end_token; t < std::min(sentence.end_token, m.end_token + right); ++t)
      if (found(t)) return true;
    return false;
  }

  bool holds(const Condition& c, const Candidate& m) const;

  std::string_view text_;
  const Segments& segments_;
  const WordId* ids_;
  WordId hyphen_;
  std::span<const QuantityReading*> quantity_at_;  // by first token
  std::span<uint8_t> dosage_;                      // by token
  std::span<uint64_t> kinds_;                      // by first token: of the matches, before any is refused
  std::span<Known> in_document_;                   // by id of the condition
  const Volumes& volumes_;
};

bool Scene::holds(const Condition& c, const Candidate& m) const {
  const Sentence& sentence = segments_.sentences[m.sentence];
  const uint32_t end = sentence.end_token;
  switch (c.test) {
    case Test::before: return stands_before(c, m.first_token, sentence.first_token);
    case Test::after: return any_at(c, m.end_token, end);
    case Test::near:
      return around(m, kNear, kNear, [&](uint32_t t) {
        return ((c.bits & bit_of(ids_[t])) != 0 || ids_[t] == hyphen_) && any_at(c, t, end);
      });
    case Test::document: return in_document(c);
    case Test::unit:
      return around(m, 0, kBehind,
                    [&](uint32_t t) { return quantity_at_[t] != nullptr && has_unit(c, quantity_at_[t]->ucum); });
    case Test::number: {  // "T 37", "T: 37"
      const uint32_t t =
          m.end_token < end && segments_.tokens[m.end_token].is_mark(':') ? m.end_token + 1 : m.end_token;
      return t < end && segments_.tokens[t].kind == TokenKind::number;
    }
    case Test::dose: return around(m, kBeside, kBeside, [&](uint32_t t) { return dosage_[t] != 0; });
    case Test::kind: return around(m, kNear, kNear, [&](uint32_t t) { return (kinds_[t] & c.kinds) != 0; });
    case Test::section: {
      const std::string_view kind = segments_.sections[sentence.section].kind;
      return std::find(c.values.begin(), c.values.end(), kind) != c.values.end();
    }
    case Test::end:
      return m.end_token >= end || (segments_.tokens[m.end_token].kind == TokenKind::punctuation &&
                                    segments_.tokens[m.end_token].folded != "-");
    case Test::lower: {
      const std::string_view words = m.span(segments_.tokens).of(text_);
      return std::none_of(words.begin(), words.end(), is_upper);
    }
  }
  return false;
}

}  // namespace

std::vector<Refused> Senses::apply(const SenseText& text, const ColumnsByKind& columns,
                                   std::vector<Candidate>& matched) const {
  std::vector<Refused> refused;
  if (compiled_->rules.empty()) return refused;
  const Scene scene(text, matched, *compiled_);
  const auto counts = [&](Candidate& c, const std::vector<uint32_t>& rules) {
    for (const uint32_t id : rules) {
      const Rule& rule = compiled_->rules[id];
      if (!scene.is_phrase(rule.phrase, c)) continue;
      const bool needed = scene.any_holds(rule.needs, c);
      if ((!rule.needs.empty() && !needed) || scene.any_holds(rule.refuses, c)) {
        refused.push_back({mention_of(c, text.segments.tokens, columns), rule.row});
        return false;
      }
      if (needed || scene.any_holds(rule.prefers, c)) c.rank = kRankOfSense;
    }
    return true;
  };
  std::erase_if(matched, [&](Candidate& c) {
    const uint32_t n = c.rank;  // of a match: the index of its table
    const auto& of_row = compiled_->of_row[n];
    const TableRules& of_table = compiled_->of_table[n];
    const uint32_t set = c.row.index < of_row.size() ? of_row[c.row.index] : 0;
    return (set != 0 && !counts(c, compiled_->sets[set])) ||
           (!of_table.rules.empty() && scene.may_hold(of_table.beside, c) && !counts(c, of_table.rules));
  });
  return refused;
}

}  // namespace anamnesis
