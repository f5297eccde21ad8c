// libarchive's streaming reader over bytes in memory: gzip and tar only, entry by entry, counting as it goes. What is
// not wanted is unpacked too (a gzip stream has no shortcuts), so it counts towards the limit on bytes.
#include "base/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace anamnesis::archive {
namespace {

struct Closer {
  void operator()(struct ::archive* a) const { archive_read_free(a); }
};

bool is_hostile(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != path.npos || path.find('\0') != path.npos) return true;
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    if (path.substr(at, end - at) == "..") return true;
    at = end + 1;
  }
  return false;
}

Error fault(struct ::archive* a, const std::string& source) {
  const char* why = archive_error_string(a);
  return {std::string("not a readable .tgz: ") + (why != nullptr ? why : "unknown fault"), source};
}

// Reads one entry's data onto `out`, or past it if `out` is null.
Result<void> read_entry(struct ::archive* a, const std::string& source, const std::string& path, const Limits& limits,
                        uint64_t& total, std::string* out) {
  char buffer[1 << 16];
  uint64_t size = 0;
  for (la_ssize_t n; (n = archive_read_data(a, buffer, sizeof buffer)) != 0;) {
    if (n < 0) return fault(a, source);
    size += static_cast<uint64_t>(n);
    total += static_cast<uint64_t>(n);
    if (size > limits.entry_bytes)
      return Error{path + " is larger than the limit of " + std::to_string(limits.entry_bytes) + " bytes", source};
    if (total > limits.bytes)
      return Error{"unpacks to more than the limit of " + std::to_string(limits.bytes) + " bytes", source};
    if (out != nullptr) out->append(buffer, static_cast<size_t>(n));
  }
  return {};
}

}  // namespace

Result<std::vector<File>> read_tgz(std::string_view bytes, const std::string& source,
                                   const std::function<bool(std::string_view)>& wanted, const Limits& limits) {
  const std::unique_ptr<struct ::archive, Closer> a(archive_read_new());
  archive_read_support_filter_gzip(a.get());
  archive_read_support_format_tar(a.get());
  if (archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return fault(a.get(), source);
  std::vector<File> out;
  uint64_t total = 0;
  struct archive_entry* entry = nullptr;
  for (size_t count = 0;;) {
    const int status = archive_read_next_header(a.get(), &entry);
    if (status == ARCHIVE_EOF) return out;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fault(a.get(), source);
    if (++count > limits.entries)
      return Error{"holds more than the limit of " + std::to_string(limits.entries) + " entries", source};
    const char* name = archive_entry_pathname(entry);
    const std::string path = name != nullptr ? name : "";
    if (is_hostile(path)) return Error{"holds an unsafe path: " + path, source};
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const bool keep = wanted(path);
    if (keep) out.push_back({path, {}});
    auto done = read_entry(a.get(), source, path, limits, total, keep ? &out.back().bytes : nullptr);
    if (!done) return done.error();
  }
}

}  // namespace anamnesis::archive
