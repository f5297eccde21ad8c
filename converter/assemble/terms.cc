// Drafts from terms. Mentions of one sentence in, one draft for each that speaks of the patient out.
//
// Composition: what stands directly before a finding ("patchy basal", "left shoulder", "severe") and what a preposition
// ties to it ("pain in the left shoulder") becomes its modifiers, body sites and laterality, and part of its text.
// Where two courses share a finding ("acute and chronic ..."), each becomes a finding of its own.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

std::string_view category(const Mention& m) {
  return m.row ? m.row["category"] : std::string_view();
}

std::string_view type_of_condition(std::string_view category) {
  if (category == "symptom") return "symptom";
  if (category == "finding" || category == "sign") return "finding";
  return category == "social-history" ? "social-history" : "diagnosis";
}

std::string_view type_of_finding(std::string_view category) {
  if (category == "symptom") return "symptom";
  if (category == "social-history") return "social-history";
  return category == "disorder" ? "diagnosis" : "finding";
}

std::string_view type_of_test(std::string_view category) {
  if (category == "vital-signs" || category == "vital-sign") return "vital-sign";
  if (category == "survey" || category == "score") return "score";
  return category == "social-history" ? "social-history" : "measurement";
}

std::string_view type_of_procedure(std::string_view category) {
  const bool diagnostic = category == "diagnostic" || category == "imaging" || category == "laboratory";
  return diagnostic ? "diagnostic-procedure" : "procedure";
}

std::string_view type_of(const Mention& m) {
  switch (m.kind) {
    case MentionKind::condition: return type_of_condition(category(m));
    case MentionKind::finding: return type_of_finding(category(m));
    case MentionKind::finding_head: return m.part == "symptom" ? "symptom" : "finding";
    case MentionKind::medication: return "medication";
    case MentionKind::test: return type_of_test(category(m));
    case MentionKind::procedure: return type_of_procedure(category(m));
    case MentionKind::device: return "device-use";
    case MentionKind::occupation:
    case MentionKind::habit: return "social-history";
    default: return {};
  }
}

std::string_view field_of(const Mention& m) {
  if (m.kind == MentionKind::body_site) return "body-site";
  if (m.kind != MentionKind::modifier) return {};
  if (m.part == "state") return {};  // of a measurement
  return m.part == "quality" ? "modifier" : m.part;
}

}  // namespace

// "non-sustained X" is not sustained.
bool has_denying_prefix(const Scene& scene, uint32_t token) {
  return token > 1 && scene.word(token - 1) == "-" && scene.is(token - 2, Link::denied_by_prefix) &&
         !scene.segments.tokens[token].space_before;
}

// "the right hand and both feet": a side behind a further site.
bool sides_another_site(const Draft& draft) {
  const auto behind = std::find_if(draft.fields.rbegin(), draft.fields.rend(),
                                   [](const Field& f) { return f.name == "laterality" || f.name == "body-site"; });
  return behind != draft.fields.rend() && behind->name == "body-site";
}

void add_part(Scene& scene, Draft& draft, uint32_t i) {
  const Mention& m = scene.mention(i);
  const std::string_view name = field_of(m);
  if (name.empty() || has_denying_prefix(scene, m.first_token)) return;
  if ((name == "severity" || name == "course" || name == "laterality") && draft.find(name) != nullptr &&
      !(name == "laterality" && sides_another_site(draft)))
    return;
  const bool words = name == "body-site" || name == "modifier" || name == "stage";
  draft.add(name, words ? scene.flat(m.span) : m.normal, m.span, m.row);
  scene.used[i] = true;
}

