// Loading: a package's files are read whole, each resource is parsed once for its type, url, version and id, and only
// its text is kept. A package is the conformance resources right inside package/ (examples are not definitions).
#include <algorithm>

#include "base/arena.h"
#include "base/files.h"
#include "base/json.h"
#include "package/packages.h"
#include "package/xml_resource.h"

namespace anamnesis::package {
namespace {

constexpr int kMaxDependencies = 200;  // packages one package may draw in

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// package/X.json, or X.json where the folder given is itself the package's inside.
bool is_definition(std::string_view path) {
  if (!path.ends_with(".json") || file_name(path).starts_with(".")) return false;
  const size_t slash = path.rfind('/');
  if (slash == path.npos) return true;
  const std::string_view folder = path.substr(0, slash);
  return folder == "package" || folder == "./package";
}

bool is_bundled_name(std::string_view id) {
  return id == "hl7.fhir.r4.core" || id == "hl7.terminology.r4" || id == "hl7.fhir.uv.extensions.r4" ||
         id == "hl7.terminology" || id == "hl7.fhir.uv.extensions";
}

Result<std::vector<archive::File>> read_folder(const std::string& folder) {
  const std::string inside = is_folder(folder + "/package") ? folder + "/package" : folder;
  auto paths = list_files(inside, 0);
  if (!paths) return paths.error();
  std::vector<archive::File> out;
  for (const std::string& path : *paths) {
    const std::string name(file_name(path));
    if (!is_definition(name)) continue;
    auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    out.push_back({name, std::move(*bytes)});
  }
  return out;
}

}  // namespace

// Adds to one Packages; lives for one call of it.
class Loader {
 public:
  explicit Loader(Packages& target) : target_(target), arena_(size_t{1} << 20) {}

  Result<void> add_named(const std::string& name) {
    if (const auto path = locate(name); !path.empty()) return add_at(path);
    return Error{"no such package: not a file, not a folder, and not in " + Packages::cache_folder(), name};
  }

  Result<void> add_archive(std::string_view bytes, const std::string& path, const Limits& limits) {
    auto files = archive::read_tgz(bytes, path, is_definition, limits);
    if (!files) return files.error();
    return add_files(std::move(*files), path);
  }

  Result<void> add_text(std::string text, const std::string& source, bool named) {
    const std::string_view content = std::string_view(text).substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    const size_t first = content.find_first_not_of(" \t\r\n");
    if (first != content.npos && content[first] == '<') {
      auto json = json_of_xml(text, source);
      if (!json) return json.error();
      text = std::move(*json);
    }
    const std::string& kept = target_.texts_.emplace_back(std::move(text));
    arena_.reset();
    const auto parsed = json::parse(kept, arena_);
    if (!parsed) {
      Error error = parsed.error();
      error.file = source;
      return error;
    }
    if ((*parsed)->string("resourceType").empty()) return Error{"is not a FHIR resource: no resourceType", source};
    if (named) begin_package(source, "", source).named = true;
    index(kept, **parsed);
    return {};
  }

 private:
  // The path of what the user named: the path itself, or the folder in the cache. "" if neither exists.
  static std::string locate(const std::string& name) {
    if (is_folder(name) || file_exists(name)) return name;
    const std::string cache = Packages::cache_folder();
    if (is_folder(cache + "/" + name)) return cache + "/" + name;
    const auto listed = list_folders(cache);
    std::string best;  // `id` alone, or `id#1.2.x`: the highest version there
    const bool open = name.ends_with(".x");
    const std::string prefix = open                          ? name.substr(0, name.size() - 1)
                               : name.find('#') == name.npos ? name + "#"
                                                             : std::string();
    if (prefix.empty()) return {};
    for (const std::string& folder : listed)
      if (folder.starts_with(prefix) &&
          (best.empty() || compare_versions(folder.substr(folder.find('#') + 1), best.substr(best.find('#') + 1)) > 0))
        best = folder;
    return best.empty() ? best : cache + "/" + best;
  }

  Result<void> add_at(const std::string& path) {
    for (const Package& p : target_.packages_)
      if (p.source == path) return {};
    std::vector<archive::File> files;
    if (is_folder(path)) {
      auto read = read_folder(path);
      if (!read) return read.error();
      files = std::move(*read);
    } else {
      auto bytes = read_file(path);
      if (!bytes) return bytes.error();
      return add_archive(*bytes, path, {});
    }
    return add_files(std::move(files), path);
  }

