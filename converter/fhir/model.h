// Model: what the FHIR types are made of: enough to read, write and navigate resources, not to validate them.
//
// Made from the base StructureDefinitions (schemas/r4) on demand, type by type, and shared by all threads.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace anamnesis::fhir {

enum class TypeKind : uint8_t { primitive, complex, backbone, resource };

struct TypeDef;

// One property of a type. A choice element value[x] is one Property per allowed type, all with one `name`.
struct Property {
  std::string_view name;       // "value": what FHIRPath says
  std::string_view json_name;  // "valueQuantity": what JSON and XML say
  const TypeDef* type = nullptr;       // nullptr for Resource-valued ones (contained, Bundle.entry.resource)
  uint32_t order = 0;                  // position in the definition, for XML
  bool is_array = false;               // max > 1: an array in JSON
  bool is_choice = false;
  bool xml_attribute = false;          // Element.id, Extension.url
};

struct TypeDef {
  std::string_view name;  // "Patient", "Quantity", "code", "Patient.contact"
  TypeKind kind = TypeKind::complex;
  const TypeDef* base = nullptr;           // "Quantity" for "Age"; nullptr at the top
  std::span<const Property> properties;    // sorted by json_name

  const Property* find(std::string_view json_name) const;   // nullptr if unknown
  bool is_a(std::string_view type_name) const;               // itself or a base of it
};

// Thread-safe. Pointers live as long as the program.
class Model {
 public:
  virtual ~Model() = default;
  virtual const TypeDef* type(std::string_view name) const = 0;  // nullptr if there is no such type
};

// R4 4.0.1 from the schemas inside the binary.
const Model& r4_model();

}  // namespace anamnesis::fhir
