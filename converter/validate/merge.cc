// One element definition merged into its node: what it says replaces or joins what the base said.
#include <algorithm>
#include <utility>

#include "fhir/json_reader.h"
#include "validate/snapshot.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kSystem = "http://hl7.org/fhirpath/System.";

uint32_t number(std::string_view text) {
  uint64_t n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || n > 400'000'000) return kUnbounded;
    n = n * 10 + static_cast<uint64_t>(c - '0');
  }
  return static_cast<uint32_t>(n);
}

}  // namespace

const json::Value* first_of(const json::Value* array) {
  return array == nullptr ? nullptr : array->first;
}

std::string_view extension_value(const json::Value& extension) {
  for (const json::Value* m = extension.first; m != nullptr; m = m->next)
    if (m->key.starts_with("value")) return m->text;
  return {};
}

void SnapshotBuilder::merge(Node& node, const json::Value& e) {
  for (const json::Value* m = e.first; m != nullptr; m = m->next) {
    if (m->key == "min")
      node.min = number(m->text);
    else if (m->key == "max")
      node.max = m->text == "*" ? kUnbounded : number(m->text);
    else if (m->key == "maxLength")
      node.max_length = number(m->text);
    else if (m->key == "contentReference")
      node.content_reference = m->text;
    else if (m->key == "isModifier")
      node.is_modifier = m->text == "true";
    else if (m->key == "slicing")
      merge_slicing(node, *m);
    else if (m->key == "type")
      merge_types(node, *m);
  }
  merge_values(node, e);
  merge_extensions(node, e);
  merge_constraints(node, e);
  const json::Value* b = e.find("binding");
  if (b == nullptr) return;
  Binding binding = node.binding.value_or(Binding{});
  if (!b->string("strength").empty()) binding.strength = b->string("strength");
  if (!b->string("valueSet").empty()) binding.value_set = b->string("valueSet");
  for (const json::Value* x = first_of(b->find("extension")); x != nullptr; x = x->next)
    if (x->string("url") == "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet")
      binding.max_value_set = extension_value(*x);
    else if (x->string("url").ends_with("/additional-binding"))
      merge_additional_binding(binding, *x);
  node.binding = binding;
}

// A further value set. One that holds for some uses only is left alone: whether this is one, the data do not say.
void SnapshotBuilder::merge_additional_binding(Binding& binding, const json::Value& extension) {
  std::string_view purpose, value_set;
  for (const json::Value* x = first_of(extension.find("extension")); x != nullptr; x = x->next) {
    if (x->string("url") == "purpose") purpose = extension_value(*x);
    if (x->string("url") == "valueSet") value_set = extension_value(*x);
    if (x->string("url") == "usage") return;
  }
  if (purpose == "maximum") purpose = "required";
  if (purpose == "required" || purpose == "extensible" || purpose == "preferred")
    binding.additional.emplace_back(purpose, value_set);
}

void SnapshotBuilder::merge_types(Node& node, const json::Value& types) {
  node.types.clear();
  for (const json::Value* t = types.first; t != nullptr; t = t->next) {
    TypeRef ref{.code = t->string("code")};
    if (ref.code.starts_with(kSystem)) {
      ref.code = "string";
      for (const json::Value* x = first_of(t->find("extension")); x != nullptr; x = x->next)
        if (x->string("url").ends_with("structuredefinition-fhir-type")) ref.code = extension_value(*x);
    }
    for (const json::Value* p = first_of(t->find("profile")); p != nullptr; p = p->next)
      ref.profiles.push_back(p->text);
    for (const json::Value* p = first_of(t->find("targetProfile")); p != nullptr; p = p->next)
      ref.targets.push_back(p->text);
    for (const json::Value* p = first_of(t->find("aggregation")); p != nullptr; p = p->next)
      ref.aggregation.push_back(p->text);
    node.types.push_back(std::move(ref));
  }
}

