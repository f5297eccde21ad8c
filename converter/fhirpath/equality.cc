// Equality and equivalence (FHIRPath, "Equality"). Values and collections in, yes, no or unknown out. Elements compare
// as their System values where they have one, else child by child. Hashes let distinct() and `|` look up in constant
// time.
#include <algorithm>

#include "base/utf8.h"
#include "fhir/model.h"
#include "fhirpath/case.h"
#include "fhirpath/eval.h"
#include "fhirpath/units.h"

namespace anamnesis::fhirpath {
namespace {
Truth known(bool b) {
  return b ? Truth::yes : Truth::no;
}

// The child of `b` with this child's name and index; usually it stands at the same place.
const fhir::Element* counterpart(const fhir::Element& wanted, const fhir::Element* guess, const fhir::Element& b) {
  const auto same = [&](const fhir::Element& e) { return e.index == wanted.index && e.name() == wanted.name(); };
  if (guess != nullptr && same(*guess)) return guess;
  for (const fhir::Element* e = b.first(); e != nullptr; e = e->next())
    if (same(*e)) return e;
  return nullptr;
}

Truth equal_elements(Eval& eval, const fhir::Element& a, const fhir::Element& b) {
  if (&a == &b) return Truth::yes;
  if (a.resource_type() != b.resource_type() || a.has_value != b.has_value || a.value() != b.value()) return Truth::no;
  if (a.has_value) return Truth::yes;
  size_t in_a = 0, in_b = 0;
  for (const fhir::Element* e = b.first(); e != nullptr; e = e->next()) ++in_b;
  Truth all = Truth::yes;
  const fhir::Element* guess = b.first();
  for (const fhir::Element* e = a.first(); e != nullptr; e = e->next(), ++in_a) {
    const fhir::Element* other = counterpart(*e, guess, b);
    if (other == nullptr) return Truth::no;
    guess = other->next();
    const Truth t = equal(eval, Value::of(e), Value::of(other));
    if (t == Truth::no) return Truth::no;
    if (t == Truth::unknown) all = Truth::unknown;
  }
  return in_a == in_b ? all : Truth::no;
}

// Whether each item of one has one of its own in the other, in whatever order.
template <typename Same>
bool pair_up(Eval& eval, Collection a, Collection b, const Same& same) {
  if (a.size() != b.size()) return false;
  const std::span<bool> used = eval.arena.make_array<bool>(b.size());
  size_t open = 0;  // all before are used: what stands in the same order is found at once
  for (const Value& v : a) {
    size_t i = open;
    while (i < b.size() && (used[i] || !same(v, b[i]))) ++i;
    if (i == b.size() || !eval.spend(eval.root(), 1 + i - open)) return false;
    used[i] = true;
    while (open < b.size() && used[open]) ++open;
  }
  return true;
}

bool equivalent_elements(Eval& eval, const fhir::Element& a, const fhir::Element& b) {
  if (&a == &b) return true;
  if (a.resource_type() != b.resource_type() || a.has_value != b.has_value || a.value() != b.value()) return false;
  const auto content = [&](const fhir::Element& e) {
    List out(eval.arena);
    for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
      if (c->name() != "id") out.push(Value::of(c));
    return out;
  };
  return pair_up(eval, content(a), content(b), [&](const Value& x, const Value& y) {
    return x.element->name() == y.element->name() && equivalent(eval, x, y);
  });
}

// Numbers are equivalent when they agree at the precision of the less precise one.
bool equivalent_numbers(const Decimal& a, const Decimal& b) {
  const int places = std::min(a.significant_scale(), b.significant_scale());
  return a.rounded(places) == b.rounded(places);
}

// Strings are equivalent whatever their case and white space.
bool equivalent_strings(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  const auto skip = [&](std::string_view s, size_t& at) {
    if (at >= s.size() || !blank(s[at])) return false;
    while (at < s.size() && blank(s[at])) ++at;
    return true;
  };
  while (i < a.size() && j < b.size()) {
    const bool x = skip(a, i), y = skip(b, j);
    if (x != y) return false;
    if (i == a.size() || j == b.size()) break;
    const CodePoint p = decode_utf8(a, static_cast<uint32_t>(i)), q = decode_utf8(b, static_cast<uint32_t>(j));
    if (fold_case(p.value) != fold_case(q.value)) return false;
    i = p.next;
    j = q.next;
  }
  return i == a.size() && j == b.size();
}

uint64_t mix(uint64_t h, uint64_t v) {
  return (h ^ v) * 0x9E3779B97F4A7C15u ^ (h >> 29);
}

uint64_t hash_text(std::string_view s) {
  uint64_t h = 1469598103934665603u;
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return h;
}

}  // namespace

Truth equal(Eval& eval, const Value& left, const Value& right) {
  const Value a = eval.system(left), b = eval.system(right);
  if (a.is_number() && b.is_number()) return known(a.number() == b.number());
  if (a.is_quantity_like() && b.is_quantity_like()) {
    const Order o = compare_quantities(a.as_quantity(), b.as_quantity());
    return o == Order::unknown ? Truth::unknown : known(o == Order::equal);
  }
  if (a.is_temporal() && b.is_temporal()) {
    if ((a.kind == Kind::time) != (b.kind == Kind::time)) return Truth::no;
    const Order o = compare(*a.temporal, *b.temporal, a.kind, b.kind);
    return o == Order::unknown ? Truth::unknown : known(o == Order::equal);
  }
  if (a.kind != b.kind) return Truth::no;
  switch (a.kind) {
    case Kind::element: return equal_elements(eval, *a.element, *b.element);
    case Kind::boolean: return known(a.boolean == b.boolean);
    case Kind::string: return known(a.string == b.string);
    case Kind::type: return known(a.type->name == b.type->name && a.type->space == b.type->space);
    default: return Truth::no;
  }
}

Truth equal(Eval& eval, Collection a, Collection b) {
  if (a.size() != b.size()) return Truth::no;
  Truth all = Truth::yes;
  for (size_t i = 0; i < a.size(); ++i) {
    const Truth t = equal(eval, a[i], b[i]);
    if (t == Truth::no) return Truth::no;
    if (t == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

bool equivalent(Eval& eval, const Value& left, const Value& right) {
  const Value a = eval.system(left), b = eval.system(right);
  if (a.is_number() && b.is_number()) return equivalent_numbers(a.number(), b.number());
  if (a.is_quantity_like() && b.is_quantity_like()) return equivalent_quantities(a.as_quantity(), b.as_quantity());
  if (a.is_temporal() && b.is_temporal())
    return (a.kind == Kind::time) == (b.kind == Kind::time) && equivalent(*a.temporal, *b.temporal, a.kind, b.kind);
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::string) return equivalent_strings(a.string, b.string);
  if (a.kind == Kind::element) return equivalent_elements(eval, *a.element, *b.element);
  return equal(eval, a, b) == Truth::yes;
}

bool equivalent(Eval& eval, Collection a, Collection b) {
  return pair_up(eval, a, b, [&](const Value& x, const Value& y) { return equivalent(eval, x, y); });
}

uint64_t hash(Eval& eval, const Value& value) {
  const Value v = eval.system(value);
  switch (v.kind) {
    case Kind::boolean: return v.boolean ? 3 : 5;
    case Kind::integer:
    case Kind::decimal:
    case Kind::quantity:
      if (v.kind == Kind::quantity) return 11;  // units may convert: compare all of them
      {
        const Decimal d = v.number().normalized();
        return mix(static_cast<uint64_t>(d.coefficient()), static_cast<uint64_t>(d.scale()));
      }
    case Kind::string: return hash_text(v.string);
    case Kind::date:
    case Kind::date_time:
    case Kind::time: return hash(*v.temporal);
    case Kind::type: return hash_text(v.type->name);
    case Kind::element: break;
  }
  uint64_t h = hash_text(v.element->resource_type()) + (v.element->has_value ? hash_text(v.element->value()) : 0);
  for (const fhir::Element* e = v.element->first(); e != nullptr; e = e->next())
    h += mix(hash_text(e->name()) + e->index, hash(eval, Value::of(e)));  // a sum: the order of names does not matter
  return h;
}

size_t Distinct::find(const Value& v, uint64_t h) const {
  size_t at = h & (slots_.size() - 1);
  for (; slots_[at].used; at = (at + 1) & (slots_.size() - 1)) {
    if (!eval_.spend(node_, 1)) break;
    if (slots_[at].hash == h && equal(eval_, slots_[at].value, v) == Truth::yes) break;
  }
  return at;
}

void Distinct::grow() {
  const std::span<Slot> old = slots_;
  slots_ = eval_.arena.make_array<Slot>(old.empty() ? 8 : old.size() * 2);
  for (const Slot& s : old) {
    if (!s.used) continue;
    size_t at = s.hash & (slots_.size() - 1);
    while (slots_[at].used) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = s;
  }
}

bool Distinct::insert(const Value& v) {
  if (size_ * 2 >= slots_.size()) grow();
  const uint64_t h = hash(eval_, v);
  const size_t at = find(v, h);
  if (slots_[at].used) return false;
  slots_[at] = {v, h, true};
  ++size_;
  return true;
}

bool Distinct::contains(const Value& v) const {
  if (slots_.empty()) return false;
  return slots_[find(v, hash(eval_, v))].used;
}

}  // namespace anamnesis::fhirpath
