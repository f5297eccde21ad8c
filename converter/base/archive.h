// Archive: the one wrapper around libarchive. A .tgz goes in, the files whose names are wanted come out, in memory.
//
// Hostile archives are refused: too many entries, too many bytes unpacked, an absolute path or one with "..".
// Nothing is ever written to disk. Links and devices are skipped.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace anamnesis::archive {

struct Limits {
  uint64_t bytes = uint64_t{1} << 30;  // of all entries together, unpacked, wanted or not
  uint64_t entry_bytes = uint64_t{256} << 20;
  size_t entries = 200'000;
};

struct File {
  std::string path;
  std::string bytes;
};

// The wanted files in the archive's order. Errors name `source`, which is a path for messages only.
Result<std::vector<File>> read_tgz(std::string_view bytes, const std::string& source,
                                   const std::function<bool(std::string_view path)>& wanted, const Limits& limits = {});

}  // namespace anamnesis::archive
