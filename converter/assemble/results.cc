// Results in words: "raised ferritin", "A, B and C were normal", "positive for X", and what a denial means for a test.
#include <algorithm>

#include "assemble/values.h"
#include "recognise/test_names.h"

namespace anamnesis {
namespace {

// The row of grammar/result_words that the mention is, or that its words are as well ("worsened" is a course too).
Row result_of(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  if (m.kind == MentionKind::result_word) return m.row;
  if (m.kind != MentionKind::modifier && m.kind != MentionKind::event) return {};
  return scene.other_meaning(i, MentionKind::result_word);
}

// "not normal": the words of a denial right before the word, which turns it; empty if there is none.
Span denial_of(const Scene& scene, uint32_t word) {
  const Mention& w = scene.mention(word);
  const Span cue = scene.contexts[word].polarity_cue.span;
  if (scene.contexts[word].polarity == Polarity::negated && cue.end <= w.span.begin && w.span.begin - cue.end <= 6)
    return cue;
  const bool before = w.first_token > 0 &&
                      (scene.is(w.first_token - 1, Link::denial) || scene.is(w.first_token - 1, Link::denial_noun));
  return before ? scene.tokens_span(w.first_token - 1, w.first_token) : Span();
}

void become_result(Draft& draft) {
  if (draft.type == "measurement") draft.type = "qualitative-result";
}

// "high" says where a value lies, "rising" where it goes. What is denied ("not raised") has no code, but words.
void put_interpretation(Scene& scene, Draft& draft, Span words, Row said, Span denial) {
  if (!denial.empty()) {
    if (has_value(draft)) return;
    const Span all = denial.cover(words);
    draft.add("value-text", scene.flat(all), all, said);
    become_result(draft);
    return;
  }
  const std::string_view code = said["interpretation"];
  const bool known = std::any_of(draft.fields.begin(), draft.fields.end(),
                                 [&](const Field& f) { return f.name == "interpretation" && f.value == code; });
  if (!code.empty() && !known) draft.add("interpretation", code, words, said);
}

void put_value_words(Scene& scene, Draft& draft, Span words, Row said, Span denial) {
  if (const Field* have = draft.find("value-text"); have != nullptr) {  // "positive at 1:640"
    if (have->value.find(':') != std::string_view::npos) put_interpretation(scene, draft, words, said, denial);
    return;
  }
  const std::string_view turned = denial.empty() ? std::string_view() : said["denied"];
  const std::string_view value = said["kind"] == "trend" ? scene.flat(words) : turned.empty() ? said["value"] : turned;
  draft.add("value-text", value, words, said);
  become_result(draft);
}

// The reading that the word is about: "peaked at 2.4 and fell to 1.1" has one for each of two words; else the test's.
uint32_t told_by(const Scene& scene, uint32_t target, uint32_t word) {
  const uint32_t next = word + 1;
  const uint32_t own = scene.draft_of[target];
  if (next >= scene.mentions.mentions.size() || scene.reading_of[next] == kNoDraft || target > word) return own;
  const uint32_t from = scene.mention(word).end_token, to = scene.mention(next).first_token;
  const bool tied = to - from <= 2 && scene.only(from, to, Link::value) &&
                    !scene.any(scene.mention(word).first_token, to, Link::start);
  const uint32_t reading = scene.reading_of[next];
  return tied && scene.drafts[reading].mention == scene.drafts[own].mention ? reading : own;
}

void put_word(Scene& scene, uint32_t target, uint32_t word) {
  Draft& draft = scene.drafts[told_by(scene, target, word)];
  const Row said = result_of(scene, word);
  const std::string_view kind = said["kind"];
  const bool trend = kind == "trend";
  scene.used[word] = true;
  if (draft.type == "diagnostic-procedure") {  // "the ECG was normal": a result
    if (trend) return;
    draft.type = "qualitative-result";
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "status"; });
  }
  const Span denial = denial_of(scene, word), words = scene.mention(word).span;
  const bool coded = !said["interpretation"].empty();
  // "the breath sounds were diminished": what was seen or heard, and no level of anything.
  if (draft.row && draft.row["category"] == "exam" && draft.row["unit"].empty() && !has_number(draft) &&
      kind != "result") {
    const Span all = denial.empty() ? words : denial.cover(words);
    if (draft.find("value-text") == nullptr) draft.add("value-text", scene.flat(all), all, said);
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
    return;
  }
  if (trend && (!denial.empty() || (!coded && has_number(draft)))) return;
  if (has_number(draft) || kind == "interpretation" || (trend && coded))
    put_interpretation(scene, draft, words, said, denial);
  else
    put_value_words(scene, draft, words, said, denial);
  // "was negative" is the result itself, not the denial of the test.
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
}

