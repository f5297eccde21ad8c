// References: what a reference inside one document points to: contained resources, entries of the Bundle, files of the
// --resolve folder. Indexes are made when first needed, once per container, so that a document costs linear time.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/arena.h"
#include "fhir/element.h"

namespace anamnesis::validate {

struct Environment;

// A literal reference taken apart (references.html, "Literal References").
struct Link {
  std::string_view base;      // "http://server/fhir", "" for a relative one
  std::string_view type, id;  // of a RESTful reference, else ""
  std::string_view fragment;  // behind '#'
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
  const fhir::Element* resolve(const fhir::Element& from, std::string_view reference);
  // All entries of a Bundle with this fullUrl.
  const std::vector<const fhir::Element*>& entries(const fhir::Element& bundle, std::string_view full_url);
  // All entries of a Bundle whose resource has this "Type/id".
  const std::vector<const fhir::Element*>& entries_by_id(const fhir::Element& bundle, std::string_view type_id);
  // In a Bundle: the fullUrl that a reference in an entry means; "" if it has none.
  std::string full_url_of(const fhir::Element& entry, std::string_view reference) const;
  // Does any narrative of the document have an anchor, any of its elements an id of this name, or is it "Type_id" of
  // one of its resources (the anchor that the common narrative generators give them)?
  bool has_anchor(std::string_view name);
  const fhir::Element* contained(const fhir::Element& container, std::string_view id);

 private:
  struct Bundle {
    std::unordered_map<std::string_view, std::vector<const fhir::Element*>> by_url;
    std::unordered_map<std::string, std::vector<const fhir::Element*>> by_id;
  };
  struct Loaded;
  const Bundle& index(const fhir::Element& bundle);
  const fhir::Element* from_folder(std::string_view type, std::string_view id);

  const Environment& environment_;
  std::unordered_set<std::string> anchors_;
  bool anchors_known_ = false;
  const fhir::Element& root_;
  std::unordered_map<const fhir::Element*, Bundle> bundles_;
  std::unordered_map<const fhir::Element*, std::unordered_map<std::string_view, const fhir::Element*>> contained_;
  std::unordered_map<std::string, std::unique_ptr<Loaded>> files_;
};

}  // namespace anamnesis::validate
