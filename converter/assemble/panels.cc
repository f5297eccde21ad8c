// Panels told by the order of their values: "ABG 7.34/52/61" has a pH, a pCO2 and a pO2 (grammar/panels).
//
// Close behind the panel's name ("on room air:"), with no other test between, at least three numbers with strokes
// between them, each plausible as what stands in its place, one of them with decimals: 4/10/14 is a date. The panel's
// own draft becomes the first test, the others are told with it. A unit is not said, and none is made up.
#include <algorithm>
#include <charconv>

#include "assemble/values.h"

namespace anamnesis {
namespace {

constexpr size_t kFewest = 3;  // two numbers are a blood pressure

bool plausible(Row test, std::string_view number) {
  const auto read = [](std::string_view text) {
    double value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  const double value = read(number);
  return !test["low"].empty() && read(test["low"]) <= value && value <= read(test["high"]);
}

std::vector<Row> tests_of(const Scene& scene, std::string_view panel) {
  std::vector<Row> out;
  for (const uint32_t i : scene.rules.panels->find_all(panel))
    if (const auto test = scene.rules.tests->find(scene.rules.panels->cell(i, "test")); test)
      out.push_back({scene.rules.tests, *test});
  return out;
}

// The tokens of the numbers from `token` on; none if they are not those of the tests.
std::vector<uint32_t> numbers_at(const Scene& scene, uint32_t token, uint32_t limit, const std::vector<Row>& tests) {
  std::vector<uint32_t> out;
  for (; token < limit && scene.segments.tokens[token].kind == TokenKind::number; token += 2) {
    if (out.size() == tests.size() || !plausible(tests[out.size()], scene.word(token))) return {};
    out.push_back(token);
    if (token + 1 == limit || scene.word(token + 1) != "/") break;
  }
  const bool decimals = std::any_of(out.begin(), out.end(),
                                    [&](uint32_t t) { return scene.word(t).find('.') != std::string_view::npos; });
  return decimals && out.size() >= kFewest ? out : std::vector<uint32_t>();
}

// The numbers behind panel `i`, before any other test.
std::vector<uint32_t> numbers_behind(const Scene& scene, uint32_t i, Scene::Range range,
                                     const std::vector<Row>& tests) {
  constexpr uint32_t kFar = 12;
  const Mention& m = scene.mention(i);
  uint32_t limit = std::min(scene.segments.sentences[m.sentence].end_token, m.end_token + kFar);
  for (uint32_t j = range.end; j-- > i + 1;)
    if (const Mention& other = scene.mention(j); other.kind == MentionKind::test)
      limit = std::min(limit, other.first_token);
  const uint32_t end = scene.segments.sentences[m.sentence].end_token;
  for (uint32_t t = m.end_token; t < limit; ++t)
    if (auto numbers = numbers_at(scene, t, end, tests); !numbers.empty() && scene.word(t - 1) != "/") return numbers;
  return {};
}

void put_panel(Scene& scene, uint32_t i, const std::vector<Row>& tests, const std::vector<uint32_t>& numbers) {
  const uint32_t first = scene.draft_of[i];
  const Draft whole = scene.drafts[first];
  for (size_t n = 0; n < numbers.size(); ++n) {
    Draft one = whole;
    one.row = tests[n];
    one.text = tests[n]["display"];
    one.add("value", scene.word(numbers[n]), scene.segments.tokens[numbers[n]].span);
    if (n == 0) {
      scene.drafts[first] = std::move(one);
      continue;
    }
    one.shares = first;
    scene.drafts.push_back(std::move(one));
  }
}

}  // namespace

void give_panels(Scene& scene, Scene::Range range) {
  if (scene.rules.panels == nullptr || scene.rules.tests == nullptr) return;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i) || !scene.rules.told_by_order.contains(scene.mention(i).row.key())) continue;
    const auto tests = tests_of(scene, scene.mention(i).row.key());
    const auto numbers = numbers_behind(scene, i, range, tests);
    if (numbers.empty()) continue;
    put_panel(scene, i, tests, numbers);
    for (uint32_t j = i + 1; j < range.end && scene.mention(j).first_token <= numbers.back(); ++j)
      if (is_quantity(scene, j)) scene.used[j] = true;
  }
}

}  // namespace anamnesis
