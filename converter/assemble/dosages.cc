// Dosages to drugs. Dosage parts that stand together make a cluster; a cluster goes to the drug right behind it
// ("8 mg/kg tocilizumab", "5 mg twice daily of ruxolitinib") or else to the last drug before it, also one sentence
// back ("The dose was raised to 10 mg"). A cluster that repeats a field the last dosage has, or comes after a word of
// change, begins a new dosage; otherwise it completes the one before.
#include <algorithm>
#include <cstdlib>

#include "assemble/dosages.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

bool is_drug(const Scene& scene, uint32_t i) {
  return scene.draft_of[i] != kNoDraft && scene.drafts[scene.draft_of[i]].type == "medication";
}

// "240 mg/dL" is a result: what stands over something is a dose for what drugs are given for.
bool is_dose(const Scene& scene, const Mention& m) {
  if (m.kind != MentionKind::quantity || m.quantity == nullptr || !(m.part.empty() || m.part == "range")) return false;
  const bool over = m.quantity->ucum.find('/') != std::string_view::npos;
  return over ? scene.rules.unit_kinds.is_dose_per(m.quantity->ucum)
              : m.quantity->unit && lists_item(m.quantity->unit["dose"], "yes");
}

// "875-125 mg": the number is stuck behind another one.
bool is_second(const Scene& scene, uint32_t number) {
  const auto& tokens = scene.segments.tokens;
  return number > 1 && scene.is(number - 1, Link::minus) && tokens[number - 2].kind == TokenKind::number &&
         !tokens[number].space_before && !tokens[number - 1].space_before;
}

// "875/125 mg", "49 mg/51 mg": how strong the parts of a product are; no field could hold both.
bool is_strength(const Scene& scene, const Mention& m) {
  if (m.quantity == nullptr) return false;
  if (m.quantity->shape == "pair" || is_second(scene, m.first_token)) return true;
  // "5-325 mg" of a combination: no dose is to be chosen from such a range.
  const auto number = [](std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); };
  return m.quantity->shape == "range" && number(m.quantity->high) > 20 * number(m.quantity->low);
}

// "<50 mL/24h": a drug runs at a rate; what stays below one is what comes out.
bool is_output(const Scene& scene, const Mention& m) {
  return m.quantity != nullptr && !m.quantity->comparator.empty() && scene.rules.unit_kinds.is_rate(m.quantity->ucum);
}

bool is_part(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  const bool lasts = m.normal.starts_with("count=") && m.end_token < scene.segments.tokens.size() &&
                     scene.is(m.end_token, Link::time_unit);  // "QID x1 wk": so long, not so often
  return !scene.used[i] && !lasts && !is_output(scene, m) && (m.kind == MentionKind::dosage_part || is_dose(scene, m));
}

bool is_duration(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  return !scene.used[i] && m.kind == MentionKind::time && m.part == "duration";
}

struct Cluster {
  uint32_t begin = 0, end = 0;  // mentions
};

bool glued(const Scene& scene, uint32_t left, uint32_t right) {
  const Mention &a = scene.mention(left), &b = scene.mention(right);
  return b.first_token - a.end_token <= 4 && scene.only(a.end_token, b.first_token, Link::dose_join) &&
         !(scene.any(a.end_token, b.first_token, Link::and_) && a.quantity != nullptr && b.quantity != nullptr);
}

bool holds_dose(const Scene& scene, const Mention& m) {
  return !is_strength(scene, m) && (m.part == "dose" || is_dose(scene, m));
}

// "X for 4 days and then oral Y": a route right before the next drug, behind what begins another course.
bool opens_next(const Scene& scene, Scene::Range range, uint32_t i) {
  const Mention& m = scene.mention(i);
  const bool before_drug = m.part == "route" && i + 1 < range.end && is_drug(scene, i + 1) &&
                           scene.mention(i + 1).first_token == m.end_token;
  const uint32_t from = scene.mention(i - 1).end_token;
  return before_drug && (scene.any(from, m.first_token, Link::and_) || scene.any(from, m.first_token, Link::dose_then));
}

