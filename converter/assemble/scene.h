// Scene: what the parts of assembling share: the document's mentions in their context, and the drafts made of them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "assemble/assemble.h"
#include "assemble/links.h"
#include "assemble/unit_kinds.h"
#include "base/arena_vector.h"
#include "recognise/phrases.h"

namespace anamnesis {

// A statement in the making.
struct Draft {
  std::string_view type;
  Row row;
  std::string_view text;
  ArenaVector<Span> mentions;
  ArenaVector<Field> fields;
  ArenaVector<Field> repeats;  // fields told again by drafts merged into this one: they grow with the document
  bool planned = false;
  uint32_t patient = 0;
  uint32_t sentence = 0;
  uint32_t first_token = 0, end_token = 0;  // of the words it is about
  uint32_t mention = UINT32_MAX;            // index of the mention it came from
  uint16_t groups = 0;                      // the last group number given out
  uint32_t shown_by = UINT32_MAX;           // the draft of the study that showed it
  uint32_t shares = UINT32_MAX;             // the draft whose head it shares: what is told of that is told of both
  bool discarded = false;

  explicit Draft(Arena& arena) : mentions(arena), fields(arena), repeats(arena) {}
  const Field* find(std::string_view name, uint16_t group = UINT16_MAX) const;
  void add(std::string_view name, std::string_view value, Span span = {}, Row row = {}, uint16_t group = 0);
};

inline constexpr uint32_t kNoDraft = UINT32_MAX;

inline bool is_condition_draft(const Draft& draft) {
  return draft.type == "diagnosis" || draft.type == "symptom" || draft.type == "finding";
}

// Words that make an allergy of the substance behind them or before them ("allergy to", "allergy").
struct AllergyWords {
  std::string words;
  bool behind = false;  // the substance stands behind them
};

struct AssemblyRules::Compiled {
  Compiled(const Tables& tables, Folding folding, Links links);
  Folding folding;
  Links links;
  UnitKinds unit_kinds;
  PhraseIndex terms;
  PhraseIndex implied_tests;  // grammar/implied_tests
  const Table* score_parts = nullptr;
  std::unordered_set<std::string_view> told_in_parts;  // its scores
  const Table* panels = nullptr;
  std::unordered_set<std::string_view> told_by_order;  // its panels
  const Table* tests = nullptr;
  const Table* drug_stems = nullptr;
  std::vector<AllergyWords> allergy_words;                 // of grammar/events
  std::unordered_set<std::string_view> stay_anchors;       // keys of grammar/anchors that a stay is counted from
  std::unordered_map<std::string_view, uint32_t> numbers;  // grammar/ordinals, numbers and roman, below twenty
};

struct Scene {
  // Mentions [begin, end), or tokens.
  struct Range {
    uint32_t begin = 0, end = 0;
    bool empty() const { return begin == end; }
  };

  Scene(const Document& document, const Segments& segments, const Mentions& mentions, std::span<const Context> contexts,
        const AssemblyRules::Compiled& rules, Arena& arena);

  const Document& document;
  const Segments& segments;
  const Mentions& mentions;
  std::span<const Context> contexts;
  const AssemblyRules::Compiled& rules;
  Arena& arena;
  std::span<const Links::Roles> roles;  // per token

  ArenaVector<Draft> drafts;
  std::span<uint32_t> draft_of;    // per mention: its draft, or kNoDraft
  std::span<bool> used;            // per mention: a draft has it as a field
  std::span<uint32_t> reading_of;  // per quantity: the draft whose value it is, or kNoDraft
  ArenaVector<Dropped> dropped;
  std::span<uint32_t> patient_of;  // per sentence
  uint32_t patients = 1;
  std::vector<std::string_view> names;  // letters behind a title ("Mrs. AMS")

  std::span<Range> of_sentence;
  std::span<uint32_t> lost;        // indexes of mentions.overlapped, by winner
  std::span<uint32_t> first_lost;  // per mention, and once more: where those that lost against it begin in `lost`
  size_t first_draft = 0;          // of the sentence that is being read

  // The overlapped mentions that lost against `winner`: indexes of mentions.overlapped, in their order.
  std::span<const uint32_t> lost_to(uint32_t winner) const {
    return lost.subspan(first_lost[winner], first_lost[winner + 1] - first_lost[winner]);
  }
  // The drafts made since the sentence that is being read began: all that are its own.
  std::span<Draft> new_drafts() { return std::span(drafts).subspan(first_draft); }

  const Mention& mention(uint32_t i) const { return mentions.mentions[i]; }
  std::string_view word(uint32_t token) const { return segments.tokens[token].folded; }
  std::string_view words(Span span) const { return span.of(document.text); }
  std::span<const Token> tokens(Range range) const {
    return segments.tokens.subspan(range.begin, range.end - range.begin);
  }
  Span tokens_span(Range range) const { return tokens_span(range.begin, range.end); }
  Span tokens_span(uint32_t first, uint32_t end) const {
    return {segments.tokens[first].span.begin, segments.tokens[end - 1].span.end};
  }

