// For each folder that packages.tsv lists, in its order: the lines of .ndjson files and the whole .json files, each
// parsed once for its type, url, version and id, go into a Catalogue as compact text; tables go in as they are.
#include "package/schema_folder.h"

#include <deque>
#include <vector>

#include "base/arena.h"
#include "base/catalogue.h"
#include "base/files.h"
#include "base/json.h"

namespace anamnesis::package {
namespace {

struct Collected {
  std::deque<std::string> texts;  // what the entries point into
  std::vector<CatalogueEntry> entries;
};

Result<void> add_resource(std::string_view text, const std::string& package, const std::string& path, uint32_t line,
                          Arena& arena, Collected& out) {
  arena.reset();
  const auto parsed = json::parse(text, arena);
  if (!parsed) {
    Error error = parsed.error();
    error.file = path;
    error.line += line - 1;
    return error;
  }
  const auto keep = [&](const char* member) -> std::string_view {
    return out.texts.emplace_back((*parsed)->string(member));
  };
  std::string& compact = out.texts.emplace_back();
  json::append(compact, **parsed);
  out.entries.push_back({.type = keep("resourceType"),
                         .url = keep("url"),
                         .version = keep("version"),
                         .id = keep("id"),
                         .package = package,
                         .text = compact});
  return {};
}

Result<void> add_file(const std::string& path, const std::string& name, const std::string& package, Arena& arena,
                      Collected& out) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  const std::string& text = out.texts.emplace_back(std::move(*bytes));
  if (path.ends_with(".json")) return add_resource(text, package, path, 1, arena, out);
  if (path.ends_with(".tsv") || path.ends_with(".txt")) {
    out.entries.push_back({.type = "file",
                           .url = out.texts.emplace_back(name),
                           .version = {},
                           .id = {},
                           .package = package,
                           .text = text});
    return {};
  }
  if (!path.ends_with(".ndjson")) return {};
  uint32_t line = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    ++line;
    const std::string_view one = std::string_view(text).substr(at, end - at);
    if (!one.empty())
      if (auto added = add_resource(one, package, path, line, arena, out); !added) return added;
    at = end + 1;
  }
  return {};
}

struct Folder {
  std::string folder, label;
};

Result<std::vector<Folder>> read_packages(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  std::vector<Folder> out;
  uint32_t line = 0;
  bool header = true;
  for (size_t at = 0; at < bytes->size();) {
    const size_t end = std::min(bytes->find('\n', at), bytes->size());
    const std::string row = bytes->substr(at, end - at);
    at = end + 1;
    ++line;
    if (row.empty() || row[0] == '#') continue;
    if (std::exchange(header, false)) continue;
    const size_t first = row.find('\t'), second = row.find('\t', first + 1);
    if (first == std::string::npos || second == std::string::npos)
      return Error{"expected three columns: folder, package, version", path, line, 1};
    out.push_back({row.substr(0, first), row.substr(first + 1, second - first - 1) + "#" + row.substr(second + 1)});
  }
  return out;
}

}  // namespace

Result<std::string> compile_schema_folder(const std::string& folder) {
  const auto folders = read_packages(folder + "/packages.tsv");
  if (!folders) return folders.error();
  Collected out;
  Arena arena(size_t{1} << 20);
  for (const Folder& f : *folders) {
    if (!is_folder(folder + "/" + f.folder)) continue;
    auto files = list_files(folder + "/" + f.folder);
    if (!files) return files.error();
    for (const std::string& path : *files)
      if (auto added = add_file(path, path.substr(folder.size() + 1), f.label, arena, out); !added)
        return added.error();
  }
  return write_catalogue(std::move(out.entries));
}

}  // namespace anamnesis::package
