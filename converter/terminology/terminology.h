// Terminology: is this code in its code system, in this value set, and under that display? Offline, from Packages.
//
// A binding is resolved once, when a profile is compiled: value_set() compiles the value set and returns a handle
// whose contains() takes no lock. Code systems and value sets are compiled when first asked for and live as long as
// the Terminology. Thread-safe. `packages` must outlive it.
//
// What cannot be known offline (a system whose content is not here) is `unknown`, never yes or no.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "package/packages.h"

namespace anamnesis::terminology {

struct Coding {  // "" where an element is not there
  std::string_view system, code, display, version;
  bool operator==(const Coding&) const = default;
};

enum class Answer : uint8_t { no, yes, unknown };

enum class CodeStatus : uint8_t {
  valid,
  no_system,        // the Coding names none
  unknown_system,   // no code system of this URL is here
  unknown_version,  // it is here, but not in this version
  not_present,      // it is known by name, its codes are not here (or not all of them, and this one is not)
  supplement,       // the URL is that of a supplement, which no Coding may name
  unknown_code,     // the system is here in full and has no such code; text says more where a grammar refused it
};

struct CodeResult {
  CodeStatus status = CodeStatus::unknown_system;
  bool display_wrong = false;  // a display was given, and it is none of the concept's
  bool abstract = false;       // not selectable
  bool inactive = false;
  std::vector<std::string_view> displays;  // of the concept, the preferred one first
  std::string_view system_version;         // the version that was looked in
  std::string_view system_status;          // "draft", "active", "retired"; "" for systems by grammar
  bool experimental = false;
  std::string text;  // why a grammar (UCUM, BCP-47, MIME) refused the code
};

class CodeSystem;

// A compiled value set. Thread-safe, and valid as long as its Terminology.
class ValueSet {
 public:
  std::string_view url, version, name, status;
  bool experimental = false;
  const package::Resource* resource = nullptr;

  // Is this Coding in it? An empty system is no member of anything (see contains_code).
  Answer contains(std::string_view system, std::string_view code, std::string_view system_version = {}) const;
  // For elements of type code, string or uri, which have no system: the system that has it goes to `system`.
  Answer contains_code(std::string_view code, std::string_view* system = nullptr) const;
  // Systems without which an answer was `unknown`, sorted: for the one message that says so.
  const std::vector<std::string_view>& unknown_systems() const { return unknown_systems_; }
  // Codings in it, in its order, at most `limit`: for messages and for tools. Incomplete where systems are not here.
  std::vector<Coding> some_codes(size_t limit) const;
  // The display that the value set itself gives to a code, or "".
  std::string_view display(std::string_view system, std::string_view code) const;

  struct Rules;  // value_set.cc
  ValueSet();
  ~ValueSet();
  ValueSet(const ValueSet&) = delete;
  ValueSet& operator=(const ValueSet&) = delete;

 private:
  friend class ValueSetCompiler;
  std::unique_ptr<Rules> rules_;
  std::vector<std::string_view> unknown_systems_;
};

class Terminology {
 public:
  explicit Terminology(const package::Packages& packages);
  ~Terminology();
  Terminology(const Terminology&) = delete;
  Terminology& operator=(const Terminology&) = delete;

  // The value set with this canonical, or nullptr if there is none. `from`: the resource that names it, whose
  // package's dependencies decide between versions.
  const ValueSet* value_set(std::string_view canonical, const package::Resource* from = nullptr) const;
  // A value set that is contained in a resource of the packages, by its id; nullptr if there is none.
  const ValueSet* contained_value_set(const package::Resource& resource, std::string_view id) const;
  // A value set that is in no package (contained in what is validated): its JSON text, which must outlive the result.
  std::unique_ptr<ValueSet> compile_value_set(std::string_view json) const;

  // The code in its code system, and its display. `language` of the display ("de"), "" for any that is there.
  CodeResult check(const Coding& coding, std::string_view language = {}) const;

  // "subsumes" as FHIR's $subsumes: is `specific` the same as `general` or below it?
  Answer subsumes(std::string_view system, std::string_view general, std::string_view specific) const;
  // The concept's preferred display, or "".
  std::string_view display(std::string_view system, std::string_view code) const;
  // A system that is known by its URL, in whatever form (also those checked by a grammar).
  bool knows_system(std::string_view url) const;

  // The compiled code system, or nullptr: for terminology/'s own use and for tools.
  const CodeSystem* code_system(std::string_view url, std::string_view version = {},
                                const package::Resource* from = nullptr) const;
  const package::Packages& packages() const { return packages_; }

 private:
  struct Cache;
  const package::Packages& packages_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace anamnesis::terminology
