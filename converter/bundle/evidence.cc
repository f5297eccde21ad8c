// Evidence: the extension derivation-reference says where the words stand that a resource or an element comes from, in
// code points of the document's text. On a resource it names the DocumentReference; on an element, where that is the
// same, it does not. Every span must lie in the text and begin and end between code points: anything else is a bug.
#include <algorithm>

#include "base/check.h"
#include "bundle/parts.h"

namespace anamnesis {
namespace {

using fhir::Element;
using fhir::JsonKind;

bool at_boundary(std::string_view text, uint32_t offset) {
  return offset == text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
}

void add_number(const BundleJob& job, Element* extension, std::string_view url, uint32_t number) {
  Element* part = fhir::add(job.arena, extension, "extension");
  fhir::add(job.arena, part, "url", url);
  fhir::add(job.arena, part, "valueInteger", job.arena.copy(std::to_string(number)), JsonKind::number);
}

void add_span(const BundleJob& job, Element* on, Span span, std::string_view document_url,
              const CodePointIndex& index) {
  const std::string_view text = job.document.text;
  INSIST(span.begin < span.end && span.end <= text.size());
  INSIST(at_boundary(text, span.begin) && at_boundary(text, span.end));
  const uint32_t begin = index.code_points_before(span.begin);
  const uint32_t end = index.code_points_before(span.end);
  Element* extension = fhir::add(job.arena, on, "extension");
  if (!document_url.empty()) {
    Element* part = fhir::add(job.arena, extension, "extension");
    fhir::add(job.arena, part, "url", "reference");
    fhir::add(job.arena, fhir::add(job.arena, part, "valueReference"), "reference", document_url);
  }
  add_number(job, extension, "offset", begin);
  add_number(job, extension, "length", end - begin);
  fhir::add(job.arena, extension, "url", job.mapping.system("derivation-reference"));
}

}  // namespace

void add_evidence(const BundleJob& job, Resource& resource, std::string_view document_url,
                  const CodePointIndex& index) {
  if (job.options.evidence == EvidenceLevel::none) return;
  std::sort(resource.mentions.begin(), resource.mentions.end());
  resource.mentions.erase(std::unique(resource.mentions.begin(), resource.mentions.end()), resource.mentions.end());
  for (const Span span : resource.mentions)
    if (!span.empty()) add_span(job, resource.root, span, document_url, index);
  if (job.options.evidence == EvidenceLevel::resource) return;
  std::vector<std::pair<const Element*, Span>> done;
  for (const Made& made : resource.made) {
    if (made.span.empty()) continue;
    const std::pair<const Element*, Span> one{made.element, made.span};
    if (std::find(done.begin(), done.end(), one) != done.end()) continue;
    done.push_back(one);
    add_span(job, const_cast<Element*>(made.element), made.span, {}, index);
  }
}

}  // namespace anamnesis
