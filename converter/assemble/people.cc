// Who: whose sentence it is where a text tells of several patients, the patient's age and sex, what relatives have or
// had, and their ages.
#include <algorithm>
#include <charconv>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

// "2", "two", "second", "ii"; 0 if it is no number.
uint32_t number_at(const Scene& scene, uint32_t token) {
  const std::string_view word = scene.word(token);
  uint32_t n = 0;
  const auto end = std::from_chars(word.data(), word.data() + word.size(), n);
  if (end.ec == std::errc() && end.ptr == word.data() + word.size()) return n < 100 ? n : 0;
  const auto known = scene.rules.numbers.find(word);
  return known == scene.rules.numbers.end() ? 0 : known->second;
}

// "Case 2", "Patient no. 3" at `at`: the number, or 0.
uint32_t numbered_case(const Scene& scene, uint32_t at, uint32_t end) {
  if (at >= end || !scene.is(at, Link::case_noun)) return 0;
  ++at;
  while (at < end && scene.is(at, Link::case_label)) ++at;
  return at < end ? number_at(scene, at) : 0;
}

// Whose sentence it is, if its start says so: "Case 2", "In patient 3", "The first patient"; 0 if not.
uint32_t marker(const Scene& scene, const Sentence& sentence) {
  uint32_t at = sentence.first_token;
  const uint32_t end = sentence.end_token;
  if (end - at >= 3 && scene.is(at, Link::case_opening)) ++at;
  if (const uint32_t n = numbered_case(scene, at, end); n != 0) return n;
  const bool ordinal = end - at >= 3 && scene.is(at, Link::case_article) && scene.is(at + 2, Link::case_noun);
  return ordinal ? number_at(scene, at + 1) : 0;
}

uint32_t marker_in_heading(const Scene& scene, const Sentence& sentence) {
  if (sentence.section >= scene.segments.sections.size()) return 0;
  const Span heading = scene.segments.sections[sentence.section].heading;
  const auto& tokens = scene.segments.tokens;
  const auto before = [](const Token& t, uint32_t begin) { return t.span.begin < begin; };
  const auto first = std::lower_bound(tokens.begin(), tokens.end(), heading.begin, before);
  const auto last = std::lower_bound(first, tokens.end(), heading.end, before);
  const auto end = static_cast<uint32_t>(last - tokens.begin());
  for (auto t = static_cast<uint32_t>(first - tokens.begin()); t < end; ++t)
    if (const uint32_t n = numbered_case(scene, t, end); n != 0) return n;
  return 0;
}

bool speaks_of_patient(const Scene& scene, uint32_t i) {
  const Context& c = scene.contexts[i];
  return c.reality == Reality::this_case && c.experiencer == Experiencer::patient;
}

bool known(const Scene& scene, std::string_view type, uint32_t patient) {
  for (const Draft& draft : scene.drafts)
    if (!draft.discarded && draft.type == type && draft.patient == patient) return true;
  return false;
}

// An age was told, and it is no child's.
bool is_grown(const Scene& scene, uint32_t patient) {
  constexpr double kGrown = 18;  // years
  for (const Draft& draft : scene.drafts) {
    if (draft.discarded || draft.type != "age" || draft.patient != patient) continue;
    const Field *value = draft.find("value"), *unit = draft.find("unit");
    return value != nullptr && unit != nullptr && unit->value == "a" &&
           std::strtod(std::string(value->value).c_str(), nullptr) >= kGrown;
  }
  return false;
}

void put_age(Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  const size_t blank = m.normal.find(' ');
  if (blank == std::string_view::npos || known(scene, "age", scene.patient_of[m.sentence])) return;
  const uint32_t d = scene.open("age", i);
  Draft& draft = scene.drafts[d];
  draft.fields.clear();
  const std::string_view number = m.normal.substr(0, blank);
  const size_t dash = number.find('-');
  if (dash == std::string_view::npos) {
    draft.add("value", number, m.span);
  } else {
    draft.add("low", number.substr(0, dash), m.span);
    draft.add("high", number.substr(dash + 1), m.span);
  }
  draft.add("unit", m.normal.substr(blank + 1), m.span);
}

