// Composition: the table of contents of a document Bundle, its sections by the table resources/sections (resource type,
// category -> key of the vocabulary "section").
#include <algorithm>
#include <map>

#include "bundle/parts.h"

namespace anamnesis {
namespace {

using fhir::Element;

std::string_view category_of(const Element* root) {
  const Element* category = root->child("category");
  const Element* coding = category == nullptr ? nullptr : category->child("coding");
  return coding == nullptr ? std::string_view() : coding->text("code");
}

// The section of a resource: the row of its type with its category, else the row of its type without one.
Row section_of(const Mapping& mapping, const Entry& entry) {
  const Table* sections = mapping.sections();
  if (sections == nullptr) return {};
  const std::string_view category = category_of(entry.root);
  Row found;
  for (uint32_t i = 0; i < sections->size(); ++i) {
    const Row row{sections, i};
    if (row["resource"] != entry.type) continue;
    if (row["category"] == category) return row;
    if (row["category"].empty()) found = row;
  }
  return found;
}

}  // namespace

Element* make_composition(const BundleJob& job, const std::vector<Entry>& entries, std::string_view patient_url,
                          std::string_view software_url) {
  const auto& title = job.document.metadata.title;
  Element* root = fhir::make_resource(job.arena, "Composition");
  fhir::add(job.arena, root, "status", "final");
  add_coding_of(job, fhir::add(job.arena, root, "type"), "document", "composition");
  if (job.resources.patients == 1)
    fhir::add(job.arena, fhir::add(job.arena, root, "subject"), "reference", patient_url);
  fhir::add(job.arena, root, "date", job.options.recorded);
  fhir::add(job.arena, fhir::add(job.arena, root, "author"), "reference", software_url);
  fhir::add(job.arena, root, "title", title.empty() ? std::string_view("Narrative clinical case") : title);
  std::map<std::string_view, std::pair<Row, std::vector<std::string_view>>> sections;  // by the order the table gives
  for (const Entry& entry : entries)
    if (const Row row = section_of(job.mapping, entry)) {
      auto& section = sections[row["order"]];
      section.first = row;
      section.second.push_back(entry.full_url);
    }
  for (const auto& [order, section] : sections) {
    Element* element = fhir::add(job.arena, root, "section");
    const Row entry = job.mapping.vocabulary("section", section.first["section"]);
    fhir::add(job.arena, element, "title", section.first["title"]);
    if (entry) add_coding_of(job, fhir::add(job.arena, element, "code"), "section", section.first["section"]);
    for (const std::string_view url : section.second)
      fhir::add(job.arena, fhir::add(job.arena, element, "entry"), "reference", url);
  }
  return root;
}

}  // namespace anamnesis
