// Schema: a StructureDefinition compiled for the walk: a tree of Nodes, one per element definition, slices beside the
// element they slice. In: the definition's JSON, with a snapshot or only a differential. Immutable once made.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/issue.h"
#include "base/json.h"
#include "base/regex.h"
#include "fhir/element.h"
#include "fhir/model.h"
#include "package/packages.h"

namespace anamnesis::fhirpath {
class Expression;
}

namespace anamnesis::validate {

constexpr uint32_t kUnbounded = UINT32_MAX;
inline constexpr std::string_view kCore = "http://hl7.org/fhir/StructureDefinition/";  // where R4's own definitions are

struct TypeRef {
  std::string_view code;                      // FHIR type; FHIRPath system types are already translated
  const fhir::TypeDef* type = nullptr;        // of that code; null if it is not known
  std::vector<std::string_view> profiles;     // canonicals the value must conform to (one of them)
  std::vector<std::string_view> targets;      // canonicals the target of a reference must conform to (one of them)
  std::vector<std::string_view> aggregation;  // contained | referenced | bundled
};

struct Binding {
  std::string_view strength;  // required | extensible | preferred | example
  std::string_view value_set;
  std::string_view max_value_set;
  std::vector<std::pair<std::string_view, std::string_view>> additional;  // strength and value set, by extension
};

// Constraints that the walk judges, wholly or in part, without their expression: see invariant.cc.
enum class ConstraintKind : uint8_t { other, ele_1, ref_1, dom_3 };

struct Constraint {
  std::string_view key, severity, expression, human, source;
  bool best_practice = false;
  ConstraintKind kind = ConstraintKind::other;
  Severity told_as = Severity::error;                         // what a breach of it is reported as
  std::string_view told = {};                                 // and in which words
  std::shared_ptr<const fhirpath::Expression> compiled = {};  // null if it is none
  bool inherited = false;                                     // also stands in a base type, whose own walk evaluates it
};

// One step of a discriminator's path.
struct PathStep {
  enum Kind : uint8_t { member, extension, resolve, of_type } kind;
  std::string_view argument;
  uint32_t name = 0;  // of a member, the number: see base/names.h
};

enum class DiscriminatorKind : uint8_t { value, exists, type, profile };  // a pattern is a value

struct Discriminator {
  std::string_view type;  // value | pattern | exists | type | profile
  std::string_view path;
  DiscriminatorKind kind = DiscriminatorKind::value;
  bool is_url = false;               // the value of `url`
  std::vector<PathStep> steps = {};  // of the path
};

struct Slicing {
  std::vector<Discriminator> discriminators;
  std::string_view rules = "open";  // open | closed | openAtEnd
  bool ordered = false;
};

struct Schema;
struct Node;

// A child of a node, as much of it as tells whether there is more to ask.
struct ChildFacet {
  const Node* node;
  uint64_t bit;  // of the name: see base/names.h
  uint32_t min, max;
  uint32_t name = 0;          // number of the name without [x]
  bool needed = false;        // absence is an error: of the element or of one of its slices
  bool may_be_typed = false;  // "valueQuantity" rather than "value[x]": as some snapshots write it
  bool is_choice = false;
};

// What the walk asks of a node before all else, worked out once everything is merged, so that it passes by what the
// node says nothing about. It is all that is looked at of most nodes, and so stands together.
struct Facets {
  bool limits = false;       // see limits.cc
  bool values = false;       // fixed or pattern
  bool constraints = false;  // that a profile's walk evaluates: the base types' own are not among them
  bool ele_1 = false;        // ele-1 is among the constraints
  bool binding = false;
  bool narrative = false;                // see narrative_control.cc
  bool types = false;                    // some type must be told from others, or has a profile
  bool profiled = false;                 // some type must follow a profile
  bool sliced = false;                   // there are slices
  const Node* content = nullptr;         // whose children are the node's: its own, or a contentReference's
  std::vector<const Constraint*> rules;  // the constraints without ele-1
  std::vector<ChildFacet> children;      // of the content
  std::vector<std::pair<uint32_t, uint32_t>> required;  // of the children that must be there: position and how often
  const TypeRef* reference = nullptr;                   // the type Reference, if it is among the types
  std::vector<std::string_view> urls;                   // of an extension: that its profiles allow
  const fhir::Element* fixed_url = nullptr;             // of an extension: where nothing but this value tells its url
};

struct Node {
  Facets facets;
  std::string_view name;        // last part of the path: "value[x]"; the type for the root
  std::string_view path;        // "Observation.value[x]"
  std::string_view slice_name;  // "" unless it is a slice
  uint32_t min = 0;
  uint32_t max = kUnbounded;
  std::vector<TypeRef> types;
  std::string_view content_reference;
  const fhir::Element* fixed = nullptr;  // a tree of the value's type
  const fhir::Element* pattern = nullptr;
  const fhir::Element* min_value = nullptr;
  const fhir::Element* max_value = nullptr;
  std::optional<uint32_t> max_length;
  std::optional<uint32_t> min_length;                     // by extension
  std::optional<uint32_t> max_decimals;                   // by extension
  std::optional<uint32_t> max_size;                       // by extension, in bytes
  std::shared_ptr<const Regex> regex;                     // by extension
  std::vector<std::string_view> value_alternatives;       // by extension: extensions that may stand for the value
  std::string_view narrative_language, narrative_source;  // by extension: what a Narrative's sections must be
  std::optional<Binding> binding;
  std::vector<Constraint> constraints;
  std::optional<Slicing> slicing;
  std::vector<Node*> slices;
  std::vector<Node*> children;
  Node* parent = nullptr;        // of a slice: the sliced node's parent
  const Node* target = nullptr;  // of a contentReference
  const Schema* schema = nullptr;
  uint32_t position = 0;  // among the parent's children
  bool is_modifier = false;
  bool must_have_value = false;  // by extension
  bool is_choice = false;

