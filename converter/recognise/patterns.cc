// Patterns. The trie's nodes have edges for words, found by binary search, and for slots, each tried once. Optional
// elements are inserted twice, with and without; alternatives of one element lead to one child. A walk from token i
// visits every way through the trie that fits (they are few), and keeps the furthest one.
#include "recognise/patterns.h"

#include <algorithm>
#include <unordered_map>

#include "recognise/numbers.h"
#include "segment/tokens.h"

namespace anamnesis {
namespace {

// "st", "nd", "rd", "th" glued to token i.
bool ordinal_ending(const Words& words, uint32_t i) {
  return words.glued(i) && (words.is(i, "st") || words.is(i, "nd") || words.is(i, "rd") || words.is(i, "th"));
}

}  // namespace

struct PatternTable::Attempt {
  const Words& words;
  const SlotGrammar& slots;
  Arena& arena;
  PatternMatch& best;
  uint32_t start = 0, best_row = UINT32_MAX;
  Captures captures = {};
};

bool PatternTable::parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary, Arena& arena,
                                 std::vector<Element>& out) {
  Element element;
  if (text.starts_with('~')) {
    element.outside = true;
    text.remove_prefix(1);
  }
  if (text.starts_with('[') && text.ends_with(']')) {
    element.optional = true;
    text = text.substr(1, text.size() - 2);
  }
  constexpr std::pair<std::string_view, Slot> names[] = {
      {"<n>", Slot::number},  {"<n+>", Slot::number_or_article}, {"<time>", Slot::time}, {"<ordinal>", Slot::ordinal},
      {"<year>", Slot::year}, {"<month>", Slot::month},          {"<day>", Slot::day},   {"<anchor>", Slot::anchor},
      {"<unit>", Slot::unit}};
  for (const auto& [name, slot] : names) {
    if (text != name) continue;
    element.slot = slot;
    out.push_back(std::move(element));
    return true;
  }
  if (text.starts_with('<') || text.empty()) return false;
  // Words with a hyphen or a stop inside are several elements.
  std::vector<Token> tokens;
  if (text.find('|') == std::string_view::npos) {
    tokenise(text, {0, static_cast<uint32_t>(text.size())}, folding, arena, tokens);
    for (const Token& token : tokens) {
      if (token.folded == "-" && tokens.size() > 1) continue;
      Element one = element;
      one.words = {vocabulary.add(token.folded)};
      out.push_back(std::move(one));
    }
    return !tokens.empty();
  }
  for (const std::string_view word : split_list(text)) element.words.push_back(vocabulary.add(folding.fold(word)));
  out.push_back(std::move(element));
  return true;
}

// "a|post-b c" -> "a c", "post-b c": an alternative of several tokens is a pattern of its own.
std::vector<std::string> PatternTable::expand(std::string_view key) {
  for (size_t begin = 0; begin < key.size();) {
    const size_t end = std::min(key.find(' ', begin), key.size());
    const std::string_view element = key.substr(begin, end - begin);
    const size_t lead = element.find_first_not_of("~[");
    if (element.find('|') != std::string_view::npos && element.find_first_of("-.'") != std::string_view::npos) {
      const size_t tail = element.ends_with(']') ? 1 : 0;
      std::vector<std::string> out;
      for (const std::string_view one : split_list(element.substr(lead, element.size() - lead - tail))) {
        const std::string variant =
            std::string(key.substr(0, begin + lead)) + std::string(one) + std::string(key.substr(end - tail));
        for (std::string& more : expand(variant)) out.push_back(std::move(more));
      }
      return out;
    }
    begin = end + 1;
  }
  return {std::string(key)};
}

struct PatternTable::Maker {
  std::unordered_multimap<uint64_t, uint32_t> children;  // hash of node and element -> child
  std::vector<Element> elements;                         // by child
  std::vector<uint32_t> parents;

  static uint64_t hash(uint32_t node, const Element& e) {
    uint64_t h = (uint64_t{node} << 8 | static_cast<uint64_t>(e.slot) << 1 | uint64_t{e.outside}) * 0x9E3779B97F4A7C15u;
    for (const WordId word : e.words) h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h;
  }
};

Result<void> PatternTable::compile(const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  nodes_.emplace_back();
  table_ = table;
  Arena arena;
  Maker maker;
  maker.elements.emplace_back();
  maker.parents.push_back(UINT32_MAX);
  std::vector<Element> elements;
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i)
    for (const std::string& key : expand(table->key(i))) {
      elements.clear();
      for (const std::string_view element : split_list(key, ' '))
        if (!parse_element(element, folding, vocabulary, arena, elements))
          return Error{"'" + std::string(element) + "' is no slot", table->file(i), table->line(i), 1};
      if (std::all_of(elements.begin(), elements.end(), [](const Element& e) { return e.optional || e.outside; }))
        return Error{"a pattern needs an element that must stand there", table->file(i), table->line(i), 1};
      insert(maker, elements, 0, 0, i);
    }
  for (Node& node : nodes_) {
    std::stable_sort(node.words.begin(), node.words.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [word, edge] : node.words) node.word_bits |= uint64_t{1} << (word & 63);
    for (const Edge& edge : node.slots) node.takes |= bit_of(edge.slot);
  }
  return {};
}

