// Static checks. A tree and the type it will be evaluated on in; the first impossible member, type or input out. Types
// flow through the tree as sets: `value` of an Observation may be one of eleven. Where a set is not known (a resource
// of any type, a resolved reference, children()) nothing is said.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>
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

// What an input or an argument must be able to be; `quantity` takes numbers too.
enum class Wants : uint8_t { anything, text, integer, number, quantity };

struct Signature {
  std::string_view function;
  Wants input = Wants::anything, first = Wants::anything, second = Wants::anything;
};
constexpr auto kSignatures = std::to_array<Signature>({
    {"abs", Wants::quantity},
    {"ceiling", Wants::number},
    {"conformsTo", Wants::anything, Wants::text},
    {"contains", Wants::text, Wants::text},
    {"decode", Wants::text, Wants::text},
    {"defineVariable", Wants::anything, Wants::text},
    {"encode", Wants::text, Wants::text},
    {"endsWith", Wants::text, Wants::text},
    {"escape", Wants::text, Wants::text},
    {"exp", Wants::number},
    {"extension", Wants::anything, Wants::text},
    {"floor", Wants::number},
    {"highBoundary", Wants::anything, Wants::integer},
    {"indexOf", Wants::text, Wants::text},
    {"join", Wants::text, Wants::text},
    {"lastIndexOf", Wants::text, Wants::text},
    {"length", Wants::text},
    {"ln", Wants::number},
    {"log", Wants::number, Wants::number},
    {"lowBoundary", Wants::anything, Wants::integer},
    {"lower", Wants::text},
    {"matches", Wants::text, Wants::text, Wants::text},
    {"matchesFull", Wants::text, Wants::text, Wants::text},
    {"memberOf", Wants::anything, Wants::text},
    {"power", Wants::number, Wants::number},
    {"replace", Wants::text, Wants::text, Wants::text},
    {"replaceMatches", Wants::text, Wants::text, Wants::text},
    {"round", Wants::number, Wants::integer},
    {"skip", Wants::anything, Wants::integer},
    {"split", Wants::text, Wants::text},
    {"sqrt", Wants::number},
    {"startsWith", Wants::text, Wants::text},
    {"substring", Wants::text, Wants::integer, Wants::integer},
    {"take", Wants::anything, Wants::integer},
    {"toChars", Wants::text},
    {"trace", Wants::anything, Wants::text},
    {"trim", Wants::text},
    {"truncate", Wants::number},
    {"unescape", Wants::text, Wants::text},
    {"upper", Wants::text},
});

// How a type behaves under operators.
enum class Nature : uint8_t { number, quantity, text, point, time, other };

Nature nature_of(const Type& t) {
  if (t.fhir == nullptr) {
    switch (t.system) {
      case Kind::integer:
      case Kind::decimal: return Nature::number;
      case Kind::quantity: return Nature::quantity;
      case Kind::string: return Nature::text;
      case Kind::date:
      case Kind::date_time: return Nature::point;
      case Kind::time: return Nature::time;
      default: return Nature::other;
    }
  }
  const std::string_view n = t.fhir->name;
  if (t.fhir->is_a("Quantity")) return Nature::quantity;
  if (!t.fhir->is_primitive() || n == "boolean") return Nature::other;
  if (n == "integer" || n == "decimal" || n == "positiveInt" || n == "unsignedInt") return Nature::number;
  if (n == "date" || n == "dateTime" || n == "instant") return Nature::point;
  return n == "time" ? Nature::time : Nature::text;
}

