// In each sentence, candidates are taken best first; each takes its tokens if none of them is taken yet.
#include "recognise/merge.h"

#include <algorithm>
#include <numeric>

namespace anamnesis {
namespace {

bool names_finding(const Mention& m) {
  return m.kind == MentionKind::condition || m.kind == MentionKind::finding;
}

bool says_level(const Mention& m) {
  return m.kind == MentionKind::result_word && (m.part == "interpretation" || m.part == "trend");
}

// A row of a user's layer goes before a bundled one that has the same words and rank.
bool is_own(const Mention& m) {
  return m.row && m.row.index >= m.row.table->first_layer_row();
}

// The candidates' indices, sentence by sentence, best first: the longest, a true spelling before a corrected one, the
// first, the lowest rank, a user's own. A candidate is large: what is sorted is keys, and mentions of two sentences
// never compete.
std::vector<uint32_t> best_first(const std::vector<Candidate>& candidates) {
  struct Key {
    uint64_t form, place;
    uint32_t index;
    bool operator<(const Key& other) const {
      if (form != other.form) return form < other.form;
      return place != other.place ? place < other.place : index < other.index;
    }
  };
  uint32_t sentences = 0;
  for (const Candidate& c : candidates) sentences = std::max(sentences, c.mention.sentence + 1);
  std::vector<uint32_t> begin(sentences + 1), at;  // by sentence: its keys
  for (const Candidate& c : candidates) ++begin[c.mention.sentence + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  at = begin;
  std::vector<Key> keys(candidates.size());
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    const Mention& m = candidates[i].mention;
    keys[at[m.sentence]++] = {uint64_t{UINT32_MAX - m.span.size()} << 1 | uint64_t{m.fuzzy},
                              uint64_t{m.span.begin} << 32 | uint64_t{candidates[i].rank} << 1 | uint64_t{!is_own(m)},
                              i};
  }
  for (uint32_t s = 0; s < sentences; ++s) std::sort(keys.begin() + begin[s], keys.begin() + begin[s + 1]);
  std::vector<uint32_t> order(keys.size());
  std::transform(keys.begin(), keys.end(), order.begin(), [](const Key& key) { return key.index; });
  return order;
}

// "raised D-dimer", "platelet count increased": a test and what it showed, not a finding of its own: where a finding's
// words are a result word and a test, the finding gives way.
void set_apart(const std::vector<Candidate>& candidates, std::vector<uint32_t>& order, size_t tokens) {
  constexpr uint32_t kNone = UINT32_MAX;
  struct Ends {
    std::vector<uint32_t> from, to;  // by first token: the end; by end token: the first
  };
  Ends words{std::vector<uint32_t>(tokens, kNone), std::vector<uint32_t>(tokens + 1, kNone)}, tests = words;
  for (const uint32_t i : order) {
    const Mention& m = candidates[i].mention;
    if (!says_level(m) && m.kind != MentionKind::test) continue;
    Ends& ends = m.kind == MentionKind::test ? tests : words;
    if (ends.from[m.first_token] == kNone) ends.from[m.first_token] = m.end_token;
    if (ends.to[m.end_token] == kNone) ends.to[m.end_token] = m.first_token;
  }
  const auto split = [](uint32_t end, uint32_t first) {
    return end != kNone && first != kNone && first >= end && first - end <= 2;
  };
  std::erase_if(order, [&](uint32_t i) {
    const Mention& m = candidates[i].mention;
    return names_finding(m) && (split(words.from[m.first_token], tests.to[m.end_token]) ||
                                split(tests.from[m.first_token], words.to[m.end_token]));
  });
}

}  // namespace

Mentions merge(const std::vector<Candidate>& candidates, size_t tokens, Arena& arena) {
  std::vector<uint32_t> order = best_first(candidates);
  set_apart(candidates, order, tokens);
  constexpr uint32_t kFree = UINT32_MAX;
  std::vector<uint32_t> owner(tokens, kFree), winners;
  std::vector<std::pair<uint32_t, uint32_t>> losers;
  for (const uint32_t i : order) {
    const Mention& m = candidates[i].mention;
    uint32_t by = kFree;
    for (uint32_t t = m.first_token; t < m.end_token && by == kFree; ++t) by = owner[t];
    if (by != kFree) {
      losers.emplace_back(i, by);
      continue;
    }
    for (uint32_t t = m.first_token; t < m.end_token; ++t) owner[t] = i;
    winners.push_back(i);
  }
  std::sort(winners.begin(), winners.end(), [&](uint32_t a, uint32_t b) {
    return candidates[a].mention.first_token < candidates[b].mention.first_token;
  });
  std::vector<uint32_t> place(candidates.size());
  const auto mentions = arena.make_array<Mention>(winners.size());
  for (uint32_t i = 0; i < winners.size(); ++i) {
    mentions[i] = candidates[winners[i]].mention;
    place[winners[i]] = i;
  }
  const auto overlapped = arena.make_array<Overlapped>(losers.size());
  for (size_t i = 0; i < losers.size(); ++i) {
    const Mention& winner = candidates[losers[i].second].mention;
    const Mention& loser = candidates[losers[i].first].mention;
    overlapped[i] = {loser, place[losers[i].second],
                     winner.span == loser.span ? "another meaning of the same words" : "a longer match"};
  }
  return {mentions, overlapped, {}, {}};
}

}  // namespace anamnesis