// "normal range 7-36": what is normal, not that it was.
bool names_range(const Scene& scene, Scene::Range range, uint32_t word) {
  const Mention& w = scene.mention(word);
  if (!scene.any(w.first_token, w.end_token, Link::reference_noun) || word + 1 >= range.end) return false;
  const Mention& next = scene.mention(word + 1);
  return next.quantity != nullptr && next.first_token - w.end_token <= 2;
}

bool takes_words(const Scene& scene, uint32_t i) {
  return is_test(scene, i) || is_study(scene, i);
}

// "low systemic blood pressure": a test behind at most two words that only narrow it, or UINT32_MAX.
uint32_t test_over_words(const Scene& scene, Scene::Range range, uint32_t word) {
  if (result_of(scene, word)["kind"] != "interpretation") return UINT32_MAX;
  uint32_t test = word + 1;
  while (test < range.end &&
         (scene.mention(test).kind == MentionKind::specimen || scene.mention(test).kind == MentionKind::body_site))
    ++test;
  const uint32_t from = scene.mention(word).end_token;
  if (test >= range.end || !is_test(scene, test) || scene.mention(test).first_token - from > 2) return UINT32_MAX;
  for (uint32_t t = from; t < scene.mention(test).first_token; ++t)
    if (scene.segments.tokens[t].kind != TokenKind::word || scene.is(t, Link::word_after) || scene.is(t, Link::and_) ||
        scene.is(t, Link::clause_end) || scene.is(t, Link::phrase_end))
      return UINT32_MAX;
  return test;
}

// "raised ferritin", "normal A, B and C": true if a test stands right behind the word.
bool give_behind(Scene& scene, Scene::Range range, uint32_t word) {
  const auto joined = [&](uint32_t j, Link role) {
    return j < range.end && takes_words(scene, j) &&
           scene.only(scene.mention(j - 1).end_token, scene.mention(j).first_token, role);
  };
  uint32_t test = word + 1;
  if (!joined(test, Link::word_before)) test = test_over_words(scene, range, word);
  if (test == UINT32_MAX) return false;
  put_word(scene, test, word);
  // "trace protein, nitrite negative": the next test has a word of its own.
  const auto has_own = [&](uint32_t j) {
    return j + 1 < range.end && scene.mention(j + 1).kind == MentionKind::result_word &&
           scene.mention(j + 1).first_token == scene.mention(j).end_token;
  };
  for (uint32_t j = test + 1; joined(j, Link::list) && !has_own(j); ++j) put_word(scene, j, word);
  return true;
}

// Whether the sentence tests something before the word: a specimen, a test, a study.
bool tested_before(const Scene& scene, Scene::Range range, uint32_t word) {
  for (uint32_t j = range.begin; j < word; ++j) {
    const MentionKind k = scene.mention(j).kind;
    if (k == MentionKind::specimen || k == MentionKind::test || (k == MentionKind::procedure && is_study(scene, j)) ||
        scene.other_meaning(j, MentionKind::specimen))
      return true;
  }
  return false;
}

// The draft for a thing that was looked for and found or not: a test's own, else a new one beside the thing's.
Draft& found_draft(Scene& scene, uint32_t thing, bool positive) {
  const uint32_t kept = scene.draft_of[thing];
  if (scene.mention(thing).kind == MentionKind::test && kept != kNoDraft) return scene.drafts[kept];
  const uint32_t d = scene.open("qualitative-result", thing);
  if (kept != kNoDraft && positive && scene.drafts[kept].find("negated") == nullptr) scene.draft_of[thing] = kept;
  if (kept != kNoDraft && !positive) scene.drafts[kept].discarded = true;
  return scene.drafts[d];
}

