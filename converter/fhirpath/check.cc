// Static checks. A tree and the type it will be evaluated on in; the first impossible member, type or input out. Types
// flow through the tree as sets: `value` of an Observation may be one of eleven. Where a set is not known (a resource
// of any type, a resolved reference, children()) nothing is said.
#include <algorithm>
#include <optional>
#include <vector>

#include "fhir/model.h"
#include "fhirpath/chapters.h"
#include "fhirpath/compile.h"
#include "fhirpath/parser.h"

namespace anamnesis::fhirpath {
namespace {

struct Type {
  const fhir::TypeDef* fhir = nullptr;  // or, where null,
  Kind system = Kind::boolean;
  friend bool operator==(const Type&, const Type&) = default;
};

struct Types {
  bool any = false;        // could be anything
  bool unordered = false;  // straight from children() or descendants()
  std::vector<Type> set = {};

  static Types anything() { return {.any = true}; }
  static Types of(Kind kind) { return {.set = {{nullptr, kind}}}; }
  void insert(const Type& t) {
    if (std::find(set.begin(), set.end(), t) == set.end()) set.push_back(t);
  }
  void merge(const Types& other) {
    any = any || other.any;
    for (const Type& t : other.set) insert(t);
  }
  bool known() const { return !any && !set.empty(); }
};

class Checker {
 public:
  Checker(const Expression::Tree& tree, const CompileOptions& options)
      : tree_(tree), model_(*options.model), strict_(options.strict) {
    context_ = Types::anything();
    if (options.context_type.empty()) return;
    if (const fhir::TypeDef* type = model_.type(options.context_type)) {
      context_ = {};
      add(context_, type);
    }
  }

  Result<void> run() {
    check(*tree_.root, context_);
    if (error_) return *error_;
    return {};
  }

 private:
  void fail(const Node& node, std::string message) {
    if (!error_) error_ = error_at(tree_.source, node.operator_at, std::move(message));
  }

  // What an abstract type stands for is not known: Resource, DomainResource, Element.
  static void add(Types& types, const fhir::TypeDef* type) {
    if (type == nullptr || type->is_abstract)
      types.any = true;
    else
      types.insert({type, Kind::boolean});
  }

  static std::string name_of(const Type& t) {
    if (t.fhir != nullptr) return std::string(t.fhir->name);
    Value v;
    v.kind = t.system;
    return std::string(type_name(v));
  }

  static std::string name_of(const Types& types) {
    std::string out;
    for (const Type& t : types.set) out += (out.empty() ? "" : ", ") + name_of(t);
    return out;
  }

  Types check(const Node& node, const Types& self) {
    if (error_) return {};
    switch (node.kind) {
      case NodeKind::empty: return {};
      case NodeKind::literal: return Types::of(node.value.kind);
      case NodeKind::member: return member(node, self);
      case NodeKind::function: return function(node, self);
      case NodeKind::index: {
        const Types focus = check(*node.left, self);
        check(*node.right, self);
        ordered(node, focus);
        return focus;
      }
      case NodeKind::self: return self;
      case NodeKind::position: return Types::of(Kind::integer);
      case NodeKind::total: return Types::anything();
      case NodeKind::external: return node.name == "context" ? context_ : Types::anything();
      case NodeKind::plus:
      case NodeKind::minus:
      case NodeKind::ascending:
      case NodeKind::descending: return check(*node.left, self);
      case NodeKind::is:
        check(*node.left, self);
        named(node, node.type);
        return Types::of(Kind::boolean);
      case NodeKind::as: check(*node.left, self); return named(node, node.type);
      case NodeKind::unite: {
        Types out = check(*node.left, self);
        out.merge(check(*node.right, self));
        out.unordered = false;
        return out;
      }
      case NodeKind::concatenate: both(node, self); return Types::of(Kind::string);
      case NodeKind::multiply:
      case NodeKind::divide:
      case NodeKind::div:
      case NodeKind::mod:
      case NodeKind::add:
      case NodeKind::subtract: both(node, self); return Types::anything();
      default: both(node, self); return Types::of(Kind::boolean);
    }
  }

  void both(const Node& node, const Types& self) {
    check(*node.left, self);
    check(*node.right, self);
  }

  void ordered(const Node& node, const Types& focus) {
    if (strict_ && focus.unordered) fail(node, "the order of children() and descendants() is not defined");
  }

  // The members that a type has under this name.
  void members(const Type& type, std::string_view name, Types& out, bool& found) const {
    if (type.fhir == nullptr) {
      const bool quantity = type.system == Kind::quantity, info = type.system == Kind::type;
      if (quantity && name == "value") out.merge(Types::of(Kind::decimal)), found = true;
      if ((quantity && name == "unit") || (info && (name == "name" || name == "namespace")))
        out.merge(Types::of(Kind::string)), found = true;
      return;
    }
    for (const fhir::Property& p : type.fhir->properties()) {
      if (p.name != name) continue;
      found = true;
      add(out, p.type);
    }
    if (!found && type.fhir->is_primitive() && name == "value") {
      found = true;
      out.any = true;
    }
  }

