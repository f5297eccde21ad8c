// The element definitions of a differential, each against its own types and against the element that it constrains
// (elementdefinition.html, profiling.html#limitations). What the base says of an element is known where its path leads
// to it without going through a type's own definition.
#include <algorithm>
#include <unordered_map>

#include "base/ascii.h"
#include "package/rows.h"
#include "validate/checks.h"
#include "validate/schema.h"

namespace anamnesis::validate {
namespace {

using TypeCodes = std::vector<std::string_view>;

// What an element of a type may have: a row of schemas/codes/type-facets.tsv.
struct TypeFacets {
  bool binding = false, order = false, length = false;
};

// Of an element of these types: what one of them may have.
TypeFacets facets_of(const TypeCodes& types) {
  static const auto table = [] {
    std::unordered_map<std::string_view, TypeFacets> out;
    package::Rows row("codes/type-facets.tsv");
    while (row.next()) out[row[0]] = {row[1] == "yes", row[2] == "yes", row[3] == "yes"};
    return out;
  }();
  TypeFacets out;
  for (const std::string_view t : types)
    if (const auto at = table.find(t); at != table.end()) {
      out.binding |= at->second.binding;
      out.order |= at->second.order;
      out.length |= at->second.length;
    }
  return out;
}

// The type of one element, where it has one; types of FHIRPath stand for FHIR's in ways that are no matter here.
TypeCodes types_of(const fhir::Element& element) {
  TypeCodes types;
  for (const fhir::Element* t = element.first(); t != nullptr; t = t->next())
    if (t->name() == "type" && !t->text("code").empty()) types.push_back(t->text("code"));
  return types;
}

class Definition {
 public:
  Definition(Walk& walk, const fhir::Element& element, const Node* base) : walk_(walk), element_(element), base_(base) {
    own_ = types_of(element);
    types_ = own_;
    if (own_.empty() && base != nullptr)
      for (const TypeRef& t : base->types) types_.push_back(t.code);
  }

  void check(bool constrains) {
    for (const fhir::Element* t = element_.first(); t != nullptr; t = t->next())
      if (t->name() == "type") profiles(*t), targets(*t);
    const bool known =
        std::all_of(types_.begin(), types_.end(), [&](std::string_view t) { return model().type(t) != nullptr; });
    if (!types_.empty() && known) facets();
    if (constrains && base_ != nullptr) against_base();
    constraints();
  }

 private:
  const fhir::Model& model() const { return walk_.environment().model; }
  void fault(std::string_view id, std::string text) { walk_.error(element_, "business-rule", id, std::move(text)); }

  // A type's profiles are for that type.
  void profiles(const fhir::Element& t) {
    const std::string_view code = t.text("code");
    const fhir::TypeDef* wanted = model().type(code);
    for (const fhir::Element* p = t.first(); p != nullptr; p = p->next()) {
      if (p->name() != "profile") continue;
      const Schema* schema = walk_.schema(p->value());
      const fhir::TypeDef* type = schema == nullptr ? nullptr : model().type(schema->type);
      if (type == nullptr || wanted == nullptr) continue;
      if (schema->is_profile() || wanted->is_abstract ? type->is_a(code) : type->name == code) continue;
      walk_.error(*p, "invalid", "sd-profile-type",
                  "the profile '" + std::string(p->value()) + "' is for " +
                      std::string(schema->is_profile() ? schema->type : schema->url) + ", the element has the type " +
                      std::string(code));
    }
  }

  // A reference leads to a resource, of a type that the base allows.
  void targets(const fhir::Element& t) {
    if (t.text("code") != "Reference") return;
    const TypeRef* allowed = nullptr;
    if (base_ != nullptr)
      for (const TypeRef& b : base_->types)
        if (b.code == "Reference") allowed = &b;
    for (const fhir::Element* p = t.first(); p != nullptr; p = p->next()) {
      const Schema* schema = p->name() == "targetProfile" ? walk_.schema(p->value()) : nullptr;
      const fhir::TypeDef* type = schema == nullptr ? nullptr : model().type(schema->type);
      if (type == nullptr) continue;
      if (!type->is_a("Resource") || (allowed != nullptr && !leads_to(*allowed, *type)))
        walk_.error(*p, "invalid", "sd-target",
                    "a reference here cannot lead to " + std::string(type->name) + ", which '" +
                        std::string(p->value()) + "' is for");
    }
  }

  bool leads_to(const TypeRef& allowed, const fhir::TypeDef& type) {
    if (allowed.targets.empty()) return true;
    return std::any_of(allowed.targets.begin(), allowed.targets.end(), [&](std::string_view canonical) {
      const Schema* schema = walk_.schema(canonical);
      return schema == nullptr || type.is_a(schema->type);
    });
  }

