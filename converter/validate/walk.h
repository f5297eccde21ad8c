// Walk: one validation of one resource: what the checks share (where they report, what they may ask).
//
// Each kind of check is a free function of its own file, check_KIND(walk, element, node). The base walk visits every
// element once with the definition of its type; each profile adds a walk over what the profile says more.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/arena.h"
#include "base/issue.h"
#include "base/text_hash.h"
#include "fhir/element.h"
#include "fhir/locations.h"
#include "fhir/model.h"
#include "terminology/terminology.h"
#include "validate/schema.h"
#include "validate/validator.h"

namespace anamnesis::validate {

class References;
class Invariants;

struct Environment {
  const SchemaStore& schemas;
  const terminology::Terminology& terms;
  const fhir::Model& model;
  const Options& options;
  std::vector<std::pair<std::string, std::string>>
      global_profiles;  // type and canonical, of ImplementationGuide.global
};

struct PairHash {
  size_t operator()(const std::pair<const void*, const void*>& p) const {
    return std::hash<const void*>()(p.first) * 31 + std::hash<const void*>()(p.second);
  }
};

struct CodingHash {
  size_t operator()(const terminology::Coding& c) const {
    return hash_text(c.code, hash_text(c.display, hash_text(c.system))) + hash_text(c.version);
  }
};

// The question whether a value set has a code; without a system where an element has none.
struct Member {
  const terminology::ValueSet* set;
  std::string_view system, code;
  bool has_system;
  bool operator==(const Member&) const = default;
};
struct MemberHash {
  size_t operator()(const Member& m) const {
    return hash_text(m.code, hash_text(m.system)) ^ reinterpret_cast<uintptr_t>(m.set);
  }
};

// What was looked up for one document and is as true for the next. For one walk at a time.
struct Lookups {
  Arena arena{size_t{4} << 10};
  std::vector<const Schema*> base_schemas;  // by the type's number; null: not asked for yet
  std::unordered_map<std::string_view, const Schema*, TextHash> schemas;  // by canonical
  // By the canonical's place in its definition, and the schema it is asked for.
  std::unordered_map<std::pair<const void*, const void*>, const terminology::ValueSet*, PairHash> value_sets;
  // By slice and discriminator: the nodes that the path leads to from the slice.
  std::unordered_map<std::pair<const void*, const void*>, std::vector<const Node*>, PairHash> slice_nodes;
  std::unordered_map<terminology::Coding, terminology::CodeResult, CodingHash> codes;
  std::unordered_map<Member, terminology::Answer, MemberHash> members;
  std::unordered_map<std::string_view, std::string, TextHash> system_faults;  // of systems that are not known

  bool too_many() const { return schemas.size() + codes.size() + members.size() + system_faults.size() > 50'000; }
};

class Walk {
 public:
  Walk(const Environment& environment, Lookups& lookups, const fhir::Element& root, std::string_view source,
       Issues& out);
  ~Walk();

  void run();  // everything

  // Against the base definition of its type and all profiles it claims, with all below it.
  void resource(const fhir::Element& e);
  // What `schema` says about an element that the base walk visits too.
  void profile(const fhir::Element& e, const Schema& schema);
  // Facets of one node on one element, and what is below: for the walk and for slices.
  void profile_element(const fhir::Element& e, const Node& node);
  // True if the element has no error against the profile. Remembered: targets of references come by again and again.
  bool conforms(const fhir::Element& e, const Schema& schema);

  // Reporting. `below` is appended to the element's expression.
  void report(Severity severity, const fhir::Element& e, std::string_view code, std::string_view id, std::string text,
              std::string_view below = {});
  void error(const fhir::Element& e, std::string_view code, std::string_view id, std::string text) {
    report(Severity::error, e, code, id, std::move(text));
  }
  // An error in what JSON has for the element, or under it: its place is named as in json_path_of.
  void json_error(const fhir::Element& e, std::string_view id, std::string text);
  size_t errors() const { return errors_; }  // reported so far
  bool wants(Severity severity) const { return severity >= environment_.options.least; }

  const Schema* schema(std::string_view canonical);  // nullptr if unknown
  const Schema* base(const fhir::TypeDef& type) {    // the definition of a type
    const std::vector<const Schema*>& known = lookups_.base_schemas;
    return type.number < known.size() && known[type.number] != nullptr ? known[type.number] : find_base(type);
  }
  // The value set with this canonical, as the definition `named_by` means it; nullptr if unknown.
  const terminology::ValueSet* value_set(std::string_view canonical, const Schema* named_by);
  const terminology::CodeResult& check_code(const terminology::Coding& coding);
  Lookups& lookups() { return lookups_; }
  // True when asked for the first time: what is said once for a whole document.
  bool first_time(std::string_view kind, std::string_view what);
  const Environment& environment() const { return environment_; }
  const fhir::Element& root() const { return root_; }
  std::string_view source() const { return source_; }
  Arena& arena() { return arena_; }
  References& references() { return *references_; }
  Invariants& invariants();
  bool is_xml() const { return is_xml_; }
  bool is_base() const { return profile_ == nullptr || profile_->title.empty(); }  // no profile is being walked
  std::string_view current_profile() const { return profile_ == nullptr ? std::string_view() : profile_->title; }

 private:
  friend class Quiet;
  // The base walk passes by what is below: there may be any number of ids.
  void pass_by() { element_ids_ += 2; }
  void base_element(const fhir::Element& e, const Node& node);
  uint64_t base_children(const fhir::Element& e, const Node& content);  // the names of the children, as bits
  void base_child(const fhir::Element& child, const Node& node);
  void profile_children(const fhir::Element& e, const Node& node);
  void claimed_profiles(const fhir::Element& e);
  void tell(Issue issue, const fhir::Element& at);
  bool is_new(const Issue& issue);
  const Schema* find_base(const fhir::TypeDef& type);

  const Environment& environment_;
  Lookups& lookups_;
  const fhir::Element& root_;
  std::string_view source_;
  fhir::Locations locations_;
  Issues* out_;
  bool is_xml_ = false;
  size_t errors_ = 0;
  Arena arena_;
  std::unique_ptr<References> references_;
  std::unique_ptr<Invariants> invariants_;  // made when first needed
  const Schema* profile_ = nullptr;
  std::unordered_map<std::pair<const void*, const void*>, bool, PairHash>
      conformance_;  // element and schema -> verdict
  std::unordered_set<std::string, TextHash, std::equal_to<>> told_;
  std::string told_key_;                                     // reused, so that a lookup allocates nothing
  std::unordered_multimap<uint64_t, uint32_t> told_issues_;  // position in out_ by hash, so that each is told once
  std::vector<const fhir::Element*> items_;  // a stack: the items of the nodes that profiles are looking at
  size_t element_ids_ = 0;                   // elements with an id that the base walk has met in the resource it is in
  int depth_ = 0;
};

// The nearest resource an element is in (itself if it is one), and the outermost that contains that one.
const fhir::Element& resource_of(const fhir::Element& e);
const fhir::Element& root_resource_of(const fhir::Element& e);
// The Bundle.entry that the element's outermost resource is in, or nullptr.
const fhir::Element* entry_of(const fhir::Element& e);

}  // namespace anamnesis::validate
