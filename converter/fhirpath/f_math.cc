// Math (FHIRPath 5.7). A number in, a number or nothing out: what has no real value (the root of -1) is empty.
#include <cmath>

#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {
namespace {

std::optional<Decimal> number(Eval& eval, const Node& call, Collection c) {
  const auto v = eval.single(call, c);
  if (!v) return std::nullopt;
  if (v->kind == Kind::integer) return Decimal(v->integer);
  if (v->kind == Kind::decimal) return *v->decimal;
  eval.fail(call, std::string(call.name) + "() needs a number, not " + std::string(type_name(*v)));
  return std::nullopt;
}

Collection whole(Eval& eval, const Node& call, Collection focus, Rounding how) {
  const auto d = number(eval, call, focus);
  const auto i = d ? d->rounded(0, how).to_int64() : std::nullopt;
  return i ? eval.one(Value::of(*i)) : Collection();
}

Collection real(Eval& eval, const Node& call, Collection focus, double (*f)(double)) {
  const auto d = number(eval, call, focus);
  return d ? eval.decimal(Decimal::from_double(f(d->to_double()))) : Collection();
}

}  // namespace

Collection f_abs(Eval& eval, const Node& call, Collection focus, Frame&) {
  const auto v = eval.single(call, focus);
  if (!v) return {};
  if (v->kind == Kind::quantity) {
    Quantity q = *v->quantity;
    q.value = q.value.abs();
    return eval.one(Value::of(eval.arena.make<Quantity>(q)));
  }
  if (v->kind == Kind::integer)
    return v->integer == INT64_MIN ? Collection() : eval.one(Value::of(std::abs(v->integer)));
  const auto d = number(eval, call, focus);
  return d ? eval.decimal(d->abs()) : Collection();
}

Collection f_ceiling(Eval& e, const Node& n, Collection c, Frame&) {
  return whole(e, n, c, Rounding::ceiling);
}
Collection f_floor(Eval& e, const Node& n, Collection c, Frame&) {
  return whole(e, n, c, Rounding::floor);
}
Collection f_truncate(Eval& e, const Node& n, Collection c, Frame&) {
  return whole(e, n, c, Rounding::toward_zero);
}
Collection f_exp(Eval& e, const Node& n, Collection c, Frame&) {
  return real(e, n, c, std::exp);
}
Collection f_ln(Eval& e, const Node& n, Collection c, Frame&) {
  return real(e, n, c, std::log);
}
Collection f_sqrt(Eval& e, const Node& n, Collection c, Frame&) {
  return real(e, n, c, std::sqrt);
}

Collection f_log(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto x = number(eval, call, focus);
  const auto base = number(eval, call, eval.argument(call, 0, frame));
  if (!x || !base) return {};
  return eval.decimal(Decimal::from_double(std::log(x->to_double()) / std::log(base->to_double())));
}

Collection f_power(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto base = number(eval, call, focus);
  const auto exponent = number(eval, call, eval.argument(call, 0, frame));
  if (!base || !exponent) return {};
  if (const auto n = exponent->to_int64(); n && *n >= 0 && *n <= 1000000) {  // exactly
    const auto out = Decimal::power(*base, *n);
    const bool integers = eval.system(focus[0]).kind == Kind::integer && exponent->scale() == 0;
    const auto i = out && integers ? out->to_int64() : std::nullopt;
    return i ? eval.one(Value::of(*i)) : eval.decimal(out);
  }
  return eval.decimal(Decimal::from_double(std::pow(base->to_double(), exponent->to_double())));
}

Collection f_round(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  int64_t places = 0;
  if (!call.arguments.empty()) {
    const auto wanted = eval.integer(call, eval.argument(call, 0, frame));
    if (!wanted) return {};
    places = *wanted;
  }
  if (places < 0) return eval.fail(call, "round() needs a number of places that is not negative");
  const auto d = number(eval, call, focus);
  return d ? eval.decimal(d->rounded(static_cast<int>(std::min<int64_t>(places, Decimal::kMaxDigits)))) : Collection();
}

}  // namespace anamnesis::fhirpath
