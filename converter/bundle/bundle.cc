// Ids first, then the references that name them, then evidence; the company of housekeeping resources; each resource's
// children in the order of their definition; last the entries, of which a transaction's are PUTs under stable ids.
#include "bundle/bundle.h"

#include <algorithm>

#include "base/ascii.h"
#include "bundle/parts.h"
#include "fhir/model.h"

namespace anamnesis {
namespace {

using fhir::Element;

std::string_view name_of(BundleKind kind) {
  switch (kind) {
    case BundleKind::transaction: return "transaction";
    case BundleKind::collection: return "collection";
    case BundleKind::document: return "document";
  }
  return "collection";
}

// How an element stands in JSON, as its definition has it.
void stand_as_json(Element& e) {
  e.in_array = e.property() != nullptr && e.property()->is_array;
  if (e.type() != nullptr && e.type()->is_primitive() && !e.has_value) e.json = fhir::JsonKind::null;
}

// Children in the order of the definition, as XML demands and people expect. Items of one name keep theirs.
void put_in_order(Element* root) {
  std::vector<Element*> stack{root}, children;
  while (!stack.empty()) {
    Element* parent = stack.back();
    stack.pop_back();
    children.clear();
    for (Element* c = parent->first(); c != nullptr; c = c->next()) {
      children.push_back(c);
      stand_as_json(*c);
      if (c->has_children()) stack.push_back(c);
    }
    const auto order = [](const Element* e) { return e->property() == nullptr ? UINT32_MAX : e->property()->order; };
    const auto before = [&](const Element* a, const Element* b) { return order(a) < order(b); };
    if (std::is_sorted(children.begin(), children.end(), before)) continue;
    std::stable_sort(children.begin(), children.end(), before);
    parent->forget_children();
    for (Element* c : children) parent->append(c);
  }
}

class Assembly {
 public:
  Assembly(BundleJob job) : job_(job), ids_(job.document.identity, job.arena), index_(job.document.text) {}

  Bundle run() {
    std::vector<std::string_view> told_ids;
    for (Resource& resource : job_.resources.all)
      told_ids.push_back(add(resource.root, resource.type, resource.fact).id);
    const size_t told = entries_.size();
    const Entry patient = entries_.at(0);
    const Entry document =
        add(make_document_reference(job_, patient.full_url), "DocumentReference", "DocumentReference");
    // The program is the same whatever it converts, so its id does not depend on the document.
    Ids common("anamnesis", job_.arena);
    const std::string_view software_id = common.id_of("Device");
    entries_.push_back({make_software(job_), "Device", software_id, common.full_url(software_id)});
    const Entry software = entries_.back();

    for (Resource& resource : job_.resources.all) {
      for (const Link& link : resource.links)
        fhir::add(job_.arena, link.reference, "reference", entries_[link.target].full_url);
      add_evidence(job_, resource, document.full_url, index_);
    }
    std::vector<Entry> targets(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(told));
    add(make_provenance(job_, targets, document.full_url, software.full_url), "Provenance", "Provenance");
    if (job_.options.kind == BundleKind::document) {
      add(make_composition(job_, targets, patient.full_url, software.full_url), "Composition", "Composition");
      std::rotate(entries_.begin(), entries_.end() - 1, entries_.end());
    }
    Bundle out;
    out.ids = std::move(told_ids);
    out.root = bundle();
    return out;
  }

 private:
  Entry add(Element* root, std::string_view type, std::string_view fact) {
    const std::string_view id = ids_.id_of(fact);
    entries_.push_back({root, type, id, ids_.full_url(id)});
    return entries_.back();
  }

  void finish(const Entry& entry) {
    fhir::add(job_.arena, entry.root, "id", entry.id);
    if (job_.options.meta_profile) {
      const std::string profile = std::string(job_.mapping.system("profile")) + "anamnesis-" + ascii_lower(entry.type);
      fhir::add(job_.arena, fhir::add(job_.arena, entry.root, "meta"), "profile", job_.arena.copy(profile));
    }
  }

  Element* bundle() {
    Arena& arena = job_.arena;
    Element* root = fhir::make_resource(arena, "Bundle");
    const std::string_view id = ids_.id_of("Bundle");
    fhir::add(arena, root, "id", id);
    if (job_.options.kind == BundleKind::document) {
      Element* identifier = fhir::add(arena, root, "identifier");
      fhir::add(arena, identifier, "system", "urn:ietf:rfc:3986");
      fhir::add(arena, identifier, "value", ids_.full_url(id));
    }
    fhir::add(arena, root, "type", name_of(job_.options.kind));
    if (!job_.options.recorded.empty()) fhir::add(arena, root, "timestamp", job_.options.recorded);
    for (const Entry& entry : entries_) {
      finish(entry);
      Element* element = fhir::add(arena, root, "entry");
      fhir::add(arena, element, "fullUrl", entry.full_url);
      fhir::attach(element, entry.root, "resource");
      if (job_.options.kind != BundleKind::transaction) continue;
      Element* request = fhir::add(arena, element, "request");
      fhir::add(arena, request, "method", "PUT");
      fhir::add(arena, request, "url", arena.copy(std::string(entry.type) + "/" + std::string(entry.id)));
    }
    fhir::annotate(root, fhir::r4_model());
    put_in_order(root);
    return root;
  }

  BundleJob job_;
  Ids ids_;
  CodePointIndex index_;
  std::vector<Entry> entries_;
};

}  // namespace

Bundle make_bundle(const Document& document, Resources& resources, const Mapping& mapping, const BundleOptions& options,
                   Arena& arena) {
  return Assembly(BundleJob{document, resources, mapping, options, arena}).run();
}

}  // namespace anamnesis
