// Readings: a quantity becomes the value of a test's statement, with its unit, comparator and bound.
#include <algorithm>
#include <cstdlib>

#include "assemble/values.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

// What belongs to one reading of a test and not to the next.
bool of_one_reading(const Field& f) {
  for (const std::string_view name : {"value", "unit", "low", "high", "comparator", "systolic", "diastolic",
                                      "value-text", "effective", "interpretation"})
    if (f.name == name) return true;
  return f.name.starts_with("reference");
}

// "did not fall below 50", "never exceeded 38": the denial makes a bound of the other side.
std::string_view denied_bound(const Scene& scene, const Mention& q) {
  const uint32_t from = q.first_token > 5 ? q.first_token - 5 : 0;
  if (!scene.any(from, q.first_token, Link::denial)) return {};
  const uint32_t number_end = std::min<uint32_t>(q.first_token + 2, q.end_token);
  if (scene.any(from, number_end, Link::downward) || q.quantity->comparator == "<") return ">=";
  if (scene.any(from, number_end, Link::upward) || q.quantity->comparator == ">") return "<=";
  return {};
}

// A vital sign without a unit, whose row allows one unit only and holds the value plausible, is in that unit; the field
// has no words, so that it counts as inferred.
void infer_unit(const Mention& test, Draft& draft) {
  const Field* value = draft.find("value");
  if (draft.type != "vital-sign" || value == nullptr || draft.find("unit") != nullptr) return;
  const std::string_view unit = test.row["unit"];
  const auto number = [](std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); };
  const std::string_view low = test.row["low"], high = test.row["high"];
  if (unit.empty() || unit.find('|') != std::string_view::npos || low.empty() || high.empty()) return;
  const double v = number(value->value);
  if (v >= number(low) && v <= number(high)) draft.add("unit", unit);
}

// "from 12 to 34 mg/L", "1567 and 1369 umol/L": numbers told in one breath share the unit behind the last of them.
const Mention* unit_ahead(const Scene& scene, uint32_t quantity) {
  for (uint32_t j = quantity + 1; j < scene.mentions.mentions.size(); ++j) {
    const Mention &before = scene.mention(j - 1), &m = scene.mention(j);
    if (m.sentence != before.sentence || m.kind != MentionKind::quantity || m.part != before.part ||
        m.first_token == before.end_token || !scene.only(before.end_token, m.first_token, Link::list_of_readings))
      return nullptr;
    if (!m.quantity->ucum.empty()) return scene.rules.unit_kinds.is_time(m.quantity->ucum) ? nullptr : &m;
  }
  return nullptr;
}

// "27/30", "5/5": so many points of so many; "20/40" says something else, and stays words.
void put_out_of(const Scene& scene, Draft& draft, const Mention& q) {
  const size_t slash = q.normal.find('/');
  const std::string_view points = q.normal.substr(0, slash), of = q.normal.substr(slash + 1);
  const auto number = [](std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); };
  const bool counts = !draft.row || draft.row["unit"].empty();  // visual acuities have a scale of their own: "6/9"
  // "2/2 bottles", or a date ("Labs 4/12:"), or in 4 weeks ("FBC 4/52"); a titre stands over one.
  const bool laboratory = draft.row && draft.row["category"] == "laboratory";
  const bool counted = q.end_token < scene.segments.tokens.size() && scene.is(q.end_token, Link::counted);
  const bool titre = points == "1" && counts && scene.is(q.end_token - 1, Link::titre);
  if (laboratory && (number(points) > number(of) || (!counted && !titre))) return;
  const bool grade = counts && !laboratory && number(points) <= number(of) && number(of) <= 10;
  if (draft.type == "score" || grade)
    draft.add("value", points, q.span);
  else
    draft.add("value-text", q.normal, q.span);
}

// Of "145 U/L (normal < 40) and 260 U/L" the last is behind the brackets, and no reference.
bool behind_brackets(const Scene& scene, uint32_t previous, uint32_t quantity) {
  for (uint32_t j = previous + 1; j < quantity; ++j)
    if (scene.mention(j).quantity != nullptr &&
        scene.any(scene.mention(j).end_token, scene.mention(quantity).first_token, Link::bracket_end))
      return true;
  return false;
}