void put_found(Scene& scene, uint32_t thing, uint32_t word) {
  const Mention& w = scene.mention(word);
  const bool positive = w.normal == "positive";
  Draft& draft = found_draft(scene, thing, positive);
  draft.type = "qualitative-result";
  std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated" || f.name == "value-text"; });
  const bool denied = positive && scene.contexts[word].polarity == Polarity::negated &&
                      scene.contexts[word].polarity_cue.span.end <= w.span.begin;
  draft.add("value-text", denied ? w.row["denied"] : w.normal, w.span, w.row);
  scene.used[word] = true;
}

// "HIV/hep B neg": what a stroke ties to a test with a result has the same one.
void give_stroked(Scene& scene, Scene::Range range, uint32_t first, uint32_t word) {
  const std::string_view said = scene.mention(word).normal;
  if (said != "positive" && said != "negative") return;
  for (uint32_t j = first; j > range.begin; --j) {
    const Mention &x = scene.mention(j - 1), &next = scene.mention(j);
    const bool thing = x.kind == MentionKind::organism || x.kind == MentionKind::condition;
    if (!thing || scene.draft_of[j - 1] == kNoDraft || next.first_token != x.end_token + 1 ||
        !scene.segments.tokens[x.end_token].is_mark('/'))
      return;
    put_found(scene, j - 1, word);
  }
}

// "HIV negative", "the culture was negative": what is looked for and named by a disease or an organism.
bool give_named(Scene& scene, Scene::Range range, uint32_t word) {
  const Mention& w = scene.mention(word);
  if (word == range.begin || (w.normal != "positive" && w.normal != "negative") || w.part != "result") return false;
  const Mention& x = scene.mention(word - 1);
  const bool thing = x.kind == MentionKind::organism || x.kind == MentionKind::condition;
  const bool about = w.end_token < scene.segments.tokens.size() && scene.is(w.end_token, Link::for_);
  const bool told = x.kind == MentionKind::organism ? scene.is_fact(word) : scene.draft_of[word - 1] != kNoDraft;
  if (!thing || !told || about || w.first_token - x.end_token > 2 ||
      !scene.only(x.end_token, w.first_token, Link::claim))
    return false;
  put_found(scene, word - 1, word);
  give_stroked(scene, range, word - 1, word);
  return true;
}

// "GAD-7 14, C-SSRS low": behind a comma an abbreviation that nobody knows has the word.
bool has_unknown_name(const Scene& scene, uint32_t from, uint32_t to) {
  if (from >= to || !scene.is(from, Link::comma)) return false;
  for (uint32_t t = from; t < to; ++t)
    if (is_abbreviation(scene, t)) return true;
  return false;
}

