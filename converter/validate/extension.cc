// Extensions: known, allowed where they stand (defining-extensions.html, "Context"), and as their definition says.
#include <algorithm>

#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

bool is_example(std::string_view url) {
  for (const std::string_view host : {"example.org", "example.com", "acme.com", "nema.org", "/example/"})
    if (url.find(host) != std::string_view::npos) return true;
  return false;
}

// The paths an element may be called by in a context: its path in the resource, in each type on the way, its types.
std::vector<std::string> names_of(const fhir::Element& e) {
  std::vector<std::string> names;
  std::string below;
  for (const fhir::Element* at = &e; at != nullptr; at = at->parent) {
    for (const fhir::TypeDef* t = at->type(); t != nullptr; t = t->base) {
      names.push_back(std::string(t->name) + below);
      if (!below.empty() && !at->is_resource() && t->kind != fhir::TypeKind::complex) break;
    }
    if (at->is_resource() || at->parent == nullptr) break;
    const std::string_view name = at->property() != nullptr ? at->property()->name : at->name();
    if (at->property() != nullptr && at->property()->is_choice && below.empty()) {
      for (const fhir::TypeDef* t = at->parent->type(); t != nullptr; t = t->base)
        names.push_back(std::string(t->name).append(".").append(name).append("[x]"));
    }
    below = "." + std::string(name) + below;
  }
  // R4's own definitions have extensions meant for ElementDefinition on its parts.
  constexpr std::string_view definition = "ElementDefinition";
  if (std::any_of(names.begin(), names.end(),
                  [&](const std::string& n) { return n.starts_with("ElementDefinition."); }))
    names.emplace_back(definition);
  return names;
}

bool element_context_fits(const std::vector<std::string>& names, std::string_view expression) {
  if (expression.starts_with(kCore)) expression.remove_prefix(kCore.size());
  if (expression == "Element" || expression == "Base" || expression == "element") return true;
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return n == expression; });
}

// R5 names these classes of resources; in R4 they are the ones with a canonical url and a status.
bool is_canonical_resource(const fhir::Element& e) {
  return e.is_resource() && e.type() != nullptr && e.type()->find("url") != nullptr &&
         e.type()->find("status") != nullptr;
}

bool context_fits(Walk& walk, const fhir::Element& extension, const fhir::Element& at, const Schema& schema) {
  if (schema.fits_anywhere) return true;
  const std::vector<std::string> names = names_of(at);
  for (const ContextRule& rule : schema.contexts) {
    if (rule.type == "element") {
      if (rule.expression == "Resource" && at.is_resource()) return true;
      if ((rule.expression == "CanonicalResource" || rule.expression == "MetadataResource") &&
          is_canonical_resource(at))
        return true;
      if (element_context_fits(names, rule.expression)) return true;
      const size_t hash = rule.expression.find('#');
      if (hash != std::string_view::npos) {  // profile#path: judged by the path alone
        const Schema* profile = walk.schema(rule.expression.substr(0, hash));
        if (profile == nullptr || element_context_fits(names, rule.expression.substr(hash + 1))) return true;
      } else if (rule.expression.starts_with("http") && !rule.expression.starts_with(kCore)) {
        const Schema* profile = walk.schema(rule.expression);
        if (profile == nullptr || walk.conforms(at, *profile)) return true;
      }
    } else if (rule.type == "extension") {
      if (at.type() != nullptr && at.type()->name == "Extension" &&
          at.text("url") == rule.expression.substr(0, rule.expression.find('#')))
        return true;
    } else if (rule.type == "fhirpath") {
      const fhir::Element& resource = resource_of(at);
      if (selects(walk, resource, at, rule.expression)) return true;
    }
  }
  (void)extension;
  return schema.contexts.empty();
}

void check_unknown(Walk& walk, const fhir::Element& e, std::string_view url) {
  const std::string told = "the extension '" + std::string(url) + "' is not known";
  if (e.name() == "modifierExtension")
    return walk.error(e, "extension", "extension-unknown", told + ", and a modifier extension must be");
  if (is_example(url) && walk.environment().options.example_urls)
    return walk.report(Severity::warning, e, "extension", "extension-example", told);
  walk.error(e, "structure", "extension-unknown", told + ", so it is not allowed here");
}

// Does R4 have an element of this path?
bool is_element(Walk& walk, std::string_view path) {
  const fhir::TypeDef* type = walk.environment().model.type(path.substr(0, path.find('.')));
  const Schema* schema = type == nullptr ? nullptr : walk.base(*type);
  return schema != nullptr && (schema->find(path) != nullptr || schema->find(std::string(path) + "[x]") != nullptr);
}

