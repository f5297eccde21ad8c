// References: what a reference inside one document points to: contained resources, entries of the Bundle, files of the
// --resolve folder. Indexes are made when first needed, once per container, so that a document costs linear time.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/arena.h"
#include "base/text_hash.h"
#include "fhir/element.h"

namespace anamnesis::validate {

struct Environment;

// A literal reference taken apart (references.html, "Literal References").
struct Link {
  std::string_view base;      // "http://server/fhir", "" for a relative one
  std::string_view type, id;  // of a RESTful reference, else ""
  std::string_view fragment;  // behind '#'
  std::string_view plain;     // without version and fragment
  std::string_view version;   // behind "/_history/"
  bool absolute = false;      // has a scheme
};
Link take_apart(std::string_view reference);
bool is_absolute(std::string_view uri);
bool is_resource_type(const Environment& environment, std::string_view name);

class References {
 public:
  References(const Environment& environment, const fhir::Element& root);
  ~References();

  // The resource that `reference`, standing in element `from`, points to; nullptr if it is not in reach.
  const fhir::Element* resolve(const fhir::Element& from, std::string_view reference) {
    return resolve(from, reference, take_apart(reference));
  }
  // The same where it has been taken apart already.
  const fhir::Element* resolve(const fhir::Element& from, std::string_view reference, const Link& link);
  // All entries of a Bundle whose resource has this "Type/id".
  const std::vector<const fhir::Element*>& entries_by_id(const fhir::Element& bundle, std::string_view type_id);
  // Does any narrative of the document have an anchor, any of its elements an id of this name, or is it "Type_id" of
  // one of its resources (the anchor that the common narrative generators give them)?
  bool has_anchor(std::string_view name);
  const fhir::Element* contained(const fhir::Element& container, std::string_view id);

 private:
  // The resources of one Bundle by the fullUrl of their entry: open addressing, and all that a look-up compares in one
  // place, since those in a Bundle of thousands are misses of every cache.
  struct Bundle {
    struct Named {
      uint64_t hash;
      std::string_view url;
      const fhir::Element* resource;  // nullptr: the place is free
    };
    std::vector<Named> by_url;  // size a power of two, at most half full; of several entries of a name the first
    std::unordered_map<std::string, std::vector<const fhir::Element*>, TextHash, std::equal_to<>> by_id;
    bool ids_known = false;

    Named& place(uint64_t hash, std::string_view url) {
      const size_t mask = by_url.size() - 1;
      for (size_t at = hash & mask;; at = (at + 1) & mask) {
        Named& n = by_url[at];
        if (n.resource == nullptr || (n.hash == hash && n.url == url)) return n;
      }
    }
  };
  struct Loaded;
  Bundle& index(const fhir::Element& bundle);
  // Nothing: another Bundle around this one may know it.
  std::optional<const fhir::Element*> target_in(const fhir::Element& entry, const Link& link);
  const fhir::Element* target_by_url(const fhir::Element& bundle, std::string_view full_url);
  // Of the entries with this fullUrl, the one whose resource has the version (bundle.html#references); `first`: one of
  // them.
  const fhir::Element* of_version(const fhir::Element& bundle, const fhir::Element& first, std::string_view full_url,
                                  std::string_view version);
  // The fullUrl that a reference in an entry means; "" if it has none.
  std::string_view full_url_of(const fhir::Element& entry, const Link& reference, const Link& own);
  const fhir::Element* from_folder(std::string_view type, std::string_view id);

  const Environment& environment_;
  std::unordered_set<std::string> anchors_;
  bool anchors_known_ = false;
  const fhir::Element& root_;
  std::unordered_map<const fhir::Element*, Bundle> bundles_;
  std::pair<const fhir::Element*, Bundle*> last_bundle_{};  // that was asked for
  std::string url_;                                         // reused, so that a lookup allocates nothing
  std::unordered_map<const fhir::Element*, std::unordered_map<std::string_view, const fhir::Element*>> contained_;
  std::unordered_map<std::string, std::unique_ptr<Loaded>> files_;
};

}  // namespace anamnesis::validate
