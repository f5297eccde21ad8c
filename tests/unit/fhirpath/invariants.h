// The invariants of schemas/r4 for tests: each with its expression, compiled, and the path it is evaluated on.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "fhir/model.h"
#include "fhirpath/fhirpath.h"

namespace anamnesis::test {

struct Invariant {
  std::string key, path, expression, severity;
  bool of_profile = false;
  std::vector<fhirpath::Expression> compiled;  // one, or none if it does not compile
  std::string error = {};
};

// Those that a definition adds itself, in the order of the definitions.
inline std::vector<Invariant> load_invariants() {
  std::vector<Invariant> out;
  const auto text = read_file(std::string(ANAMNESIS_SOURCE_DIR) + "/schemas/r4/StructureDefinition.ndjson");
  if (!text) return out;
  Arena arena;
  for (size_t at = 0; at < text->size();) {
    const size_t end = std::min(text->find('\n', at), text->size());
    const auto definition = json::parse(std::string_view(*text).substr(at, end - at), arena);
    at = end + 1;
    if (!definition) continue;
    const json::Value* snapshot = (*definition)->find("snapshot");
    const json::Value* elements = snapshot == nullptr ? nullptr : snapshot->find("element");
    const bool profile = (*definition)->string("derivation") == "constraint";
    for (const json::Value* e = elements == nullptr ? nullptr : elements->first; e != nullptr; e = e->next) {
      const json::Value* constraints = e->find("constraint");
      for (const json::Value* c = constraints == nullptr ? nullptr : constraints->first; c != nullptr; c = c->next) {
        if (c->find("source") != nullptr) continue;  // inherited
        Invariant invariant{std::string(c->string("key")), std::string(e->string("path")), std::string(c->string("expression")),
                            std::string(c->string("severity")), profile, {}};
        const fhir::Model& model = fhir::r4_model();
        const auto made = fhirpath::compile(invariant.expression,
                                            {.model = &model,
                                             .context_type = model.type(invariant.path) != nullptr ? invariant.path : "",
                                             .r4_dialect = true});
        if (made) invariant.compiled.push_back(*made);
        else invariant.error = made.error().text();
        out.push_back(std::move(invariant));
      }
    }
  }
  return out;
}

// Base invariants by the path of the element: "Patient.contact" for a backbone or an element, "Period" for a type.
using InvariantIndex = std::map<std::string, std::vector<const Invariant*>, std::less<>>;

inline InvariantIndex index_of(const std::vector<Invariant>& invariants) {
  InvariantIndex out;
  for (const Invariant& i : invariants)
    if (!i.of_profile && !i.compiled.empty()) out[i.path].push_back(&i);
  return out;
}

// Calls `each` for every element below `root` and every base invariant that applies to it.
inline void for_each_invariant(const fhir::Element& root, const InvariantIndex& index,
                               const std::function<void(const fhir::Element&, const Invariant&)>& each) {
  const auto apply = [&](std::string_view path) {
    if (const auto at = index.find(path); at != index.end())
      for (const Invariant* i : at->second) each(root, *i);
  };
  std::string_view last;
  for (const fhir::TypeDef* t = root.type(); t != nullptr; t = t->base) apply(last = t->name);
  if (!root.resource_type().empty() && root.type() == nullptr) apply(root.resource_type());
  if (root.property() != nullptr && root.property()->owner != nullptr)
    apply(std::string(root.property()->owner->name) + "." + std::string(root.property()->name) + (root.property()->is_choice ? "[x]" : ""));
  for (const fhir::Element* e = root.first(); e != nullptr; e = e->next()) for_each_invariant(*e, index, each);
}

}  // namespace anamnesis::test
