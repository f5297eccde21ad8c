// FHIRPath: compile an expression once, evaluate it on any number of elements.
//
//   const auto name = fhirpath::compile("Patient.name.given", {.model = &fhir::r4_model(), .context_type = "Patient"});
//   fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
//   const auto given = evaluator.evaluate(*name, patient);
//
// See README.md in this folder for what is supported.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/element.h"
#include "fhir/model.h"
#include "fhirpath/value.h"

namespace anamnesis::fhirpath {

struct Node;

struct CompileOptions {
  const fhir::Model* model = nullptr;  // types for static checks; without one only syntax is checked
  std::string_view context_type =
      {};  // of the element it will be evaluated on: "Patient", "Patient.contact"; "" unknown
  // Order-dependent functions on children() and descendants(), whose order is not defined, are errors.
  bool strict = false;
  // The dialect of R4's published invariants: as() filters a collection, and a System name such as Boolean
  // means FHIR's primitive too.
  bool r4_dialect = false;
};

// A compiled expression. Immutable, cheap to copy, safe to share between threads.
class Expression {
 public:
  const std::string& source() const;
  const Node& root() const;
  bool r4_dialect() const;
  bool has_native_form() const;  // holds() runs hand-written code, tested to agree with the expression

  struct Tree;
  explicit Expression(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
  const Tree& tree() const { return *tree_; }

 private:
  std::shared_ptr<const Tree> tree_;
};

// Errors carry line and column in the expression: syntax, unknown functions and types, and, where the context type is
// known, members that its type does not have.
Result<Expression> compile(std::string_view source, const CompileOptions& options = {});

// What an expression asks of its surroundings. Answers of `nullopt` mean "cannot be decided here" (no such value set,
// no network): the evaluation then fails, so that nothing is passed that was not checked.
class Host {
 public:
  virtual ~Host() = default;
  // The element a reference leads to, where it is neither contained nor in the same Bundle; nullptr if not found.
  virtual const fhir::Element* resolve(std::string_view reference, const fhir::Element& from);
  virtual std::optional<bool> member_of(const Value& code, std::string_view value_set);
  virtual std::optional<bool> conforms_to(const fhir::Element& element, std::string_view profile);
  virtual std::optional<bool> subsumes(const Value& general, const Value& specific);
  virtual std::optional<bool> html_checks(const fhir::Element& div);
  virtual const fhir::Element* element_definition(const fhir::Element& element);  // nullptr if not known
};

// What Evaluator::holds() says, where that can be told without an evaluator: a native form or a shortcut decides.
// `there`: the names of the focus's children, see bit_of_name(); all bits where they are not known.
std::optional<bool> holds_at_once(const Expression& expression, const fhir::Element& focus,
                                  const fhir::Element* resource = nullptr, uint64_t there = ~uint64_t{0});

struct Variable {
  std::string name;  // without "%"
  std::vector<Value> value;
};

// What stays the same over many evaluations. `model` and `host` must outlive the evaluator.
struct Environment {
  const fhir::Model* model = nullptr;
  Host* host = nullptr;  // nullptr: only what needs no surroundings
  std::string now = {};  // "2024-05-01T12:00:00.000+02:00"; without it now() and today() fail
  std::vector<Variable> variables = {};
  std::function<void(std::string_view name, Collection)> trace = {};
  // Called with every subexpression's value, innermost first; for --explain. Slow.
  std::function<void(const Node&, Collection)> watch = {};
  uint64_t budget = 50'000'000;  // steps of one evaluation, after which it fails
};

// Evaluates one expression after another. Not thread-safe: one per worker.
class Evaluator {
 public:
  explicit Evaluator(Environment environment);
  ~Evaluator();

  // The result lives until the next call. `focus` may be nullptr: an expression without context.
  Result<Collection> evaluate(const Expression& expression, const fhir::Element* focus);
  // For an invariant: whether the result is true. An empty result does not hold, but where it came from asking a string
  // or a type of what is not there: so R4's own invariants were written (ref-1 where a Reference has no reference).
  // `resource`: %resource where it is not the nearest resource around the focus (nullptr): a Bundle's own constraint on
  // the resource in an entry.
  Result<bool> holds(const Expression& expression, const fhir::Element& focus, const fhir::Element* resource = nullptr);
  // After a failure: it was not the expression's fault, something could not be decided here.
  bool undecided() const { return undecided_; }
  const Environment& environment() const { return environment_; }

 private:
  friend class Eval;
  Environment environment_;
  Arena arena_;
  std::unique_ptr<Temporal> now_;
  bool undecided_ = false;
};

}  // namespace anamnesis::fhirpath
