// The cache: compiled code systems and value sets by the address of their resource, under one recursive mutex that is
// taken when a handle is looked up and never when a code is looked up in one. Value sets that import each other in a
// circle see "not here" where the circle closes.
#include "terminology/terminology.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/json.h"
#include "terminology/code_system.h"
#include "terminology/grammars.h"
#include "terminology/value_set_compiler.h"

namespace anamnesis::terminology {
namespace {

constexpr int kMaxImports = 60;  // value sets that import value sets that import ...

// Displays are the same if they differ only in case and white space.
bool same_display(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& s) -> int {
    bool space = false;
    while (!s.empty() && (s[0] == ' ' || s[0] == '\t' || s[0] == '\n' || s[0] == '\r')) {
      space = true;
      s.remove_prefix(1);
    }
    if (s.empty()) return -1;
    if (space) return ' ';
    const char c = s[0];
    s.remove_prefix(1);
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : static_cast<unsigned char>(c);
  };
  while (!a.empty() && (a[0] == ' ' || a[0] == '\t' || a[0] == '\n')) a.remove_prefix(1);
  while (!b.empty() && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n')) b.remove_prefix(1);
  for (;;) {
    const int x = next(a), y = next(b);
    if (x != y) return false;
    if (x < 0) return true;
  }
}

}  // namespace

struct Terminology::Cache {
  std::recursive_mutex mutex;
  std::unordered_map<const package::Resource*, std::unique_ptr<CodeSystem>> code_systems;
  std::unordered_map<const package::Resource*, std::unique_ptr<ValueSet>> value_sets;
  std::map<std::string, std::unique_ptr<ValueSet>> contained;  // by the container's address and the id
  std::set<const package::Resource*> in_work;
  std::map<std::string, std::vector<const package::Resource*>, std::less<>> supplements;  // by the url they add to
  bool supplements_known = false;
};

Terminology::Terminology(const package::Packages& packages) : packages_(packages), cache_(std::make_unique<Cache>()) {}
Terminology::~Terminology() = default;

const CodeSystem* Terminology::code_system(std::string_view url, std::string_view version,
                                           const package::Resource* from) const {
  const std::string canonical = version.empty() ? std::string(url) : std::string(url) + "|" + std::string(version);
  const package::Resource* resource = packages_.find(canonical, "CodeSystem", from);
  if (resource == nullptr) return nullptr;
  const std::lock_guard lock(cache_->mutex);
  if (const auto it = cache_->code_systems.find(resource); it != cache_->code_systems.end()) return it->second.get();
  if (!cache_->supplements_known) {
    cache_->supplements_known = true;
    for (const package::Resource* r : packages_.all("CodeSystem")) {
      if (packages_.package_of(*r).bundled || r->json.find("\"supplement\"") == r->json.npos) continue;
      const auto compiled = CodeSystem::compile(*r, {});
      if (!compiled || (*compiled)->content != Content::supplement) continue;
      const std::string_view base = (*compiled)->supplements;
      cache_->supplements[std::string(base.substr(0, base.find('|')))].push_back(r);
    }
  }
  const auto supplements = cache_->supplements.find(url);
  auto compiled = CodeSystem::compile(*resource, supplements == cache_->supplements.end()
                                                     ? std::span<const package::Resource* const>()
                                                     : std::span<const package::Resource* const>(supplements->second));
  return (cache_->code_systems[resource] = compiled ? std::move(*compiled) : nullptr).get();
}

const ValueSet* Terminology::value_set(std::string_view canonical, const package::Resource* from) const {
  const package::Resource* resource = packages_.find(canonical, "ValueSet", from);
  if (resource == nullptr) return nullptr;
  const std::lock_guard lock(cache_->mutex);
  if (const auto it = cache_->value_sets.find(resource); it != cache_->value_sets.end()) return it->second.get();
  if (cache_->in_work.size() >= kMaxImports || !cache_->in_work.insert(resource).second) return nullptr;
  const ValueSetCompiler::Lookups lookups{
      [&](std::string_view import) { return value_set(import, resource); },
      [&](std::string_view system, std::string_view version) {
        const CodeSystem* exact = code_system(system, version, resource);
        return exact != nullptr || version.empty() ? exact : code_system(system, {}, resource);
      }};
  auto compiled = ValueSetCompiler(resource->json, lookups).compile();
  if (compiled != nullptr) compiled->resource = resource;
  cache_->in_work.erase(resource);
  return (cache_->value_sets[resource] = std::move(compiled)).get();
}

const ValueSet* Terminology::contained_value_set(const package::Resource& resource, std::string_view id) const {
  const std::lock_guard lock(cache_->mutex);
  const std::string key = std::to_string(reinterpret_cast<uintptr_t>(&resource)) + "#" + std::string(id);
  const auto [at, fresh] = cache_->contained.try_emplace(key);
  if (!fresh) return at->second.get();
  Arena arena;
  const auto parsed = json::parse(resource.json, arena);
  const json::Value* contained = parsed ? (*parsed)->find("contained") : nullptr;
  for (const json::Value* c = contained == nullptr ? nullptr : contained->first; c != nullptr; c = c->next)
    if (c->string("id") == id && c->string("resourceType") == "ValueSet")
      at->second = compile_value_set(resource.json.substr(c->offset, c->end - c->offset));
  return at->second.get();
}

std::unique_ptr<ValueSet> Terminology::compile_value_set(std::string_view json) const {
  const ValueSetCompiler::Lookups lookups{
      [&](std::string_view import) { return value_set(import); },
      [&](std::string_view system, std::string_view version) { return code_system(system, version); }};
  return ValueSetCompiler(json, lookups).compile();
}

CodeResult Terminology::check(const Coding& coding, std::string_view language) const {
  CodeResult out;
  if (coding.system.empty()) {
    out.status = CodeStatus::no_system;
    return out;
  }
  if (const auto grammar = grammar_of(coding.system)) {
    const auto refused = refuse(*grammar, coding.code);
    out.status = refused ? CodeStatus::unknown_code : CodeStatus::valid;
    out.text = refused.value_or("");
    return out;
  }
  const CodeSystem* cs = code_system(coding.system, coding.version);
  const bool other_version = cs == nullptr && !coding.version.empty();
  if (other_version) cs = code_system(coding.system);
  if (const auto refused = refuse_form(coding.system, coding.code)) {
    out.status = CodeStatus::unknown_code;
    out.text = *refused;
    return out;
  }
  if (cs == nullptr) return out;
  out.system_version = cs->version;
  out.system_status = cs->status;
  out.experimental = cs->experimental;
  if (cs->content == Content::supplement) {
    out.status = CodeStatus::supplement;
    return out;
  }
  const uint32_t at = cs->find(coding.code);
  if (at == CodeSystem::kNone || other_version) {
    out.status = cs->content == Content::not_present ? CodeStatus::not_present
                 : other_version                     ? CodeStatus::unknown_version
                 : cs->content == Content::complete  ? CodeStatus::unknown_code
                                                     : CodeStatus::not_present;
    return out;
  }
  const Concept& c = (*cs)[at];
  out.status = CodeStatus::valid;
  out.abstract = c.abstract;
  out.inactive = c.inactive;
  if (!c.display.empty()) out.displays.push_back(c.display);
  for (const Designation& d : cs->designations(at))
    if (language.empty() || d.language.empty() || d.language.starts_with(language)) out.displays.push_back(d.value);
  out.display_wrong = !coding.display.empty() && !out.displays.empty() &&
                      std::none_of(out.displays.begin(), out.displays.end(),
                                   [&](std::string_view d) { return same_display(d, coding.display); });
  return out;
}

Answer Terminology::subsumes(std::string_view system, std::string_view general, std::string_view specific) const {
  const CodeSystem* cs = code_system(system);
  if (cs == nullptr) return general == specific ? Answer::yes : Answer::unknown;
  const uint32_t a = cs->find(general), b = cs->find(specific);
  if (a == CodeSystem::kNone || b == CodeSystem::kNone) {
    if (cs->content == Content::complete) return Answer::no;
    return general == specific ? Answer::yes : Answer::unknown;
  }
  return cs->is_a(b, a) ? Answer::yes : Answer::no;
}

std::string_view Terminology::display(std::string_view system, std::string_view code) const {
  const CodeSystem* cs = code_system(system);
  const uint32_t at = cs == nullptr ? CodeSystem::kNone : cs->find(code);
  return at == CodeSystem::kNone ? std::string_view() : (*cs)[at].display;
}

bool Terminology::knows_system(std::string_view url) const {
  return grammar_of(url) || packages_.find(url, "CodeSystem") != nullptr;
}

}  // namespace anamnesis::terminology
