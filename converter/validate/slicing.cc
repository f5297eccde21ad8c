// Slicing: each item goes to the first slice whose discriminators it fits (profiling.html, "Slicing"). A discriminator
// path is walked twice: over the item, to its values; and over the slice's nodes, to what they demand.
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <optional>
#include <span>

#include "base/names.h"
#include "base/word_hash.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

// What a path leads to from an item, in order; nearly always one element or none.
class Found {
 public:
  Found(Walk& walk, const fhir::Element& item, std::span<const PathStep> steps) : walk_(walk) { follow(item, steps); }
  bool empty() const { return elements_.empty(); }
  auto begin() const { return elements_.begin(); }
  auto end() const { return elements_.end(); }

 private:
  void follow(const fhir::Element& e, std::span<const PathStep> steps) {
    if (steps.empty()) return elements_.push_back(&e);
    const PathStep& step = steps.front();
    const auto rest = steps.subspan(1);
    if (step.kind == PathStep::resolve) {
      const std::string_view reference =
          e.type() != nullptr && e.type()->is_primitive() ? e.value() : e.text("reference");
      if (const fhir::Element* target = walk_.references().resolve(e, reference)) follow(*target, rest);
    } else if (step.kind == PathStep::of_type) {
      if (e.type() != nullptr && e.type()->is_a(step.argument)) follow(e, rest);
    } else {
      for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
        if (leads_to(step, *c)) follow(*c, rest);
    }
  }

  static bool leads_to(const PathStep& step, const fhir::Element& c) {
    if (step.kind == PathStep::extension) return c.name() == "extension" && c.text("url") == step.argument;
    const fhir::Property* p = c.property();
    return same_name(p == nullptr ? 0 : p->name_number, p == nullptr ? c.name() : p->name, step.name, step.argument) ||
           same_word(c.name(), step.argument);
  }

  Walk& walk_;
  std::array<std::byte, 128> few_;
  std::pmr::monotonic_buffer_resource memory_{few_.data(), few_.size()};
  std::pmr::vector<const fhir::Element*> elements_{&memory_};
};

// The slices of an extension node for one url; a reslice of one tells more than it.
void extension_slices(const Node& node, std::string_view url, std::vector<const Node*>& out) {
  for (const Node* s : node.slices)
    for (const TypeRef& t : s->types) {
      if (std::find(t.profiles.begin(), t.profiles.end(), url) == t.profiles.end()) continue;
      const size_t before = out.size();
      extension_slices(*s, url, out);
      if (out.size() == before) out.push_back(s);
    }
}

// What a step leads to from one node: children, those of its type, of its type's profile, or of the reference's target.
void nodes_from(Walk& walk, const Node& node, const PathStep& step, std::vector<const Node*>& out) {
  if (step.kind == PathStep::of_type) return out.push_back(&node);
  if (step.kind == PathStep::resolve) {
    for (const TypeRef& t : node.types)
      for (const std::string_view target : t.targets)
        if (const Schema* schema = walk.schema(target); schema != nullptr && schema->root != nullptr)
          out.push_back(schema->root);
    return;
  }
  const size_t before = out.size();
  const auto look = [&](const Node& parent) {
    for (const Node* c : parent.content()) {
      const std::string_view stem = c->is_choice ? c->name.substr(0, c->name.size() - 3) : c->name;
      if (step.kind == PathStep::extension) {
        if (c->name != "extension") continue;
        extension_slices(*c, step.argument, out);
        continue;
      }
      if (stem != step.argument && c->name != step.argument) continue;
      // Slices of a choice by type tell more than the choice; elsewhere a slice that must be there tells as well.
      const bool by_type = c->is_choice && !c->slices.empty();
      if (!by_type) out.push_back(c);
      for (const Node* s : c->slices)
        if (by_type || s->min > 0) out.push_back(s);
    }
  };
  look(node);
  if (out.size() != before) return;
  for (const TypeRef& t : node.types) {
    for (const std::string_view p : t.profiles)
      if (const Schema* schema = walk.schema(p); schema != nullptr && schema->root != nullptr) look(*schema->root);
    if (out.size() == before)
      if (const Schema* schema = walk.schema(walk.arena().copy(std::string(kCore).append(t.code)));
          schema != nullptr && schema->root != nullptr)
        look(*schema->root);
  }
}

using Nodes = std::vector<const Node*>;

Nodes nodes_at(Walk& walk, const Node& slice, std::span<const PathStep> steps) {
  Nodes now{&slice};
  for (const PathStep& step : steps) {
    std::vector<const Node*> next;
    for (const Node* n : now) nodes_from(walk, *n, step, next);
    now = std::move(next);
  }
  return now;
}

