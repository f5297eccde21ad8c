// Codes and bindings (terminologies.html): each Coding in its code system; each coded element in its bound value set,
// by the binding's strength. A value set or system that is not here is said once, as information or warning.
#include "validate/checks.h"

#include <algorithm>

#include "terminology/terminology.h"

namespace anamnesis::validate {
namespace {

using fhir::TypeId;
using terminology::Answer;

std::string shown(std::string_view system, std::string_view code) {
  return "'" + std::string(system) + (system.empty() ? "" : "#") + std::string(code.substr(0, 80)) + "'";
}

terminology::Coding coding_of(const fhir::Element& e) {
  return {
      .system = e.text("system"), .code = e.text("code"), .display = e.text("display"), .version = e.text("version")};
}

// Whether the value set has it, with or without a system; remembered, like codes in their systems.
Answer contains(Lookups& lookups, const terminology::ValueSet& set, std::string_view system, std::string_view code,
                bool has_system) {
  const auto known = lookups.members.find({&set, system, code, has_system});
  if (known != lookups.members.end()) return known->second;
  const Answer answer = has_system ? set.contains(system, code) : set.contains_code(code);
  lookups.members.emplace(Member{&set, lookups.arena.copy(system), lookups.arena.copy(code), has_system}, answer);
  return answer;
}

}  // namespace

// Is the element's value in the value set? Elements of type code, Coding, CodeableConcept, Quantity, string, uri.
Answer membership(Walk& walk, const fhir::Element& e, const terminology::ValueSet& set) {
  Lookups& lookups = walk.lookups();
  if (e.type()->is_primitive()) return contains(lookups, set, {}, e.value(), false);
  if (e.type()->id == TypeId::coding || e.type()->is_quantity)
    return contains(lookups, set, e.text("system"), e.text("code"), true);
  if (e.type()->id != TypeId::codeable_concept) return Answer::yes;
  Answer best = Answer::no;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next()) {
    if (c->name() != "coding") continue;
    const Answer a = contains(lookups, set, c->text("system"), c->text("code"), true);
    if (a == Answer::yes) return a;
    if (a == Answer::unknown) best = a;
  }
  return best;
}

namespace {

bool is_coded(const fhir::Element& e) {
  if (e.type() == nullptr) return false;
  switch (e.type()->id) {
    case TypeId::canonical:
    case TypeId::code:
    case TypeId::string:
    case TypeId::uri:
    case TypeId::url: return e.has_value && !e.value().empty();
    case TypeId::codeable_concept:
    case TypeId::coding: return true;
    default: return e.type()->is_quantity;
  }
}

// The words for what was found.
std::string value_shown(const fhir::Element& e) {
  if (e.type()->is_primitive()) return shown({}, e.value());
  if (e.type()->id != TypeId::codeable_concept) return shown(e.text("system"), e.text("code"));
  std::string out;
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() == "coding") out += (out.empty() ? "" : ", ") + shown(c->text("system"), c->text("code"));
  return out;
}

bool has_code(const fhir::Element& e) {
  if (e.type()->is_primitive()) return true;
  if (e.type()->id == TypeId::codeable_concept) return e.child("coding") != nullptr;
  return e.child("code") != nullptr;
}

void check_no_code(Walk& walk, const fhir::Element& e, const Binding& binding, std::string_view strength) {
  if (e.type()->id != TypeId::codeable_concept && e.type()->id != TypeId::coding) return;
  if (e.child("extension") != nullptr && e.child("text") == nullptr) return;
  const std::string text = "a code from the value set " + std::string(binding.value_set) + " is ";
  if (strength == "required")
    walk.error(e, "code-invalid", "binding-no-code", text + "needed");
  else if (strength == "extensible" && e.child("text") == nullptr)
    walk.report(Severity::warning, e, "code-invalid", "binding-no-code", text + "expected");
}