// The relative whose age mention i is: the last one told before it, else the first behind ("her 6-year-old brother").
// UINT32_MAX: the sentence names none.
uint32_t relative_of(const Scene& scene, uint32_t i, Scene::Range range) {
  uint32_t found = UINT32_MAX;
  for (uint32_t j = range.begin; j < range.end && (j < i || found == UINT32_MAX); ++j)
    if (scene.mention(j).kind == MentionKind::relative) found = j;
  return found;
}

// Whether the relative's death is told: before the next relative.
bool has_died(const Scene& scene, uint32_t relative, Scene::Range range) {
  for (uint32_t j = relative + 1; j < range.end && scene.mention(j).kind != MentionKind::relative; ++j)
    if (scene.mention(j).part == "death") return true;
  return false;
}

// An age, to what the sentence tells of the relative it belongs to.
void give_age(Scene& scene, uint32_t i, uint32_t relative, std::string_view field, std::string_view years) {
  const Mention& m = scene.mention(i);
  for (Draft& draft : scene.new_drafts()) {
    if (draft.type != "family-history" || draft.sentence != m.sentence) continue;
    const Field* relationship = draft.find("relationship");
    if (relationship == nullptr || relationship->span != scene.mention(relative).span) continue;
    draft.add(field, years, m.span);
    scene.used[i] = true;
  }
}

void put_relative_age(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  const size_t blank = m.normal.find(' ');
  const uint32_t relative = relative_of(scene, i, range);
  if (relative == UINT32_MAX || blank == std::string_view::npos || m.normal.find('-') < blank) return;
  const bool died = has_died(scene, relative, range);
  give_age(scene, i, relative, died ? "relative-deceased-age" : "relative-age", m.normal.substr(0, blank));
}

// "died aged 33", "at the age of 33 years": a relative's, where the sentence tells of that relative's death.
void relate_age(Scene& scene, uint32_t i, Scene::Range range) {
  const std::string_view value = scene.mention(i).normal.substr(4);  // "age:33 a"
  const size_t blank = value.find(' ');
  const uint32_t relative = relative_of(scene, i, range);
  if (relative == UINT32_MAX || relative > i || !has_died(scene, relative, range)) return;
  if (blank == std::string_view::npos || value.substr(blank + 1) != "a") return;
  give_age(scene, i, relative, "relative-deceased-age", value.substr(0, blank));
}

// "Family history of X in her aunt": the aunt has it, whom the general word does not name.
bool is_named(const Mention& relative) {
  return relative.row["rolecode"] != "FAMMEMB";
}

// The relatives that have it: the nearest before the finding and those listed with it ("his mother and sister"), else
// the first of the sentence.
std::vector<uint32_t> relatives_of(const Scene& scene, uint32_t i, Scene::Range range) {
  // "Mother reports a bleeding disorder in father": whom the context names behind it.
  for (uint32_t j = i + 1; j < range.end; ++j)
    if (scene.mention(j).kind == MentionKind::relative && is_named(scene.mention(j)) &&
        scene.mention(j).span == scene.contexts[i].experiencer_cue.span)
      return {j};
  std::vector<uint32_t> out;
  uint32_t at = UINT32_MAX, general = UINT32_MAX;
  for (uint32_t j = i; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (m.kind != MentionKind::relative) {
      if (!out.empty()) break;
      continue;
    }
    if (!out.empty() && !scene.only(m.end_token, at, Link::relatives)) break;
    if (!is_named(m)) {
      general = j;
      continue;
    }
    out.insert(out.begin(), j);
    at = m.first_token;
  }
  for (uint32_t j = i + 1; j < range.end && out.empty(); ++j)
    if (scene.mention(j).kind == MentionKind::relative) out.push_back(j);
  if (out.empty() && general != UINT32_MAX) out.push_back(general);
  return out;
}

}  // namespace

void relate_to_family(Scene& scene, uint32_t i, Scene::Range range) {
  const uint32_t first = scene.open("family-history", i);
  if (scene.drafts[first].find("negated") != nullptr) scene.drafts[first].type = "no-family-history";
  const Draft plain = scene.drafts[first];
  uint32_t d = first;
  for (const uint32_t r : relatives_of(scene, i, range)) {
    if (d == kNoDraft) {
      scene.drafts.push_back(plain);
      d = static_cast<uint32_t>(scene.drafts.size() - 1);
    }
    const Mention& relative = scene.mention(r);
    scene.drafts[d].add("relationship", relative.row["rolecode"], relative.span, relative.row);
    d = kNoDraft;
  }
}

