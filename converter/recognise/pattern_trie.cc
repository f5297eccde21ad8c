// Rows of pattern tables in, the trie of Patterns out.
//
// Each pattern is written out: optional elements with and without, alternatives each for itself. A node then has at
// most one way on for a word inside the mention, and one for a word that must only stand there.
#include <algorithm>
#include <bit>
#include <map>

#include "recognise/patterns.h"
#include "segment/tokens.h"

namespace anamnesis {

bool Patterns::parse_element(std::string_view text, const Folding& folding, Vocabulary& vocabulary, Arena& arena,
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
      {"<n>", Slot::number},        {"<n+>", Slot::number},     {"<time>", Slot::time},
      {"<ordinal>", Slot::ordinal}, {"<year>", Slot::year},     {"<month>", Slot::month},
      {"<day>", Slot::day},         {"<anchor>", Slot::anchor}, {"<unit>", Slot::unit}};
  for (const auto& [name, slot] : names) {
    if (text != name) continue;
    element.slot = slot;
    element.or_vague = text == "<n+>";
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
std::vector<std::string> Patterns::expand(std::string_view key) {
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

Result<void> Patterns::add(PatternKind kind, const Table* table, const Folding& folding, Vocabulary& vocabulary) {
  tables_[static_cast<size_t>(kind)] = table;
  Arena arena;
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i)
    for (const std::string& key : expand(table->key(i))) {
      const auto fail = [&](std::string why) { return Error{std::move(why), table->file(i), table->line(i), 1}; };
      Pattern pattern{kind, i, {}};
      for (const std::string_view element : split_list(key, ' '))
        if (!parse_element(element, folding, vocabulary, arena, pattern.elements))
          return fail("'" + std::string(element) + "' is no slot");
      const auto& elements = pattern.elements;
      if (std::all_of(elements.begin(), elements.end(), [](const Element& e) { return e.optional || e.outside; }))
        return fail("a pattern needs an element that must stand there");
      if (std::count_if(elements.begin(), elements.end(), [](const Element& e) { return e.slot != Slot::word; }) >
          static_cast<std::ptrdiff_t>(kMostSlots))
        return fail("a pattern has " + std::to_string(kMostSlots) + " slots at most");
      patterns_.push_back(std::move(pattern));
    }
  return {};
}

struct Patterns::Maker {
  struct Node {
    std::map<WordId, Next> words;
    std::vector<SlotEdge> slots;
    std::vector<Accept> accepts;
  };
  std::vector<Node> nodes = std::vector<Node>(1);

  uint32_t by_word(uint32_t node, WordId word, bool outside) {
    Next& next = nodes[node].words[word];
    const uint32_t known = outside ? next.outside : next.inside;
    if (known != 0) return known;
    const auto made = static_cast<uint32_t>(nodes.size());
    (outside ? next.outside : next.inside) = made;
    nodes.emplace_back();
    return made;
  }
  uint32_t by_slot(uint32_t node, Slot slot, bool outside) {
    for (const SlotEdge& edge : nodes[node].slots)
      if (edge.slot == slot && edge.outside == outside) return edge.child;
    const auto made = static_cast<uint32_t>(nodes.size());
    nodes[node].slots.push_back({made, bit_of(slot), slot, outside});
    nodes.emplace_back();
    return made;
  }
  void accept(uint32_t node, PatternKind kind, uint32_t row) {
    for (Accept& accept : nodes[node].accepts)
      if (accept.kind == kind) return void(accept.row = std::min(accept.row, row));
    nodes[node].accepts.push_back({kind, row});
  }
};

void Patterns::insert(Maker& maker, const Pattern& pattern, size_t from, uint32_t node) {
  if (from == pattern.elements.size()) return maker.accept(node, pattern.kind, pattern.row);
  const Element& element = pattern.elements[from];
  if (element.optional) insert(maker, pattern, from + 1, node);
  if (element.slot != Slot::word) insert(maker, pattern, from + 1, maker.by_slot(node, element.slot, element.outside));
  if (element.or_vague) insert(maker, pattern, from + 1, maker.by_slot(node, Slot::vague, element.outside));
  for (const WordId word : element.words) insert(maker, pattern, from + 1, maker.by_word(node, word, element.outside));
}

void Patterns::finish(size_t words) {
  Maker maker;
  for (const Pattern& pattern : patterns_) insert(maker, pattern, 0, 0);
  patterns_.clear();
  flatten(maker);
  first_.assign(words + 1, {});
  const auto leads_to = [&](First& first, uint32_t node) {
    if (node == 0) return;
    first.takes |= nodes_[node].takes;
    first.word_bits |= nodes_[node].word_bits;
    first.ends |= nodes_[node].accepts != 0;
  };
  for (const auto& [word, next] : maker.nodes[0].words) {
    first_[word].next = next;
    leads_to(first_[word], next.inside);
    leads_to(first_[word], next.outside);
  }
  for (const SlotEdge& edge : maker.nodes[0].slots) {
    if ((edge.bit & kOfNumbers) == 0) continue;
    leads_to(behind_number_, edge.child);
    for (const auto& [word, next] : maker.nodes[edge.child].words) first_[word].behind_number = true;
  }
}

void Patterns::flatten(const Maker& maker) {
  size_t edges = 1;
  for (const Maker::Node& from : maker.nodes) edges += from.words.size();
  word_edges_.assign(std::bit_ceil(2 * edges), {});
  for (const Maker::Node& from : maker.nodes) {
    const auto number = static_cast<uint32_t>(nodes_.size());
    Node node;
    node.first_accept = static_cast<uint32_t>(accepts_.size());
    node.accepts = static_cast<uint16_t>(from.accepts.size());
    accepts_.insert(accepts_.end(), from.accepts.begin(), from.accepts.end());
    node.first_slot = static_cast<uint32_t>(slot_edges_.size());
    node.slots = static_cast<uint16_t>(from.slots.size());
    slot_edges_.insert(slot_edges_.end(), from.slots.begin(), from.slots.end());
    for (const SlotEdge& edge : from.slots) node.takes |= bit_of(edge.slot);
    for (const auto& [word, next] : from.words) {
      node.word_bits |= uint64_t{1} << (word & 63);
      if (number == 0) continue;
      size_t i = place_of(number, word);
      while (word_edges_[i].node != 0) i = (i + 1) & (word_edges_.size() - 1);
      word_edges_[i] = {number, word, next};
    }
    nodes_.push_back(node);
  }
}

}  // namespace anamnesis
