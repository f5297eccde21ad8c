// A value set is a list of parts, each an include or an exclude of its compose: a system, and what of it: all, a list
// of codes, filters; and imported value sets. An expansion is a part that lists codings of several systems.
//
// A part answers yes, no or unknown, and the answers combine as three-valued logic: within a part all conditions must
// hold, a member needs one include that says yes and no exclude that does. Where compose cannot decide and there is an
// expansion, the expansion does.
#include "terminology/value_set.h"

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/regex.h"
#include "terminology/code_system.h"
#include "terminology/grammars.h"
#include "terminology/ucum.h"

namespace anamnesis::terminology {
namespace {

Answer both(Answer a, Answer b) {
  if (a == Answer::no || b == Answer::no) return Answer::no;
  return a == Answer::yes && b == Answer::yes ? Answer::yes : Answer::unknown;
}

Answer either(Answer a, Answer b) {
  if (a == Answer::yes || b == Answer::yes) return Answer::yes;
  return a == Answer::no && b == Answer::no ? Answer::no : Answer::unknown;
}

Answer negated(Answer a) {
  return a == Answer::yes ? Answer::no : a == Answer::no ? Answer::yes : Answer::unknown;
}
Answer answer(bool b) {
  return b ? Answer::yes : Answer::no;
}

// One value of a concept under a filter's property name satisfies `test`.
template <typename Test>
bool any_value(const CodeSystem& cs, uint32_t at, std::string_view property, Test test) {
  const Concept& c = cs[at];
  if (property == "code" || property == "concept") return test(c.code);
  if (property == "display") return test(c.display);
  if (property == "parent") {
    for (const uint32_t p : cs.parents(at))
      if (test(cs[p].code)) return true;
    return false;
  }
  for (const PropertyValue& p : cs.properties(at))
    if (p.code == property && test(p.value)) return true;
  return false;
}

bool in_list(std::string_view list, std::string_view value) {
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == value) return true;
  }
  return false;
}

bool is_hierarchical(Operator op) {
  return op == Operator::is_a || op == Operator::descendent_of || op == Operator::is_not_a ||
         op == Operator::generalizes;
}

Answer hierarchical(const Filter& f, const CodeSystem& cs, uint32_t at) {
  const uint32_t other = cs.find(f.value);
  if (other == CodeSystem::kNone) return cs.content == Content::complete ? Answer::no : Answer::unknown;
  switch (f.op) {
    case Operator::is_a: return answer(cs.is_a(at, other));
    case Operator::descendent_of: return answer(at != other && cs.is_a(at, other));
    case Operator::is_not_a: return answer(!cs.is_a(at, other));
    default: return answer(cs.is_a(other, at));
  }
}

Answer holds(const Filter& f, const CodeSystem& cs, uint32_t at) {
  if (is_hierarchical(f.op)) return hierarchical(f, cs, at);
  const std::string_view property = f.property;
  switch (f.op) {
    case Operator::equals: return answer(any_value(cs, at, property, [&](std::string_view v) { return v == f.value; }));
    case Operator::in: return answer(any_value(cs, at, property, [&](auto v) { return in_list(f.value, v); }));
    case Operator::not_in: return answer(!any_value(cs, at, property, [&](auto v) { return in_list(f.value, v); }));
    case Operator::exists:
      return answer(any_value(cs, at, property, [](auto) { return true; }) == (f.value != "false"));
    case Operator::regex:
      if (!f.regex) return Answer::unknown;
      return answer(any_value(cs, at, property, [&](auto v) { return f.regex->full_match(v); }));
    default: return Answer::unknown;
  }
}

// Filters on systems that a grammar decides: only UCUM's canonical unit has a meaning here.
Answer holds_by_grammar(const Filter& f, Grammar grammar, std::string_view code) {
  if (grammar == Grammar::ucum && f.property == "canonical" && f.op == Operator::equals)
    return answer(ucum::commensurable(code, f.value));
  if (f.op == Operator::regex && f.regex && (f.property == "code" || f.property == "concept"))
    return answer(f.regex->full_match(code));
  return Answer::unknown;
}

const Listed* find_listed(const std::vector<Listed>& list, std::string_view code, bool exact) {
  const auto it = std::lower_bound(list.begin(), list.end(), code, [](const Listed& l, auto c) { return l.code < c; });
  if (it != list.end() && it->code == code) return &*it;
  if (exact) return nullptr;
  for (const Listed& l : list)
    if (equal_ignoring_case(l.code, code)) return &l;
  return nullptr;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return fold(x) == fold(y); });
}

std::optional<Operator> operator_of(std::string_view text) {
  static constexpr std::pair<std::string_view, Operator> kNames[] = {{"=", Operator::equals},
                                                                     {"descendent-of", Operator::descendent_of},
                                                                     {"exists", Operator::exists},
                                                                     {"generalizes", Operator::generalizes},
                                                                     {"in", Operator::in},
                                                                     {"is-a", Operator::is_a},
                                                                     {"is-not-a", Operator::is_not_a},
                                                                     {"not-in", Operator::not_in},
                                                                     {"regex", Operator::regex}};
  for (const auto& [name, op] : kNames)
    if (name == text) return op;
  return std::nullopt;
}

