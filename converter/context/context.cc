// How each mention is meant. First the cues of every sentence, which together tell a case from a study of many. Then
// per sentence: decide whether it speaks of this patient, then ask for each mention and axis which cue reaches it; the
// nearest one decides. Sections decide where no cue does.
#include "context/context.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/check.h"
#include "context/children.h"
#include "context/others.h"
#include "context/plans.h"
#include "context/reading.h"
#include "context/reality.h"
#include "recognise/kinds.h"

namespace anamnesis {
namespace {

Folding compile_folding(const Tables& tables) {
  Result<Folding> folding = Folding::compile(tables);
  INSIST(folding.ok());  // segmenting compiled the same table before
  return std::move(*folding);
}

}  // namespace

ContextRules::Compiled::Compiled(const Tables& tables)
    : folding(compile_folding(tables)),
      cues(tables, kCueTables, folding, kCueLexicon),
      sections(read_sections(tables, folding)) {
  const Table* table = tables.find(kCueTables[0]);
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) rows.push_back(read_cue({table, i}));
}

ContextRules::ContextRules(const Tables& tables) : compiled_(std::make_unique<Compiled>(tables)) {}
ContextRules::~ContextRules() = default;
ContextRules::ContextRules(ContextRules&&) noexcept = default;
ContextRules& ContextRules::operator=(ContextRules&&) noexcept = default;

void set_axis(Context& context, CueAxis axis, uint8_t value, CueUse use) {
  switch (axis) {
    case CueAxis::negation:
      context.polarity = value == kBare ? Polarity::negated : static_cast<Polarity>(value);
      context.polarity_cue = use;
      break;
    case CueAxis::certainty:
      context.certainty = static_cast<Certainty>(value);
      context.certainty_cue = use;
      break;
    case CueAxis::temporality:
      context.temporality =
          value == kSought || value == kConditional ? Temporality::hypothetical : static_cast<Temporality>(value);
      context.temporality_cue = use;
      break;
    case CueAxis::experiencer:
      context.experiencer = value == kChild || value == kName ? Experiencer::other : static_cast<Experiencer>(value);
      context.experiencer_cue = use;
      break;
    case CueAxis::reality:
      context.reality = static_cast<Reality>(value);
      context.reality_cue = use;
      break;
    case CueAxis::stop:
    case CueAxis::pseudo: break;
  }
}

void give_to_other(const ContextReading& reading, const ContextReading::Part& part, const Cue& cue, uint32_t from,
                   uint32_t end) {
  for (uint32_t i = part.begin; i < part.end; ++i) {
    Context& context = reading.contexts[i];
    const Mention& m = reading.mentions[i];
    if (m.end_token <= from || m.first_token >= end || context.experiencer != Experiencer::patient) continue;
    set_axis(context, CueAxis::experiencer, static_cast<uint8_t>(Experiencer::other), {cue.row, reading.span_of(cue)});
  }
}

namespace {

uint32_t distance(const Cue& cue, const Mention& m) {
  return m.first_token >= cue.end_token ? m.first_token - cue.end_token : cue.first_token - m.end_token;
}

// How final a word on certainty is: what was ruled out, then what was confirmed in the end, then the rest.
int weight(const Cue& cue) {
  if (cue.rule.axis != CueAxis::certainty) return 0;
  if (cue.rule.value == static_cast<uint8_t>(Certainty::refuted)) return 2;
  return cue.rule.value == static_cast<uint8_t>(Certainty::confirmed) && cue.rule.reach == CueReach::backward ? 1 : 0;
}

// The end of all denials that begin before it.
constexpr CueRow kNegationEnds{CueAxis::stop, CueReach::forward, static_cast<uint8_t>(CueAxis::negation), 0, true};

// "Return if he developed a fever", "if it fails, switch to X": neither a verb that ends the past nor a plan ends a
// condition.
bool outranks(const Cue& cue, const Cue& other) {
  return cue.rule.axis == CueAxis::temporality && cue.rule.value == kConditional &&
         (other.rule.value == static_cast<uint8_t>(Temporality::current) ||
          other.rule.value == static_cast<uint8_t>(Temporality::planned));
}

bool is_study(const Mention& m) {
  return m.kind == MentionKind::procedure && m.row &&
         (m.row["category"] == "imaging" || m.row["category"] == "diagnostic");
}

bool is_term(MentionKind kind) {
  return kind <= MentionKind::substance;
}

// What a patient complains of or shows, and no disease that may be behind it.
bool is_complaint(const Mention& m) {
  if (m.kind == MentionKind::finding || m.kind == MentionKind::finding_head) return true;
  const std::string_view category = m.row ? m.row["category"] : std::string_view();
  return m.kind == MentionKind::condition && (category == "symptom" || category == "sign" || category == "finding");
}

class Reader {
 public:
  Reader(ContextReading& reading, Arena& arena)
      : reading_(reading),
        arena_(arena),
        text_(reading.text),
        segments_(reading.segments),
        mentions_(reading.mentions),
        rules_(reading.rules) {}

