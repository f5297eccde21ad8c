// Facets: what a node says, asked once here instead of on every element.
#include <algorithm>

#include "base/ascii.h"
#include "base/names.h"
#include "validate/snapshot.h"

namespace anamnesis::validate {
namespace {

ConstraintKind kind_of(std::string_view key) {
  return key == "ele-1"   ? ConstraintKind::ele_1
         : key == "ref-1" ? ConstraintKind::ref_1
         : key == "dom-3" ? ConstraintKind::dom_3
                          : ConstraintKind::other;
}

bool has_limits(const Node& n) {
  return n.must_have_value || n.max_length || n.min_length || n.max_decimals || n.regex != nullptr ||
         !n.value_alternatives.empty() || n.max_size || n.min_value != nullptr || n.max_value != nullptr;
}

std::vector<PathStep> steps_of(std::string_view path) {
  std::vector<PathStep> steps;
  while (!path.empty()) {
    if (path.starts_with('.')) path.remove_prefix(1);
    const size_t end = path.find_first_of(".(");
    std::string_view name = path.substr(0, end);
    if (end != std::string_view::npos && path[end] == '(') {
      const size_t close = path.find(')', end);
      std::string_view argument = path.substr(end + 1, close == std::string_view::npos ? close : close - end - 1);
      if (argument.size() >= 2 && (argument[0] == '\'' || argument[0] == '"'))
        argument = argument.substr(1, argument.size() - 2);
      if (name == "extension")
        steps.push_back({PathStep::extension, argument});
      else if (name == "resolve")
        steps.push_back({PathStep::resolve, {}});
      else if (name == "ofType" || name == "as")
        steps.push_back({PathStep::of_type, argument});
      path = close == std::string_view::npos ? std::string_view() : path.substr(close + 1);
      continue;
    }
    if (!name.empty() && name != "$this") steps.push_back({PathStep::member, name, number_of_name(name)});
    path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  }
  return steps;
}

void work_out(Discriminator& d) {
  d.steps = steps_of(d.path);
  d.kind = d.type == "type"      ? DiscriminatorKind::type
           : d.type == "exists"  ? DiscriminatorKind::exists
           : d.type == "profile" ? DiscriminatorKind::profile
                                 : DiscriminatorKind::value;
  d.is_url = d.path == "url" && (d.type == "value" || d.type == "pattern");
}

// Which url an extension that the node describes must have, where the node says so outright.
void tell_url(const Node& node, Facets& f) {
  for (const TypeRef& t : node.types)
    for (const std::string_view p : t.profiles) f.urls.push_back(p.substr(0, p.find('|')));
  const Node* url = node.child("url");
  if (url != nullptr && url->pattern == nullptr && url->slices.empty() && url->content().empty())
    f.fixed_url = url->fixed;
}

}  // namespace

bool SnapshotBuilder::is_needed(const Node& node) {
  return node.min > 0 ||
         std::any_of(node.slices.begin(), node.slices.end(), [](const Node* s) { return is_needed(*s); });
}

void SnapshotBuilder::work_out_constraints(Node& node) {
  for (Constraint& c : node.constraints) {
    c.kind = kind_of(c.key);
    c.told_as = c.best_practice ? Severity::information : c.severity == "warning" ? Severity::warning : Severity::error;
    if (c.kind == ConstraintKind::ele_1) {
      node.facets.ele_1 = true;
      continue;
    }
    const std::string_view text = c.human.empty() || c.human == c.key ? store_.message(c.key) : c.human;
    c.told = schema_.arenas.front().copy(text.empty() ? std::string(c.key) + " does not hold"
                                                      : std::string(c.key) + ": " + std::string(text));
    node.facets.rules.push_back(&c);
    node.facets.constraints |= !c.inherited;
  }
}

namespace {

ChildFacet facet_of(const Node& child, bool needed) {
  const uint32_t name = number_of_name(child.stem());
  return {.node = &child,
          .bit = bit_of_name(name),
          .min = child.min,
          .max = child.max,
          .name = name,
          .needed = needed,
          .may_be_typed = !child.is_choice && std::any_of(child.name.begin(), child.name.end(), is_upper),
          .is_choice = child.is_choice};
}

bool is_profiled(const TypeRef& t) {
  return !t.profiles.empty();
}

// Types are told apart only where an element may have several, or a resource's, or where one has a profile.
bool has_types(const Node& n) {
  if (n.types.empty() || n.types[0].code == "Element" || n.types[0].code == "BackboneElement") return false;
  const auto is_open = [](const TypeRef& t) { return t.type == nullptr || t.type->kind == fhir::TypeKind::resource; };
  return n.parent == nullptr || n.is_choice || std::any_of(n.name.begin(), n.name.end(), is_upper) ||
         std::any_of(n.types.begin(), n.types.end(), is_profiled) ||
         std::any_of(n.types.begin(), n.types.end(), is_open);
}

}  // namespace

void SnapshotBuilder::work_out_facets(Node& node) {
  for (TypeRef& t : node.types) t.type = store_.model().type(t.code);
  Facets& f = node.facets = {};
  work_out_constraints(node);
  f.limits = has_limits(node);
  f.values = node.fixed != nullptr || node.pattern != nullptr;
  f.binding = node.binding.has_value();
  f.narrative = !node.narrative_language.empty() || !node.narrative_source.empty();
  f.types = has_types(node);
  f.profiled = std::any_of(node.types.begin(), node.types.end(), is_profiled);
  f.sliced = node.slicing && !node.slices.empty();
  if (node.slicing)
    for (Discriminator& d : node.slicing->discriminators) work_out(d);
  tell_url(node, f);
  const auto reference =
      std::find_if(node.types.begin(), node.types.end(), [](const TypeRef& t) { return t.code == "Reference"; });
  if (reference != node.types.end()) f.reference = &*reference;
  f.content = node.children.empty() && node.target != nullptr ? node.target : &node;
  for (const Node* child : node.content()) {
    if (child->min > 0) f.required.emplace_back(child->position, child->min);
    f.children.push_back(facet_of(*child, is_needed(*child)));
  }
}

void SnapshotBuilder::work_out_schema() {
  schema_.type_def = store_.model().type(schema_.type);
  schema_.fits_anywhere = std::any_of(schema_.contexts.begin(), schema_.contexts.end(), [](const ContextRule& rule) {
    return rule.type == "element" && (rule.expression == "Element" || rule.expression == "Base");
  });
  for (Placed& p : schema_.in_order)
    if (p.node != nullptr) p = {p.node, p.node->position, p.node->max};
}

}  // namespace anamnesis::validate
