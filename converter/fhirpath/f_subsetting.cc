// Subsetting and combining (FHIRPath 5.3, 5.4): parts of a collection, and collections put together.
#include <algorithm>

#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {

Collection f_single(Eval& eval, const Node& call, Collection focus, Frame&) {
  if (focus.size() > 1) return eval.fail(call, "single() found several items");
  return focus;
}

Collection f_first(Eval&, const Node&, Collection focus, Frame&) {
  return focus.first(std::min<size_t>(focus.size(), 1));
}
Collection f_last(Eval&, const Node&, Collection focus, Frame&) {
  return focus.last(std::min<size_t>(focus.size(), 1));
}
Collection f_tail(Eval&, const Node&, Collection focus, Frame&) {
  return focus.empty() ? focus : focus.subspan(1);
}

Collection f_skip(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const int64_t n = eval.integer(call, eval.argument(call, 0, frame)).value_or(0);
  return focus.subspan(std::min(focus.size(), static_cast<size_t>(std::max<int64_t>(n, 0))));
}

Collection f_take(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const int64_t n = eval.integer(call, eval.argument(call, 0, frame)).value_or(0);
  return focus.first(std::min(focus.size(), static_cast<size_t>(std::max<int64_t>(n, 0))));
}

Collection f_intersect(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Collection other = eval.argument(call, 0, frame);
  Distinct in(eval, call), seen(eval, call);
  for (const Value& v : other) in.insert(v);
  List out(eval.arena);
  for (const Value& v : focus)
    if (eval.spend(call, 1) && in.contains(v) && seen.insert(v)) out.push(v);
  return out;
}

Collection f_exclude(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Collection other = eval.argument(call, 0, frame);
  Distinct in(eval, call);
  for (const Value& v : other) in.insert(v);
  List out(eval.arena);
  for (const Value& v : focus)
    if (eval.spend(call, 1) && !in.contains(v)) out.push(v);
  return out;
}

Collection f_union(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Collection other = eval.argument(call, 0, frame);
  Distinct seen(eval, call);
  List out(eval.arena);
  for (const Collection c : {focus, other})
    for (const Value& v : c)
      if (eval.spend(call, 1) && seen.insert(v)) out.push(v);
  return out;
}

Collection f_combine(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Collection other = eval.argument(call, 0, frame);
  if (!eval.spend(call, focus.size() + other.size())) return {};
  List out(eval.arena);
  out.append(focus);
  out.append(other);
  return out;
}

}  // namespace anamnesis::fhirpath