  Result<void> add_files(std::vector<archive::File> files, const std::string& path) {
    const auto manifest =
        std::find_if(files.begin(), files.end(), [](const auto& f) { return file_name(f.path) == "package.json"; });
    if (manifest == files.end()) return Error{"is no FHIR package: package/package.json is missing", path};
    auto dependencies = read_manifest(manifest->bytes, path);
    if (!dependencies) return dependencies.error();
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    for (archive::File& f : files) {
      if (file_name(f.path) == "package.json" || f.bytes.find("\"resourceType\"") == std::string::npos) continue;
      const std::string& kept = target_.texts_.emplace_back(std::move(f.bytes));
      arena_.reset();
      const auto parsed = json::parse(kept, arena_);
      if (!parsed) {
        Error error = parsed.error();
        error.file = path + ":" + f.path;
        return error;
      }
      if ((*parsed)->is(json::Kind::object)) index(kept, **parsed);
    }
    return add_dependencies(*dependencies);
  }

  // Opens the package in the list; returns what it depends on as "id#version".
  Result<std::vector<std::string>> read_manifest(const std::string& text, const std::string& path) {
    arena_.reset();
    const auto parsed = json::parse(text, arena_);
    if (!parsed) {
      Error error = parsed.error();
      error.file = path + ":package.json";
      return error;
    }
    Package& p = begin_package(std::string((*parsed)->string("name")), std::string((*parsed)->string("version")), path);
    if (const json::Value* list = (*parsed)->find("dependencies"); list != nullptr && list->is(json::Kind::object))
      for (const json::Value* d = list->first; d != nullptr; d = d->next)
        p.dependencies.push_back(std::string(d->key) + "#" + std::string(d->text));
    return p.dependencies;
  }

  Result<void> add_dependencies(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (is_bundled_name(name.substr(0, name.find('#')))) continue;
      const auto loaded = std::find_if(target_.packages_.begin(), target_.packages_.end(),
                                       [&](const Package& p) { return p.label() == name; });
      if (loaded != target_.packages_.end()) continue;
      const std::string path = locate(name);
      if (path.empty()) {
        auto& missing = target_.missing_;
        if (std::find(missing.begin(), missing.end(), name) == missing.end()) missing.push_back(name);
        continue;
      }
      if (++drawn_ > kMaxDependencies) return Error{"draws in more than 200 other packages", name};
      if (auto added = add_at(path); !added) return added;
    }
    return {};
  }

  Package& begin_package(std::string name, std::string version, const std::string& source) {
    Package& p = target_.packages_.emplace_back();
    p.name = std::move(name);
    p.version = std::move(version);
    p.source = source;
    current_ = static_cast<uint32_t>(target_.packages_.size() - 1);
    return p;
  }

  std::string_view keep(std::string_view s) {  // outlives the arena; slices of the kept text would too, escapes not
    return s.empty() ? s : std::string_view(target_.texts_.emplace_back(s));
  }

  void index(std::string_view text, const json::Value& resource) {
    const std::string_view type = resource.string("resourceType");
    if (type.empty()) return;
    if (type == "Bundle" && resource.string("url").empty()) return index_bundle(text, resource);
    target_.add({keep(type), keep(resource.string("url")), keep(resource.string("version")),
                 keep(resource.string("id")), text, current_});
  }

  void index_bundle(std::string_view text, const json::Value& bundle) {
    const json::Value* entries = bundle.find("entry");
    for (const json::Value* e = entries == nullptr ? nullptr : entries->first; e != nullptr; e = e->next)
      if (const json::Value* r = e->find("resource"); r != nullptr && r->is(json::Kind::object))
        if (r->string("resourceType") != "Bundle") index(text.substr(r->offset, r->end - r->offset), *r);
  }

  Packages& target_;
  Arena arena_;
  uint32_t current_ = 0;
  int drawn_ = 0;
};

Result<void> Packages::add_package(const std::string& name) {
  return Loader(*this).add_named(name);
}

Result<void> Packages::add_archive(std::string_view bytes, const std::string& source, const Limits& limits) {
  return Loader(*this).add_archive(bytes, source, limits);
}

Result<void> Packages::add_resource(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  return add_text(std::move(*bytes), path);
}

Result<void> Packages::add_text(std::string text, const std::string& source) {
  return Loader(*this).add_text(std::move(text), source, true);
}

}  // namespace anamnesis::package
