// Types (FHIRPath 6.3, "Types", and 10, "Reflection"): is, as, ofType, type.
#include <array>

#include "fhir/model.h"
#include "fhirpath/chapters.h"
#include "fhirpath/compile.h"

namespace anamnesis::fhirpath {
namespace {

struct SystemType {
  std::string_view name;
  Kind kind;
};
constexpr std::array<SystemType, 8> kSystem = {{{"Boolean", Kind::boolean},
                                                {"Integer", Kind::integer},
                                                {"Decimal", Kind::decimal},
                                                {"String", Kind::string},
                                                {"Date", Kind::date},
                                                {"DateTime", Kind::date_time},
                                                {"Time", Kind::time},
                                                {"Quantity", Kind::quantity}}};

std::optional<Kind> system_kind(std::string_view name) {
  for (const SystemType& t : kSystem)
    if (t.name == name) return t.kind;
  return std::nullopt;
}

std::string_view system_name(Kind kind) {
  for (const SystemType& t : kSystem)
    if (t.kind == kind) return t.name;
  return "Any";
}

}  // namespace

bool is_system_type(std::string_view name) {
  return name == "Any" || system_kind(name).has_value();
}

bool Eval::known_type(const TypeName& type) const {
  if (type.space == "System" || model_ == nullptr || tree_.types_checked) return true;
  return (type.space.empty() && is_system_type(type.name)) || model_->type(type.name) != nullptr;
}

// `exact`: as() and ofType() take a FHIR primitive for its own type only (a code is no string there), while `is` also
// sees what the type is based on. Resources and data types match by inheritance either way.
bool Eval::matches_type(const Node& node, const Value& v, const TypeName& type, bool exact) {
  if (type.space != "System" && !known_type(type)) {
    fail(node, "there is no type " + std::string(type.name));
    return false;
  }
  const auto is_kind = [&](Kind kind) { return type.space != "FHIR" && system_kind(type.name) == kind; };
  if (v.kind != Kind::element) return is_kind(v.kind) || (type.space != "FHIR" && type.name == "Any");
  if (type.space == "System") return false;
  if (r4_dialect_ && is_fhir_primitive(*v.element) && is_kind(system(v).kind)) return true;
  if (exact && is_fhir_primitive(*v.element)) return fhir_type_name(*v.element) == type.name;
  return is_fhir_type(*v.element, type.name);
}

Collection f_is(Eval& eval, const Node& call, Collection focus, Frame&) {
  if (focus.empty()) return {};
  if (focus.size() > 1) return eval.fail(call, "is() needs a single item");
  const bool answer = eval.matches_type(call, focus[0], call.type, false);
  return eval.failed() ? Collection() : eval.boolean(answer);
}

Collection f_of_type(Eval& eval, const Node& call, Collection focus, Frame&) {
  if (focus.empty() && !eval.known_type(call.type))
    return eval.fail(call, "there is no type " + std::string(call.type.name));
  List out(eval.arena);
  for (const Value& v : focus)
    if (eval.matches_type(call, v, call.type, true)) out.push(v);
  return eval.failed() ? Collection() : Collection(out);
}

Collection f_as(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (focus.size() > 1 && !eval.r4_dialect()) return eval.fail(call, "as() needs a single item");
  return f_of_type(eval, call, focus, frame);
}

Collection f_type(Eval& eval, const Node&, Collection focus, Frame&) {
  List out(eval.arena);
  for (const Value& v : focus) {
    const TypeInfo info =
        v.kind == Kind::element ? TypeInfo{"FHIR", type_name(v)} : TypeInfo{"System", system_name(v.kind)};
    out.push(Value::of(eval.arena.make<TypeInfo>(info)));
  }
  return out;
}

}  // namespace anamnesis::fhirpath
