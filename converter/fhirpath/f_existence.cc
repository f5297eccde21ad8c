// Existence (FHIRPath 5.1): is there something, are all of it true, is it part of something else.
#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {
namespace {

// all/any of a collection of Booleans; other items are a failure.
Collection all_are(Eval& eval, const Node& call, Collection focus, bool wanted, bool any) {
  bool found = false, other = false;
  for (const Value& item : focus) {
    const Value v = eval.system(item);
    if (v.kind != Kind::boolean)
      return eval.fail(call, std::string(call.name) + "() needs true or false, not " + std::string(type_name(v)));
    (v.boolean == wanted ? found : other) = true;
  }
  return eval.boolean(any ? found : !other);
}

bool contains_all(Eval& eval, const Node& call, Collection larger, Collection smaller) {
  Distinct in(eval, call);
  for (const Value& v : larger) in.insert(v);
  eval.spend(call, larger.size() + smaller.size());
  for (const Value& v : smaller)
    if (!in.contains(v)) return false;
  return true;
}

}  // namespace

Collection f_empty(Eval& eval, const Node&, Collection focus, Frame&) {
  return eval.boolean(focus.empty());
}

Collection f_exists(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (call.arguments.empty()) return eval.boolean(!focus.empty());
  int64_t position = 0;
  for (const Value& v : focus) {
    const Truth t = eval.truth(call, eval.argument_for(call, 0, v, position++, frame));
    if (eval.failed()) return {};
    if (t == Truth::yes) return eval.boolean(true);
  }
  return eval.boolean(false);
}

Collection f_all(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  int64_t position = 0;
  for (const Value& v : focus) {
    const Truth t = eval.truth(call, eval.argument_for(call, 0, v, position++, frame));
    if (eval.failed()) return {};
    if (t != Truth::yes) return eval.boolean(false);
  }
  return eval.boolean(true);
}

Collection f_all_true(Eval& eval, const Node& call, Collection focus, Frame&) {
  return all_are(eval, call, focus, true, false);
}
Collection f_any_true(Eval& eval, const Node& call, Collection focus, Frame&) {
  return all_are(eval, call, focus, true, true);
}
Collection f_all_false(Eval& eval, const Node& call, Collection focus, Frame&) {
  return all_are(eval, call, focus, false, false);
}
Collection f_any_false(Eval& eval, const Node& call, Collection focus, Frame&) {
  return all_are(eval, call, focus, false, true);
}

Collection f_subset_of(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return eval.boolean(contains_all(eval, call, eval.argument(call, 0, frame), focus));
}

Collection f_superset_of(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return eval.boolean(contains_all(eval, call, focus, eval.argument(call, 0, frame)));
}

Collection f_count(Eval& eval, const Node&, Collection focus, Frame&) {
  return eval.one(Value::of(static_cast<int64_t>(focus.size())));
}

Collection f_distinct(Eval& eval, const Node& call, Collection focus, Frame&) {
  Distinct seen(eval, call);
  List out(eval.arena);
  for (const Value& v : focus)
    if (eval.spend(call, 1) && seen.insert(v)) out.push(v);
  return out;
}

Collection f_is_distinct(Eval& eval, const Node& call, Collection focus, Frame&) {
  Distinct seen(eval, call);
  for (const Value& v : focus)
    if (eval.spend(call, 1) && !seen.insert(v)) return eval.boolean(false);
  return eval.boolean(true);
}

// Not in a chapter of its own: three-valued negation (FHIRPath 5.9, "Boolean logic").
Collection f_not(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Truth t = eval.truth(call, focus);
  return t == Truth::unknown ? Collection() : eval.boolean(t == Truth::no);
}

}  // namespace anamnesis::fhirpath
