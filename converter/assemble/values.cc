// Values to tests. Quantities, pairs and result words of one sentence go to the test they speak of.
//
// In order: lists told "respectively"; each quantity to the test right behind it ("60% FiO2") or else to the last one
// before it with nothing but link words between; a range or limit in brackets behind a value is its reference range;
// further quantities of one test are further readings; result words go to the tests they stand beside, through lists.
#include <algorithm>
#include <cstdlib>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

bool is_test(const Scene& scene, uint32_t i) {
  return scene.draft_of[i] != kNoDraft && scene.mention(i).kind == MentionKind::test;
}

bool is_study(const Scene& scene, uint32_t i) {
  return scene.draft_of[i] != kNoDraft && scene.drafts[scene.draft_of[i]].type == "diagnostic-procedure";
}

bool is_time_unit(std::string_view ucum) {
  for (const std::string_view unit : {"s", "min", "h", "d", "wk", "mo", "a"})
    if (ucum == unit) return true;
  return false;
}

// Whether a quantity of this unit can be a value of the test, by the units its row expects.
bool fits(const Mention& test, std::string_view ucum) {
  const std::string_view expected = test.row["unit"];
  if (ucum.empty()) return true;
  if (expected.empty()) return !is_time_unit(ucum);
  const auto units = split_list(expected);
  if (std::find(units.begin(), units.end(), ucum) != units.end()) return true;
  const auto shape = [](std::string_view u) {
    if (is_time_unit(u)) return 't';
    if (u == "Cel" || u == "[degF]" || u == "K") return 'T';
    if (u == "%") return '%';
    if (u == "mm[Hg]" || u == "kPa" || u == "cm[H2O]" || u == "bar") return 'p';
    if (u == "cm" || u == "mm" || u == "m" || u == "[in_i]") return 'l';
    if (u == "kg" || u == "g" || u == "mg" || u == "ug" || u == "[lb_av]") return 'm';
    return u.find('/') != std::string_view::npos ? '/' : 'u';
  };
  return std::any_of(units.begin(), units.end(), [&](std::string_view u) {
    if (u.starts_with(ucum) && u.size() > ucum.size() && u[ucum.size()] == '/') return true;  // "34 mm" for mm/h
    const char a = shape(u), b = shape(ucum);
    return a == b || (a == '%' && b == '/') || (a == '/' && b == '%') || (a == '1' || u == "1");
  });
}

bool expects(const Mention& test, std::string_view ucum) {
  const auto units = split_list(test.row["unit"]);
  return std::find(units.begin(), units.end(), ucum) != units.end();
}

