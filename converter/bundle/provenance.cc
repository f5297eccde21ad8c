// Provenance: which program with which tables made the resources out of which document, and when, if that was given.
#include "bundle/parts.h"

namespace anamnesis {

using fhir::Element;

Element* make_software(const BundleJob& job) {
  Element* root = fhir::make_resource(job.arena, "Device");
  Element* name = fhir::add(job.arena, root, "deviceName");
  fhir::add(job.arena, name, "name", "Anamnesis");
  fhir::add(job.arena, name, "type", "user-friendly-name");
  for (const auto& [part, value] :
       {std::pair<std::string_view, std::string_view>("converter", job.options.converter_version),
        {"mapping tables", job.options.tables_version}}) {
    if (value.empty()) continue;
    Element* version = fhir::add(job.arena, root, "version");
    fhir::add(job.arena, fhir::add(job.arena, version, "type"), "text", part);
    fhir::add(job.arena, version, "value", value);
  }
  return root;
}

Element* make_provenance(const BundleJob& job, const std::vector<Entry>& targets, std::string_view document_url,
                         std::string_view software_url) {
  Element* root = fhir::make_resource(job.arena, "Provenance");
  for (const Entry& target : targets)
    fhir::add(job.arena, fhir::add(job.arena, root, "target"), "reference", target.full_url);
  if (!job.options.recorded.empty()) {
    fhir::add(job.arena, root, "recorded", job.options.recorded);
  } else {
    Element* extension = fhir::add(job.arena, fhir::add(job.arena, root, "recorded"), "extension");
    fhir::add(job.arena, extension, "url", job.mapping.system("data-absent-reason"));
    fhir::add(job.arena, extension, "valueCode", "unknown");
  }
  Element* agent = fhir::add(job.arena, root, "agent");
  add_coding_of(job, fhir::add(job.arena, agent, "type"), "provenance", "agent");
  fhir::add(job.arena, fhir::add(job.arena, agent, "who"), "reference", software_url);
  Element* entity = fhir::add(job.arena, root, "entity");
  fhir::add(job.arena, entity, "role", "source");
  fhir::add(job.arena, fhir::add(job.arena, entity, "what"), "reference", document_url);
  return root;
}

}  // namespace anamnesis