  bool is(uint32_t token, Link role) const { return roles[token].test(static_cast<size_t>(role)); }
  // Every token of [first, end) plays the role; one of them does.
  bool only(uint32_t first, uint32_t end, Link role) const;
  bool any(uint32_t first, uint32_t end, Link role) const;
  bool says(Span span, Link role) const;                 // one of the span's tokens plays it
  bool tokens_free(uint32_t first, uint32_t end) const;  // no mention inside
  // The words with line breaks and runs of blanks as one blank.
  std::string_view flat(Span span) const;
  std::string_view keep(const std::string& text) const { return arena.copy(text); }
  std::string_view joined(std::string_view a, std::string_view b) const;  // a blank between them

  // The row of a term whose phrase is the whole of the tokens, if there is one; with `rest` as if it stood right
  // behind.
  Row term(Range words) const { return rules.terms.look_up(document.text, tokens(words)); }
  Row term(Range words, Range rest) const { return rules.terms.look_up(document.text, tokens(words), tokens(rest)); }
  Row term_named(const std::string& words) const { return rules.terms.look_up(words, rules.folding); }

  // The row of another kind that the same words also name, if any.
  Row other_meaning(uint32_t mention, MentionKind kind) const;

  // A draft about the mention, with what its context says (negated, certainty, historical) as fields.
  uint32_t open(std::string_view type, uint32_t mention);
  void drop(uint32_t mention, std::string_view reason, Row cue = {});
  // "Examination:" over a part of the text tells no examination.
  bool in_heading(const Mention& m) const;
  const Section& section_of(const Mention& m) const {
    return segments.sections[segments.sentences[m.sentence].section];
  }
  // True if the mention speaks of this patient, now or in the past, as a fact.
  bool is_fact(uint32_t mention) const;
};

inline Scene::Range tokens_of(const Mention& m) {
  return {m.first_token, m.end_token};
}

inline bool is_finding(const Mention& m) {
  return m.kind == MentionKind::condition || m.kind == MentionKind::finding || m.kind == MentionKind::finding_head;
}

// refusals.cc: why mention `i` makes no statement, and the cue that says so.
struct Refusal {
  std::string_view reason;  // empty: it makes one
  Row cue;
};
Refusal refusal(const Scene& scene, uint32_t i, Scene::Range range);

// shared_heads.cc: a finding, a test or a procedure that a list makes with words of mention `i`, whose draft is open.
void share_first_words(Scene& scene, uint32_t i, Scene::Range range);
void share_last_words(Scene& scene, uint32_t i, Scene::Range range);
void share_what_is_told(Scene& scene);  // to those drafts, when the sentence has been read

// terms.cc: makes mention `i` a field of the draft (a body site, how severe, how long); "non-sustained" denies what it
// is written before.
void add_part(Scene& scene, Draft& draft, uint32_t i);
bool has_denying_prefix(const Scene& scene, uint32_t token);

// parts.cc: gives the finding `i`, whose draft is open, the parts of the body that it is said of ("her hands and feet
// were swollen"). Gives their tokens; none if there are none.
Scene::Range add_subject(Scene& scene, uint32_t i, Scene::Range range);

// habits.cc: whether mention `i` tells something; words like "tobacco" do so only beside another habit, with an amount
// or denied.
bool tells_habit(const Scene& scene, uint32_t i, Scene::Range range);

// people.cc: the finding `i` to the relatives that have it.
void relate_to_family(Scene& scene, uint32_t i, Scene::Range range);

// The parts, in the order they run; each one sentence at a time.
void draft_terms(Scene& scene, uint32_t sentence);      // terms.cc: one draft per term; composition
void tell_parts(Scene& scene, uint32_t sentence);       // parts.cc: what is told of a part of the body
void attach_values(Scene& scene, uint32_t sentence);    // values.cc: quantities and result words to tests
void attach_reports(Scene& scene, uint32_t sentence);   // reports.cc: what a study showed
void attach_dosages(Scene& scene, uint32_t sentence);   // dosages.cc
void attach_times(Scene& scene, uint32_t sentence);     // times.cc
void describe_habits(Scene& scene, uint32_t sentence);  // habits.cc: how much is smoked, where someone travelled
void attach_reasons(Scene& scene, uint32_t sentence);   // reasons.cc: what a treatment was for, why it ended
void draft_people(Scene& scene, uint32_t sentence);     // people.cc: age, sex, relatives
void draft_events(Scene& scene, uint32_t sentence);     // events.cc: encounters, death, status words
void draft_allergies(Scene& scene, uint32_t sentence);  // allergies.cc
void find_names(Scene& scene);                          // people.cc: whom the text calls by letters
void find_patients(Scene& scene);                       // people.cc: whose sentence it is
void settle_sex(Scene& scene);                          // people.cc: by pronouns, at the end
void merge_drafts(Scene& scene);                        // merge.cc: the same fact told twice

}  // namespace anamnesis
