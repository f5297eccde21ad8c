// Loading in the order of the stages; the first table that cannot be used ends it.
#include "pipeline/knowledge.h"

#include <utility>

#include "base/files.h"
#include "base/hash.h"
#include "fhir/model.h"
#include "map/lint.h"

namespace anamnesis {
namespace {

// The version of the bundled tables is what the build computed; a layer adds the hash of its files.
Result<std::string> version_of(const Tables& tables, const std::vector<std::string>& layers) {
  std::string version(tables.block("version"));
  for (const std::string& layer : layers) {
    Result<std::vector<std::string>> files = list_files(layer);
    if (!files) return files.error();
    std::string bytes;
    for (const std::string& path : *files) {
      if (!path.ends_with(".tsv")) continue;
      Result<std::string> file = read_file(path);
      if (!file) return file.error();
      bytes += *file;
    }
    version += "+" + sha256_hex(bytes).substr(0, 16);
  }
  return version;
}

}  // namespace

Result<std::unique_ptr<const Knowledge>> Knowledge::load(const std::vector<std::string>& layers) {
  Result<Tables> loaded = Tables::load(layers);
  if (!loaded) return loaded.error();
  auto owned = std::make_unique<const Tables>(std::move(*loaded));  // stages refer to it: it must stand still
  const Tables& tables = *owned;
  Result<SegmentTables> segmentation = SegmentTables::compile(tables);
  if (!segmentation) return segmentation.error();
  Result<Mapping> mapping = Mapping::compile(tables);
  if (!mapping) return mapping.error();
  if (!layers.empty())  // the bundled rules are checked when they are tested
    if (const std::vector<Error> faults = lint_rules(*mapping, fhir::r4_model()); !faults.empty())
      return faults.front();
  Result<std::string> version = version_of(tables, layers);
  if (!version) return version.error();
  Result<Recogniser> recogniser = Recogniser::compile(tables);
  if (!recogniser) return recogniser.error();
  ContextRules context(tables);
  Result<AssemblyRules> assembly = AssemblyRules::compile(tables);
  if (!assembly) return assembly.error();
  return std::unique_ptr<const Knowledge>(
      new Knowledge{std::move(owned), std::move(*segmentation), std::move(*recogniser), std::move(context),
                    std::move(*assembly), std::move(*mapping), std::move(*version)});
}

}  // namespace anamnesis