// Do fixed values and patterns at or below the node hold for the element? `told`: whether there were any.
bool values_fit(Walk& walk, const fhir::Element& e, const Node& node, bool& told, int depth = 0) {
  if (node.fixed != nullptr) {
    told = true;
    if (!equals_fixed(e, *node.fixed)) return false;
  }
  if (node.pattern != nullptr) {
    told = true;
    if (!matches_pattern(e, *node.pattern)) return false;
  }
  if (depth > 6) return true;
  for (const Node* n : node.content()) {
    bool below = false, any = false, good = false;
    for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
      if ((c->property() != nullptr ? c->property()->name : c->name()) !=
          (n->is_choice ? n->name.substr(0, n->name.size() - 3) : n->name))
        continue;
      any = true;
      bool told_here = false;
      if (values_fit(walk, *c, *n, told_here, depth + 1)) good = true;
      below |= told_here;
    }
    if (!any && n->min > 0 && (n->fixed != nullptr || n->pattern != nullptr)) {
      told = true;
      return false;
    }
    told |= below;
    if (below && !good) return false;
  }
  return true;
}

// What the whole path leads to from a slice; worked out once.
const Nodes& nodes_of(Walk& walk, const Node& slice, const Discriminator& d) {
  const auto [known, fresh] = walk.lookups().slice_nodes.try_emplace({&slice, &d});
  if (fresh) known->second = nodes_at(walk, slice, d.steps);
  return known->second;
}

// Extensions are told apart by their url, and nearly every slice says outright which it wants: by the extension's
// profile or by a fixed value. Nothing if it does not.
std::optional<bool> url_fits(const fhir::Element& e, const Node& slice) {
  const Facets& facets = slice.facets;
  if (!facets.urls.empty())
    return std::find(facets.urls.begin(), facets.urls.end(), e.text("url")) != facets.urls.end();
  if (facets.fixed_url == nullptr) return std::nullopt;
  const fhir::Element* url = e.child("url");
  return url != nullptr && equals_fixed(*url, *facets.fixed_url);
}

bool binding_fits(Walk& walk, const Found& found, const Node& node) {
  for (const fhir::Element* e : found)
    if (is_member(walk, *e, node)) return true;
  return false;
}

bool value_fits(Walk& walk, const fhir::Element& item, const Node& slice, const Discriminator& d) {
  const Found found(walk, item, d.steps);
  const Nodes& nodes = nodes_of(walk, slice, d);
  bool any_told = false;
  for (const Node* n : nodes) {
    bool told_here = n->max == 0, fits = told_here && found.empty();
    for (const fhir::Element* e : found) fits |= values_fit(walk, *e, *n, told_here);
    if (found.empty() && !told_here) {
      told_here = n->fixed != nullptr || n->pattern != nullptr || (n->binding && n->binding->strength == "required") ||
                  n->min > 0;
      if (!told_here) {
        for (const Node* c : n->content()) told_here |= c->fixed != nullptr || c->pattern != nullptr;
      }
    } else if (!told_here && n->binding && n->binding->strength == "required") {
      told_here = true;
      fits = binding_fits(walk, found, *n);
    }
    any_told |= told_here;
    if (told_here && !fits) return false;
  }
  if (!any_told) {
    for (const Node* n : nodes) {
      if (n->max == 0) return found.empty();
      if (n->min > 0) return !found.empty();
    }
  }
  return any_told || !nodes.empty();
}

bool type_fits(Walk& walk, const fhir::Element& item, const Node& slice, const Discriminator& d) {
  const bool resolves = !d.steps.empty() && d.steps.back().kind == PathStep::resolve;
  const Found found(walk, item, d.steps);
  const Nodes& nodes = nodes_of(walk, slice, d);
  if (resolves) {
    // The target may be out of reach: the reference's own words tell its type then.
    for (const fhir::Element* r : Found(walk, item, std::span(d.steps).first(d.steps.size() - 1))) {
      const fhir::Element* target = walk.references().resolve(*r, r->text("reference"));
      const Link link = take_apart(r->text("reference"));
      std::string_view type = target != nullptr    ? target->resource_type()
                              : !link.type.empty() ? link.type
                                                   : r->text("type");
      const fhir::TypeDef* actual = walk.environment().model.type(type);
      for (const Node* n : nodes)
        if (actual != nullptr && actual->is_a(n->schema->type)) return true;
    }
    return false;
  }
  for (const fhir::Element* e : found)
    for (const Node* n : nodes)
      for (const TypeRef& t : n->types)
        if (e->type() != nullptr && (e->type()->name == t.code || e->type()->is_a(t.code))) return true;
  for (const fhir::Element* e : found)
    for (const Node* n : nodes)
      if (n->types.empty() && e->type() != nullptr && e->type()->is_a(n->schema->type)) return true;
  return false;
}

