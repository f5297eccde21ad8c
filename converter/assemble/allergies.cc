// Allergies: an event word and what it is about: behind it ("allergic to A and B", "allergies include A"), right before
// it ("A allergy", "A-allergic"), or in one phrase with it that the tables know as a finding ("allergy to A"); and what
// a section of that name lists. An allergy that the tables know is the same concept however it is told; else the
// substance is the concept.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

bool is_allergen(const Mention& m) {
  return m.kind == MentionKind::medication || m.kind == MentionKind::substance;
}

bool says_allergy(std::string_view part) {
  return part == "allergy" || part == "allergy-after" || part == "no-allergies";
}

bool is_of_conditions(const Row& row) {
  return row && (row.table->name() == "terms/conditions" || row.table->name() == "terms/findings");
}

// The tables' row of the allergy to what is called so, if they have one.
Row known_allergy(const Scene& scene, std::string_view allergen) {
  const std::string name(allergen);
  for (const AllergyWords& of : scene.rules.allergy_words) {
    const Row row = scene.term_named(of.behind ? of.words + " " + name : name + " " + of.words);
    if (is_of_conditions(row)) return row;
  }
  return {};
}

// Makes the draft an allergy to `allergen`, which `event` says; none: the section does.
void make_allergy(Scene& scene, Draft& draft, const Mention* event, const Mention& allergen) {
  draft.type = "allergy";
  std::erase_if(draft.fields, [](const Field& f) { return f.name != "negated" && f.name != "certainty"; });
  const std::string_view category = allergen.kind == MentionKind::medication ? "medication" : allergen.row["category"];
  if (!category.empty()) draft.add("category", category, allergen.span, allergen.row);
  if (event == nullptr) return;
  if (event->part == "no-allergies" && draft.find("negated") == nullptr)
    draft.add("negated", "true", event->span, event->row);  // "no known allergy to A" denies that alone
  if (const std::string_view type = event->row["class"]; !type.empty())
    draft.add("type", type, event->span, event->row);
  if (const std::string_view reaction = event->row["reaction"]; !reaction.empty()) {
    const Span words = scene.tokens_span(event->first_token, event->end_token - 1);  // without its preposition
    draft.add("reaction", scene.flat(words), words, scene.term_named(std::string(reaction)));
  }
}

// Makes mention `i` what someone is allergic to, if it can be.
bool turn(Scene& scene, uint32_t i, const Mention* event) {
  const Mention& m = scene.mention(i);
  if (!is_allergen(m) || !scene.is_fact(i)) return false;
  if (scene.draft_of[i] == kNoDraft) scene.open("allergy", i);
  Draft& draft = scene.drafts[scene.draft_of[i]];
  make_allergy(scene, draft, event, m);
  if (event == nullptr || event->row["class"] != "intolerance")
    if (const Row known = known_allergy(scene, draft.text); known) draft.row = known;
  return true;
}

// Whether the words of [at, first) tie a reaction to what caused it, or to the one before it. In a list of problems a
// comma begins the next one: "allergy to A - rash, B".
bool ties_reaction(const Scene& scene, uint32_t at, uint32_t first, bool is_first, bool in_brackets) {
  const bool listed = scene.only(at, first, Link::list);
  if (!is_first) return listed && (in_brackets || !scene.any(at, first, Link::comma));
  return !listed && first - at <= 5 && scene.any(at, first, Link::reaction) &&
         !scene.any(at, first, Link::reaction_stop);
}

// What the allergy did, behind mention `last`: "(rash, hives)", "which caused a rash"; no finding of its own. Gives the
// last mention that tells it, or `last`.
uint32_t put_reactions(Scene& scene, uint32_t allergy, uint32_t last, Scene::Range range) {
  const uint32_t begin = last;
  uint32_t first = UINT32_MAX;  // token of the reaction with what narrows it
  bool in_brackets = false;
  for (uint32_t j = last + 1; j < range.end; ++j) {
    const Mention& m = scene.mention(j);
    const uint32_t d = scene.draft_of[j], at = scene.mention(last).end_token;
    if (m.part == "reason") continue;  // "due to"
    first = std::min(first, m.first_token);
    if (m.kind == MentionKind::modifier || m.kind == MentionKind::body_site) continue;
    if (d == kNoDraft || !is_condition_draft(scene.drafts[d]) ||
        !ties_reaction(scene, at, first, last == begin, in_brackets))
      break;
    in_brackets |= scene.any(at, first, Link::bracket);
    scene.drafts[allergy].add("reaction", scene.flat(m.span), m.span, m.row);
    scene.drafts[d].discarded = true;
    scene.draft_of[j] = kNoDraft;
    scene.used[j] = true;
    last = j;
    first = UINT32_MAX;
  }
  return last;
}