// The draft for another reading of the test: its own, or a copy if that has a value already.
Draft& next_reading(Scene& scene, uint32_t test) {
  Draft* draft = &scene.drafts[scene.draft_of[test]];
  if (!has_value(*draft)) return *draft;
  Draft copy = *draft;
  std::erase_if(copy.fields, of_one_reading);
  scene.drafts.push_back(std::move(copy));
  scene.draft_of[test] = static_cast<uint32_t>(scene.drafts.size() - 1);  // what follows is about the last reading
  return scene.drafts.back();
}

// "normal range 7-36": a range of what is normal, whose test is not at hand.
bool is_reference_words(const Scene& scene, uint32_t quantity) {
  const uint32_t first = scene.mention(quantity).first_token;
  const uint32_t from = first > 3 ? first - 3 : 0;
  const bool range = scene.mention(quantity).quantity->value.empty();
  for (uint32_t t = from; range && t + 1 < first; ++t)
    if (scene.is(t, Link::reference) && scene.is(t + 1, Link::reference_noun)) return true;
  return false;
}

// "at 1, 5 and 10 minutes": the unit behind makes the first numbers times too.
bool is_moment(const Scene& scene, uint32_t quantity) {
  for (uint32_t j = quantity; j + 1 < scene.mentions.mentions.size(); ++j) {
    const Mention &q = scene.mention(j), &next = scene.mention(j + 1);
    if (!q.quantity->ucum.empty() || next.quantity == nullptr || next.sentence != q.sentence ||
        next.first_token <= q.end_token || !scene.only(q.end_token, next.first_token, Link::list_of_readings))
      return false;
    if (scene.rules.unit_kinds.is_time(next.quantity->ucum)) return true;
  }
  return false;
}

// "3 times the normal", "3- and 4-fold": how often, and no reading.
bool is_multiple(const Scene& scene, uint32_t quantity) {
  for (uint32_t j = quantity; j < scene.mentions.mentions.size(); ++j) {
    const Mention& q = scene.mention(j);
    const uint32_t limit = scene.segments.sentences[q.sentence].end_token;
    if (q.quantity == nullptr || !q.quantity->ucum.empty()) return false;
    uint32_t behind = q.end_token;
    if (behind < limit && scene.is(behind, Link::minus)) ++behind;
    if (behind < limit && scene.is(behind, Link::multiple)) return true;
    if (j + 1 == scene.mentions.mentions.size() || scene.mention(j + 1).sentence != q.sentence ||
        !scene.only(q.end_token, scene.mention(j + 1).first_token, Link::list_of_readings))
      return false;
  }
  return false;
}

// "the screen was negative 2022": a year behind a result.
bool is_year(const Scene& scene, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  const std::string_view value = q.quantity->value;
  const bool year =
      q.quantity->ucum.empty() && value.size() == 4 && (value.starts_with("19") || value.starts_with("20"));
  return year && quantity > 0 && scene.mention(quantity - 1).kind == MentionKind::result_word &&
         scene.mention(quantity - 1).end_token == q.first_token;
}

// "132-148/70-82": a range over another one; not "3-4/5".
bool is_half(const Scene& scene, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  if (!q.quantity->value.empty() || quantity + 1 == scene.mentions.mentions.size()) return false;
  const Mention& next = scene.mention(quantity + 1);
  return next.quantity != nullptr && next.quantity->value.empty() && next.first_token == q.end_token + 1 &&
         scene.word(q.end_token) == "/";
}

// "92 kg (up 2 kg)", "fell by 2 g/dL", "weight up 2 kg": by how much.
bool is_change(const Scene& scene, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  const bool mass = scene.rules.unit_kinds.kind_of(q.quantity->ucum) == "mass";
  if (mass && scene.is(q.first_token, Link::plus)) return true;  // "weight +4 kg"
  if (q.first_token < 2) return false;
  if (scene.is(q.first_token - 1, Link::by)) return true;
  return scene.is(q.first_token - 1, Link::change) &&
         (mass || scene.is(q.first_token - 2, Link::bracket) || scene.is(q.first_token - 2, Link::comma));
}