void PatternTable::insert(Maker& maker, const std::vector<Element>& elements, size_t from, uint32_t node,
                          uint32_t row) {
  if (from == elements.size()) {
    nodes_[node].row = std::min(nodes_[node].row, row);
    return;
  }
  if (elements[from].optional) insert(maker, elements, from + 1, node, row);
  insert(maker, elements, from + 1, child_of(maker, node, elements[from]), row);
}

uint32_t PatternTable::child_of(Maker& maker, uint32_t node, const Element& element) {
  Element plain = element;
  plain.optional = false;
  const uint64_t hash = Maker::hash(node, plain);
  const auto [first, last] = maker.children.equal_range(hash);
  for (auto at = first; at != last; ++at)
    if (maker.parents[at->second] == node && maker.elements[at->second] == plain) return at->second;
  const auto child = static_cast<uint32_t>(nodes_.size());
  nodes_.emplace_back();
  maker.children.emplace(hash, child);
  maker.parents.push_back(node);
  Node& parent = nodes_[node];
  const Edge edge{child, plain.slot, plain.outside};
  if (plain.slot == Slot::word)
    for (const WordId word : plain.words) parent.words.emplace_back(word, edge);
  else
    parent.slots.push_back(edge);
  maker.elements.push_back(std::move(plain));
  return child;
}

void PatternTable::finish(std::span<const Starts> by_word) {
  starts_.assign(by_word.size(), 0);
  first_.assign(by_word.size(), {});
  const Node& root = nodes_[0];
  for (uint32_t e = 0; e < root.words.size(); ++e) {
    First& first = first_[root.words[e].first];
    const Node& child = nodes_[root.words[e].second.child];
    if (first.end == 0) first.first = e;
    first.end = e + 1;
    first.ends |= child.row != UINT32_MAX;
    first.takes |= child.takes;
    first.word_bits |= child.word_bits;
  }
  for (WordId word = 1; word < by_word.size(); ++word)
    starts_[word] = first_[word].end != 0 || (by_word[word] & root.takes) != 0;
}

// Takes one slot at token i into the captures; gives the index behind it, 0 if it does not stand there.
uint32_t PatternTable::take(Attempt& attempt, Slot slot, uint32_t i) {
  const Words& words = attempt.words;
  Captures& c = attempt.captures;
  switch (slot) {
    case Slot::word: return 0;
    case Slot::number:
    case Slot::number_or_article: {
      const NumberReading* n = words.range(i);
      if (n == nullptr || c.number_count == Captures::kNumbers) return 0;
      const bool loose = n->kind == NumberReading::Kind::article || n->kind == NumberReading::Kind::vague;
      if (loose && slot == Slot::number) return 0;
      c.numbers[c.number_count++] = n;
      return n->kind == NumberReading::Kind::vague && words.is(n->end, "of") ? n->end + 1 : n->end;
    }
    case Slot::time:
    case Slot::unit: {
      if (c.unit_count == Captures::kUnits) return 0;
      const UnitReading* unit = slot == Slot::time ? attempt.slots.units.time_at(words, i, attempt.arena)
                                                   : &attempt.slots.units.at(words, i, attempt.arena);
      if (unit == nullptr || !*unit) return 0;
      // "a second" is hardly ever a unit of time.
      const bool article = c.number_count > 0 && c.numbers[c.number_count - 1]->kind == NumberReading::Kind::article;
      if (article && unit->ucum == "s") return 0;
      c.units[c.unit_count++] = unit;
      return unit->end;
    }
    case Slot::ordinal: {
      if (words.is_number(i)) {
        if (!ordinal_ending(words, i + 1)) return 0;
        c.ordinal = to_number(words.folded(i));
        return c.ordinal != 0 ? i + 2 : 0;
      }
      const PhraseTable::Hit hit = attempt.slots.ordinals.at(words, i);
      if (!hit) return 0;
      c.ordinal = to_number(hit.row["value"]);
      return hit.end;
    }
    case Slot::year: {
      const uint32_t year = words.is_number(i) && words.folded(i).size() == 4 ? to_number(words.folded(i)) : 0;
      if (year < 1900 || year > 2099) return 0;
      (c.year == 0 ? c.year : c.second_year) = year;
      return i + 1;
    }
    case Slot::month: {
      const PhraseTable::Hit hit = attempt.slots.months.at(words, i);
      if (!hit) return 0;
      c.month = to_number(hit.row["value"]);
      return hit.end;
    }
    case Slot::day: {
      if (!words.is_number(i) || words.is_raised(i)) return 0;
      const uint32_t day = to_number(words.folded(i));
      if (day < 1 || day > 31) return 0;
      c.day = day;
      return ordinal_ending(words, i + 1) ? i + 2 : i + 1;
    }
    case Slot::anchor: {
      uint32_t at = i;
      PhraseTable::Hit hit = attempt.slots.anchors.at(words, at);
      const auto& skipped = attempt.slots.skipped_anchors;
      for (int before = 0; hit && skipped[hit.row.index] && before < 3; ++before)
        hit = attempt.slots.anchors.at(words, at = hit.end);
      if (!hit || skipped[hit.row.index]) return 0;
      c.anchor = hit.row;
      c.anchor_begin = at;
      c.anchor_end = hit.end;
      return hit.end;
    }
  }
  return 0;
}