void put_quantity(Scene& scene, Draft& draft, const Mention& q) {
  const QuantityReading& r = *q.quantity;
  if (q.part == "pair" && !q.normal.empty()) {
    const size_t slash = q.normal.find('/');
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

bool has_value(const Draft& draft) {
  return draft.find("value") || draft.find("low") || draft.find("systolic") || draft.find("value-text");
}

// "did not fall below 50", "never exceeded 38": the denial makes a bound of the other side.
std::string_view denied_bound(const Scene& scene, const Mention& q) {
  const uint32_t from = q.first_token > 5 ? q.first_token - 5 : 0;
  if (!scene.any(from, q.first_token, {"not", "never", "without"})) return {};
  const uint32_t number_end = std::min<uint32_t>(q.first_token + 2, q.end_token);
  if (scene.any(from, number_end, {"below", "under", "less"}) || q.quantity->comparator == "<") return ">=";
  if (scene.any(from, number_end, {"above", "exceed", "exceeded", "exceeding", "over", "more"}) ||
      q.quantity->comparator == ">")
    return "<=";
  return {};
}

// A vital sign without a unit, whose row allows one unit only and holds the value plausible, is in that unit; the field
// has no words, so that it counts as inferred.
void infer_unit(const Mention& test, Draft& draft) {
  const Field* value = draft.find("value");
  if (draft.type != "vital-sign" || value == nullptr || draft.find("unit") != nullptr) return;
  const auto units = split_list(test.row["unit"]);
  const auto number = [](std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); };
  const std::string_view low = test.row["low"], high = test.row["high"];
  if (units.size() != 1 || low.empty() || high.empty()) return;
  const double v = number(value->value);
  if (v >= number(low) && v <= number(high)) draft.add("unit", units[0]);
}

// Puts the quantity on the test's draft, or on a copy of it if that has a value already (another reading).
void give(Scene& scene, uint32_t test, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  scene.used[quantity] = true;
  Draft* draft = &scene.drafts[scene.draft_of[test]];
  if (has_value(*draft)) {
    Draft copy = *draft;
    std::erase_if(copy.fields, [](const Field& f) {
      return f.name == "value" || f.name == "unit" || f.name == "low" || f.name == "high" || f.name == "comparator" ||
             f.name == "systolic" || f.name == "diastolic" || f.name == "value-text" || f.name == "effective" ||
             f.name == "interpretation" || f.name.starts_with("reference");
    });
    scene.drafts.push_back(std::move(copy));
    draft = &scene.drafts.back();
    scene.draft_of[test] = static_cast<uint32_t>(scene.drafts.size() - 1);  // what follows is about the last reading
  }
  std::erase_if(draft->fields, [](const Field& f) { return f.name == "negated"; });
  draft->context.polarity = Polarity::affirmed;
  Mention adjusted = q;
  QuantityReading reading = *q.quantity;
  if (const std::string_view bound = denied_bound(scene, q); !bound.empty()) reading.comparator = bound;
  adjusted.quantity = &reading;
  put_quantity(scene, *draft, adjusted);
  infer_unit(scene.mention(test), *draft);
}

// "(normal < 5)", "(15-65 pg/L)": the quantity is a reference range of the value before it.
bool is_reference(const Scene& scene, uint32_t previous, uint32_t quantity) {
  const Mention &p = scene.mention(previous), &q = scene.mention(quantity);
  if (q.first_token - p.end_token > 8) return false;
  if (scene.any(p.end_token, q.first_token, {"normal", "reference"}) &&
      scene.any(p.end_token, q.first_token, {"range", "value", "limit", "interval", ":", "<", ">"}))
    return true;
  if (!scene.any(p.end_token, q.first_token, {"(", "["})) return false;
  if (scene.any(p.end_token, q.first_token,
                {"normal", "reference", "ref", "range", "limit", "nl", "nr", "n", "rr", "rv", "upper"}))
    return true;
  const QuantityReading& r = *q.quantity;
  return scene.only(p.end_token, q.first_token, {"(", "[", ":"}) && (r.value.empty() || !r.comparator.empty());
}

void put_reference(Draft& draft, const Mention& q, std::string_view words) {
  const QuantityReading& r = *q.quantity;
  if (!r.low.empty()) draft.add("reference-low", r.low, q.span);
  if (!r.high.empty()) draft.add("reference-high", r.high, q.span);
  if (r.low.empty() && r.high.empty())
    draft.add(r.comparator.starts_with('>') ? "reference-low" : "reference-high", r.value, q.span);
  draft.add("reference-text", words, q.span);
}

bool is_quantity(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  const bool amount = m.kind == MentionKind::quantity || (m.kind == MentionKind::dosage_part && m.quantity != nullptr);
  return amount && m.quantity != nullptr && !scene.used[i];
}

// "A, B and C were 1, 2 and 3 (respectively)".
void give_lists(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i)) continue;
    std::vector<uint32_t> tests = {i}, values;
    uint32_t j = i + 1;
    for (; j < range.end && is_test(scene, j); ++j) {
      if (!scene.only(scene.mention(j - 1).end_token, scene.mention(j).first_token,
                      {",", "and", "/", "the", "serum", "-"}))
        break;
      tests.push_back(j);
    }
    for (; j < range.end && is_quantity(scene, j); ++j) {
      const uint32_t before = scene.mention(j - 1).end_token, here = scene.mention(j).first_token;
      if (values.empty() ? here - before > 6 : !scene.only(before, here, {",", "and", "/", "-"})) break;
      values.push_back(j);
    }
    if (tests.size() < 2 || tests.size() != values.size()) continue;
    for (size_t n = 0; n < tests.size(); ++n) give(scene, tests[n], values[n]);
    i = j - 1;
  }
}

