// Snapshots. Element definitions come in order; the stack `open_` holds the one met last and its ancestors, so that a
// path without slice names finds the slice it continues. A path that the base leaves folded is unfolded on the way:
// the children of its type (or of its type's profile) are copied in. A slice starts as a copy of what it slices.
#include "validate/snapshot.h"

#include <algorithm>
#include <utility>

#include "fhirpath/fhirpath.h"

namespace anamnesis::validate {
namespace {

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('.') + 1);
}

bool ends_with_type(std::string_view name, std::string_view stem, std::string_view type) {
  if (name.size() != stem.size() + type.size() || !name.starts_with(stem)) return false;
  const char head = type[0] >= 'a' && type[0] <= 'z' ? static_cast<char>(type[0] - 'a' + 'A') : type[0];
  return name[stem.size()] == head && name.substr(stem.size() + 1) == type.substr(1);
}

}  // namespace

void SnapshotBuilder::build(const json::Value& definition) {
  schema_.arenas.emplace_back(size_t{64} << 10);
  read_head(definition);
  if (definition.string("resourceType") != "StructureDefinition") return;
  const json::Value* snapshot = definition.find("snapshot");
  const json::Value* elements = first_of(snapshot == nullptr ? nullptr : snapshot->find("element"));
  const bool has_snapshot = elements != nullptr;
  if (!has_snapshot) {
    const json::Value* differential = definition.find("differential");
    elements = first_of(differential == nullptr ? nullptr : differential->find("element"));
    const Schema* base = store_.find(schema_.base);
    if (base == nullptr) return fault("the base definition '" + std::string(schema_.base) + "' is not known");
    schema_.root = clone(*base->root, nullptr, !base->is_profile(), {});
    if (schema_.derivation == "specialization") schema_.root->path = schema_.root->name = schema_.type;
  }
  for (const json::Value* e = elements; e != nullptr; e = e->next) apply(*e, has_snapshot);
  link_content_references();
  compile_constraints();
  for (Node& n : schema_.nodes) work_out_facets(n);
  work_out_schema();
}

// Expressions that the base types' own walks evaluate are left alone.
void SnapshotBuilder::compile_constraints() {
  for (Node& n : schema_.nodes)
    for (Constraint& c : n.constraints) {
      if ((schema_.is_profile() && c.inherited) || c.compiled != nullptr || c.expression.empty() || c.key == "ele-1")
        continue;
      if (auto made = fhirpath::compile(c.expression, {.model = &store_.model(), .r4_dialect = true}))
        c.compiled = std::make_shared<const fhirpath::Expression>(*made);
    }
}

void SnapshotBuilder::read_head(const json::Value& d) {
  schema_.url = d.string("url");
  schema_.version = d.string("version");
  schema_.type = d.string("type");
  schema_.type = schema_.type.substr(schema_.type.rfind('/') + 1);
  schema_.kind = d.string("kind");
  schema_.name = d.string("name");
  schema_.derivation = d.string("derivation");
  schema_.base = d.string("baseDefinition");
  schema_.fhir_version = d.string("fhirVersion");
  schema_.is_abstract = d.scalar("abstract") == "true";
  schema_.title = std::string(schema_.url);
  if (!schema_.version.empty()) schema_.title.append("|").append(schema_.version);
  for (const json::Value* c = first_of(d.find("context")); c != nullptr; c = c->next)
    schema_.contexts.push_back({c->string("type"), c->string("expression")});
  for (const json::Value* c = first_of(d.find("contextInvariant")); c != nullptr; c = c->next)
    schema_.context_invariants.push_back(c->text);
  for (const json::Value* x = first_of(d.find("extension")); x != nullptr; x = x->next)
    if (x->string("url") == "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile")
      schema_.imposed.push_back(extension_value(*x));
}

