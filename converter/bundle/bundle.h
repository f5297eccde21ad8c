// Bundle: resources get their ids, references, evidence and company (DocumentReference, Provenance, the program's
// Device, a Composition), and stand in one FHIR Bundle.
//
// Ids are UUID v5 of the document's identity and what a resource says, so the same case gives the same ids on every
// run and every machine; inside the Bundle fullUrl and references are urn:uuid:.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "map/map.h"

namespace anamnesis {

enum class BundleKind : uint8_t { transaction, collection, document };
enum class EvidenceLevel : uint8_t { element, resource, none };

struct BundleOptions {
  BundleKind kind = BundleKind::transaction;
  EvidenceLevel evidence = EvidenceLevel::element;
  std::string recorded;       // instant; empty: Provenance.recorded says that it is unknown
  bool meta_profile = false;  // name our own profiles in meta.profile
  std::string converter_version;
  std::string tables_version;  // hash of the mapping tables
};

struct Bundle {
  fhir::Element* root = nullptr;
  std::vector<std::string_view> ids;  // of Resources::all, in its order
};

// Takes the resources' elements into the tree, which lives in the arena and points into document, tables and arena.
// Kind document needs `recorded` (the caller has checked).
Bundle make_bundle(const Document& document, Resources& resources, const Mapping& mapping, const BundleOptions& options,
                   Arena& arena);

}  // namespace anamnesis
