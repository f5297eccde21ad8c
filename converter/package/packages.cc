// Bundled resources stay in the Catalogue, sorted by canonical; loaded ones are indexed by a hash map. A lookup gathers
// the few candidates of both and chooses by the rules in the header.
#include "package/packages.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace anamnesis::package {
namespace {

constexpr std::string_view kBaseVersion = "4.0.1";

struct Canonical {
  std::string_view url, version;
};

Canonical split(std::string_view canonical) {
  const size_t bar = canonical.find('|');
  if (bar == canonical.npos) return {canonical, {}};
  return {canonical.substr(0, bar), canonical.substr(bar + 1)};
}

bool is_prefix_version(std::string_view prefix, std::string_view version) {
  return version.size() > prefix.size() && version.starts_with(prefix) && version[prefix.size()] == '.';
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::string_view x = a.substr(0, a.find('.')), y = b.substr(0, b.find('.'));
    long m = -1, n = -1;
    const auto [mp, me] = std::from_chars(x.data(), x.data() + x.size(), m);
    const auto [np, ne] = std::from_chars(y.data(), y.data() + y.size(), n);
    const bool numbers = me == std::errc() && ne == std::errc();
    if (numbers && m != n) return m < n ? -1 : 1;
    const std::string_view xs(numbers ? x.substr(static_cast<size_t>(mp - x.data())) : x);
    const std::string_view ys(numbers ? y.substr(static_cast<size_t>(np - y.data())) : y);
    if (xs != ys) {
      if (numbers && (xs.empty() || ys.empty())) return xs.empty() ? 1 : -1;  // 1.0.0-ballot is before 1.0.0
      return xs < ys ? -1 : 1;
    }
    a.remove_prefix(std::min(x.size() + 1, a.size()));
    b.remove_prefix(std::min(y.size() + 1, b.size()));
  }
  return 0;
}

Packages::Packages() {
  index_bundled(embedded_catalogue());
}

Packages::Packages(std::string schemas) : schemas_(std::move(schemas)) {
  index_bundled(Catalogue(schemas_));
}

Packages::~Packages() = default;

void Packages::index_bundled(const Catalogue& catalogue) {
  bundled_.reserve(catalogue.size());
  std::string_view last;
  uint32_t number = 0;
  for (size_t i = 0; i < catalogue.size(); ++i) {
    const CatalogueEntry e = catalogue[i];
    if (e.package != last) {
      last = e.package;
      const auto known =
          std::find_if(packages_.begin(), packages_.end(), [&](const Package& p) { return p.label() == e.package; });
      number = static_cast<uint32_t>(known - packages_.begin());
      if (known == packages_.end()) {
        const size_t hash = std::min(e.package.find('#'), e.package.size() - 1);
        Package& p = packages_.emplace_back();
        p.name = e.package.substr(0, hash);
        p.version = e.package.substr(hash + 1);
        p.source = "bundled";
        p.bundled = true;
      }
    }
    if (e.type == "file") continue;
    ++packages_[number].resources;
    bundled_.push_back({e.type, e.url, e.version, e.id, e.text, number});
  }
}

void Packages::add(Resource resource) {
  ++packages_[resource.package].resources;
  const Resource& kept = loaded_.emplace_back(resource);
  if (!kept.url.empty()) by_url_[kept.url].push_back(&kept);
  if (!kept.id.empty()) by_id_[std::string(kept.type) + "/" + std::string(kept.id)].push_back(&kept);
}

std::vector<const Resource*> Packages::versions(std::string_view url, std::string_view type) const {
  std::vector<const Resource*> out;
  const auto wanted = [&](const Resource& r) { return type.empty() || r.type == type; };
  auto it = std::lower_bound(bundled_.begin(), bundled_.end(), url,
                             [](const Resource& r, std::string_view u) { return r.url < u; });
  for (; it != bundled_.end() && it->url == url; ++it)
    if (wanted(*it)) out.push_back(&*it);
  if (const auto loaded = by_url_.find(url); loaded != by_url_.end())
    for (const Resource* r : loaded->second)
      if (wanted(*r)) out.push_back(r);
  return out;
}

const Resource* Packages::find(std::string_view canonical, std::string_view type, const Resource* from) const {
  const Canonical wanted = split(canonical);
  const std::string_view url = wanted.url, version = wanted.version;
  const std::vector<const Resource*> candidates = versions(url, type);
  if (candidates.empty()) return nullptr;
  const Resource* best = nullptr;
  const auto better = [&](const Resource* r) {
    if (best == nullptr) return true;
    const Package &p = packages_[r->package], &q = packages_[best->package];
    if (version.empty() && p.named != q.named) return p.named;
    if (p.bundled && q.bundled) return true;  // the later folder of schemas/
    return compare_versions(r->version, best->version) >= 0;
  };
  if (!version.empty()) {
    for (const Resource* r : candidates)
      if (r->version == version) best = r;  // the last loaded
    if (best != nullptr) return best;
    for (const Resource* r : candidates)
      if (is_prefix_version(version, r->version) && better(r)) best = r;
    if (best != nullptr) return best;
    if (const auto whole = versions(canonical, type); !whole.empty()) return whole.back();  // a url that holds a bar
    if (version != kBaseVersion) return nullptr;
    for (const Resource* r : candidates)
      if (packages_[r->package].bundled) best = r;
    return best;
  }
  if (from != nullptr && !packages_[from->package].named) {
    const Package& home = packages_[from->package];
    for (const Resource* r : candidates) {
      const std::string label = packages_[r->package].label();
      if (r->package == from->package) return r;
      if (std::find(home.dependencies.begin(), home.dependencies.end(), label) != home.dependencies.end()) best = r;
    }
    if (best != nullptr) return best;
  }
  for (const Resource* r : candidates)
    if (better(r)) best = r;
  return best;
}

const Resource* Packages::find_by_id(std::string_view type, std::string_view id) const {
  const auto it = by_id_.find(std::string(type) + "/" + std::string(id));
  return it == by_id_.end() ? nullptr : it->second.back();
}

std::vector<const Resource*> Packages::all(std::string_view type) const {
  std::vector<const Resource*> out;
  for (const Resource& r : bundled_)
    if (r.type == type) out.push_back(&r);
  for (const Resource& r : loaded_)
    if (r.type == type) out.push_back(&r);
  return out;
}

std::string Packages::cache_folder() {
  if (const char* set = std::getenv("FHIR_PACKAGE_CACHE"); set != nullptr && *set != '\0') return set;
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : "") + "/.fhir/packages";
}

}  // namespace anamnesis::package