// Whether an operator takes operands of these natures.
bool joins(NodeKind kind, Nature a, Nature b) {
  const auto amount = [](Nature n) { return n == Nature::number || n == Nature::quantity; };
  const bool amounts = amount(a) && amount(b);
  const bool moved = (a == Nature::point || a == Nature::time) && b == Nature::quantity;
  switch (kind) {
    case NodeKind::add: return amounts || moved || (a == Nature::text && b == Nature::text);
    case NodeKind::subtract: return amounts || moved;
    case NodeKind::multiply:
    case NodeKind::divide: return amounts;
    case NodeKind::div:
    case NodeKind::mod: return a == Nature::number && b == Nature::number;
    case NodeKind::concatenate:
      return a != Nature::number && a != Nature::quantity && a != Nature::other && b != Nature::number &&
             b != Nature::quantity && b != Nature::other;
    default: return amounts || (a == b && a != Nature::other);  // order
  }
}

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
        wanted(node, "[ ]", Wants::integer, check(*node.right, self));
        ordered(node, focus);
        return focus;
      }
      case NodeKind::self: return self;
      case NodeKind::position: return Types::of(Kind::integer);
      case NodeKind::total: return Types::anything();
      case NodeKind::external: return node.name == "context" ? context_ : Types::anything();
      case NodeKind::plus:
      case NodeKind::minus: {
        const Types operand = check(*node.left, self);
        if (!in_sort_) wanted(node, "a sign", Wants::quantity, operand);
        return operand;
      }
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
      case NodeKind::concatenate: joined(node, self); return Types::of(Kind::string);
      case NodeKind::multiply:
      case NodeKind::divide:
      case NodeKind::div:
      case NodeKind::mod:
      case NodeKind::add:
      case NodeKind::subtract: joined(node, self); return Types::anything();
      case NodeKind::less:
      case NodeKind::less_equal:
      case NodeKind::greater:
      case NodeKind::greater_equal: joined(node, self); return Types::of(Kind::boolean);
      default: both(node, self); return Types::of(Kind::boolean);
    }
  }

  void both(const Node& node, const Types& self) {
    check(*node.left, self);
    check(*node.right, self);
  }

  // Operands of which no pair of types goes together.
  void joined(const Node& node, const Types& self) {
    const Types a = check(*node.left, self), b = check(*node.right, self);
    if (!a.known() || !b.known()) return;
    for (const Type& x : a.set)
      for (const Type& y : b.set)
        if (joins(node.kind, nature_of(x), nature_of(y))) return;
    const std::string_view text = std::string_view(tree_.source).substr(node.operator_at);
    const std::string symbol(text.substr(0, text.find_first_not_of("+-*/&<>=divmo")));
    fail(node, "'" + symbol + "' cannot join " + name_of(a) + " and " + name_of(b));
  }

  static bool may_be(Wants wants, const Type& t) {
    const Nature n = nature_of(t);
    switch (wants) {
      case Wants::anything: return true;
      case Wants::text: return is_text(t);
      case Wants::integer:
        return n == Nature::number && (t.fhir != nullptr ? t.fhir->name != "decimal" : t.system == Kind::integer);
      case Wants::number: return n == Nature::number;
      case Wants::quantity: return n == Nature::number || n == Nature::quantity;
    }
    return true;
  }

  void wanted(const Node& node, std::string_view who, Wants wants, const Types& types) {
    if (!types.known() ||
        std::any_of(types.set.begin(), types.set.end(), [&](const Type& t) { return may_be(wants, t); }))
      return;
    constexpr std::string_view kNames[] = {"anything", "a string", "an integer", "a number", "a number or quantity"};
    fail(node,
         std::string(who) + " needs " + std::string(kNames[static_cast<size_t>(wants)]) + ", not " + name_of(types));
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

  static const Signature* signature_of(std::string_view function) {
    const auto at = std::lower_bound(kSignatures.begin(), kSignatures.end(), function,
                                     [](const Signature& s, std::string_view n) { return s.function < n; });
    return at != kSignatures.end() && at->function == function ? &*at : nullptr;
  }

  Types function(const Node& node, const Types& self) {
    const Types focus = node.left != nullptr ? check(*node.left, self) : self;
    const Signature* const signature = signature_of(node.name);
    const std::string who = std::string(node.name) + "()";
    if (signature != nullptr) wanted(node, who, signature->input, focus);
    constexpr Function kOrdered[] = {f_first, f_last, f_tail, f_skip, f_take};
    if (std::find(std::begin(kOrdered), std::end(kOrdered), node.function->run) != std::end(kOrdered))
      ordered(node, focus);
    std::vector<Types> arguments;
    Types item = focus;
    item.unordered = false;
    // What repeat() projects from is not known: what it found before.
    const bool repeats = node.function->run == f_repeat || node.function->run == f_repeat_all;
    const bool sorts = std::exchange(in_sort_, node.function->run == f_sort);  // -key there only turns the order
    for (const Node* a : node.arguments)
      arguments.push_back(check(*a, repeats ? Types::anything() : node.function->per_item ? item : self));
    in_sort_ = sorts;
    if (signature != nullptr && !arguments.empty()) wanted(node, who, signature->first, arguments[0]);
    if (signature != nullptr && arguments.size() > 1) wanted(node, who, signature->second, arguments[1]);
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
  bool in_sort_ = false;
  Types context_;
  std::optional<Error> error_;
};

}  // namespace

Result<void> check_types(const Expression::Tree& tree, const CompileOptions& options) {
  return options.model == nullptr ? Result<void>() : Checker(tree, options).run();
}

}  // namespace anamnesis::fhirpath
