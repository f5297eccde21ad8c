// A trie over words, flattened. Words are found by a hash of their folded text, in whose order they stand; a word's
// slot also holds the trie's state after it from the start. From any state, a hash over (state, word) leads on, asked
// only if the state's bits say that the word may. Accepting states hold a run of entries. Misspellings: every known
// word of 8 letters or more is also filed under the hashes of itself with one letter left out; a word that is one edit
// away shares such a hash (as symmetric deletion does).
#include "recognise/lexicon.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/check.h"
#include "base/word_hash.h"

namespace anamnesis {
namespace {

constexpr uint32_t kMagic = 0x5845'4c43;
constexpr size_t kFuzzyLetters = Lexicon::kFuzzyLetters;

struct Header {
  uint32_t magic, word_slots, states, edge_slots;
  uint32_t deletion_slots, entries, string_bytes, word_places;
};

uint32_t hash_edge(uint32_t state, uint32_t word) {
  uint64_t h = ((uint64_t{state} << 32) | word) * 0x9e3779b97f4a7c15ull;
  return static_cast<uint32_t>(h >> 32);
}

uint32_t hash_without(std::string_view s, size_t gap) {
  char room[64];
  std::memcpy(room, s.data(), gap);
  std::memcpy(room + gap, s.data() + gap + 1, s.size() - gap - 1);
  return hash_word({room, s.size() - 1}) | 1u;
}

// Two of three slots are taken at most. A table need not be a power of two: the hash is scaled to it. So the words can
// stand in the order of their hashes, and a search ends at the first larger one.
uint32_t slots_for(size_t n) {
  return static_cast<uint32_t>(n + n / 2 + 8);
}
uint32_t behind(uint32_t place, uint32_t slots) {
  return place + 1 == slots ? 0 : place + 1;
}

// True if the two differ by exactly one insertion, deletion, substitution or swap of neighbours, and not in their
// last letter: "appeared" is no misspelling of a word in -x, an ending is another form of a word.
bool one_edit_apart(std::string_view a, std::string_view b) {
  const bool no_final_e = a.size() != b.size() && (a.size() > b.size() ? a : b).back() == 'e';  // "lamivudin"
  if (a.back() != b.back() && !no_final_e) return false;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t head = 0, tail = 0;
  while (head < a.size() && a[head] == b[head]) ++head;
  while (tail < a.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const size_t left_a = a.size() - head - tail, left_b = b.size() - head - tail;
  if (left_a == 0) return left_b == 1;
  if (left_a == 1) return left_b == 1;
  return left_a == 2 && left_b == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
}

bool letters_only(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

const Lexicon::WordSlot Lexicon::kNoWords[1] = {{UINT32_MAX, 0, 0, {}, {}}};

Lexicon::Lexicon(std::span<const char> bytes) {
  if (bytes.size() < sizeof(Header)) return;
  const auto* header = reinterpret_cast<const Header*>(bytes.data());
  INSIST(header->magic == kMagic);
  const char* at = bytes.data() + sizeof(Header);
  const auto take = [&](auto*& member, size_t n) {
    member = reinterpret_cast<std::remove_reference_t<decltype(member)>>(at);
    at += (n * sizeof(*member) + 7) & ~size_t{7};
  };
  word_slots_ = header->word_slots;
  word_places_ = header->word_places;
  edge_slots_ = header->edge_slots;
  deletion_slots_ = header->deletion_slots;
  take(slots_, header->word_slots);
  take(states_, header->states);
  take(edges_, header->edge_slots);
  take(deletions_, header->deletion_slots);
  take(entries_, header->entries);
  take(strings_, header->string_bytes);
  INSIST(at <= bytes.data() + bytes.size());
}

uint32_t Lexicon::similar_word(std::string_view folded) const {
  if (word_slots_ == 0 || folded.size() < kFuzzyLetters || folded.size() > 60 || !letters_only(folded)) return no_word;
  uint32_t found = no_word;
  const auto look = [&](uint32_t hash) {
    for (uint32_t i = Lexicon::place_of(hash, deletion_slots_); deletions_[i].word != no_word;
         i = behind(i, deletion_slots_)) {
      if (deletions_[i].hash != hash || deletions_[i].word == found) continue;
      const uint32_t word = deletions_[i].word;
      const std::string_view text = text_of(word);
      if (text.front() != folded.front() || !one_edit_apart(text, folded)) continue;
      if (found != no_word) return false;  // two candidates: no guess
      found = word;
    }
    return true;
  };
  if (!look(hash_word(folded) | 1u)) return no_word;
  for (size_t gap = 0; gap < folded.size(); ++gap) {
    if (gap > 0 && folded[gap] == folded[gap - 1]) continue;  // the same word left
    if (!look(hash_without(folded, gap))) return no_word;
  }
  return found;
}

uint32_t Lexicon::follow(uint32_t state, uint32_t word) const {
  for (uint32_t i = Lexicon::place_of(hash_edge(state, word), edge_slots_);; i = behind(i, edge_slots_)) {
    const Edge& edge = edges_[i];
    if (edge.next == dead) return dead;
    if (edge.state == state && edge.word == word) return edge.next;
  }
}

uint32_t LexiconBuilder::intern(std::string_view word) {
  if (table_.size() < texts_.size() + texts_.size() / 2 + 1) {
    const uint32_t grown = slots_for(texts_.size() * 2);
    table_.assign(grown, 0);
    for (uint32_t w = 1; w < texts_.size(); ++w) {
      uint32_t i = Lexicon::place_of(hash_word(texts_[w]), grown);
      while (table_[i] != 0) i = behind(i, grown);
      table_[i] = w;
    }
  }
  const auto size = static_cast<uint32_t>(table_.size());
  uint32_t i = Lexicon::place_of(hash_word(word), size);
  while (table_[i] != 0) {
    if (texts_[table_[i]] == word) return table_[i];
    i = behind(i, size);
  }
  texts_.emplace_back(word);
  table_[i] = static_cast<uint32_t>(texts_.size() - 1);
  return table_[i];
}

void LexiconBuilder::add(std::span<const std::string_view> words, LexiconEntry entry) {
  INSIST(!words.empty());
  Phrase phrase;
  for (const std::string_view word : words) phrase.words.push_back(intern(word));
  entry.words = static_cast<uint16_t>(words.size());
  phrase.entry = entry;
  phrases_.push_back(std::move(phrase));
}

namespace {

template <typename Item>
void put(std::string& out, const std::vector<Item>& items) {
  if (!items.empty()) out.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item));
  out.resize((out.size() + 7) & ~size_t{7});
}

}  // namespace

// The slots of all words without their states, the words' texts one after the other, and each word's number.
void LexiconBuilder::place_words(std::vector<Lexicon::WordSlot>& slots, std::string& strings,
                                 std::vector<uint32_t>& numbers) const {
  numbers.resize(texts_.size());
  std::vector<std::pair<uint32_t, uint32_t>> by_hash;  // hash, number
  for (uint32_t w = 1; w < texts_.size(); ++w) by_hash.emplace_back(hash_word(texts_[w]), w);
  std::sort(by_hash.begin(), by_hash.end());
  const Lexicon::WordSlot none{UINT32_MAX, 0, 0, {}, {}};
  const uint32_t places = slots_for(texts_.size());
  slots.assign(places + 1, none);
  uint32_t next = 0;
  for (const auto& [hash, w] : by_hash) {
    const std::string& text = texts_[w];
    const uint32_t i = std::max(next, Lexicon::place_of(hash, places));
    next = i + 1;
    if (next == slots.size()) slots.push_back(none);  // nothing wraps around, and one is left to stop at
    slots[i] = {hash, static_cast<uint32_t>(strings.size()), static_cast<uint32_t>(text.size()), {}, {}};
    std::memcpy(slots[i].head, text.data(), std::min(text.size(), sizeof slots[i].head));
    numbers[w] = i + 1;
    strings += text;
  }
}

std::vector<Lexicon::Deletion> LexiconBuilder::deletions(const std::vector<uint32_t>& numbers) const {
  std::vector<Lexicon::Deletion> list;
  for (size_t w = 1; w < texts_.size(); ++w) {
    const std::string& text = texts_[w];
    if (text.size() < kFuzzyLetters || text.size() > 60 || !letters_only(text)) continue;
    list.push_back({hash_word(text) | 1u, numbers[w]});
    for (size_t gap = 0; gap < text.size(); ++gap)
      if (gap == 0 || text[gap] != text[gap - 1]) list.push_back({hash_without(text, gap), numbers[w]});
  }
  std::vector<Lexicon::Deletion> out(slots_for(list.size()));
  const auto size = static_cast<uint32_t>(out.size());
  for (const Lexicon::Deletion& deletion : list) {
    uint32_t i = Lexicon::place_of(deletion.hash, size);
    while (out[i].word != 0) i = behind(i, size);
    out[i] = deletion;
  }
  return out;
}

std::string LexiconBuilder::build() const {
  using State = Lexicon::State;
  using Edge = Lexicon::Edge;
  std::vector<Lexicon::WordSlot> slots;
  std::string strings;
  std::vector<uint32_t> numbers;
  place_words(slots, strings, numbers);
  const auto word_slots = static_cast<uint32_t>(slots.size());

  // The trie: states are numbered in the order of the sorted phrases, so that the block does not depend on chance.
  std::vector<const Phrase*> sorted;
  for (const Phrase& phrase : phrases_) sorted.push_back(&phrase);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Phrase* a, const Phrase* b) { return a->words < b->words; });
  std::vector<Edge> edge_list;
  std::vector<std::vector<LexiconEntry>> accepted(word_slots + 1);  // by state
  std::vector<uint32_t> path;                                       // states along the previous phrase
  const std::vector<uint32_t>* previous = nullptr;
  for (const Phrase* phrase : sorted) {
    size_t common = 0;
    while (previous != nullptr && common < std::min(previous->size(), phrase->words.size()) &&
           (*previous)[common] == phrase->words[common])
      ++common;
    path.resize(common);
    for (size_t i = common; i < phrase->words.size(); ++i) {
      const uint32_t word = numbers[phrase->words[i]];
      const uint32_t state = i == 0 ? word : static_cast<uint32_t>(accepted.size());
      if (i != 0) {
        accepted.emplace_back();
        edge_list.push_back({path[i - 1], word, state});
      }
      path.push_back(state);
    }
    auto& here = accepted[path.back()];
    const bool known = std::any_of(here.begin(), here.end(), [&](const LexiconEntry& e) {
      return e.table == phrase->entry.table && e.row == phrase->entry.row && e.flags <= phrase->entry.flags;
    });
    if (!known) here.push_back(phrase->entry);
    previous = &phrase->words;
  }
  std::vector<State> states;
  std::vector<LexiconEntry> entries;
  for (const auto& list : accepted) {
    states.push_back({static_cast<uint32_t>(entries.size()), static_cast<uint32_t>(list.size()), 0});
    entries.insert(entries.end(), list.begin(), list.end());
  }
  std::vector<Edge> edges(slots_for(edge_list.size()));
  const auto edge_slots = static_cast<uint32_t>(edges.size());
  for (const Edge& edge : edge_list) {
    states[edge.state].goes_on |= Lexicon::bit_of(edge.word);
    uint32_t i = Lexicon::place_of(hash_edge(edge.state, edge.word), edge_slots);
    while (edges[i].next != Lexicon::dead) i = behind(i, edge_slots);
    edges[i] = edge;
  }
  for (uint32_t i = 0; i < word_slots; ++i) slots[i].state = states[i + 1];
  states.erase(states.begin(), states.begin() + word_slots + 1);

  const std::vector<Lexicon::Deletion> deletion_slots = deletions(numbers);
  const Header header{kMagic,
                      word_slots,
                      static_cast<uint32_t>(states.size()),
                      edge_slots,
                      static_cast<uint32_t>(deletion_slots.size()),
                      static_cast<uint32_t>(entries.size()),
                      static_cast<uint32_t>(strings.size()),
                      slots_for(texts_.size())};
  std::string out(reinterpret_cast<const char*>(&header), sizeof header);
  put(out, slots);
  put(out, states);
  put(out, edges);
  put(out, deletion_slots);
  put(out, entries);
  out += strings;
  out.resize((out.size() + 7) & ~size_t{7});
  return out;
}

}  // namespace anamnesis
