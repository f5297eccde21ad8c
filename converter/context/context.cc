// How each mention is meant. First the cues of every sentence, which together tell a case from a study of many. Then
// per sentence: decide whether it speaks of this patient, then ask for each mention and axis which cue reaches it; the
// nearest one decides. Sections decide where no cue does.
#include "context/context.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/check.h"
#include "context/cues.h"
#include "context/sections.h"
#include "recognise/kinds.h"
#include "recognise/phrases.h"

namespace anamnesis {
namespace {

Folding compile_folding(const Tables& tables) {
  Result<Folding> folding = Folding::compile(tables);
  INSIST(folding.ok());  // segmenting compiled the same table before
  return std::move(*folding);
}

}  // namespace

struct ContextRules::Compiled {
  explicit Compiled(const Tables& tables)
      : folding(compile_folding(tables)),
        cues(tables, kCueTables, folding, kCueLexicon),
        sections(read_sections(tables)) {
    const Table* table = tables.find(kCueTables[0]);
    for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) rows.push_back(read_cue({table, i}));
  }

  Folding folding;
  PhraseIndex cues;
  std::vector<SectionRule> sections;
  std::vector<CueRow> rows;  // by row of grammar/cues
};

ContextRules::ContextRules(const Tables& tables) : compiled_(std::make_unique<Compiled>(tables)) {}
ContextRules::~ContextRules() = default;
ContextRules::ContextRules(ContextRules&&) noexcept = default;
ContextRules& ContextRules::operator=(ContextRules&&) noexcept = default;