bool exists_fits(Walk& walk, const fhir::Element& item, const Node& slice, const Discriminator& d) {
  const bool there = !Found(walk, item, d.steps).empty();
  for (const Node* n : nodes_of(walk, slice, d)) {
    if (n->max == 0) return !there;
    if (n->min > 0) return there;
  }
  return there;
}

bool profile_fits(Walk& walk, const fhir::Element& item, const Node& slice, const Discriminator& d) {
  const bool resolves = !d.steps.empty() && d.steps.back().kind == PathStep::resolve;
  const std::span<const PathStep> to_node = std::span(d.steps).first(d.steps.size() - (resolves ? 1 : 0));
  std::vector<const Schema*> wanted;
  for (const Node* n : nodes_at(walk, slice, to_node))
    for (const TypeRef& t : n->types)
      for (const std::string_view p : resolves ? t.targets : t.profiles)
        if (const Schema* schema = walk.schema(p)) wanted.push_back(schema);
  if (wanted.empty()) return true;  // this slice leaves this discriminator open
  for (const fhir::Element* e : Found(walk, item, d.steps))
    for (const Schema* s : wanted)
      if (e->type() != nullptr && e->type()->is_a(s->type) && walk.conforms(*e, *s)) return true;
  return false;
}

bool fits(Walk& walk, const fhir::Element& item, const Node& slice, const Discriminator& d) {
  switch (d.kind) {
    case DiscriminatorKind::type: return type_fits(walk, item, slice, d);
    case DiscriminatorKind::exists: return exists_fits(walk, item, slice, d);
    case DiscriminatorKind::profile: return profile_fits(walk, item, slice, d);
    default: return value_fits(walk, item, slice, d);
  }
}

bool fits(Walk& walk, const fhir::Element& item, const Node& slice, const Slicing& slicing) {
  for (const Discriminator& d : slicing.discriminators) {
    if (d.is_url)
      if (const auto good = url_fits(item, slice)) {
        if (!*good) return false;
        continue;
      }
    if (!fits(walk, item, slice, d)) return false;
  }
  return !slicing.discriminators.empty();
}

}  // namespace

void check_slices(Walk& walk, const fhir::Element& parent, const Node& node,
                  const std::vector<const fhir::Element*>& items) {
  const Slicing& slicing = *node.slicing;
  if (slicing.discriminators.empty()) return;  // sliced for people only: nothing tells the slices apart
  std::vector<size_t> slice_of;                // of each item; the number of slices: none
  size_t last_slice = 0;
  bool unmatched = false;
  for (const fhir::Element* item : items) {
    size_t i = 0;
    while (i < node.slices.size() && !fits(walk, *item, *node.slices[i], slicing)) ++i;
    for (size_t k = i + 1; k < node.slices.size(); ++k)
      if (fits(walk, *item, *node.slices[k], slicing))
        walk.error(*item, "structure", "slicing-several",
                   "this item fits several slices of " + std::string(node.path) + ": '" +
                       std::string(node.slices[i]->slice_name) + "' and '" + std::string(node.slices[k]->slice_name) +
                       "' (" + node.schema->title + ")");
    slice_of.push_back(i);
    if (i == node.slices.size()) {
      unmatched = true;
      if (slicing.rules == "closed")
        walk.error(*item, "structure", "slicing-closed",
                   "this item fits no slice of " + std::string(node.path) + ", and the slicing is closed (" +
                       node.schema->title + ")");
      continue;
    }
    if (slicing.ordered && i < last_slice)
      walk.error(*item, "structure", "slicing-order",
                 "the slice '" + std::string(node.slices[i]->slice_name) + "' must stand before '" +
                     std::string(node.slices[last_slice]->slice_name) + "'");
    if (unmatched && slicing.rules == "openAtEnd")
      walk.error(*item, "structure", "slicing-end", "items that fit no slice may only stand at the end");
    last_slice = std::max(last_slice, i);
  }
  for (size_t i = 0; i < node.slices.size(); ++i) {
    const Node& slice = *node.slices[i];
    check_count(walk, parent, slice, static_cast<size_t>(std::count(slice_of.begin(), slice_of.end(), i)));
    for (size_t k = 0; k < items.size(); ++k)
      if (slice_of[k] == i) walk.profile_element(*items[k], slice);
    if (!slice.slicing || slice.slices.empty()) continue;
    std::vector<const fhir::Element*> members;
    for (size_t k = 0; k < items.size(); ++k)
      if (slice_of[k] == i) members.push_back(items[k]);
    check_slices(walk, parent, slice, members);
  }
}

}  // namespace anamnesis::validate
