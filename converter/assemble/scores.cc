// Scores told part by part: "GCS 15 (E4V5M6)" has three components (grammar/score_parts).
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

}  // namespace

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
