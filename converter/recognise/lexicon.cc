// A trie over words, flattened. Words are found by a hash of their folded text, in whose order they stand; a word's
// slot also leads to the trie's node after it from the start.
//
// A node is a run of 32-bit words: how many entries and ways on it has, the entries, the ways. Of most nodes there is
// one way, and the node that it leads to follows at once: so a phrase lies in one or two cache lines.
//   few entries | ways << 8, [entries], entries..., word, NODE          one way
//                                                   word, node, ...     up to 8; behind that a table of places, empty
//                                                                       ones with node 0
// Misspellings: every known word of 8 letters or more is also filed under the hashes of itself with one letter left
// out; a word that is one edit away shares such a hash (as symmetric deletion does).
#include "recognise/lexicon.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/word_hash.h"

namespace anamnesis {
namespace {

constexpr uint32_t kMagic = 0x5845'4c44;

// As long as a cache line, so that two words' slots are one.
struct Header {
  uint32_t magic, word_slots, word_places, node_words;
  uint32_t filter_words, deletion_slots, string_bytes, nothing[9];
};

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

bool may_be_misspelt(std::string_view s) {
  return s.size() >= Lexicon::kFuzzyLetters && s.size() <= 60 &&
         std::all_of(s.begin(), s.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

const Lexicon::WordSlot Lexicon::kNoWords[1] = {{UINT32_MAX, 0, 0, {}, 0, 0}};

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
  deletion_slots_ = header->deletion_slots;
  take(slots_, header->word_slots);
  take(nodes_, header->node_words);
  filter_mask_ = header->filter_words - 1;
  take(filter_, header->filter_words);
  take(deletions_, header->deletion_slots);
  take(strings_, header->string_bytes);
  INSIST(at <= bytes.data() + bytes.size());
}

// The hashes of the word as it is and with each letter left out; of two letters that are the same, leaving out one is
// leaving out the other.
//
// A word is a number whose digits are its letters, so that one letter less is what stands before it and what stands
// behind it, each known from the last one: n letters cost n steps.
std::span<uint32_t> Lexicon::deletions_of(std::string_view folded, std::span<uint32_t, kMostDeletions> out) {
  constexpr uint64_t kDigit = 0x9e3779b97f4a7c15ull;
  const auto mixed = [](uint64_t number, size_t letters) {
    const uint64_t h = (number ^ letters) * 0xff51afd7ed558ccdull;
    return static_cast<uint32_t>(h >> 32) | 1u;
  };
  const auto letter = [&](size_t i) { return uint64_t{static_cast<unsigned char>(folded[i])}; };
  const size_t size = folded.size();
  uint64_t before[kMostDeletions];  // the number of the first so many letters
  before[0] = 0;
  for (size_t i = 0; i + 1 < size; ++i) before[i + 1] = before[i] * kDigit + letter(i);
  size_t n = 0;
  uint64_t behind_gap = 0, place = 1;
  for (size_t gap = size; gap-- > 0;) {
    out[n] = mixed(before[gap] * place + behind_gap, size - 1);
    n += gap == 0 || folded[gap] != folded[gap - 1] ? 1 : 0;
    behind_gap += letter(gap) * place;
    place *= kDigit;
  }
  out[n++] = mixed(behind_gap, size);
  return out.first(n);
}

uint32_t Lexicon::similar_word(std::string_view folded) const {
  if (word_slots_ == 0 || !may_be_misspelt(folded)) return no_word;
  uint32_t room[kMostDeletions], found = no_word;
  for (const uint32_t hash : deletions_of(folded, room)) {
    if ((filter_[filter_word(hash, filter_mask_)] & filter_bit(hash)) == 0) continue;
    for (uint32_t i = place_of(hash, deletion_slots_); deletions_[i].word != no_word; i = behind(i, deletion_slots_)) {
      if (deletions_[i].hash != hash || deletions_[i].word == found) continue;
      const std::string_view text = text_of(deletions_[i].word);
      if (text.front() != folded.front() || !one_edit_apart(text, folded)) continue;
      if (found != no_word) return no_word;  // two candidates: no guess
      found = deletions_[i].word;
    }
  }
  return found;
}

uint32_t Lexicon::next(uint32_t node, uint32_t word) const {
  const Head head = head_of(node);
  if (head.ways <= 1) return head.ways == 1 && nodes_[head.end] == word ? head.end + 1 : dead;
  const auto ways = std::span(reinterpret_cast<const Way*>(nodes_ + head.end), head.ways);
  if (head.ways <= kFewWays) {
    uint32_t found = dead;
    for (const Way& way : ways) found = way.word == word ? way.node : found;
    return found;
  }
  uint32_t i = place_of_way(word, head.ways);
  while (ways[i].node != dead && ways[i].word != word) i = behind(i, head.ways);
  return ways[i].node;
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
  if (std::any_of(words.begin(), words.end(), [](std::string_view w) { return w.size() > UINT16_MAX; })) return;
  Phrase phrase;
  for (const std::string_view word : words) phrase.words.push_back(intern(word));
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
  const Lexicon::WordSlot none{UINT32_MAX, 0, 0, {}, 0, 0};
  const uint32_t places = slots_for(texts_.size());
  slots.assign(places + 1, none);
  uint32_t next = 0;
  for (const auto& [hash, w] : by_hash) {
    const std::string& text = texts_[w];
    const uint32_t i = std::max(next, Lexicon::place_of(hash, places));
    next = i + 1;
    if (next == slots.size()) slots.push_back(none);  // nothing wraps around, and one is left to stop at
    slots[i] = {hash, static_cast<uint32_t>(strings.size()), static_cast<uint16_t>(text.size()), {}, 0, 0};
    std::memcpy(slots[i].head, text.data(), std::min(text.size(), sizeof slots[i].head));
    numbers[w] = i + 1;
    strings += text;
  }
}

std::vector<Lexicon::Deletion> LexiconBuilder::deletions(const std::vector<uint32_t>& numbers) const {
  std::vector<Lexicon::Deletion> list;
  uint32_t room[Lexicon::kMostDeletions];
  for (size_t w = 1; w < texts_.size(); ++w) {
    const std::string& text = texts_[w];
    if (!may_be_misspelt(text)) continue;
    for (const uint32_t hash : Lexicon::deletions_of(text, room)) list.push_back({hash, numbers[w]});
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

// Writes nodes in the order of the sorted phrases, so that the block does not depend on chance.
struct LexiconBuilder::Trie {
  const std::vector<uint32_t>& numbers;  // of words
  std::vector<uint32_t> out = {0};       // no node has the number 0

  // The entries of the phrases that end here, each row once, with the least that it asks of the text.
  static std::vector<LexiconEntry> entries(Phrases ending) {
    std::vector<LexiconEntry> out;
    for (const Phrase* phrase : ending) {
      const LexiconEntry& entry = phrase->entry;
      const bool known = std::any_of(out.begin(), out.end(), [&](const LexiconEntry& e) {
        return e.table == entry.table && e.row == entry.row && e.capitals <= entry.capitals;
      });
      if (!known) out.push_back(entry);
    }
    return out;
  }

  // Those that go on, by their word at `depth`.
  static std::vector<Phrases> groups(Phrases going_on, size_t depth) {
    std::vector<Phrases> out;
    for (size_t i = 0, end = 0; i < going_on.size(); i = end) {
      while (end < going_on.size() && going_on[end]->words[depth] == going_on[i]->words[depth]) ++end;
      out.push_back(going_on.subspan(i, end - i));
    }
    return out;
  }

  void put(std::span<const LexiconEntry> entries, uint32_t ways) {
    INSIST(ways < 1u << 24);
    const auto n = static_cast<uint32_t>(entries.size());
    out.push_back(std::min(n, Lexicon::kManyEntries) | ways << 8);
    if (n >= Lexicon::kManyEntries) out.push_back(n);
    const size_t at = out.size();
    out.resize(at + 2 * entries.size());
    if (n != 0) std::memcpy(out.data() + at, entries.data(), entries.size_bytes());
  }

  // The node of sorted phrases that have their first `depth` words in common.
  uint32_t node(Phrases phrases, size_t depth) {
    const auto made = static_cast<uint32_t>(out.size());
    for (;; ++depth) {
      const auto split = std::find_if(phrases.begin(), phrases.end(), [&](auto* p) { return p->words.size() > depth; });
      const auto ending = static_cast<size_t>(split - phrases.begin());
      const std::vector<Phrases> next = groups(phrases.subspan(ending), depth);
      const auto ways = static_cast<uint32_t>(next.size());
      put(entries(phrases.first(ending)), ways <= Lexicon::kFewWays ? ways : slots_for(ways));
      if (ways == 0) return made;
      if (ways > 1) {
        branch(next, depth);
        return made;
      }
      phrases = next[0];
      out.push_back(numbers[phrases[0]->words[depth]]);
    }
  }

  void branch(const std::vector<Phrases>& next, size_t depth) {
    const auto ways = static_cast<uint32_t>(next.size());
    const bool listed = ways <= Lexicon::kFewWays;
    const uint32_t places = listed ? ways : slots_for(ways);
    const size_t table = out.size();
    out.resize(table + 2 * places);
    uint32_t i = 0;
    for (const Phrases& phrases : next) {
      const uint32_t word = numbers[phrases[0]->words[depth]];
      if (!listed) i = Lexicon::place_of_way(word, places);
      while (out[table + 2 * i + 1] != Lexicon::dead) i = behind(i, places);
      out[table + 2 * i] = word;
      out[table + 2 * i + 1] = static_cast<uint32_t>(out.size());
      node(phrases, depth + 1);
    }
  }
};

std::string LexiconBuilder::build() const {
  std::vector<Lexicon::WordSlot> slots;
  std::string strings;
  std::vector<uint32_t> numbers;
  place_words(slots, strings, numbers);
  std::vector<const Phrase*> sorted;
  for (const Phrase& phrase : phrases_) sorted.push_back(&phrase);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Phrase* a, const Phrase* b) { return a->words < b->words; });

  Trie trie{numbers};
  for (const Phrases& phrases : Trie::groups(sorted, 0)) {
    Lexicon::WordSlot& slot = slots[numbers[phrases[0]->words[0]] - 1];
    slot.node = trie.node(phrases, 1);
    INSIST(slot.node < Lexicon::kAlone);
    if (phrases[0]->words.size() == 1) slot.node |= Lexicon::kAlone;
    for (const Phrase* phrase : phrases)
      if (phrase->words.size() > 1) slot.goes_on |= Lexicon::bit_of(numbers[phrase->words[1]]);
  }
  const std::vector<Lexicon::Deletion> deletion_slots = deletions(numbers);
  std::vector<uint64_t> filter(std::bit_ceil(deletion_slots.size() / 8 + 1));
  for (const Lexicon::Deletion& deletion : deletion_slots)
    if (deletion.word != Lexicon::no_word)
      filter[Lexicon::filter_word(deletion.hash, static_cast<uint32_t>(filter.size() - 1))] |=
          Lexicon::filter_bit(deletion.hash);
  const Header header{kMagic,
                      static_cast<uint32_t>(slots.size()),
                      slots_for(texts_.size()),
                      static_cast<uint32_t>(trie.out.size()),
                      static_cast<uint32_t>(filter.size()),
                      static_cast<uint32_t>(deletion_slots.size()),
                      static_cast<uint32_t>(strings.size()),
                      {}};
  std::string out(reinterpret_cast<const char*>(&header), sizeof header);
  put(out, slots);
  put(out, trie.out);
  put(out, filter);
  put(out, deletion_slots);
  out += strings;
  out.resize((out.size() + 7) & ~size_t{7});
  return out;
}

}  // namespace anamnesis