void find_names(Scene& scene) {
  const auto& tokens = scene.segments.tokens;
  for (uint32_t t = 0; t + 1 < tokens.size(); ++t) {
    if (!scene.is(t, Link::title)) continue;
    const uint32_t at = t + 2 < tokens.size() && scene.word(t + 1) == "." ? t + 2 : t + 1;
    const std::string_view name = scene.words(tokens[at].span);
    const bool letters = std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (letters && name.size() <= 4) scene.names.push_back(name);
  }
}

void find_patients(Scene& scene) {
  const auto& sentences = scene.segments.sentences;
  std::vector<uint32_t> marks(sentences.size(), 0), numbers;
  for (uint32_t s = 0; s < sentences.size(); ++s) {
    marks[s] = marker(scene, sentences[s]);
    if (marks[s] == 0 && (s == 0 || sentences[s].section != sentences[s - 1].section))
      marks[s] = marker_in_heading(scene, sentences[s]);
    if (marks[s] == 0) continue;
    bool seen = false;
    for (const uint32_t n : numbers) seen |= n == marks[s];
    if (!seen) numbers.push_back(marks[s]);
  }
  if (numbers.size() < 2 || numbers.size() > 50) return;
  uint32_t current = 0;
  for (uint32_t s = 0; s < sentences.size(); ++s) {
    for (uint32_t n = 0; marks[s] != 0 && n < numbers.size(); ++n)
      if (numbers[n] == marks[s]) current = n;
    scene.patient_of[s] = current;
  }
  scene.patients = static_cast<uint32_t>(numbers.size());
}

void draft_people(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (!scene.used[i] && m.kind == MentionKind::time && m.normal.starts_with("age:")) relate_age(scene, i, range);
    if (scene.used[i] || (m.kind != MentionKind::age && m.kind != MentionKind::sex)) continue;
    if (scene.contexts[i].experiencer == Experiencer::relative && m.kind == MentionKind::age)
      put_relative_age(scene, i, range);
    if (!speaks_of_patient(scene, i)) continue;
    if (m.kind == MentionKind::age) put_age(scene, i);
    if (m.part == "child" && is_grown(scene, scene.patient_of[sentence])) continue;  // "forceps delivery, a baby boy"
    if (m.kind == MentionKind::sex && !known(scene, "sex", scene.patient_of[sentence])) {
      const uint32_t d = scene.open("sex", i);
      scene.drafts[d].fields.clear();
      scene.drafts[d].add("value", m.normal, m.span);
    }
  }
}

// Where no word names the sex, several pronouns do, if they agree: one alone may be anybody's.
void settle_sex(Scene& scene) {
  constexpr int kEnough = 3;
  for (uint32_t patient = 0; patient < scene.patients; ++patient) {
    if (known(scene, "sex", patient)) continue;
    int male = 0, female = 0;
    const Mention* first = nullptr;
    for (const Mention& hint : scene.mentions.hints) {
      if (hint.kind != MentionKind::sex || scene.patient_of[hint.sentence] != patient) continue;
      const Scene::Range range = scene.of_sentence[hint.sentence];
      bool own = false, relative = false;
      for (uint32_t i = range.begin; i < range.end; ++i) {
        own |= scene.contexts[i].reality == Reality::this_case;
        relative |= scene.mention(i).kind == MentionKind::relative;
      }
      if (!own || relative) continue;
      (hint.normal == "male" ? male : female) += 1;
      if (first == nullptr) first = &hint;
    }
    if ((male > 0) == (female > 0) || male + female < kEnough) continue;
    Draft& draft = scene.drafts.emplace_back(scene.arena);
    draft.type = "sex";
    draft.text = scene.flat(first->span);
    draft.mentions.push_back(first->span);
    draft.sentence = first->sentence;
    draft.patient = patient;
    draft.add("value", first->normal, first->span);
  }
}

}  // namespace anamnesis