// "Allergic to A, and B was given": another clause, about B.
bool opens_clause(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  return m.end_token < scene.segments.sentences[m.sentence].end_token && scene.is(m.end_token, Link::predicate);
}

// "A (rash), B and C": what is listed behind mention `last`, each with its reactions. `tie`: the words before the
// first.
void turn_list(Scene& scene, uint32_t last, const Mention* event, Scene::Range range, Link tie = Link::allergy_list) {
  const uint32_t begin = last;
  for (uint32_t j = last + 1; j < range.end; ++j) {
    if (scene.mention(j).kind == MentionKind::modifier) continue;  // "multiple"
    if (!scene.only(scene.mention(last).end_token, scene.mention(j).first_token, tie)) return;
    if ((last != begin && opens_clause(scene, j)) || !turn(scene, j, event)) return;
    j = last = put_reactions(scene, scene.draft_of[j], j, range);
    tie = Link::allergy_list;
  }
}

// "A, B and C allergies": what "and" ties to the last of them, and what is listed before that.
void turn_list_before(Scene& scene, uint32_t last, uint32_t token, const Mention* event, Scene::Range range) {
  bool tied = false;
  for (uint32_t j = last; j-- > range.begin; token = scene.mention(j).first_token) {
    const uint32_t end = scene.mention(j).end_token;
    tied |= scene.any(end, token, Link::alternative);
    if (end == token || !tied || !scene.only(end, token, Link::list) || !turn(scene, j, event)) return;
  }
}

// "Allergies include A": words behind mention `i` announce what stands behind them.
bool announces(const Scene& scene, uint32_t i, Scene::Range range) {
  const uint32_t at = scene.mention(i).end_token;
  if (i + 1 >= range.end || !is_allergen(scene.mention(i + 1))) return false;
  const uint32_t first = scene.mention(i + 1).first_token;
  return at < first && scene.only(at, first, Link::allergy_names);
}

// "No known drug allergies" is said once, as a concept of its own, which the event's row names. `denial`: the words
// that say so, if its own do not.
void put_none(Scene& scene, uint32_t i, Span denial = {}) {
  Draft& draft = scene.drafts[scene.open("allergy", i)];
  draft.fields.clear();
  if (denial.empty()) return;
  draft.text = draft.row["snomed_display"];
  draft.mentions.push_back(denial);
}

// "A allergy", "A-allergic": what stands right before the words. False: nothing does.
bool turn_before(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  if (i == range.begin || e.part == "no-allergies") return false;
  const uint32_t end = scene.mention(i - 1).end_token;
  const bool joined = end == e.first_token || (end + 1 == e.first_token && scene.word(end) == "-");
  if (!joined || !turn(scene, i - 1, &e)) return false;
  turn_list_before(scene, i - 1, scene.mention(i - 1).first_token, &e, range);
  put_reactions(scene, scene.draft_of[i - 1], i, range);
  return true;
}

// "Drug allergies" alone: what the tables call so; "allergies" alone may be of any kind.
void put_kind(Scene& scene, uint32_t i, Scene::Range range) {
  if (scene.mention(i).end_token - scene.mention(i).first_token < 2) return;
  for (const MentionKind kind : {MentionKind::condition, MentionKind::finding}) {
    const Row row = scene.other_meaning(i, kind);
    if (!row) continue;
    const uint32_t d = scene.open("allergy", i);
    scene.drafts[d].row = row;
    put_reactions(scene, d, i, range);
    return;
  }
}

void put_allergies(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& e = scene.mention(i);
  const Context& c = scene.contexts[i];
  if (e.part == "allergy") return turn_list(scene, i, &e, range);
  if (turn_before(scene, i, range)) return;
  if (announces(scene, i, range)) return turn_list(scene, i, &e, range, Link::allergy_names);
  if (e.part == "no-allergies") return put_none(scene, i);
  if (scene.in_heading(e) || c.certainty != Certainty::confirmed) return;
  if (c.polarity == Polarity::affirmed) return put_kind(scene, i, range);
  if (!e.row["snomed"].empty()) put_none(scene, i, c.polarity_cue.span);
}