void check_value_set(Walk& walk, const fhir::Element& e, std::string_view canonical, std::string_view strength,
                     const Schema* schema) {
  const terminology::ValueSet* set = walk.value_set(canonical, schema);
  if (set == nullptr) {
    if (walk.environment().schemas.packages().find(canonical, "CodeSystem") != nullptr)
      return walk.error(e, "code-invalid", "binding-code-system",
                        "the binding names the code system '" + std::string(canonical) + "' where a value set belongs");
    walk.report(Severity::warning, e, "not-found", "value-set-unknown",
                "the value set '" + std::string(canonical) + "' is not known, so the code was not checked");
    return;
  }
  const Answer answer = membership(walk, e, *set);
  if (answer == Answer::yes) return;
  const std::string found = value_shown(e);
  if (answer == Answer::unknown) {
    if (strength == "required" || strength == "extensible" || strength == "max")
      walk.report(Severity::information, e, "code-invalid", "binding-unchecked",
                  found + " could not be checked against the value set " + std::string(canonical) +
                      ", whose code systems are not here");
    return;
  }
  const std::string text = found + " is not in the value set " + std::string(canonical.substr(0, canonical.find('|')));
  if (strength == "required") {
    if (e.type()->is_primitive())
      walk.error(e, "code-invalid", "code-no-system",
                 "no code system of the value set " + std::string(canonical) + " has the code " + found);
    walk.error(e, "code-invalid", "binding-required", text + ", which is required");
  } else if (strength == "max") {
    walk.error(e, "code-invalid", "binding-max", text + ", outside of which no code is allowed");
  } else if (strength == "extensible") {
    walk.report(Severity::warning, e, "code-invalid", "binding-extensible",
                text + ", from which it should come if it fits");
  } else if (strength == "preferred") {
    walk.report(Severity::information, e, "code-invalid", "binding-preferred", text + ", which is preferred");
  }
}

}  // namespace

void check_binding(Walk& walk, const fhir::Element& e, const Node& node) {
  const Binding& binding = *node.binding;
  if (e.type() != nullptr && e.type()->id == TypeId::code && e.value().empty() && binding.strength == "required")
    return walk.error(e, "code-invalid", "binding-no-code",
                      "a code from the value set " + std::string(binding.value_set) + " is needed");
  if (!is_coded(e)) return;
  // On a choice of several types nobody can tell which of them the value set was meant for.
  const bool unsure = node.is_choice && node.types.size() > 1 && binding.strength == "required";
  const std::string_view strength = unsure ? "preferred" : binding.strength;
  if (!has_code(e)) return check_no_code(walk, e, binding, strength);
  if (!binding.value_set.empty() && strength != "example")
    check_value_set(walk, e, binding.value_set, strength, node.schema);
  if (!binding.max_value_set.empty()) check_value_set(walk, e, binding.max_value_set, "max", node.schema);
  for (const auto& [additional, value_set] : binding.additional)
    check_value_set(walk, e, value_set, additional, node.schema);
}

bool is_member(Walk& walk, const fhir::Element& e, const Node& node) {
  if (!node.binding || !is_coded(e)) return true;
  const terminology::ValueSet* set = walk.value_set(node.binding->value_set, node.schema);
  return set == nullptr || membership(walk, e, *set) != Answer::no;
}

