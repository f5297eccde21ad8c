// Types: what the Model says of a type and its properties, as Elements point to it.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace anamnesis::fhir {

// How the value stood in JSON; XML and built trees use `none` unless known. Kept to find "wrong JSON type".
enum class JsonKind : uint8_t { none, string, number, boolean, null, object };

enum class TypeKind : uint8_t { primitive, complex, backbone, resource };

struct TypeDef;

// The types that have rules of their own in the code: known by number, since they are asked for on every element.
enum class TypeId : uint8_t {
  other,
  // primitives
  base64_binary,
  boolean,
  canonical,
  code,
  date,
  date_time,
  decimal,
  id,
  instant,
  integer,
  markdown,
  oid,
  positive_int,
  string,
  time,
  unsigned_int,
  uri,
  url,
  uuid,
  xhtml,
  // complex types
  attachment,
  codeable_concept,
  coding,
  element_definition,
  extension,
  identifier,
  reference,
};

// One property of a type. A choice element value[x] is one Property per allowed type, all with one `name`.
struct Property {
  std::string_view name;           // "value": what FHIRPath says
  std::string_view json_name;      // "valueQuantity": what JSON and XML say
  const TypeDef* type = nullptr;   // TypeDef "Resource" for contained, Bundle.entry.resource
  const TypeDef* owner = nullptr;  // the type it belongs to
  uint32_t order = 0;              // position in the definition, for XML
  uint32_t name_number = 0;        // of `name`: see base/names.h
  bool is_array = false;           // max > 1: an array in JSON
  bool is_choice = false;
  bool xml_attribute = false;  // Element.id, Extension.url
};

// What a type's definition says, read when it is first asked for.
struct TypeContent {
  std::vector<Property> properties;  // sorted by json_name; those of the base types included
  std::vector<uint32_t> places;      // hash table by json_name, size a power of two: see model.cc
};

// Thread-safe. Pointers live as long as the model.
struct TypeDef {
  std::string_view name;  // "Patient", "Quantity", "code", "Patient.contact"
  TypeKind kind = TypeKind::complex;
  bool is_abstract = false;
  TypeId id = TypeId::other;
  JsonKind json = JsonKind::object;  // how its values stand in JSON
  bool is_quantity = false;          // Quantity or based on it
  uint32_t number = 0;               // types that have a definition are counted from 0; backbones are not
  const TypeDef* base = nullptr;     // "Quantity" for "Age"; nullptr at the top

  std::span<const Property> properties() const { return content().properties; }  // sorted by json_name
  const Property* find(std::string_view json_name) const;                        // nullptr if unknown
  bool is_a(std::string_view type_name) const;                                   // itself or a base of it
  bool is_primitive() const { return kind == TypeKind::primitive; }

  // For the model only: where the content comes from.
  mutable std::atomic<const TypeContent*> loaded{nullptr};
  const std::function<const TypeContent*(const TypeDef&)>* loader = nullptr;

 private:
  const TypeContent& content() const {
    const TypeContent* c = loaded.load(std::memory_order_acquire);
    return c != nullptr ? *c : *(*loader)(*this);
  }
};

}  // namespace anamnesis::fhir
