// Model: every type is known by name from the start; its properties are read from its StructureDefinition's snapshot
// when first asked for. An element with children of its own (a backbone) becomes a type named by its path, and a
// contentReference leads to such a type.
#include "fhir/model.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/arena.h"
#include "base/json.h"
#include "base/names.h"
#include "base/word_hash.h"

namespace anamnesis::fhir {

namespace {

// Of a name: its ends and its length tell nearly all of them apart.
uint64_t hash_name(std::string_view name) {
  const auto four = [](const char* p) {
    uint32_t out;
    std::memcpy(&out, p, 4);
    return uint64_t{out};
  };
  uint64_t word = name.size();
  if (name.size() >= 4)
    word += four(name.data()) << 32 ^ four(name.data() + name.size() - 4) << 8;
  else
    for (const char c : name) word = word << 8 | static_cast<unsigned char>(c);
  return word * 0x9e3779b97f4a7c15u;
}

// A place in the table of names: the number of the property + 1, 0: free; and a part of the hash above it.
uint32_t place_of(uint64_t hash, size_t number) {
  return static_cast<uint32_t>(hash >> 16 & 0xffff0000) | static_cast<uint32_t>(number + 1);
}
size_t first_place(uint64_t hash, size_t places) {
  return (hash >> 48) & (places - 1);
}

void index_names(TypeContent& content) {
  size_t size = 2;
  while (size < 2 * content.properties.size()) size *= 2;
  content.places.assign(size, 0);
  for (size_t i = 0; i < content.properties.size(); ++i) {
    const uint64_t hash = hash_name(content.properties[i].json_name);
    size_t at = first_place(hash, size);
    while (content.places[at] != 0) at = (at + 1) & (size - 1);
    content.places[at] = place_of(hash, i);
  }
}

}  // namespace

const Property* TypeDef::find(std::string_view json_name) const {
  const TypeContent& all = content();
  const size_t size = all.places.size();
  if (size == 0) return nullptr;
  const uint64_t hash = hash_name(json_name);
  const uint32_t wanted = place_of(hash, 0) & 0xffff0000;
  for (size_t at = first_place(hash, size); all.places[at] != 0; at = (at + 1) & (size - 1)) {
    if ((all.places[at] & 0xffff0000) != wanted) continue;
    const Property& p = all.properties[(all.places[at] & 0xffff) - 1u];
    if (same_word(p.json_name, json_name)) return &p;
  }
  return nullptr;
}

bool TypeDef::is_a(std::string_view type_name) const {
  for (const TypeDef* t = this; t != nullptr; t = t->base)
    if (t->name == type_name) return true;
  return false;
}

namespace {

constexpr std::string_view kSystem = "http://hl7.org/fhirpath/System.";
constexpr std::string_view kFhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

TypeId id_of(std::string_view name) {
  static constexpr struct {
    std::string_view name;
    TypeId id;
  } ids[] = {{"base64Binary", TypeId::base64_binary},
             {"boolean", TypeId::boolean},
             {"canonical", TypeId::canonical},
             {"code", TypeId::code},
             {"date", TypeId::date},
             {"dateTime", TypeId::date_time},
             {"decimal", TypeId::decimal},
             {"id", TypeId::id},
             {"instant", TypeId::instant},
             {"integer", TypeId::integer},
             {"markdown", TypeId::markdown},
             {"oid", TypeId::oid},
             {"positiveInt", TypeId::positive_int},
             {"string", TypeId::string},
             {"time", TypeId::time},
             {"unsignedInt", TypeId::unsigned_int},
             {"uri", TypeId::uri},
             {"url", TypeId::url},
             {"uuid", TypeId::uuid},
             {"xhtml", TypeId::xhtml},
             {"Attachment", TypeId::attachment},
             {"CodeableConcept", TypeId::codeable_concept},
             {"Coding", TypeId::coding},
             {"ElementDefinition", TypeId::element_definition},
             {"Extension", TypeId::extension},
             {"Identifier", TypeId::identifier},
             {"Reference", TypeId::reference}};
  for (const auto& known : ids)
    if (known.name == name) return known.id;
  return TypeId::other;
}

JsonKind json_of(TypeId primitive) {
  switch (primitive) {
    case TypeId::boolean: return JsonKind::boolean;
    case TypeId::decimal:
    case TypeId::integer:
    case TypeId::positive_int:
    case TypeId::unsigned_int: return JsonKind::number;
    default: return JsonKind::string;
  }
}

class DefinedModel : public Model {
 public:
  DefinedModel(std::span<const TypeHead> heads, std::function<std::string_view(std::string_view)> definition)
      : definition_(std::move(definition)), loader_([this](const TypeDef& t) { return load(t); }) {
    uint32_t number = 0;
    for (const TypeHead& head : heads) {
      TypeDef* type = make_type(head.name);
      type->is_abstract = head.is_abstract;
      type->kind = head.kind == "primitive-type" ? TypeKind::primitive
                   : head.kind == "resource"     ? TypeKind::resource
                                                 : TypeKind::complex;
      if (head.name == "xhtml") type->kind = TypeKind::primitive;
      type->id = id_of(head.name);
      if (type->is_primitive()) type->json = json_of(type->id);
      type->number = number++;
    }
    for (const TypeHead& head : heads) {
      const auto base = types_.find(head.base);
      if (base != types_.end() && head.base != head.name) types_.find(head.name)->second->base = base->second;
    }
    for (const TypeHead& head : heads) {
      TypeDef* type = types_.find(head.name)->second;
      type->is_quantity = type->is_a("Quantity");
    }
  }

