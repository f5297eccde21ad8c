// Plans are told without verbs: "CBC and CT in 3 months". What stands between two marks around an act, and says nothing
// of it, leaves it to come.
#include "context/plans.h"

#include <algorithm>

namespace anamnesis {
namespace {

bool is_act(const Mention& m) {
  return m.kind == MentionKind::procedure || m.kind == MentionKind::test || m.kind == MentionKind::device;
}

bool may_be_time(const Mention& m) {
  return m.kind == MentionKind::time || m.kind == MentionKind::quantity;
}

class Clause {
 public:
  Clause(const ContextReading& reading, const SectionRule& rule, const ContextReading::Part& part, const Mention& act)
      : tokens_(reading.segments.tokens),
        sentence_(reading.segments.sentences[act.sentence]),
        mentions_(reading.mentions.subspan(part.begin, part.end - part.begin)),
        rule_(rule),
        drug_(act.kind == MentionKind::medication),
        first_(act.first_token),
        end_(act.end_token) {
    while (first_ > sentence_.first_token && within(first_ - 1)) --first_;
    while (end_ < sentence_.end_token && within(end_)) ++end_;
  }

  // "CT: appendicitis", "CT - appendicitis"
  bool has_result() const { return end_ < sentence_.end_token && (tokens_[end_].folded == ":" || is_dash(end_)); }

  bool says_nothing() const {
    for (uint32_t t = first_; t < end_; ++t)
      if (tokens_[t].kind != TokenKind::punctuation && !says_nothing(t) &&
          !(tokens_[t].kind == TokenKind::number && t > first_ && is_in(rule_.beside, t - 1)))  // "after cycle 8"
        return false;
    return true;
  }

  // Leaves what a word of purpose parts from the act at [from, to): "discharged with | EGD in 1 year | for varices".
  void narrow(uint32_t from, uint32_t to) {
    for (uint32_t t = from; t-- > first_;)
      if (is_in(rule_.purpose, t)) first_ = t + 1;
    for (uint32_t t = to; t < end_; ++t)
      if (is_in(rule_.purpose, t)) end_ = t;
  }

  // How much later it is done, behind the act: "in 4 weeks".
  bool is_later(uint32_t behind) const {
    return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
      if (m.first_token < behind || m.first_token >= end_ || !is_time(m)) return false;
      return is_in(rule_.later, m.first_token) || (m.first_token > behind && is_in(rule_.later, m.first_token - 1));
    });
  }

 private:
  bool is_dash(uint32_t t) const {
    const bool spaced = t + 1 < sentence_.end_token && tokens_[t].space_before && tokens_[t + 1].space_before;
    return tokens_[t].folded == "-" && spaced;
  }

  bool within(uint32_t t) const {
    const Token& token = tokens_[t];
    if (token.kind != TokenKind::punctuation) return true;
    return (token.folded == "-" && !is_dash(t)) || token.folded == "/";
  }

  bool is_in(const std::vector<std::string>& words, uint32_t t) const {
    return std::find(words.begin(), words.end(), tokens_[t].folded) != words.end();
  }

  static bool is_time(const Mention& m) {
    return (m.kind == MentionKind::time && m.normal.starts_with("after:")) ||
           (m.kind == MentionKind::quantity && m.row && m.row["kind"] == "time");
  }

  // A word of an act, of where or how much later it is done, of a drug's dosage, or one that may stand beside it.
  bool says_nothing(uint32_t t) const {
    for (const Mention& m : mentions_) {
      if (m.first_token > t) break;
      const bool dosage = m.kind == MentionKind::medication || m.kind == MentionKind::dosage_part ||
                          m.kind == MentionKind::quantity || m.kind == MentionKind::time;
      const bool silent = is_act(m) || m.kind == MentionKind::body_site || is_time(m) || (drug_ && dosage);
      if (silent && t < m.end_token) return true;
    }
    return is_in(rule_.beside, t);
  }

  std::span<const Token> tokens_;
  const Sentence& sentence_;
  std::span<const Mention> mentions_;
  const SectionRule& rule_;
  const bool drug_;
  uint32_t first_, end_;  // tokens
};

}  // namespace

bool is_listed(const ContextReading& reading, const SectionRule& rule, const ContextReading::Part& part,
               const Mention& m) {
  if (!is_act(m) && m.kind != MentionKind::medication) return false;
  const Clause clause(reading, rule, part, m);
  return !clause.has_result() && clause.says_nothing();
}

Row put_off(const ContextReading& reading, const ContextReading::Part& part, const Mention& m) {
  if (!is_act(m) && m.kind != MentionKind::medication) return {};
  // Most sentences tell no time behind an act.
  const auto all = reading.mentions.subspan(part.begin, part.end - part.begin);
  const auto behind = [&](const Mention& other) { return other.first_token >= m.end_token && may_be_time(other); };
  if (std::none_of(all.begin(), all.end(), behind)) return {};
  for (const SectionRule& rule : reading.rules.sections) {
    if (rule.later.empty()) continue;
    Clause clause(reading, rule, part, m);
    if (!clause.is_later(m.end_token) || clause.has_result()) continue;
    clause.narrow(m.first_token, m.end_token);
    if (clause.is_later(m.end_token) && clause.says_nothing()) return rule.row;
  }
  return {};
}

}  // namespace anamnesis
