// CodeSystem, ValueSet, CapabilityStatement and SearchParameter: what R4 states in words on their parts together.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.h"
#include "base/json.h"
#include "base/regex.h"
#include "package/rows.h"
#include "terminology/code_system.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kProperties = "http://hl7.org/fhir/concept-properties#";

// The type of a property that HL7 defines, or "" (schemas/codes/concept-properties.tsv).
std::string_view standard_type(std::string_view code) {
  package::Rows row("codes/concept-properties.tsv");
  while (row.next())
    if (row[0] == code) return row[1];
  return {};
}

template <typename Visit>
void each(const fhir::Element& parent, std::string_view name, Visit visit) {
  for (const fhir::Element* c = parent.first(); c != nullptr; c = c->next())
    if (c->name() == name) visit(*c);
}

using Types = std::unordered_map<std::string_view, std::string_view>;

Types check_properties(Walk& walk, const fhir::Element& system) {
  Types types;
  std::unordered_set<std::string_view> codes, uris;
  each(system, "property", [&](const fhir::Element& p) {
    const std::string_view code = p.text("code"), uri = p.text("uri"), type = p.text("type");
    if (!code.empty() && !codes.insert(code).second)
      walk.error(p, "business-rule", "codesystem-property-twice",
                 "the property code '" + std::string(code) + "' is defined twice");
    if (!uri.empty() && !uris.insert(uri).second)
      walk.error(p, "business-rule", "codesystem-property-twice",
                 "the property URI '" + std::string(uri) + "' is defined twice");
    types.emplace(code, type);
    if (!uri.starts_with(kProperties)) return;
    const std::string_view standard = uri.substr(kProperties.size());
    const std::string_view wanted = standard_type(standard);
    if (wanted.empty()) {
      walk.error(p, "business-rule", "codesystem-property-unknown",
                 "HL7 defines no property '" + std::string(uri) + "'");
      return;
    }
    if (!standard_type(code).empty() && code != standard)
      walk.error(p, "business-rule", "codesystem-property-code",
                 "the property '" + std::string(uri) + "' has the code '" + std::string(code) +
                     "', which HL7 gives to another");
    if (type != wanted)
      walk.error(
          p, "business-rule", "codesystem-property-type",
          "the property '" + std::string(uri) + "' has the type " + std::string(wanted) + ", not " + std::string(type));
  });
  return types;
}

class Concepts {
 public:
  Concepts(Walk& walk, const fhir::Element& system)
      : walk_(walk), types_(check_properties(walk, system)), base_(system.text("supplements")) {}

  size_t visit(const fhir::Element& parent, int depth = 0) {
    size_t count = 0;
    if (depth > 100) return 0;
    each(parent, "concept", [&](const fhir::Element& c) {
      ++count;
      if (!c.text("code").empty() && !codes_.insert(c.text("code")).second)
        walk_.error(c, "business-rule", "codesystem-code-twice",
                    "the code '" + std::string(c.text("code")) + "' is defined twice");
      check_values(c);
      if (!base_.empty()) check_in_base(c);
      count += visit(c, depth + 1);
    });
    return count;
  }

 private:
  void check_values(const fhir::Element& c) {
    each(c, "property", [&](const fhir::Element& p) {
      const auto defined = types_.find(p.text("code"));
      bool has_value = false;
      for (const fhir::Element* v = p.first(); v != nullptr; v = v->next()) {
        if (v->property() == nullptr || v->property()->name != "value" || v->type() == nullptr) continue;
        has_value = true;
        if (defined == types_.end()) continue;
        if (!defined->second.empty() && v->type()->name != defined->second)
          walk_.error(p, "business-rule", "codesystem-value-type",
                      "the property '" + std::string(p.text("code")) + "' is defined with the type " +
                          std::string(defined->second) + ", not " + std::string(v->type()->name));
      }
      if (!has_value && !p.text("code").empty())
        walk_.error(p, "business-rule", "codesystem-no-value",
                    "the property '" + std::string(p.text("code")) + "' has no value");
    });
  }
  void check_in_base(const fhir::Element& c) {
    const std::string_view url = base_.substr(0, base_.find('|'));
    const terminology::CodeResult& result = walk_.check_code({.system = url, .code = c.text("code")});
    if (result.status == terminology::CodeStatus::unknown_code)
      walk_.error(c, "business-rule", "supplement-code",
                  "'" + std::string(c.text("code")) + "' is no code of the supplemented system " + std::string(url));
  }

  Walk& walk_;
  Types types_;
  std::unordered_set<std::string_view> codes_;
  std::string_view base_;
};