  const TypeDef* type(std::string_view name) const override {
    const auto at = types_.find(name);
    if (at != types_.end()) return at->second;
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const auto root = types_.find(name.substr(0, dot));
    if (root == types_.end()) return nullptr;
    root->second->properties();
    std::lock_guard lock(mutex_);
    const auto inner = backbones_.find(name);
    return inner == backbones_.end() ? nullptr : inner->second;
  }

 private:
  TypeDef* make_type(std::string_view name) {
    auto type = std::make_unique<TypeDef>();
    type->name = name;
    type->loader = &loader_;
    TypeDef* made = type.get();
    owned_.push_back(std::move(type));
    types_.emplace(name, made);
    return made;
  }

  const TypeContent* load(const TypeDef& type) {
    std::lock_guard lock(mutex_);
    if (const TypeContent* done = type.loaded.load(std::memory_order_acquire)) return done;
    read_definition(type);
    return type.loaded.load(std::memory_order_acquire);
  }

  // Makes the contents of the type and of all backbones in it.
  void read_definition(const TypeDef& root) {
    Arena& arena = arenas_.emplace_back(size_t{16} << 10);
    std::unordered_map<std::string_view, TypeContent*> contents;
    TypeContent* top = contents_.emplace_back(std::make_unique<TypeContent>()).get();
    contents[root.name] = top;
    const auto parsed = json::parse(definition_(root.name), arena);
    const json::Value* snapshot = parsed ? (*parsed)->find("snapshot") : nullptr;
    const json::Value* elements = snapshot == nullptr ? nullptr : snapshot->find("element");
    const json::Value* first = elements == nullptr ? nullptr : elements->first;
    std::vector<TypeDef*> inner;
    for (const json::Value* e = first; e != nullptr; e = e->next)
      if (e->next != nullptr && is_below(e->next->string("path"), e->string("path")) && e != first)
        inner.push_back(make_backbone(e->string("path"), e, arena, contents));
    uint32_t order = 0;
    for (const json::Value* e = first; e != nullptr; e = e->next, ++order) add_property(root, *e, order, contents);
    for (auto& [name, content] : contents) {
      std::sort(content->properties.begin(), content->properties.end(),
                [](const Property& a, const Property& b) { return a.json_name < b.json_name; });
      index_names(*content);
    }
    for (TypeDef* t : inner) t->loaded.store(contents[t->name], std::memory_order_release);
    root.loaded.store(top, std::memory_order_release);
  }

  static bool is_below(std::string_view path, std::string_view parent) {
    return path.size() > parent.size() && path.starts_with(parent) && path[parent.size()] == '.';
  }

