// The types a node allows for its value, and the profiles on them.
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

std::string listed(const std::vector<TypeRef>& types) {
  std::string out;
  for (const TypeRef& t : types) out += (out.empty() ? "" : ", ") + std::string(t.code);
  return out;
}

// The value must conform to one of the profiles.
void check_profiles(Walk& walk, const fhir::Element& e, const std::vector<std::string_view>& canonicals) {
  std::vector<const Schema*> known;
  for (const std::string_view canonical : canonicals) {
    const Schema* schema = walk.schema(canonical);
    if (schema == nullptr) {
      if (canonicals.size() == 1)
        walk.error(e, "not-found", "profile-unknown",
                   "the profile '" + std::string(canonical) + "' that this element must follow is not known");
      return;
    }
    known.push_back(schema);
  }
  if (known.size() == 1) return walk.profile(e, *known[0]);
  std::string names;
  for (const Schema* s : known) {
    if (walk.conforms(e, *s)) return;
    names += (names.empty() ? "" : ", ") + std::string(s->url);
  }
  walk.error(e, "structure", "profile-none-matches", "the value follows none of the profiles " + names);
  for (const Schema* s : known) walk.profile(e, *s);
}

bool is_part_of_extension(const fhir::Element& e) {
  const auto is_extension = [](const fhir::Element* x) {
    return x != nullptr && x->type() != nullptr && x->type()->id == fhir::TypeId::extension;
  };
  return is_extension(&e) && is_extension(e.parent) && e.text("url").find(':') == std::string_view::npos;
}

}  // namespace

void check_type(Walk& walk, const fhir::Element& e, const Node& node) {
  if (node.types.empty() || e.type() == nullptr || e.parent == nullptr) return;
  if (node.types[0].code == "Element" || node.types[0].code == "BackboneElement") return;
  const TypeRef* found = nullptr;
  for (const TypeRef& t : node.types)
    if (e.type() == t.type) found = &t;
  if (found == nullptr)
    for (const TypeRef& t : node.types)
      if (e.type()->is_a(t.code)) found = &t;
  if (found == nullptr) {
    // A profile may not change a type but restrict it: an unrelated type was told by the base walk, unless it is a
    // choice or a resource.
    if (e.is_resource())
      walk.error(e, "structure", "type-not-allowed",
                 "the type " + std::string(e.type()->name) + " is not allowed, only " + listed(node.types));
    else if (e.property() != nullptr && e.property()->is_choice)
      walk.error(is_part_of_extension(*e.parent) ? e : *e.parent, "structure", "type-not-allowed",
                 std::string(e.name()) + ": the type " + std::string(e.type()->name) + " is not allowed, only " +
                     listed(node.types));
    return;
  }
  if (found->profiles.empty() || e.type()->id == fhir::TypeId::extension) {
    if (found->profiles.empty()) return;
    // An extension's own definition is applied by its url; a slice that names it is checked there too.
    return;
  }
  check_profiles(walk, e, found->profiles);
}

}  // namespace anamnesis::validate
