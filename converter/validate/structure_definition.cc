// StructureDefinition: it goes with its base, and its differential can be applied.
#include <algorithm>
#include <optional>

#include "base/json.h"
#include "fhir/json_writer.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

// Kind, type and derivation go together with those of the base.
void check_head(Walk& walk, const fhir::Element& e) {
  const Schema* base = walk.schema(e.text("baseDefinition"));
  if (base == nullptr) return;
  const auto fault = [&](std::string text) { walk.error(e, "invalid", "sd-base", std::move(text)); };
  const std::string_view derivation = e.text("derivation"), type = e.text("type");
  if (derivation.empty()) return fault("a definition with a base needs a derivation");
  if (derivation == "constraint") {
    if (type.substr(type.rfind('/') + 1) != base->type)
      fault("a profile has the type of its base, " + std::string(base->type) + ", not " + std::string(type));
    if (e.text("kind") != base->kind)
      fault("a profile has the kind of its base, " + std::string(base->kind) + ", not " + std::string(e.text("kind")));
  } else if (type == base->type) {
    fault("a specialization has a type of its own, not " + std::string(type));
  }
}

// What an extension's url must be: its definition's.
void check_extension_url(Walk& walk, const fhir::Element& e, const fhir::Element& differential) {
  if (e.text("type") != "Extension" || e.text("url").empty() || e.text("derivation") != "constraint" ||
      e.text("baseDefinition") != "http://hl7.org/fhir/StructureDefinition/Extension")
    return;
  std::string_view fixed;
  for (const fhir::Element* d = differential.first(); d != nullptr; d = d->next())
    if (d->name() == "element" && d->text("path") == "Extension.url" && d->child("fixedUri") != nullptr)
      fixed = d->text("fixedUri");
  if (fixed != e.text("url"))
    walk.error(e, "invalid", "sd-extension-url",
               fixed.empty() ? "the definition of an extension fixes Extension.url"
                             : "Extension.url is fixed to '" + std::string(fixed) + "', not to the definition's url");
}

// Where a path stands among what its parent has in the base; nothing where that does not tell.
std::optional<uint32_t> order_of(const Schema& schema, std::string_view path) {
  const Node* node = path.find('.') == std::string_view::npos ? nullptr : schema.find(path);
  if (node == nullptr) return std::nullopt;
  return node->position;
}

std::string_view parent_path(std::string_view path) {
  return path.substr(0, path.rfind('.'));
}

// A differential keeps the order of its base: an element in front of one that comes before it finds no place.
bool is_before_earlier(const Schema& schema, const fhir::Element& element) {
  const std::string_view path = element.text("path");
  const auto order = order_of(schema, path);
  if (!order) return false;
  for (const fhir::Element* later = element.next(); later != nullptr; later = later->next()) {
    const std::string_view other = later->text("path");
    if (!other.starts_with(parent_path(path)) || other.size() <= parent_path(path).size()) return false;
    if (parent_path(other) != parent_path(path) || other == path) continue;
    const auto at = order_of(schema, other);
    if (at && *at < *order) return true;
  }
  return false;
}

bool is_path(std::string_view path, std::string_view type) {
  return path.substr(0, path.find('.')) == type && path.find("..") == std::string_view::npos && !path.ends_with('.');
}

// The differential laid over its base. What finds no place there is told where it stands, and once for the whole.
void check_places(Walk& walk, const fhir::Element& e, const fhir::Element& differential, const Schema& schema) {
  size_t lost = 0;
  for (const fhir::Element* d = differential.first(); d != nullptr; d = d->next()) {
    const std::string_view path = d->text("path");
    if (d->name() != "element" || path.empty()) continue;
    const bool unknown = std::any_of(schema.faults.begin(), schema.faults.end(),
                                     [&](const Fault& f) { return f.path == path && is_path(path, schema.type); });
    if (!unknown && !is_before_earlier(schema, *d)) continue;
    ++lost;
    walk.error(*d, "invalid", "sd-place",
               "the path '" + std::string(path) + "' matches nothing in the base definition" +
                   (unknown ? "" : " in this order"));
  }
  if (lost > 0)
    walk.error(e, "invalid", "sd-differential", std::to_string(lost) + " elements of the differential have no place");
  for (const Fault& f : schema.faults)
    if (f.path.empty() || !is_path(f.path, schema.type)) walk.error(e, "invalid", "sd-differential", f.text);
}

}  // namespace

void check_structure_definition(Walk& walk, const fhir::Element& e) {
  check_head(walk, e);
  if (e.child("context") != nullptr && !e.text("type").empty() && e.text("type") != "Extension")
    walk.error(e, "business-rule", "sd-context", "only an extension says in which context it is used");
  if (const fhir::Element* d = e.child("differential")) check_extension_url(walk, e, *d);
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() == "contextInvariant" && c->has_value)
      if (const std::string why = fault_of_expression(walk, c->value()); !why.empty())
        walk.error(*c, "invalid", "fhirpath-syntax", "the invariant of the context is no FHIRPath: " + why);
  const fhir::Element* differential = e.child("differential");
  if (differential != nullptr) check_differential(walk, e, *differential);
  if (differential == nullptr || e.child("snapshot") != nullptr || e.text("derivation") != "constraint") return;
  if (walk.environment().schemas.find(e.text("baseDefinition")) == nullptr) {
    walk.report(Severity::warning, e, "not-found", "sd-base-unknown",
                "the base definition '" + std::string(e.text("baseDefinition")) + "' is not known");
    return;
  }
  std::string text;
  fhir::write_json(text, e, {.indent = 0});
  Arena arena;
  const auto json = json::parse(text, arena);
  if (!json) return;
  const auto schema = walk.environment().schemas.compile(**json);
  check_places(walk, e, *differential, *schema);
}

}  // namespace anamnesis::validate