// CodeSystem.valueSet names the value set of all its codes: one include of the system, and nothing else.
void check_all_codes(Walk& walk, const fhir::Element& e) {
  const package::Resource* r = walk.environment().schemas.packages().find(e.text("valueSet"), "ValueSet");
  Arena arena;
  const auto json = r == nullptr ? Result<const json::Value*>(nullptr) : json::parse(r->json, arena);
  // Bundled packages move code systems and value sets between them: they agree in HL7's own versions only.
  if (r == nullptr || !json || walk.environment().schemas.packages().package_of(*r).bundled) return;
  const json::Value* compose = (*json)->find("compose");
  const json::Value* includes = compose == nullptr ? nullptr : compose->find("include");
  const json::Value* include = includes == nullptr ? nullptr : includes->first;
  const bool all = include != nullptr && include->next == nullptr && include->string("system") == e.text("url") &&
                   include->find("concept") == nullptr && include->find("filter") == nullptr &&
                   include->find("valueSet") == nullptr;
  if (!all)
    walk.error(e, "business-rule", "codesystem-value-set",
               "the value set '" + std::string(e.text("valueSet")) + "' is not that of all codes of this system");
}

std::string member_of(Walk& walk, std::string_view canonical, std::string_view type, std::string_view member) {
  const package::Resource* r = walk.environment().schemas.packages().find(canonical, type);
  Arena arena;
  if (r == nullptr) return {};
  const auto json = json::parse(r->json, arena);
  return json ? std::string((*json)->scalar(member)) : std::string();
}

void check_code_system(Walk& walk, const fhir::Element& e) {
  const std::string_view content = e.text("content"), count = e.text("count");
  if (!e.text("supplements").empty() && content != "supplement" && e.child("content") != nullptr)
    walk.error(*e.child("content"), "business-rule", "supplement-content",
               "what supplements a code system must have the content 'supplement'");
  if (content == "supplement" && e.text("supplements").empty())
    walk.error(*e.child("content"), "business-rule", "supplement-content",
               "a supplement must say what code system it adds to");
  if (!e.text("supplements").empty())
    for (const std::string_view name : {"caseSensitive", "hierarchyMeaning"})
      if (const fhir::Element* c = e.child(name))
        walk.error(*c, "business-rule", "supplement-element",
                   "a supplement has no '" + std::string(name) + "'; the code system that it adds to has");
  const std::string of_base =
      content == "supplement" ? member_of(walk, e.text("supplements"), "CodeSystem", "count") : "";
  if (!count.empty() && !of_base.empty() && count != of_base)
    walk.error(
        *e.child("count"), "business-rule", "codesystem-count",
        "a supplement counts the concepts of the system that it adds to, " + of_base + ", not " + std::string(count));
  check_all_codes(walk, e);
  const size_t found = Concepts(walk, e).visit(e);
  if (content == "not-present" && found > 0)
    walk.error(*e.child("concept"), "business-rule", "codesystem-not-present",
               "the content is said to be not present, but there are concepts");
  if (content == "complete" && !count.empty() && found > 0 && count != std::to_string(found))
    walk.error(*e.child("count"), "business-rule", "codesystem-count",
               "the code system is complete and has " + std::to_string(found) + " concepts, not " + std::string(count));
}

// The declared type of a code system's property, and whether an operator may be used with a filter; "" if unknown.
struct FilterFacts {
  std::string type;
  bool system_known = false;
  std::string operators;  // "=,is-a", "" for any
};

FilterFacts facts_of(Walk& walk, std::string_view system, std::string_view property) {
  FilterFacts facts;
  facts.type = std::string(standard_type(property));
  const package::Resource* r = walk.environment().schemas.packages().find(system, "CodeSystem");
  if (r == nullptr) return facts;
  facts.system_known = true;
  Arena arena;
  const auto json = json::parse(r->json, arena);
  if (!json) return facts;
  const json::Value* properties = (*json)->find("property");
  for (const json::Value* p = properties == nullptr ? nullptr : properties->first; p != nullptr; p = p->next)
    if (p->string("code") == property) facts.type = std::string(p->string("type"));
  const json::Value* filters = (*json)->find("filter");
  for (const json::Value* f = filters == nullptr ? nullptr : filters->first; f != nullptr; f = f->next) {
    if (f->string("code") != property) continue;
    const json::Value* operators = f->find("operator");
    for (const json::Value* o = operators == nullptr ? nullptr : operators->first; o != nullptr; o = o->next)
      facts.operators += (facts.operators.empty() ? "" : ",") + std::string(o->text);
  }
  return facts;
}

constexpr std::string_view kSnomed = "http://snomed.info/sct";

// The identifier of a concept: the two digits before the last are 00 or 10 (others name descriptions, relationships).
bool is_snomed_id(Walk& walk, std::string_view text) {
  if (text.size() < 6 || (text.substr(text.size() - 3, 2) != "00" && text.substr(text.size() - 3, 2) != "10"))
    return false;
  return std::all_of(text.begin(), text.end(), is_digit) &&
         walk.check_code({.system = kSnomed, .code = text}).status != terminology::CodeStatus::unknown_code;
}

