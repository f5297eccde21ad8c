// What a sentence tells of a relative it names: "His father had ..." is the father's, up to the end of its clause; "her
// mother reported ..." is the patient's.
#include <algorithm>

#include "context/reading.h"

namespace anamnesis {
namespace {

bool keeps(const Cue& cue, CueReach reach) {
  return cue.rule.axis == CueAxis::experiencer && cue.rule.value == kSame && cue.rule.reach == reach;
}

class RelativeReader {
 public:
  RelativeReader(const ContextReading& reading, const ContextReading::Part& part, bool has_child)
      : reading_(reading),
        has_child_(has_child),
        mentions_(reading.mentions),
        tokens_(reading.segments.tokens),
        cues_(reading.cues_of(part)),
        begin_(part.begin),
        end_(part.end) {}

  // What follows a relative in its clause is the relative's, unless the relative only tells it.
  void run() {
    for (size_t r = begin_; r < end_; ++r)
      if (mentions_[r].kind == MentionKind::relative && !is_patient(mentions_[r])) read(r);
  }

 private:
  // "The mother recovered" behind the birth of her child.
  bool is_patient(const Mention& relative) const {
    return has_child_ && std::any_of(cues_.begin(), cues_.end(), [&](const Cue& cue) {
             return cue.rule.axis == CueAxis::experiencer && cue.rule.value == kTurn &&
                    cue.first_token <= relative.first_token && relative.end_token <= cue.end_token;
           });
  }

  void read(size_t r) {
    const Mention& relative = mentions_[r];
    const uint32_t kept = keeps_to(r);
    if (informs(relative, kept)) return;
    give_described(r);
    // "maternal pre-eclampsia": the adjective says of whom the next thing is, and no more.
    const bool adjective = relative.row["adjective"] == tokens_[relative.first_token].folded;
    const size_t limit = adjective ? std::min(end_, r + 2) : end_;
    Cue cue;
    cue.first_token = relative.first_token;
    cue.rule.axis = CueAxis::experiencer;
    cue.subject = begins(r) <= reading_.segments.sentences[relative.sentence].first_token + 1;
    const uint32_t clause = kept == 0 ? relative.end_token : kept + 2;  // the clause's verb is behind its opening
    for (size_t i = r + 1; i < limit; ++i) {
      cue.end_token = std::min(clause, std::max(relative.end_token, mentions_[i].first_token));
      if (reaches(cue, mentions_[i].first_token, mentions_[i].end_token, cues_)) give(i, relative);
    }
  }

  // Where the relative's words begin, with what describes the noun: "her 6-year-old brother".
  uint32_t begins(size_t r) const {
    uint32_t first = mentions_[r].first_token;
    for (; r > begin_ && mentions_[r - 1].end_token == first; --r) {
      const MentionKind kind = mentions_[r - 1].kind;
      if (kind != MentionKind::age && kind != MentionKind::modifier && kind != MentionKind::condition) break;
      first = mentions_[r - 1].first_token;
    }
    return first;
  }

  void give(size_t i, const Mention& relative) {
    set_axis(reading_.contexts[i], CueAxis::experiencer, static_cast<uint8_t>(Experiencer::relative),
             {relative.row, relative.span});
  }

  void give_described(size_t r) {
    const Mention& relative = mentions_[r];
    // "her 6-year-old brother", "his diabetic father": what stands right before the noun describes the relative.
    if (r > begin_ && mentions_[r - 1].end_token == relative.first_token) give(r - 1, relative);
    // "a rash in his daughter"
    for (const Cue& before : cues_)
      if (keeps(before, CueReach::backward) && before.end_token == relative.first_token)
        for (size_t i = begin_; i < r; ++i)
          if (mentions_[i].end_token == before.first_token) give(i, relative);
  }

  // Where words behind the relative that keep to it end: "his brother, who", "his wife, a nurse", "her sister, aged 51,
  // who"; 0: none do.
  uint32_t keeps_to(size_t relative) const {
    constexpr uint32_t kAside = 6;
    const uint32_t behind = mentions_[relative].end_token;
    const bool aside = behind < tokens_.size() && tokens_[behind].folded == ",";
    size_t next = relative + 1;
    if (aside)
      while (next < end_ && mentions_[next].kind == MentionKind::age && mentions_[next].first_token < behind + kAside)
        ++next;
    const uint32_t told = next > relative + 1 ? mentions_[next - 1].end_token : behind;
    uint32_t out = 0;
    for (const Cue& cue : cues_)
      if (keeps(cue, CueReach::forward) && (cue.first_token == behind || cue.first_token == told))
        out = std::max(out, cue.end_token);
    if (out != 0 || !aside || next >= end_) return out;
    return mentions_[next].kind == MentionKind::occupation && mentions_[next].first_token <= behind + 3
               ? mentions_[next].end_token
               : 0;
  }

  // A relative who only tells: "her mother reported", "brought by her mother" unless more is said of the mother, "his
  // wife, who had noticed".
  bool informs(const Mention& relative, uint32_t kept) const {
    return std::any_of(cues_.begin(), cues_.end(), [&](const Cue& cue) {
      const bool agent = cue.rule.axis == CueAxis::experiencer && cue.end_token == relative.first_token &&
                         cue.rule.value == static_cast<uint8_t>(Experiencer::patient);
      const bool tells = cue.rule.axis == CueAxis::pseudo && cue.first_token >= relative.end_token &&
                         cue.first_token < kept && cue.end_token >= kept;
      const bool inside = cue.rule.axis != CueAxis::reality && !is_aside(cue.rule) &&
                          cue.first_token <= relative.first_token && relative.end_token <= cue.end_token;
      return (agent && kept == 0) || tells || inside;
    });
  }

  const ContextReading& reading_;
  const bool has_child_;
  std::span<const Mention> mentions_;
  std::span<const Token> tokens_;
  std::span<const Cue> cues_;
  size_t begin_, end_;
};

}  // namespace

void give_to_relatives(const ContextReading& reading, const ContextReading::Part& part, bool has_child) {
  RelativeReader(reading, part, has_child).run();
}

}  // namespace anamnesis
