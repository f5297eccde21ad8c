// Order and arithmetic (FHIRPath, "Comparison", "Math", "Date/Time Arithmetic"). Single items in, a single item or
// nothing out. Empty operands give an empty result; operands of types that do not go together are a failure.
#include <algorithm>

#include "fhirpath/eval.h"
#include "fhirpath/units.h"

namespace anamnesis::fhirpath {
namespace {
std::string_view symbol(NodeKind kind) {
  switch (kind) {
    case NodeKind::add: return "+";
    case NodeKind::subtract: return "-";
    case NodeKind::multiply: return "*";
    case NodeKind::divide: return "/";
    case NodeKind::div: return "div";
    case NodeKind::mod: return "mod";
    default: return "&";
  }
}

Collection mismatch(Eval& eval, const Node& node, const Value& a, const Value& b) {
  return eval.fail(node, "'" + std::string(symbol(node.kind)) + "' cannot join " + std::string(type_name(a)) + " and " +
                             std::string(type_name(b)));
}

// System.Integer has 32 bits; what does not fit is an overflow, whose result is empty.
Collection small_integer(Eval& eval, int64_t v) {
  return v > INT32_MAX || v < INT32_MIN ? Collection() : eval.one(Value::of(v));
}

Collection integers(Eval& eval, const Node& node, int64_t a, int64_t b) {
  int64_t out = 0;
  switch (node.kind) {
    case NodeKind::add: return __builtin_add_overflow(a, b, &out) ? Collection() : small_integer(eval, out);
    case NodeKind::subtract: return __builtin_sub_overflow(a, b, &out) ? Collection() : small_integer(eval, out);
    case NodeKind::multiply: return __builtin_mul_overflow(a, b, &out) ? Collection() : small_integer(eval, out);
    case NodeKind::div:
      return b == 0 || b == -1 ? (b == 0 ? Collection() : eval.one(Value::of(-a))) : eval.one(Value::of(a / b));
    case NodeKind::mod: return b == 0 ? Collection() : eval.one(Value::of(b == -1 ? 0 : a % b));
    default: return eval.decimal(Decimal::divide(Decimal(a), Decimal(b)));
  }
}

Collection decimals(Eval& eval, const Node& node, const Decimal& a, const Decimal& b) {
  switch (node.kind) {
    case NodeKind::add: return eval.decimal(Decimal::add(a, b));
    case NodeKind::subtract: return eval.decimal(Decimal::subtract(a, b));
    case NodeKind::multiply: return eval.decimal(Decimal::multiply(a, b));
    case NodeKind::divide: return eval.decimal(Decimal::divide(a, b));
    case NodeKind::mod: return eval.decimal(Decimal::remainder(a, b));
    default: {
      const auto q = Decimal::integer_quotient(a, b);
      const auto i = q ? q->to_int64() : std::nullopt;
      return i ? small_integer(eval, *i) : Collection();
    }
  }
}

Collection quantities(Eval& eval, const Node& node, const Value& a, const Value& b) {
  const Quantity x = a.as_quantity(), y = b.as_quantity();
  std::optional<Quantity> out;
  if (node.kind == NodeKind::add || node.kind == NodeKind::subtract) {
    if (a.kind != b.kind) return mismatch(eval, node, a, b);
    out = add_quantities(x, y, node.kind == NodeKind::subtract);
  } else if (node.kind == NodeKind::multiply) {
    out = multiply_quantities(x, y, eval.arena);
  } else if (node.kind == NodeKind::divide) {
    out = divide_quantities(x, y, eval.arena);
  } else {
    return mismatch(eval, node, a, b);
  }
  return out ? eval.one(Value::of(eval.arena.make<Quantity>(*out))) : Collection();
}

Collection joined(Eval& eval, const Node& node, std::string_view a, std::string_view b) {
  if (!eval.spend(node, (a.size() + b.size()) / kBytesPerStep)) return {};
  char* const at = static_cast<char*>(eval.arena.allocate(a.size() + b.size() + 1, 1));
  std::copy(b.begin(), b.end(), std::copy(a.begin(), a.end(), at));
  return eval.one(Value::of(std::string_view(at, a.size() + b.size())));
}

// A point in time plus or minus a duration. 'mo' and 'a' have no fixed length: only the calendar words will do.
Collection shifted(Eval& eval, const Node& node, const Value& t, const Quantity& q) {
  Calendar unit = q.calendar;
  if (unit == Calendar::none) {
    unit = calendar_of_ucum(q.unit);
    if (unit == Calendar::month || unit == Calendar::year) unit = Calendar::none;
    if (unit == Calendar::none) unit = calendar_word(q.unit).value_or(Calendar::none);
  }
  if (unit == Calendar::none)
    return eval.fail(node, "'" + std::string(q.unit) + "' is not a unit that can be added to a date or time");
  const auto amount = q.value.rounded(0, Rounding::toward_zero).to_int64();
  if (!amount) return {};
  const auto out = add(*t.temporal, node.kind == NodeKind::subtract ? -*amount : *amount, unit, t.kind);
  return out ? eval.one(Value::of(t.kind, eval.arena.make<Temporal>(*out))) : Collection();
}

}  // namespace

std::optional<Order> order(Eval&, const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    if (a.kind == Kind::integer && b.kind == Kind::integer)
      return a.integer < b.integer ? Order::less : a.integer > b.integer ? Order::greater : Order::equal;
    return static_cast<Order>(Decimal::compare(a.number(), b.number()));
  }
  if (a.is_quantity_like() && b.is_quantity_like()) return compare_quantities(a.as_quantity(), b.as_quantity());
  if (a.kind == Kind::string && b.kind == Kind::string) {
    const int c = a.string.compare(b.string);
    return c < 0 ? Order::less : c > 0 ? Order::greater : Order::equal;
  }
  if (a.is_temporal() && b.is_temporal() && (a.kind == Kind::time) == (b.kind == Kind::time))
    return compare(*a.temporal, *b.temporal, a.kind, b.kind);
  return std::nullopt;
}

