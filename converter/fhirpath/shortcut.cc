// Shortcut. Nearly all invariants ask whether children are there, and whether a code is a certain one:
//
//   code.empty() or system.exists()
//   clinicalStatus.exists() or verificationStatus.coding.where(system = '...' and code = '...').exists() or ...
//
// A path is followed child by child, and each element at its end is handed to whoever asks, who stops at the first that
// decides. Whatever is out of the ordinary is `open`: a function that is not here, a text of another type, several
// items where one belongs. What decides before such a part is reached needs no evaluator all the same.
#include "fhirpath/shortcut.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "fhirpath/functions.h"

namespace anamnesis::fhirpath {
namespace {

using fhir::Element;
using fhir::TypeId;

const FunctionDef* const kFnAll = find_function("all");
const FunctionDef* const kFnContains = find_function("contains");
const FunctionDef* const kFnCount = find_function("count");
const FunctionDef* const kFnEmpty = find_function("empty");
const FunctionDef* const kFnExists = find_function("exists");
const FunctionDef* const kFnHasValue = find_function("hasValue");
const FunctionDef* const kFnNot = find_function("not");
const FunctionDef* const kFnSelect = find_function("select");
const FunctionDef* const kFnStartsWith = find_function("startsWith");
const FunctionDef* const kFnWhere = find_function("where");
const uint32_t kValue = number_of_name("value");

enum class Pace : uint8_t { next, stop, open };

// A reference to a function from an element to a Pace; does not own it.
class Visitor {
 public:
  template <typename F>
  Visitor(const F& f)  // NOLINT: made where a path is followed
      : f_(&f), run_([](const void* g, const Element& e) { return (*static_cast<const F*>(g))(e); }) {}
  Pace operator()(const Element& e) const { return run_(f_, e); }

 private:
  const void* f_;
  Pace (*run_)(const void*, const Element&);
};

bool is_string_like(const Element& e) {
  if (e.type() == nullptr) return false;
  switch (e.type()->id) {
    case TypeId::canonical:
    case TypeId::code:
    case TypeId::id:
    case TypeId::markdown:
    case TypeId::oid:
    case TypeId::string:
    case TypeId::uri:
    case TypeId::url:
    case TypeId::uuid: return true;
    default: return false;
  }
}

// Is it "YYYY-MM-DD" or "YYYY-MM-DDThh:mm:ss[.digits]zone", beyond any doubt? Days after the 28th and seconds after the
// 59th are left to the evaluator. The zone's place, or npos where it is not.
size_t plain_time(std::string_view t) {
  const auto number = [&](size_t at, int most) {
    return is_digit(t[at]) && is_digit(t[at + 1]) && (t[at] - '0') * 10 + t[at + 1] - '0' <= most;
  };
  const auto is_zero = [&](size_t at) { return t[at] == '0' && t[at + 1] == '0'; };
  if (t.size() < 10 || t[0] == '0' || !number(0, 99) || !number(2, 99) || t[4] != '-' || !number(5, 12) || is_zero(5) ||
      t[7] != '-' || !number(8, 28) || is_zero(8))
    return t.npos;
  if (t.size() == 10) return 10;
  if (t.size() < 20 || t[10] != 'T' || !number(11, 23) || t[13] != ':' || !number(14, 59) || t[16] != ':' ||
      !number(17, 59))
    return t.npos;
  size_t at = 19;
  if (t[at] == '.') {
    while (++at < t.size() && is_digit(t[at])) continue;
    if (at == 20 || at > 28) return t.npos;
  }
  if (t.substr(at) == "Z") return at;
  const bool zone = t.size() == at + 6 && (t[at] == '+' || t[at] == '-') && number(at + 1, 13) && t[at + 3] == ':' &&
                    number(at + 4, 59);
  return zone ? at : t.npos;
}

// Order of two times of one form and one zone, which is that of their texts; nothing for others.
std::optional<int> order_of_times(const Element& a, const Element& b) {
  if (a.type() == nullptr || a.type() != b.type() || a.value().size() != b.value().size()) return std::nullopt;
  if (a.type()->id != TypeId::date && a.type()->id != TypeId::date_time && a.type()->id != TypeId::instant)
    return std::nullopt;
  const size_t zone = plain_time(a.value());
  if (zone == std::string_view::npos || zone != plain_time(b.value()) ||
      a.value().substr(zone) != b.value().substr(zone))
    return std::nullopt;
  if (a.type()->id == TypeId::date && zone != 10) return std::nullopt;
  return a.value().compare(b.value());
}

// Criteria that no data can make fail, so that what where() lets pass may be looked at before all is filtered.
bool never_fails(const Node& node) {
  const auto path = [](const Node* n) {
    while (n != nullptr && n->kind == NodeKind::member) n = n->left;
    return n == nullptr || n->kind == NodeKind::self;
  };
  switch (node.kind) {
    case NodeKind::and_:
    case NodeKind::or_:
    case NodeKind::xor_:
    case NodeKind::implies: return never_fails(*node.left) && never_fails(*node.right);
    case NodeKind::equal:
    case NodeKind::not_equal: return path(node.left) && node.right->kind == NodeKind::literal;
    case NodeKind::function:
      return (node.function == kFnExists || node.function == kFnEmpty) && node.arguments.empty() && path(node.left);
    default: return false;
  }
}

class Shortcut {
 public:
  Shortcut(const Element& focus, const Element* resource, uint64_t there)
      : focus_(focus), resource_(resource), there_(there) {}