// "A, B and C were normal", also over what narrows them ("performed at age 5 days", "of the brain").
void give_before(Scene& scene, Scene::Range range, uint32_t word) {
  const std::string_view kind = result_of(scene, word)["kind"];
  const uint32_t behind = scene.mention(word).end_token;
  // "the examination raised the suspicion", "the scan detected a mass": a verb with an object.
  if (kind != "trend" && behind < scene.segments.tokens.size() && scene.is(behind, Link::article)) return;
  uint32_t at = scene.mention(word).first_token;
  if (at > 0 && scene.is(at - 1, Link::with)) return;  // "a dilated ventricle with reduced function"
  // "showed reduced uptake": of the noun behind it, unless that is the test's own ("elevated levels").
  // "GCS 13, prolonged extrication": behind a comma too.
  const bool shown = at > 0 && (scene.is(at - 1, Link::shows) || scene.is(at - 1, Link::comma)) && kind != "result";
  if (shown && behind < scene.segments.tokens.size() && scene.segments.tokens[behind].kind == TokenKind::word &&
      !scene.is(behind, Link::word_after) && !scene.is(behind, Link::and_))
    return;
  // "HR 96, BP 108/62, SpO2 88% on air, improved to 93%": behind a comma it is the last one that went so.
  const bool aside = kind == "trend" && at > 0 && scene.is(at - 1, Link::comma);
  bool first = true;
  for (uint32_t j = word; j-- > range.begin && (first || !aside);) {
    const Mention& m = scene.mention(j);
    const bool narrows = m.kind == MentionKind::modifier || m.kind == MentionKind::time ||
                         m.kind == MentionKind::body_site || m.kind == MentionKind::specimen ||
                         (m.kind == MentionKind::result_word && m.part == "trend");
    // "CRP (45 mg/L) and ferritin (300 ug/L) were high"; other words are about something without a number.
    const bool number = m.quantity != nullptr && m.kind != MentionKind::age && kind != "result";
    // "CRP fell, but ferritin rose": the next test has a word of its own.
    if (!first && (narrows || number) && !scene.only(m.end_token, at, Link::list_of_results)) break;
    if (number && has_unknown_name(scene, m.end_token, at)) break;
    if (narrows || number) {
      at = m.first_token;
      continue;
    }
    if (!takes_words(scene, j)) break;
    // "normal CRP, ESR raised": the one before has a word of its own.
    const bool has_own = !first && j > range.begin && scene.used[j - 1] &&
                         scene.mention(j - 1).kind == MentionKind::result_word &&
                         scene.mention(j - 1).end_token == m.first_token;
    if (has_own) break;
    const bool joined = scene.only(m.end_token, at, first ? Link::word_after : Link::list_of_results);
    if (!joined || (first && at - m.end_token > 6)) break;
    put_word(scene, j, word);
    if (kind == "result") give_stroked(scene, range, j, word);
    at = m.first_token;
    first = false;
  }
}

// "Hb 104 folate normal TSH 3.1": printed without marks, the word is of the test right before, since the next has a
// number of its own.
bool give_own(Scene& scene, Scene::Range range, uint32_t word) {
  if (word == range.begin || word + 2 >= range.end || !is_test(scene, word - 1) || !is_test(scene, word + 1))
    return false;
  const Mention &w = scene.mention(word), &before = scene.mention(word - 1), &next = scene.mention(word + 1);
  const bool beside = before.end_token == w.first_token && w.end_token == next.first_token;
  const bool own =
      scene.reading_of[word + 2] == scene.draft_of[word + 1] && scene.mention(word + 2).first_token == next.end_token;
  if (!beside || !own || has_value(scene.drafts[scene.draft_of[word - 1]])) return false;
  put_word(scene, word - 1, word);
  return true;
}

// "negative HIV, hepatitis B and C serology": a list of what was looked for, whose last is a test.
bool give_tested(Scene& scene, Scene::Range range, uint32_t word) {
  const Mention& w = scene.mention(word);
  if ((w.normal != "positive" && w.normal != "negative") || w.part != "result") return false;
  uint32_t last = word + 1;
  for (Link role = Link::word_before; last < range.end; ++last, role = Link::list) {
    const MentionKind kind = scene.mention(last).kind;
    if (!scene.only(scene.mention(last - 1).end_token, scene.mention(last).first_token, role)) return false;
    if (kind != MentionKind::condition && kind != MentionKind::organism) break;
  }
  if (last == range.end || last == word + 1 || !is_test(scene, last)) return false;
  for (uint32_t j = word + 1; j < last; ++j) put_found(scene, j, word);
  put_word(scene, last, word);
  return true;
}

// "A and B were negative and positive": as many words as tests, each for its own.
bool give_in_turn(Scene& scene, Scene::Range range, uint32_t word) {
  const auto tied = [&](uint32_t i, Link link) {
    return scene.only(scene.mention(i).end_token, scene.mention(i + 1).first_token, link);
  };
  uint32_t last = word;
  while (last + 1 < range.end && result_of(scene, last + 1) && tied(last, Link::list)) ++last;
  const uint32_t count = last - word + 1;
  if (count < 2 || word - range.begin < count) return false;
  const uint32_t first = word - count;
  if (first > range.begin && takes_words(scene, first - 1) && tied(first - 1, Link::list_of_results)) return false;
  for (uint32_t j = first; j < word; ++j)
    if (!takes_words(scene, j) || !tied(j, j + 1 < word ? Link::list_of_results : Link::word_after)) return false;
  for (uint32_t j = first; j < word; ++j) put_word(scene, j, j + count);
  return true;
}