  TypeDef* make_backbone(std::string_view path, const json::Value* e, Arena& arena,
                         std::unordered_map<std::string_view, TypeContent*>& contents) {
    auto type = std::make_unique<TypeDef>();
    type->name = arena.copy(path);
    type->kind = TypeKind::backbone;
    type->loader = &loader_;
    const json::Value* types = e->find("type");
    const auto base =
        types_.find(types != nullptr && types->first != nullptr ? types->first->string("code") : "Element");
    if (base != types_.end()) type->base = base->second;
    contents[type->name] = contents_.emplace_back(std::make_unique<TypeContent>()).get();
    TypeDef* made = type.get();
    owned_.push_back(std::move(type));
    backbones_[made->name] = made;
    return made;
  }

  void add_property(const TypeDef& root, const json::Value& e, uint32_t order,
                    std::unordered_map<std::string_view, TypeContent*>& contents) {
    const std::string_view path = e.string("path");
    const size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return;
    const auto owner = contents.find(path.substr(0, dot));
    if (owner == contents.end()) return;
    std::string_view name = path.substr(dot + 1);
    if (root.kind == TypeKind::primitive && name == "value") return;
    Property p;
    p.order = order;
    p.owner = dot == root.name.size() ? &root : backbones_.find(path.substr(0, dot))->second;
    const json::Value* base = e.find("base");
    const std::string_view max = base != nullptr ? base->string("max") : e.string("max");
    p.is_array = max != "0" && max != "1";
    const json::Value* representation = e.find("representation");
    p.xml_attribute =
        representation != nullptr && representation->first != nullptr && representation->first->text == "xmlAttr";
    p.is_choice = name.ends_with("[x]");
    p.name = p.is_choice ? name.substr(0, name.size() - 3) : name;
    p.name_number = number_of_name(p.name);
    auto& properties = owner->second->properties;
    if (const auto inner = backbones_.find(path); inner != backbones_.end() && contents.contains(path)) {
      p.json_name = p.name;
      p.type = inner->second;
      properties.push_back(p);
      return;
    }
    if (const std::string_view reference = e.string("contentReference"); !reference.empty()) {
      const auto inner = backbones_.find(reference.substr(reference.find('#') + 1));
      p.json_name = p.name;
      if (inner != backbones_.end()) p.type = inner->second;
      properties.push_back(p);
      return;
    }
    const json::Value* types = e.find("type");
    for (const json::Value* t = types == nullptr ? nullptr : types->first; t != nullptr; t = t->next)
      add_typed(p, *t, properties);
  }

  void add_typed(Property p, const json::Value& t, std::vector<Property>& properties) {
    std::string_view code = t.string("code");
    if (code.starts_with(kSystem)) code = system_type(t, p.owner, p.name);
    const auto type = types_.find(code);
    p.type = type == types_.end() ? nullptr : type->second;
    p.json_name = p.name;
    if (p.is_choice) {
      std::string json_name(p.name);
      json_name += code;
      char& head = json_name[p.name.size()];
      if (head >= 'a' && head <= 'z') head = static_cast<char>(head - 'a' + 'A');
      p.json_name = arenas_.back().copy(json_name);
      p.name = p.json_name.substr(0, p.name.size());
    }
    properties.push_back(p);
  }

  // The FHIR type of an element that the definitions give a FHIRPath type.
  static std::string_view system_type(const json::Value& t, const TypeDef* owner, std::string_view name) {
    if (owner != nullptr && owner->kind == TypeKind::resource && name == "id") return "id";
    const json::Value* extensions = t.find("extension");
    for (const json::Value* x = extensions == nullptr ? nullptr : extensions->first; x != nullptr; x = x->next)
      if (x->string("url") == kFhirType)
        return x->string("valueUrl").empty() ? x->string("valueUri") : x->string("valueUrl");
    return "string";
  }

  std::function<std::string_view(std::string_view)> definition_;
  std::function<const TypeContent*(const TypeDef&)> loader_;
  std::unordered_map<std::string_view, TypeDef*> types_;
  mutable std::mutex mutex_;  // for everything below
  std::unordered_map<std::string_view, TypeDef*> backbones_;
  std::vector<std::unique_ptr<TypeDef>> owned_;
  std::vector<std::unique_ptr<TypeContent>> contents_;
  std::deque<Arena> arenas_;
};

}  // namespace

std::unique_ptr<Model> make_model(std::span<const TypeHead> types,
                                  std::function<std::string_view(std::string_view type)> definition) {
  return std::make_unique<DefinedModel>(types, std::move(definition));
}

}  // namespace anamnesis::fhir
