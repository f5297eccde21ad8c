// Constraints: ele-1 in a form of our own, since it runs on every element; the others by FHIRPath, compiled with the
// schema. Best practice is told as information.
#include <unordered_set>

#include "validate/checks.h"
#include "validate/invariants.h"
#include "validate/references.h"

namespace anamnesis::validate {

Invariants::Invariants(Walk& walk) : walk_(walk), evaluator_({.model = &walk.environment().model, .host = this}) {}

std::optional<bool> Invariants::holds(const fhirpath::Expression& expression, const fhir::Element& e, std::string& why,
                                      const fhir::Element* resource) {
  const auto result = evaluator_.holds(expression, e, resource);
  if (result) return *result;
  why = result.error().message;
  return std::nullopt;
}

bool Invariants::selects(const fhirpath::Expression& expression, const fhir::Element& resource,
                         const fhir::Element& e) {
  const auto result = evaluator_.evaluate(expression, &resource);
  if (!result) return true;
  for (const fhirpath::Value& v : *result)
    if (v.kind == fhirpath::Kind::element ? v.element == &e : v.kind == fhirpath::Kind::boolean && v.boolean)
      return true;
  return false;
}

const fhirpath::Expression* Invariants::compile(std::string_view text) {
  const auto [at, fresh] = compiled_.try_emplace(std::string(text));
  if (fresh)
    if (auto made = fhirpath::compile(text, {.model = &walk_.environment().model, .r4_dialect = true}))
      at->second = std::make_unique<fhirpath::Expression>(*made);
  return at->second.get();
}

const fhir::Element* Invariants::resolve(std::string_view reference, const fhir::Element& from) {
  return walk_.references().resolve(from, reference);
}

std::optional<bool> Invariants::member_of(const fhirpath::Value& code, std::string_view canonical) {
  const terminology::ValueSet* set = walk_.environment().terms.value_set(canonical);
  if (set == nullptr) return std::nullopt;
  terminology::Answer answer = terminology::Answer::unknown;
  if (code.kind == fhirpath::Kind::string)
    answer = set->contains_code(code.string);
  else if (code.kind == fhirpath::Kind::element)
    answer = membership(walk_, *code.element, *set);
  if (answer == terminology::Answer::unknown) return std::nullopt;
  return answer == terminology::Answer::yes;
}

std::optional<bool> Invariants::conforms_to(const fhir::Element& element, std::string_view profile) {
  const Schema* schema = walk_.schema(profile);
  if (schema == nullptr) return std::nullopt;
  if (!schema->is_profile()) return element.type() != nullptr && element.type()->is_a(schema->type);
  return walk_.conforms(element, *schema);
}

std::optional<bool> Invariants::subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) {
  if (general.kind != fhirpath::Kind::element || specific.kind != fhirpath::Kind::element) return std::nullopt;
  const fhir::Element *a = general.element, *b = specific.element;
  if (a->text("system") != b->text("system")) return std::nullopt;
  const terminology::Answer answer =
      walk_.environment().terms.subsumes(a->text("system"), a->text("code"), b->text("code"));
  if (answer == terminology::Answer::unknown) return std::nullopt;
  return answer == terminology::Answer::yes;
}

std::optional<bool> Invariants::html_checks(const fhir::Element&) {
  return true;
}  // check_narrative says it better

namespace {

bool has_content(const fhir::Element& e) {
  if (e.has_value && !e.value().empty()) return true;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() != "id") return true;
  return e.is_resource() || e.faulty;
}

template <typename Visit>
void visit_all(const fhir::Element& e, const Visit& visit) {
  std::vector<const fhir::Element*> stack{&e};
  while (!stack.empty()) {
    const fhir::Element* at = stack.back();
    stack.pop_back();
    visit(*at);
    for (const fhir::Element* c = at->first(); c != nullptr; c = c->next()) stack.push_back(c);
  }
}

bool is_link(const fhir::Element& e) {
  if (e.name() == "reference") return true;
  return e.type() != nullptr && (e.type()->id == fhir::TypeId::canonical || e.type()->id == fhir::TypeId::uri ||
                                 e.type()->id == fhir::TypeId::url);
}

