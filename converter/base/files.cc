// Files in and out through the standard library; errors name the path.
#include "base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/pages.h"

namespace fs = std::filesystem;

namespace anamnesis {
namespace {

struct Closer {
  void operator()(std::FILE* f) const {
    if (f != nullptr && f != stdin) std::fclose(f);
  }
};
using File = std::unique_ptr<std::FILE, Closer>;

Error system_error(const std::string& path, const char* what) {
  return {std::string(what) + ": " + std::strerror(errno), path};
}

}  // namespace

Result<std::string> read_file(const std::string& path, uint64_t limit) {
  if (path != "-" && is_folder(path)) return Error{"is a folder, not a file", path};
  File file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return system_error(path, "cannot open");
  std::string out;
  if (std::error_code none; path != "-") {
    const auto size = fs::file_size(path, none);
    if (!none && size <= limit) {
      out.reserve(size);
      want_large_pages(out.data(), size);
    }
  }
  char buffer[1 << 16];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) {
    if (out.size() + n > limit) return Error{"larger than the limit of " + std::to_string(limit) + " bytes", path};
    out.append(buffer, n);
  }
  if (std::ferror(file.get())) return system_error(path, "cannot read");
  return out;
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  std::error_code failed;
  const fs::path target(path);
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), failed);
  if (failed) return Error{"cannot create the folder: " + failed.message(), path};
  const std::string temporary = path + ".part";
  {
    File file(std::fopen(temporary.c_str(), "wb"));
    if (file == nullptr) return system_error(path, "cannot write");
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    if (!written || std::fflush(file.get()) != 0) {
      Error error = system_error(path, "cannot write");
      fs::remove(temporary, failed);
      return error;
    }
  }
  fs::rename(temporary, target, failed);
  if (failed) return Error{"cannot write: " + failed.message(), path};
  return {};
}

Result<std::vector<std::string>> list_files(const std::string& folder, int max_depth) {
  std::vector<std::string> out;
  std::error_code failed;
  fs::recursive_directory_iterator it(folder, failed), end;
  if (failed) return Error{"cannot list: " + failed.message(), folder};
  for (; it != end; it.increment(failed)) {
    if (failed) return Error{"cannot list: " + failed.message(), folder};
    if (it.depth() >= max_depth) it.disable_recursion_pending();
    if (it->is_regular_file(failed)) out.push_back(it->path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> list_folders(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
    if (it->is_directory(failed)) out.push_back(it->path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

bool is_folder(const std::string& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

bool file_exists(const std::string& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

}  // namespace anamnesis