std::vector<Cluster> clusters_of(const Scene& scene, Scene::Range range) {
  std::vector<Cluster> out;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_part(scene, i) && !is_duration(scene, i)) continue;
    const bool joins = !out.empty() && out.back().end == i && glued(scene, i - 1, i) && !opens_next(scene, range, i);
    const Mention& part = scene.mention(i);
    // "20 mL/kg bolus": the word right behind an amount says how it is given.
    const bool manner = joins && part.quantity == nullptr && scene.mention(i - 1).end_token == part.first_token;
    const bool repeats =
        joins && !manner && holds_dose(scene, part) &&
        std::any_of(scene.mentions.mentions.begin() + out.back().begin, scene.mentions.mentions.begin() + i,
                    [&](const Mention& m) { return holds_dose(scene, m); });
    if (joins && !repeats)
      out.back().end = i + 1;
    else
      out.push_back({i, i + 1});
  }
  return out;
}

bool has_dose(const Scene& scene, const Cluster& c) {
  for (uint32_t i = c.begin; i < c.end; ++i)
    if (scene.mention(i).kind != MentionKind::time) return true;
  return false;
}

bool only_route(const Scene& scene, const Cluster& c) {
  for (uint32_t i = c.begin; i < c.end; ++i)
    if (scene.mention(i).part != "route") return false;
  return true;
}

// "500 mL of pus", "1 week of progressive cough": an amount of something that is no drug, or how long that lasted.
bool of_no_drug(const Scene& scene, Scene::Range range, const Cluster& c) {
  const uint32_t end = scene.mention(c.end - 1).end_token;
  const Mention& part = scene.mention(c.begin);
  const bool counts = part.kind == MentionKind::dosage_part && part.normal.starts_with("count=");  // "five sessions of"
  const bool told = holds_dose(scene, part) || is_duration(scene, c.begin) || counts;
  if (c.begin + 1 != c.end || !told || c.end == range.end || !scene.is(end, Link::of)) return false;
  uint32_t of = c.end, at = end + 1;
  while (of + 1 < range.end && scene.mention(of).kind == MentionKind::modifier && scene.mention(of).first_token == at)
    at = scene.mention(of++).end_token;
  return scene.draft_of[of] != kNoDraft && !is_drug(scene, of) && scene.mention(of).first_token == at;
}

// "X was stopped, and phototherapy three times weekly begun": how often the treatment right before is done.
bool of_procedure(const Scene& scene, uint32_t drug, const Cluster& c) {
  const Mention& m = scene.mention(c.begin - 1);
  if (m.kind != MentionKind::procedure || scene.draft_of[c.begin - 1] == kNoDraft) return false;
  const bool doses = std::any_of(scene.mentions.mentions.begin() + c.begin, scene.mentions.mentions.begin() + c.end,
                                 [&](const Mention& part) { return holds_dose(scene, part) || part.part == "route"; });
  // Not "X by injection twice daily", "X and radiotherapy daily": another verb stands between.
  const bool apart = scene.any(scene.mention(drug).end_token, m.first_token, Link::part_verb);
  return !doses && apart && scene.mention(c.begin).first_token == m.end_token;
}

// "alendronate 70 mg weekly, Zorbacal 1 tablet": the amount is of a drug that no table knows.
bool another_named(const Scene& scene, uint32_t drug, const Cluster& c) {
  const Mention& part = scene.mention(c.begin);
  return (holds_dose(scene, part) || part.part == "rate") && names_another(scene, drug, c.begin);
}

// "withheld for one day": so long it was not given.
bool is_pause(const Scene& scene, Scene::Range range, const Cluster& c) {
  if (has_dose(scene, c) || c.begin == range.begin) return false;
  const Mention& verb = scene.mention(c.begin - 1);
  const std::string_view status = verb.part == "status" ? verb.row["status"] : std::string_view();
  return (status == "on-hold" || status == "stopped") && scene.mention(c.begin).first_token - verb.end_token <= 2;
}