constexpr std::string_view kLinks[] = {"was",
                                       "were",
                                       "is",
                                       "of",
                                       ":",
                                       "=",
                                       "(",
                                       "[",
                                       "at",
                                       "to",
                                       "level",
                                       "count",
                                       "value",
                                       "with",
                                       "a",
                                       "the",
                                       "an",
                                       "be",
                                       "measured",
                                       "showed",
                                       "about",
                                       "around",
                                       "approximately",
                                       "only",
                                       "as",
                                       "-",
                                       ",",
                                       "~",
                                       "reached",
                                       "score",
                                       "and",
                                       "found",
                                       "in",
                                       "reading",
                                       "had",
                                       "up",
                                       "his",
                                       "her",
                                       "concentration",
                                       "had",
                                       "result",
                                       "estimated",
                                       "nearly",
                                       "almost",
                                       "from",
                                       "then",
                                       "by",
                                       "remained",
                                       "being",
                                       "on",
                                       "over",
                                       "just",
                                       "serum",
                                       "peak",
                                       "maximum",
                                       "minimum",
                                       "total",
                                       "low",
                                       "high",
                                       "slightly",
                                       "mildly",
                                       "markedly",
                                       "still",
                                       "between",
                                       "rate",
                                       "activity",
                                       "titer",
                                       "ratio",
                                       "did",
                                       "not",
                                       "fall",
                                       "below",
                                       "rise",
                                       "above",
                                       "exceed",
                                       "drop",
                                       "under",
                                       "continued",
                                       "who",
                                       "which",
                                       "scale",
                                       "index",
                                       "again",
                                       "subsequently",
                                       "further",
                                       "gradually",
                                       "rapidly",
                                       "his",
                                       "patient",
                                       "she",
                                       "he",
                                       "reported",
                                       "recorded",
                                       "noted",
                                       "test",
                                       "testing",
                                       "blood",
                                       "plasma",
                                       "day",
                                       "admission",
                                       ")",
                                       "that",
                                       "has",
                                       "increased",
                                       "decreased",
                                       "elevated",
                                       "raised",
                                       "reduced"};

// The test that the quantity belongs to, or UINT32_MAX.
uint32_t owner_of(const Scene& scene, Scene::Range range, uint32_t quantity) {
  const Mention& q = scene.mention(quantity);
  const std::string_view ucum = q.quantity->ucum;
  // Right behind it: "60% FiO2", "20 breaths respiratory rate" - if no test right before claims it.
  uint32_t before = UINT32_MAX;
  bool crossed = false;  // something else stands between
  for (uint32_t j = quantity; j-- > range.begin;) {
    const Mention& m = scene.mention(j);
    if (is_test(scene, j)) {
      before = j;
      break;
    }
    const bool passes = m.kind == MentionKind::result_word || m.kind == MentionKind::modifier ||
                        m.kind == MentionKind::time || m.kind == MentionKind::quantity ||
                        m.kind == MentionKind::dosage_part || m.kind == MentionKind::specimen ||
                        m.kind == MentionKind::body_site || m.kind == MentionKind::event || m.kind == MentionKind::age;
    if (!passes && ucum.empty()) break;
    crossed |= !passes;
  }
  // Over other things only to a test that has a reading already and expects this very unit: "was 77 when X was begun
  // and did not fall below 50".
  if (crossed && before != UINT32_MAX &&
      !(expects(scene.mention(before), ucum) && has_value(scene.drafts[scene.draft_of[before]])))
    before = UINT32_MAX;
  const auto linked = [&](uint32_t test) {
    const Mention& t = scene.mention(test);
    uint32_t at = t.end_token, loose = 0;
    for (uint32_t j = test + 1; j <= quantity; ++j) {
      const Mention& m = scene.mention(j);
      for (uint32_t k = at; k < m.first_token; ++k)
        if (std::find(std::begin(kLinks), std::end(kLinks), scene.word(k)) == std::end(kLinks)) ++loose;
      if (scene.any(at, m.first_token, {";"})) return false;
      at = m.end_token;
    }
    const uint32_t apart = q.first_token - t.end_token;
    if (crossed) return loose <= 8 && apart <= 30;
    return ucum.empty() ? loose == 0 && apart <= 6 : loose <= 2 && apart <= 24;
  };
  if (quantity + 1 < range.end && is_test(scene, quantity + 1) && !ucum.empty()) {
    const Mention& next = scene.mention(quantity + 1);
    const bool near = scene.only(q.end_token, next.first_token, {"of", "-"}) && next.first_token - q.end_token <= 1;
    const bool claimed =
        before != UINT32_MAX &&
        scene.only(scene.mention(before).end_token, q.first_token, {"was", "were", "of", ":", "=", "is", "("}) &&
        q.first_token - scene.mention(before).end_token <= 2;
    const bool next_has_own = quantity + 2 < range.end && is_quantity(scene, quantity + 2) &&
                              scene.mention(quantity + 2).first_token - next.end_token <= 2;
    if (near && !claimed && !next_has_own && fits(next, ucum)) return quantity + 1;
  }
  // "PT = 100%": what an equals sign ties needs no fitting unit.
  const bool tied = before != UINT32_MAX && q.first_token - scene.mention(before).end_token == 1 &&
                    scene.only(q.first_token - 1, q.first_token, {"=", ":"}) && !is_time_unit(ucum);
  if (before != UINT32_MAX && (tied || fits(scene.mention(before), ucum)) && linked(before)) return before;
  return UINT32_MAX;
}

