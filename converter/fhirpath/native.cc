// Native forms. An element in, whether the invariant holds out; the same answer as the expression, in one pass.
#include "fhirpath/native.h"

#include <array>

namespace anamnesis::fhirpath {
namespace {

using fhir::Element;

// hasValue() or (children().count() > id.count())
bool has_value_or_children(const Element& e) {
  if (e.has_value) return true;
  for (const Element* c = e.first; c != nullptr; c = c->next)
    if (c->name != "id") return true;
  return false;
}

// extension.exists() != value.exists()
bool extension_or_value(const Element& e) {
  bool extension = false, value = false;
  for (const Element* c = e.first; c != nullptr; c = c->next) {
    extension = extension || c->name == "extension";
    value = value || member_name(*c) == "value";
  }
  return extension != value;
}

template <typename Bad>
bool no_contained(const Element& e, const Bad& bad) {
  for (const Element* c = e.first; c != nullptr; c = c->next)
    if (c->name == "contained" && bad(*c)) return false;
  return true;
}

// contained.contained.empty()
bool nothing_doubly_contained(const Element& e) {
  return no_contained(e, [](const Element& c) { return c.child("contained") != nullptr; });
}

// contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()
bool contained_without_version(const Element& e) {
  return no_contained(e, [](const Element& c) {
    const Element* meta = c.child("meta");
    return meta != nullptr && (meta->child("versionId") != nullptr || meta->child("lastUpdated") != nullptr);
  });
}

// contained.meta.security.empty()
bool contained_without_security(const Element& e) {
  return no_contained(e, [](const Element& c) {
    const Element* meta = c.child("meta");
    return meta != nullptr && meta->child("security") != nullptr;
  });
}

// text.`div`.exists()
bool has_narrative(const Element& e) {
  const Element* text = e.child("text");
  return text != nullptr && text->child("div") != nullptr;
}

struct Form { std::string_view expression; Native run; };
constexpr std::array kForms = {
    Form{"hasValue() or (children().count() > id.count())", has_value_or_children},
    Form{"extension.exists() != value.exists()", extension_or_value},
    Form{"contained.contained.empty()", nothing_doubly_contained},
    Form{"contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", contained_without_version},
    Form{"contained.meta.security.empty()", contained_without_security},
    Form{"text.`div`.exists()", has_narrative},
};

}  // namespace

Native native_form(std::string_view expression) {
  for (const Form& f : kForms)
    if (f.expression == expression) return f.run;
  return nullptr;
}

std::span<const std::string_view> native_expressions() {
  static const auto names = [] {
    std::array<std::string_view, kForms.size()> out;
    for (size_t i = 0; i < out.size(); ++i) out[i] = kForms[i].expression;
    return out;
  }();
  return names;
}

}  // namespace anamnesis::fhirpath
