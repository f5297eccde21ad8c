// Values to tests: the numbers of one sentence go to the test they speak of.
//
// In order: lists told "respectively" (value_lists.cc); each quantity to the test right behind it ("60% FiO2") or else
// to the last one before it with nothing but link words between; a range or limit in brackets behind a value is its
// reference range; further quantities of one test are further readings; a value behind a finding that names a test
// ("tachycardic") is that test's. Words as results are in results.cc.
#include "assemble/values.h"

#include <algorithm>

namespace anamnesis {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

// "88 cm (-2.1 SD)": a bare number in a bracket right behind a value with a unit measures something else.
bool is_other_scale(const Scene& scene, uint32_t value, uint32_t quantity) {
  const Mention &v = scene.mention(value), &q = scene.mention(quantity);
  return !v.quantity->ucum.empty() && q.quantity->ucum.empty() && q.quantity->comparator.empty() &&
         q.first_token == v.end_token + 1 && scene.is(v.end_token, Link::bracket);
}

// "A and Y (1567 and 1369 mg/L)", "on days 3 and 5": where the first of a list is not this test's, nor is the next.
bool follows_another(const Scene& scene, Scene::Range range, uint32_t quantity) {
  if (quantity == range.begin) return false;
  const Mention &before = scene.mention(quantity - 1), &q = scene.mention(quantity);
  const bool listed = before.end_token < q.first_token && scene.any(before.end_token, q.first_token, Link::and_) &&
                      scene.only(before.end_token, q.first_token, Link::list_of_readings);
  if (!listed) return false;
  if (is_quantity(scene, quantity - 1)) return true;
  // But "12 in 2015 and 33 in 2017" tells two readings.
  const bool own_time = quantity + 1 < range.end && scene.mention(quantity + 1).kind == MentionKind::time &&
                        scene.mention(quantity + 1).first_token - q.end_token <= 1;
  return before.kind == MentionKind::time && q.quantity->ucum.empty() && !own_time &&
         scene.segments.tokens[before.end_token - 1].kind == TokenKind::number;
}

// "urine output 25 mL/h, net +3.2 L": a further number that measures another kind of thing is no reading of this test.
bool is_other_kind(const Scene& scene, uint32_t test, std::string_view ucum) {
  const Field* unit = scene.drafts[scene.draft_of[test]].find("unit");
  const UnitKinds& kinds = scene.rules.unit_kinds;
  return unit != nullptr && !ucum.empty() && kinds.kind_of(unit->value) != kinds.kind_of(ucum);
}

// "ABG on 28% oxygen": how much of the treatment behind it.
bool of_treatment(const Scene& scene, Scene::Range range, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  if (quantity + 1 >= range.end || scene.rules.unit_kinds.kind_of(q.quantity->ucum) != "percent") return false;
  const Mention& next = scene.mention(quantity + 1);
  return next.first_token == q.end_token &&
         (next.kind == MentionKind::procedure || next.kind == MentionKind::medication);
}

// "with 3+ proteinuria": how much there is of the finding behind it.
bool grades_next(const Scene& scene, Scene::Range range, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  if (!is_grade(scene, q) || quantity + 1 >= range.end) return false;
  const Mention& next = scene.mention(quantity + 1);
  return next.first_token == q.end_token + 1 && scene.draft_of[quantity + 1] != kNoDraft;
}

// What may stand between a test and its value without claiming the value.
bool passes(MentionKind kind) {
  switch (kind) {
    case MentionKind::result_word:
    case MentionKind::modifier:
    case MentionKind::time:
    case MentionKind::quantity:
    case MentionKind::dosage_part:
    case MentionKind::specimen:
    case MentionKind::body_site:
    case MentionKind::event:
    case MentionKind::age: return true;
    default: return false;
  }
}

// "BP post-dialysis 152/84", "the ejection fraction on echocardiography was 35%": when or how it was measured.
bool is_circumstance(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  uint32_t before = m.first_token;
  if (before > 0 && scene.is(before - 1, Link::minus)) --before;
  const bool event = m.kind == MentionKind::procedure || m.kind == MentionKind::medication;
  return event && before > 0 &&
         (scene.is(before - 1, Link::circumstance) || (is_study(scene, i) && scene.is(before - 1, Link::method)));
}

// The last test before the quantity, and whether something else stands between.
struct Before {
  uint32_t test = kNone;
  bool crossed = false;
  uint32_t from = kNone;  // the test, or its reading told last
};

Before test_before(const Scene& scene, Scene::Range range, uint32_t quantity) {
  const std::string_view ucum = scene.mention(quantity).quantity->ucum;
  Before out;
  for (uint32_t j = quantity; j-- > range.begin;) {
    if (is_test(scene, j)) {
      out.test = j;
      break;
    }
    const bool passed = passes(scene.mention(j).kind) || is_circumstance(scene, j);
    // "lactate 3.1, EtOH 142 mg/dL": what stands right before the value owns it.
    if (!passed && j + 1 == quantity && scene.mention(j).end_token == scene.mention(quantity).first_token) break;
    if (!passed && ucum.empty()) break;
    out.crossed |= !passed;
  }
  // Over other things only to a test that has a reading already and expects this very unit: "was 77 when X was begun
  // and did not fall below 50".
  if (out.crossed && out.test != kNone &&
      !(lists_item(scene.mention(out.test).row["unit"], ucum) && has_value(scene.drafts[scene.draft_of[out.test]])))
    out.test = kNone;
  return out;
}

// "K 4.1, foo 92": behind a comma a word right before a number names what the number is of.
bool opens_item(const Scene& scene, uint32_t word, const Mention& next) {
  return next.quantity != nullptr && next.first_token == word + 1 && scene.is(word - 1, Link::comma) &&
         scene.segments.tokens[word].kind == TokenKind::word;
}

// "WBC-9.8": a hyphen with no blank at either side.
bool ties(const Scene& scene, uint32_t token) {
  const auto tokens = scene.segments.tokens;
  return scene.is(token, Link::minus) && !tokens[token].space_before && !tokens[token + 1].space_before;
}

// Nothing but link words between the test and its value, or little else if a unit speaks for it.
bool linked(const Scene& scene, Before before, uint32_t quantity) {
  const Mention &t = scene.mention(before.from), &q = scene.mention(quantity);
  uint32_t at = t.end_token, loose = 0;
  for (uint32_t j = before.from + 1; j <= quantity; ++j) {
    const Mention& m = scene.mention(j);
    for (uint32_t k = at; k < m.first_token; ++k) {
      if (scene.is(k, Link::stop)) return false;
      if (scene.is(k, Link::value) || scene.is(k, Link::circumstance) || ties(scene, k)) continue;
      if (t.quantity != nullptr && scene.is(k - 1, Link::article)) return false;  // "and a channel length of 19 mm"
      // "ER 90%, PR 40%", "HCV antibody positive, RNA 1.2": of a test not known.
      const bool answered = t.quantity != nullptr || scene.mention(j - 1).kind == MentionKind::result_word;
      if (answered && (is_abbreviation(scene, k) || opens_item(scene, k, m))) return false;
      ++loose;
    }
    // "ER 90%, PR 40%" again: the word is a route elsewhere.
    if (j < quantity && m.kind == MentionKind::dosage_part && m.quantity == nullptr && t.quantity != nullptr &&
        is_abbreviation(scene, m.first_token))
      return false;
    // "PEEP 5, rate 40"
    if (j == quantity && t.quantity != nullptr && scene.any(t.end_token, q.first_token, Link::comma) &&
        scene.is(q.first_token - 1, Link::another))
      return false;
    // "ESR 54, global 70": a word between two bare numbers names another test.
    if (j < quantity && m.kind == MentionKind::modifier && m.part != "laterality" && t.quantity != nullptr &&
        q.quantity->ucum.empty())
      return false;
    at = m.end_token;
  }
  const uint32_t apart = q.first_token - t.end_token;
  // "breath sounds, 2 large lines": of a sign that has no unit a bare number stands beside it.
  const Row& test = scene.mention(before.test).row;
  if (test["category"] == "exam" && test["unit"].empty() && q.quantity->ucum.empty() &&
      scene.any(t.end_token, q.first_token, Link::comma))
    return false;
  if (before.crossed) return loose <= 8 && apart <= 30;
  return q.quantity->ucum.empty() ? loose == 0 && apart <= 6 : loose <= 2 && apart <= 24;
}

// "scored 24/30 on the MMSE", "a score of 8 in the GCS".
bool is_scored(const Scene& scene, const Mention& q, const Mention& test) {
  const uint32_t first = q.first_token, start = scene.segments.sentences[q.sentence].first_token;
  const bool of = first > start && scene.is(first - 1, Link::of);
  const uint32_t verb = of ? 2 : 1;
  return test.row["category"] == "survey" && first >= start + verb && scene.is(first - verb, Link::scored) &&
         test.first_token - q.end_token <= 3 && test.first_token != q.end_token &&
         scene.only(q.end_token, test.first_token, Link::scored_on);
}

// "nitrite negative, 5-10 WBC": behind a result and a comma a bare number is of what it stands right before.
bool counts_next(const Scene& scene, Scene::Range range, uint32_t quantity) {
  const Mention &q = scene.mention(quantity), &next = scene.mention(quantity + 1);
  if (quantity == range.begin || next.first_token != q.end_token || !scene.is(q.first_token - 1, Link::comma))
    return false;
  const Mention& before = scene.mention(quantity - 1);
  const bool own = quantity + 2 < range.end && is_quantity(scene, quantity + 2) &&
                   scene.only(next.end_token, scene.mention(quantity + 2).first_token, Link::claim);
  return before.kind == MentionKind::result_word && before.end_token + 1 == q.first_token && !own;
}

// Right behind the value: "60% FiO2", "20 breaths respiratory rate" - if no test right before claims it.
bool belongs_to_next(const Scene& scene, Scene::Range range, uint32_t quantity, uint32_t before) {
  const Mention& q = scene.mention(quantity);
  if (quantity + 1 >= range.end || !is_test(scene, quantity + 1)) return false;
  const Mention& next = scene.mention(quantity + 1);
  if (is_grade(scene, q)) return next.first_token == q.end_token + 1;  // "3+ protein"
  if (is_scored(scene, q, next)) return true;
  if (q.quantity->ucum.empty()) return counts_next(scene, range, quantity);
  if (next.first_token - q.end_token > 1 || !scene.only(q.end_token, next.first_token, Link::value_before))
    return false;
  if (before != kNone) {
    const uint32_t end = scene.mention(before).end_token;
    if (q.first_token - end <= 2 && scene.only(end, q.first_token, Link::claim)) return false;
  }
  // "2% neutrophils, 94% lymphocytes": behind a mark the next number is the next test's.
  const bool next_has_own = quantity + 2 < range.end && is_quantity(scene, quantity + 2) &&
                            scene.mention(quantity + 2).first_token - next.end_token <= 2 &&
                            !scene.any(next.end_token, scene.mention(quantity + 2).first_token, Link::list_of_tests);
  return !next_has_own && fits(scene, next, q.quantity->ucum);
}

// The test that the quantity belongs to, or kNone.
uint32_t owner_of(const Scene& scene, Scene::Range range, uint32_t quantity, uint32_t last_value) {
  const Mention& q = scene.mention(quantity);
  const std::string_view ucum = q.quantity->ucum;
  Before before = test_before(scene, range, quantity);
  before.from = last_value != kNone && last_value > before.test ? last_value : before.test;
  if (belongs_to_next(scene, range, quantity, before.test)) return quantity + 1;
  if (before.test == kNone || grades_next(scene, range, quantity) || is_other_kind(scene, before.test, ucum))
    return kNone;
  // "PT = 100%": what an equals sign ties needs no fitting unit.
  const Mention& test = scene.mention(before.test);
  const bool tied = q.first_token - test.end_token == 1 && scene.is(q.first_token - 1, Link::equals) &&
                    !scene.rules.unit_kinds.is_time(ucum);
  return (tied || fits(scene, test, ucum)) && linked(scene, before, quantity) ? before.test : kNone;
}

// "A was 68 and B 47, falling to 22 and 8": as many further readings as there are tests with one, behind a word of
// change, are one of each. Gives the mention that ends them, or `i`.
uint32_t give_again(Scene& scene, Scene::Range range, uint32_t i) {
  if (i == range.begin || scene.mention(i - 1).part != "trend") return i;
  std::vector<uint32_t> tests, readings{i};
  for (uint32_t j = range.begin; j < i; ++j) {
    if (!is_test(scene, j)) continue;
    if (!has_value(scene.drafts[scene.draft_of[j]])) return i;
    tests.push_back(j);
  }
  while (readings.back() + 1 < range.end && is_quantity(scene, readings.back() + 1) &&
         scene.only(scene.mention(readings.back()).end_token, scene.mention(readings.back() + 1).first_token,
                    Link::list_of_readings))
    readings.push_back(readings.back() + 1);
  if (tests.size() < 2 || tests.size() != readings.size()) return i;
  for (size_t n = 0; n < tests.size(); ++n)
    if (!fits(scene, scene.mention(tests[n]), scene.mention(readings[n]).quantity->ucum)) return i;
  for (size_t n = 0; n < tests.size(); ++n) give(scene, tests[n], readings[n]);
  return readings.back();
}

void give_each(Scene& scene, Scene::Range range) {
  uint32_t last_value = kNone, last_test = kNone;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (is_test(scene, i)) last_value = kNone;
    if (!is_quantity(scene, i)) continue;
    if (const uint32_t end = give_again(scene, range, i); end != i) {
      i = end;
      continue;
    }
    if (last_value != kNone && is_reference(scene, last_value, i)) {
      put_reference(scene.drafts[scene.draft_of[last_test]], scene.mention(i), scene.flat(scene.mention(i).span));
      scene.used[i] = true;
      continue;
    }
    if (is_no_reading(scene, i) || of_treatment(scene, range, i) || follows_another(scene, range, i)) continue;
    if (last_value != kNone && is_other_scale(scene, last_value, i)) continue;
    const uint32_t test = owner_of(scene, range, i, last_value);
    if (test == kNone) continue;
    give(scene, test, i);
    last_value = i;
    last_test = test;
  }
}