void give_each(Scene& scene, Scene::Range range) {
  uint32_t last_value = UINT32_MAX, last_test = UINT32_MAX;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (is_test(scene, i)) last_value = UINT32_MAX;
    if (!is_quantity(scene, i)) continue;
    if (last_value != UINT32_MAX && is_reference(scene, last_value, i)) {
      put_reference(scene.drafts[scene.draft_of[last_test]], scene.mention(i), scene.flat(scene.mention(i).span));
      scene.used[i] = true;
      continue;
    }
    const uint32_t test = owner_of(scene, range, i);
    if (test == UINT32_MAX) continue;
    give(scene, test, i);
    last_value = i;
    last_test = test;
  }
}

// "tachycardic (125 bpm)", "fever of 38.9 C": the finding names the test whose value follows (grammar/implied_tests).
void give_implied(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin + 1; i < range.end; ++i) {
    if (!is_quantity(scene, i) || scene.mention(i).quantity->ucum.empty()) continue;
    const Mention& q = scene.mention(i);
    uint32_t finding = i;
    while (finding-- > range.begin) {
      const MentionKind k = scene.mention(finding).kind;
      if (k == MentionKind::condition || k == MentionKind::finding || k == MentionKind::test) break;
      if (k != MentionKind::modifier && k != MentionKind::result_word && k != MentionKind::time) break;
      if (finding == range.begin) break;
    }
    if (finding >= i || scene.draft_of[finding] == kNoDraft) continue;
    const Mention& f = scene.mention(finding);
    if (f.kind != MentionKind::condition && f.kind != MentionKind::finding) continue;
    if (q.first_token - f.end_token > 6 ||
        scene.any(f.end_token, q.first_token, {",", ";", "and", "for", "after", "since"}))
      continue;
    const Row implied = scene.rules.implied_tests.look_up(scene.flat(f.span), scene.rules.folding);
    if (!implied || scene.rules.tests == nullptr) continue;
    const auto key = scene.rules.tests->find(implied["test"]);
    if (!key) continue;
    Mention test = f;
    test.kind = MentionKind::test;
    test.row = {scene.rules.tests, *key};
    if (!fits(test, q.quantity->ucum)) continue;
    const uint32_t kept = scene.draft_of[finding];
    const std::string_view category = test.row["category"];
    const uint32_t d = scene.open(category == "vital-signs" ? "vital-sign" : "measurement", finding);
    scene.draft_of[finding] = kept;
    Draft& draft = scene.drafts[d];
    draft.row = test.row;
    draft.text = test.row["display"];
    std::erase_if(draft.fields, [](const Field& g) { return g.name == "negated" || g.name == "certainty"; });
    put_quantity(scene, draft, q);
    scene.used[i] = true;
  }
}

std::string_view interpretation_of(std::string_view value) {
  if (value == "high") return "H";
  if (value == "low") return "L";
  if (value == "normal") return "N";
  if (value == "abnormal") return "A";
  return {};
}