  Answer truth(const Node& node, const Element& self) const {
    switch (node.kind) {
      case NodeKind::and_:
      case NodeKind::or_:
      case NodeKind::xor_:
      case NodeKind::implies: return logic(node, self);
      case NodeKind::equal:
      case NodeKind::not_equal: return equal(node, self);
      case NodeKind::less_equal: return in_order(node, self);
      case NodeKind::greater: return greater(node, self);
      case NodeKind::function: return function(node, self);
      default: return Answer::open;
    }
  }

 private:
  static Answer known(bool b) { return b ? Answer::yes : Answer::no; }

  Answer logic(const Node& node, const Element& self) const {
    const Answer a = truth(*node.left, self);
    if (a == Answer::open) return a;
    if (node.kind == NodeKind::and_ && a == Answer::no) return Answer::no;
    if (node.kind == NodeKind::or_ && a == Answer::yes) return Answer::yes;
    if (node.kind == NodeKind::implies && a == Answer::no) return Answer::yes;
    const Answer b = truth(*node.right, self);
    if (b == Answer::open) return b;
    const bool empty = a == Answer::empty || b == Answer::empty;
    switch (node.kind) {
      case NodeKind::and_: return b == Answer::no ? b : empty ? Answer::empty : Answer::yes;
      case NodeKind::xor_: return empty ? Answer::empty : known(a != b);
      default: return b == Answer::yes ? b : empty ? Answer::empty : Answer::no;  // or, implies
    }
  }

  Answer function(const Node& node, const Element& self) const {
    const bool plain = node.arguments.empty();
    if (node.function == kFnExists) return any(node, self);
    if (node.function == kFnEmpty) return negate(any(node, self));
    if (node.function == kFnAll) return all(node, self);
    if (node.function == kFnNot && node.left != nullptr) return negate(truth(*node.left, self));
    if (node.function == kFnHasValue) {
      const Element* e = nullptr;
      const size_t n = count(node.left, self, e);
      return n == kOpen ? Answer::open : known(n == 1 && e->has_value);
    }
    if (plain || (node.function != kFnContains && node.function != kFnStartsWith)) return Answer::open;
    const Element* e = nullptr;
    if (count(node.left, self, e) != 1 || !e->has_value || !is_string_like(*e)) return Answer::open;
    const Node& wanted = *node.arguments[0];
    if (wanted.kind != NodeKind::literal || wanted.value.kind != Kind::string) return Answer::open;
    return known(node.function == kFnContains ? e->value().find(wanted.value.string) != std::string_view::npos
                                              : e->value().starts_with(wanted.value.string));
  }

  static Answer negate(Answer a) { return a == Answer::yes ? Answer::no : a == Answer::no ? Answer::yes : a; }

  // exists(), exists(criteria)
  Answer any(const Node& node, const Element& self) const {
    const auto visit = [&](const Element& e) {
      if (node.arguments.empty()) return Pace::stop;
      const Answer good = truth(*node.arguments[0], e);
      return good == Answer::open ? Pace::open : good == Answer::yes ? Pace::stop : Pace::next;
    };
    return answer(follow(node.left, self, visit), Answer::yes, Answer::no);
  }

  Answer all(const Node& node, const Element& self) const {
    const auto visit = [&](const Element& e) {
      const Answer good = truth(*node.arguments[0], e);
      return good == Answer::open ? Pace::open : good == Answer::yes ? Pace::next : Pace::stop;
    };
    return answer(follow(node.left, self, visit), Answer::no, Answer::yes);
  }

  static Answer answer(Pace end, Answer stopped, Answer through) {
    return end == Pace::open ? Answer::open : end == Pace::stop ? stopped : through;
  }

  static bool is_path(const Node& node) {
    return node.kind == NodeKind::member || node.kind == NodeKind::self ||
           (node.kind == NodeKind::function && node.function == kFnWhere);
  }