// "prolonged at 18 s": a time behind a test that is measured in times is its value; nothing but link words stands
// between.
void give_times(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i + 1 < range.end; ++i) {
    if (!is_test(scene, i) || has_value(scene.drafts[scene.draft_of[i]])) continue;
    uint32_t j = i + 1;
    while (j < range.end && scene.mention(j).kind == MentionKind::result_word) ++j;
    if (j == range.end || scene.mention(j).kind != MentionKind::time || scene.used[j]) continue;
    uint32_t at = scene.mention(i).end_token;
    bool tied = true;
    for (uint32_t k = i + 1; k <= j; at = scene.mention(k++).end_token)
      tied = tied && scene.only(at, scene.mention(k).first_token, Link::value);
    const Mention* q = tied ? time_as_value(scene, i, j) : nullptr;
    if (q == nullptr) continue;
    put_quantity(scene, scene.drafts[scene.draft_of[i]], *q);
    scene.used[j] = true;
  }
}

// The finding right before the quantity, with at most what narrows it between; or kNone.
uint32_t finding_before(const Scene& scene, Scene::Range range, uint32_t quantity) {
  for (uint32_t j = quantity; j-- > range.begin;) {
    const MentionKind k = scene.mention(j).kind;
    if (k == MentionKind::condition || k == MentionKind::finding) {
      const uint32_t from = scene.mention(j).end_token, to = scene.mention(quantity).first_token;
      const bool near = scene.draft_of[j] != kNoDraft && to - from <= 6 && !scene.any(from, to, Link::implied_stop);
      return near ? j : kNone;
    }
    if (k != MentionKind::modifier && k != MentionKind::result_word && k != MentionKind::time) break;
  }
  return kNone;
}

