// Filtering and projection (FHIRPath 5.2), aggregates (7) and sort.
#include <algorithm>
#include <vector>

#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {

Collection f_where(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  List out(eval.arena);
  int64_t position = 0;
  for (const Value& v : focus) {
    const Truth t = eval.truth(call, eval.argument_for(call, 0, v, position++, frame));
    if (eval.failed()) return {};
    if (t == Truth::yes) out.push(v);
  }
  return out;
}

Collection f_select(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  List out(eval.arena);
  int64_t position = 0;
  for (const Value& v : focus) {
    const Collection projected = eval.argument_for(call, 0, v, position++, frame);
    if (eval.failed() || !eval.spend(call, projected.size())) return {};
    out.append(projected);
  }
  return out;
}

namespace {
// Projects again and again what the projection gave, until nothing new comes.
Collection repeated(Eval& eval, const Node& call, Collection focus, Frame& frame, bool distinct) {
  Distinct seen(eval, call);
  List out(eval.arena);
  const auto take = [&](const Value& v, int64_t position) {
    const Collection projected = eval.argument_for(call, 0, v, position, frame);
    if (!eval.spend(call, projected.size())) return;
    for (const Value& found : projected)
      if (!distinct || seen.insert(found)) out.push(found);
  };
  int64_t position = 0;
  for (const Value& v : focus) take(v, position++);
  for (uint32_t i = 0; i < out.size(); ++i) {
    if (eval.failed() || !eval.spend(call, 1)) return {};
    const Value* item = eval.arena.make<Value>(out.begin()[i]);  // the list may move while it grows
    take(*item, i);
  }
  return out;
}
}  // namespace

Collection f_repeat(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return repeated(eval, call, focus, frame, true);
}

Collection f_repeat_all(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return repeated(eval, call, focus, frame, false);
}

Collection f_aggregate(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  Collection total = call.arguments.size() > 1 ? eval.argument(call, 1, frame) : Collection();
  int64_t position = 0;
  for (const Value& v : focus) {
    Frame inner = frame;
    inner.total = &total;
    const Collection next = eval.argument_for(call, 0, v, position++, inner);
    if (eval.failed()) return {};
    total = next;
  }
  return total;
}

namespace {

// The extreme item: the one that no other is before (min) or after (max).
Collection extreme(Eval& eval, const Node& call, Collection focus, Order wanted) {
  const Value* best = nullptr;
  for (const Value& v : focus) {
    if (best == nullptr) {
      best = &v;
      continue;
    }
    const auto o = order(eval, eval.system(v), eval.system(*best));
    if (!o) return eval.fail(call, std::string(call.name) + "() needs items that can be compared");
    if (*o == Order::unknown) return {};
    if (*o == wanted) best = &v;
  }
  return best == nullptr ? Collection() : Collection(best, 1);
}

}  // namespace

Collection f_min(Eval& eval, const Node& call, Collection focus, Frame&) {
  return extreme(eval, call, focus, Order::less);
}
Collection f_max(Eval& eval, const Node& call, Collection focus, Frame&) {
  return extreme(eval, call, focus, Order::greater);
}

Collection f_sum(Eval& eval, const Node& call, Collection focus, Frame&) {
  Node plus = call;
  plus.kind = NodeKind::add;
  Collection total;
  for (size_t i = 0; i < focus.size() && !eval.failed(); ++i)
    total = i == 0 ? focus.first(1) : arithmetic(eval, plus, total, focus.subspan(i, 1));
  return total;
}

Collection f_avg(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (focus.empty()) return {};
  Node divide = call;
  divide.kind = NodeKind::divide;
  return arithmetic(eval, divide, f_sum(eval, call, focus, frame),
                    eval.one(Value::of(static_cast<int64_t>(focus.size()))));
}

namespace {

// How one key of sort() orders. `desc` turns everything around, and so puts items without the key last; the older form,
// a sign before the key (-family), turns the values around only.
struct Direction {
  const Node* key;
  bool down = false, empty_last = false;
};

Direction direction_of(const Node& key) {
  if (key.kind == NodeKind::descending) return {key.left, true, true};
  if (key.kind == NodeKind::minus) return {key.left, true, false};
  return {key.kind == NodeKind::ascending ? key.left : &key};
}

}  // namespace

Collection f_sort(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  struct Keyed {
    Value item;
    std::span<std::optional<Value>> keys;
  };
  std::vector<Direction> directions;
  for (const Node* key : call.arguments) directions.push_back(direction_of(*key));
  if (directions.empty()) directions.push_back({nullptr});
  std::vector<Keyed> items;
  int64_t position = 0;
  for (const Value& v : focus) {
    Keyed keyed{v, eval.arena.make_array<std::optional<Value>>(directions.size())};
    for (size_t k = 0; k < directions.size(); ++k) {
      Frame inner = frame;
      inner.self = {&v, 1};
      inner.position = position;
      keyed.keys[k] =
          eval.single(call, directions[k].key == nullptr ? inner.self : eval.eval(*directions[k].key, inner));
    }
    ++position;
    if (eval.failed()) return {};
    items.push_back(keyed);
  }
  if (!eval.spend(call, items.size() * 8)) return {};
  bool comparable = true;
  std::stable_sort(items.begin(), items.end(), [&](const Keyed& a, const Keyed& b) {
    for (size_t k = 0; k < directions.size(); ++k) {
      const bool has_a = a.keys[k].has_value(), has_b = b.keys[k].has_value();
      if (has_a != has_b) return directions[k].empty_last ? has_a : has_b;
      if (!has_a) continue;
      const auto o = order(eval, *a.keys[k], *b.keys[k]);
      if (!o) comparable = false;
      if (!o || *o == Order::unknown || *o == Order::equal) continue;
      return (*o == Order::less) != directions[k].down;
    }
    return false;
  });
  if (!comparable) return eval.fail(call, "sort() needs keys that can be compared");
  List out(eval.arena);
  for (const Keyed& k : items) out.push(k.item);
  return out;
}

}  // namespace anamnesis::fhirpath