  void run() {
    find_parts();
    RealityReader realities(reading_);
    ChildReader children(reading_);
    OtherReader others(reading_);
    grown_ = children.is_grown();
    for (uint32_t s = 0; s < reading_.parts.size(); ++s) {
      const Part& part = reading_.parts[s];
      const Reality reality = realities.read(s);
      const CueUse cue = reality == Reality::background ? realities.cue() : CueUse{};
      cues_ = reading_.cues_of(part);
      for (size_t i = part.begin; i < part.end; ++i) {
        Context& context = reading_.contexts[i];
        context.reality = reality;
        context.reality_cue = cue;
        from_section(part, i, context);
        from_cues(mentions_[i], context);
      }
      children.read(part, segments_.sentences[s]);
      give_to_relatives(reading_, part, children.has_child());
      others.read(part, segments_.sentences[s]);
    }
  }

 private:
  using Part = ContextReading::Part;

  void find_parts() {
    rules_.cues.find(text_, segments_.tokens, segments_.sentences, nullptr, arena_, matches_);
    std::erase_if(matches_, [&](const PhraseMatch& match) { return !as_printed(match); });
    for (const Section& section : segments_.sections) reading_.section_rules.push_back(rule_of(section));
    reading_.parts.resize(segments_.sentences.size());
    uint32_t at = 0;
    for (uint32_t s = 0; s < reading_.parts.size(); ++s) {
      Part& part = reading_.parts[s];
      part.begin = at;
      while (at < mentions_.size() && mentions_[at].sentence == s) ++at;
      part.end = at;
      find_cues(segments_.sentences[s], part);
    }
  }

  const SectionRule* rule_of(const Section& section) const {
    for (const SectionRule& rule : rules_.sections)
      if (rule.kind == section.kind) return &rule;
    return nullptr;
  }

  void find_cues(const Sentence& sentence, Part& part) {
    covered_.clear();
    for (size_t i = part.begin; i < part.end; ++i)
      if (is_term(mentions_[i].kind)) covered_.emplace_back(mentions_[i].first_token, mentions_[i].end_token);
    const size_t first = next_match_;
    while (next_match_ < matches_.size() && matches_[next_match_].first_token < sentence.end_token) ++next_match_;
    std::vector<Cue>& cues = reading_.cues;
    part.first_cue = static_cast<uint32_t>(cues.size());
    choose_cues(std::span(matches_).subspan(first, next_match_ - first), rules_.rows, covered_, arena_, cues);
    part_studies(part, cues);
    part.end_cue = static_cast<uint32_t>(cues.size());
    for (Cue& cue : std::span(cues).subspan(part.first_cue)) {
      cue.strange_noun = is_strange(cue, part.begin, part.end);
      cue.subject = cue.rule.axis == CueAxis::experiencer &&
                    cue.rule.value == static_cast<uint8_t>(Experiencer::other) &&
                    cue.first_token <= sentence.first_token + 1;
      cue.joins = joins_treatments(cue, part.begin, part.end);
      cue.limit = bracket_end(cue, sentence);
    }
  }

