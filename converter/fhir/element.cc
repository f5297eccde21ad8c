// Elements: building, annotating with a Model, and their expressions.
#include "fhir/element.h"

#include <charconv>
#include <vector>

#include "fhir/model.h"

namespace anamnesis::fhir {

Element* make_resource(Arena& arena, std::string_view resource_type) {
  Element* e = arena.make<Element>();
  e->set_resource(resource_type, nullptr);
  e->json = JsonKind::object;
  return e;
}

void attach(Element* parent, Element* child, std::string_view name) {
  child->set_name(name);
  // Items of an array stand together, so the last child of the name is nearly always the last child.
  child->index = 0;
  if (parent->last() != nullptr && parent->last()->name() == name) {
    child->index = parent->last()->index + 1;
  } else {
    for (const Element* e = parent->first(); e != nullptr; e = e->next())
      if (e->name() == name) child->index = e->index + 1;
  }
  parent->append(child);
}

Element* add(Arena& arena, Element* parent, std::string_view name) {
  Element* e = arena.make<Element>();
  e->json = JsonKind::object;
  attach(parent, e, name);
  return e;
}

Element* add(Arena& arena, Element* parent, std::string_view name, std::string_view value, JsonKind kind) {
  Element* e = arena.make<Element>();
  e->json = kind;
  if (kind != JsonKind::null) e->set_value(value);
  attach(parent, e, name);
  return e;
}

const Element* choice_of(const Element& parent, const Property& p) {
  for (const Element* c = parent.first(); c != nullptr; c = c->next())
    if (c->property() != nullptr && c->property()->is_choice && c->property()->name == p.name) return c;
  return nullptr;
}

void annotate(Element* root, const Model& model) {
  std::vector<Element*> stack{root};
  while (!stack.empty()) {
    Element* e = stack.back();
    stack.pop_back();
    if (e->is_resource()) e->set_resource(e->resource_type(), model.type(e->resource_type()));
    for (Element* c = e->first(); c != nullptr; c = c->next()) {
      const Property* p = e->type() == nullptr ? nullptr : e->type()->find(c->name());
      c->define(c->name(), p);
      if (c->has_children() || c->is_resource()) stack.push_back(c);
    }
  }
}

namespace {

void append_index(std::string& out, const Element& e) {
  char digits[12];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), e.index).ptr;
  out.append("[").append(digits, end).append("]");
}

void append_step(std::string& out, const Element& e) {
  const Property* p = e.property();
  out += '.';
  out += p != nullptr ? p->name : e.name();
  if (p != nullptr && p->is_choice && p->type != nullptr)
    out.append(".ofType(").append(p->type->name).append(")");
  else if (p != nullptr ? p->is_array : e.in_array || e.index > 0)
    append_index(out, e);
}

void append_json_step(std::string& out, const Element& e) {
  const Property* p = e.property();
  out += '.';
  out += p != nullptr ? p->name : e.name();
  if (p != nullptr && p->is_choice) out += "[x]";
  const bool primitive = e.type() != nullptr && e.type()->is_primitive();
  if (e.in_array && !primitive && (p == nullptr || p->is_array)) append_index(out, e);
}

std::string path_of(const Element& element, void (*append)(std::string&, const Element&)) {
  std::vector<const Element*> path;
  path.reserve(16);
  for (const Element* e = &element; e != nullptr; e = e->parent) path.push_back(e);
  std::string out;
  out.reserve(128);
  const Element& root = *path.back();
  out += root.is_resource() ? root.resource_type() : root.name();
  if (out.empty()) out = "$";  // what is no resource has no name
  for (size_t i = path.size() - 1; i-- > 0;) append(out, *path[i]);
  return out;
}

}  // namespace

std::string expression_of(const Element& element) {
  return path_of(element, append_step);
}
std::string json_path_of(const Element& element) {
  return path_of(element, append_json_step);
}

}  // namespace anamnesis::fhir
