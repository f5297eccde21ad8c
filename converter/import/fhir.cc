// FHIR CodeSystem, ValueSet and ConceptMap in JSON -> one term per concept (its display and designations) or per
// equivalent mapping (source code and display, with the target's code).
//
// ValueSet.compose.include.concept, ValueSet.expansion.contains, CodeSystem.concept (any depth) and
// ConceptMap.group.element are read item by item; the system is the last `system`, `url` or `source` seen before.
#include "import/import.h"
#include "import/json_items.h"

namespace anamnesis::import {
namespace {

struct Systems {
  std::string kind;    // resourceType
  std::string url;     // of a CodeSystem: its own
  std::string system;  // of an include
  std::string source, target;
};

void add_code(Term& term, std::string_view system, std::string_view code) {
  const std::string_view column = column_of_system(system);
  if (column.empty()) return;
  if (term.key.empty()) term.key = std::string(column) + "-" + std::string(code);
  term.cells.emplace_back(column, code);
}

Result<void> take_concept(const json::Value& concept_json, const std::string& system, const Sink& sink) {
  const std::string_view code = concept_json.string("code");
  Term term;
  add_code(term, system, code);
  if (term.key.empty()) term.key = code;
  const auto [name, tag] = split_semantic_tag(concept_json.string("display"));
  const bool tagged = column_of_system(system) == "snomed" && !tag.empty();
  term.phrases.emplace_back(tagged ? name : concept_json.string("display"));
  if (tagged) term.cells.emplace_back("category", tag);
  if (!term.cells.empty()) term.cells.emplace_back(term.cells.front().first + "_display", term.phrases.front());
  if (const json::Value* more = concept_json.find("designation"))
    for (const json::Value* d = more->first; d != nullptr; d = d->next) {
      const std::string_view language = d->string("language");
      if (language.empty() || language.starts_with("en"))
        term.phrases.emplace_back(split_semantic_tag(d->string("value")).first);
    }
  if (!code.empty())
    if (auto taken = sink(term); !taken) return taken;
  for (const char* below : {"concept", "contains"})
    if (const json::Value* children = concept_json.find(below))
      for (const json::Value* c = children->first; c != nullptr; c = c->next)
        if (auto taken = take_concept(*c, system, sink); !taken) return taken;
  return {};
}

Result<void> take_element(const json::Value& element, const Systems& systems, const Sink& sink) {
  const json::Value* targets = element.find("target");
  for (const json::Value* t = targets == nullptr ? nullptr : targets->first; t != nullptr; t = t->next) {
    const std::string_view how =
        t->string("equivalence").empty() ? t->string("relationship") : t->string("equivalence");
    if (how != "equivalent" && how != "equal") continue;
    Term term;
    add_code(term, systems.source, element.string("code"));
    add_code(term, systems.target, t->string("code"));
    if (term.key.empty()) term.key = element.string("code");
    term.phrases = {std::string(element.string("display").empty() ? t->string("display") : element.string("display"))};
    if (!term.key.empty())
      if (auto taken = sink(term); !taken) return taken;
  }
  return {};
}

}  // namespace

Result<void> import_fhir(const std::string& path, const Sink& sink) {
  Systems systems;
  const OnScalar scalar = [&](std::string_view key, std::string_view value) {
    if (key == "resourceType") systems.kind = value;
    if (key == "url") systems.url = value;
    if (key == "system") systems.system = value;
    if (key == "source") systems.source = value;
    if (key == "target") systems.target = value;
  };
  const OnItem concept_item = [&](const json::Value& item) {
    const std::string_view own = item.string("system");  // expansion.contains says it itself
    return take_concept(item,
                        !own.empty()                   ? std::string(own)
                        : systems.kind == "CodeSystem" ? systems.url
                                                       : systems.system,
                        sink);
  };
  const OnItem element = [&](const json::Value& item) { return take_element(item, systems, sink); };
  // The kind decides which array matters; it stands in the first bytes of any real file, but need not.
  for (const std::string_view array : {"concept", "contains", "element"}) {
    systems.system.clear();
    if (auto read = for_each_item(path, array, array == "element" ? element : concept_item, scalar); !read) return read;
    if (array == "concept" && systems.kind == "CodeSystem") return {};
  }
  if (systems.kind.empty()) return Error{"is no FHIR resource: there is no resourceType", path, 1, 1};
  return {};
}

}  // namespace anamnesis::import