namespace {

constexpr int kShows = 4;              // the weight of a word for this patient ("our patient", "year-old")
constexpr int kGrown = 13;             // years: a child told of beside such a patient is another one
constexpr size_t kStudySentences = 4;  // so many at least speak of many where a document is a study

uint32_t distance(const Cue& cue, const Mention& m) {
  return m.first_token >= cue.end_token ? m.first_token - cue.end_token : cue.first_token - m.end_token;
}

// How final a word on certainty is: what was ruled out, then what was confirmed in the end, then the rest.
int weight(const Cue& cue) {
  if (cue.rule.axis != CueAxis::certainty) return 0;
  if (cue.rule.value == static_cast<uint8_t>(Certainty::refuted)) return 2;
  return cue.rule.value == static_cast<uint8_t>(Certainty::confirmed) && cue.rule.reach == CueReach::backward ? 1 : 0;
}

void set_axis(Context& context, CueAxis axis, uint8_t value, CueUse use) {
  switch (axis) {
    case CueAxis::negation:
      context.polarity = static_cast<Polarity>(value);
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
  Reader(const Document& document, const Segments& segments, std::span<const Mention> mentions,
         const ContextRules::Compiled& rules, Arena& arena)
      : text_(document.text),
        article_(!document.parts.empty()),
        parts_of_article_(article_),
        segments_(segments),
        mentions_(mentions),
        rules_(rules),
        out_(arena.make_array<Context>(mentions.size())) {}

  std::span<const Context> run() {
    const size_t count = segments_.sentences.size();
    std::vector<Part> parts(count);
    size_t at = 0;
    for (uint32_t s = 0; s < count; ++s) {
      parts[s].begin = at;
      while (at < mentions_.size() && mentions_[at].sentence == s) ++at;
      parts[s].end = at;
      find_cues(segments_.sentences[s], parts[s]);
    }
    find_study(parts);
    find_article(parts);
    grown_ = tells_grown();
    for (uint32_t s = 0; s < count; ++s) {
      cues_ = std::span(all_cues_).subspan(parts[s].first_cue, parts[s].end_cue - parts[s].first_cue);
      read_sentence(segments_.sentences[s], parts[s].begin, parts[s].end);
    }
    return out_;
  }

 private:
  // A sentence's mentions and its cues.
  struct Part {
    size_t begin = 0, end = 0;
    size_t first_cue = 0, end_cue = 0;
  };

  void find_cues(const Sentence& sentence, Part& part) {
    covered_.clear();
    for (size_t i = part.begin; i < part.end; ++i)
      if (is_term(mentions_[i].kind)) covered_.emplace_back(mentions_[i].first_token, mentions_[i].end_token);
    rules_.cues.find(text_, segments_.tokens, sentence.first_token, sentence.end_token, false, matches_);
    std::erase_if(matches_.all, [&](const PhraseMatch& match) { return !as_printed(match); });
    part.first_cue = all_cues_.size();
    choose_cues(matches_.all, rules_.rows, covered_, all_cues_);
    part.end_cue = all_cues_.size();
    for (size_t c = part.first_cue; c < part.end_cue; ++c) {
      all_cues_[c].strange_noun = is_strange(all_cues_[c], part.begin, part.end);
      const CueRow& rule = all_cues_[c].rule;
      all_cues_[c].subject = rule.axis == CueAxis::experiencer &&
                             rule.value == static_cast<uint8_t>(Experiencer::other) &&
                             all_cues_[c].first_token <= sentence.first_token + 1;
      all_cues_[c].joins = joins_treatments(all_cues_[c], part.begin, part.end);
    }
  }

  // A document that speaks of many in twice as many sentences as of one is a study: nothing outside a section that is
  // headed as a case speaks of a patient. A case report with a long discussion stays far below, a study far above.
  void find_study(std::span<const Part> parts) {
    size_t one = 0, many = 0;
    for (const Part& part : parts) {
      bool shows_one = false, shows_many = false;
      for (size_t c = part.first_cue; c < part.end_cue; ++c) {
        const Cue& cue = all_cues_[c];
        if (cue.rule.axis != CueAxis::reality || cue.rule.reach != CueReach::sentence) continue;
        shows_one |= cue.rule.value == static_cast<uint8_t>(Reality::this_case) && cue.rule.window >= kShows - 1;
        shows_many |= cue.rule.value == kStudy;
        if (cue.rule.value == kStudy && !study_cue_.row) study_cue_ = {cue.row, span_of(cue)};
      }
      one += shows_one;
      many += shows_many && !shows_one;
    }
    study_ = many >= kStudySentences && many > 2 * one;
  }

  // "Background" and "Objective" open an article; in a note they head what is known and what is seen of the patient.
  void find_article(std::span<const Part> parts) {
    size_t first = 0;
    const auto shows = [](const Cue& cue) {
      return cue.rule.axis == CueAxis::reality && cue.rule.reach == CueReach::sentence && cue.rule.window >= kShows &&
             cue.rule.value == static_cast<uint8_t>(Reality::this_case);
    };
    const auto own = [&](const Part& part) {
      return std::any_of(all_cues_.begin() + static_cast<std::ptrdiff_t>(part.first_cue),
                         all_cues_.begin() + static_cast<std::ptrdiff_t>(part.end_cue), shows);
    };
    while (first < parts.size() && !own(parts[first])) ++first;
    const uint32_t patient = first < parts.size() ? segments_.sentences[first].span.begin : UINT32_MAX;
    for (const Section& section : segments_.sections)
      for (const SectionRule& rule : rules_.sections)
        parts_of_article_ |=
            rule.of_article && rule.kind == section.kind && (!rule.opening || section.body.begin <= patient);
  }

  // Whether the first age that is told is no child's.
  bool tells_grown() const {
    for (const Mention& m : mentions_) {
      if (m.kind != MentionKind::age) continue;
      int years = 0;
      std::from_chars(m.normal.data(), m.normal.data() + m.normal.size(), years);
      return m.normal.ends_with(" a") && years >= kGrown;
    }
    return false;
  }

  void read_sentence(const Sentence& sentence, size_t begin, size_t end) {
    const Reality reality = decide_reality(sentence);
    for (size_t i = begin; i < end; ++i) {
      from_section(sentence, out_[i]);
      if (reality == Reality::background) {
        out_[i].reality = reality;
        out_[i].reality_cue = running_cue_;
      }
      from_cues(mentions_[i], out_[i]);
    }
    from_relatives(begin, end);
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
    if (cue.rule.axis != CueAxis::negation || cue.rule.reach != CueReach::forward) return false;
    const std::string_view last = segments_.tokens[cue.end_token - 1].folded;
    if (last != "no" && last != "not" && last != "without" && last != "any") return false;
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

  // The rule of a sentence's section; nullptr in unlabelled text.
  const SectionRule* section_rule(const Sentence& sentence) const {
    if (sentence.section >= segments_.sections.size()) return nullptr;
    const std::string_view kind = segments_.sections[sentence.section].kind;
    for (const SectionRule& rule : rules_.sections)
      if (rule.kind == kind) return &rule;
    return nullptr;
  }

  void from_section(const Sentence& sentence, Context& context) const {
    const SectionRule* rule = section_rule(sentence);
    if (rule == nullptr) return;
    const CueUse use{rule->row, segments_.sections[sentence.section].heading};
    if (rule->experiencer != Experiencer::patient) {
      context.experiencer = rule->experiencer;
      context.experiencer_cue = use;
    }
    if (rule->temporality != Temporality::current) {
      context.temporality = rule->temporality;
      context.temporality_cue = use;
    }
  }

  // "Institute of Neurology and Vascular Diseases": capitals from the cue on, small words apart.
  bool named_by(const Cue& cue, const Mention& mention) const {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto capital = [&](uint32_t t) { return is_capital(text_[segments_.tokens[t].span.begin]); };
    const Span last = segments_.tokens[mention.end_token - 1].span;
    const bool abbreviated = last.size() > 1 && is_capital(text_[last.begin + 1]);  // "hospital for CHF"
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
      if (cue.rule.axis == CueAxis::experiencer && cue.rule.value == kSame) continue;
      if (cue.rule.axis == CueAxis::temporality && cue.rule.value == kSought && is_complaint(mention)) continue;
      const bool named = child && cue.first_token <= mention.first_token && mention.end_token <= cue.end_token;
      if (!named && !reaches(cue, mention.first_token, mention.end_token, cues_)) continue;
      const Cue*& best = nearest[static_cast<size_t>(cue.rule.axis)];
      // What was ruled out in the end was a candidate before: "differentials were A and B, which were excluded".
      if (best != nullptr && weight(*best) > weight(cue)) continue;
      if (best == nullptr || weight(cue) > weight(*best) || distance(cue, mention) < distance(*best, mention))
        best = &cue;
    }
    for (const Cue* cue : nearest)
      if (cue != nullptr) set_axis(context, cue->rule.axis, cue->rule.value, {cue->row, span_of(*cue)});
    if (context.certainty == Certainty::refuted) {
      context.polarity = Polarity::negated;
      context.polarity_cue = context.certainty_cue;
    }
  }

  static bool keeps(const Cue& cue, CueReach reach) {
    return cue.rule.axis == CueAxis::experiencer && cue.rule.value == kSame && cue.rule.reach == reach;
  }

  // Where words behind the relative that keep to it end: "his brother, who", "his wife, a nurse", "her sister, aged 51,
  // who"; 0: none do.
  uint32_t keeps_to(size_t relative, size_t end) const {
    constexpr uint32_t kAside = 6;
    const uint32_t behind = mentions_[relative].end_token;
    const bool aside = behind < segments_.tokens.size() && segments_.tokens[behind].folded == ",";
    size_t next = relative + 1;
    if (aside)
      while (next < end && mentions_[next].kind == MentionKind::age && mentions_[next].first_token < behind + kAside)
        ++next;
    const uint32_t told = next > relative + 1 ? mentions_[next - 1].end_token : behind;
    uint32_t out = 0;
    for (const Cue& cue : cues_)
      if (keeps(cue, CueReach::forward) && (cue.first_token == behind || cue.first_token == told))
        out = std::max(out, cue.end_token);
    if (out != 0 || !aside || next >= end) return out;
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
      const bool inside = cue.rule.axis != CueAxis::reality && cue.first_token <= relative.first_token &&
                          relative.end_token <= cue.end_token;
      return (agent && kept == 0) || tells || inside;
    });
  }