  // "AF (not on X since a prior bleed) and weakness": said aside, it says nothing of what follows the bracket.
  uint32_t bracket_end(const Cue& cue, const Sentence& sentence) const {
    constexpr uint32_t kAside = 12;  // tokens
    if (cue.rule.axis > CueAxis::experiencer || is_aside(cue.rule)) return UINT32_MAX;
    const uint32_t end = std::min(sentence.end_token, cue.end_token + kAside);
    for (uint32_t t = cue.end_token; t < end; ++t) {
      if (segments_.tokens[t].is_mark('(')) break;
      if (segments_.tokens[t].is_mark(')')) return t;
    }
    return UINT32_MAX;
  }

  // "TTE no vegetation, TEE with ...", "no effusion, 2.3 cm mass": a denial behind one study does not reach over the
  // comma before the next one, and none does over the comma before an amount.
  void part_studies(const Part& part, std::vector<Cue>& cues) const {
    const size_t own = cues.size();
    const auto denied = [&](uint32_t from, uint32_t to) {
      return std::any_of(cues.begin() + part.first_cue, cues.begin() + static_cast<std::ptrdiff_t>(own),
                         [&](const Cue& cue) {
                           return cue.rule.axis == CueAxis::negation && cue.rule.reach == CueReach::forward &&
                                  cue.first_token >= from && cue.end_token <= to;
                         });
    };
    uint32_t study = UINT32_MAX;  // where the study before ends
    for (size_t i = part.begin; i < part.end; ++i) {
      const Mention& m = mentions_[i];
      const bool amount = m.kind == MentionKind::quantity && m.quantity != nullptr && !m.quantity->ucum.empty();
      if (!amount && !is_study(m)) continue;
      const uint32_t comma = m.first_token - 1, from = amount ? 0 : study;
      if (comma >= from && comma < m.first_token && segments_.tokens[comma].folded == "," && denied(from, comma))
        cues.push_back({comma, comma + 1, kNegationEnds, {}});
      if (!amount) study = m.end_token;
    }
  }

  // Folding takes number away; for words about patients and cases it is what tells one from many.
  bool as_printed(const PhraseMatch& match) const {
    if (rules_.rows[match.row.index].axis != CueAxis::reality) return true;
    std::string_view phrase = match.row.key();
    for (uint32_t t = match.first_token; t < match.end_token && !phrase.empty(); ++t) {
      const std::string_view word = phrase.substr(0, phrase.find(' '));
      phrase.remove_prefix(std::min(word.size() + 1, phrase.size()));
      const std::string_view printed = segments_.tokens[t].span.of(text_);
      const bool owner = printed.ends_with("'s") || printed.ends_with("\u2019s");
      const bool many = !owner && (printed.ends_with('s') || printed.ends_with('S'));
      if (many != word.ends_with('s')) return false;
    }
    return true;
  }

  // "no improvement with X": the denial is of a word that is no mention, so it must not run on to X.
  bool is_strange(const Cue& cue, size_t begin, size_t end) const {
    if (cue.rule.axis != CueAxis::negation || cue.rule.value != kBare) return false;
    for (size_t i = begin; i < end; ++i)
      if (mentions_[i].first_token <= cue.end_token && cue.end_token < mentions_[i].end_token) return false;
    return true;
  }

  // "colonoscopy with biopsy": what is said of the one is said of the other.
  bool joins_treatments(const Cue& cue, size_t begin, size_t end) const {
    if (cue.rule.axis != CueAxis::stop || cue.rule.value != kStopsUnlike) return false;
    const auto done = [&](size_t i) { return mentions_[i].kind == MentionKind::procedure; };
    size_t i = begin;
    while (i < end && mentions_[i].first_token < cue.end_token) ++i;
    return i > begin && i < end && done(i - 1) && done(i) && mentions_[i - 1].end_token == cue.first_token;
  }

