// Precision, boundaries and parts of dates and numbers (FHIRPath 5.9, "Utility Functions", and the date/time
// components).
#include "fhirpath/chapters.h"
#include "fhirpath/units.h"

namespace anamnesis::fhirpath {
namespace {

// A number written with n places may be off by half a unit of the last one. The bound nearer to zero is cut to the
// wanted places, the one farther from zero is rounded.
std::optional<Decimal> decimal_boundary(const Decimal& d, int64_t places, bool high) {
  if (places < 0 || places > 28) return std::nullopt;
  const auto half = Decimal(5, d.scale() + 1);
  const auto bound = high ? Decimal::add(d, half) : Decimal::subtract(d, half);
  if (!bound || d.scale() >= Decimal::kMaxDigits) return std::nullopt;
  const bool inner = d.is_negative() ? high : !high && !d.is_zero();
  const Decimal cut = bound->rounded(static_cast<int>(places), inner ? Rounding::toward_zero : Rounding::half_away);
  // The bound of a negative number is the mirror image of that of its absolute value, down to the sign of a zero.
  if (cut.is_zero() && bound->is_negative()) return Decimal::minus_zero(static_cast<int>(places));
  return cut.with_scale(static_cast<int>(places));
}

Collection boundary_of(Eval& eval, const Node& call, Collection focus, Frame& frame, bool high) {
  const auto v = eval.single(call, focus);
  if (!v) return {};
  std::optional<int64_t> wanted;
  if (!call.arguments.empty()) {
    wanted = eval.integer(call, eval.argument(call, 0, frame));
    if (eval.failed()) return {};
  }
  if (v->is_number())
    return eval.decimal(
        decimal_boundary(v->kind == Kind::integer ? Decimal(v->integer) : *v->decimal, wanted.value_or(8), high));
  if (v->kind == Kind::quantity) {
    const auto bound = decimal_boundary(v->quantity->value, wanted.value_or(8), high);
    if (!bound) return {};
    return eval.one(Value::of(eval.arena.make<Quantity>(Quantity{*bound, v->quantity->unit, v->quantity->calendar})));
  }
  if (v->is_temporal()) {
    const int64_t full = v->kind == Kind::date ? 8 : v->kind == Kind::time ? 9 : 17;
    const int64_t n = wanted.value_or(full);
    if (n < 0 || n > 17) return {};
    const auto bound = boundary(*v->temporal, v->kind, static_cast<int>(n), high);
    return bound ? eval.one(Value::of(bound->kind, eval.arena.make<Temporal>(bound->value))) : Collection();
  }
  return eval.fail(call, std::string(call.name) + "() needs a number, a quantity, a date or a time, not " +
                             std::string(type_name(*v)));
}

enum class Part : uint8_t { year, month, day, hour, minute, second, millisecond };

Collection part_of(Eval& eval, const Node& call, Collection focus, Part part) {
  const auto v = eval.single(call, focus);
  if (!v) return {};
  if (!v->is_temporal())
    return eval.fail(call, std::string(call.name) + "() needs a date or a time, not " + std::string(type_name(*v)));
  const Temporal& t = *v->temporal;
  if (v->kind == Kind::time && part < Part::hour) return eval.fail(call, "a time has no date");
  const bool written =
      part == Part::millisecond ? t.fraction_digits != 0 : static_cast<int>(part) <= static_cast<int>(t.precision);
  if (!written) return {};
  const int64_t parts[] = {t.years, t.months, t.days, t.hours, t.minutes, t.seconds, t.nanoseconds / 1000000};
  return eval.one(Value::of(parts[static_cast<size_t>(part)]));
}

std::optional<Value> temporal(Eval& eval, const Node& call, Collection c) {
  auto v = eval.single(call, c);
  if (v && !v->is_temporal()) {
    eval.fail(call, std::string(call.name) + "() needs a date or a time, not " + std::string(type_name(*v)));
    return std::nullopt;
  }
  return v;
}

// duration: whole units between two points; difference: boundaries of the unit crossed.
Collection between(Eval& eval, const Node& call, Collection focus, Frame& frame, bool whole) {
  const auto a = temporal(eval, call, focus);
  const auto b = temporal(eval, call, eval.argument(call, 0, frame));
  const auto word = eval.string(call, eval.argument(call, 1, frame));
  if (!a || !b || !word || eval.failed()) return {};
  const auto unit = calendar_word(*word);
  if (!unit) return eval.fail(call, "there is no calendar unit '" + std::string(*word) + "'");
  if ((a->kind == Kind::time) != (b->kind == Kind::time))
    return eval.fail(call, "a date and a time cannot be compared");
  const auto count = count_between(*a->temporal, *b->temporal, a->kind, *unit, whole);
  return count ? eval.one(Value::of(*count)) : Collection();
}

}  // namespace

Collection f_low_boundary(Eval& e, const Node& n, Collection c, Frame& f) {
  return boundary_of(e, n, c, f, false);
}
Collection f_high_boundary(Eval& e, const Node& n, Collection c, Frame& f) {
  return boundary_of(e, n, c, f, true);
}

Collection f_precision(Eval& eval, const Node& call, Collection focus, Frame&) {
  const auto v = eval.single(call, focus);
  if (!v) return {};
  if (v->kind == Kind::integer) return eval.one(Value::of(int64_t{0}));
  if (v->kind == Kind::decimal) return eval.one(Value::of(int64_t{v->decimal->scale()}));
  if (v->is_temporal()) return eval.one(Value::of(int64_t{digits(*v->temporal, v->kind)}));
  return eval.fail(call, "precision() needs a number, a date or a time, not " + std::string(type_name(*v)));
}

Collection f_comparable(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto a = eval.single(call, focus), b = eval.single(call, eval.argument(call, 0, frame));
  if (!a || !b) return {};
  if (a->kind != Kind::quantity || b->kind != Kind::quantity)
    return eval.fail(call, "comparable() needs two quantities");
  return eval.boolean(comparable_units(*a->quantity, *b->quantity));
}

Collection f_year_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::year);
}
Collection f_month_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::month);
}
Collection f_day_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::day);
}
Collection f_hour_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::hour);
}
Collection f_minute_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::minute);
}
Collection f_second_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::second);
}
Collection f_millisecond_of(Eval& e, const Node& n, Collection c, Frame&) {
  return part_of(e, n, c, Part::millisecond);
}
Collection f_duration(Eval& e, const Node& n, Collection c, Frame& f) {
  return between(e, n, c, f, true);
}
Collection f_difference(Eval& e, const Node& n, Collection c, Frame& f) {
  return between(e, n, c, f, false);
}

