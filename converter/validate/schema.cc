// SchemaStore: definitions by canonical, compiled when first asked for, under one lock (compiling one asks for others).
#include "validate/schema.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "package/rows.h"
#include "validate/snapshot.h"

namespace anamnesis::validate {

const Node* Schema::find(std::string_view path) const {
  const Node* at = root;
  size_t dot = path.find('.');
  while (at != nullptr && dot != std::string_view::npos) {
    const size_t end = path.find('.', dot + 1);
    at = at->child(path.substr(dot + 1, end == std::string_view::npos ? end : end - dot - 1));
    dot = end;
  }
  return at;
}

struct SchemaStore::Cache {
  std::recursive_mutex mutex;
  std::unordered_map<const package::Resource*, std::unique_ptr<Schema>> schemas;
  std::unordered_set<const package::Resource*> compiling;  // a profile may not be its own base
};

SchemaStore::SchemaStore(const package::Packages& packages, const fhir::Model& model)
    : packages_(packages), model_(model), cache_(std::make_unique<Cache>()) {}
SchemaStore::~SchemaStore() = default;

const Schema* SchemaStore::find(std::string_view canonical) const {
  const package::Resource* resource = packages_.find(canonical.substr(0, canonical.find('#')), "StructureDefinition");
  if (resource == nullptr) return nullptr;
  std::lock_guard lock(cache_->mutex);
  const auto known = cache_->schemas.find(resource);
  if (known != cache_->schemas.end()) return known->second.get();
  if (!cache_->compiling.insert(resource).second) return nullptr;
  Arena arena;
  std::unique_ptr<Schema> schema;
  auto memory = std::make_unique<Arena>(size_t{64} << 10);
  if (const auto definition = json::parse(resource->json, *memory)) {
    schema = compile(**definition);
    schema->arenas.push_back(std::move(*memory));
    schema->resource = resource;
    if (schema->root == nullptr) schema.reset();
  }
  cache_->compiling.erase(resource);
  return cache_->schemas.emplace(resource, std::move(schema)).first->second.get();
}

const Schema* SchemaStore::base(std::string_view type) const {
  return find(std::string(kCore).append(type));
}

std::string_view SchemaStore::message(std::string_view key) const {
  static const auto messages = [] {
    std::unordered_map<std::string_view, std::string_view> out;
    package::Rows row("r4/invariants.tsv");
    while (row.next()) out.emplace(row[0], row[1]);
    return out;
  }();
  const auto at = messages.find(key);
  return at == messages.end() ? std::string_view() : at->second;
}

std::unique_ptr<Schema> SchemaStore::compile(const json::Value& definition) const {
  auto schema = std::make_unique<Schema>();
  SnapshotBuilder(*this, *schema).build(definition);
  return schema;
}

}  // namespace anamnesis::validate
