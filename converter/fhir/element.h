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

namespace anamnesis::fhir {

struct TypeDef;   // model.h
struct Property;  // model.h

// How the value stood in JSON; XML and built trees use `none` unless known. Kept to find "wrong JSON type".
enum class JsonKind : uint8_t { none, string, number, boolean, null, object };

struct Element {
  std::string_view name;               // as in JSON: "valueQuantity", "resourceType" excluded; "" for the root
  std::string_view value;              // a primitive's text, unescaped; empty for complex elements
  const Property* property = nullptr;  // its definition in the parent's type, if a Model was given and knows it
  const TypeDef* type = nullptr;       // its type ("Quantity", "code", "Patient", "Patient.contact"), if known
  Element* parent = nullptr;
  Element* first = nullptr;  // children
  Element* last = nullptr;
  Element* next = nullptr;  // next sibling
  uint32_t offset = 0;      // byte offset in the source
  uint32_t index = 0;       // position among the siblings of its name
  JsonKind json = JsonKind::none;
  bool has_value = false;               // a primitive value is there (it may be the empty string)
  bool in_array = false;                // stood in a JSON array
  bool faulty = false;                  // the reader has reported something it could not make an element of
  std::string_view resource_type = {};  // "Patient" where the node is a resource, else empty

  // Inline: where the name is a literal, the comparison is that of a number or two.
  [[gnu::always_inline]] Element* child(std::string_view wanted) const {
    for (Element* e = first; e != nullptr; e = e->next)
      if (e->name.size() == wanted.size() && __builtin_memcmp(e->name.data(), wanted.data(), wanted.size()) == 0)
        return e;
    return nullptr;
  }
  // The value of a primitive child, or "".
  [[gnu::always_inline]] std::string_view text(std::string_view wanted) const {
    const Element* e = child(wanted);
    return e == nullptr ? std::string_view() : e->value;
  }
  bool is_resource() const { return !resource_type.empty(); }
};

// Builders. Strings are not copied: hand in static text, slices of the source, or arena.copy(...).
// Elements built this way know no property and no type until annotate() (model.h) is called on the root.
Element* make_resource(Arena& arena, std::string_view resource_type);
Element* add(Arena& arena, Element* parent, std::string_view name);  // complex child, or one more item of an array
Element* add(Arena& arena, Element* parent, std::string_view name, std::string_view value,
             JsonKind kind = JsonKind::string);                       // primitive child
void attach(Element* parent, Element* child, std::string_view name);  // an existing tree, e.g. Bundle.entry.resource

// Gives every element below `root` (a resource) its property and type.
class Model;
void annotate(Element* root, const Model& model);

// The place of an element as a FHIRPath-like expression: "Bundle.entry[3].resource.code.coding[0]",
// "Observation.value.ofType(Quantity)". Items of repeating elements carry their index. Needs annotated elements to
// know what repeats; without, an index is there where an item stood in an array.
std::string expression_of(const Element& element);

}  // namespace anamnesis::fhir
