// A Reference: its form, whether it can be resolved where it must, the type and profile of its target, aggregation.
#include <algorithm>

#include "base/ascii.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

// Where a reference leads, in the words of ElementDefinition.type.aggregation.
std::string_view aggregation_of(const fhir::Element& e, std::string_view reference, const fhir::Element* target) {
  if (reference.starts_with('#')) return "contained";
  if (target != nullptr && entry_of(e) != nullptr && entry_of(*target) != nullptr) return "bundled";
  return "referenced";
}

// The type a target profile is for; "" if the profile is not known.
std::string_view type_of_profile(Walk& walk, std::string_view canonical) {
  if (canonical.starts_with(kCore) && is_resource_type(walk.environment(), canonical.substr(kCore.size())))
    return canonical.substr(kCore.size());
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
    if (target.type() != nullptr && !target.type()->is_a(schema->type)) continue;
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

// Is the base definition of a resource type among the targets? Then that type is allowed whatever the others are.
bool names_type(const TypeRef& allowed, std::string_view type) {
  return std::any_of(allowed.targets.begin(), allowed.targets.end(), [&](std::string_view canonical) {
    return canonical.size() == kCore.size() + type.size() && canonical.ends_with(type) && canonical.starts_with(kCore);
  });
}

// name=value&name=value
bool is_query(std::string_view text) {
  while (true) {
    const std::string_view part = text.substr(0, text.find('&'));
    const size_t equals = part.find('=');
    if (equals == 0 || equals == part.npos || part.find('=', equals + 1) != part.npos || is_digit(part[0]))
      return false;
    const std::string_view name = part.substr(0, part.find_first_of(":.="));
    if (!std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-'; }))
      return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

// The text of a literal reference (references.html, "Literal References").
void check_form(Walk& walk, const fhir::Element& e, std::string_view reference, const Link& link) {
  const auto fault = [&](const std::string& why) {
    walk.error(e, "invalid", "reference-format", "'" + std::string(reference) + "' is no reference: " + why);
  };
  if (!is_unbroken(reference) && reference.find_first_of(" \t\r\n") != std::string_view::npos)
    return fault("it has a blank inside");
  const size_t question = reference.find('?');
  if (question != std::string_view::npos && is_resource_type(walk.environment(), reference.substr(0, question))) {
    if (!is_query(reference.substr(question + 1))) fault("what follows the question mark is no search");
    return;
  }
  if (reference[0] == '#' || link.absolute) return;
  const fhir::Element* entry = entry_of(e);
  if (entry == nullptr || entry->text("fullUrl").empty()) return;
  const auto slashes = std::count(reference.begin(), reference.end(), '/');
  if (slashes != 1 && slashes != 3) fault("a relative one is Type/id");
}

// The resource of this canonical, if nothing of an allowed type has it; nullptr where all is well or nothing is known.
const package::Resource* wrong_resource(Walk& walk, std::string_view canonical, const TypeRef& allowed) {
  const package::Packages& packages = walk.environment().schemas.packages();
  for (const std::string_view target : allowed.targets) {
    const std::string_view type = type_of_profile(walk, target);
    if (type.empty() || type == "Resource" || packages.find(canonical, type) != nullptr) return nullptr;
  }
  return packages.find(canonical);
}

}  // namespace

void check_canonical(Walk& walk, const fhir::Element& e, const Node& node) {
  const std::string_view canonical = e.value();
  if (canonical.starts_with('#')) {
    if (canonical.size() > 1 && walk.references().contained(root_resource_of(e), canonical.substr(1)) == nullptr)
      walk.error(e, "not-found", "canonical-contained",
                 "there is no contained resource '" + std::string(canonical) + "'");
    return;
  }
  if (e.name() == "profile" && walk.schema(canonical) != nullptr) return;  // as nearly always
  for (const TypeRef& t : node.types) {
    const package::Resource* other = t.targets.empty() ? nullptr : wrong_resource(walk, canonical, t);
    if (other == nullptr) continue;
    walk.error(e, "invalid", "canonical-type",
               "'" + std::string(canonical) + "' is a " + std::string(other->type) + ", which may not stand here");
  }
}

void check_reference(Walk& walk, const fhir::Element& e, const Node& node) {
  const TypeRef* allowed = node.facets.reference;
  const std::string_view reference = e.text("reference"), named = e.text("type");
  const Link link = take_apart(reference);
  const fhir::Element* target = walk.references().resolve(e, reference, link);
  const std::string_view type = target != nullptr ? target->resource_type()
                                : !link.type.empty() && is_resource_type(walk.environment(), link.type) ? link.type
                                                                                                        : named;
  if (walk.is_base() && !reference.empty()) {
    check_form(walk, e, reference, link);
    if (reference.starts_with('#') && target == nullptr)
      walk.error(e, "not-found", "reference-contained",
                 "there is no contained resource '" + std::string(reference) + "'");
    if (target != nullptr && !link.type.empty() && target->resource_type() != link.type)
      walk.error(
          e, "invalid", "reference-target-type",
          "the reference says " + std::string(link.type) + ", its target is " + std::string(target->resource_type()));
    if (!named.empty() && !named.starts_with("http") && type != named)
      walk.error(e, "invalid", "reference-named-type",
                 "Reference.type says " + std::string(named) + ", its target is " + std::string(type));
  }
  if (allowed == nullptr) return;
  // '#' is how a contained resource names its container; at home it says nothing.
  if (reference == "#" && &resource_of(e) == &root_resource_of(e)) return;
  if (!allowed->targets.empty() && !names_type(*allowed, type)) {
    if (!type.empty())
      check_target_type(walk, e, *allowed, type,
                        target != nullptr || (!reference.empty() && type == named) ||
                            !walk.environment().options.resolve_folder.empty());
    if (target != nullptr) check_target_profiles(walk, e, *allowed, *target);
  }
  if (!allowed->aggregation.empty() && !reference.empty()) {
    const std::string_view how = aggregation_of(e, reference, target);
    const bool fits = std::any_of(allowed->aggregation.begin(), allowed->aggregation.end(), [&](std::string_view a) {
      return a == how || (a == "referenced" && how == "bundled");
    });
    if (!fits)
      walk.error(e, "structure", "reference-aggregation",
                 "the target of the reference is " + std::string(how) + ", which is not allowed here");
  }
}

}  // namespace anamnesis::validate
