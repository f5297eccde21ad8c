// The walk. Base: each element with the node of its type's definition, found by the property's position, so that a
// child costs no search. Profiles: down only as far as the profile says something, found by name.
#include "validate/walk.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "validate/checks.h"
#include "validate/invariants.h"
#include "validate/references.h"

namespace anamnesis::validate {

namespace {
constexpr int kMaxProfileDepth = 24;  // profiles that lead to profiles through references
const uint64_t kIdBit = bit_of_name(number_of_name("id"));
}  // namespace

const fhir::Element& resource_of(const fhir::Element& e) {
  const fhir::Element* at = &e;
  while (!at->is_resource() && at->parent != nullptr) at = at->parent;
  return *at;
}

const fhir::Element& root_resource_of(const fhir::Element& e) {
  const fhir::Element* at = &resource_of(e);
  while (at->name() == "contained" && at->parent != nullptr) at = &resource_of(*at->parent);
  return *at;
}

const fhir::Element* entry_of(const fhir::Element& e) {
  const fhir::Element& root = root_resource_of(e);
  const fhir::Element* entry = root.parent;
  return entry != nullptr && entry->type() != nullptr && entry->type()->name == "Bundle.entry" ? entry : nullptr;
}

Walk::Walk(const Environment& environment, Lookups& lookups, const fhir::Element& root, std::string_view source,
           Issues& out)
    : environment_(environment),
      lookups_(lookups),
      root_(root),
      source_(source),
      locations_(source),
      out_(&out),
      arena_(size_t{16} << 10),
      references_(std::make_unique<References>(environment, root)) {
  is_xml_ = root.json == fhir::JsonKind::none;
}
Walk::~Walk() = default;

Invariants& Walk::invariants() {
  if (invariants_ == nullptr) invariants_ = std::make_unique<Invariants>(*this);
  return *invariants_;
}

void Walk::run() {
  resource(root_);
  for (const std::string& url : environment_.options.profiles)
    if (const Schema* wanted = schema(url)) profile(root_, *wanted);
}

const Schema* Walk::schema(std::string_view canonical) {
  const auto known = lookups_.schemas.find(canonical);
  if (known != lookups_.schemas.end()) return known->second;
  return lookups_.schemas[lookups_.arena.copy(canonical)] = environment_.schemas.find(canonical);
}

const Schema* Walk::find_base(const fhir::TypeDef& type) {
  std::vector<const Schema*>& known = lookups_.base_schemas;
  if (type.number >= known.size()) known.resize(type.number + 1);
  return known[type.number] = environment_.schemas.base(type.name);
}

const terminology::ValueSet* Walk::value_set(std::string_view canonical, const Schema* named_by) {
  const auto [known, fresh] = lookups_.value_sets.try_emplace({canonical.data(), named_by});
  if (!fresh) return known->second;
  const package::Resource* resource = named_by == nullptr ? nullptr : named_by->resource;
  if (canonical.starts_with('#'))
    return known->second =
               resource == nullptr ? nullptr : environment_.terms.contained_value_set(*resource, canonical.substr(1));
  return known->second = environment_.terms.value_set(canonical, resource);
}

const terminology::CodeResult& Walk::check_code(const terminology::Coding& coding) {
  const auto known = lookups_.codes.find(coding);
  if (known != lookups_.codes.end()) return known->second;
  Arena& kept = lookups_.arena;
  const terminology::Coding key{kept.copy(coding.system), kept.copy(coding.code), kept.copy(coding.display),
                                kept.copy(coding.version)};
  return lookups_.codes[key] = environment_.terms.check(coding);
}

bool Walk::first_time(std::string_view kind, std::string_view what) {
  told_key_.assign(kind).append(what);
  if (told_.contains(told_key_)) return false;
  told_.insert(told_key_);
  return true;
}

void Walk::report(Severity severity, const fhir::Element& e, std::string_view code, std::string_view id,
                  std::string text, std::string_view below) {
  if (severity >= Severity::error) ++errors_;
  if (out_ == nullptr || !wants(severity)) return;
  Issue issue{
      .severity = severity, .code = code, .id = id, .text = std::move(text), .expression = fhir::expression_of(e)};
  issue.expression += below;
  tell(std::move(issue), e);
}

void Walk::json_error(const fhir::Element& e, std::string_view id, std::string text) {
  ++errors_;
  if (out_ == nullptr) return;
  tell({.severity = Severity::error,
        .code = "structure",
        .id = id,
        .text = std::move(text),
        .expression = is_xml_ ? fhir::expression_of(e) : fhir::json_path_of(e)},
       e);
}

void Walk::tell(Issue issue, const fhir::Element& e) {
  if (!is_new(issue)) return;
  if (!source_.empty()) {
    const LineColumn at = locations_.at(e.offset);
    issue.line = at.line;
    issue.column = at.column;
  }
  issue.profile = current_profile();
  out_->push_back(std::move(issue));
}

bool Walk::is_new(const Issue& issue) {
  const uint64_t hash = hash_text(issue.text, hash_text(issue.id, hash_text(issue.expression)));
  const auto [begin, end] = told_issues_.equal_range(hash);
  for (auto at = begin; at != end; ++at)
    if (const Issue& told = (*out_)[at->second];
        told.expression == issue.expression && told.id == issue.id && told.text == issue.text)
      return false;
  told_issues_.emplace(hash, static_cast<uint32_t>(out_->size()));
  return true;
}

void Walk::resource(const fhir::Element& e) {
  if (e.type() == nullptr) {
    error(e, "structure", "resource-type",
          e.resource_type().empty() ? "a resource needs a resourceType"
                                    : "R4 has no resource type '" + std::string(e.resource_type()) + "'");
    return;
  }
  const Schema* schema = base(*e.type());
  if (schema == nullptr) return;
  if (e.type()->is_abstract)
    error(e, "structure", "resource-abstract", "'" + std::string(e.type()->name) + "' is abstract");
  const size_t ids_before = std::exchange(element_ids_, 0);
  base_element(e, *schema->root);
  const bool many_ids = std::exchange(element_ids_, ids_before) > 1;
  if (e.resource_type() == "Bundle") check_bundle(*this, e);
  check_resource_type(*this, e, many_ids);
  check_vital_signs(*this, e);
  claimed_profiles(e);
  for (const auto& [type, profile_url] : environment_.global_profiles)
    if (type == e.resource_type())
      if (const Schema* wanted = this->schema(profile_url)) profile(e, *wanted);
}

void Walk::claimed_profiles(const fhir::Element& e) {
  const fhir::Element* meta = e.child("meta");
  for (const fhir::Element* p = meta == nullptr ? nullptr : meta->first(); p != nullptr; p = p->next()) {
    if (p->name() != "profile" || p->value().empty()) continue;
    const Schema* claimed = schema(p->value());
    if (claimed == nullptr) {
      report(Severity::warning, *p, "not-found", "profile-unknown",
             "the profile '" + std::string(p->value()) + "' is not known, so it was not checked");
    } else {
      profile(e, *claimed);
    }
  }
}

void Walk::base_element(const fhir::Element& e, const Node& node) {
  const bool primitive = e.type()->is_primitive();
  if (primitive) check_primitive(*this, e);
  const Node* content = &node;
  if (!e.is_resource() && e.type()->kind != fhir::TypeKind::backbone) {
    const Schema* type = base(*e.type());
    content = type == nullptr ? nullptr : type->root;
  } else {
    content = node.facets.content;
  }
  if (node.facets.limits) check_limits(*this, e, node);
  if (content == nullptr) return pass_by();
  const uint64_t there = e.has_children() || !primitive ? base_children(e, *content) : 0;
  if (!primitive) check_datatype(*this, e);
  if (node.facets.binding) check_binding(*this, e, node);
  const bool has_value = e.has_value && !e.value().empty();  // so that ele-1 holds
  if (!has_value || !node.facets.rules.empty()) check_invariants(*this, e, node, there);
  if (content != &node && (!has_value || !content->facets.rules.empty())) check_invariants(*this, e, *content, there);
}

uint64_t Walk::base_children(const fhir::Element& e, const Node& content) {
  if (++depth_ > 200) {
    --depth_;
    pass_by();
    return ~uint64_t{0};
  }
  const Schema& schema = *content.schema;
  // One counter per child node; nearly all elements have fewer than 64.
  const size_t size = content.facets.children.size();
  uint32_t few[64];
  std::vector<uint32_t> many(size > 64 ? size : 0);
  uint32_t* const counts = many.empty() ? few : many.data();
  std::fill_n(counts, size, 0u);
  bool miscounted = false;
  uint64_t there = 0;
  uint32_t last_order = 0;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    there |= bit_of_name(c->property() == nullptr ? 0 : c->property()->name_number);
    if (c->property() == nullptr) {
      json_error(e, "element-unknown",
                 "'" + std::string(c->name()) + "' is no element of " + std::string(e.type()->name));
      continue;
    }
    const uint32_t order = c->property()->order;
    if (order >= schema.in_order.size()) {
      pass_by();
      continue;
    }
    const Placed& at = schema.in_order[order];
    if (is_xml_ && !c->property()->xml_attribute) {
      if (order < last_order)
        error(*c, "structure", "element-order",
              "'" + std::string(c->name()) + "' stands behind elements that come after it");
      last_order = std::max(last_order, order);
    }
    miscounted |= ++counts[at.position] > at.max;
    base_child(*c, *at.node);
  }
  for (const auto& [position, min] : content.facets.required) miscounted |= counts[position] < min;
  if (miscounted)
    for (const Node* n : content.content()) check_count(*this, e, *n, counts[n->position]);
  if ((there & kIdBit) != 0 && !e.is_resource() && e.child("id") != nullptr) ++element_ids_;
  --depth_;
  return there;
}

