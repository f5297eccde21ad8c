// A trie over word ids, flattened. Words are found by one open-addressing hash over their folded text; from the
// start, one array leads from a word to its state; from any other state, a hash over (state, word), asked only if the
// state's bits say that the word may lead on. Accepting states hold a run of entries. Misspellings: every known word of
// 8 letters or more is also filed under the hashes of itself with one letter left out; a word that is one edit away
// shares such a hash (as symmetric deletion does).
#include "recognise/lexicon.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/check.h"
#include "base/word_hash.h"

namespace anamnesis {
namespace {

constexpr uint32_t kMagic = 0x5845'4c42;
constexpr size_t kFuzzyLetters = 8;

struct Header {
  uint32_t magic, words, states, entries;
  uint32_t word_slots, edge_slots, deletion_slots, string_bytes;
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

// Two of three slots are taken at most. A table need not be a power of two: the hash is scaled to it.
uint32_t slots_for(size_t n) {
  return static_cast<uint32_t>(n + n / 2 + 8);
}
uint32_t place_of(uint32_t hash, uint32_t slots) {
  return static_cast<uint32_t>((uint64_t{hash} * slots) >> 32);
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

Lexicon::Lexicon(std::span<const char> bytes) {
  if (bytes.size() < sizeof(Header)) return;
  const auto* header = reinterpret_cast<const Header*>(bytes.data());
  INSIST(header->magic == kMagic);
  const char* at = bytes.data() + sizeof(Header);
  const auto take = [&](auto*& member, size_t n) {
    member = reinterpret_cast<std::remove_reference_t<decltype(member)>>(at);
    at += (n * sizeof(*member) + 7) & ~size_t{7};
  };
  words_ = header->words;
  states_ = header->states;
  word_slots_ = header->word_slots;
  edge_slots_ = header->edge_slots;
  deletion_slots_ = header->deletion_slots;
  take(slots_, header->word_slots);
  take(edges_, header->edge_slots);
  take(deletions_, header->deletion_slots);
  take(roots_, words_);
  take(states_of_, states_ + 1);
  take(entries_, header->entries);
  take(texts_, words_ + 1);
  take(strings_, header->string_bytes);
  INSIST(at <= bytes.data() + bytes.size());
}

uint32_t Lexicon::word(std::string_view folded, uint32_t hash) const {
  if (states_ == 0) return no_word;
  for (uint32_t i = place_of(hash, word_slots_);; i = behind(i, word_slots_)) {
    const WordSlot& slot = slots_[i];
    if (slot.word == no_word) return no_word;
    if (slot.hash == hash && same_word({strings_ + slot.offset, slot.size}, folded)) return slot.word;
  }
}

uint32_t Lexicon::similar_word(std::string_view folded) const {
  if (states_ == 0 || folded.size() < kFuzzyLetters || folded.size() > 60 || !letters_only(folded)) return no_word;
  uint32_t found = no_word;
  const auto look = [&](uint32_t hash) {
    for (uint32_t i = place_of(hash, deletion_slots_); deletions_[i].word != no_word; i = behind(i, deletion_slots_)) {
      if (deletions_[i].hash != hash || deletions_[i].word == found) continue;
      const uint32_t word = deletions_[i].word;
      const std::string_view text(strings_ + texts_[word], texts_[word + 1] - texts_[word]);
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
  for (uint32_t i = place_of(hash_edge(state, word), edge_slots_);; i = behind(i, edge_slots_)) {
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
      uint32_t i = place_of(hash_word(texts_[w]), grown);
      while (table_[i] != 0) i = behind(i, grown);
      table_[i] = w;
    }
  }
  const auto size = static_cast<uint32_t>(table_.size());
  uint32_t i = place_of(hash_word(word), size);
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

std::string LexiconBuilder::build() const {
  using Slot = Lexicon::WordSlot;
  using Edge = Lexicon::Edge;
  using Deletion = Lexicon::Deletion;
  using State = Lexicon::State;
  const auto words = static_cast<uint32_t>(texts_.size());
  // The trie: states are numbered in the order of the sorted phrases, so that the block does not depend on chance.
  std::vector<const Phrase*> sorted;
  for (const Phrase& phrase : phrases_) sorted.push_back(&phrase);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Phrase* a, const Phrase* b) { return a->words < b->words; });
  std::vector<uint32_t> roots(words, Lexicon::dead);
  std::vector<Edge> edge_list;
  std::vector<std::vector<LexiconEntry>> accepted(2);  // states 0 (dead) and 1 (start)
  std::vector<uint32_t> path;                          // states along the previous phrase
  const std::vector<uint32_t>* previous = nullptr;
  for (const Phrase* phrase : sorted) {
    size_t common = 0;
    while (previous != nullptr && common < std::min(previous->size(), phrase->words.size()) &&
           (*previous)[common] == phrase->words[common])
      ++common;
    path.resize(common);
    for (size_t i = common; i < phrase->words.size(); ++i) {
      const auto state = static_cast<uint32_t>(accepted.size());
      accepted.emplace_back();
      if (i == 0)
        roots[phrase->words[0]] = state;
      else
        edge_list.push_back({path[i - 1], phrase->words[i], state});
      path.push_back(state);
    }
    auto& here = accepted[path.back()];
    const bool known = std::any_of(here.begin(), here.end(), [&](const LexiconEntry& e) {
      return e.table == phrase->entry.table && e.row == phrase->entry.row && e.flags <= phrase->entry.flags;
    });
    if (!known) here.push_back(phrase->entry);
    previous = &phrase->words;
  }
  std::vector<Edge> edges(slots_for(edge_list.size()));
  const auto edge_slots = static_cast<uint32_t>(edges.size());
  for (const Edge& edge : edge_list) {
    uint32_t i = place_of(hash_edge(edge.state, edge.word), edge_slots);
    while (edges[i].next != Lexicon::dead) i = behind(i, edge_slots);
    edges[i] = edge;
  }
  std::string strings;
  std::vector<uint32_t> offsets;
  std::vector<Slot> slots(slots_for(words));
  const auto word_slots = static_cast<uint32_t>(slots.size());
  std::vector<Deletion> deletion_list;
  for (uint32_t w = 0; w < words; ++w) {
    const std::string& text = texts_[w];
    offsets.push_back(static_cast<uint32_t>(strings.size()));
    if (w != 0) {
      const uint32_t hash = hash_word(text);
      uint32_t i = place_of(hash, word_slots);
      while (slots[i].word != 0) i = behind(i, word_slots);
      slots[i] = {hash, w, offsets.back(), static_cast<uint32_t>(text.size())};
    }
    strings += text;
    if (text.size() < kFuzzyLetters || text.size() > 60 || !letters_only(text)) continue;
    deletion_list.push_back({hash_word(text) | 1u, w});
    for (size_t gap = 0; gap < text.size(); ++gap)
      if (gap == 0 || text[gap] != text[gap - 1]) deletion_list.push_back({hash_without(text, gap), w});
  }
  offsets.push_back(static_cast<uint32_t>(strings.size()));
  std::vector<Deletion> deletions(slots_for(deletion_list.size()));
  const auto deletion_slots = static_cast<uint32_t>(deletions.size());
  for (const Deletion& deletion : deletion_list) {
    uint32_t i = place_of(deletion.hash, deletion_slots);
    while (deletions[i].word != 0) i = behind(i, deletion_slots);
    deletions[i] = deletion;
  }
  std::vector<State> states;
  std::vector<LexiconEntry> entries;
  for (const auto& list : accepted) {
    states.push_back({static_cast<uint32_t>(entries.size()), 0});
    entries.insert(entries.end(), list.begin(), list.end());
  }
  states.push_back({static_cast<uint32_t>(entries.size()), 0});
  for (const Edge& edge : edge_list) states[edge.state].goes_on |= Lexicon::bit_of(edge.word);

  Header header{kMagic,
                words,
                static_cast<uint32_t>(accepted.size()),
                static_cast<uint32_t>(entries.size()),
                word_slots,
                edge_slots,
                deletion_slots,
                static_cast<uint32_t>(strings.size())};
  std::string out(reinterpret_cast<const char*>(&header), sizeof header);
  const auto put = [&](const auto* data, size_t n) {
    if (n != 0) out.append(reinterpret_cast<const char*>(data), n * sizeof(*data));
    out.resize((out.size() + 7) & ~size_t{7});
  };
  put(slots.data(), slots.size());
  put(edges.data(), edges.size());
  put(deletions.data(), deletions.size());
  put(roots.data(), roots.size());
  put(states.data(), states.size());
  put(entries.data(), entries.size());
  put(offsets.data(), offsets.size());
  put(strings.data(), strings.size());
  return out;
}

}  // namespace anamnesis
