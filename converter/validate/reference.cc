// A Reference: its form, whether it can be resolved where it must, the type and profile of its target, aggregation.
#include <algorithm>

#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

// Where a reference leads, in the words of ElementDefinition.type.aggregation.
std::string_view aggregation_of(Walk& walk, const fhir::Element& e, std::string_view reference,
                                const fhir::Element* target) {
  if (reference.starts_with('#')) return "contained";
  (void)walk;
  if (target != nullptr && entry_of(e) != nullptr && entry_of(*target) != nullptr) return "bundled";
  return "referenced";
}

const TypeRef* reference_type(const Node& node) {
  for (const TypeRef& t : node.types)
    if (t.code == "Reference") return &t;
  return nullptr;
}

// The type a target profile is for; "" if the profile is not known.
std::string_view type_of_profile(Walk& walk, std::string_view canonical) {
  constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";
  if (canonical.starts_with(core) && is_resource_type(walk.environment(), canonical.substr(core.size())))
    return canonical.substr(core.size());
  const Schema* schema = walk.schema(canonical);
  return schema == nullptr ? std::string_view() : schema->type;
}

void check_target_type(Walk& walk, const fhir::Element& e, const TypeRef& allowed, std::string_view type, bool sure) {
  const fhir::TypeDef* actual = walk.environment().model.type(type);
  if (actual == nullptr) return;
  std::string names;
  for (const std::string_view canonical : allowed.targets) {
    const std::string_view wanted = type_of_profile(walk, canonical);
    if (wanted.empty() || actual->is_a(wanted)) return;
    names += (names.empty() ? "" : ", ") + std::string(wanted);
  }
  if (!names.empty())
    walk.report(sure ? Severity::error : Severity::warning, e, "structure", "reference-type",
                "the reference leads to " + std::string(type) + ", only " + names + " may stand here");
}

void check_target_profiles(Walk& walk, const fhir::Element& e, const TypeRef& allowed, const fhir::Element& target) {
  std::vector<const Schema*> candidates;
  for (const std::string_view canonical : allowed.targets) {
    const Schema* schema = walk.schema(canonical);
    if (schema == nullptr) return;
    if (target.type != nullptr && !target.type->is_a(schema->type)) continue;
    if (!schema->is_profile()) return;  // the type alone is enough
    candidates.push_back(schema);
  }
  if (candidates.empty()) return;
  std::string names;
  for (const Schema* s : candidates) {
    if (walk.conforms(target, *s)) return;
    names += (names.empty() ? "" : ", ") + std::string(s->url);
  }
  walk.error(e, "structure", "reference-profile", "the target of the reference follows none of the profiles " + names);
}

}  // namespace

void check_reference(Walk& walk, const fhir::Element& e, const Node& node) {
  const TypeRef* allowed = reference_type(node);
  const std::string_view reference = e.text("reference");
  const bool base_walk = walk.current_profile().empty();
  const fhir::Element* target = walk.references().resolve(e, reference);
  const Link link = take_apart(reference);
  const std::string_view named = e.text("type");
  if (base_walk && !reference.empty()) {
    if (reference.starts_with('#') && target == nullptr)
      walk.error(e, "not-found", "reference-contained",
                 "there is no contained resource '" + std::string(reference) + "'");
    if (target != nullptr && !link.type.empty() && target->resource_type != link.type)
      walk.error(
          e, "invalid", "reference-target-type",
          "the reference says " + std::string(link.type) + ", its target is " + std::string(target->resource_type));
    if (target != nullptr && !named.empty() && !named.starts_with("http") && target->resource_type != named)
      walk.error(e, "invalid", "reference-named-type",
                 "Reference.type says " + std::string(named) + ", its target is " + std::string(target->resource_type));
  }
  if (allowed == nullptr) return;
  const std::string_view type = target != nullptr                                 ? target->resource_type
                                : is_resource_type(walk.environment(), link.type) ? link.type
                                                                                  : named;
  if (!allowed->targets.empty() && !type.empty())
    check_target_type(walk, e, *allowed, type, target != nullptr || !walk.environment().options.resolve_folder.empty());
  if (target != nullptr && !allowed->targets.empty()) check_target_profiles(walk, e, *allowed, *target);
  if (!allowed->aggregation.empty() && !reference.empty()) {
    const std::string_view how = aggregation_of(walk, e, reference, target);
    const bool fits = std::any_of(allowed->aggregation.begin(), allowed->aggregation.end(), [&](std::string_view a) {
      return a == how || (a == "referenced" && how == "bundled");
    });
    if (!fits)
      walk.error(e, "structure", "reference-aggregation",
                 "the target of the reference is " + std::string(how) + ", which is not allowed here");
  }
}

}  // namespace anamnesis::validate
