// What FHIR adds (FHIR R4, "FHIRPath"): extension, hasValue, getValue, resolve, and what the host answers.
#include "fhirpath/chapters.h"

namespace anamnesis::fhirpath {

Collection f_extension(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto url = eval.string(call, eval.argument(call, 0, frame));
  if (!url) return {};
  List out(eval.arena);
  for (const Value& v : focus) {
    if (v.kind != Kind::element) continue;
    for (const fhir::Element* e = v.element->first(); e != nullptr; e = e->next())
      if (e->name() == "extension" && e->text("url") == *url) out.push(Value::of(e));
  }
  return out;
}

Collection f_has_value(Eval& eval, const Node&, Collection focus, Frame&) {
  return eval.boolean(focus.size() == 1 && (focus[0].kind != Kind::element || focus[0].element->has_value));
}

Collection f_get_value(Eval& eval, const Node&, Collection focus, Frame&) {
  if (focus.size() != 1) return {};
  if (focus[0].kind == Kind::element && !focus[0].element->has_value) return {};
  const Value v = eval.system(focus[0]);
  return v.kind == Kind::element ? Collection() : eval.one(v);
}

namespace {

const fhir::Element* contained(const fhir::Element& root, std::string_view id) {
  if (id.empty()) return &root;
  for (const fhir::Element* e = root.first(); e != nullptr; e = e->next())
    if (e->name() == "contained" && e->text("id") == id) return e;
  return nullptr;
}

// The resource of a Bundle's entry that a reference names: by fullUrl, by its end, or by type and id.
const fhir::Element* entry_of(Eval& eval, const Node& call, const fhir::Element& bundle, std::string_view reference) {
  const size_t slash = reference.rfind('/');
  const bool relative = reference.find(':') == std::string_view::npos && slash != std::string_view::npos;
  const std::string_view type = relative ? reference.substr(0, slash) : std::string_view();
  const std::string_view id = relative ? reference.substr(slash + 1) : std::string_view();
  for (const fhir::Element* entry = bundle.first(); entry != nullptr; entry = entry->next()) {
    if (entry->name() != "entry") continue;
    if (!eval.spend(call, 1)) return nullptr;
    const fhir::Element* resource = entry->child("resource");
    if (resource == nullptr) continue;
    const std::string_view url = entry->text("fullUrl");
    if (url == reference) return resource;
    if (relative && url.size() > reference.size() && url.ends_with(reference) &&
        url[url.size() - reference.size() - 1] == '/')
      return resource;
    if (relative && resource->resource_type() == type && resource->text("id") == id) return resource;
  }
  return nullptr;
}

const fhir::Element* resolve(Eval& eval, const Node& call, std::string_view reference, const fhir::Element& from) {
  const fhir::Element* resource = &from;
  while (resource->resource_type().empty() && resource->parent != nullptr) resource = resource->parent;
  if (reference.starts_with('#')) {
    while (resource->name() == "contained" && resource->parent != nullptr) resource = resource->parent;
    return contained(*resource, reference.substr(1));
  }
  if (Host* host = eval.environment().host)
    if (const fhir::Element* found = host->resolve(reference, from)) return found;
  for (const fhir::Element* e = resource; e != nullptr; e = e->parent)
    if (e->resource_type() == "Bundle")
      if (const fhir::Element* found = entry_of(eval, call, *e, reference)) return found;
  return nullptr;
}

}  // namespace

Collection f_resolve(Eval& eval, const Node& call, Collection focus, Frame&) {
  List out(eval.arena);
  for (const Value& v : focus) {
    std::string_view reference;
    const fhir::Element* from = eval.context();
    if (v.kind == Kind::string) {
      reference = v.string;
    } else if (v.kind == Kind::element) {
      from = v.element;
      reference = v.element->has_value ? v.element->value() : v.element->text("reference");
    }
    if (reference.empty() || from == nullptr || !eval.spend(call, 100)) continue;
    if (const fhir::Element* found = resolve(eval, call, reference, *from)) out.push(Value::of(found));
  }
  return out;
}

namespace {

// `unknown` and `name`: what is missing where there is no answer.
Collection answered(Eval& eval, const Node& call, std::optional<bool> answer, std::string_view unknown,
                    std::string_view name = {}) {
  if (answer) return eval.boolean(*answer);
  return eval.undecided(
      call, std::string(call.name) + "() cannot be decided here: " + std::string(unknown) + std::string(name));
}

Collection subsumption(Eval& eval, const Node& call, Collection focus, Frame& frame, bool other_way) {
  const Collection other = eval.argument(call, 0, frame);
  if (focus.empty() || other.empty()) return {};
  if (focus.size() > 1 || other.size() > 1) return eval.fail(call, std::string(call.name) + "() needs single codes");
  Host* host = eval.environment().host;
  const auto answer = host == nullptr ? std::nullopt
                      : other_way     ? host->subsumes(other[0], focus[0])
                                      : host->subsumes(focus[0], other[0]);
  return answered(eval, call, answer, "the code system is not known");
}

}  // namespace

Collection f_conforms_to(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto profile = eval.string(call, eval.argument(call, 0, frame));
  if (focus.empty() || !profile) return {};
  if (focus.size() > 1 || focus[0].kind != Kind::element) return eval.fail(call, "conformsTo() needs a single element");
  Host* host = eval.environment().host;
  return answered(eval, call, host == nullptr ? std::nullopt : host->conforms_to(*focus[0].element, *profile),
                  "there is no profile ", *profile);
}

Collection f_member_of(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto value_set = eval.string(call, eval.argument(call, 0, frame));
  if (focus.empty() || !value_set) return {};
  if (focus.size() > 1) return eval.fail(call, "memberOf() needs a single code");
  Host* host = eval.environment().host;
  return answered(eval, call, host == nullptr ? std::nullopt : host->member_of(focus[0], *value_set),
                  "there is no value set ", *value_set);
}

Collection f_subsumes(Eval& e, const Node& n, Collection c, Frame& f) {
  return subsumption(e, n, c, f, false);
}
Collection f_subsumed_by(Eval& e, const Node& n, Collection c, Frame& f) {
  return subsumption(e, n, c, f, true);
}

Collection f_html_checks(Eval& eval, const Node& call, Collection focus, Frame&) {
  if (focus.empty()) return {};
  if (focus.size() > 1 || focus[0].kind != Kind::element)
    return eval.fail(call, "htmlChecks() needs a single narrative");
  Host* host = eval.environment().host;
  return answered(eval, call, host == nullptr ? std::nullopt : host->html_checks(*focus[0].element),
                  "nothing reads narratives");
}

Collection f_element_definition(Eval& eval, const Node&, Collection focus, Frame&) {
  List out(eval.arena);
  if (Host* host = eval.environment().host)
    for (const Value& v : focus)
      if (v.kind == Kind::element)
        if (const fhir::Element* definition = host->element_definition(*v.element)) out.push(Value::of(definition));
  return out;
}

Collection f_slice(Eval& eval, const Node& call, Collection, Frame&) {
  return eval.undecided(call, "slice() cannot be decided here: slices are known to the validator only");
}

// Every modifier extension of the input must be one of those named.
Collection f_check_modifiers(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  for (const Value& v : focus) {
    if (v.kind != Kind::element) continue;
    for (const fhir::Element* e = v.element->first(); e != nullptr; e = e->next()) {
      if (e->name() != "modifierExtension") continue;
      bool known = false;
      for (size_t i = 0; i < call.arguments.size() && !known; ++i) {
        const auto url = eval.string(call, eval.argument(call, i, frame));
        if (eval.failed()) return {};
        known = url && *url == e->text("url");
      }
      if (!known) return eval.fail(call, "unknown modifier extension " + std::string(e->text("url")));
    }
  }
  return focus;
}

}  // namespace anamnesis::fhirpath