Collection f_timezone_offset_of(Eval& eval, const Node& call, Collection focus, Frame&) {
  const auto v = temporal(eval, call, focus);
  if (!v || !v->temporal->has_zone) return {};
  return eval.decimal(Decimal::divide(Decimal(v->temporal->zone_minutes), Decimal(600, 1)));
}

Collection f_date_of(Eval& eval, const Node& call, Collection focus, Frame&) {
  const auto v = temporal(eval, call, focus);
  if (!v || v->kind == Kind::time) return {};
  Temporal t = *v->temporal;
  t = Temporal{.years = t.years, .months = t.months, .days = t.days, .precision = std::min(t.precision, Temporal::day)};
  return eval.one(Value::of(Kind::date, eval.arena.make<Temporal>(t)));
}

Collection f_time_of(Eval& eval, const Node& call, Collection focus, Frame&) {
  const auto v = temporal(eval, call, focus);
  if (!v || v->temporal->precision < Temporal::hour) return {};
  Temporal t = *v->temporal;
  t.years = 1;
  t.months = t.days = 1;
  t.has_zone = t.zulu = false;
  t.zone_minutes = 0;
  return eval.one(Value::of(Kind::time, eval.arena.make<Temporal>(t)));
}

}  // namespace anamnesis::fhirpath