// "ABG on 4 L": what was breathed.
bool is_supply(const Scene& scene, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  return q.first_token > 0 && scene.is(q.first_token - 1, Link::method) &&
         scene.rules.unit_kinds.kind_of(q.quantity->ucum) == "volume";
}

}  // namespace

// A word of capitals that stands for something else than what was told: not "C-reactive protein (CRP) was".
bool is_abbreviation(const Scene& scene, uint32_t token) {
  return !(token > 0 && scene.is(token - 1, Link::bracket)) && is_capitals(scene, token);
}

bool is_capitals(const Scene& scene, uint32_t token) {
  const std::string_view printed = scene.words(scene.segments.tokens[token].span);
  return std::count_if(printed.begin(), printed.end(), is_upper) >= 2;
}

bool is_study(const Scene& scene, uint32_t i) {
  return scene.draft_of[i] != kNoDraft && scene.drafts[scene.draft_of[i]].type == "diagnostic-procedure";
}

bool is_grade(const Scene& scene, const Mention& q) {
  return q.quantity != nullptr && q.quantity->ucum.empty() && q.end_token < scene.segments.tokens.size() &&
         scene.is(q.end_token, Link::plus) && !scene.segments.tokens[q.end_token].space_before;
}

bool has_number(const Draft& draft) {
  return draft.find("value") || draft.find("low") || draft.find("systolic");
}

bool has_value(const Draft& draft) {
  return has_number(draft) || draft.find("value-text");
}

bool is_no_reading(const Scene& scene, uint32_t quantity) {
  const uint32_t end = scene.mention(quantity).end_token;
  const bool power = end < scene.segments.tokens.size() && scene.word(end) == "^";  // ">10^5": its exponent is lost
  return power || is_year(scene, quantity) || is_half(scene, quantity) || is_reference_words(scene, quantity) ||
         is_moment(scene, quantity) || is_multiple(scene, quantity) || is_change(scene, quantity) ||
         is_supply(scene, quantity);
}

// "Clark level IV, 6 mitoses/mm2": a score has no unit but of points, or a rate of events.
bool fits(const Scene& scene, const Mention& test, std::string_view ucum) {
  if (test.row["category"] == "survey" && test.row["unit"].empty() && !ucum.empty() && ucum[0] != '{' &&
      scene.rules.unit_kinds.kind_of(ucum) != "percent")
    return false;
  // "blood cultures 2/2 bottles": what is counted out is a unit only where a test expects it.
  if (scene.rules.unit_kinds.kind_of(ucum) == "dose-form" && !lists_item(test.row["unit"], ucum)) return false;
  return scene.rules.unit_kinds.fits(test.row["unit"], ucum);
}

void put_quantity(Scene& scene, Draft& draft, const Mention& q) {
  const QuantityReading& r = *q.quantity;
  if (is_grade(scene, q)) {  // "3+" has no number
    const Span words = scene.tokens_span(q.first_token, q.end_token + 1);
    draft.add("value-text", scene.flat(words), words);
    if (draft.type == "measurement") draft.type = "qualitative-result";
    return;
  }
  if (q.part == "pair" && !q.normal.empty()) {
    const size_t slash = q.normal.find('/');
    const std::string_view expected = draft.row ? draft.row["unit"] : std::string_view();
    const UnitKinds& kinds = scene.rules.unit_kinds;
    const bool sign = draft.row && draft.row["category"] == "exam";  // "IOP 16/22 mmHg": of two eyes
    if (sign || (!kinds.is_told_in_pairs(r.ucum) && !kinds.is_told_in_pairs(expected))) {
      put_out_of(scene, draft, q);
      return;
    }
    draft.add("systolic", q.normal.substr(0, slash), q.span);
    draft.add("diastolic", q.normal.substr(slash + 1), q.span);
  } else if (q.part == "ratio" || q.part == "dimensions") {
    draft.add("value-text", q.normal.empty() ? scene.flat(q.span) : q.normal, q.span);
    return;
  } else if (r.value.empty()) {
    draft.add("low", r.low, q.span);
    draft.add("high", r.high, q.span);
  } else {
    draft.add("value", r.value, q.span);
  }
  if (!r.comparator.empty()) draft.add("comparator", r.comparator, q.span);
  if (!r.ucum.empty()) {
    draft.add("unit", r.ucum, r.unit_words.empty() ? q.span : r.unit_words, r.unit);
  }
}

