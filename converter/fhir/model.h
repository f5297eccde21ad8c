// Model: what the FHIR types are made of: enough to read, write and navigate resources, not to validate them.
//
// Made from the base StructureDefinitions (schemas/r4) on demand, type by type, and shared by all threads.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "fhir/element.h"
#include "fhir/types.h"

namespace anamnesis::fhir {

// Thread-safe. Pointers live as long as the model.
class Model {
 public:
  virtual ~Model() = default;
  virtual const TypeDef* type(std::string_view name) const = 0;  // nullptr if there is no such type
};

// What a model must know of a type before its definition is read.
struct TypeHead {
  std::string_view name;  // StructureDefinition.type; views live as long as the model
  std::string_view base;  // the base type's name, "" at the top
  std::string_view kind;  // StructureDefinition.kind
  bool is_abstract = false;
};

// A model over definitions found by type name: `definition` gives the StructureDefinition (JSON, with snapshot), whose
// bytes live as long as the model.
std::unique_ptr<Model> make_model(std::span<const TypeHead> types,
                                  std::function<std::string_view(std::string_view type)> definition);

// R4 4.0.1 from the schemas inside the binary.
const Model& r4_model();

}  // namespace anamnesis::fhir
