// Tree navigation and utilities (FHIRPath 5.8, 5.9): children, descendants, trace, now, today, timeOfDay,
// defineVariable.
#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {

Collection f_children(Eval& eval, const Node& call, Collection focus, Frame&) {
  List out(eval.arena);
  for (const Value& v : focus) {
    if (v.kind != Kind::element) continue;
    for (const fhir::Element* e = v.element->first(); e != nullptr; e = e->next()) out.push(Value::of(e));
  }
  eval.spend(call, out.size());
  return out;
}

Collection f_descendants(Eval& eval, const Node& call, Collection focus, Frame&) {
  List out(eval.arena);
  for (const Value& v : focus) {
    if (v.kind != Kind::element) continue;
    const fhir::Element* const root = v.element;
    const fhir::Element* e = root->first();
    while (e != nullptr) {  // depth first, without recursion: the tree may be deep
      out.push(Value::of(e));
      if (!eval.spend(call, 1)) return {};
      if (e->has_children()) {
        e = e->first();
        continue;
      }
      while (e != root && e->next() == nullptr) e = e->parent;
      e = e == root ? nullptr : e->next();
    }
  }
  return out;
}

Collection f_trace(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (!eval.environment().trace) return focus;
  const auto name = eval.string(call, eval.argument(call, 0, frame));
  if (eval.failed()) return {};
  if (call.arguments.size() < 2) {
    eval.environment().trace(name.value_or(""), focus);
    return focus;
  }
  List projected(eval.arena);
  int64_t position = 0;
  for (const Value& v : focus) projected.append(eval.argument_for(call, 1, v, position++, frame));
  if (eval.failed()) return {};
  eval.environment().trace(name.value_or(""), projected);
  return focus;
}

namespace {
Collection moment(Eval& eval, const Node& call, Kind kind) {
  if (eval.now() == nullptr) return eval.fail(call, std::string(call.name) + "() needs a time, and none was given");
  Temporal t = *eval.now();
  if (kind == Kind::date)
    t = Temporal{
        .years = t.years, .months = t.months, .days = t.days, .precision = std::min(t.precision, Temporal::day)};
  if (kind == Kind::time) {
    t.years = 1;
    t.months = t.days = 1;
    t.has_zone = t.zulu = false;
    t.zone_minutes = 0;
  }
  return eval.one(Value::of(kind, eval.arena.make<Temporal>(t)));
}
}  // namespace

Collection f_now(Eval& eval, const Node& call, Collection, Frame&) {
  return moment(eval, call, Kind::date_time);
}
Collection f_today(Eval& eval, const Node& call, Collection, Frame&) {
  return moment(eval, call, Kind::date);
}
Collection f_time_of_day(Eval& eval, const Node& call, Collection, Frame&) {
  return moment(eval, call, Kind::time);
}

// The variable is seen by what follows in the same chain, and by what that encloses.
Collection f_define_variable(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto name = eval.string(call, eval.argument(call, 0, frame));
  if (!name) return eval.failed() ? Collection() : eval.fail(call, "the variable has no name");
  for (const std::string_view taken : {"context", "resource", "rootResource", "ucum", "sct", "loinc"})
    if (*name == taken) return eval.fail(call, "%" + std::string(*name) + " cannot be defined again");
  for (const Binding* b = frame.bindings; b != nullptr; b = b->next)
    if (b->name == *name) return eval.fail(call, "%" + std::string(*name) + " is defined already");
  Collection value = focus;
  if (call.arguments.size() > 1) {
    Frame inner = frame;
    inner.self = focus;
    value = eval.eval(*call.arguments[1], inner);
    if (eval.failed()) return {};
  }
  frame.bindings = eval.arena.make<Binding>(Binding{*name, value, frame.bindings});
  return focus;
}

}  // namespace anamnesis::fhirpath