bool is_reference(const Scene& scene, uint32_t previous, uint32_t quantity) {
  const Mention &p = scene.mention(previous), &q = scene.mention(quantity);
  const uint32_t from = p.end_token, to = q.first_token;
  if (to - from > 8 || behind_brackets(scene, previous, quantity)) return false;
  const QuantityReading& r = *q.quantity;
  const bool range = r.value.empty() || !r.comparator.empty();
  if (from == to) {  // the next column of a table, behind a unit or behind two readings
    const bool second = previous > 0 && scene.mention(previous - 1).quantity != nullptr &&
                        scene.mention(previous - 1).end_token == p.first_token;
    return range && r.ucum.empty() && (!p.quantity->ucum.empty() || second);
  }
  if (scene.any(from, to, Link::reference) && scene.any(from, to, Link::reference_noun)) return true;
  if (!scene.any(from, to, Link::bracket)) return false;
  if (scene.any(from, to, Link::reference_aside)) return true;
  return range && scene.only(from, to, Link::bracket_link);
}

const Mention* time_as_value(const Scene& scene, uint32_t test, uint32_t time) {
  for (const uint32_t o : scene.lost_to(time)) {
    const Mention& q = scene.mentions.overlapped[o].mention;
    if (q.quantity != nullptr && lists_item(scene.mention(test).row["unit"], q.quantity->ucum)) return &q;
  }
  return nullptr;
}

// Limits, or one of them: of "(3-5)", of "< 5".
void put_reference(Draft& draft, const Mention& q, std::string_view words) {
  const QuantityReading& r = *q.quantity;
  if (!r.low.empty()) draft.add("reference-low", r.low, q.span);
  if (!r.high.empty()) draft.add("reference-high", r.high, q.span);
  if (r.low.empty() && r.high.empty())
    draft.add(r.comparator.starts_with('>') ? "reference-low" : "reference-high", r.value, q.span);
  draft.add("reference-text", words, q.span);
}

void give(Scene& scene, uint32_t test, uint32_t quantity) {
  give(scene, test, quantity, *scene.mention(quantity).quantity);
}

void give(Scene& scene, uint32_t test, uint32_t quantity, QuantityReading reading) {
  const Mention& q = scene.mention(quantity);
  scene.used[quantity] = true;
  Draft& draft = next_reading(scene, test);
  scene.reading_of[quantity] = scene.draft_of[test];
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
  Mention adjusted = q;
  if (const std::string_view bound = denied_bound(scene, q); !bound.empty()) reading.comparator = bound;
  const Mention* last = reading.ucum.empty() ? unit_ahead(scene, quantity) : nullptr;
  const std::string_view expected = scene.mention(test).row["unit"];
  // "pH and PaCO2 were 7.50, 34 mmHg": the unit is the other test's.
  if (last != nullptr && (expected.empty() || lists_item(expected, last->quantity->ucum) ||
                          scene.rules.unit_kinds.kind_of(last->quantity->ucum) == "multiple")) {
    reading.ucum = last->quantity->ucum;
    reading.unit = last->quantity->unit;
    reading.unit_words = last->quantity->unit_words;
  }
  adjusted.quantity = &reading;
  put_quantity(scene, draft, adjusted);
  infer_unit(scene.mention(test), draft);
}

}  // namespace anamnesis