  void from_section(const Part& part, size_t i, Context& context) const {
    const Sentence& sentence = segments_.sentences[mentions_[i].sentence];
    const SectionRule* rule = reading_.section_rule(sentence);
    if (rule == nullptr || rule->temporality != Temporality::planned) {
      if (const Row later = put_off(reading_, part, mentions_[i]); later) {
        context.temporality = Temporality::planned;
        context.temporality_cue = {later, mentions_[i].span};
        return;
      }
    }
    if (rule == nullptr) return;
    const CueUse use{rule->row, segments_.sections[sentence.section].heading};
    if (rule->experiencer != Experiencer::patient) {
      context.experiencer = rule->experiencer;
      context.experiencer_cue = use;
    }
    const bool holds = rule->temporality != Temporality::planned || is_listed(reading_, *rule, part, mentions_[i]);
    if (rule->temporality != Temporality::current && holds) {
      context.temporality = rule->temporality;
      context.temporality_cue = use;
    }
  }

  // "Institute of Neurology and Vascular Diseases": capitals from the cue on, small words apart.
  bool named_by(const Cue& cue, const Mention& mention) const {
    const auto capital = [&](uint32_t t) { return is_upper(text_[segments_.tokens[t].span.begin]); };
    const Span last = segments_.tokens[mention.end_token - 1].span;
    const bool abbreviated = last.size() > 1 && is_upper(text_[last.begin + 1]);  // "hospital for CHF"
    if (mention.first_token < cue.end_token || !capital(mention.end_token - 1) || abbreviated) return false;
    for (uint32_t t = cue.end_token; t < mention.first_token; ++t)
      if (!capital(t) && segments_.tokens[t].span.size() > 3) return false;
    return true;
  }

  void from_cues(const Mention& mention, Context& context) const {
    const Cue* nearest[5] = {};
    for (const Cue& cue : cues_) {
      if (cue.rule.axis == CueAxis::stop || cue.rule.axis == CueAxis::pseudo || cue.rule.reach == CueReach::sentence)
        continue;
      const bool child = cue.rule.axis == CueAxis::experiencer && cue.rule.value == kChild;
      if (child && !grown_) continue;
      if (cue.rule.axis == CueAxis::experiencer && cue.rule.value == kName && !named_by(cue, mention)) continue;
      if (is_aside(cue.rule)) continue;
      if (cue.rule.axis == CueAxis::temporality && cue.rule.value == kSought && is_complaint(mention)) continue;
      const bool named = child && cue.first_token <= mention.first_token && mention.end_token <= cue.end_token;
      if (!named && !reaches(cue, mention.first_token, mention.end_token, cues_)) continue;
      const Cue*& best = nearest[static_cast<size_t>(cue.rule.axis)];
      // What was ruled out in the end was a candidate before: "differentials were A and B, which were excluded".
      if (best != nullptr && (weight(*best) > weight(cue) || outranks(*best, cue))) continue;
      if (best == nullptr || weight(cue) > weight(*best) || outranks(cue, *best) ||
          distance(cue, mention) < distance(*best, mention))
        best = &cue;
    }
    for (const Cue* cue : nearest)
      if (cue != nullptr) set_axis(context, cue->rule.axis, cue->rule.value, {cue->row, reading_.span_of(*cue)});
    if (context.certainty == Certainty::refuted) {
      context.polarity = Polarity::negated;
      context.polarity_cue = context.certainty_cue;
    }
  }

  ContextReading& reading_;
  Arena& arena_;
  std::string_view text_;
  const Segments& segments_;
  std::span<const Mention> mentions_;
  const ContextRules::Compiled& rules_;
  bool grown_ = false;
  std::vector<PhraseMatch> matches_;  // of all cues, whether they count or not
  size_t next_match_ = 0;             // the first behind the sentence
  std::vector<std::pair<uint32_t, uint32_t>> covered_;
  std::span<const Cue> cues_;  // of the sentence that is being read
};

}  // namespace

std::span<const Context> apply_context(const Document& document, const Segments& segments,
                                       std::span<const Mention> mentions, const ContextRules& rules, Arena& arena) {
  ContextReading reading{document.text, !document.parts.empty(), segments,
                         mentions,      rules.compiled(),        arena.make_array<Context>(mentions.size())};
  Reader(reading, arena).run();
  return reading.contexts;
}

}  // namespace anamnesis
