// Eval: one evaluation of an expression. The tree walk (eval.cc) and what the chapters' functions share.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/arena.h"
#include "fhirpath/ast.h"
#include "fhirpath/fhirpath.h"
#include "fhirpath/functions.h"
#include "fhirpath/temporal.h"
#include "fhirpath/value.h"

namespace anamnesis::fhirpath {

constexpr uint32_t kAll = UINT32_MAX;
constexpr uint64_t kBytesPerStep = 16;  // of a string that is copied or looked through

// What defineVariable() adds: a list that grows at its head and is shared by what follows.
struct Binding {
  std::string_view name;
  Collection value;
  const Binding* next;
};

struct Frame {
  Collection self = {};               // $this: at most one item, but for the input of defineVariable and aggregate
  int64_t position = -1;              // $index; -1 outside of a loop
  const Collection* total = nullptr;  // $total; nullptr outside of aggregate()
  const Binding* bindings = nullptr;
};

enum class Truth : uint8_t { no, yes, unknown };

// A collection under construction, in the arena.
class List {
 public:
  explicit List(Arena& arena) : arena_(arena) {}
  void push(const Value& v) {
    if (size_ == capacity_) grow();
    data_[size_++] = v;
  }
  void append(Collection c) {
    for (const Value& v : c) push(v);
  }
  uint32_t size() const { return size_; }
  operator Collection() const { return {data_, size_}; }  // NOLINT: it is one
  Value* begin() { return data_; }
  Value* end() { return data_ + size_; }

 private:
  void grow() {
    const uint32_t wanted = capacity_ == 0 ? 4 : capacity_ * 2;
    Value* bigger = static_cast<Value*>(arena_.allocate(wanted * sizeof(Value), alignof(Value)));
    if (size_ != 0) std::memcpy(static_cast<void*>(bigger), data_, size_ * sizeof(Value));
    data_ = bigger;
    capacity_ = wanted;
  }
  Arena& arena_;
  Value* data_ = nullptr;
  uint32_t size_ = 0, capacity_ = 0;
};

class Eval {
 public:
  Eval(Evaluator& evaluator, const Expression::Tree& tree, const fhir::Element* context,
       const fhir::Element* resource = nullptr);

  // At most `limit` items are needed. After a failure everything is empty.
  Collection eval(const Node& node, Frame& frame, uint32_t limit = kAll);
  // An argument, evaluated with the $this of the call's surroundings, or with `item` as $this.
  Collection argument(const Node& call, size_t i, Frame& frame, uint32_t limit = kAll);
  Collection argument_for(const Node& call, size_t i, const Value& item, int64_t position, Frame& frame);

  bool failed() const { return error_.has_value(); }
  Collection fail(const Node& node, std::string message);
  Collection undecided(const Node& node, std::string message);
  // Pays for work that grows with the data; false when the budget is used up or too much memory is taken.
  bool spend(const Node& node, uint64_t steps) {
    if (slice_ < steps) return next_slice(node, steps);
    slice_ -= steps;
    return true;
  }

  // The only item as a System value; nothing if empty; a failure if there are several.
  std::optional<Value> single(const Node& node, Collection c);
  // The only item as a string, integer, ...: nothing if empty; a failure for another type or several items.
  std::optional<std::string_view> string(const Node& node, Collection c);
  std::optional<int64_t> integer(const Node& node, Collection c);
  // Singleton evaluation of a collection where a Boolean is expected: a single item that is none counts as true.
  Truth truth(const Node& node, Collection c);

  Collection one(const Value& v);
  Collection boolean(bool b) const;
  Collection boolean(Truth t) const;
  Collection text(const Node& node, std::string_view s) {
    return spend(node, s.size() / kBytesPerStep) ? one(Value::of(arena.copy(s))) : Collection();
  }
  Collection decimal(const std::optional<Decimal>& d);
  Value system(const Value& v) { return v.kind == Kind::element ? to_system(v, arena) : v; }

  bool matches_type(const Node& node, const Value& v, const TypeName& type, bool exact);
  bool known_type(const TypeName& type) const;
  std::optional<Error> take_error() { return std::move(error_); }
  bool was_undecided() const { return undecided_; }
  // A string or type was asked of what is not there.
  void note_vacuous() { vacuous_ = true; }
  bool was_vacuous() const { return vacuous_; }
  const Environment& environment() const { return evaluator_.environment(); }
  const Node& root() const;  // pays for what no node in particular asked for
  const Temporal* now() const;
  const fhir::Element* resource() const;       // %resource
  const fhir::Element* root_resource() const;  // %rootResource
  const fhir::Element* context() const { return context_; }
  bool r4_dialect() const { return r4_dialect_; }

  Arena& arena;

 private:
  bool next_slice(const Node& node, uint64_t steps);
  Collection member(const Node& node, Frame& frame, uint32_t limit);
  Collection evaluate_node(const Node& node, Frame& frame, uint32_t limit);
  Collection external(const Node& node, Frame& frame);
  Collection index(const Node& node, Frame& frame);
  Collection operand(const Node* node, Frame& frame, uint32_t limit = kAll);
  Collection binary(const Node& node, Frame& frame);
  Collection logic(const Node& node, Frame& frame);

  Evaluator& evaluator_;
  const Expression::Tree& tree_;
  const fhir::Element* context_;
  const fhir::Element* resource_;
  const fhir::Model* model_;
  // The last lookup that went through many children: where a Bundle's type stands behind its entries, %resource.type
  // in a rule on each of them would make the rule quadratic.
  struct Lookup {
    const fhir::Element* parent = nullptr;
    std::string_view name = {};
    const fhir::Element* child = nullptr;
  } long_lookup_;
  uint64_t slice_ = 0, rest_;  // of the budget: memory is looked at once a slice
  std::optional<Error> error_;
  bool undecided_ = false;
  bool vacuous_ = false;
  bool r4_dialect_ = false;
};

// operators.h in effect: shared by operators and functions ------------------------------------------------------------

Truth equal(Eval& eval, const Value& a, const Value& b);  // yes, no, unknown (partial dates, units)
Truth equal(Eval& eval, Collection a, Collection b);
bool equivalent(Eval& eval, const Value& a, const Value& b);
bool equivalent(Eval& eval, Collection a, Collection b);
uint64_t hash(Eval& eval, const Value& v);  // equal values have equal hashes

// less, equal, greater, unknown; nothing if the types cannot be compared.
std::optional<Order> order(Eval& eval, const Value& a, const Value& b);

Collection arithmetic(Eval& eval, const Node& node, Collection a, Collection b);
Collection negate(Eval& eval, const Node& node, Collection a);

// The distinct items, in order; equality as `=`.
class Distinct {
 public:
  Distinct(Eval& eval, const Node& node) : eval_(eval), node_(node) {}  // `node` pays
  bool insert(const Value& v);                                          // false if it is there
  bool contains(const Value& v) const;

 private:
  struct Slot {
    Value value;
    uint64_t hash;
    bool used;
  };
  size_t find(const Value& v, uint64_t h) const;
  void grow();
  Eval& eval_;
  const Node& node_;
  std::span<Slot> slots_;
  size_t size_ = 0;
};

}  // namespace anamnesis::fhirpath