void put_word(Scene& scene, uint32_t target, uint32_t word) {
  Draft& draft = scene.drafts[scene.draft_of[target]];
  const Mention& w = scene.mention(word);
  scene.used[word] = true;
  if (draft.type == "diagnostic-procedure") {  // "the ECG was normal": a result
    if (w.part == "trend") return;
    draft.type = "qualitative-result";
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "status"; });
  }
  std::string_view value = w.normal;
  // "not normal": only a denial right before the word turns it.
  const Span cue = scene.contexts[word].polarity_cue.span;
  const bool denied =
      scene.contexts[word].polarity == Polarity::negated && cue.end <= w.span.begin && w.span.begin - cue.end <= 6;
  if (denied) value = value == "positive" ? "negative" : value == "normal" ? "abnormal" : value;
  const bool number = draft.find("value") || draft.find("low") || draft.find("systolic");
  if (w.part == "trend") {  // "renal function improved"
    if (number || denied || draft.find("value-text") || draft.find("interpretation")) return;
    draft.add("value-text", scene.flat(w.span), w.span);
    if (draft.type == "measurement") draft.type = "qualitative-result";
    return;
  }
  const std::string_view code = interpretation_of(value);
  if (number || w.part == "interpretation") {
    if (!code.empty() && draft.find("interpretation") == nullptr && !(denied && code != "N" && code != "A"))
      draft.add("interpretation", code, w.span, w.row);
  } else if (draft.find("value-text") == nullptr) {
    draft.add("value-text", value, w.span, w.row);
    if (draft.type == "measurement") draft.type = "qualitative-result";
  }
  // "was negative" is the result itself, not the denial of the test.
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
}

bool takes_words(const Scene& scene, uint32_t i) {
  return is_test(scene, i) || is_study(scene, i);
}

// The tests a result word speaks of: right behind it ("raised ferritin", "normal A, B and C"), or before it with a
// verb between ("A, B and C were normal").
void give_words(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || scene.used[i] || w.part == "outcome") continue;
    if (i + 1 < range.end && takes_words(scene, i + 1) &&
        scene.only(w.end_token, scene.mention(i + 1).first_token,
                   {"serum", "of", "the", "blood", "plasma", "level", "his", "her", "in", "total", "peripheral", "both",
                    "a", "an"})) {
      put_word(scene, i + 1, i);
      for (uint32_t j = i + 2; j < range.end && takes_words(scene, j); ++j) {
        if (!scene.only(scene.mention(j - 1).end_token, scene.mention(j).first_token, {",", "and", "/", "or"})) break;
        put_word(scene, j, i);
      }
      continue;
    }
    uint32_t at = w.first_token;
    bool first = true;
    for (uint32_t j = i; j-- > range.begin;) {
      const Mention& m = scene.mention(j);
      if (m.kind == MentionKind::modifier || m.kind == MentionKind::time || m.kind == MentionKind::body_site ||
          (m.kind == MentionKind::result_word && m.part == "trend")) {
        at = m.first_token;  // "performed at age 5 days", "of the brain"
        continue;
      }
      // "CRP (45 mg/L) and ferritin (300 ug/L) were high"; other words are about something without a number.
      if (m.quantity != nullptr && m.kind != MentionKind::age && w.part == "interpretation") {
        at = m.first_token;
        continue;
      }
      if (!takes_words(scene, j)) break;
      const bool linked =
          first ? scene.only(m.end_token, at, {"was",       "were",       "is",
                                               "are",       "remained",   "level",
                                               "results",   "result",     "and",
                                               "the",       ":",          "also",
                                               ")",         "came",       "back",
                                               "all",       "found",      "to",
                                               "be",        "appeared",   "-",
                                               "both",      "within",     "of",
                                               "mildly",    "slightly",   "markedly",
                                               "(",         "test",       "which",
                                               "had",       "been",       "significantly",
                                               "performed", "done",       "at",
                                               "on",        "in",         "entirely",
                                               "otherwise", "completely", "findings",
                                               "finding",   "study",      "scan",
                                               "remain",    "repeat",     "continue",
                                               "show",      "showed",     "revealed",
                                               ",",         "has",        "a",
                                               "an",        "count",      "reported",
                                               "as",        "examination"}) &&
                      at - m.end_token <= 6
                : scene.only(m.end_token, at, {",", "and", "/", "or", "as", "well", "the", "his", "her", "(", ")"});
      if (!linked) break;
      put_word(scene, j, i);
      at = m.first_token;
      first = false;
    }
  }
}