void SnapshotBuilder::apply(const json::Value& element, bool snapshot) {
  const std::string_view path = element.string("path");
  if (path.empty()) return;
  while (!open_.empty()) {
    const std::string_view top = open_.back()->path;
    if (path.size() > top.size() && path.starts_with(top) && path[top.size()] == '.') break;
    open_.pop_back();
  }
  Node* node = nullptr;
  if (path.find('.') == std::string_view::npos) {
    if (schema_.root == nullptr) schema_.root = make_node(path, nullptr);
    node = schema_.root;
    if (snapshot) schema_.in_order.push_back({node, 0, 0});
  } else {
    Node* parent = parent_of(path, snapshot);
    if (parent != nullptr) node = find_or_make(*parent, path, element, snapshot);
    if (snapshot) schema_.in_order.push_back({node, 0, 0});
  }
  if (node == nullptr)
    return fault("the path '" + std::string(path) + "' matches nothing in the base definition", path);
  merge(*node, element);
  open_.push_back(node);
}

// The node for all but the last part of the path: the innermost open one, and from there down, unfolding.
Node* SnapshotBuilder::parent_of(std::string_view path, bool snapshot) {
  Node* at = open_.empty() ? schema_.root : open_.back();
  if (at == nullptr) return nullptr;
  size_t done = at->path.size();
  if (open_.empty()) done = path.find('.');
  while (true) {
    const size_t end = path.find('.', done + 1);
    if (end == std::string_view::npos) return at;
    if (snapshot) return nullptr;
    if (at->children.empty()) expand(*at);
    const std::string_view name = path.substr(done + 1, end - done - 1);
    Node* next = nullptr;
    for (Node* c : at->children)
      if (c->name == name) next = c;
    std::string_view type;
    if (next == nullptr) next = find_choice(*at, name, type);
    if (next == nullptr) return nullptr;
    if (!type.empty()) {
      next = slice(*next, name, snapshot);
      if (next->types.size() != 1) next->types = {TypeRef{.code = type}};
      next->path = path.substr(0, end);
    }
    open_.push_back(next);
    at = next;
    done = end;
  }
}

Node* SnapshotBuilder::find_or_make(Node& parent, std::string_view path, const json::Value& element, bool snapshot) {
  const std::string_view name = last_part(path);
  const std::string_view slice_name = element.string("sliceName");
  if (parent.children.empty() && !snapshot) expand(parent);
  Node* node = nullptr;
  for (Node* c : parent.children)
    if (c->name == name) node = c;
  if (node == nullptr) {
    std::string_view type;
    if (Node* choice = find_choice(parent, name, type)) {  // valueQuantity stands for a slice of value[x]
      Node* made = slice(*choice, slice_name.empty() ? name : slice_name, snapshot);
      if (element.find("type") == nullptr) made->types = {TypeRef{.code = type}};
      if (snapshot && choice->slicing) choice->slicing->rules = "open";
      made->path = path;
      return made;
    }
    if (!snapshot && schema_.derivation != "specialization") return nullptr;
    node = make_node(path, &parent);
    parent.children.push_back(node);
    if (slice_name.empty()) return node;
  }
  return slice_name.empty() ? node : slice(*node, slice_name, snapshot);
}

Node* SnapshotBuilder::find_choice(Node& parent, std::string_view name, std::string_view& type) {
  for (Node* c : parent.children) {
    if (!c->is_choice) continue;
    const std::string_view stem = c->name.substr(0, c->name.size() - 3);
    if (!name.starts_with(stem)) continue;
    for (const TypeRef& t : c->types)
      if (ends_with_type(name, stem, t.code)) {
        type = t.code;
        return c;
      }
  }
  return nullptr;
}

