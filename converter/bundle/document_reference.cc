// DocumentReference: the narrative itself, so that the Bundle can be checked against its source: the text that offsets
// count in, its SHA-1 (R4 asks for that one), title, authors as printed, identifiers, and the date of publication in
// attachment.creation, since DocumentReference.date is an instant and no text gives one.
#include "base/hash.h"
#include "bundle/parts.h"
#include "map/time.h"

namespace anamnesis {

using fhir::Element;
using fhir::JsonKind;

void add_coding_of(const BundleJob& job, Element* concept_element, std::string_view vocabulary, std::string_view key) {
  const Row entry = job.mapping.vocabulary(vocabulary, key);
  if (!entry) return;
  Element* coding = fhir::add(job.arena, concept_element, "coding");
  fhir::add(job.arena, coding, "system", entry["system"]);
  fhir::add(job.arena, coding, "code", entry["code"]);
  if (!entry["display"].empty()) fhir::add(job.arena, coding, "display", entry["display"]);
}

namespace {

std::string author_text(const Author& author) {
  if (!author.text.empty()) return author.text;
  return author.given.empty() ? author.family : author.family + ", " + author.given;
}

void add_identifiers(const BundleJob& job, Element* root) {
  for (const Identifier& identifier : job.document.metadata.identifiers) {
    if (identifier.value.empty()) continue;
    std::string_view system = job.mapping.system("identifier/" + identifier.system);
    if (system.empty()) system = job.mapping.system("identifier");
    Element* element = fhir::add(job.arena, root, "identifier");
    fhir::add(job.arena, element, "system", system);
    fhir::add(job.arena, element, "value", identifier.value);
  }
}

void add_attachment(const BundleJob& job, Element* root) {
  const Document& document = job.document;
  const Metadata& metadata = document.metadata;
  Element* attachment = fhir::add(job.arena, fhir::add(job.arena, root, "content"), "attachment");
  fhir::add(job.arena, attachment, "contentType", "text/plain; charset=utf-8");
  if (!metadata.language.empty()) fhir::add(job.arena, attachment, "language", metadata.language);
  if (!document.text.empty()) fhir::add(job.arena, attachment, "data", job.arena.copy(base64(document.text)));
  fhir::add(job.arena, attachment, "size", job.arena.copy(std::to_string(document.text.size())), JsonKind::number);
  const auto digest = sha1(document.text);
  fhir::add(job.arena, attachment, "hash",
            job.arena.copy(base64({reinterpret_cast<const char*>(digest.data()), digest.size()})));
  if (!metadata.title.empty()) fhir::add(job.arena, attachment, "title", metadata.title);
  const std::string_view date = fhir_date_time(metadata.date);
  if (!date.empty()) fhir::add(job.arena, attachment, "creation", date);
}

}  // namespace

Element* make_document_reference(const BundleJob& job, std::string_view patient_url) {
  Element* root = fhir::make_resource(job.arena, "DocumentReference");
  add_identifiers(job, root);
  fhir::add(job.arena, root, "status", "current");
  add_coding_of(job, fhir::add(job.arena, root, "type"), "document", "type");
  if (job.resources.patients == 1)
    fhir::add(job.arena, fhir::add(job.arena, root, "subject"), "reference", patient_url);
  for (const Author& author : job.document.metadata.authors) {
    const std::string text = author_text(author);
    if (!text.empty()) fhir::add(job.arena, fhir::add(job.arena, root, "author"), "display", job.arena.copy(text));
  }
  if (!job.document.metadata.journal.empty()) fhir::add(job.arena, root, "description", job.document.metadata.journal);
  add_attachment(job, root);
  return root;
}

}  // namespace anamnesis