// "throat swab was positive for X by PCR", "blood culture grew X": a result about X, with specimen and method.
void give_found(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || w.part != "result" || (w.normal != "positive" && w.normal != "negative"))
      continue;
    if (scene.contexts[i].reality == Reality::background) continue;
    const bool about = w.end_token < scene.segments.tokens.size() && scene.word(w.end_token) == "for";
    bool tested = false;
    for (uint32_t j = range.begin; j < i; ++j) {
      const MentionKind k = scene.mention(j).kind;
      tested |= k == MentionKind::specimen || scene.other_meaning(j, MentionKind::specimen) || k == MentionKind::test ||
                (k == MentionKind::procedure && is_study(scene, j));
    }
    for (uint32_t j = i + 1; j < range.end; ++j) {
      const Mention& x = scene.mention(j);
      const uint32_t before = j == i + 1 ? w.end_token : scene.mention(j - 1).end_token;
      if (!scene.only(before, x.first_token,
                      {"for", "the", ",", "and", "or", "both", "a", "-", "antibody", "to", "nor"}))
        break;
      const bool thing = x.kind == MentionKind::organism || x.kind == MentionKind::substance ||
                         x.kind == MentionKind::test || (x.kind == MentionKind::condition && tested);
      if (!thing || (!about && x.kind != MentionKind::organism)) break;
      uint32_t d = x.kind == MentionKind::test && scene.draft_of[j] != kNoDraft ? scene.draft_of[j] : kNoDraft;
      if (d == kNoDraft) {
        const uint32_t kept = scene.draft_of[j];
        d = scene.open("qualitative-result", j);
        if (kept != kNoDraft && scene.drafts[kept].find("negated") == nullptr && w.normal == "positive")
          scene.draft_of[j] = kept;
        if (w.normal == "negative" && kept != kNoDraft) scene.drafts[kept].discarded = true;
      }
      Draft& draft = scene.drafts[d];
      draft.type = "qualitative-result";
      std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated" || f.name == "value-text"; });
      const Span cue = scene.contexts[i].polarity_cue.span;
      const bool denied =
          w.normal == "positive" && scene.contexts[i].polarity == Polarity::negated && cue.end <= w.span.begin;
      draft.add("value-text", denied ? "negative" : w.normal, w.span, w.row);
      scene.used[i] = true;
    }
  }
}

// Specimens and methods of the sentence's results.
void give_circumstances(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    const Row sampled = m.kind == MentionKind::specimen ? m.row : scene.other_meaning(i, MentionKind::specimen);
    const bool specimen = static_cast<bool>(sampled);
    const bool method = m.kind == MentionKind::procedure || m.kind == MentionKind::test;
    if (!specimen && !method) continue;
    const bool by = m.first_token > 0 && scene.any(m.first_token - 1, m.first_token, {"by", "using", "via", "on"});
    for (size_t d = 0; d < scene.drafts.size(); ++d) {
      Draft& draft = scene.drafts[d];
      if (draft.sentence != m.sentence || draft.discarded || draft.mention == i) continue;
      if (draft.type != "qualitative-result" && draft.type != "measurement") continue;
      if (specimen && draft.find("specimen") == nullptr) draft.add("specimen", scene.flat(m.span), m.span, sampled);
      if (method && by && draft.type == "qualitative-result" && draft.end_token <= m.first_token &&
          m.first_token - draft.end_token <= 8 && draft.find("method") == nullptr)
        draft.add("method", scene.flat(m.span), m.span, m.row);
    }
  }
}

// "No lupus anticoagulant was found", "A, B and C were negative": a result in itself, not a test that was not done.
void settle_denied(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i)) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    const Field* denial = draft.find("negated");
    if (denial == nullptr || has_value(draft) || draft.type == "social-history") continue;
    const Mention& m = scene.mention(i);
    const bool method =
        m.first_token > 0 && scene.any(m.first_token - 1, m.first_token, {"on", "by", "in", "using", "via"});
    const std::string_view words = scene.words(denial->span);
    const Field said = *denial;
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
    if (method || draft.type != "measurement") continue;
    draft.type = "qualitative-result";
    draft.add("value-text", words.find("negative") != std::string_view::npos ? "negative" : "absent", said.span,
              said.row);
  }
}

bool is_length(std::string_view ucum) {
  return ucum == "mm" || ucum == "cm" || ucum == "m";
}

