#include "cli/inputs.h"

#include <algorithm>
#include <filesystem>

#include "base/files.h"

namespace anamnesis::cli {
namespace {

bool is_narrative(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  const std::string name = std::filesystem::path(path).filename().string();
  for (const char* known : {".txt", ".text", ".json", ".xml", ".nxml", ".ndjson", ".jsonl"})
    if (ending == known) return !name.starts_with('.');
  return false;
}

}  // namespace

Result<std::vector<std::string>> narratives_in(const std::vector<std::string>& inputs) {
  std::vector<std::string> out;
  for (const std::string& input : inputs) {
    if (!is_folder(input)) {
      out.push_back(input);
      continue;
    }
    Result<std::vector<std::string>> files = list_files(input);
    if (!files) return files.error();
    std::copy_if(files->begin(), files->end(), std::back_inserter(out), is_narrative);
  }
  return out;
}

}  // namespace anamnesis::cli
