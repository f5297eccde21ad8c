// Eval. A compiled tree and an element in, a collection out. A recursive walk: a node evaluates its focus (left), then
// acts on it. Collections are spans in an arena that is reset for every evaluation, so the common path allocates
// nothing from the system. `limit` says how many items the asker needs: exists() on a path stops at the first one.
#include "fhirpath/eval.h"

#include <algorithm>

#include "fhirpath/compile.h"
#include "fhirpath/parser.h"

namespace anamnesis::fhirpath {
namespace {

const Value kBooleans[2] = {Value::of(false), Value::of(true)};

constexpr struct {
  std::string_view name, value;
} kConstants[] = {
    {"ucum", "http://unitsofmeasure.org"}, {"sct", "http://snomed.info/sct"}, {"loinc", "http://loinc.org"}};

}  // namespace

Eval::Eval(Evaluator& evaluator, const Expression::Tree& tree, const fhir::Element* context,
           const fhir::Element* resource)
    : arena(evaluator.arena_),
      evaluator_(evaluator),
      tree_(tree),
      context_(context),
      resource_(resource),
      model_(evaluator.environment_.model),
      rest_(evaluator.environment_.budget),
      r4_dialect_(tree.r4_dialect) {}

Collection Eval::fail(const Node& node, std::string message) {
  if (!error_) error_ = error_at(tree_.source, node.operator_at, std::move(message));
  return {};
}

Collection Eval::undecided(const Node& node, std::string message) {
  undecided_ = !error_;
  return fail(node, std::move(message));
}

bool Eval::next_slice(const Node& node, uint64_t steps) {
  constexpr uint64_t kSlice = 1'000'000;
  constexpr size_t kMostMemory = size_t{256} << 20;
  rest_ += slice_;
  slice_ = 0;
  if (rest_ < steps) {
    rest_ = 0;
    fail(node, "the evaluation takes too long");
    return false;
  }
  if (arena.bytes_reserved() > kMostMemory) {
    fail(node, "the evaluation takes too much memory");
    return false;
  }
  rest_ -= steps;
  slice_ = std::min(rest_, kSlice);
  rest_ -= slice_;
  return true;
}

Collection Eval::one(const Value& v) {
  return {arena.make<Value>(v), 1};
}
Collection Eval::boolean(bool b) const {
  return {&kBooleans[b ? 1 : 0], 1};
}
Collection Eval::boolean(Truth t) const {
  return t == Truth::unknown ? Collection() : boolean(t == Truth::yes);
}
Collection Eval::decimal(const std::optional<Decimal>& d) {
  return d ? one(Value::of(arena.make<Decimal>(*d))) : Collection();
}

std::optional<Value> Eval::single(const Node& node, Collection c) {
  if (c.empty()) return std::nullopt;
  if (c.size() > 1) {
    fail(node, "a single item is expected here, there are several");
    return std::nullopt;
  }
  return system(c[0]);
}

std::optional<std::string_view> Eval::string(const Node& node, Collection c) {
  const auto v = single(node, c);
  if (!v) return std::nullopt;
  if (v->kind == Kind::string) return v->string;
  // FHIR's dates and times are text too: birthDate.matches('...') is common in profiles.
  if (v->is_temporal() && c[0].kind == Kind::element) return c[0].element->value();
  fail(node, "a string is expected here, not " + std::string(type_name(*v)));
  return std::nullopt;
}

std::optional<int64_t> Eval::integer(const Node& node, Collection c) {
  const auto v = single(node, c);
  if (!v) return std::nullopt;
  if (v->kind == Kind::integer) return v->integer;
  fail(node, "an integer is expected here, not " + std::string(type_name(*v)));
  return std::nullopt;
}

Truth Eval::truth(const Node& node, Collection c) {
  if (c.empty()) return Truth::unknown;
  if (c.size() > 1) {
    fail(node, "a single true or false is expected here, there are several items");
    return Truth::unknown;
  }
  const Value v = c[0].kind == Kind::element ? to_system(c[0], arena) : c[0];
  return v.kind == Kind::boolean && !v.boolean ? Truth::no : Truth::yes;
}

Collection Eval::eval(const Node& node, Frame& frame, uint32_t limit) {
  if (error_ || !spend(node, 1)) return {};
  const Collection out = evaluate_node(node, frame, limit);
  if (environment().watch && !error_) environment().watch(node, out);
  return error_ ? Collection() : out;
}

Collection Eval::evaluate_node(const Node& node, Frame& frame, uint32_t limit) {
  switch (node.kind) {
    case NodeKind::empty: return {};
    case NodeKind::literal: return {&node.value, 1};
    case NodeKind::member: return member(node, frame, limit);
    case NodeKind::function: {
      const uint32_t needed = node.arguments.empty() ? node.function->enough : kAll;
      const Collection focus = node.left != nullptr ? eval(*node.left, frame, needed) : frame.self;
      return error_ ? Collection() : node.function->run(*this, node, focus, frame);
    }
    case NodeKind::index: return index(node, frame);
    case NodeKind::self: return frame.self;
    case NodeKind::position:
      return frame.position < 0 ? fail(node, "$index has no meaning here") : one(Value::of(frame.position));
    case NodeKind::total: return frame.total == nullptr ? fail(node, "$total has no meaning here") : *frame.total;
    case NodeKind::external: return external(node, frame);
    case NodeKind::plus:
    case NodeKind::minus: {
      const Collection c = operand(node.left, frame);
      return error_ ? Collection() : node.kind == NodeKind::minus ? negate(*this, node, c) : c;
    }
    case NodeKind::ascending:
    case NodeKind::descending: return operand(node.left, frame);
    case NodeKind::is:
    case NodeKind::as: {
      const Collection c = operand(node.left, frame);
      if (c.empty()) {
        note_vacuous();
        return {};
      }
      if (c.size() > 1 && !(r4_dialect_ && node.kind == NodeKind::as))
        return fail(node, "a type test needs a single item, there are several");
      if (node.kind == NodeKind::is) return boolean(matches_type(node, c[0], node.type, false));
      List out(arena);
      for (const Value& v : c)
        if (matches_type(node, v, node.type, true)) out.push(v);
      return out;
    }
    case NodeKind::and_:
    case NodeKind::or_:
    case NodeKind::xor_:
    case NodeKind::implies: return logic(node, frame);
    default: return binary(node, frame);
  }
}

// Variables that an operand defines end with it.
Collection Eval::operand(const Node* node, Frame& frame, uint32_t limit) {
  const Binding* const before = frame.bindings;
  const Collection out = eval(*node, frame, limit);
  frame.bindings = before;
  return out;
}

Collection Eval::argument(const Node& call, size_t i, Frame& frame, uint32_t limit) {
  return operand(call.arguments[i], frame, limit);
}

Collection Eval::argument_for(const Node& call, size_t i, const Value& item, int64_t position, Frame& frame) {
  Frame inner = frame;
  const Collection self(&item, 1);
  inner.self = self;
  inner.position = position;
  return eval(*call.arguments[i], inner);
}

Collection Eval::member(const Node& node, Frame& frame, uint32_t limit) {
  Collection focus = frame.self;
  if (node.left != nullptr) {
    focus = eval(*node.left, frame);
  } else if (focus.size() == 1 && focus[0].kind == Kind::element && node.name[0] >= 'A' && node.name[0] <= 'Z' &&
             is_fhir_type(*focus[0].element, node.name)) {
    return focus;  // a path may start with the type of what it is evaluated on
  }
  constexpr uint64_t kMany = 64;
  List out(arena);
  uint64_t visited = 0;
  for (const Value& v : focus) {
    if (v.kind == Kind::element) {
      if (v.element == long_lookup_.parent && node.name == long_lookup_.name) {
        if (long_lookup_.child != nullptr) out.push(Value::of(long_lookup_.child));
        continue;
      }
      const uint64_t before = visited;
      const size_t found = out.size();
      bool only = true;
      for (const fhir::Element* e = v.element->first(); e != nullptr; e = e->next()) {
        ++visited;
        if (!is_called(*e, node.name_number, node.name)) continue;
        out.push(Value::of(e));
        if (out.size() >= limit) return out;
        // What stands once needs no look at what follows.
        only = e->property() != nullptr && !e->property()->is_array && !e->property()->is_choice;
        if (only) break;
      }
      if (only && visited - before > kMany)
        long_lookup_ = {v.element, node.name, out.size() == found ? nullptr : (out.end() - 1)->element};
      if (v.element->has_value && node.name == "value" && out.size() == 0) {
        const Value plain = system(v);
        out.push(plain.kind == Kind::element ? Value::of(v.element->value()) : plain);  // malformed: what is written
      }
    } else if (v.kind == Kind::type) {
      if (node.name == "name") out.push(Value::of(v.type->name));
      if (node.name == "namespace") out.push(Value::of(v.type->space));
    } else if (v.kind == Kind::quantity) {
      if (node.name == "value") out.push(Value::of(&v.quantity->value));
      if (node.name == "unit") out.push(Value::of(v.quantity->unit));
    }
  }
  spend(node, focus.size() + visited / 16 + out.size());
  return out;
}

Collection Eval::index(const Node& node, Frame& frame) {
  const Collection focus = eval(*node.left, frame);
  const auto at = integer(node, operand(node.right, frame));
  if (!at || *at < 0 || static_cast<uint64_t>(*at) >= focus.size()) return {};
  return focus.subspan(static_cast<size_t>(*at), 1);
}

Collection Eval::external(const Node& node, Frame& frame) {
  const std::string_view name = node.name;
  for (const Binding* b = frame.bindings; b != nullptr; b = b->next)
    if (b->name == name) return b->value;
  for (const Variable& v : environment().variables)
    if (v.name == name) return v.value;
  const auto element = [&](const fhir::Element* e) { return e != nullptr ? one(Value::of(e)) : Collection(); };
  if (name == "context") return element(context_);
  if (name == "resource") return element(resource());
  if (name == "rootResource") return element(root_resource());
  for (const auto& constant : kConstants)
    if (constant.name == name) return one(Value::of(constant.value));
  if (name.starts_with("vs-")) return text(node, "http://hl7.org/fhir/ValueSet/" + std::string(name.substr(3)));
  if (name.starts_with("ext-"))
    return text(node, "http://hl7.org/fhir/StructureDefinition/" + std::string(name.substr(4)));
  return fail(node, "there is no variable %" + std::string(name));
}

Collection Eval::logic(const Node& node, Frame& frame) {
  const Truth a = truth(*node.left, operand(node.left, frame));
  if (error_) return {};
  // The left side may decide.
  if (node.kind == NodeKind::and_ && a == Truth::no) return boolean(false);
  if (node.kind == NodeKind::or_ && a == Truth::yes) return boolean(true);
  if (node.kind == NodeKind::implies && a == Truth::no) return boolean(true);
  const Truth b = truth(*node.right, operand(node.right, frame));
  if (error_) return {};
  const bool unknown = a == Truth::unknown || b == Truth::unknown;
  switch (node.kind) {
    case NodeKind::and_: return b == Truth::no ? boolean(false) : unknown ? Collection() : boolean(true);
    case NodeKind::or_: return b == Truth::yes ? boolean(true) : unknown ? Collection() : boolean(false);
    case NodeKind::xor_: return unknown ? Collection() : boolean(a != b);
    default: return b == Truth::yes ? boolean(true) : unknown ? Collection() : boolean(false);  // implies
  }
}

Collection Eval::binary(const Node& node, Frame& frame) {
  const Collection a = operand(node.left, frame);
  const Collection b = operand(node.right, frame);
  if (error_ || !spend(node, a.size() + b.size())) return {};
  switch (node.kind) {
    case NodeKind::equal:
    case NodeKind::not_equal: {
      if (a.empty() || b.empty()) return {};
      const Truth t = equal(*this, a, b);
      if (t == Truth::unknown) return {};
      return boolean((t == Truth::yes) == (node.kind == NodeKind::equal));
    }
    case NodeKind::equivalent: return boolean(equivalent(*this, a, b));
    case NodeKind::not_equivalent: return boolean(!equivalent(*this, a, b));
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::greater:
    case NodeKind::greater_equal: {
      const auto x = single(node, a), y = single(node, b);
      if (!x || !y) return {};
      const auto o = order(*this, *x, *y);
      if (!o)
        return fail(node, std::string(type_name(*x)) + " and " + std::string(type_name(*y)) + " cannot be compared");
      if (*o == Order::unknown) return {};
      if (node.kind == NodeKind::less) return boolean(*o == Order::less);
      if (node.kind == NodeKind::less_equal) return boolean(*o != Order::greater);
      if (node.kind == NodeKind::greater) return boolean(*o == Order::greater);
      return boolean(*o != Order::less);
    }
    case NodeKind::in:
    case NodeKind::contains: {
      const Collection item = node.kind == NodeKind::in ? a : b, in = node.kind == NodeKind::in ? b : a;
      if (item.empty()) return {};
      if (item.size() > 1) return fail(node, "membership is asked of a single item, there are several");
      for (const Value& v : in)
        if (equal(*this, item[0], v) == Truth::yes) return boolean(true);
      return boolean(false);
    }
    case NodeKind::unite: {
      Distinct seen(*this, node);
      List out(arena);
      for (const Collection c : {a, b})
        for (const Value& v : c)
          if (seen.insert(v)) out.push(v);
      return out;
    }
    default: return arithmetic(*this, node, a, b);
  }
}

const Node& Eval::root() const {
  return *tree_.root;
}

const Temporal* Eval::now() const {
  return evaluator_.now_.get();
}

const fhir::Element* Eval::resource() const {
  if (resource_ != nullptr) return resource_;
  const fhir::Element* e = context_;
  while (e != nullptr && e->resource_type().empty() && e->parent != nullptr) e = e->parent;
  return e;
}

const fhir::Element* Eval::root_resource() const {
  const fhir::Element* e = resource();
  while (e != nullptr && e->name() == "contained" && e->parent != nullptr) {
    e = e->parent;
    while (e->resource_type().empty() && e->parent != nullptr) e = e->parent;
  }
  return e;
}

}  // namespace anamnesis::fhirpath