// The drug a cluster belongs to, or UINT32_MAX.
uint32_t drug_of(const Scene& scene, Scene::Range range, const Cluster& c, uint32_t last_drug) {
  if (of_no_drug(scene, range, c) || is_pause(scene, range, c)) return UINT32_MAX;
  const uint32_t first = scene.mention(c.begin).first_token, end = scene.mention(c.end - 1).end_token;
  uint32_t before = UINT32_MAX;
  for (uint32_t j = c.begin; j-- > range.begin && before == UINT32_MAX;) {
    if (is_drug(scene, j)) before = j;
    // "creatinine 2 mg": an amount behind a test is the test's.
    else if (scene.draft_of[j] != kNoDraft && scene.mention(j).kind == MentionKind::test)
      break;
  }
  if (before != UINT32_MAX &&
      (unknown_between(scene, before, c.begin) || another_named(scene, before, c) || of_procedure(scene, before, c)))
    return UINT32_MAX;
  const uint32_t apart = before == UINT32_MAX ? UINT32_MAX : first - scene.mention(before).end_token;
  // "X with intravenous Y": a route right before a drug is that drug's.
  if (c.end < range.end && is_drug(scene, c.end) && scene.mention(c.end).first_token == end && only_route(scene, c))
    return c.end;
  if (c.end < range.end && is_drug(scene, c.end)) {
    const uint32_t gap = scene.mention(c.end).first_token - end;
    const bool closed = before != UINT32_MAX && scene.any(end, end + gap, Link::bracket_end);  // "X (5 mg) with Y"
    const bool follows = gap <= 2 && !closed && scene.only(end, scene.mention(c.end).first_token, Link::dose_of);
    const bool right_behind =
        before != UINT32_MAX && apart <= 1 && !scene.any(scene.mention(before).end_token, first, Link::dose_new);
    if (follows && !right_behind) return c.end;
  }
  if (!has_dose(scene, c) && before != UINT32_MAX && apart > 6) return UINT32_MAX;
  if (before != UINT32_MAX) {
    // Another thing between that the time or amount may belong to.
    for (uint32_t j = before + 1; j < c.begin && (!has_dose(scene, c) || only_route(scene, c)); ++j)
      if (scene.draft_of[j] != kNoDraft) return UINT32_MAX;
    return before;
  }
  if (has_dose(scene, c) && last_drug != UINT32_MAX &&
      scene.any(scene.segments.sentences[scene.mention(c.begin).sentence].first_token, end, Link::dose_talk))
    return last_drug;
  return UINT32_MAX;
}

using Fields = ArenaVector<Field>;

void put_part(const Scene& scene, Fields& out, const Mention& m, uint16_t group) {
  if (is_strength(scene, m)) return;
  if (m.quantity != nullptr) {
    const QuantityReading& r = *m.quantity;
    const bool rate = m.part == "rate" || scene.rules.unit_kinds.is_rate(r.ucum);
    if (!r.value.empty()) out.push_back({rate ? "rate" : "dose", r.value, {}, m.span, group});
    if (!r.low.empty() && !rate) out.push_back({"dose-low", r.low, {}, m.span, group});
    if (!r.high.empty() && !rate) out.push_back({"dose-high", r.high, {}, m.span, group});
    if (!r.ucum.empty()) out.push_back({rate ? "rate-unit" : "dose-unit", r.ucum, r.unit, m.span, group});
    return;
  }
  for (std::string_view rest = m.normal; !rest.empty();) {  // "frequency=2;period=1;period-unit=d"
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    out.push_back({pair.substr(0, equals), pair.substr(equals + 1), m.row, m.span, group});
  }
}

void put_duration(Fields& out, const Mention& m, uint16_t group) {
  std::string_view value = m.normal;  // "for:21 d"
  if (!value.starts_with("for:")) return;
  value.remove_prefix(4);
  const size_t blank = value.find(' ');
  if (blank == std::string_view::npos || value.substr(0, blank).find('-') != std::string_view::npos) return;
  out.push_back({"duration", value.substr(0, blank), {}, m.span, group});
  out.push_back({"duration-unit", value.substr(blank + 1), {}, m.span, group});
}

void own_part(Scene& scene, Draft& draft, const Mention& part) {
  draft.groups = std::max<uint16_t>(draft.groups, 1);
  put_part(scene, draft.fields, part, 1);
  draft.add("dosage-text", scene.flat(part.span), part.span, {}, 1);
}

