// Scores told part by part: "GCS 15 (E4V5M6)" has three components (grammar/score_parts). Scores that are classes:
// "NYHA class III".
#include <algorithm>

#include "assemble/values.h"
#include "base/ascii.h"

namespace anamnesis {
namespace {

// The row of a letter among the parts of the score.
Row part_of(const Table& parts, std::string_view score, char letter) {
  for (const uint32_t i : parts.find_all(score))
    if (const Row row{&parts, i}; row["letter"].size() == 1 && row["letter"][0] == letter) return row;
  return {};
}

struct ScorePart {
  Row row;
  std::string_view value;
  Span span;
};

// "e4v5m6", or "e4": letters of the score, a digit behind each. False if the token is anything else.
bool read_parts(const Table& parts, std::string_view score, const Token& token, std::vector<ScorePart>& out) {
  const std::string_view word = token.folded;
  if (word.size() % 2 != 0 || word.size() != token.span.size()) return false;
  for (size_t at = 0; at < word.size(); at += 2) {
    const Row row = part_of(parts, score, word[at]);
    const std::string_view digit = word.substr(at + 1, 1);
    if (!row || !is_digit(digit[0]) || digit < row["low"] || digit > row["high"]) return false;
    const auto begin = static_cast<uint32_t>(token.span.begin + at);
    out.push_back({row, digit, {begin, begin + 2}});
  }
  return true;
}

void put_parts(Draft& draft, const std::vector<ScorePart>& parts) {
  for (const ScorePart& part : parts) {
    const uint16_t group = ++draft.groups;
    draft.add("component", part.row["name"], {}, {}, group);
    draft.add("value", part.value, part.span, part.row, group);
  }
}

// "III", "II-III", "B", "3": a class or a grade as it is printed; its tokens, or none.
Scene::Range grade_at(const Scene& scene, uint32_t token, uint32_t limit) {
  const auto is_one = [&](uint32_t t) {
    if (t >= limit) return false;
    const Token& one = scene.segments.tokens[t];
    const bool capital =
        is_upper(scene.document.text[one.span.begin]) && is_upper(scene.document.text[one.span.end - 1]);
    return capital && (scene.rules.numbers.contains(one.folded) ||
                       (one.span.size() == 1 && one.folded >= "a" && one.folded <= "e"));
  };
  if (!is_one(token)) return {};
  const bool range = token + 2 < limit && scene.is(token + 1, Link::list_of_readings) && is_one(token + 2) &&
                     !scene.segments.tokens[token + 1].space_before;
  return {token, range ? token + 3 : token + 1};
}

// "NYHA class II" without a disease whose stage it is: the score itself.
void open_stage(Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  if (m.kind != MentionKind::modifier || m.part != "stage" || scene.used[i] || !scene.is_fact(i)) return;
  for (const uint32_t o : scene.lost_to(i)) {
    const Mention& test = scene.mentions.overlapped[o].mention;
    if (test.kind != MentionKind::test || test.row["category"] != "survey" || test.first_token != m.first_token)
      continue;
    uint32_t first = test.end_token;
    while (first + 1 < m.end_token && scene.is(first, Link::grade)) ++first;
    const Span words = scene.tokens_span(first, m.end_token);
    Draft& draft = scene.drafts[scene.open("score", i)];
    draft.row = test.row;
    draft.text = scene.flat(test.span);
    draft.add("value-text", scene.flat(words), words);
    scene.used[i] = true;
    return;
  }
}

}  // namespace

void give_grades(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) open_stage(scene, i);
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i)) continue;
    Draft& draft = scene.drafts[scene.draft_of[i]];
    if (draft.type != "score" || has_value(draft)) continue;
    const uint32_t limit = scene.segments.sentences[scene.mention(i).sentence].end_token;
    uint32_t token = scene.mention(i).end_token;
    while (token < limit && scene.is(token, Link::grade) && grade_at(scene, token, limit).empty()) ++token;
    // "Fisher grade 3": the number is the grade's name, and so no quantity.
    const bool ends = token + 1 >= limit || scene.segments.tokens[token + 1].kind == TokenKind::word ||
                      scene.is(token + 1, Link::clause_mark) || scene.is(token + 1, Link::bracket_end);
    const bool digit = token < limit && ends && scene.word(token).size() == 1 && is_digit(scene.word(token)[0]);
    if (digit) draft.add("value", scene.word(token), scene.tokens_span(token, token + 1));
    const Scene::Range grade = digit ? Scene::Range() : grade_at(scene, token, limit);
    if (grade.empty()) continue;
    const Span words = scene.tokens_span(grade);
    draft.add("value-text", scene.flat(words), words);
    std::erase_if(draft.fields, [](const Field& f) { return f.name == "negated"; });
  }
}

void give_score_parts(Scene& scene, Scene::Range range) {
  const Table* table = scene.rules.score_parts;
  for (uint32_t i = range.begin; table != nullptr && i < range.end; ++i) {
    if (!is_test(scene, i) || !scene.rules.told_in_parts.contains(scene.mention(i).row.key())) continue;
    const uint32_t limit = scene.segments.sentences[scene.mention(i).sentence].end_token;
    std::vector<ScorePart> parts;
    uint32_t first = 0, end = 0;
    for (uint32_t t = scene.mention(i).end_token; t < std::min(limit, scene.mention(i).end_token + 16); ++t)
      if (read_parts(*table, scene.mention(i).row.key(), scene.segments.tokens[t], parts)) {
        if (end == 0) first = t;
        end = t + 1;
      }
    if (parts.size() < 2) continue;
    put_parts(scene.drafts[scene.draft_of[i]], parts);
    for (uint32_t j = i + 1; j < range.end; ++j)  // the tables may know "E4V5M6" as a test
      if (scene.mention(j).first_token >= first && scene.mention(j).end_token <= end && scene.draft_of[j] != kNoDraft)
        scene.drafts[scene.draft_of[j]].discarded = true;
  }
}

}  // namespace anamnesis