  // "His father had ...": what follows a relative in its clause is the relative's, unless the relative only tells it.
  void from_relatives(size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const Mention& relative = mentions_[r];
      if (relative.kind != MentionKind::relative) continue;
      const uint32_t kept = keeps_to(r, end);
      if (informs(relative, kept)) continue;
      // "maternal pre-eclampsia": the adjective says of whom the next thing is, and no more.
      const bool adjective = relative.row["adjective"] == segments_.tokens[relative.first_token].folded;
      const size_t limit = adjective ? std::min(end, r + 2) : end;
      const auto give = [&](size_t i) {
        set_axis(out_[i], CueAxis::experiencer, static_cast<uint8_t>(Experiencer::relative),
                 {relative.row, relative.span});
      };
      // "her 6-year-old brother", "his diabetic father": what stands right before the noun describes the relative.
      if (r > begin && mentions_[r - 1].end_token == relative.first_token) give(r - 1);
      // "a rash in his daughter"
      for (const Cue& before : cues_)
        if (keeps(before, CueReach::backward) && before.end_token == relative.first_token)
          for (size_t i = begin; i < r; ++i)
            if (mentions_[i].end_token == before.first_token) give(i);
      Cue cue;
      cue.first_token = relative.first_token;
      cue.rule.axis = CueAxis::experiencer;
      cue.subject = relative.first_token <= segments_.sentences[relative.sentence].first_token + 1;
      const uint32_t clause =
          kept == 0 ? relative.end_token : kept + 2;  // the verb of the clause is behind its opening
      for (size_t i = r + 1; i < limit; ++i) {
        cue.end_token = std::min(clause, std::max(relative.end_token, mentions_[i].first_token));
        if (reaches(cue, mentions_[i].first_token, mentions_[i].end_token, cues_)) give(i);
      }
    }
  }

  Span span_of(const Cue& cue) const {
    return {segments_.tokens[cue.first_token].span.begin, segments_.tokens[cue.end_token - 1].span.end};
  }

  // What a section says of its sentences, as far as the patient has been shown by now.
  SectionReality reality_of_section(const SectionRule* rule, uint32_t index) const {
    SectionReality said = rule == nullptr ? SectionReality::shown : rule->reality;
    if (rule != nullptr && rule->opening && !parts_of_article_) said = SectionReality::this_case;
    if (said == SectionReality::note) said = parts_of_article_ ? SectionReality::mixed : SectionReality::shown;
    if (study_) {
      if (said != SectionReality::this_case) return SectionReality::none;
      // "Case definition", "Case-control study": what a study heads as a case is one behind a word for its patient.
      return shown_in_ == index ? said : SectionReality::mixed;
    }
    return said == SectionReality::shown && (shown_ || !article_) ? SectionReality::this_case : said;
  }

  // A sentence speaks of this patient or of medicine in general by the heavier of its signals. Without any it goes on
  // as the one before it in its paragraph; a paragraph starts as its section's kind says, an unlabelled one as the
  // case, in an article only once a patient has been shown.
  Reality decide_reality(const Sentence& sentence) {
    const SectionRule* rule = section_rule(sentence);
    const SectionReality section = reality_of_section(rule, sentence.section);
    CueUse section_use;
    if (rule != nullptr) section_use = {rule->row, segments_.sections[sentence.section].heading};
    if (section == SectionReality::none) {
      running_cue_ = study_ ? study_cue_ : section_use;
      return Reality::background;
    }
    if (sentence.paragraph != paragraph_ || sentence.section != section_) {
      paragraph_ = sentence.paragraph;
      section_ = sentence.section;
      const bool own = section == SectionReality::this_case;
      running_ = own ? Reality::this_case : Reality::background;
      running_cue_ = own ? CueUse{} : section_use;
    }
    int own = 0, general = 0, strongest = 0;
    const Cue* general_cue = nullptr;
    for (const Cue& cue : cues_) {
      if (cue.rule.axis != CueAxis::reality || cue.rule.reach != CueReach::sentence) continue;
      const bool ours = static_cast<Reality>(cue.rule.value) == Reality::this_case;
      (ours ? own : general) += cue.rule.window;
      if (ours) strongest = std::max<int>(strongest, cue.rule.window);
      if (!ours && general_cue == nullptr) general_cue = &cue;
    }
    // Outside the case itself, "was noted" may be anyone's: there it takes a word for this patient.
    const int needed = section == SectionReality::this_case ? 1 : kShows;
    if (own >= needed && own >= general && (!study_ || strongest >= needed)) {
      running_ = Reality::this_case;
      running_cue_ = {};
      shown_ = shown_ || own >= kShows;
      if (own >= kShows) shown_in_ = sentence.section;
    } else if (general > own) {
      running_ = Reality::background;
      running_cue_ = {general_cue->row, span_of(*general_cue)};
    }
    return running_;
  }

  std::string_view text_;
  const bool article_;              // not a note: it has a title, authors, an abstract of its own
  bool parts_of_article_ = false;   // it has sections that no note has
  bool shown_ = false;              // a word for this patient has been read
  uint32_t shown_in_ = UINT32_MAX;  // the last section with such a word
  const Segments& segments_;
  std::span<const Mention> mentions_;
  const ContextRules::Compiled& rules_;
  std::span<Context> out_;
  PhraseMatches matches_;
  std::vector<std::pair<uint32_t, uint32_t>> covered_;
  std::vector<Cue> all_cues_;
  std::span<const Cue> cues_;  // of the sentence that is being read
  bool study_ = false;
  bool grown_ = false;
  CueUse study_cue_;
  uint32_t paragraph_ = UINT32_MAX, section_ = UINT32_MAX;
  Reality running_ = Reality::this_case;
  CueUse running_cue_;
};

}  // namespace

std::span<const Context> apply_context(const Document& document, const Segments& segments,
                                       std::span<const Mention> mentions, const ContextRules& rules, Arena& arena) {
  return Reader(document, segments, mentions, rules.compiled(), arena).run();
}

}  // namespace anamnesis
