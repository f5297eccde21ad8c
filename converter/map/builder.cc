// Conditions, paths and the record of what was made from which words.
#include "map/builder.h"

#include <algorithm>

namespace anamnesis {
namespace {

using fhir::Element;

bool lists(const std::vector<std::string_view>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// "onset" of onset[x]: whether the parent has it with any type.
const Element* existing(const Element* parent, const Step& step) {
  for (const Element* e = parent->first(); e != nullptr; e = e->next()) {
    if (!step.choice && e->name() == step.name) return e;
    if (step.choice && e->name().starts_with(step.name) && e->name().size() > step.name.size() &&
        e->name()[step.name.size()] >= 'A' && e->name()[step.name.size()] <= 'Z')
      return e;
  }
  return nullptr;
}

// Whether only blanks and signs of punctuation stand between two spans, so that they are one stretch of words.
bool adjoin(Span a, Span b, std::string_view text) {
  if (a.overlaps(b)) return true;
  const Span gap{std::min(a.end, b.end), std::max(a.begin, b.begin)};
  if (gap.begin > gap.end || gap.size() > 3) return false;
  const std::string_view between = gap.of(text);
  return between.find_first_not_of(" \t\r\n-") == std::string_view::npos;
}

}  // namespace

const Field* Builder::find(std::string_view name, uint16_t group) const {
  const uint16_t wanted = group != 0 ? group : only_group_;
  for (const Field& field : statement_.fields)
    if (field.name == name && field.group == wanted) return &field;
  return nullptr;
}

bool Builder::holds(const Rule& rule, uint16_t group) const {
  for (const Test& test : rule.tests) {
    std::string_view value;
    bool there = false;
    if (test.name.starts_with("any.")) {  // a field of the whole or of any group, with any of the values
      const std::string_view name = test.name.substr(4);
      for (const Field& f : statement_.fields)
        there = there || (f.name == name && (test.values.empty() || lists(test.values, f.value)));
      if (there != test.wanted) return false;
      continue;
    }
    if (test.name.starts_with("concept.")) {
      const Row row = focus_ != nullptr ? focus_->row : statement_.concept_row;
      value = row ? row[test.name.substr(8)] : std::string_view();
      there = !value.empty();
    } else {
      const Field* field = find(test.name, group);
      there = field != nullptr;
      if (there) value = field->value;
    }
    bool met = test.values.empty() ? there : there && lists(test.values, value);
    if (there && !met && test.name.starts_with("concept."))  // a cell may hold a list
      for (std::string_view part : split_list(value)) met = met || lists(test.values, part);
    if (met != test.wanted) return false;
  }
  return true;
}

void Builder::apply(std::string_view rule_set) {
  std::vector<uint16_t> groups;
  for (const Field& field : statement_.fields)
    if (field.group != 0 && std::find(groups.begin(), groups.end(), field.group) == groups.end())
      groups.push_back(field.group);
  std::sort(groups.begin(), groups.end());
  for (const Rule* rule : job_.mapping.rules(mine().type, rule_set)) {
    if (!rule->per_group) {
      apply(*rule, 0);
      continue;
    }
    for (const uint16_t group : groups) apply(*rule, group);
  }
}

void Builder::link(std::string_view rule_set, Transform transform, std::span<const uint32_t> related) {
  for (const Rule* rule : job_.mapping.rules(mine().type, rule_set)) {
    if (rule->transform != transform || !holds(*rule, 0)) continue;
    for (const uint32_t target : related) {
      if (job_.out.all[target].type != rule->types[0]) continue;
      Element* item = nullptr;
      Element* parent = walk(*rule, 0, true, &item);
      Element* reference = node();
      fhir::attach(parent, reference, rule->path.back().name);
      mine().links.push_back({reference, target});
      mine().made.push_back({reference, &statement_, nullptr, rule->row, Span{}});
    }
  }
}

void Builder::apply(const Rule& rule, uint16_t group) {
  if (!holds(rule, group)) return;
  const bool each =
      std::any_of(rule.path.begin(), rule.path.end(), [](const Step& s) { return s.item == Step::Item::each; });
  if (rule.fields.empty() || rule.fields[0].starts_with("concept")) return apply_to(rule, group, focus_);
  if (!each) {
    if (const Field* field = find(rule.fields[0], group)) apply_to(rule, group, field);
    return;
  }
  const uint16_t wanted = group != 0 ? group : only_group_;
  for (const Field& field : statement_.fields)
    if (field.name == rule.fields[0] && field.group == wanted && !field.again) apply_to(rule, group, &field);
}

void Builder::apply_to(const Rule& rule, uint16_t group, const Field* field) {
  const Step& last = rule.path.back();
  Element* item = nullptr;
  if (const Element* parent = walk(rule, group, false, &item);
      parent != nullptr && last.item == Step::Item::one && existing(parent, last) != nullptr)
    return;
  if (rule.transform == Transform::sequence && walk(rule, group, false, &item) == nullptr) return;
  const Value value = transform(rule, group, field);
  if (value.element == nullptr) return;
  Element* parent = walk(rule, group, true, &item);
  std::string_view name = last.name;
  if (last.choice) {
    std::string full(last.name);
    full.append(value.type);
    if (char& c = full[last.name.size()]; c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    name = job_.arena.copy(full);
  }
  fhir::attach(parent, value.element, name);
  record(rule, group, field, item != nullptr ? item : value.element);
}

// The element that the last step hangs on; with `make`, missing ones are made, else nullptr tells they are missing.
// `item` becomes the group's item that the path goes through, where the evidence of a whole group is kept.
Element* Builder::walk(const Rule& rule, uint16_t group, bool make, Element** item) {
  Element* at = mine().root;
  for (size_t i = 0; i + 1 < rule.path.size() && at != nullptr; ++i) {
    const Step& step = rule.path[i];
    Element* next = nullptr;
    if (step.item == Step::Item::one) {
      next = at->child(step.name);
      if (next == nullptr && make) next = fhir::add(job_.arena, at, step.name);
    } else {
      next = item_of(at, step, group, make);
      if (step.item == Step::Item::per_group) *item = next;
    }
    at = next;
  }
  return at;
}

Element* Builder::item_of(Element* parent, const Step& step, uint16_t group, bool make) {
  const uint16_t key = step.item == Step::Item::per_group ? group : 0;
  const bool reuse = step.item != Step::Item::each;
  if (reuse)
    for (const Item& item : items_)
      if (item.parent == parent && item.name == step.name && item.label == step.label && item.group == key)
        return item.element;
  if (!make) return nullptr;
  Element* made = fhir::add(job_.arena, parent, step.name);
  if (reuse) items_.push_back({parent, step.name, step.label, key, made});
  return made;
}

size_t Builder::items_of_group(const Rule& rule, uint16_t group) const {
  const auto step =
      std::find_if(rule.path.begin(), rule.path.end(), [](const Step& s) { return s.item == Step::Item::per_group; });
  if (step == rule.path.end()) return 0;
  return static_cast<size_t>(std::count_if(items_.begin(), items_.end(), [&](const Item& item) {
    return item.name == step->name && item.group != 0 && item.group <= group;
  }));
}

void Builder::record(const Rule& rule, uint16_t group, const Field* field, const Element* element) {
  std::vector<Span>& spans = spans_;
  spans.clear();
  if (field != nullptr && !field->span.empty()) spans.push_back(field->span);
  for (size_t i = 1; i < rule.fields.size(); ++i)
    if (const Field* other = find(rule.fields[i], group); other != nullptr && !other->span.empty()) {
      const auto near =
          std::find_if(spans.begin(), spans.end(), [&](Span s) { return adjoin(s, other->span, job_.document.text); });
      if (near != spans.end())
        *near = near->cover(other->span);
      else
        spans.push_back(other->span);
    }
  // The same field told again, as a dosage that the text repeats, is further evidence for it.
  if (field != nullptr && group != 0)
    for (const Field& again : statement_.fields)
      if (&again != field && again.name == field->name && again.group == field->group && again.name == rule.fields[0] &&
          rule.path.back().item == Step::Item::one && !again.span.empty())
        spans.push_back(again.span);
  if (field != nullptr)
    for (const Field& other : statement_.fields)
      if (group == 0 && other.again && other.name == field->name && other.value == field->value)
        spans.push_back(other.span);
  // What the statement is about stands on the resource, unless it is but a part of it: a death, a relative's condition.
  if (field == nullptr && !rule.fields.empty() && rule.fields[0] == "concept" &&
      (rule.path.size() > 1 || rule.transform == Transform::flag))
    spans.assign(statement_.mentions.begin(), statement_.mentions.end());
  if (spans.empty()) spans.push_back(Span{});
  for (const Span span : spans) mine().made.push_back({element, &statement_, field, rule.row, span});
}

}  // namespace anamnesis
