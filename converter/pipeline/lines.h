// Lines: a stream's lines one by one in bounded memory, however long the stream or a line is.
#pragma once
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace anamnesis {

struct StreamLine {
  std::string bytes;    // without its line end; what fits into the limit if it is too long
  uint32_t number = 0;  // from 1
  uint64_t size = 0;    // the whole line's
  bool too_long() const { return size > bytes.size(); }
};

class LineReader {
 public:
  // "-" is standard input. Errors: missing, unreadable.
  static Result<LineReader> open(const std::string& path, uint64_t max_line);
  LineReader(LineReader&& other) noexcept;
  LineReader& operator=(LineReader&&) = delete;
  ~LineReader();

  // What the stream starts with (at most the buffer's size), without taking it.
  std::string_view head();
  std::optional<StreamLine> next();
  // Everything that is left, or an error if it is more than `limit`.
  Result<std::string> rest(uint64_t limit);
  bool failed() const { return failed_; }  // the stream broke off: next() has given what came before

 private:
  LineReader(std::FILE* file, uint64_t max_line) : file_(file), max_line_(max_line), buffer_(size_t{1} << 18, '\0') {}
  bool fill();

  std::FILE* file_;
  uint64_t max_line_;
  std::string buffer_;
  size_t at_ = 0, end_ = 0;
  uint32_t number_ = 0;
  bool failed_ = false;
};

}  // namespace anamnesis