// dom-3, told of each contained resource that nothing points to and that does not point to its container. The
// expression would blame the container, and cannot see that a narrative shows an image or has a link.
void check_contained(Walk& walk, const fhir::Element& e, const Constraint& c) {
  if (e.child("contained") == nullptr) return;
  std::string narratives;
  std::unordered_set<std::string_view> named;
  visit_all(e, [&](const fhir::Element& at) {
    if (at.type() != nullptr && at.type()->id == fhir::TypeId::xhtml) narratives += at.value();
    if (at.value().starts_with('#') && is_link(at)) named.insert(at.value().substr(1));
  });
  for (const fhir::Element* contained = e.first(); contained != nullptr; contained = contained->next()) {
    if (contained->name() != "contained") continue;
    const std::string_view id = contained->text("id");
    bool used = !id.empty() && contained->is_resource() && contained->type() != nullptr &&
                (named.contains(id) || narratives.find("\"#" + std::string(id) + "\"") != narratives.npos);
    if (!used && named.contains(""))
      visit_all(*contained, [&](const fhir::Element& at) { used = used || (at.value() == "#" && is_link(at)); });
    if (!used) walk.report(c.told_as, *contained, "invariant", c.key, std::string(c.told));
  }
}

void check_one(Walk& walk, const fhir::Element& e, const Node& node, const Constraint& c, uint64_t there) {
  if (!walk.wants(c.told_as)) return;
  const bool inside = e.is_resource() && e.parent != nullptr && node.schema != nullptr && &node != node.schema->root;
  const fhir::Element* resource = inside ? &resource_of(*e.parent) : nullptr;
  std::string why;
  std::optional<bool> good = fhirpath::holds_at_once(*c.compiled, e, resource, there);
  const bool undecided = !good && !(good = walk.invariants().holds(*c.compiled, e, why, resource));
  if (good && *good) return;
  if (undecided)
    return walk.report(Severity::information, e, "invariant", "invariant-unchecked",
                       std::string(c.key) + " could not be evaluated: " + why);
  walk.report(c.told_as, e, "invariant", c.key, std::string(c.told));
}

}  // namespace

namespace {

// ref-1: its expression looks through the whole outermost resource for each reference, which would take the square of
// the time.
void check_local(Walk& walk, const fhir::Element& e, const Constraint& c) {
  const std::string_view reference = e.text("reference");
  if (reference.size() < 2 || reference[0] != '#') return;
  const fhir::Element* target = walk.references().contained(root_resource_of(e), reference.substr(1));
  if (target == nullptr || !target->is_resource() || target->type() == nullptr)
    walk.report(c.told_as, e, "invariant", c.key, std::string(c.told));
}

void check_rule(Walk& walk, const fhir::Element& e, const Node& node, const Constraint& c, uint64_t there) {
  if (c.kind == ConstraintKind::ref_1) return check_local(walk, e, c);
  if (c.kind == ConstraintKind::dom_3) return check_contained(walk, e, c);
  if (c.compiled != nullptr) return check_one(walk, e, node, c, there);
  if (!c.expression.empty())
    walk.report(Severity::warning, e, "invariant", "invariant-broken",
                std::string(c.key) + " is no valid FHIRPath expression");
}

// An element without content: ele-1 is told where it stands among the others.
void check_empty(Walk& walk, const fhir::Element& e, const Node& node) {
  for (const Constraint& c : node.constraints)
    if (c.kind == ConstraintKind::ele_1)
      walk.error(e, "invariant", "ele-1", "ele-1: an element must have a value or content");
    else
      check_rule(walk, e, node, c, ~uint64_t{0});
}

}  // namespace

void check_invariants(Walk& walk, const fhir::Element& e, const Node& node, uint64_t there) {
  const bool base_walk = walk.is_base();
  if (base_walk && node.facets.ele_1 && !has_content(e)) return check_empty(walk, e, node);
  for (const Constraint* c : node.facets.rules)
    if (base_walk || !c->inherited) check_rule(walk, e, node, *c, there);
}

bool holds(Walk& walk, const fhir::Element& e, std::string_view expression) {
  const fhirpath::Expression* compiled = walk.invariants().compile(expression);
  std::string why;
  return compiled == nullptr || walk.invariants().holds(*compiled, e, why).value_or(true);
}

std::string fault_of_expression(Walk& walk, std::string_view text, std::string_view type) {
  const auto made =
      fhirpath::compile(text, {.model = &walk.environment().model, .context_type = type, .r4_dialect = true});
  return made ? std::string() : made.error().message;
}

bool selects(Walk& walk, const fhir::Element& resource, const fhir::Element& e, std::string_view expression) {
  const fhirpath::Expression* compiled = walk.invariants().compile(expression);
  return compiled == nullptr || walk.invariants().selects(*compiled, resource, e);
}

}  // namespace anamnesis::validate