// The test that a finding names without its name (grammar/implied_tests).
Row implied_test(const Scene& scene, const Mention& finding) {
  const Row implied = scene.rules.implied_tests.look_up(scene.document.text, scene.tokens(tokens_of(finding)));
  if (!implied || scene.rules.tests == nullptr) return {};
  const auto key = scene.rules.tests->find(implied["test"]);
  return key ? Row{scene.rules.tests, *key} : Row();
}

// "tachycardic (125 bpm)", "fever of 38.9 C".
void give_implied(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin + 1; i < range.end; ++i) {
    if (!is_quantity(scene, i)) continue;
    const Mention& q = scene.mention(i);
    if (q.quantity->ucum.empty() && q.part != "pair") continue;
    const uint32_t finding = finding_before(scene, range, i);
    if (finding == kNone) continue;
    const Row test = implied_test(scene, scene.mention(finding));
    if (!test) continue;
    const bool pressure = q.part == "pair" && q.quantity->ucum.empty() && lists_item(test["unit"], "mm[Hg]");
    if (!pressure && !scene.rules.unit_kinds.measures(test["unit"], q.quantity->ucum)) continue;
    const uint32_t kept = scene.draft_of[finding];
    const uint32_t d = scene.open(test["category"] == "vital-signs" ? "vital-sign" : "measurement", finding);
    scene.draft_of[finding] = kept;
    Draft& draft = scene.drafts[d];
    draft.row = test;
    draft.text = test["display"];
    std::erase_if(draft.fields, [](const Field& g) { return g.name == "negated" || g.name == "certainty"; });
    put_quantity(scene, draft, q);
    scene.used[i] = true;
  }
}

}  // namespace

void give_numbers(Scene& scene, Scene::Range range) {
  give_panels(scene, range);
  give_columns(scene, range);
  give_lists(scene, range);
  give_each(scene, range);
  give_times(scene, range);
  give_implied(scene, range);
}

void attach_values(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  give_numbers(scene, range);
  give_score_parts(scene, range);
  give_grades(scene, range);
  give_marks(scene, range);
  give_found(scene, range);
  give_words(scene, range);
  settle_denied(scene, range);
  drop_unsaid(scene, range);
  give_circumstances(scene, range);
}

}  // namespace anamnesis
