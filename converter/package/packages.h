// Packages: every conformance resource this run knows, found by canonical, offline.
//
// In: what is inside the binary (base R4, HL7's extensions and terminology, our own profiles), FHIR packages (.tgz,
// folder, `id#version` in ~/.fhir/packages) and single resource files, JSON or XML. Out: their JSON text.
//
// Nothing is parsed beyond finding type, url, version and id: parse `json` with base/json.h or fhir/json.h when it is
// needed, and keep what was made of it (a Resource's address is its identity: use it as the key of a cache).
//
// Load first, then share: the add functions are not thread-safe, everything const is, and a Resource stays where it is
// until the Packages is destroyed.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/archive.h"
#include "base/catalogue.h"
#include "base/result.h"

namespace anamnesis::package {

struct Resource {
  std::string_view type;     // "StructureDefinition"
  std::string_view url;      // canonical without version; "" for an instance, found by type and id only
  std::string_view version;  // "" where it has none
  std::string_view id;
  std::string_view json;  // the whole resource as FHIR JSON
  uint32_t package = 0;   // position in Packages::packages()
};

struct Package {
  std::string name;                       // "hl7.fhir.us.core"; the file's path for a single resource
  std::string version;                    // "6.1.0"; "" for a single resource
  std::string source;                     // where it was read from: "bundled", a path
  std::vector<std::string> dependencies;  // "id#version", as its package.json says
  size_t resources = 0;
  bool bundled = false;
  bool named = false;  // a single resource the user named: preferred where no version is asked for

  std::string label() const { return version.empty() ? name : name + "#" + version; }
};

// A package beyond these limits is refused with an error that says which.
using Limits = archive::Limits;

class Packages {
 public:
  Packages();                              // what is inside the binary
  explicit Packages(std::string schemas);  // another catalogue instead (see schema_folder.h)
  ~Packages();
  Packages(const Packages&) = delete;
  Packages& operator=(const Packages&) = delete;

  // A .tgz file, a folder (with package/ inside or being one), or `id#version` (also `id`: its highest version) in
  // the package cache. Dependencies that are in the cache come along, the others are in missing().
  Result<void> add_package(const std::string& name);
  // A .tgz from memory; `source` is for messages and listings.
  Result<void> add_archive(std::string_view bytes, const std::string& source, const Limits& limits = {});
  // One conformance resource, or a Bundle of them, JSON or XML by its content.
  Result<void> add_resource(const std::string& path);
  // The same from text; `source` is for messages and listings.
  Result<void> add_text(std::string text, const std::string& source);

  // The resource with this canonical ("url" or "url|version"), or nullptr. A version must be there exactly, or be a
  // prefix of one that is ("6.1" finds 6.1.0); a pin to R4's own 4.0.1 finds the later form of what HL7 moved out of
  // the base. Without a version: what the user named, else the version that the package of `from` or one it depends
  // on has, else the highest. `type` is a resource type or "" for any.
  const Resource* find(std::string_view canonical, std::string_view type = {}, const Resource* from = nullptr) const;
  // Every version of it, in the order they were loaded.
  std::vector<const Resource*> versions(std::string_view url, std::string_view type = {}) const;
  // By type and id ("Library/123"): the one last loaded, bundled ones left out; or nullptr.
  const Resource* find_by_id(std::string_view type, std::string_view id) const;
  // All resources of a type, in a fixed order.
  std::vector<const Resource*> all(std::string_view type) const;

  std::span<const Package> packages() const { return packages_; }
  const Package& package_of(const Resource& r) const { return packages_[r.package]; }
  const std::vector<std::string>& missing() const { return missing_; }  // dependencies that were not found

  static std::string cache_folder();  // ~/.fhir/packages, or FHIR_PACKAGE_CACHE

 private:
  friend class Loader;
  void index_bundled(const Catalogue& catalogue);
  void add(Resource resource);

  std::string schemas_;            // bytes of a catalogue that is not the embedded one
  std::deque<std::string> texts_;  // what was loaded
  std::vector<Package> packages_;
  std::vector<Resource> bundled_;  // sorted by url
  std::deque<Resource> loaded_;
  std::unordered_map<std::string_view, std::vector<const Resource*>> by_url_;  // of loaded_
  std::unordered_map<std::string, std::vector<const Resource*>> by_id_;        // "Type/id" of loaded_
  std::vector<std::string> missing_;
};

// Compares versions by their dot-separated parts, numbers as numbers: negative, zero, positive.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace anamnesis::package