// "Oral prednisolone" may be one phrase of the tables: the route in it still counts. So does the form right behind.
void own_route(Scene& scene, uint32_t drug, Scene::Range range) {
  Draft& draft = scene.drafts[scene.draft_of[drug]];
  const Mention* form = drug + 1 < range.end ? form_of_drug(scene, drug + 1) : nullptr;
  if (form != nullptr) own_part(scene, draft, *form);
  for (const uint32_t o : scene.lost_to(drug)) {
    const Mention& lost = scene.mentions.overlapped[o].mention;
    if (lost.part == "route" && form == nullptr) return own_part(scene, draft, lost);
  }
}

// Whether the words of the last dosage end right before the token: "60 mg, high-dose" but not "60 mg, later tapered".
bool beside(const Scene& scene, const Draft& draft, uint32_t token) {
  const Field* words = draft.find("dosage-text", draft.groups);
  const uint32_t begin = scene.segments.tokens[token].span.begin;
  return words != nullptr && words->span.end <= begin && begin - words->span.end <= 2;
}

bool is_radiation(const Scene& scene, const Cluster& c) {
  for (uint32_t i = c.begin; i < c.end; ++i)
    if (const QuantityReading* q = scene.mention(i).quantity;
        q != nullptr && scene.rules.unit_kinds.kind_of(q->ucum) == "radiation")
      return true;
  return false;
}

// "radiotherapy, 50 Gy in 25 fractions": no drug is given so; its treatment right before or behind keeps the words.
void note_radiation(Scene& scene, Scene::Range range, const Cluster& c) {
  const uint32_t first = scene.mention(c.begin).first_token, end = scene.mention(c.end - 1).end_token;
  const auto put = [&](uint32_t j) {
    if (scene.draft_of[j] == kNoDraft || scene.drafts[scene.draft_of[j]].type != "procedure") return false;
    const Span span = scene.tokens_span(first, end);
    scene.drafts[scene.draft_of[j]].add("note", scene.flat(span), span);
    for (uint32_t i = c.begin; i < c.end; ++i) scene.used[i] = true;
    return true;
  };
  for (uint32_t j = c.begin; j-- > range.begin && first - scene.mention(j).end_token <= 6;)
    if (put(j)) return;
  for (uint32_t j = c.end; j < range.end && scene.mention(j).first_token - end <= 4; ++j)
    if (put(j)) return;
}

Fields fields_of(Scene& scene, const Cluster& c) {
  Fields out(scene.arena);
  for (uint32_t i = c.begin; i < c.end; ++i) {
    const Mention& m = scene.mention(i);
    const bool again = m.part == "frequency" &&  // "BID (2 times a day)"
                       std::any_of(out.begin(), out.end(), [](const Field& f) { return f.name == "frequency"; }) &&
                       scene.is(m.first_token - 1, Link::bracket);
    if (m.kind == MentionKind::time)
      put_duration(out, m, 0);
    else if (!again)
      put_part(scene, out, m, 0);
    scene.used[i] = true;
  }
  // "DAILY (daily)"
  for (size_t i = 0; i < out.size(); ++i)
    for (size_t j = out.size(); --j > i;)
      if (out[j].name == out[i].name && out[j].value == out[i].value)
        out.erase(out.begin() + static_cast<std::ptrdiff_t>(j));
  return out;
}

// "10 mg twice daily after 6 doses": the count is of the dosage before, if there is one that has none.
bool counts_before(const Scene& scene, Draft& draft, uint32_t first, const Fields& fields) {
  const bool count = fields.size() == 1 && fields[0].name == "count" && first > 0 && draft.groups > 0;
  if (!count || !scene.is(first - 1, Link::dose_after)) return false;
  const auto before = static_cast<uint16_t>(draft.groups - 1);
  if (before == 0) return true;
  if (draft.find("count", before) != nullptr) return false;
  draft.add("count", fields[0].value, fields[0].span, fields[0].row, before);
  return true;
}

// The group that the cluster belongs to: the last dosage's, or a new one.
uint16_t group_for(const Scene& scene, Draft& draft, const Cluster& c, const Fields& fields) {
  if (draft.groups == 0) return ++draft.groups;
  const uint32_t first = scene.mention(c.begin).first_token;
  const bool clash = std::any_of(fields.begin(), fields.end(),
                                 [&](const Field& f) { return draft.find(f.name, draft.groups) != nullptr; });
  const bool alone = fields.empty() && !beside(scene, draft, first);
  // "4 g over 20 minutes, then 1 g/h"
  const bool next = first > 0 && has_dose(scene, c) && scene.is(first - 1, Link::dose_then);
  return clash || alone || next ? ++draft.groups : draft.groups;
}