void Walk::base_child(const fhir::Element& child, const Node& node) {
  if (child.type() != nullptr && child.json != child.type()->json) check_shape(*this, child);
  if (child.is_resource()) return resource(child);
  if (child.type() == nullptr) return;
  if (child.type()->kind == fhir::TypeKind::resource) {
    error(child, "structure", "resource-type", "a resource needs a resourceType");
    return pass_by();
  }
  base_element(child, node);
  if (child.type()->id == fhir::TypeId::canonical && child.has_value) check_canonical(*this, child, node);
  const bool is_reference = child.type()->id == fhir::TypeId::reference;
  if (is_reference || node.facets.profiled)
    for (const TypeRef& t : node.types) {
      if (t.type != child.type()) continue;
      if (!t.profiles.empty()) check_type(*this, child, node);
      if (is_reference) check_reference(*this, child, node);
    }
  if (child.type()->id == fhir::TypeId::extension) check_extension(*this, child);
  if (child.type()->id == fhir::TypeId::xhtml) check_narrative(*this, child);
}

void Walk::profile(const fhir::Element& e, const Schema& schema) {
  if (schema.root == nullptr || depth_ > kMaxProfileDepth) return;
  if (e.type() != nullptr && e.type() != schema.type_def && !e.type()->is_a(schema.type)) {
    error(e, "structure", "profile-type",
          "the profile " + schema.title + " is for " + std::string(schema.type) + ", this is " +
              std::string(e.type()->name));
    return;
  }
  ++depth_;
  const Schema* before = profile_;
  profile_ = &schema;
  profile_element(e, *schema.root);
  for (const std::string_view imposed : schema.imposed)
    if (const Schema* other = this->schema(imposed)) profile(e, *other);
  profile_ = before;
  --depth_;
}