  // A path and a literal text, or two truths.
  Answer equal(const Node& node, const Element& self) const {
    const Node &a = *node.left, &b = *node.right;
    if (is_path(a)) {
      if (b.kind != NodeKind::literal || b.value.kind != Kind::string) return Answer::open;
      const Element* e = nullptr;
      const size_t n = count(&a, self, e);
      if (n == kOpen || (n == 1 && e->has_value && !is_string_like(*e))) return Answer::open;
      if (n == 0) return Answer::empty;
      const bool same = n == 1 && e->has_value && e->value() == b.value.string;
      return known(same == (node.kind == NodeKind::equal));
    }
    const Answer x = truth(a, self);
    if (x == Answer::open) return x;
    const Answer y = truth(b, self);
    if (y == Answer::open || x == Answer::empty || y == Answer::empty) return y == Answer::open ? y : Answer::empty;
    return known((x == y) == (node.kind == NodeKind::equal));
  }

  Answer in_order(const Node& node, const Element& self) const {
    const Element *a = nullptr, *b = nullptr;
    if (!is_path(*node.left) || !is_path(*node.right) || count(node.left, self, a) != 1 ||
        count(node.right, self, b) != 1)
      return Answer::open;
    const auto order = order_of_times(*a, *b);
    return order ? known(*order <= 0) : Answer::open;
  }

  // a.count() + b.count() > 0
  Answer greater(const Node& node, const Element& self) const {
    if (node.right->kind != NodeKind::literal || node.right->value.kind != Kind::integer) return Answer::open;
    const auto sum = number(*node.left, self);
    return sum ? known(*sum > node.right->value.integer) : Answer::open;
  }

  std::optional<int64_t> number(const Node& node, const Element& self) const {
    if (node.kind == NodeKind::add) {
      const auto a = number(*node.left, self);
      const auto b = a ? number(*node.right, self) : a;
      return b ? std::optional(*a + *b) : std::nullopt;
    }
    if (node.kind != NodeKind::function || node.function != kFnCount) return std::nullopt;
    int64_t n = 0;
    const auto visit = [&](const Element&) {
      ++n;
      return Pace::next;
    };
    return follow(node.left, self, visit) == Pace::open ? std::nullopt : std::optional(n);
  }

  static constexpr size_t kOpen = 3;
  // How many elements a path leads to: 0, 1, 2 for two or more, kOpen. `last` is the last that was looked at.
  size_t count(const Node* path, const Element& self, const Element*& last) const {
    size_t n = 0;
    const auto visit = [&](const Element& e) {
      last = &e;
      return ++n == 2 ? Pace::stop : Pace::next;
    };
    return follow(path, self, visit) == Pace::open ? kOpen : n;
  }

  // Visits what a path leads to, in order.
  Pace follow(const Node* path, const Element& self, const Visitor& visit) const {
    if (path == nullptr || path->kind == NodeKind::self) return visit(self);
    if (path->kind == NodeKind::external) {
      const Element* e = path->name == "resource" ? resource() : nullptr;
      return e == nullptr ? Pace::open : visit(*e);
    }
    if (path->kind == NodeKind::member) {
      const bool may_be_type = path->left == nullptr && path->name[0] >= 'A' && path->name[0] <= 'Z';
      if (may_be_type) return Pace::open;
      if (path->left == nullptr) return visit_children(self, *path, visit);
      const auto children = [&](const Element& e) { return visit_children(e, *path, visit); };
      return follow(path->left, self, children);
    }
    if (path->kind != NodeKind::function) return Pace::open;
    const bool where = path->function == kFnWhere, select = path->function == kFnSelect;
    const auto filtered = [&](const Element& e) {
      const Answer good = where && never_fails(*path->arguments[0]) ? truth(*path->arguments[0], e) : Answer::open;
      return good == Answer::open ? Pace::open : good == Answer::yes ? visit(e) : Pace::next;
    };
    return where || select ? follow(path->left, self, filtered) : Pace::open;
  }

  Pace visit_children(const Element& e, const Node& member, const Visitor& visit) const {
    // What is far behind many others would be looked for again and again: the evaluator remembers it.
    constexpr int kMany = 64;
    const bool fixed = member.left != nullptr && member.left->kind == NodeKind::external;
    if (e.has_value && member.name_number == kValue) return Pace::open;
    if (&e == &focus_ && (there_ & bit_of_name(member.name_number)) == 0) return Pace::next;
    int visited = 0;
    for (const Element* c = e.first(); c != nullptr; c = c->next()) {
      if (fixed && ++visited > kMany) return Pace::open;
      if (!is_called(*c, member.name_number, member.name)) continue;
      if (const Pace step = visit(*c); step != Pace::next) return step;
      if (c->property() != nullptr && !c->property()->is_array && !c->property()->is_choice) break;  // stands once
    }
    return Pace::next;
  }

  const Element* resource() const {
    if (resource_ != nullptr) return resource_;
    const Element* e = &focus_;
    while (e->resource_type().empty() && e->parent != nullptr) e = e->parent;
    return e;
  }

  const Element& focus_;
  const Element* resource_;
  uint64_t there_;
};

}  // namespace

Answer shortcut(const Node& expression, const Element& focus, const Element* resource, uint64_t there) {
  return Shortcut(focus, resource, there).truth(expression, focus);
}

}  // namespace anamnesis::fhirpath