namespace {

// What is wrong with the URL of a code system that is not known: mistakes that can be told from other unknown ones.
std::string why_no_system(Walk& walk, std::string_view system) {
  const terminology::Terminology& terms = walk.environment().terms;
  if (walk.environment().schemas.packages().find(system, "ValueSet") != nullptr) return "it is a value set";
  if (system.find("://build.fhir.org") != std::string_view::npos) return "it is a page of a build";
  if (system.starts_with("https:") && terms.knows_system("http:" + std::string(system.substr(6))))
    return "the system's URL begins with http:";
  for (const std::string_view known : {"http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org",
                                       "http://www.nlm.nih.gov/research/umls/rxnorm"}) {
    if (system == known) return {};
    if (system.starts_with(known) && !system.substr(known.size()).starts_with("/id/")) return "it only begins like one";
    if (system.starts_with("https:") && system.substr(6) == known.substr(5))
      return "the system's URL begins with http:";
  }
  const bool hl7 = system.find("://hl7.org/fhir/") != std::string_view::npos ||
                   system.find("://www.hl7.org/fhir/") != std::string_view::npos;
  return hl7 && system.ends_with(".html") ? "it is a page for people" : "";
}

// The same, remembered: the same unknown systems come by again and again.
const std::string& fault_of_system(Walk& walk, std::string_view system) {
  Lookups& lookups = walk.lookups();
  const auto known = lookups.system_faults.find(system);
  if (known != lookups.system_faults.end()) return known->second;
  return lookups.system_faults[lookups.arena.copy(system)] = why_no_system(walk, system);
}

// Registers of countries and the like have no names that all agree on. And where packages bring several versions of a
// code system, nobody can tell which of them a Coding without version means.
bool is_sure_of_displays(Walk& walk, const terminology::Coding& coding) {
  if (walk.environment().options.display_warnings || !coding.system.starts_with("http")) return false;
  if (!coding.version.empty()) return true;
  const package::Packages& packages = walk.environment().schemas.packages();
  const auto versions = packages.versions(coding.system, "CodeSystem");
  return std::count_if(versions.begin(), versions.end(),
                       [&](const package::Resource* r) { return !packages.package_of(*r).bundled; }) <= 1;
}

}  // namespace

void check_code_in_system(Walk& walk, const fhir::Element& e) {
  const terminology::Coding coding = coding_of(e);
  if (coding.code.empty() || coding.system.empty()) {
    if (!coding.code.empty() && e.type()->id == TypeId::coding)
      walk.report(Severity::warning, e, "invalid", "coding-no-system",
                  "a code without a system has no defined meaning");
    return;
  }
  const terminology::CodeResult& result = walk.check_code(coding);
  if (result.status == terminology::CodeStatus::valid && !result.display_wrong) return;
  const auto child = [&](std::string_view name) -> const fhir::Element& {
    return e.child(name) != nullptr ? *e.child(name) : e;
  };
  const auto code = [&] { return shown(coding.system, coding.code); };
  using enum terminology::CodeStatus;
  switch (result.status) {
    case unknown_code:
      if (e.type()->is_quantity && coding.system == "http://unitsofmeasure.org")
        walk.error(e, "code-invalid", "code-unknown",
                   code() + " is no valid unit" + (result.text.empty() ? "" : ": " + result.text));
      else  // forms and packages as units: R4's own examples have them from memory
        walk.report(
            e.type()->is_quantity ? Severity::warning : Severity::error, child("code"), "code-invalid", "code-unknown",
            "the code " + code() + " is not in its code system" + (result.text.empty() ? "" : ": " + result.text));
      break;
    case supplement:
      walk.error(child("system"), "business-rule", "code-supplement",
                 "'" + std::string(coding.system) + "' is a supplement, which no Coding may name");
      break;
    case unknown_system:
      if (const std::string& fault = fault_of_system(walk, coding.system); !fault.empty())
        walk.error(e, "code-invalid", "code-system-wrong",
                   "'" + std::string(coding.system) + "' is no code system: " + fault);
      else if (walk.first_time("system ", coding.system))
        walk.report(Severity::warning, child("system"), "not-found", "code-system-unknown",
                    "the code system '" + std::string(coding.system) +
                        "' is not known, so its codes are not checked (said once)");
      break;
    case unknown_version:
      walk.report(Severity::warning, child("system"), "not-found", "code-system-version",
                  "the code system '" + std::string(coding.system) + "' is not known in version '" +
                      std::string(coding.version) + "'");
      break;
    default: break;
  }
  if (result.display_wrong) {
    std::string known;
    for (const std::string_view d : result.displays) known += (known.empty() ? "'" : ", '") + std::string(d) + "'";
    walk.report(is_sure_of_displays(walk, coding) ? Severity::error : Severity::warning, child("display"), "invalid",
                "display-wrong",
                "'" + std::string(coding.display) + "' is no display of " + code() + ", which is " + known);
  }
}

}  // namespace anamnesis::validate