void Walk::profile_element(const fhir::Element& e, const Node& node) {
  const Facets& facets = node.facets;
  if (facets.values) check_fixed(*this, e, node);
  if (facets.limits) check_limits(*this, e, node);
  if (facets.binding) check_binding(*this, e, node);
  if (facets.constraints) check_invariants(*this, e, node);
  if (facets.types) check_type(*this, e, node);
  if (facets.narrative) check_narrative_control(*this, e, node);
  if (facets.reference != nullptr && e.type() != nullptr && e.type()->id == fhir::TypeId::reference)
    check_reference(*this, e, node);
  profile_children(e, node);
}

namespace {

// Is the element one of those that a node below its parent's node describes?
bool describes(const ChildFacet& child, const fhir::Element& e) {
  const fhir::Property* p = e.property();
  if (p == nullptr || p->is_choice != child.is_choice) return !child.is_choice && e.name() == child.node->name;
  if (p->name_number != 0 && child.name != 0) return p->name_number == child.name;
  return p->name == child.node->stem();
}

}  // namespace

void Walk::profile_children(const fhir::Element& e, const Node& node) {
  if (node.facets.children.empty()) return;
  uint64_t there = 0;
  bool choices = false;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    there |= bit_of_name(c->property() == nullptr ? 0 : c->property()->name_number);
    choices |= c->property() != nullptr && c->property()->is_choice;
  }
  const size_t begin = items_.size();
  for (const ChildFacet& child : node.facets.children) {
    const bool may_be_there = (there & child.bit) != 0 || (choices && child.may_be_typed);
    if (!may_be_there && !child.needed) continue;
    for (const fhir::Element* c = may_be_there ? e.first() : nullptr; c != nullptr; c = c->next())
      if (describes(child, *c)) items_.push_back(c);
    const size_t count = items_.size() - begin;
    const Node& n = *child.node;
    if (count < child.min || count > child.max) check_count(*this, e, n, count);
    for (size_t i = begin; i < begin + count; ++i) profile_element(*items_[i], n);
    if (n.facets.sliced)
      check_slices(*this, e, n, std::vector(items_.begin() + static_cast<std::ptrdiff_t>(begin), items_.end()));
    items_.resize(begin);
  }
}

bool Walk::conforms(const fhir::Element& e, const Schema& schema) {
  const auto [known, fresh] = conformance_.emplace(std::pair<const void*, const void*>(&e, &schema), true);
  if (!fresh) return known->second;  // also where a circle of references comes back to where it began
  const size_t before = errors_;
  Issues* out = out_;
  out_ = nullptr;
  profile(e, schema);
  out_ = out;
  const bool good = errors_ == before;
  errors_ = before;
  conformance_[{&e, &schema}] = good;
  return good;
}

}  // namespace anamnesis::validate