// "a mass of 10 x 8 cm", "4 cm splenomegaly": the size of a finding is kept in its note.
void give_sizes(Scene& scene, Scene::Range range) {
  const auto finding = [&](uint32_t j) {
    if (scene.draft_of[j] == kNoDraft) return false;
    const Draft& d = scene.drafts[scene.draft_of[j]];
    return (d.type == "finding" || d.type == "diagnosis" || d.type == "symptom") && d.find("note") == nullptr;
  };
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_quantity(scene, i)) continue;
    const Mention& q = scene.mention(i);
    if (q.part != "dimensions" && !is_length(q.quantity->ucum)) continue;
    uint32_t target = UINT32_MAX;
    for (uint32_t j = i + 1; j < range.end && scene.mention(j).first_token - q.end_token <= 3; ++j)
      if (finding(j) && !scene.any(q.end_token, scene.mention(j).first_token, {",", "and", "with", ")", "from"})) {
        target = j;
        break;
      }
    for (uint32_t j = i; j-- > range.begin && target == UINT32_MAX;) {
      if (q.first_token - scene.mention(j).end_token > 20) break;
      if (finding(j)) target = j;
    }
    if (target == UINT32_MAX) continue;
    scene.drafts[scene.draft_of[target]].add("note", scene.flat(q.span), q.span);
    scene.used[i] = true;
  }
}

// "120/80 mmHg in the right arm": where a vital sign was taken.
void give_sides(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& m = scene.mention(i);
    const bool side = m.kind == MentionKind::modifier && m.part == "laterality";
    if (scene.used[i] || (!side && m.kind != MentionKind::body_site)) continue;
    Draft* nearest = nullptr;
    uint32_t at = 0;
    for (Draft& draft : scene.drafts) {
      if (draft.sentence != m.sentence || draft.type != "vital-sign" || draft.discarded) continue;
      for (const Field& f : draft.fields)
        if ((f.name == "systolic" || f.name == "value") && f.span.end <= m.span.begin &&
            m.span.begin - f.span.end <= 24 && f.span.end > at) {
          nearest = &draft;
          at = f.span.end;
        }
    }
    if (nearest == nullptr || nearest->find(side ? "laterality" : "body-site") != nullptr) continue;
    nearest->add(side ? "laterality" : "body-site", side ? m.normal : scene.flat(m.span), m.span, m.row);
    scene.used[i] = true;
  }
}

// "reduction was performed without success": how the nearest procedure of the sentence ended.
void give_outcomes(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || w.part != "outcome" || scene.used[i]) continue;
    Draft* nearest = nullptr;
    uint32_t best = 13;
    for (uint32_t j = range.begin; j < range.end; ++j) {
      if (scene.draft_of[j] == kNoDraft || scene.drafts[scene.draft_of[j]].type != "procedure") continue;
      const Mention& m = scene.mention(j);
      const uint32_t apart = m.end_token <= w.first_token ? w.first_token - m.end_token : m.first_token - w.end_token;
      if (apart >= best) continue;
      best = apart;
      nearest = &scene.drafts[scene.draft_of[j]];
    }
    if (nearest == nullptr || nearest->find("outcome") != nullptr || nearest->find("negated") != nullptr) continue;
    nearest->add("outcome", scene.flat(w.span), w.span, w.row);
    scene.used[i] = true;
  }
}

// "smoked 20 cigarettes a day", "10 pack-years": the amount of a habit, in the text's words.
void give_habits(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const uint32_t d = scene.draft_of[i];
    if (d == kNoDraft || scene.drafts[d].type != "social-history" || scene.drafts[d].find("value-text")) continue;
    for (uint32_t j = i + 1; j < range.end && scene.mention(j).first_token - scene.mention(i).end_token <= 6; ++j) {
      const Mention& q = scene.mention(j);
      const bool time = q.kind == MentionKind::time && q.part == "duration";
      if (scene.used[j] || (!is_quantity(scene, j) && !time)) continue;
      uint32_t end = q.end_token;
      const uint32_t limit = scene.segments.sentences[q.sentence].end_token;
      while (end < limit && end < q.end_token + 6 &&
             scene.only(end, end + 1,
                        {"pack", "package", "packet", "cigarette", "year", "day", "per", "/", "-", "a", "unit", "drink",
                         "week", "glass", "beer", "of", "wine", "daily"}))
        ++end;
      const Span span = scene.tokens_span(q.first_token, end);
      scene.drafts[d].add("value-text", scene.flat(span), span);
      scene.used[j] = true;
      break;
    }
  }
}

}  // namespace

void attach_values(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  give_lists(scene, range);
  give_each(scene, range);
  give_implied(scene, range);
  give_found(scene, range);
  give_words(scene, range);
  settle_denied(scene, range);
  give_sizes(scene, range);
  give_outcomes(scene, range);
  give_habits(scene, range);
  give_sides(scene, range);
  give_circumstances(scene, range);
}

}  // namespace anamnesis
