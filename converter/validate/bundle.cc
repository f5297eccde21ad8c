// Rules on a Bundle as a whole (bundle.html): fullUrls, links, a document's entries hang together.
#include <algorithm>
#include <unordered_set>
#include <vector>

#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

void check_full_url(Walk& walk, const fhir::Element& entry, std::string_view type) {
  const fhir::Element* url = entry.child("fullUrl");
  const fhir::Element* resource = entry.child("resource");
  if (url == nullptr || url->value.empty()) {
    const bool optional = type == "transaction" || type == "batch" || type == "transaction-response" ||
                          type == "batch-response" || resource == nullptr;
    if (!optional)
      walk.error(entry, "required", "bundle-full-url", "an entry needs a fullUrl, except in a batch or transaction");
    return;
  }
  const Link link = take_apart(url->value);
  if (!link.absolute) {
    walk.error(entry, "invalid", "bundle-full-url-absolute",
               "a fullUrl must be absolute, not '" + std::string(url->value) + "'");
    return;
  }
  if (resource == nullptr || link.type.empty() || !is_resource_type(walk.environment(), link.type)) return;
  const std::string_view id = resource->text("id");
  if (id.empty()) {
    walk.error(entry, "invalid", "bundle-full-url-id",
               "the fullUrl '" + std::string(url->value) + "' looks like a server's, but the resource has no id");
  } else if (link.type != resource->resource_type || link.id != id) {
    walk.error(entry, "invalid", "bundle-full-url-id",
               "the fullUrl '" + std::string(url->value) + "' must end with /" + std::string(resource->resource_type) +
                   "/" + std::string(id));
  }
}

void check_links(Walk& walk, const fhir::Element& bundle) {
  std::unordered_set<std::string_view> seen;
  for (const fhir::Element* l = bundle.first; l != nullptr; l = l->next) {
    if (l->name != "link") continue;
    const std::string_view relation = l->text("relation");
    const bool once = relation == "self" || relation == "first" || relation == "last" || relation == "next" ||
                      relation == "prev" || relation == "previous";
    if (once && !seen.insert(relation).second)
      walk.error(*l, "invalid", "bundle-link-once", "the link '" + std::string(relation) + "' may be there only once");
  }
}

// All references below an element, in entries of one Bundle.
template <typename Visit>
void each_reference(const fhir::Element& root, Visit visit) {
  std::vector<const fhir::Element*> stack{&root};
  while (!stack.empty()) {
    const fhir::Element* e = stack.back();
    stack.pop_back();
    if (e->type != nullptr && e->type->name == "Reference")
      if (const fhir::Element* r = e->child("reference"); r != nullptr && r->has_value) visit(*e, r->value);
    for (const fhir::Element* c = e->first; c != nullptr; c = c->next)
      if (c->first != nullptr) stack.push_back(c);
  }
}

// Every entry of a document must be reached from the Composition, along references forward or backward.
void check_reachable(Walk& walk, const fhir::Element& bundle, const std::vector<const fhir::Element*>& entries,
                     bool is_document) {
  std::unordered_map<const fhir::Element*, std::vector<const fhir::Element*>> neighbours;
  for (const fhir::Element* entry : entries) {
    const fhir::Element* resource = entry->child("resource");
    if (resource == nullptr) continue;
    each_reference(*resource, [&](const fhir::Element& from, std::string_view reference) {
      if (reference.starts_with('#')) return;
      const fhir::Element* target = walk.references().resolve(from, reference);
      const fhir::Element* other = target == nullptr ? nullptr : entry_of(*target);
      if (other == nullptr || other->parent != &bundle) return;
      neighbours[entry].push_back(other);
      neighbours[other].push_back(entry);
    });
  }
  std::unordered_set<const fhir::Element*> reached{entries.front()};
  std::vector<const fhir::Element*> stack{entries.front()};
  while (!stack.empty()) {
    const fhir::Element* at = stack.back();
    stack.pop_back();
    for (const fhir::Element* n : neighbours[at])
      if (reached.insert(n).second) stack.push_back(n);
  }
  const std::string_view first = is_document ? "Composition" : "MessageHeader";
  for (const fhir::Element* entry : entries)
    if (!reached.contains(entry) && entry->child("resource") != nullptr)
      walk.report(is_document ? Severity::error : Severity::warning, *entry, "informational", "bundle-unreachable",
                  "no chain of references joins this entry and the " + std::string(first));
}

void check_composition_references(Walk& walk, const fhir::Element& bundle, const fhir::Element& composition) {
  each_reference(composition, [&](const fhir::Element& e, std::string_view reference) {
    if (reference.starts_with('#') || walk.references().resolve(e, reference) != nullptr) return;
    (void)bundle;
    walk.error(e, "not-found", "bundle-reference", "'" + std::string(reference) + "' is not in the Bundle");
  });
}

}  // namespace

void check_bundle(Walk& walk, const fhir::Element& bundle) {
  const std::string_view type = bundle.text("type");
  std::vector<const fhir::Element*> entries;
  for (const fhir::Element* e = bundle.first; e != nullptr; e = e->next)
    if (e->name == "entry") entries.push_back(e);
  check_links(walk, bundle);
  for (const fhir::Element* entry : entries) check_full_url(walk, *entry, type);
  if (entries.empty() || (type != "document" && type != "message")) return;
  const fhir::Element* first = entries.front()->child("resource");
  const std::string_view wanted = type == "document" ? "Composition" : "MessageHeader";
  if (first == nullptr || first->resource_type != wanted) {
    walk.error(*entries.front(), "invalid", "bundle-first",
               "the first entry of a " + std::string(type) + " must be a " + std::string(wanted));
    return;
  }
  if (type == "document") check_composition_references(walk, bundle, *first);
  check_reachable(walk, bundle, entries, type == "document");
}

}  // namespace anamnesis::validate
