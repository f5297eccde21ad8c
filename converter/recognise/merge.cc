// Candidates are filed by their first token; a sweep over the tokens makes groups of those that overlap, which are
// small. In a group they are taken best first: the longest, a true spelling before a corrected one, the first, the
// lowest rank, a user's own. Each takes its tokens if none of them is taken yet.
#include "recognise/merge.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "recognise/sort_few.h"

namespace anamnesis {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

// A row of a user's layer goes before a bundled one that has the same words and rank.
bool is_own(const Row& row) {
  return row && row.index >= row.table->first_layer_row();
}

struct Key {
  uint64_t form, place;
  uint32_t index;
  bool operator<(const Key& other) const {
    if (form != other.form) return form < other.form;
    return place != other.place ? place < other.place : index < other.index;
  }
};

void write(const Candidate& c, std::span<const Token> tokens, const ColumnsByKind& columns, Mention& out) {
  if (c.reading != nullptr) {
    out = *c.reading;
    return;
  }
  new (&out) Mention{.span = c.span(tokens),
                     .first_token = c.first_token,
                     .end_token = c.end_token,
                     .sentence = c.sentence,
                     .kind = c.kind,
                     .row = c.row,
                     .fuzzy = c.fuzzy};
  const auto& [part, normal] = columns[static_cast<size_t>(c.kind)];
  if (part) out.part = c.row.table->cell(c.row.index, *part);
  if (normal) out.normal = c.row.table->cell(c.row.index, *normal);
}

class Merger {
 public:
  Merger(std::span<const Candidate> candidates, std::span<const Token> tokens, const ColumnsByKind& columns,
         Arena& arena)
      : all_(candidates.data()),
        count_(static_cast<uint32_t>(candidates.size())),
        tokens_(tokens),
        columns_(columns),
        arena_(arena),
        at_(arena.make_uninitialised<uint32_t>(tokens.size()).data()),
        behind_(arena.make_uninitialised<uint32_t>(count_).data()),
        begun_(arena.make_uninitialised<uint32_t>(tokens.size() + 1).data()),
        owner_(arena.make_uninitialised<uint32_t>(tokens.size()).data()),
        winners_(arena.make_uninitialised<uint32_t>(count_).data()),
        losers_(arena.make_uninitialised<Loser>(count_).data()),
        keys_(arena.make_uninitialised<Key>(count_).data()) {}

  Mentions run() {
    file();
    for (const uint32_t* t = begun_; *t != kNone;) {
      const uint32_t i = at_[*t];
      if (behind_[i] == kNone && t[1] >= all_[i].end_token)
        winners_[winner_count_++] = i, ++t;
      else
        t = group(t);
    }
    return made();
  }

 private:
  struct Loser {
    uint32_t index, winner;
  };

  // By first token, those of one token in their order.
  void file() {
    std::fill_n(at_, tokens_.size(), kNone);
    std::fill_n(owner_, tokens_.size(), kNone);
    for (uint32_t i = count_; i-- > 0;) {
      uint32_t& first = at_[all_[i].first_token];
      behind_[i] = first;
      first = i;
    }
    uint32_t* begun = begun_;  // each token is written down, and left standing where something begins
    for (uint32_t t = 0, size = static_cast<uint32_t>(tokens_.size()); t < size; ++t) {
      *begun = t;
      begun += at_[t] != kNone ? 1 : 0;
    }
    *begun = kNone;
  }

  // The candidates from the token on that hang together contend; gives the place in begun_ behind them.
  const uint32_t* group(const uint32_t* first) {
    const uint32_t* t = first;
    uint32_t end = *first + 1;
    group_size_ = 0;
    for (; *t < end; ++t)
      for (uint32_t i = at_[*t]; i != kNone; i = behind_[i]) {
        keys_[group_size_++] = key_of(i);
        end = std::max(end, all_[i].end_token);
      }
    leave_out_apart();
    sort_few(keys_, keys_ + group_size_, std::less<>());
    const uint32_t winners = winner_count_, losers = loser_count_;
    for (uint32_t k = 0; k < group_size_; ++k) take(keys_[k].index);
    const auto by_token = [&](uint32_t a, uint32_t b) { return all_[a].first_token < all_[b].first_token; };
    sort_few(winners_ + winners, winners_ + winner_count_, by_token);
    if (winner_count_ - winners > 1)
      sort_few(losers_ + losers, losers_ + loser_count_,
               [&](const Loser& a, const Loser& b) { return by_token(a.winner, b.winner); });
    return t;
  }

  Key key_of(uint32_t i) const {
    const Candidate& c = all_[i];
    const Span span = c.span(tokens_);
    return {uint64_t{UINT32_MAX - span.size()} << 1 | uint64_t{c.fuzzy},
            uint64_t{span.begin} << 32 | uint64_t{c.rank} << 1 | uint64_t{!is_own(c.row)}, i};
  }

