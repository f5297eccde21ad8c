// Lines: a text file line by line in bounded memory, plain or compressed with gzip. The one wrapper around zlib's
// files.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace anamnesis {

class GzipLineReader {
 public:
  static constexpr size_t kMaxLine = size_t{64} << 20;

  // Errors: missing, unreadable.
  static Result<GzipLineReader> open(const std::string& path);
  GzipLineReader(GzipLineReader&&) noexcept;
  GzipLineReader& operator=(GzipLineReader&&) noexcept;
  ~GzipLineReader();

  // The next line without its end (LF or CRLF), good until the next call; false behind the last.
  // Errors: damaged compression, a line above `kMaxLine`, ill-formed UTF-8; with file and line.
  Result<bool> next(std::string_view& line);

  // The next at most `wanted` bytes as they are, for formats without lines; empty at the end.
  Result<std::string_view> next_bytes(size_t wanted);

  uint32_t line_number() const { return line_; }  // of the last line given, from 1
  const std::string& path() const { return path_; }

 private:
  struct File;
  GzipLineReader(std::string path, std::unique_ptr<File> file);
  Result<bool> fill();

  std::string path_;
  std::unique_ptr<File> file_;
  std::string buffer_;
  size_t begin_ = 0;
  uint32_t line_ = 0;
  bool at_end_ = false;
};

}  // namespace anamnesis