  // The name without [x].
  std::string_view stem() const { return is_choice ? name.substr(0, name.size() - 3) : name; }
  const std::vector<Node*>& content() const {
    return children.empty() && target != nullptr ? target->children : children;
  }
  const Node* child(std::string_view wanted) const {
    for (const Node* n : content())
      if (n->name == wanted) return n;
    return nullptr;
  }
};

struct ContextRule {
  std::string_view type;  // element | extension | fhirpath
  std::string_view expression;
};

// A node and its place among its parent's children.
struct Placed {
  const Node* node;
  uint32_t position;
  uint32_t max;
};

// Why a differential could not be applied; `path` is that of an element which has no place in the base, or "".
struct Fault {
  std::string text;
  std::string_view path = {};
};

struct Schema {
  std::string_view url, version, type, kind, derivation, base, name, fhir_version;
  std::string title;  // "url|version", for messages
  bool is_abstract = false;
  Node* root = nullptr;
  const fhir::TypeDef* type_def = nullptr;  // of `type`; null if it is not known
  bool fits_anywhere = false;               // an extension whose contexts name all elements
  std::vector<Placed> in_order;             // of a base type: the node of each snapshot element, for Property::order
  std::vector<ContextRule> contexts;
  std::vector<std::string_view> context_invariants;
  std::vector<std::string_view> imposed;  // profiles that this one imposes
  std::vector<Fault> faults;
  const package::Resource* resource = nullptr;

  bool is_profile() const { return derivation == "constraint"; }
  const Node* find(std::string_view path) const;  // the unsliced node of a path

  std::deque<Node> nodes;
  std::deque<Arena> arenas;
};

// Finds and compiles schemas on demand, each once. Thread-safe; schemas live as long as the store.
class SchemaStore {
 public:
  SchemaStore(const package::Packages& packages, const fhir::Model& model);
  ~SchemaStore();
  // By canonical ("url" or "url|version"), or nullptr if it is not there or not a StructureDefinition.
  const Schema* find(std::string_view canonical) const;
  // The base definition of a type ("Patient", "Quantity"), or nullptr.
  const Schema* base(std::string_view type) const;
  // A StructureDefinition that is in no package, compiled for itself (to say what is wrong with it).
  std::unique_ptr<Schema> compile(const json::Value& definition) const;

  // Our own words for one of R4's invariants, or "".
  std::string_view message(std::string_view key) const;
  const package::Packages& packages() const { return packages_; }
  const fhir::Model& model() const { return model_; }

 private:
  struct Cache;
  const package::Packages& packages_;
  const fhir::Model& model_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace anamnesis::validate