// At a node: a pattern may end here; then its edges, also behind a hyphen.
void PatternTable::walk(Attempt& attempt, uint32_t node, uint32_t i, uint32_t begin, uint32_t end) const {
  const uint32_t row = nodes_[node].row;
  if (row != UINT32_MAX && end > begin &&
      (end > attempt.best.end || (end == attempt.best.end && row < attempt.best_row))) {
    attempt.best_row = row;
    attempt.best.row = {table_, row};
    attempt.best.begin = begin;
    attempt.best.end = end;
    attempt.best.captures = attempt.captures;
  }
  if (i >= attempt.words.end) return;
  edges(attempt, node, i, begin, end);
  if (i > attempt.start && i + 1 < attempt.words.end && attempt.words.is(i, "-"))
    edges(attempt, node, i + 1, begin, end);
}

// Whether token i, or the one behind a hyphen there, may be one of the words or fill one of the slots.
bool PatternTable::takes(const Words& words, uint32_t i, uint64_t word_bits, Starts slots) {
  const auto here = [&](uint32_t at) {
    return (word_bits >> (words.ids[at] & 63) & 1) != 0 || (words.starts[at] & slots) != 0;
  };
  if (i >= words.end) return false;
  return here(i) || (i + 1 < words.end && words.is(i, "-") && here(i + 1));
}

// Whether a pattern ends at the node, or an edge of it may be taken from token i.
bool PatternTable::goes_on(const Words& words, uint32_t number, uint32_t i) const {
  const Node& node = nodes_[number];
  return node.row != UINT32_MAX || takes(words, i, node.word_bits, node.takes);
}

// Whether any edge of the root leads somewhere from token i: says no to most tokens at little cost.
bool PatternTable::may_match(const Words& words, uint32_t i) const {
  const Node& root = nodes_[0];
  const First& first = first_[words.ids[i]];
  if (first.end != 0 && (first.ends || takes(words, i + 1, first.word_bits, first.takes))) return true;
  const Starts here = words.starts[i] & root.takes;
  for (const Edge& edge : root.slots) {
    if ((here & bit_of(edge.slot)) == 0) continue;
    const bool number = edge.slot == Slot::number || edge.slot == Slot::number_or_article;
    if (!number || goes_on(words, edge.child, words.range(i)->end) ||
        words.range(i)->kind == NumberReading::Kind::vague)
      return true;
  }
  return false;
}

void PatternTable::edges(Attempt& attempt, uint32_t number, uint32_t i, uint32_t begin, uint32_t end) const {
  const Node& node = nodes_[number];
  const WordId id = attempt.words.ids[i];
  if (number == 0) {
    for (uint32_t e = first_[id].first; e < first_[id].end; ++e)
      follow(attempt, node.words[e].second, i, i + 1, begin, end);
  } else if (id != 0 && (node.word_bits >> (id & 63) & 1) != 0) {
    auto at = std::lower_bound(node.words.begin(), node.words.end(), id,
                               [](const auto& entry, WordId wanted) { return entry.first < wanted; });
    for (; at != node.words.end() && at->first == id; ++at) follow(attempt, at->second, i, i + 1, begin, end);
  }
  const Starts here = attempt.words.starts[i] & node.takes;
  if (here == 0) return;
  for (const Edge& edge : node.slots) {
    if ((here & bit_of(edge.slot)) == 0) continue;
    const Captures before = attempt.captures;
    if (const uint32_t behind = take(attempt, edge.slot, i); behind != 0) follow(attempt, edge, i, behind, begin, end);
    attempt.captures = before;
  }
}

void PatternTable::follow(Attempt& attempt, const Edge& edge, uint32_t from, uint32_t behind, uint32_t begin,
                          uint32_t end) const {
  if (!goes_on(attempt.words, edge.child, behind)) return;
  if (edge.outside) return walk(attempt, edge.child, behind, begin, end);
  walk(attempt, edge.child, behind, end == 0 ? from : begin, behind);
}

bool PatternTable::at(const Words& words, uint32_t i, const SlotGrammar& slots, Arena& arena, PatternMatch& out) const {
  if (!may_match(words, i)) return false;
  out.row = {};
  out.end = 0;
  Attempt attempt{words, slots, arena, out, i};
  walk(attempt, 0, i, 0, 0);
  return static_cast<bool>(out.row);
}

}  // namespace anamnesis
