// Native forms. An element in, whether the invariant holds out; the same answer as the expression, in one pass.
#include "fhirpath/native.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <optional>
#include <vector>

#include "base/text_hash.h"
#include "fhir/model.h"

namespace anamnesis::fhirpath {
namespace {

using fhir::Element;

// hasValue() or (children().count() > id.count())
bool has_value_or_children(const Element& e) {
  if (e.has_value) return true;
  for (const Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() != "id") return true;
  return false;
}

// extension.exists() != value.exists()
bool extension_or_value(const Element& e) {
  bool extension = false, value = e.has_value;  // a primitive has itself as its value
  for (const Element* c = e.first(); c != nullptr; c = c->next()) {
    extension = extension || c->name() == "extension";
    value = value || member_name(*c) == "value";
  }
  return extension != value;
}

template <typename Bad>
bool no_contained(const Element& e, const Bad& bad) {
  for (const Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() == "contained" && bad(*c)) return false;
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

// Calls `visit` for every element below `root`, without recursion.
template <typename Visit>
void visit_below(const Element& root, const Visit& visit) {
  const Element* e = root.first();
  while (e != nullptr) {
    visit(*e);
    if (e->has_children()) {
      e = e->first();
      continue;
    }
    while (e != &root && e->next() == nullptr) e = e->parent;
    e = e == &root ? nullptr : e->next();
  }
}

// dom-3: what is contained is referred to from somewhere in the resource, or refers to the resource that contains it.
// The expression looks through the whole resource for each contained one; here all references are collected once.
bool contained_is_used(const Element& resource) {
  if (resource.child("contained") == nullptr) return true;
  std::array<std::byte, 4096> few;  // enough for most resources, and no allocation
  std::pmr::monotonic_buffer_resource memory(few.data(), few.size());
  std::pmr::vector<std::string_view> references(&memory);
  visit_below(resource, [&](const Element& e) {
    const bool link =
        e.type() != nullptr && (e.type()->name == "canonical" || e.type()->name == "uri" || e.type()->name == "url");
    if (e.value().starts_with('#') && (link || member_name(e) == "reference"))
      references.push_back(e.value().substr(1));
  });
  std::sort(references.begin(), references.end());
  return no_contained(resource, [&](const Element& c) {
    const Element* id = c.child("id");
    if (id == nullptr || !id->has_value || std::binary_search(references.begin(), references.end(), id->value()))
      return false;
    bool back = false;
    visit_below(c, [&](const Element& e) {
      back = back || (e.value() == "#" &&
                      (member_name(e) == "reference" || (e.type() != nullptr && e.type()->name == "canonical")));
    });
    return !back;
  });
}

const Element* version_of(const Element& entry) {
  const Element* resource = entry.child("resource");
  const Element* meta = resource == nullptr ? nullptr : resource->child("meta");
  return meta == nullptr ? nullptr : meta->child("versionId");
}

// bdl-7: no two entries are one version of one resource. Where all fullUrls differ, versions need not be looked for.
// Two hashes that are the same need a closer look.
std::optional<bool> entries_are_distinct(const Element& bundle) {
  if (bundle.resource_type() != "Bundle" || bundle.type() == nullptr) return std::nullopt;
  if (bundle.text("type") == "history") return true;
  std::array<std::byte, 4096> few;
  std::pmr::monotonic_buffer_resource memory(few.data(), few.size());
  std::pmr::vector<uint64_t> hashes(&memory);
  for (const bool with_version : {false, true}) {
    hashes.clear();
    for (const Element* e = bundle.first(); e != nullptr; e = e->next()) {
      const Element* url = e->name() == "entry" ? e->child("fullUrl") : nullptr;
      if (url == nullptr) continue;
      if (!url->has_value) return std::nullopt;
      const Element* version = with_version ? version_of(*e) : nullptr;
      if (version != nullptr && !version->has_value) return std::nullopt;
      const uint64_t hash = hash_text(url->value());
      hashes.push_back(version == nullptr ? hash : hash_text(version->value(), hash));
    }
    std::sort(hashes.begin(), hashes.end());
    if (std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end()) return true;
  }
  return std::nullopt;
}

template <bool (*form)(const Element&)>
std::optional<bool> sure(const Element& e) {
  return form(e);
}

struct Form {
  std::string_view expression;
  Native run;
};
constexpr std::array kForms = {
    Form{"hasValue() or (children().count() > id.count())", sure<has_value_or_children>},
    Form{"extension.exists() != value.exists()", sure<extension_or_value>},
    Form{"contained.contained.empty()", sure<nothing_doubly_contained>},
    Form{"contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()", sure<contained_without_version>},
    Form{"contained.meta.security.empty()", sure<contained_without_security>},
    Form{"contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | "
         "%resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = "
         "'#').exists() "
         "or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = "
         "'#').exists()).not())"
         ".trace('unmatched', id).empty()",
         sure<contained_is_used>},
    Form{"(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()",
         entries_are_distinct},
    Form{"text.`div`.exists()", sure<has_narrative>},
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
