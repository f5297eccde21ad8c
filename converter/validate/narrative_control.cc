// Narratives with sections by language (div elements with lang) or by source (class boilerplate, generated or
// original), where a profile controls them by the extensions narrative-language-control and narrative-source-control.
#include <vector>

#include "base/xml.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

std::string_view language_of(const xml::Node& n) {
  const std::string_view lang = n.attribute("lang");
  return lang.empty() ? n.attribute("xml:lang") : lang;
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::string_view head = list.substr(0, list.find(' '));
    if (head == word) return true;
    list.remove_prefix(std::min(head.size() + 1, list.size()));
  }
  return false;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void check_sources(Walk& walk, const fhir::Element& narrative, const xml::Node& div) {
  for (const xml::Node* n = div.first; n != nullptr; n = n->next) {
    if (n->kind == xml::Kind::text && is_blank(n->value)) continue;
    if (n->kind != xml::Kind::text && n->kind != xml::Kind::element) continue;
    if (n->kind == xml::Kind::element && n->name == "div" && !language_of(*n).empty()) {
      check_sources(walk, narrative, *n);
      continue;
    }
    bool sourced = false;
    for (const std::string_view source : {"boilerplate", "generated", "original"})
      sourced |= has_word(n->attribute("class"), source);
    if (sourced) continue;
    std::string what(n->kind == xml::Kind::text ? n->value : n->first != nullptr ? n->first->value : n->name);
    walk.error(narrative, "business-rule", "narrative-source",
               "a part of the narrative does not say whether it is boilerplate, generated or original: '" +
                   what.substr(0, 60) + "'");
  }
}

void check_languages(Walk& walk, const fhir::Element& narrative, const xml::Node& div, std::string_view control) {
  std::vector<std::string_view> languages;
  for (const xml::Node* n = div.first; n != nullptr; n = n->next)
    if (n->is("div") && !language_of(*n).empty()) languages.push_back(language_of(*n));
  const auto fault = [&](std::string text) {
    walk.error(narrative, "business-rule", "narrative-language", std::move(text));
  };
  if (control == "_no") {
    if (!languages.empty()) fault("the narrative may have no sections by language here");
    return;
  }
  if (languages.empty()) return fault("the narrative must have sections by language here");
  std::string_view wanted = control == "_yes" ? std::string_view() : control;
  if (control == "_resource") wanted = resource_of(narrative).text("language");
  if (wanted.empty()) return;
  for (const std::string_view l : languages)
    if (l == wanted) return;
  fault("the narrative must have a section in the language '" + std::string(wanted) + "'");
}

}  // namespace

void check_narrative_control(Walk& walk, const fhir::Element& narrative, const Node& node) {
  const fhir::Element* div = narrative.child("div");
  if (div == nullptr || !div->has_value) return;
  Arena arena;
  const auto root = xml::parse(div->value(), arena, {.html_entities = true, .document_type = false});
  if (!root) return;
  if (!node.narrative_language.empty()) check_languages(walk, narrative, **root, node.narrative_language);
  if (!node.narrative_source.empty()) check_sources(walk, narrative, **root);
}

}  // namespace anamnesis::validate