// "Allergy to A" is one phrase of the tables: an allergy's words and its substance, and nothing else.
void put_phrase(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  for (const uint32_t e : scene.lost_to(i)) {
    const Mention& event = scene.mentions.overlapped[e].mention;
    if (event.kind != MentionKind::event || event.row["class"] != "allergy") continue;
    const bool behind = event.part == "allergy";
    for (const uint32_t a : scene.lost_to(i)) {
      const Mention& allergen = scene.mentions.overlapped[a].mention;
      const Mention &first = behind ? event : allergen, &last = behind ? allergen : event;
      if (!is_allergen(allergen) || first.first_token != m.first_token || first.end_token != last.first_token ||
          last.end_token != m.end_token)
        continue;
      make_allergy(scene, scene.drafts[scene.draft_of[i]], &event, allergen);
      if (!behind) turn_list_before(scene, i, m.first_token, &event, range);
      const uint32_t told = put_reactions(scene, scene.draft_of[i], i, range);
      if (behind) turn_list(scene, told, &event, range);
      return;
    }
  }
}

// "Allergies: none": a section that lists nothing, by the event that is its heading.
void put_none_listed(Scene& scene, const Section& section, const Sentence& sentence, uint32_t end) {
  uint32_t first = sentence.first_token;
  while (first < sentence.end_token && scene.segments.tokens[first].span.begin < section.heading.end) ++first;
  if (!scene.only(first, sentence.end_token, Link::allergy_none) ||
      !scene.any(first, sentence.end_token, Link::nothing))
    return;
  for (uint32_t i = end; i-- > 0 && scene.mention(i).span.begin >= section.heading.begin;)
    if (const Mention& m = scene.mention(i); says_allergy(m.part) && scene.in_heading(m) && !m.row["snomed"].empty())
      return put_none(scene, i, scene.tokens_span(first, sentence.end_token));
}

// "Allergies: none. Vaccines given.", "Allergies: penicillin. Brother with a trait. ...": a section that lists nothing,
// or goes on to tell of others, has ended.
bool has_ended(const Scene& scene, uint32_t sentence) {
  const auto& sentences = scene.segments.sentences;
  for (uint32_t s = sentence; s-- > 0 && sentences[s].section == sentences[sentence].section;) {
    const Scene::Range range = scene.of_sentence[s];
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (scene.mention(i).kind == MentionKind::relative) return true;
      const uint32_t d = scene.draft_of[i];
      const bool none =
          scene.mention(i).kind == MentionKind::event && d != kNoDraft && scene.drafts[d].type == "allergy";
      if (none) return true;
    }
  }
  return false;
}

// "Allergies: penicillin (hives)": what such a section names.
void put_listed(Scene& scene, uint32_t sentence) {
  const uint32_t at = scene.segments.sentences[sentence].section;
  if (at >= scene.segments.sections.size() || scene.segments.sections[at].kind != "allergies") return;
  if (has_ended(scene, sentence)) return;
  const Scene::Range range = scene.of_sentence[sentence];
  const auto told = [&](uint32_t i) {
    return scene.used[i] || (scene.draft_of[i] != kNoDraft && scene.drafts[scene.draft_of[i]].type == "allergy");
  };
  for (uint32_t i = range.begin; i < range.end; ++i)
    if (!told(i) && turn(scene, i, nullptr)) put_reactions(scene, scene.draft_of[i], i, range);
  // "Elastoplast - rash": a reaction to what the tables do not know is no complaint.
  for (Draft& draft : scene.new_drafts())
    if (is_condition_draft(draft) && draft.find("negated") == nullptr && draft.type != "diagnosis")
      draft.discarded = true;
  put_none_listed(scene, scene.segments.sections[at], scene.segments.sentences[sentence], range.end);
}

}  // namespace

void draft_allergies(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind == MentionKind::event && says_allergy(m.part) && scene.is_fact(i)) put_allergies(scene, i, range);
    if (scene.draft_of[i] != kNoDraft && is_condition_draft(scene.drafts[scene.draft_of[i]]))
      put_phrase(scene, i, range);
  }
  put_listed(scene, sentence);
}

}  // namespace anamnesis
