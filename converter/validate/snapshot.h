// StructureDefinition -> the Nodes of a Schema: from its snapshot as it stands, or from a copy of its base's nodes with
// the differential laid over it (profiling.html and elementdefinition.html of R4).
#pragma once
#include "validate/schema.h"

namespace anamnesis::validate {

// The first item of an array, if it is there.
const json::Value* first_of(const json::Value* array);
// The value of an extension, whatever its type; "" for a complex one.
std::string_view extension_value(const json::Value& extension);

class SnapshotBuilder {
 public:
  SnapshotBuilder(const SchemaStore& store, Schema& schema) : store_(store), schema_(schema) {}

  // Leaves schema.root null if the definition is no StructureDefinition or its base is not known.
  void build(const json::Value& definition);

 private:
  void read_head(const json::Value& definition);
  void apply(const json::Value& element, bool snapshot);
  Node* parent_of(std::string_view path, bool snapshot);
  Node* find_or_make(Node& parent, std::string_view path, const json::Value& element, bool snapshot);
  Node* find_choice(Node& parent, std::string_view name, std::string_view& type);
  Node* slice(Node& node, std::string_view name, bool snapshot);
  void expand(Node& node);
  void link_content_references();
  void compile_constraints();
  void work_out_constraints(Node& node);
  void work_out_facets(Node& node);
  void work_out_schema();
  static bool is_needed(const Node& node);
  Node* make_node(std::string_view path, Node* parent);
  Node* clone(const Node& from, Node* parent, bool base_is_type, std::string_view path);
  void merge(Node& node, const json::Value& e);
  void merge_types(Node& node, const json::Value& types);
  void merge_values(Node& node, const json::Value& e);
  void merge_extensions(Node& node, const json::Value& e);
  void merge_regex(Node& node, std::string_view pattern);
  static void merge_additional_binding(Binding& binding, const json::Value& extension);
  void merge_constraints(Node& node, const json::Value& e);
  void merge_slicing(Node& node, const json::Value& slicing);
  const fhir::Element* value_of(const json::Value& value, std::string_view type);
  void fault(std::string message, std::string_view path = {}) { schema_.faults.push_back({std::move(message), path}); }

  const SchemaStore& store_;
  Schema& schema_;
  std::vector<Node*> open_;  // the element met last and its ancestors
};

}  // namespace anamnesis::validate
