// Conversion (FHIRPath 5.5). One item in; the converted item, or nothing where it does not convert.
#include "fhirpath/case.h"
#include "fhirpath/chapters.h"
#include "fhirpath/units.h"

namespace anamnesis::fhirpath {
namespace {

using Converted = std::optional<Value>;
using Conversion = Converted (*)(Eval&, const Value&);

Converted as_boolean(Eval&, const Value& v) {
  if (v.kind == Kind::boolean) return v;
  if (v.is_number()) {
    const Decimal d = v.kind == Kind::integer ? Decimal(v.integer) : *v.decimal;
    if (d == Decimal(1)) return Value::of(true);
    if (d == Decimal(0)) return Value::of(false);
  }
  if (v.kind != Kind::string) return std::nullopt;
  const std::string s = lower(v.string);
  for (const std::string_view yes : {"true", "t", "yes", "y", "1", "1.0"})
    if (s == yes) return Value::of(true);
  for (const std::string_view no : {"false", "f", "no", "n", "0", "0.0"})
    if (s == no) return Value::of(false);
  return std::nullopt;
}

Converted as_integer_between(const Value& v, int64_t low, int64_t high) {
  if (v.kind == Kind::integer) return v;
  if (v.kind == Kind::boolean) return Value::of(int64_t{v.boolean ? 1 : 0});
  if (v.kind != Kind::string || v.string.find_first_of(".eE") != std::string_view::npos) return std::nullopt;
  const auto d = Decimal::parse(v.string);
  const auto i = d ? d->to_int64() : std::nullopt;
  if (!i || *i < low || *i > high) return std::nullopt;
  return Value::of(*i);
}

Converted as_integer(Eval&, const Value& v) {
  return as_integer_between(v, INT32_MIN, INT32_MAX);
}
Converted as_long(Eval&, const Value& v) {
  return as_integer_between(v, INT64_MIN, INT64_MAX);
}

Converted as_decimal(Eval& eval, const Value& v) {
  const auto make = [&](const Decimal& d) {
    return Value::of(static_cast<const Decimal*>(eval.arena.make<Decimal>(d)));
  };
  if (v.kind == Kind::decimal) return v;
  if (v.kind == Kind::integer) return make(Decimal(v.integer));
  if (v.kind == Kind::boolean) return make(Decimal(v.boolean ? 10 : 0, 1));
  if (v.kind != Kind::string || v.string.find_first_of("eE") != std::string_view::npos) return std::nullopt;
  const auto d = Decimal::parse(v.string);
  return d ? Converted(make(*d)) : std::nullopt;
}

Converted as_date(Eval& eval, const Value& v) {
  if (v.kind == Kind::date) return v;
  const auto t = v.kind == Kind::date_time ? std::optional(*v.temporal)
                 : v.kind == Kind::string  ? parse_date(v.string, false)
                                           : std::nullopt;
  if (!t) return std::nullopt;
  Temporal day = *t;
  if (day.precision > Temporal::day)
    day = Temporal{.years = t->years, .months = t->months, .days = t->days, .precision = Temporal::day};
  return Value::of(Kind::date, eval.arena.make<Temporal>(day));
}

Converted as_date_time(Eval& eval, const Value& v) {
  if (v.kind == Kind::date_time) return v;
  if (v.kind == Kind::date) return Value::of(Kind::date_time, v.temporal);
  const auto t = v.kind == Kind::string ? parse_date(v.string, true) : std::nullopt;
  return t ? Converted(Value::of(Kind::date_time, eval.arena.make<Temporal>(*t))) : std::nullopt;
}

Converted as_time(Eval& eval, const Value& v) {
  if (v.kind == Kind::time) return v;
  std::string_view s = v.kind == Kind::string ? v.string : std::string_view();
  if (s.starts_with('T')) s.remove_prefix(1);
  const auto t = parse_time(s);
  return t ? Converted(Value::of(Kind::time, eval.arena.make<Temporal>(*t))) : std::nullopt;
}

Converted as_quantity(Eval& eval, const Value& v) {
  if (v.kind == Kind::quantity) return v;
  std::optional<Quantity> q;
  if (v.kind == Kind::string) {
    q = parse_quantity(v.string, eval.arena);
  } else if (const auto number = v.kind == Kind::element ? std::nullopt : as_decimal(eval, v)) {
    q = Quantity{*number->decimal, "1", Calendar::none};
  }
  return q ? Converted(Value::of(eval.arena.make<Quantity>(*q))) : std::nullopt;
}

Converted as_string(Eval& eval, const Value& v) {
  if (v.kind == Kind::string) return v;
  if (v.kind == Kind::element && !v.element->has_value) return std::nullopt;
  if (v.kind == Kind::type) return std::nullopt;
  const std::string text = v.is_temporal() ? to_text(*v.temporal, v.kind) : to_text(v);
  return Value::of(eval.arena.copy(text));
}

Collection convert(Eval& eval, const Node& call, Collection focus, Conversion conversion) {
  const auto v = eval.single(call, focus);
  if (!v || v->kind == Kind::element) eval.note_vacuous();  // vs-1 on a time that is only a reason for its absence
  if (!v) return {};
  const Converted out = conversion(eval, *v);
  return out ? eval.one(*out) : Collection();
}

Collection converts(Eval& eval, const Node& call, Collection focus, Conversion conversion) {
  const auto v = eval.single(call, focus);
  if (!v) return {};
  return eval.boolean(conversion(eval, *v).has_value());
}

// toQuantity(unit): the quantity in that unit.
Collection quantity_in(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Collection q = convert(eval, call, focus, as_quantity);
  if (call.arguments.empty() || q.empty()) return q;
  const auto unit = eval.string(call, eval.argument(call, 0, frame));
  if (!unit) return {};
  const Calendar word = calendar_word(*unit).value_or(Calendar::none);
  const auto zero = Quantity{Decimal(0), *unit, word};
  const auto out = add_quantities(zero, *q[0].quantity, false);
  return out ? eval.one(Value::of(eval.arena.make<Quantity>(*out))) : Collection();
}

}  // namespace

Collection f_to_boolean(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_boolean);
}
Collection f_to_integer(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_integer);
}
Collection f_to_long(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_long);
}
Collection f_to_decimal(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_decimal);
}
Collection f_to_date(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_date);
}
Collection f_to_date_time(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_date_time);
}
Collection f_to_time(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_time);
}
Collection f_to_quantity(Eval& e, const Node& n, Collection c, Frame& f) {
  return quantity_in(e, n, c, f);
}
Collection f_to_string(Eval& e, const Node& n, Collection c, Frame&) {
  return convert(e, n, c, as_string);
}
Collection f_converts_to_boolean(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_boolean);
}
Collection f_converts_to_integer(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_integer);
}
Collection f_converts_to_long(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_long);
}
Collection f_converts_to_decimal(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_decimal);
}
Collection f_converts_to_date(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_date);
}
Collection f_converts_to_date_time(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_date_time);
}
Collection f_converts_to_time(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_time);
}
Collection f_converts_to_string(Eval& e, const Node& n, Collection c, Frame&) {
  return converts(e, n, c, as_string);
}
Collection f_converts_to_quantity(Eval& e, const Node& n, Collection c, Frame& f) {
  return c.empty() ? Collection() : e.boolean(!quantity_in(e, n, c, f).empty());
}

Collection f_iif(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (focus.size() > 1) return eval.fail(call, "iif() needs a single item as its input");
  const auto branch = [&](size_t i) {
    return focus.empty() ? eval.argument(call, i, frame) : eval.argument_for(call, i, focus[0], frame.position, frame);
  };
  const auto criterion = eval.single(call, branch(0));
  if (eval.failed()) return {};
  if (criterion && criterion->kind != Kind::boolean)
    return eval.fail(call, "iif() needs true or false, not " + std::string(type_name(*criterion)));
  if (criterion && criterion->boolean) return branch(1);
  return call.arguments.size() > 2 ? branch(2) : Collection();
}

Collection f_coalesce(Eval& eval, const Node& call, Collection, Frame& frame) {
  for (size_t i = 0; i < call.arguments.size(); ++i)
    if (const Collection c = eval.argument(call, i, frame); !c.empty() || eval.failed()) return c;
  return {};
}

}  // namespace anamnesis::fhirpath
