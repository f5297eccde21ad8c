// CodeSystem, ValueSet, CapabilityStatement and SearchParameter: what R4 states in words on their parts together.
#include <unordered_map>
#include <unordered_set>

#include "base/catalogue.h"
#include "base/json.h"
#include "terminology/code_system.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kProperties = "http://hl7.org/fhir/concept-properties#";

// The type of a property that HL7 defines, or "" (schemas/codes/concept-properties.tsv).
std::string_view standard_type(std::string_view code) {
  const std::string_view table = embedded_catalogue().file("codes/concept-properties.tsv");
  const std::string line = "\n" + std::string(code) + "\t";
  const size_t at = code.empty() ? table.npos : table.find(line);
  if (at == table.npos) return {};
  const std::string_view rest = table.substr(at + line.size());
  return rest.substr(0, rest.find_first_of("\t\n"));
}

template <typename Visit>
void each(const fhir::Element& parent, std::string_view name, Visit visit) {
  for (const fhir::Element* c = parent.first; c != nullptr; c = c->next)
    if (c->name == name) visit(*c);
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
      for (const fhir::Element* v = p.first; v != nullptr; v = v->next) {
        if (v->property == nullptr || v->property->name != "value" || v->type == nullptr || defined == types_.end())
          continue;
        if (!defined->second.empty() && v->type->name != defined->second)
          walk_.error(p, "business-rule", "codesystem-value-type",
                      "the property '" + std::string(p.text("code")) + "' is defined with the type " +
                          std::string(defined->second) + ", not " + std::string(v->type->name));
      }
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
  std::string_view base_;
};

void check_code_system(Walk& walk, const fhir::Element& e) {
  const std::string_view content = e.text("content"), count = e.text("count");
  if (!e.text("supplements").empty() && content != "supplement" && e.child("content") != nullptr)
    walk.error(*e.child("content"), "business-rule", "supplement-content",
               "what supplements a code system must have the content 'supplement'");
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

void check_filter(Walk& walk, const fhir::Element& f, std::string_view system) {
  const std::string_view property = f.text("property"), op = f.text("op"), value = f.text("value");
  if (property.empty() || value.empty()) return;
  const auto fault = [&](std::string text) { walk.error(f, "invalid", "valueset-filter", std::move(text)); };
  const bool by_code = op == "is-a" || op == "is-not-a" || op == "descendent-of" || op == "generalizes" ||
                       (op == "=" && (property == "concept" || property == "code"));
  if ((property == "concept" || property == "code") && by_code) {
    if (walk.check_code({.system = system, .code = value}).status == terminology::CodeStatus::unknown_code)
      fault("'" + std::string(value) + "' is no code of " + std::string(system));
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
  each(include, "concept", [&](const fhir::Element& c) {
    const terminology::CodeResult& result =
        walk.check_code({.system = system, .code = c.text("code"), .version = include.text("version")});
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

std::string member_of(Walk& walk, std::string_view canonical, std::string_view type, std::string_view member) {
  const package::Resource* r = walk.environment().schemas.packages().find(canonical, type);
  Arena arena;
  if (r == nullptr) return {};
  const auto json = json::parse(r->json, arena);
  return json ? std::string((*json)->string(member)) : std::string();
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

void check_search_parameter(Walk& walk, const fhir::Element& e) {
  const std::string type = member_of(walk, e.text("derivedFrom"), "SearchParameter", "type");
  if (!type.empty() && type != e.text("type"))
    walk.error(e, "business-rule", "search-derived-type",
               "the type is " + std::string(e.text("type")) + ", that of the parameter it is derived from " + type);
}

}  // namespace

void check_conformance(Walk& walk, const fhir::Element& e) {
  if (e.type->find("url") != nullptr && e.type->find("status") != nullptr) {
    const fhir::Element* url = e.child("url");
    if (url != nullptr && !url->value.empty() && url->type != nullptr && url->type->name == "uri" &&
        !is_absolute(url->value))
      walk.error(*url, "invalid", "canonical-absolute",
                 "a canonical URL must be absolute, not '" + std::string(url->value) + "'");
  }
  if (e.resource_type == "CodeSystem")
    check_code_system(walk, e);
  else if (e.resource_type == "ValueSet")
    check_value_set_resource(walk, e);
  else if (e.resource_type == "CapabilityStatement")
    check_capabilities(walk, e);
  else if (e.resource_type == "SearchParameter")
    check_search_parameter(walk, e);
}

}  // namespace anamnesis::validate
