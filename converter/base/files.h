// Files: whole-file reading with a size limit, writing that leaves no half file behind, sorted folder listing.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace anamnesis {

constexpr uint64_t kMaxFileSize = uint64_t{2} << 30;  // bytes; larger inputs are streamed line by line

// The file's bytes ("-" is standard input). Errors: missing, unreadable, a folder, larger than `limit`.
Result<std::string> read_file(const std::string& path, uint64_t limit = kMaxFileSize);

// Writes to a temporary name beside `path`, then renames: readers never see a part. Creates parent folders.
Result<void> write_file(const std::string& path, std::string_view bytes);

// Paths of the regular files below `folder`, sorted bytewise, at most `max_depth` levels down.
Result<std::vector<std::string>> list_files(const std::string& folder, int max_depth = 16);

// Names of the folders right inside `folder`, sorted bytewise; none if it cannot be read.
std::vector<std::string> list_folders(const std::string& folder);

bool is_folder(const std::string& path);
bool file_exists(const std::string& path);

}  // namespace anamnesis
