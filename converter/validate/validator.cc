// Validator: packages, schemas and options for all validations; a Walk for each.
#include "validate/validator.h"

#include <algorithm>
#include <mutex>

#include "base/json.h"
#include "validate/walk.h"

namespace anamnesis::validate {

namespace {

// What implementation guides demand of every resource of a type.
std::vector<std::pair<std::string, std::string>> global_profiles(const package::Packages& packages) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const package::Resource* guide : packages.all("ImplementationGuide")) {
    if (packages.package_of(*guide).bundled) continue;
    Arena arena;
    const auto json = json::parse(guide->json, arena);
    const json::Value* global = json ? (*json)->find("global") : nullptr;
    for (const json::Value* g = global == nullptr ? nullptr : global->first; g != nullptr; g = g->next)
      out.emplace_back(std::string(g->string("type")), std::string(g->string("profile")));
  }
  return out;
}

}  // namespace

struct Validator::State {
  // Lookups that no walk is using.
  std::unique_ptr<Lookups> take() const {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<Lookups>();
    std::unique_ptr<Lookups> out = std::move(idle.back());
    idle.pop_back();
    return out;
  }
  void give_back(std::unique_ptr<Lookups> lookups) const {
    if (lookups->too_many()) return;
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(lookups));
  }

  State(const package::Packages& packages, Options wanted)
      : options(std::move(wanted)),
        schemas(packages, fhir::r4_model()),
        terms(packages),
        environment{schemas, terms, fhir::r4_model(), options, global_profiles(packages)} {}
  Options options;
  SchemaStore schemas;
  terminology::Terminology terms;
  Environment environment;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Lookups>> idle;
};

Validator::Validator() = default;
Validator::~Validator() = default;

Result<std::unique_ptr<Validator>> Validator::load(const package::Packages& packages, Options options) {
  std::unique_ptr<Validator> validator(new Validator);
  validator->state_ = std::make_unique<State>(packages, std::move(options));
  for (const std::string& url : validator->state_->options.profiles)
    if (validator->state_->schemas.find(url) == nullptr)
      return Error{.message = "the profile '" + url + "' is not known"};
  return validator;
}

void Validator::validate(const fhir::Element& root, std::string_view source, Issues& issues) const {
  const size_t before = issues.size();
  std::unique_ptr<Lookups> lookups = state_->take();
  Walk(state_->environment, *lookups, root, source, issues).run();
  state_->give_back(std::move(lookups));
  const auto by_place = [](const Issue& a, const Issue& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  };
  const auto begin = issues.begin() + static_cast<std::ptrdiff_t>(before);
  if (!std::is_sorted(begin, issues.end(), by_place)) std::stable_sort(begin, issues.end(), by_place);
}

}  // namespace anamnesis::validate
