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
  if (url == nullptr || url->value().empty()) {
    const bool optional = type == "transaction" || type == "batch" || type == "transaction-response" ||
                          type == "batch-response" || resource == nullptr;
    if (!optional)
      walk.error(entry, "required", "bundle-full-url", "an entry needs a fullUrl, except in a batch or transaction");
    return;
  }
  const Link link = take_apart(url->value());
  if (!link.absolute) {
    walk.error(entry, "invalid", "bundle-full-url-absolute",
               "a fullUrl must be absolute, not '" + std::string(url->value()) + "'");
    return;
  }
  if (resource == nullptr || link.type.empty() || !is_resource_type(walk.environment(), link.type)) return;
  const std::string_view id = resource->text("id");
  if (id.empty()) {
    walk.error(entry, "invalid", "bundle-full-url-id",
               "the fullUrl '" + std::string(url->value()) + "' looks like a server's, but the resource has no id");
  } else if (link.type != resource->resource_type() || link.id != id) {
    walk.error(entry, "invalid", "bundle-full-url-id",
               "the fullUrl '" + std::string(url->value()) + "' must end with /" +
                   std::string(resource->resource_type()) + "/" + std::string(id));
  }
}

// Links for paging belong to what a server answers piece by piece; "self" and those stand once.
void check_links(Walk& walk, const fhir::Element& bundle, std::string_view type) {
  const bool paged = type == "searchset" || type == "history";
  std::unordered_set<std::string_view> seen;
  for (const fhir::Element* l = bundle.first(); l != nullptr; l = l->next()) {
    const fhir::Element* relation = l->name() == "link" ? l->child("relation") : nullptr;
    if (relation == nullptr) continue;
    const std::string_view name = relation->value();
    const bool paging = name == "first" || name == "last" || name == "next" || name == "prev" || name == "previous";
    if (paging && !paged)
      walk.error(*relation, "invalid", "bundle-link-paging",
                 "the link '" + std::string(name) + "' has no place in a " + std::string(type));
    if ((paging || name == "self") && !seen.insert(name).second)
      walk.error(paged ? *l : *relation, "invalid", "bundle-link-once",
                 "the link '" + std::string(name) + "' may be there only once");
  }
}

// The entry that a document's link of this kind names as Type/id; nullptr if it names none.
const fhir::Element* linked_entry(Walk& walk, const fhir::Element& bundle, const fhir::Element& link) {
  const auto& entries = walk.references().entries_by_id(bundle, link.text("url"));
  return entries.empty() ? nullptr : entries.front();
}

void check_stylesheets(Walk& walk, const fhir::Element& bundle) {
  for (const fhir::Element* l = bundle.first(); l != nullptr; l = l->next())
    if (l->name() == "link" && l->text("relation") == "stylesheet" && l->child("url") != nullptr &&
        !is_absolute(l->text("url")) && linked_entry(walk, bundle, *l) == nullptr)
      walk.error(*l->child("url"), "not-found", "bundle-stylesheet", "the stylesheet is not in the Bundle");
}

// The resource types that a search was for, by the URL it was asked with; empty if that does not tell.
std::vector<std::string_view> searched_types(Walk& walk, const fhir::Element& bundle) {
  std::vector<std::string_view> types;
  for (const fhir::Element* l = bundle.first(); l != nullptr; l = l->next()) {
    if (l->name() != "link" || l->text("relation") != "self") continue;
    const std::string_view url = l->text("url");
    const size_t question = url.find('?');
    const std::string_view path = url.substr(0, question);
    const std::string_view last = path.substr(path.rfind('/') + 1);
    if (is_resource_type(walk.environment(), last)) return {last};
    std::string_view query = question == url.npos ? std::string_view() : url.substr(question + 1);
    while (!query.empty()) {
      std::string_view part = query.substr(0, query.find('&'));
      query.remove_prefix(std::min(part.size() + 1, query.size()));
      if (!part.starts_with("_type=")) continue;
      part.remove_prefix(6);
      while (!part.empty()) {
        types.push_back(part.substr(0, part.find(',')));
        part.remove_prefix(std::min(types.back().size() + 1, part.size()));
      }
    }
    return types;
  }
  return types;
}

// What a search found (http.html, "Search"): resources with ids, of the types that were asked for.
void check_search(Walk& walk, const fhir::Element& bundle, const std::vector<const fhir::Element*>& entries) {
  const std::vector<std::string_view> types = searched_types(walk, bundle);
  for (const fhir::Element* entry : entries) {
    const fhir::Element* resource = entry->child("resource");
    if (resource == nullptr) {
      walk.error(*entry, "invalid", "bundle-search-resource", "an entry of a search needs a resource");
      continue;
    }
    const fhir::Element* search = entry->child("search");
    const std::string_view mode = search == nullptr ? std::string_view() : search->text("mode");
    const std::string type(resource->resource_type());
    if ((mode == "match" || mode == "include") && resource->text("id").empty())
      walk.error(*resource, "invalid", "bundle-search-id", "a resource that a search found needs an id");
    if (mode == "match" && !types.empty() && std::find(types.begin(), types.end(), type) == types.end())
      walk.error(*resource, "invalid", "bundle-search-type", "the search was not for the type " + type);
    if (mode == "outcome" && type != "OperationOutcome")
      walk.error(*resource, "invalid", "bundle-search-type",
                 "an entry of mode outcome holds an OperationOutcome, not a " + type);
  }
}