  Types member(const Node& node, const Types& self) {
    const Types focus = node.left != nullptr ? check(*node.left, self) : self;
    if (error_) return {};
    if (node.left == nullptr && node.name[0] >= 'A' && node.name[0] <= 'Z') {  // the path begins with a type
      Types same;
      for (const Type& t : focus.set)
        if (t.fhir != nullptr && t.fhir->is_a(node.name)) same.insert(t);
      if (!same.set.empty()) return same;
      if (focus.any) return Types::anything();
    }
    if (!focus.known()) return {.any = focus.any};
    Types out;
    bool found = false;
    for (const Type& t : focus.set) members(t, node.name, out, found);
    if (!found) fail(node, name_of(focus) + " has no element '" + std::string(node.name) + "'");
    return out;
  }

  // A type that the expression names.
  Types named(const Node& node, const TypeName& type) {
    if (type.space == "System" || (type.space.empty() && is_system_type(type.name))) return Types::anything();
    Types out;
    if (const fhir::TypeDef* found = model_.type(type.name))
      add(out, found);
    else
      fail(node, "there is no type " + std::string(type.name));
    return out;
  }

  static bool is_text(const Type& t) {
    if (t.fhir == nullptr) return t.system == Kind::string;
    if (!t.fhir->is_primitive()) return false;
    const std::string_view n = t.fhir->name;
    return n != "boolean" && n != "integer" && n != "decimal" && n != "positiveInt" && n != "unsignedInt";
  }

  void text_input(const Node& node, const Types& focus) {
    constexpr std::string_view kTextFunctions[] = {
        "contains",   "decode",    "encode",  "endsWith",    "escape",   "indexOf",        "lastIndexOf",
        "length",     "lower",     "matches", "matchesFull", "replace",  "replaceMatches", "split",
        "startsWith", "substring", "toChars", "trim",        "unescape", "upper"};
    if (!focus.known() ||
        std::find(std::begin(kTextFunctions), std::end(kTextFunctions), node.name) == std::end(kTextFunctions))
      return;
    if (std::none_of(focus.set.begin(), focus.set.end(), is_text))
      fail(node, std::string(node.name) + "() needs a string, not " + name_of(focus));
  }

  Types function(const Node& node, const Types& self) {
    const Types focus = node.left != nullptr ? check(*node.left, self) : self;
    text_input(node, focus);
    constexpr Function kOrdered[] = {f_first, f_last, f_tail, f_skip, f_take};
    if (std::find(std::begin(kOrdered), std::end(kOrdered), node.function->run) != std::end(kOrdered))
      ordered(node, focus);
    std::vector<Types> arguments;
    Types item = focus;
    item.unordered = false;
    // What repeat() projects from is not known: what it found before.
    const bool repeats = node.function->run == f_repeat || node.function->run == f_repeat_all;
    for (const Node* a : node.arguments)
      arguments.push_back(check(*a, repeats ? Types::anything() : node.function->per_item ? item : self));
    if (error_) return {};
    return result(node, focus, arguments);
  }

  Types result(const Node& node, const Types& focus, const std::vector<Types>& arguments) {
    Types out;
    switch (node.function->returns) {
      case Returns::focus:
        out = focus;
        out.unordered = false;
        return out;
      case Returns::argument: return arguments[0];
      case Returns::both:
        out = focus;
        out.merge(arguments[0]);
        return out;
      case Returns::branches:
        if (arguments[0].known() && std::none_of(arguments[0].set.begin(), arguments[0].set.end(), may_be_boolean))
          fail(node, "iif() needs true or false, not " + name_of(arguments[0]));
        for (size_t i = 1; i < arguments.size(); ++i) out.merge(arguments[i]);
        return out;
      case Returns::typed: return named(node, node.type);
      case Returns::children: return {.any = true, .unordered = true};
      case Returns::extension: add(out, model_.type("Extension")); return out;
      case Returns::boolean: return Types::of(Kind::boolean);
      case Returns::integer: return Types::of(Kind::integer);
      case Returns::decimal: return Types::of(Kind::decimal);
      case Returns::string: return Types::of(Kind::string);
      case Returns::date: return Types::of(Kind::date);
      case Returns::date_time: return Types::of(Kind::date_time);
      case Returns::time: return Types::of(Kind::time);
      case Returns::quantity: return Types::of(Kind::quantity);
      case Returns::type: return Types::of(Kind::type);
      case Returns::anything: break;
    }
    return Types::anything();
  }

  static bool may_be_boolean(const Type& t) {
    return t.fhir == nullptr ? t.system == Kind::boolean : t.fhir->name == "boolean";
  }

  const Expression::Tree& tree_;
  const fhir::Model& model_;
  bool strict_;
  Types context_;
  std::optional<Error> error_;
};

}  // namespace

Result<void> check_types(const Expression::Tree& tree, const CompileOptions& options) {
  return options.model == nullptr ? Result<void>() : Checker(tree, options).run();
}

}  // namespace anamnesis::fhirpath