// Extensions for elements of other versions of FHIR have canonicals by rule: .../fhir/5.0/StructureDefinition/
// extension-Type.element (versions.html, "Extensions for converting between versions"). Their definitions are not here.
bool check_cross_version(Walk& walk, const fhir::Element& e, std::string_view url) {
  constexpr std::string_view site = "http://hl7.org/fhir/", name = "/StructureDefinition/extension-";
  if (!url.starts_with(site)) return false;
  const std::string_view rest = url.substr(site.size());
  const size_t slash = rest.find('/');
  if (slash == rest.npos || !rest.substr(slash).starts_with(name)) return false;
  const std::string_view version = rest.substr(0, slash), path = rest.substr(slash + name.size());
  if (version.find_first_not_of("0123456789.") != version.npos) return false;
  constexpr std::string_view versions[] = {"1.0", "3.0", "4.0", "4.3", "5.0"};
  if (std::find(std::begin(versions), std::end(versions), version) == std::end(versions)) {
    walk.error(e, "structure", "extension-unknown",
               "the extension '" + std::string(url) + "' names a version of FHIR that does not exist");
  } else if (path.find('.') == path.npos || (version == "4.0" && !is_element(walk, path))) {
    walk.error(e, "structure", "extension-unknown", "the extension '" + std::string(url) + "' names no element");
  } else {
    walk.report(Severity::information, e, "extension", "extension-cross-version",
                "the extension '" + std::string(url) +
                    "' stands for an element of another version of FHIR, which is "
                    "not here to check it");
  }
  return true;
}

// An extension inside a complex one, whose url is a name: its definition is a slice of the outer one's.
void check_inner(Walk& walk, const fhir::Element& e, std::string_view url) {
  const fhir::Element* outer = e.parent;
  if (outer == nullptr || outer->type() == nullptr || outer->type()->name != "Extension") {
    if (!is_absolute(url))
      walk.error(e, "structure", "extension-relative",
                 "the url '" + std::string(url) + "' of an extension must be absolute");
    else
      check_unknown(walk, e, url);
    return;
  }
  if (is_absolute(url)) check_unknown(walk, e, url);
  // Names are checked with the outer extension's definition.
}

// A simple extension has a value, a complex one only parts (defining-extensions.html).
void check_content(Walk& walk, const fhir::Element& e, const Schema& schema) {
  const Node *value = schema.root->child("value[x]"), *parts = schema.root->child("extension");
  if (value == nullptr || parts == nullptr) return;
  bool has_value = false;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    has_value = has_value || (c->property() != nullptr && c->property()->name == "value");
  if (value->max == 0 && has_value)
    walk.error(e, "structure", "extension-content",
               "the extension " + std::string(schema.url) + " is made of parts and has no value");
  if (value->max != 0 && parts->max == 0 && !has_value)
    walk.error(e, "structure", "extension-content", "the extension " + std::string(schema.url) + " needs a value");
}

void check_inner_names(Walk& walk, const fhir::Element& e, const Schema& schema) {
  const Node* slots = schema.root->child("extension");
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    if (c->name() != "extension") continue;
    const std::string_view url = c->text("url");
    if (url.empty() || is_absolute(url)) continue;
    const bool known = slots != nullptr && std::any_of(slots->slices.begin(), slots->slices.end(), [&](const Node* s) {
                         if (s->slice_name == url) return true;
                         const Node* n = s->child("url");
                         return n != nullptr && n->fixed != nullptr && n->fixed->value() == url;
                       });
    if (!known)
      walk.report(Severity::error, *c, "structure", "extension-inner",
                  "'" + std::string(url) + "' is no part of the extension " + std::string(schema.url),
                  "[url='" + std::string(url) + "']");
  }
}

}  // namespace

void check_extension(Walk& walk, const fhir::Element& e) {
  const fhir::Element* url_element = e.child("url");
  const std::string_view url = url_element == nullptr ? std::string_view() : url_element->value();
  if (url.empty()) {
    walk.error(e, "required", "extension-url", "an extension needs a url");
    return;
  }
  const Schema* schema = walk.schema(url.substr(0, url.find('|')));
  if (schema == nullptr && check_cross_version(walk, e, url)) return;
  if (schema == nullptr || schema->type != "Extension") return check_inner(walk, e, url);
  if (url.find('|') != std::string_view::npos)
    walk.report(Severity::error, e, "business-rule", "extension-version",
                "the url of an extension may not name a version", "[url='" + std::string(url) + "']");
  const fhir::Element& at = *e.parent;
  const bool modifier = schema->root->is_modifier;
  if (modifier && e.name() == "extension")
    walk.error(e, "structure", "extension-modifier",
               "the extension '" + std::string(url) + "' is a modifier and must stand in modifierExtension");
  if (!modifier && e.name() == "modifierExtension")
    walk.error(e, "structure", "extension-modifier",
               "the extension '" + std::string(url) + "' is no modifier and must stand in extension");
  if (!context_fits(walk, e, at, *schema)) {
    std::string allowed;
    for (const ContextRule& rule : schema->contexts)
      allowed += (allowed.empty() ? "" : ", ") + std::string(rule.expression);
    walk.error(at, "structure", "extension-context",
               "the extension '" + std::string(url) + "' may not stand here, only on " + allowed);
  }
  for (const std::string_view invariant : schema->context_invariants)
    if (!holds(walk, at, invariant))
      walk.error(at, "structure", "extension-context",
                 "the extension '" + std::string(url) + "' may only stand where " + std::string(invariant));
  check_inner_names(walk, e, *schema);
  check_content(walk, e, *schema);
  walk.profile(e, *schema);
}

}  // namespace anamnesis::validate