namespace {

// The mention before `i` that can be part of it, if it stands right there or behind "and", "or" or a comma.
bool joins_left(const Scene& scene, uint32_t left, uint32_t first_token) {
  const Mention& m = scene.mention(left);
  if (field_of(m).empty() || has_denying_prefix(scene, m.first_token)) return false;
  return first_token - m.end_token <= 2 && scene.only(m.end_token, first_token, Link::modifier);
}

// "liver, lung and bone": from mention `i` on a list of sites and nothing else, which "and" closes; not the site of a
// finding behind it ("face, left and right arm weakness").
bool lists_sites(const Scene& scene, uint32_t i, uint32_t end) {
  bool closed = false;
  for (uint32_t j = i; j < end; ++j) {
    const Mention& m = scene.mention(j);
    if (m.kind != MentionKind::body_site && m.part != "laterality") return false;
    const bool last = closed && m.kind == MentionKind::body_site;
    const bool next = j + 1 < end && scene.mention(j + 1).first_token == m.end_token;
    if (last && !next) return true;
    if (j + 1 == end || !scene.only(m.end_token, scene.mention(j + 1).first_token, Link::site_more)) return false;
    closed |= scene.any(m.end_token, scene.mention(j + 1).first_token, Link::and_);
  }
  return false;
}

// Parts tied on by a preposition: "in the left shoulder", "of both lungs". Gives the token behind the last of them.
uint32_t add_right(Scene& scene, Draft& draft, uint32_t i, uint32_t end) {
  uint32_t at = scene.mention(i).end_token;
  bool any = false, in_list = false;
  for (uint32_t j = i + 1; j < end; ++j) {
    const Mention& m = scene.mention(j);
    if (field_of(m).empty() || m.first_token - at > 4) break;
    // "at both bases": "both" alone is no site.
    const bool lone = m.end_token == m.first_token + 1 && scene.is(m.first_token, Link::pair) &&
                      (j + 1 == end || scene.mention(j + 1).kind != MentionKind::body_site);
    if (lone) break;
    const bool stage = m.part == "stage";
    const bool short_of = at < m.first_token && m.kind == MentionKind::body_site && m.first_token - at <= 5 &&
                          scene.is(at, Link::site) && !scene.any(at + 1, m.first_token, Link::site_stop);
    const bool tied = short_of ? true
                      : any    ? scene.only(at, m.first_token, Link::site_more)
                               : scene.only(at, m.first_token, Link::site_tie);
    if (!tied || (!any && at == m.first_token && m.kind != MentionKind::body_site && !stage && m.part != "laterality"))
      break;
    // "pain, left arm weakness": what a comma ties may belong to the next finding.
    if (scene.any(at, m.first_token, Link::comma) && !stage && !(any && (in_list || lists_sites(scene, j, end)))) break;
    in_list |= scene.any(at, m.first_token, Link::comma) && !stage;
    if (scene.any(at, m.first_token, Link::and_) && j + 1 < end && is_finding(scene.mention(j + 1)) &&
        scene.mention(j + 1).first_token == m.end_token)
      break;
    add_part(scene, draft, j);
    at = m.end_token;
    any = true;
  }
  return any ? at : scene.mention(i).end_token;
}

// "acute and chronic X" where the tables know "chronic X": a second finding, "acute X".
bool split_inside(Scene& scene, uint32_t i, uint32_t left) {
  const Mention &head = scene.mention(i), &other = scene.mention(left);
  if (other.part != "course" || head.end_token - head.first_token < 2) return false;
  if (!scene.only(other.end_token, head.first_token, Link::alternative) || other.end_token == head.first_token)
    return false;
  const Row own = scene.term({head.first_token, head.first_token + 1});
  if (!own || own["part"] != "course") return false;
  Draft one = scene.drafts[scene.draft_of[i]];
  const Scene::Range rest{head.first_token + 1, head.end_token};
  const Span words = scene.tokens_span(rest);
  one.text = scene.joined(scene.flat(other.span), scene.flat(words));
  one.row = scene.term(tokens_of(other), rest);
  if (!one.row) one.row = scene.term(rest);
  one.mentions = {words};
  one.add("course", other.normal, other.span, other.row);
  scene.used[left] = true;
  scene.drafts.push_back(std::move(one));
  return true;
}

// "amoxicillin + clavulanic acid": two drugs that the tables know as one product, in either order.
void combine_drugs(Scene& scene, uint32_t i, Scene::Range range) {
  if (i == range.begin || scene.draft_of[i - 1] == kNoDraft) return;
  const Mention &a = scene.mention(i - 1), &b = scene.mention(i);
  if (a.kind != MentionKind::medication || b.first_token - a.end_token != 1 || !scene.is(a.end_token, Link::combined))
    return;
  const std::string x(scene.flat(a.span)), y(scene.flat(b.span));
  Row row;
  for (const std::string& name :
       {x + " / " + y, y + " / " + x, x + " and " + y, y + " and " + x, x + "-" + y, y + "-" + x})
    if (row = scene.term_named(name); row) break;
  if (!row || row.table != b.row.table) return;
  Draft& whole = scene.drafts[scene.draft_of[i]];
  scene.drafts[scene.draft_of[i - 1]].discarded = true;
  scene.draft_of[i - 1] = kNoDraft;
  scene.used[i - 1] = true;
  whole.row = row;
  whole.first_token = a.first_token;
  const Span span = scene.tokens_span(a.first_token, b.end_token);
  whole.text = scene.flat(span);
  whole.mentions = {span};
}

// "severe pain" may be a phrase of the tables itself: its first word still says how severe it is.
void own_severity(Scene& scene, Draft& draft, const Mention& head) {
  if (head.end_token - head.first_token < 2 || draft.find("severity") != nullptr) return;
  const Scene::Range first{head.first_token, head.first_token + 1};
  const Row row = scene.term(first);
  // "Minimal change disease" is a name: without its first word it is nothing.
  if (row && row["part"] == "severity" && scene.term({first.end, head.end_token}))
    draft.add("severity", row["value"], scene.tokens_span(first), row);
}

bool is_told_of_parts(const Scene& scene, uint32_t i) {
  return scene.other_meaning(i, MentionKind::part_word).table != nullptr;
}

// "both" without a body site only announces a pair.
bool only_announces(const Scene& scene, uint32_t i, uint32_t head) {
  const Mention& m = scene.mention(i);
  const bool both = scene.is(m.first_token, Link::pair) && m.end_token == m.first_token + 1;
  return both && (i + 1 == head || scene.mention(i + 1).kind != MentionKind::body_site);
}

// The first of the mentions before `i` that narrow it; `i` itself if none does.
uint32_t narrowed_from(const Scene& scene, uint32_t i, Scene::Range range) {
  uint32_t first = scene.mention(i).first_token, from = i;
  while (from > range.begin && joins_left(scene, from - 1, first)) {
    const Mention& left = scene.mention(from - 1);
    if (scene.used[from - 1]) break;
    const bool apart = left.end_token != first && (from == i || scene.only(left.end_token, first, Link::separate));
    // "diet was advanced and pain controlled"
    if (apart && from == i && left.first_token > 0 && scene.is(left.first_token - 1, Link::predicate)) break;
    if (apart && left.kind == MentionKind::body_site) break;  // "neck, pain", "a cyst of the kidney and ascites"
    if (apart && is_told_of_parts(scene, i)) break;           // "was dilated and hypokinetic"
    --from;
    first = left.first_token;
  }
  return from < i && only_announces(scene, from, i) ? from + 1 : from;
}

// "acute and chronic X": one finding for each course among mentions [from, i). False if there are no two.
bool split_courses(Scene& scene, uint32_t i, uint32_t from) {
  std::vector<uint32_t> courses;
  for (uint32_t j = from; j < i; ++j)
    if (scene.mention(j).part == "course") courses.push_back(j);
  if (courses.size() < 2 || !scene.any(scene.mention(courses[0]).end_token, scene.mention(i).first_token, Link::and_))
    return false;
  const uint32_t d = scene.draft_of[i];
  const Draft copy = scene.drafts[d];
  for (size_t n = 0; n < courses.size(); ++n) {
    Draft one = copy;
    for (uint32_t j = from; j < i; ++j)
      if (scene.mention(j).part != "course" || j == courses[n]) add_part(scene, one, j);
    const Mention &course = scene.mention(courses[n]), &head = scene.mention(i);
    one.text = scene.joined(scene.flat(course.span), copy.text);
    if (const Row better = scene.term(tokens_of(course), tokens_of(head)); better) one.row = better;
    if (n == 0)
      scene.drafts[d] = one;
    else
      scene.drafts.push_back(one);
  }
  return true;
}

void compose(Scene& scene, uint32_t i, Scene::Range range) {
  const uint32_t d = scene.draft_of[i];
  const Mention& head = scene.mention(i);
  const uint32_t from = narrowed_from(scene, i, range);
  if (from + 1 == i && split_inside(scene, i, from)) return;
  if (split_courses(scene, i, from)) return;
  for (uint32_t j = i; j-- > from;) add_part(scene, scene.drafts[d], j);
  own_severity(scene, scene.drafts[d], head);
  const uint32_t last = add_right(scene, scene.drafts[d], i, range.end);
  const uint32_t first = scene.mention(from).first_token;
  const Scene::Range subject = is_finding(head) ? add_subject(scene, i, range) : Scene::Range();
  Draft& draft = scene.drafts[d];
  if (first == head.first_token && last == head.end_token && subject.empty()) return;
  draft.text = scene.flat(scene.tokens_span(first, last));
  if (!subject.empty()) draft.text = scene.joined(scene.flat(scene.tokens_span(subject)), draft.text);
  // Another phrase of the tables may name the whole better than its head does.
  const Row better = scene.term(subject, {first, last});
  if (better) draft.row = better;
}

bool heads_alone(const Draft& draft, const Mention& m) {
  return m.kind != MentionKind::finding_head || draft.fields.size() > 0 || m.row["alone"] == "yes";
}

// "no evidence of X on ultrasound": the denial is of what stands right behind it.
bool denies_another(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  const Context& c = scene.contexts[i];
  if (c.polarity_cue.span.end > m.span.begin || m.first_token == 0 || !scene.is(m.first_token - 1, Link::method))
    return false;
  for (uint32_t j = i; j-- > 0 && scene.mention(j).span.begin >= c.polarity_cue.span.end;)
    if (is_finding(scene.mention(j))) return true;
  return false;
}

bool is_given(const Mention& m) {
  return m.kind == MentionKind::medication || m.kind == MentionKind::procedure || m.kind == MentionKind::device;
}

// "No complications after the surgery and radiotherapy": these, by which that is dated, took place.
bool dates_denial(const Scene& scene, uint32_t i) {
  uint32_t token = scene.mention(i).first_token;
  if (i > 0 && is_given(scene.mention(i - 1)) && scene.mention(i - 1).end_token < token &&
      scene.only(scene.mention(i - 1).end_token, token, Link::list))
    return dates_denial(scene, i - 1);
  const uint32_t begin = scene.segments.sentences[scene.mention(i).sentence].first_token;
  while (token > begin && scene.is(token - 1, Link::owner)) --token;
  if (token == begin) return false;
  const bool helps = i > 0 && scene.is(token - 1, Link::with) && is_finding(scene.mention(i - 1)) &&
                     scene.mention(i - 1).end_token + 1 == token;  // "no improvement with A"
  return (helps || scene.is(token - 1, Link::dated_by)) &&
         scene.contexts[i].polarity_cue.span.end <= scene.segments.tokens[token - 1].span.begin;
}

// "Echocardiography excluded X", "before Y, all tests were negative": these words deny no study and no treatment.
void settle_treatment(Scene& scene, uint32_t draft, uint32_t i) {
  if (!is_given(scene.mention(i))) return;
  const Context& c = scene.contexts[i];
  const bool result = c.polarity == Polarity::negated && (scene.says(c.polarity_cue.span, Link::negative) ||
                                                          denies_another(scene, i) || dates_denial(scene, i));
  if (c.certainty != Certainty::refuted && !result) return;
  std::erase_if(scene.drafts[draft].fields,
                [](const Field& f) { return f.name == "negated" || f.name == "certainty"; });
}

// "blood urea nitrogen (BUN)": one test told by its name and its letters.
bool names_again(Scene& scene, uint32_t i, Scene::Range range) {
  if (i == range.begin || scene.draft_of[i - 1] == kNoDraft) return false;
  const Mention &name = scene.mention(i - 1), &letters = scene.mention(i);
  const bool same = letters.kind == MentionKind::test && name.kind == MentionKind::test && name.row == letters.row;
  const uint32_t end = scene.segments.sentences[letters.sentence].end_token;
  if (!same || letters.first_token != name.end_token + 1 || letters.end_token >= end ||
      !scene.is(name.end_token, Link::bracket) || !scene.is(letters.end_token, Link::bracket_end))
    return false;
  scene.draft_of[i] = scene.draft_of[i - 1];
  scene.drafts[scene.draft_of[i]].mentions.push_back(letters.span);
  return true;
}

void draft_term(Scene& scene, uint32_t i, std::string_view type, Scene::Range range) {
  const Mention& m = scene.mention(i);
  const Context& c = scene.contexts[i];
  const uint32_t d = scene.open(type, i);
  settle_treatment(scene, d, i);
  if (c.temporality == Temporality::planned && (type == "medication" || type == "device-use"))
    scene.drafts[d].add("status", "intended", c.temporality_cue.span, c.temporality_cue.row);
  if (c.temporality == Temporality::planned && (type == "procedure" || type == "diagnostic-procedure"))
    scene.drafts[d].add("status", "preparation", c.temporality_cue.span, c.temporality_cue.row);
  if (type == "medication") combine_drugs(scene, i, range);
  if (is_finding(m)) share_first_words(scene, i, range);
  if (is_finding(m) || m.kind == MentionKind::procedure || m.kind == MentionKind::test)
    share_last_words(scene, i, range);
  if (is_finding(m) || m.kind == MentionKind::procedure) compose(scene, i, range);
  if (heads_alone(scene.drafts[d], m) && tells_habit(scene, i, range)) return;
  scene.drafts[d].discarded = true;
  scene.draft_of[i] = kNoDraft;
  scene.drop(i, "a word that says nothing alone");
}

}  // namespace

void draft_terms(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const std::string_view type = type_of(scene.mention(i));
    if (type.empty()) continue;
    if (const Refusal refused = refusal(scene, i, range); !refused.reason.empty())
      scene.drop(i, refused.reason, refused.cue);
    else if (scene.contexts[i].experiencer == Experiencer::relative)
      relate_to_family(scene, i, range);
    else if (!names_again(scene, i, range))
      draft_term(scene, i, type, range);
  }
}

}  // namespace anamnesis
