// Lists told "respectively": "A, B and C were 1, 2 and 3".
//
// Tests one behind the other, with nothing between but what a list is joined by and what narrows the next of them; then
// as many values, each with its limits in brackets. What is told of all of them may stand between ("were raised at"),
// and where a list shares a head ("total and direct X") each of what it makes counts. Other numbers of tests and values
// are no such list: each value then goes to the test it stands beside (values.cc).
#include <algorithm>

#include "assemble/values.h"

namespace anamnesis {
namespace {

struct Item {
  uint32_t test = 0, draft = 0;  // a mention, and what takes its value: its own draft, or one that shares its head
};

struct Value {
  uint32_t mention = 0, last = 0;  // `last`: the mention that ends what is said of it in brackets
  const Mention* quantity = nullptr;
  uint32_t limits = UINT32_MAX;  // the quantity in brackets behind it that is its reference range
};

// The mention behind test `i`, over the letters in brackets that name it again ("blood urea nitrogen (BUN)"); `at` is
// the token behind its words.
uint32_t behind_name(const Scene& scene, Scene::Range range, uint32_t i, uint32_t& at) {
  at = scene.mention(i).end_token;
  uint32_t next = i + 1;
  while (next < range.end && is_test(scene, next) && scene.draft_of[next] == scene.draft_of[i])
    at = scene.mention(next++).end_token + 1;
  return next;
}

bool is_narrowing(MentionKind kind) {
  return kind == MentionKind::specimen || kind == MentionKind::body_site;
}

// What may stand between the tests and their values: how they are, and when.
bool is_told_of_all(MentionKind kind) {
  return kind == MentionKind::result_word || kind == MentionKind::modifier || kind == MentionKind::event ||
         kind == MentionKind::time;
}

// The first mention from `next` on that is not to be passed over; UINT32_MAX where other words than those of the role
// stand on the way to it. `at` moves to the token behind the last one passed.
template <typename Passed>
uint32_t pass(const Scene& scene, Scene::Range range, uint32_t next, uint32_t& at, Link role, Passed passed) {
  for (; next < range.end; at = scene.mention(next++).end_token) {
    if (!scene.only(at, scene.mention(next).first_token, role)) return UINT32_MAX;
    if (!passed(next)) return next;
  }
  return UINT32_MAX;
}

void add_item(const Scene& scene, uint32_t test, std::vector<Item>& items) {
  const size_t first = items.size();
  for (uint32_t d = static_cast<uint32_t>(scene.first_draft); d < scene.drafts.size(); ++d)
    if (scene.drafts[d].shares == scene.draft_of[test] && !scene.drafts[d].discarded) items.push_back({test, d});
  std::sort(items.begin() + static_cast<ptrdiff_t>(first), items.end(), [&](const Item& a, const Item& b) {
    return scene.drafts[a.draft].first_token < scene.drafts[b.draft].first_token;
  });
  items.push_back({test, scene.draft_of[test]});
}

// The tests that are told together from mention `i` on; then `next` is the mention behind the last of them.
std::vector<Item> tests_from(const Scene& scene, Scene::Range range, uint32_t i, uint32_t& next, uint32_t& at) {
  std::vector<Item> items;
  for (uint32_t test = i;;) {
    add_item(scene, test, items);
    next = behind_name(scene, range, test, at);
    uint32_t behind = at;
    test = pass(scene, range, next, behind, Link::list_of_tests,
                [&](uint32_t j) { return is_narrowing(scene.mention(j).kind); });
    if (test == UINT32_MAX || !is_test(scene, test)) return items;
  }
}

// A quantity, or one that lost its words to a time ("at 22 s") where the test is measured in times.
const Mention* value_at(const Scene& scene, Scene::Range range, uint32_t j, const Item& item) {
  if (j >= range.end) return nullptr;
  const Mention& m = scene.mention(j);
  const Mention* q = is_quantity(scene, j)         ? &m
                     : m.kind == MentionKind::time ? time_as_value(scene, item.test, j)
                                                   : nullptr;
  return q != nullptr && fits(scene, scene.mention(item.test), q->quantity->ucum) ? q : nullptr;
}

// "(normal 3-5)", "(117 umol/L)" behind a value: its limits, or itself in another unit; gives the mention that ends it.
uint32_t aside_behind(const Scene& scene, Scene::Range range, uint32_t j, Value& value) {
  const bool bracket = scene.is(scene.mention(j).end_token, Link::bracket);
  uint32_t last = j;
  for (uint32_t k = j + 1; k < range.end; ++k) {
    const Mention& m = scene.mention(k);
    if (bracket && scene.any(scene.mention(j).end_token, m.first_token, Link::bracket_end)) break;
    const bool limits = is_quantity(scene, k) && is_reference(scene, value.mention, k);
    if (!limits && !bracket && m.kind != MentionKind::result_word) break;
    if (limits && value.limits == UINT32_MAX) value.limits = k;
    if (limits || bracket) last = k;
  }
  return last;
}

// The first of the values: right behind the tests, or behind what is told of all of them if a unit speaks for it.
uint32_t first_value(const Scene& scene, Scene::Range range, const std::vector<Item>& items, uint32_t next,
                     uint32_t at) {
  if (next < range.end && is_quantity(scene, next))
    return scene.mention(next).first_token - at <= 6 ? next : UINT32_MAX;
  return pass(scene, range, next, at, Link::value, [&](uint32_t j) {
    return is_told_of_all(scene.mention(j).kind) && value_at(scene, range, j, items.front()) == nullptr;
  });
}

// As many values as there are tests, or none.
std::vector<Value> values_from(const Scene& scene, Scene::Range range, const std::vector<Item>& items, uint32_t j) {
  std::vector<Value> values;
  for (uint32_t at = 0; values.size() < items.size(); ++j) {
    const Mention* q = value_at(scene, range, j, items[values.size()]);
    if (q == nullptr || (!values.empty() && !scene.only(at, scene.mention(j).first_token, Link::list_of_readings)))
      return {};
    Value& value = values.emplace_back(Value{j, j, q});
    value.last = j = aside_behind(scene, range, j, value);
    at = scene.mention(j).end_token;
    if (value.last != value.mention && scene.is(at, Link::bracket_end)) ++at;
  }
  // A further one: these are no values of theirs.
  const bool more = j < range.end && is_quantity(scene, j) &&
                    scene.only(scene.mention(j - 1).end_token, scene.mention(j).first_token, Link::list_of_readings);
  return more ? std::vector<Value>() : values;
}

void give_item(Scene& scene, const Item& item, const Value& value) {
  const uint32_t own = scene.draft_of[item.test];
  scene.draft_of[item.test] = item.draft;
  if (is_quantity(scene, value.mention)) {
    give(scene, item.test, value.mention);
  } else {
    put_quantity(scene, scene.drafts[item.draft], *value.quantity);
    scene.used[value.mention] = true;
  }
  if (value.limits != UINT32_MAX) {
    const Mention& limits = scene.mention(value.limits);
    put_reference(scene.drafts[scene.draft_of[item.test]], limits, scene.flat(limits.span));
  }
  for (uint32_t j = value.mention + 1; j <= value.last; ++j) {
    const Mention& m = scene.mention(j);
    const bool again = j != value.limits && is_quantity(scene, j) && m.first_token == value.quantity->end_token + 1;
    if (again && fits(scene, scene.mention(item.test), m.quantity->ucum)) give(scene, item.test, j);
    scene.used[j] |= m.quantity != nullptr;
  }
  if (item.draft != own) scene.draft_of[item.test] = own;
}

}  // namespace

void give_lists(Scene& scene, Scene::Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (!is_test(scene, i)) continue;
    uint32_t next = i, at = 0;
    const std::vector<Item> items = tests_from(scene, range, i, next, at);
    const uint32_t last = items.back().test;
    const uint32_t first = items.size() < 2 ? UINT32_MAX : first_value(scene, range, items, next, at);
    const std::vector<Value> values =
        first == UINT32_MAX ? std::vector<Value>() : values_from(scene, range, items, first);
    const bool behind_words = first != next;
    if (values.empty() || (behind_words && values.back().quantity->quantity->ucum.empty())) continue;
    for (size_t n = 0; n < items.size(); ++n) give_item(scene, items[n], values[n]);
    i = last;
  }
}

}  // namespace anamnesis