  // What is said of an element is something that one of its types can have.
  void facets() {
    const TypeFacets may = facets_of(types_);
    if (element_.child("binding") != nullptr && !may.binding)
      fault("sd-binding-type", "a binding makes no sense on the types of this element");
    if (element_.child("maxLength") != nullptr && !may.length)
      fault("sd-facet", "the types of this element have no length");
    for (const fhir::Element* c = element_.first(); c != nullptr; c = c->next()) {
      const std::string_view name = c->property() == nullptr ? std::string_view() : c->property()->name;
      if ((name == "minValue" || name == "maxValue") && !may.order)
        fault("sd-facet", "the types of this element have no order, so there is no least or greatest value");
      if ((name == "fixed" || name == "pattern" || name == "defaultValue") && c->type() != nullptr && !has(*c->type()))
        fault("sd-value-type",
              "a value of the type " + std::string(c->type()->name) + " is given, which the element cannot have");
    }
  }

  bool has(const fhir::TypeDef& given) const {
    return std::any_of(types_.begin(), types_.end(), [&](std::string_view code) {
      const fhir::TypeDef* type = model().type(code);
      return given.is_a(code) || (type->is_quantity && type->is_a(given.name));
    });
  }

  // A profile narrows down: fewer types, fewer repetitions, a binding as strong.
  void against_base() {
    for (const std::string_view code : own_) {
      const fhir::TypeDef* type = model().type(code);
      if (type == nullptr || base_->types.empty()) continue;
      const bool good = std::any_of(base_->types.begin(), base_->types.end(),
                                    [&](const TypeRef& b) { return b.type == nullptr || type->is_a(b.code); });
      if (!good) fault("sd-type", "the base definition does not allow the type " + std::string(code));
    }
    const fhir::Element* binding = element_.child("binding");
    if (binding != nullptr && base_->binding && base_->binding->strength == "required" &&
        !binding->text("strength").empty() && binding->text("strength") != "required")
      fault("sd-binding-strength",
            "the base definition's binding is required, so it cannot become " + std::string(binding->text("strength")));
    if (!element_.text("sliceName").empty() || element_.text("id").find(':') != std::string_view::npos) return;
    const std::string_view min = element_.text("min"), max = element_.text("max");
    if (!min.empty() && min.size() < 9 && all_digits(min) && std::stoul(std::string(min)) < base_->min)
      fault("sd-cardinality",
            "the base definition demands at least " + std::to_string(base_->min) + ", not " + std::string(min));
    if (base_->max != kUnbounded && (max == "*" || (!max.empty() && max.size() < 9 && all_digits(max) &&
                                                    std::stoul(std::string(max)) > base_->max)))
      fault("sd-cardinality",
            "the base definition allows at most " + std::to_string(base_->max) + ", not " + std::string(max));
  }

  static bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

  // The expressions of constraints, on the type that the element has.
  void constraints() {
    const std::string_view path = element_.text("path");
    std::string_view context = types_.size() == 1 ? types_[0] : std::string_view();
    if (path.find('.') == std::string_view::npos) context = path;
    if (context == "BackboneElement" || context == "Element") context = path;
    if (model().type(context) == nullptr) context = {};
    for (const fhir::Element* c = element_.first(); c != nullptr; c = c->next()) {
      if (c->name() != "constraint" || c->text("expression").empty()) continue;
      const std::string why = fault_of_expression(walk_, c->text("expression"), context);
      if (!why.empty())
        walk_.report(c->text("severity") == "warning" ? Severity::warning : Severity::error, *c, "invalid",
                     "fhirpath-syntax",
                     "the expression of " + std::string(c->text("key")) + " is no FHIRPath for this element: " + why);
    }
  }

  Walk& walk_;
  const fhir::Element& element_;
  const Node* base_;
  TypeCodes own_, types_;  // its own; and where it has none, those of the base
};

}  // namespace

void check_differential(Walk& walk, const fhir::Element& definition, const fhir::Element& differential) {
  const Schema* base = walk.schema(definition.text("baseDefinition"));
  const bool constrains = definition.text("derivation") == "constraint";
  for (const fhir::Element* d = differential.first(); d != nullptr; d = d->next()) {
    if (d->name() != "element") continue;
    const std::string_view path = d->text("path");
    const Node* node =
        base == nullptr || !constrains || path.find('.') == std::string_view::npos ? nullptr : base->find(path);
    Definition(walk, *d, node).check(constrains);
  }
}

}  // namespace anamnesis::validate