// The slice of this name, made if it is not there. "a/b" slices the slice "a".
Node* SnapshotBuilder::slice(Node& node, std::string_view name, bool snapshot) {
  for (Node* s : node.slices)
    if (s->slice_name == name) return s;
  const size_t slash = name.rfind('/');
  if (slash != std::string_view::npos)
    for (Node* s : node.slices)
      if (s->slice_name == name.substr(0, slash)) return slice(*s, name, snapshot);
  if (!node.slicing) {
    node.slicing.emplace();
    if (node.is_choice) node.slicing->discriminators.push_back({"type", "$this"});
    if (node.name == "extension" || node.name == "modifierExtension")
      node.slicing->discriminators.push_back({"value", "url"});
  }
  Node* made;
  if (snapshot) {
    made = make_node(node.path, node.parent);
  } else {
    std::vector<Node*> others = std::exchange(node.slices, {});  // a slice is no copy of the slices beside it
    made = clone(node, node.parent, !schema_.is_profile(), node.path);
    node.slices = std::move(others);
    made->slicing.reset();
    made->min = 0;
  }
  made->slice_name = name;
  node.slices.push_back(made);
  return made;
}

// Copies in the children of the node's type, or of what its contentReference points to.
void SnapshotBuilder::expand(Node& node) {
  if (!node.content_reference.empty()) {
    const std::string_view path = node.content_reference.substr(node.content_reference.find('#') + 1);
    if (const Node* target = schema_.find(path))
      for (const Node* c : std::vector<Node*>(target->children)) node.children.push_back(clone(*c, &node, true, {}));
    return;
  }
  if (node.types.empty()) return;
  const bool one_type =
      std::all_of(node.types.begin(), node.types.end(), [&](const TypeRef& t) { return t.code == node.types[0].code; });
  const Schema* type = nullptr;
  if (one_type && node.types.size() == 1 && node.types[0].profiles.size() == 1)
    type = store_.find(node.types[0].profiles[0]);
  if (type == nullptr) type = store_.base(one_type ? node.types[0].code : "Element");
  if (type == nullptr || type->root == nullptr) return;
  for (const Node* c : type->root->children) node.children.push_back(clone(*c, &node, !type->is_profile(), {}));
}

void SnapshotBuilder::link_content_references() {
  for (Node& n : schema_.nodes)
    for (uint32_t i = 0; i < n.children.size(); ++i) n.children[i]->position = i;
  for (Node& n : schema_.nodes) {
    if (n.content_reference.empty()) continue;
    const std::string_view path = n.content_reference.substr(n.content_reference.find('#') + 1);
    n.target = schema_.find(path);
    if (n.target != nullptr && !n.target->children.empty()) continue;
    // A profile may leave out what it does not change; the type's own definition has it.
    const std::string_view type = path.substr(0, path.find('.'));
    if (const Schema* base = type == schema_.url ? nullptr : store_.base(type); base != nullptr && base != &schema_)
      n.target = base->find(path);
  }
}

Node* SnapshotBuilder::make_node(std::string_view path, Node* parent) {
  Node& node = schema_.nodes.emplace_back();
  node.path = path;
  node.name = last_part(path);
  node.parent = parent;
  node.schema = &schema_;
  node.is_choice = node.name.ends_with("[x]");
  return &node;
}

// A deep copy. `path`: the copy's path, or "" for the parent's path and the same name.
Node* SnapshotBuilder::clone(const Node& from, Node* parent, bool base_is_type, std::string_view path) {
  Node& node = schema_.nodes.emplace_back(from);
  node.parent = parent;
  node.schema = &schema_;
  if (!path.empty()) {
    node.path = path;
  } else if (parent != nullptr) {
    std::string joined(parent->path);
    joined.append(".").append(from.name);
    node.path = joined == from.path ? from.path : schema_.arenas.front().copy(joined);
  }
  for (Constraint& c : node.constraints) c.inherited |= base_is_type;
  for (Node*& c : node.children) c = clone(*c, &node, base_is_type, {});
  for (Node*& s : node.slices) s = clone(*s, parent, base_is_type, {});
  return &node;
}

}  // namespace anamnesis::validate
