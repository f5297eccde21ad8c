// Fixed values (the whole must be the same) and patterns (what the pattern has must be there).
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

size_t count_children(const fhir::Element& e) {
  size_t n = 0;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) ++n;
  return n;
}

const fhir::Element* item(const fhir::Element& parent, std::string_view name, uint32_t index) {
  for (const fhir::Element* c = parent.first(); c != nullptr; c = c->next())
    if (c->name() == name && c->index == index) return c;
  return nullptr;
}

// Where two trees differ: the element of the first, or its parent for what is missing; nullptr if they do not.
const fhir::Element* find_difference(const fhir::Element& e, const fhir::Element& wanted, bool whole) {
  if (e.value() != wanted.value() || (whole && e.has_value != wanted.has_value)) return &e;
  if (whole && count_children(e) != count_children(wanted)) return &e;
  for (const fhir::Element* w = wanted.first(); w != nullptr; w = w->next()) {
    if (whole) {
      const fhir::Element* c = item(e, w->name(), w->index);
      if (c == nullptr) return &e;
      if (const fhir::Element* d = find_difference(*c, *w, true)) return d;
      continue;
    }
    const fhir::Element* near = nullptr;
    bool found = false;
    for (const fhir::Element* c = e.first(); c != nullptr && !found; c = c->next()) {
      if (c->name() != w->name()) continue;
      const fhir::Element* d = find_difference(*c, *w, false);
      found = d == nullptr;
      near = near == nullptr && !c->in_array ? d : &e;
    }
    if (!found) return near == nullptr ? &e : near;
  }
  return nullptr;
}

std::string shown(const fhir::Element& e) {
  if (e.has_value) return "'" + std::string(e.value().substr(0, 80)) + "'";
  std::string out = "{";
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    if (c != e.first()) out += ", ";
    out.append(c->name()).append(" ").append(shown(*c));
  }
  return out + "}";
}

void report(Walk& walk, const fhir::Element& e, const fhir::Element& at, const fhir::Element& wanted,
            std::string_view how) {
  const std::string found = e.has_value ? " is '" + std::string(e.value().substr(0, 80)) + "' but" : "";
  walk.error(at, "value", how == "fixed" ? "value-fixed" : "value-pattern",
             "the value" + found + (how == "fixed" ? " must be " : " must have ") + shown(wanted));
}

}  // namespace

bool equals_fixed(const fhir::Element& e, const fhir::Element& fixed) {
  if (!e.has_children() && !fixed.has_children()) return e.value() == fixed.value() && e.has_value == fixed.has_value;
  return find_difference(e, fixed, true) == nullptr;
}
bool matches_pattern(const fhir::Element& e, const fhir::Element& pattern) {
  return find_difference(e, pattern, false) == nullptr;
}

void check_fixed(Walk& walk, const fhir::Element& e, const Node& node) {
  if (node.fixed != nullptr)
    if (const fhir::Element* at = find_difference(e, *node.fixed, true)) report(walk, e, *at, *node.fixed, "fixed");
  if (node.pattern != nullptr)
    if (const fhir::Element* at = find_difference(e, *node.pattern, false))
      report(walk, e, *at, *node.pattern, "pattern");
}

}  // namespace anamnesis::validate