Answer Part::in_system(std::string_view code) const {
  if (!codes.empty()) return answer(find_listed(codes, code, code_system == nullptr || code_system->case_sensitive));
  if (const auto grammar = grammar_of(system)) {
    Answer out = answer(!refuse(*grammar, code));
    for (const Filter& f : filters) out = both(out, holds_by_grammar(f, *grammar, code));
    return out;
  }
  if (code_system == nullptr) return refuse_form(system, code) ? Answer::no : Answer::unknown;
  const uint32_t at = code_system->find(code);
  if (at == CodeSystem::kNone)
    return code_system->content == Content::complete || refuse_form(system, code) ? Answer::no : Answer::unknown;
  if (!inactive_too && (*code_system)[at].inactive) return Answer::no;
  Answer out = Answer::yes;
  for (const Filter& f : filters) out = both(out, holds(f, *code_system, at));
  return out;
}

Answer Part::contains(std::string_view wanted_system, std::string_view code) const {
  if (!system.empty() && system != wanted_system) return Answer::no;
  Answer out = system.empty() ? Answer::yes : in_system(code);
  for (const ValueSet* import : imports)
    out = both(out, import == nullptr ? Answer::unknown : import->contains(wanted_system, code));
  return system.empty() && imports.empty() ? Answer::no : out;
}

ValueSet::ValueSet() : rules_(std::make_unique<Rules>()) {}
ValueSet::~ValueSet() = default;

Answer ValueSet::contains(std::string_view system, std::string_view code, std::string_view) const {
  if (system.empty()) return Answer::no;
  Answer out = rules_->includes.empty() ? Answer::unknown : Answer::no;
  for (const Part& part : rules_->includes) {
    out = either(out, part.contains(system, code));
    if (out == Answer::yes) break;
  }
  for (const Part& part : rules_->excludes)
    if (out != Answer::no) out = both(out, negated(part.contains(system, code)));
  if (out != Answer::unknown || !rules_->has_expansion) return out;
  for (const Part& part : rules_->expansion)
    if (part.contains(system, code) == Answer::yes) return Answer::yes;
  return rules_->expansion_is_complete ? Answer::no : Answer::unknown;
}

Answer ValueSet::contains_code(std::string_view code, std::string_view* system) const {
  Answer out = Answer::no;
  const auto try_parts = [&](const std::vector<Part>& parts) {
    for (const Part& part : parts) {
      std::string_view found = part.system;
      Answer a = Answer::no;
      if (!part.system.empty()) {
        a = contains(part.system, code);
      } else {
        for (const ValueSet* import : part.imports) {
          if (import == nullptr) {
            a = either(a, Answer::unknown);
            continue;
          }
          std::string_view theirs;
          const Answer in_import = import->contains_code(code, &theirs);
          a = either(a, in_import == Answer::yes ? contains(theirs, code) : in_import);
          if (a == Answer::yes) {
            found = theirs;
            break;
          }
        }
      }
      if (a == Answer::yes && system != nullptr) *system = found;
      out = either(out, a);
      if (out == Answer::yes) return;
    }
  };
  try_parts(rules_->includes);
  if (out != Answer::yes && rules_->has_expansion) {
    if (out == Answer::no && rules_->includes.empty()) out = Answer::no;
    try_parts(rules_->expansion);
  }
  return out;
}

std::vector<Coding> ValueSet::some_codes(size_t limit) const {
  std::vector<Coding> out;
  const auto offer = [&](std::string_view system, std::string_view code, std::string_view display) {
    if (out.size() < limit && contains(system, code) == Answer::yes) out.push_back({system, code, display, {}});
  };
  for (const std::vector<Part>* parts : {&rules_->includes, &rules_->expansion})
    for (const Part& part : *parts) {
      for (const uint32_t i : part.order) offer(part.system, part.codes[i].code, part.codes[i].display);
      if (part.codes.empty() && part.code_system != nullptr)
        for (uint32_t i = 0; i < part.code_system->size() && out.size() < limit; ++i)
          offer(part.system, (*part.code_system)[i].code, (*part.code_system)[i].display);
      if (part.system.empty())
        for (const ValueSet* import : part.imports)
          if (import != nullptr && out.size() < limit)
            for (const Coding& c : import->some_codes(limit - out.size())) offer(c.system, c.code, c.display);
    }
  return out;
}

std::string_view ValueSet::display(std::string_view system, std::string_view code) const {
  for (const std::vector<Part>* parts : {&rules_->includes, &rules_->expansion})
    for (const Part& part : *parts) {
      if (part.system == system)
        if (const Listed* l = find_listed(part.codes, code, true); l != nullptr && !l->display.empty())
          return l->display;
      for (const ValueSet* import : part.imports)
        if (import != nullptr)
          if (const std::string_view d = import->display(system, code); !d.empty()) return d;
    }
  return {};
}

}  // namespace anamnesis::terminology