// Does this element name a resource by its address? References do, and URLs that are no name of something else.
bool is_address(const fhir::Element& e) {
  if (e.type() == nullptr || !e.has_value || e.parent == nullptr) return false;
  if (e.type()->name != "url" && e.type()->name != "uri") return false;
  if (e.name() == "system" || e.name() == "fullUrl") return false;
  const std::string_view type = e.parent->type() == nullptr ? std::string_view() : e.parent->type()->name;
  return !(type == "Extension" && e.name() == "url") && type != "Endpoint" && type != "MessageHeader.source" &&
         type != "MessageHeader.destination";
}

// All references below an element, in entries of one Bundle.
template <typename Visit>
void each_reference(const fhir::Element& root, Visit visit) {
  std::vector<const fhir::Element*> stack{&root};
  while (!stack.empty()) {
    const fhir::Element* e = stack.back();
    stack.pop_back();
    if (e->type() != nullptr && e->type()->name == "Reference")
      if (const fhir::Element* r = e->child("reference"); r != nullptr && r->has_value) visit(*e, r->value());
    for (const fhir::Element* c = e->first(); c != nullptr; c = c->next()) {
      if (is_address(*c)) visit(*c, c->value());
      if (c->has_children() && c->resource_type() != "Bundle") stack.push_back(c);
    }
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
  std::vector<const fhir::Element*> stack{entries.front()};
  for (const fhir::Element* l = bundle.first(); l != nullptr; l = l->next())
    if (l->name() == "link" && l->text("relation") == "stylesheet")
      if (const fhir::Element* entry = linked_entry(walk, bundle, *l)) stack.push_back(entry);
  std::unordered_set<const fhir::Element*> reached(stack.begin(), stack.end());
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

// A reference that R4 wants to lead into the Bundle (documents.html, "Content"; messageheader.html, "focus").
void check_inside(Walk& walk, const fhir::Element& e) {
  const std::string_view reference = e.text("reference");
  if (reference.empty() || reference.starts_with('#')) return;
  const fhir::Element* target = walk.references().resolve(e, reference);
  if (target == nullptr || entry_of(*target) == nullptr)
    walk.error(e, "not-found", "bundle-reference", "'" + std::string(reference) + "' is not in the Bundle");
}

template <size_t n>
void check_all_inside(Walk& walk, const fhir::Element& e, const std::string_view (&names)[n]) {
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (std::find(std::begin(names), std::end(names), c->name()) != std::end(names)) check_inside(walk, *c);
}

void check_composition(Walk& walk, const fhir::Element& e) {
  check_all_inside(walk, e, {"subject", "encounter", "author", "custodian", "focus", "entry"});
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    if (c->name() == "attester") check_all_inside(walk, *c, {"party"});
    if (c->name() == "event") check_all_inside(walk, *c, {"detail"});
    if (c->name() == "section") check_composition(walk, *c);
  }
}

}  // namespace

void check_bundle(Walk& walk, const fhir::Element& bundle) {
  const std::string_view type = bundle.text("type");
  std::vector<const fhir::Element*> entries;
  for (const fhir::Element* e = bundle.first(); e != nullptr; e = e->next())
    if (e->name() == "entry") entries.push_back(e);
  check_links(walk, bundle, type);
  for (const fhir::Element* entry : entries) check_full_url(walk, *entry, type);
  if (type == "searchset") check_search(walk, bundle, entries);
  if (type != "document" && type != "message") return;
  if (type == "document") check_stylesheets(walk, bundle);
  if (entries.empty())
    return walk.error(bundle, "invalid", "bundle-empty", "a " + std::string(type) + " needs at least one entry");
  const fhir::Element* first = entries.front()->child("resource");
  const std::string_view wanted = type == "document" ? "Composition" : "MessageHeader";
  if (first == nullptr || first->resource_type() != wanted) {
    walk.error(*entries.front(), "invalid", "bundle-first",
               "the first entry of a " + std::string(type) + " must be a " + std::string(wanted));
    return;
  }
  if (type == "document")
    check_composition(walk, *first);
  else
    check_all_inside(walk, *first, {"focus"});
  check_reachable(walk, bundle, entries, type == "document");
}

}  // namespace anamnesis::validate
