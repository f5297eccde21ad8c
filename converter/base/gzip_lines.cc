// A window over what gzread gives (zlib passes plain files through); lines are slices of the window.
#include "base/gzip_lines.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "base/utf8.h"

namespace anamnesis {

struct GzipLineReader::File {
  gzFile file = nullptr;
  ~File() {
    if (file != nullptr) gzclose(file);
  }
};

GzipLineReader::GzipLineReader(std::string path, std::unique_ptr<File> file)
    : path_(std::move(path)), file_(std::move(file)) {}
GzipLineReader::GzipLineReader(GzipLineReader&&) noexcept = default;
GzipLineReader& GzipLineReader::operator=(GzipLineReader&&) noexcept = default;
GzipLineReader::~GzipLineReader() = default;

Result<GzipLineReader> GzipLineReader::open(const std::string& path) {
  if (is_folder(path)) return Error{"is a folder, not a file", path};
  auto file = std::make_unique<File>();
  file->file = gzopen(path.c_str(), "rb");
  if (file->file == nullptr) return Error{std::string("cannot open: ") + std::strerror(errno), path};
  gzbuffer(file->file, 1 << 17);
  return GzipLineReader(path, std::move(file));
}

// Reads on; false at the end of the file.
Result<bool> GzipLineReader::fill() {
  if (at_end_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  constexpr size_t kChunk = size_t{1} << 18;
  const size_t had = buffer_.size();
  buffer_.resize(had + kChunk);
  const int n = gzread(file_->file, buffer_.data() + had, kChunk);
  buffer_.resize(had + static_cast<size_t>(n < 0 ? 0 : n));
  int code = Z_OK;
  const char* message = gzerror(file_->file, &code);
  if (n < 0 || code == Z_BUF_ERROR)
    return Error{std::string("cannot read: ") + (code == Z_BUF_ERROR ? "the compressed data end too early" : message),
                 path_};
  at_end_ = static_cast<size_t>(n) < kChunk;
  return n > 0;
}

Result<bool> GzipLineReader::next(std::string_view& line) {
  size_t searched = begin_;
  for (;;) {
    const size_t end = buffer_.find('\n', searched);
    if (end == std::string::npos && !at_end_) {
      searched = buffer_.size() - begin_;
      if (buffer_.size() - begin_ > kMaxLine) return Error{"a line longer than 64 MiB", path_, line_ + 1};
      if (const auto more = fill(); !more) return more.error();
      continue;
    }
    if (begin_ == buffer_.size()) return false;
    const size_t stop = end == std::string::npos ? buffer_.size() : end;
    line = std::string_view(buffer_).substr(begin_, stop - begin_);
    begin_ = end == std::string::npos ? stop : stop + 1;
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (const auto bad = find_invalid_utf8(line))
      return Error{"is not well-formed UTF-8", path_, line_, static_cast<uint32_t>(*bad + 1)};
    return true;
  }
}

Result<std::string_view> GzipLineReader::next_bytes(size_t wanted) {
  while (buffer_.size() - begin_ < wanted && !at_end_)
    if (const auto more = fill(); !more) return more.error();
  const std::string_view out = std::string_view(buffer_).substr(begin_, wanted);
  begin_ += out.size();
  return out;
}

}  // namespace anamnesis