void put_words(const Scene& scene, Draft& draft, Span span, uint16_t group) {
  for (Field& f : draft.fields)
    if (f.name == "dosage-text" && f.group == group) {
      f.span = f.span.cover(span);
      f.value = scene.flat(f.span);
      return;
    }
  draft.add("dosage-text", scene.flat(span), span, {}, group);
}

void attach(Scene& scene, const Cluster& c, uint32_t drug) {
  Draft& draft = scene.drafts[scene.draft_of[drug]];
  const uint32_t first = scene.mention(c.begin).first_token, end = scene.mention(c.end - 1).end_token;
  Fields fields = fields_of(scene, c);
  // "high-dose X" says nothing that a field could hold but its words.
  const bool in_words = std::any_of(scene.mentions.mentions.begin() + c.begin, scene.mentions.mentions.begin() + c.end,
                                    [](const Mention& m) { return m.part == "dose"; });
  if (fields.empty() && !in_words) return;
  count_bags(draft, fields);
  if (counts_before(scene, draft, first, fields) || says_again(scene, draft, fields, first)) return;
  const uint32_t sig = directed_by(scene, first);
  if (sig != UINT32_MAX && draft.groups == 0) draft.groups = 1;
  if (sig != UINT32_MAX) follow_directions(scene, draft, fields, sig, first);
  const uint16_t group = sig != UINT32_MAX ? draft.groups : group_for(scene, draft, c, fields);
  for (Field& f : fields) f.group = group;
  draft.fields.insert(draft.fields.end(), fields.begin(), fields.end());
  put_words(scene, draft, scene.tokens_span(first, end), group);
}

bool is_regimen(const Mention& m) {
  return m.kind == MentionKind::dosage_part && (m.part == "route" || m.part == "frequency" || m.part == "form");
}

// "Calcitonin 400 units subcutaneously", "six tablets a day of magnesium": what is also a test is given, not measured.
void drugs_by_dosage(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    if (m.kind != MentionKind::test || scene.draft_of[i] == kNoDraft) continue;
    const Row drug = scene.other_meaning(i, MentionKind::medication);
    if (!drug) continue;
    uint32_t next = i + 1;
    if (next < range.end && is_dose(scene, scene.mention(next)) && scene.mention(next).first_token == m.end_token)
      ++next;
    const bool behind = next < range.end && is_regimen(scene.mention(next)) &&
                        scene.mention(next).first_token - scene.mention(next - 1).end_token <= 1;
    const bool before = i > range.begin && is_regimen(scene.mention(i - 1)) &&
                        scene.only(scene.mention(i - 1).end_token, m.first_token, Link::of);
    if (!behind && !before) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    draft.type = "medication";
    draft.row = drug;
  }
}

// The last drug of the sentence before, or UINT32_MAX.
uint32_t last_drug_before(const Scene& scene, uint32_t sentence) {
  if (sentence == 0) return UINT32_MAX;
  const Scene::Range before = scene.of_sentence[sentence - 1];
  for (uint32_t j = before.end; j-- > before.begin;)
    if (is_drug(scene, j)) return j;
  return UINT32_MAX;
}

}  // namespace

void attach_dosages(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  drugs_by_dosage(scene, range);
  for (uint32_t i = range.begin; i < range.end; ++i)
    if (is_drug(scene, i)) own_route(scene, i, range);
  const std::vector<Cluster> clusters = clusters_of(scene, range);
  if (clusters.empty()) return;
  const uint32_t last_drug = last_drug_before(scene, sentence);
  bool another = false;  // the dosage before is of no drug we know
  for (const Cluster& c : clusters) {
    if (is_radiation(scene, c)) {
      note_radiation(scene, range, c);
      continue;
    }
    const uint32_t first = scene.mention(c.begin).first_token;
    if (another && first > 0 && scene.is(first - 1, Link::dose_then)) continue;  // "X 40 mg, zorba 5 mg then 2 mg"
    const uint32_t drug = drug_of(scene, range, c, last_drug);
    another = drug == UINT32_MAX;
    if (!another) attach(scene, c, drug);
  }
}

}  // namespace anamnesis