// "Autopsy was declined": words of the denial, where they are no result ("was negative").
bool is_denial(const Scene& scene, Scene::Range range, uint32_t word) {
  const Span span = scene.mention(word).span;
  if (result_of(scene, word)["kind"] == "result") return false;
  for (uint32_t j = range.begin; j < word; ++j) {
    const Span cue = scene.contexts[j].polarity_cue.span;
    if (scene.draft_of[j] != kNoDraft && scene.contexts[j].polarity == Polarity::negated && cue.begin <= span.begin &&
        span.end <= cue.end)
      return true;
  }
  return false;
}

}  // namespace

void give_words(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (scene.used[i]) continue;
    const Row said = result_of(scene, i);
    if (!said || said["kind"] == "outcome" || names_range(scene, range, i) || is_denial(scene, range, i)) continue;
    if (!give_in_turn(scene, range, i) && !give_own(scene, range, i) && !give_tested(scene, range, i) &&
        !give_behind(scene, range, i) && !give_named(scene, range, i))
      give_before(scene, range, i);
  }
}

// "throat swab was positive for X by PCR", "blood culture grew X": a result about X.
void give_found(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Mention& w = scene.mention(i);
    if (w.kind != MentionKind::result_word || w.part != "result" ||
        (w.normal != "positive" && w.normal != "negative") || scene.contexts[i].reality == Reality::background)
      continue;
    const bool about = w.end_token < scene.segments.tokens.size() && scene.is(w.end_token, Link::for_);
    const bool tested = tested_before(scene, range, i);
    for (uint32_t j = i + 1; j < range.end; ++j) {
      const Mention& x = scene.mention(j);
      const uint32_t from = scene.mention(j - 1).end_token;
      if (!scene.only(from, x.first_token, Link::found)) break;
      if (!about && j == i + 1 && scene.any(from, x.first_token, Link::comma)) break;  // "A negative, B unknown"
      const bool thing = x.kind == MentionKind::organism || x.kind == MentionKind::substance ||
                         x.kind == MentionKind::test || (x.kind == MentionKind::specimen && about) ||
                         (x.kind == MentionKind::condition && tested);
      if (!thing || (!about && x.kind != MentionKind::organism)) break;
      put_found(scene, j, i);
    }
  }
}

// "No lupus anticoagulant was found", "A, B and C were negative": a result in itself, not a test that was not done.
void settle_denied(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    // What only its last word makes a test is a finding that is denied: "no epileptiform activity".
    if (!is_test(scene, i) || scene.mention(i).row.table->name() == kTestNames) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    const Field* denial = draft.find("negated");
    if (denial == nullptr || has_value(draft) || draft.type == "social-history") continue;
    const uint32_t first = scene.mention(i).first_token;
    const bool method = first > 0 && scene.is(first - 1, Link::sample);
    const Field said = *denial;
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
    if (scene.says(said.span, Link::not_done)) {  // "a PCR was not performed" has no result
      draft.discarded = true;
      scene.draft_of[i] = kNoDraft;
      scene.drop(i, "not done", said.row);
      continue;
    }
    if (method || draft.type != "measurement") continue;
    become_result(draft);
    draft.add("value-text", scene.says(said.span, Link::negative) ? "negative" : "absent", said.span, said.row);
  }
}

// A test that only its last word makes one ("P57 staining") counts with a result alone.
void drop_unsaid(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i) || scene.mention(i).row.table->name() != kTestNames) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    if (has_value(draft) || draft.find("interpretation") != nullptr) continue;
    draft.discarded = true;
    scene.draft_of[i] = kNoDraft;
    scene.drop(i, "an unknown test without a result");
  }
}

}  // namespace anamnesis