void check_filter(Walk& walk, const fhir::Element& f, std::string_view system) {
  const std::string_view property = f.text("property"), op = f.text("op"), value = f.text("value");
  const auto fault = [&](std::string text) { walk.error(f, "invalid", "valueset-filter", std::move(text)); };
  if (value.empty()) return fault("a filter needs a value");
  if (property.empty()) return;
  if (op == "exists" && value != "true" && value != "false")
    return fault("the operator 'exists' wants true or false, not '" + std::string(value) + "'");
  if (op == "regex" && !Regex::compile(value)) return fault("'" + std::string(value) + "' is no regular expression");
  if (system == kSnomed && is_snomed_id(walk, property) && op != "=" && op != "in")
    return fault("an attribute of SNOMED CT can only be compared with = and in");
  const bool by_code = op == "is-a" || op == "is-not-a" || op == "descendent-of" || op == "generalizes" ||
                       (op == "=" && (property == "concept" || property == "code"));
  const bool one_of = op == "in" || op == "not-in";
  if ((property == "concept" || property == "code") && (by_code || one_of)) {
    for (std::string_view rest = value; !rest.empty();) {
      std::string_view code = one_of ? rest.substr(0, rest.find(',')) : rest;
      code.remove_prefix(std::min(code.find_first_not_of(' '), code.size()));
      rest.remove_prefix(one_of ? std::min(rest.find(','), rest.size() - 1) + 1 : rest.size());
      if (walk.check_code({.system = system, .code = code}).status == terminology::CodeStatus::unknown_code ||
          (system == kSnomed && std::none_of(code.begin(), code.end(), is_digit)))
        fault("'" + std::string(code) + "' is no code of " + std::string(system));
    }
    return;
  }
  const FilterFacts facts = facts_of(walk, system, property);
  if (op == "=" && facts.type == "boolean" && value != "true" && value != "false")
    fault("the property '" + std::string(property) + "' is true or false, not '" + std::string(value) + "'");
  if (op == "=" && facts.system_known && facts.type == "Coding") {
    const size_t hash = value.find('#');
    const std::string_view named = value.substr(0, value.substr(0, hash).find('|'));
    if (hash == value.npos)
      fault("the value of the property '" + std::string(property) + "' must be written system#code, not '" +
            std::string(value) + "'");
    else if (walk.check_code({.system = named.substr(0, named.find('#')), .code = value.substr(hash + 1)}).status ==
             terminology::CodeStatus::unknown_code)
      fault("'" + std::string(value) + "' is no code of its system");
  }
  if (!facts.operators.empty() && ("," + facts.operators + ",").find("," + std::string(op) + ",") == std::string::npos)
    fault("the operator '" + std::string(op) + "' is not among those that the system allows for '" +
          std::string(property) + "': " + facts.operators);
}

void check_include(Walk& walk, const fhir::Element& include) {
  const std::string_view system = include.text("system");
  if (system.empty()) return;
  if (!is_absolute(system)) {
    walk.error(include, "invalid", "valueset-system",
               "the system must be an absolute URI, not '" + std::string(system) + "'");
    return;
  }
  if (const size_t bar = system.find('|'); bar != system.npos && bar + 1 < system.size())
    walk.report(Severity::warning, include, "business-rule", "valueset-version",  // R4's own value sets of v2 do so
                "the version of a system stands in include.version, not in '" + std::string(system) + "'");
  const terminology::Terminology& terms = walk.environment().terms;
  const terminology::CodeSystem* known = terms.code_system(system);
  if (known != nullptr && known->content == terminology::Content::supplement)
    return walk.error(include, "invalid", "valueset-system",
                      "'" + std::string(system) + "' is a supplement, which has no codes of its own");
  if (known == nullptr && walk.environment().schemas.packages().find(system, "ValueSet") != nullptr)
    return walk.error(include, "invalid", "valueset-system",
                      "'" + std::string(system) + "' is a value set; include it by valueSet");
  const std::string_view version = include.text("version");
  each(include, "concept", [&](const fhir::Element& c) {
    const terminology::CodeResult& result =
        walk.check_code({.system = system, .code = c.text("code"), .version = version});
    if (result.status == terminology::CodeStatus::unknown_code)
      walk.error(c, "code-invalid", "valueset-code",
                 "'" + std::string(c.text("code")) + "' is no code of " + std::string(system));
  });
  each(include, "filter", [&](const fhir::Element& f) { check_filter(walk, f, system); });
}

void check_value_set_resource(Walk& walk, const fhir::Element& e) {
  const fhir::Element* compose = e.child("compose");
  if (compose == nullptr) return;
  each(*compose, "include", [&](const fhir::Element& i) { check_include(walk, i); });
  each(*compose, "exclude", [&](const fhir::Element& i) { check_include(walk, i); });
}

