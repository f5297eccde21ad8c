// Element: one node of a FHIR resource, with its position in the source. The same tree for JSON and XML.
//
// A tree lives in an Arena; names and values point into the source buffer, the arena or static storage, all of
// which must outlive it. Children are in source order; the items of an array are siblings with one name.
// A primitive has a value (its text as written: 1.10 stays 1.10), and may have `id` and `extension` children:
// what JSON writes as `x` and `_x`, XML as attribute and children, is one Element here.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "fhir/types.h"

namespace anamnesis::fhir {

// One line of the cache: a Bundle of thousands of entries waits for memory more than it computes. So a name that the
// model knows is where its Property is, children are a ring that is held at its last, and a resource, which has no
// value, has a type that the model does not know in the value's place.
class alignas(64) Element {
 public:
  Element* parent = nullptr;
  uint32_t offset = 0;  // byte offset in the source
  uint32_t index = 0;   // position among the siblings of its name

  // As in JSON: "valueQuantity", "resourceType" excluded; "" for the root.
  std::string_view name() const {
    if (name_size_ != 0) return {name_, name_size_};
    return property_ == nullptr ? std::string_view() : property_->json_name;
  }
  // Its definition in the parent's type, if a Model was given and knows it.
  const Property* property() const { return name_size_ == 0 ? property_ : nullptr; }
  // "Quantity", "code", "Patient", "Patient.contact", if known.
  const TypeDef* type() const { return type_; }
  // A primitive's text, unescaped; empty for complex elements.
  std::string_view value() const { return {value_, has_value ? value_size_ : 0}; }
  bool is_resource() const { return is_resource_; }
  // "Patient" where the node is a resource, else empty.
  std::string_view resource_type() const {
    if (!is_resource_) return {};
    return type_ != nullptr ? type_->name : std::string_view(value_, value_size_);
  }

  bool has_children() const { return last_ != nullptr; }
  Element* first() const { return last_ == nullptr ? nullptr : last_->next_; }
  Element* next() const { return is_last_ ? nullptr : next_; }  // sibling
  Element* last() const { return last_; }

  // Inline: where the name is a literal, the comparison is that of a number or two.
  [[gnu::always_inline]] Element* child(std::string_view wanted) const {
    for (Element* e = first(); e != nullptr; e = e->next()) {
      const std::string_view name = e->name();
      if (name.size() == wanted.size() && __builtin_memcmp(name.data(), wanted.data(), wanted.size()) == 0) return e;
    }
    return nullptr;
  }
  // The value of a primitive child, or "".
  [[gnu::always_inline]] std::string_view text(std::string_view wanted) const {
    const Element* e = child(wanted);
    return e == nullptr ? std::string_view() : e->value();
  }

  // Strings are not copied. A name of more than 8 MiB is cut.
  void set_name(std::string_view name) {
    name_ = name.data();
    name_size_ = static_cast<uint32_t>(name.size() < kLongestName ? name.size() : kLongestName) & kLongestName;
    if (name.empty()) property_ = nullptr;
  }
  // What the model says of the name; nullptr: nothing, then it is kept as it is given.
  void define(std::string_view name, const Property* property) {
    set_name(property == nullptr ? name : std::string_view());
    if (property != nullptr) property_ = property;
    if (!is_resource_) type_ = property == nullptr ? nullptr : property->type;
  }
  void set_type(const TypeDef* type) { type_ = type; }
  void set_value(std::string_view text) {
    value_ = text.data();
    value_size_ = static_cast<uint32_t>(text.size());
    has_value = true;
  }
  // Makes it a resource, unless `type_name` is empty. `type`: that type, if known.
  void set_resource(std::string_view type_name, const TypeDef* type) {
    is_resource_ = !type_name.empty();
    value_ = type_name.data();
    value_size_ = static_cast<uint32_t>(type_name.size());
    type_ = type;
  }
  // A child at the end; one that is nobody's yet, or whose parent has forgotten it.
  void append(Element* child) {
    child->parent = this;
    child->is_last_ = true;
    child->next_ = child;
    if (last_ != nullptr) {
      child->next_ = last_->next_;
      last_->next_ = child;
      last_->is_last_ = false;
    }
    last_ = child;
  }
  void forget_children() { last_ = nullptr; }

 private:
  static constexpr uint32_t kLongestName = (1u << 23) - 1;

  union {
    const Property* property_ = nullptr;
    const char* name_;  // where name_size_ is not 0
  };
  const TypeDef* type_ = nullptr;
  const char* value_ = nullptr;
  Element* last_ = nullptr;  // child
  Element* next_ = nullptr;  // sibling; of the last one the first
  uint32_t value_size_ = 0;
  uint32_t name_size_ : 23 = 0;
  uint32_t is_last_ : 1 = true;
  uint32_t is_resource_ : 1 = false;

 public:
  JsonKind json : 4 = JsonKind::none;
  bool has_value : 1 = false;  // a primitive value is there (it may be the empty string)
  bool in_array : 1 = false;   // stood in a JSON array
  bool faulty : 1 = false;     // the reader has reported something it could not make an element of
};
static_assert(sizeof(Element) == 64);

// Builders. Strings are not copied: hand in static text, slices of the source, or arena.copy(...).
// Elements built this way know no property and no type until annotate() (model.h) is called on the root.
Element* make_resource(Arena& arena, std::string_view resource_type);
Element* add(Arena& arena, Element* parent, std::string_view name);  // complex child, or one more item of an array
Element* add(Arena& arena, Element* parent, std::string_view name, std::string_view value,
             JsonKind kind = JsonKind::string);                       // primitive child
void attach(Element* parent, Element* child, std::string_view name);  // an existing tree, e.g. Bundle.entry.resource

// The child of `parent` that is of the same choice as `p`, of whatever type; or nullptr.
const Element* choice_of(const Element& parent, const Property& p);

// Gives every element below `root` (a resource) its property and type.
class Model;
void annotate(Element* root, const Model& model);

// The place of an element as a FHIRPath-like expression: "Bundle.entry[3].resource.code.coding[0]",
// "Observation.value.ofType(Quantity)". Items of repeating elements carry their index. Needs annotated elements to
// know what repeats; without, an index is there where an item stood in an array.
std::string expression_of(const Element& element);
// The place of what an element was in JSON, before it has the right shape: "Observation.value[x]" whatever its type, an
// index only where an array of objects stood.
std::string json_path_of(const Element& element);

}  // namespace anamnesis::fhir