void SnapshotBuilder::merge_values(Node& node, const json::Value& e) {
  const struct {
    std::string_view prefix;
    const fhir::Element* Node::*member;
  } facets[] = {{"fixed", &Node::fixed},
                {"pattern", &Node::pattern},
                {"minValue", &Node::min_value},
                {"maxValue", &Node::max_value}};
  for (const json::Value* m = e.first; m != nullptr; m = m->next)
    for (const auto& f : facets)
      if (m->key.size() > f.prefix.size() && m->key.starts_with(f.prefix)) {
        const char head = m->key[f.prefix.size()];
        if (head >= 'A' && head <= 'Z') node.*f.member = value_of(*m, m->key.substr(f.prefix.size()));
      }
}

const fhir::Element* SnapshotBuilder::value_of(const json::Value& value, std::string_view type) {
  std::string name(type);
  if (store_.model().type(name) == nullptr) name[0] = static_cast<char>(name[0] - 'A' + 'a');
  if (const fhir::TypeDef* known = store_.model().type(name)) name = std::string(known->name);
  Issues ignored;
  return fhir::read_json(value, {}, schema_.arenas.front(), store_.model(), ignored, name);
}

void SnapshotBuilder::merge_extensions(Node& node, const json::Value& e) {
  for (const json::Value* x = first_of(e.find("extension")); x != nullptr; x = x->next) {
    std::string_view url = x->string("url");
    if (url.ends_with("/extension-ElementDefinition.mustHaveValue"))
      node.must_have_value = extension_value(*x) == "true";
    if (url.ends_with("/extension-ElementDefinition.valueAlternatives"))
      node.value_alternatives.push_back(extension_value(*x));
    if (!url.starts_with(kCore)) continue;
    url.remove_prefix(kCore.size());
    if (url == "minLength")
      node.min_length = number(extension_value(*x));
    else if (url == "narrative-language-control")
      node.narrative_language = extension_value(*x);
    else if (url == "narrative-source-control")
      node.narrative_source = extension_value(*x);
    else if (url == "maxDecimalPlaces")
      node.max_decimals = number(extension_value(*x));
    else if (url == "maxSize")
      node.max_size = number(extension_value(*x));
    else if (url == "regex")
      merge_regex(node, extension_value(*x));
    else if (url == "elementdefinition-must-have-value" || url == "elementdefinition-mustHaveValue")
      node.must_have_value = extension_value(*x) == "true";
  }
}

void SnapshotBuilder::merge_regex(Node& node, std::string_view pattern) {
  auto compiled = Regex::compile(pattern);
  if (compiled)
    node.regex = std::make_shared<const Regex>(std::move(*compiled));
  else
    fault("the regular expression of " + std::string(node.path) + " is none: " + compiled.error().message);
}

void SnapshotBuilder::merge_constraints(Node& node, const json::Value& e) {
  for (const json::Value* c = first_of(e.find("constraint")); c != nullptr; c = c->next) {
    Constraint made{.key = c->string("key"),
                    .severity = c->string("severity"),
                    .expression = c->string("expression"),
                    .human = c->string("human"),
                    .source = c->string("source")};
    for (const json::Value* x = first_of(c->find("extension")); x != nullptr; x = x->next)
      if (x->string("url") == "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice")
        made.best_practice = extension_value(*x) == "true";
    if (made.source.starts_with(kCore) && made.source != schema_.url) {
      const std::string_view type = made.source.substr(kCore.size());
      made.inherited = store_.model().type(type) != nullptr;
    }
    const auto same = std::find_if(node.constraints.begin(), node.constraints.end(),
                                   [&](const Constraint& k) { return k.key == made.key; });
    if (same == node.constraints.end())
      node.constraints.push_back(made);
    else if (!same->inherited || same->expression != made.expression)
      *same = made;
  }
}

void SnapshotBuilder::merge_slicing(Node& node, const json::Value& slicing) {
  Slicing made = node.slicing.value_or(Slicing{});
  if (const json::Value* d = first_of(slicing.find("discriminator"))) {
    made.discriminators.clear();
    for (; d != nullptr; d = d->next) made.discriminators.push_back({d->string("type"), d->string("path")});
  }
  if (!slicing.string("rules").empty()) made.rules = slicing.string("rules");
  if (!slicing.scalar("ordered").empty()) made.ordered = slicing.scalar("ordered") == "true";
  node.slicing = std::move(made);
}

}  // namespace anamnesis::validate
