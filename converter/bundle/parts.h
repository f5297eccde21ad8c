// The parts that a Bundle is put together from. Internal to bundle/.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/utf8.h"
#include "bundle/bundle.h"

namespace anamnesis {

// A resource as it goes into the Bundle.
struct Entry {
  fhir::Element* root = nullptr;
  std::string_view type;
  std::string_view id;        // in the arena
  std::string_view full_url;  // urn:uuid:...
};

struct BundleJob {
  const Document& document;
  Resources& resources;
  const Mapping& mapping;
  const BundleOptions& options;
  Arena& arena;
};

// ids.cc: an id for each fact; equal facts are numbered in order. A fact's bytes must outlive the ids.
class Ids {
 public:
  Ids(std::string_view identity, Arena& arena) : identity_(identity), arena_(arena) {}
  std::string_view id_of(std::string_view fact);
  std::string_view full_url(std::string_view id);

 private:
  std::string identity_;
  Arena& arena_;
  std::unordered_map<std::string_view, uint32_t> seen_;  // how often each fact was asked for; not copied
};

// document_reference.cc
fhir::Element* make_document_reference(const BundleJob& job, std::string_view patient_url);

// provenance.cc
fhir::Element* make_software(const BundleJob& job);  // Device: the program and its tables
fhir::Element* make_provenance(const BundleJob& job, const std::vector<Entry>& targets, std::string_view document_url,
                               std::string_view software_url);
void add_coding_of(const BundleJob& job, fhir::Element* concept_element, std::string_view vocabulary,
                   std::string_view key);

// evidence.cc: derivation-reference extensions on resources and elements.
void add_evidence(const BundleJob& job, Resource& resource, std::string_view document_url, const CodePointIndex& index);

// composition.cc
fhir::Element* make_composition(const BundleJob& job, const std::vector<Entry>& entries, std::string_view patient_url,
                                std::string_view software_url);

}  // namespace anamnesis