void check_capabilities(Walk& walk, const fhir::Element& e) {
  each(e, "rest", [&](const fhir::Element& rest) {
    each(rest, "resource", [&](const fhir::Element& resource) {
      each(resource, "searchParam", [&](const fhir::Element& p) {
        const std::string type = member_of(walk, p.text("definition"), "SearchParameter", "type");
        if (!type.empty() && type != p.text("type"))
          walk.error(p, "business-rule", "capability-search-type",
                     "the search parameter is defined with the type " + type + ", not " + std::string(p.text("type")));
      });
    });
  });
}

// A search parameter's bases are among those of the one it is derived from.
void check_bases(Walk& walk, const fhir::Element& e) {
  const package::Resource* r = walk.environment().schemas.packages().find(e.text("derivedFrom"), "SearchParameter");
  Arena arena;
  const auto json = r == nullptr ? Result<const json::Value*>(nullptr) : json::parse(r->json, arena);
  const json::Value* bases = r == nullptr || !json ? nullptr : (*json)->find("base");
  if (bases == nullptr) return;
  each(e, "base", [&](const fhir::Element& b) {
    for (const json::Value* known = bases->first; known != nullptr; known = known->next)
      if (known->text == b.value() || known->text == "Resource" || known->text == "DomainResource") return;
    walk.error(e, "business-rule", "search-derived-base",
               "the parameter it is derived from does not search " + std::string(b.value()));
  });
}

// The codes of a ConceptMap's group in the systems it goes between.
void check_mapped_code(Walk& walk, const fhir::Element& parent, std::string_view system) {
  const fhir::Element* code = parent.child("code");
  if (code == nullptr || code->value().empty() || system.empty()) return;
  const terminology::CodeResult& result =
      walk.check_code({.system = system.substr(0, system.find('|')), .code = code->value()});
  if (result.status == terminology::CodeStatus::unknown_code)
    walk.report(Severity::warning, *code, "required", "conceptmap-code",  // R4's own maps hold lists of codes and paths
                "'" + std::string(code->value()) + "' is no code of " + std::string(system));
}

void check_concept_map(Walk& walk, const fhir::Element& e) {
  each(e, "group", [&](const fhir::Element& group) {
    each(group, "element", [&](const fhir::Element& element) {
      check_mapped_code(walk, element, group.text("source"));
      each(element, "target", [&](const fhir::Element& t) { check_mapped_code(walk, t, group.text("target")); });
    });
  });
}

// On the type that the expression begins with; where it joins paths of several types, only its form is looked at.
void check_search_expression(Walk& walk, const fhir::Element& e) {
  const fhir::Element* expression = e.child("expression");
  if (expression == nullptr || expression->value().empty()) return;
  std::string_view type = expression->value().substr(0, expression->value().find('.'));
  if (expression->value().find('|') != std::string_view::npos || walk.environment().model.type(type) == nullptr)
    type = {};
  const std::string why = fault_of_expression(walk, expression->value(), type);
  if (!why.empty())
    walk.error(*expression, "invalid", "fhirpath-syntax", "the expression is no FHIRPath for what is searched: " + why);
}

void check_search_parameter(Walk& walk, const fhir::Element& e) {
  check_bases(walk, e);
  check_search_expression(walk, e);
  size_t components = 0;
  each(e, "component", [&](const fhir::Element&) { ++components; });
  if (e.text("type") == "composite" && components < 2)
    walk.error(e, "business-rule", "search-components", "a composite parameter joins two components or more");
  const std::string type = member_of(walk, e.text("derivedFrom"), "SearchParameter", "type");
  if (!type.empty() && type != e.text("type"))
    walk.error(e, "business-rule", "search-derived-type",
               "the type is " + std::string(e.text("type")) + ", that of the parameter it is derived from " + type);
}

}  // namespace

void check_conformance(Walk& walk, const fhir::Element& e) {
  if (e.type()->find("url") != nullptr && e.type()->find("status") != nullptr) {
    const fhir::Element* url = e.child("url");
    if (url != nullptr && !url->value().empty() && url->type() != nullptr && url->type()->name == "uri" &&
        !is_absolute(url->value()))
      walk.error(*url, "invalid", "canonical-absolute",
                 "a canonical URL must be absolute, not '" + std::string(url->value()) + "'");
  }
  if (e.resource_type() == "CodeSystem")
    check_code_system(walk, e);
  else if (e.resource_type() == "ValueSet")
    check_value_set_resource(walk, e);
  else if (e.resource_type() == "CapabilityStatement")
    check_capabilities(walk, e);
  else if (e.resource_type() == "ConceptMap")
    check_concept_map(walk, e);
  else if (e.resource_type() == "SearchParameter")
    check_search_parameter(walk, e);
}

}  // namespace anamnesis::validate