Collection arithmetic(Eval& eval, const Node& node, Collection left, Collection right) {
  if (node.kind == NodeKind::concatenate) {
    const auto a = eval.string(node, left), b = eval.string(node, right);
    if (eval.failed()) return {};
    return joined(eval, node, a.value_or(""), b.value_or(""));
  }
  const auto x = eval.single(node, left), y = eval.single(node, right);
  if (!x || !y) return {};
  const Value &a = *x, &b = *y;
  if (a.kind == Kind::integer && b.kind == Kind::integer) return integers(eval, node, a.integer, b.integer);
  if (a.is_number() && b.is_number()) return decimals(eval, node, a.number(), b.number());
  if (a.is_quantity_like() && b.is_quantity_like()) return quantities(eval, node, a, b);
  if (node.kind == NodeKind::add && a.kind == Kind::string && b.kind == Kind::string)
    return joined(eval, node, a.string, b.string);
  const bool sum = node.kind == NodeKind::add || node.kind == NodeKind::subtract;
  if (sum && a.is_temporal() && b.kind == Kind::quantity) return shifted(eval, node, a, *b.quantity);
  return mismatch(eval, node, a, b);
}

Collection negate(Eval& eval, const Node& node, Collection c) {
  const auto v = eval.single(node, c);
  if (!v) return {};
  if (v->kind == Kind::integer) return v->integer == INT64_MIN ? Collection() : eval.one(Value::of(-v->integer));
  if (v->kind == Kind::decimal) return eval.decimal(v->decimal->negated());
  if (v->kind == Kind::quantity) {
    Quantity q = *v->quantity;
    q.value = q.value.negated();
    return eval.one(Value::of(eval.arena.make<Quantity>(q)));
  }
  return eval.fail(node, "a sign cannot stand before " + std::string(type_name(*v)));
}

}  // namespace anamnesis::fhirpath