  void take(uint32_t i) {
    const uint32_t first = all_[i].first_token, end = all_[i].end_token;
    for (uint32_t t = first; t < end; ++t)
      if (owner_[t] != kNone) {
        losers_[loser_count_++] = {i, owner_[t]};
        return;
      }
    for (uint32_t t = first; t < end; ++t) owner_[t] = i;
    winners_[winner_count_++] = i;
  }

  // "raised D-dimer", "platelet count increased": a test and what it showed, not a finding of its own: where a
  // finding's words are a result word and a test, the finding gives way. Signs that nobody measures have no
  // levels ("reduced air entry").
  void leave_out_apart() {
    if (group_size_ < 3) return;
    std::vector<uint32_t> apart;
    for (const Key* key = keys_; key < keys_ + group_size_; ++key)
      if (falls_apart(all_[key->index])) apart.push_back(key->index);
    if (apart.empty()) return;
    const auto gone = [&](const Key& key) { return std::find(apart.begin(), apart.end(), key.index) != apart.end(); };
    group_size_ = static_cast<uint32_t>(std::remove_if(keys_, keys_ + group_size_, gone) - keys_);
  }

  bool falls_apart(const Candidate& c) const {
    if ((c.kind != MentionKind::condition && c.kind != MentionKind::finding) || c.end_token - c.first_token < 2)
      return false;
    const auto levels = [&](const Candidate& other) { return says_level(other); };
    const auto tests = [](const Candidate& other) {
      return other.kind == MentionKind::test && (other.row["category"] != "exam" || !other.row["unit"].empty());
    };
    return split(c, levels, tests) || split(c, tests, levels);
  }

  bool says_level(const Candidate& c) const {
    if (c.kind != MentionKind::result_word) return false;
    const auto column = columns_[static_cast<size_t>(c.kind)].part;
    const std::string_view part = column ? c.row.table->cell(c.row.index, *column) : std::string_view();
    return part == "interpretation" || part == "trend";
  }

  // Whether the longest of the one kind that starts the words leaves two tokens at most before the longest of the
  // other kind that ends them.
  template <typename One, typename Other>
  bool split(const Candidate& c, const One& one, const Other& other) const {
    uint32_t end = 0, first = kNone;
    for (uint32_t i = at_[c.first_token]; i != kNone; i = behind_[i])
      if (all_[i].end_token > end && one(all_[i])) end = all_[i].end_token;
    if (end == 0) return false;
    for (uint32_t k = 0; k < group_size_; ++k) {
      const Candidate& at_end = all_[keys_[k].index];
      if (at_end.end_token == c.end_token && at_end.first_token < first && other(at_end)) first = at_end.first_token;
    }
    return first != kNone && first >= end && first - end <= 2;
  }

  Mentions made() const {
    const auto mentions = arena_.make_uninitialised<Mention>(winner_count_);
    const auto place = arena_.make_uninitialised<uint32_t>(count_);
    for (uint32_t i = 0; i < winner_count_; ++i) {
      write(all_[winners_[i]], tokens_, columns_, mentions[i]);
      place[winners_[i]] = i;
    }
    const auto overlapped = arena_.make_uninitialised<Overlapped>(loser_count_);
    for (uint32_t i = 0; i < loser_count_; ++i) {
      const Candidate &loser = all_[losers_[i].index], &winner = all_[losers_[i].winner];
      const bool same = winner.first_token == loser.first_token && winner.end_token == loser.end_token;
      write(loser, tokens_, columns_, overlapped[i].mention);
      overlapped[i].winner = place[losers_[i].winner];
      overlapped[i].reason = same ? "another meaning of the same words" : "a longer match";
    }
    return {mentions, overlapped, {}, {}};
  }

  const Candidate* all_;
  uint32_t count_;
  std::span<const Token> tokens_;
  const ColumnsByKind& columns_;
  Arena& arena_;
  uint32_t *at_, *behind_;  // by token: the first candidate; by candidate: the next one of its token
  uint32_t* begun_;         // the tokens where candidates begin; kNone at the end
  uint32_t* owner_;         // by token: who took it
  uint32_t* winners_;
  Loser* losers_;
  Key* keys_;  // of the group at hand
  uint32_t winner_count_ = 0, loser_count_ = 0, group_size_ = 0;
};

}  // namespace

Mention mention_of(const Candidate& candidate, std::span<const Token> tokens, const ColumnsByKind& columns) {
  Mention out;
  write(candidate, tokens, columns, out);
  return out;
}

Mentions merge(std::span<const Candidate> candidates, std::span<const Token> tokens, const ColumnsByKind& columns,
               Arena& arena) {
  return Merger(candidates, tokens, columns, arena).run();
}

}  // namespace anamnesis
