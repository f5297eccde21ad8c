// Evaluator: the public face of an evaluation; keeps the arena between calls, so that a warm one does not allocate.
#include "fhirpath/compile.h"
#include "fhirpath/eval.h"
#include "fhirpath/fhirpath.h"
#include "fhirpath/shortcut.h"

namespace anamnesis::fhirpath {

const fhir::Element* Host::resolve(std::string_view, const fhir::Element&) {
  return nullptr;
}
std::optional<bool> Host::member_of(const Value&, std::string_view) {
  return std::nullopt;
}
std::optional<bool> Host::conforms_to(const fhir::Element&, std::string_view) {
  return std::nullopt;
}
std::optional<bool> Host::subsumes(const Value&, const Value&) {
  return std::nullopt;
}
std::optional<bool> Host::html_checks(const fhir::Element&) {
  return std::nullopt;
}
const fhir::Element* Host::element_definition(const fhir::Element&) {
  return nullptr;
}

std::optional<bool> holds_at_once(const Expression& expression, const fhir::Element& focus,
                                  const fhir::Element* resource, uint64_t there) {
  if (const Native native = expression.tree().native)
    if (const std::optional<bool> known = native(focus)) return known;
  const Answer answer = shortcut(expression.root(), focus, resource, there);
  return answer == Answer::open ? std::nullopt : std::optional(answer == Answer::yes);
}

Evaluator::Evaluator(Environment environment) : environment_(std::move(environment)) {
  if (const auto t = parse_date(environment_.now, true)) now_ = std::make_unique<Temporal>(*t);
}
Evaluator::~Evaluator() = default;

Result<Collection> Evaluator::evaluate(const Expression& expression, const fhir::Element* focus) {
  arena_.reset();
  Eval eval(*this, expression.tree(), focus);
  const Value self = focus != nullptr ? Value::of(focus) : Value();
  Frame frame{.self = focus != nullptr ? eval.one(self) : Collection()};
  const Collection out = eval.eval(expression.root(), frame);
  undecided_ = eval.was_undecided();
  if (auto error = eval.take_error()) return std::move(*error);
  return out;
}

Result<bool> Evaluator::holds(const Expression& expression, const fhir::Element& focus, const fhir::Element* resource) {
  if (!environment_.watch && environment_.variables.empty())
    if (const std::optional<bool> known = holds_at_once(expression, focus, resource)) return *known;
  arena_.reset();
  Eval eval(*this, expression.tree(), &focus, resource);
  const Value self = Value::of(&focus);
  Frame frame{.self = {&self, 1}};
  const Collection out = eval.eval(expression.root(), frame, 2);
  const Truth truth = eval.truth(expression.root(), out);
  undecided_ = eval.was_undecided();
  if (auto error = eval.take_error()) return std::move(*error);
  return truth == Truth::yes || (truth == Truth::unknown && eval.was_vacuous());
}

}  // namespace anamnesis::fhirpath
