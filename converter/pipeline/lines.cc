// A buffer of 256 KiB is searched for line ends; bytes beyond the limit are counted, not kept.
#include "pipeline/lines.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace anamnesis {

Result<LineReader> LineReader::open(const std::string& path, uint64_t max_line) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return Error{std::strerror(errno), path};
  return LineReader(file, max_line);
}

LineReader::LineReader(LineReader&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      max_line_(other.max_line_),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      end_(other.end_),
      number_(other.number_),
      failed_(other.failed_) {}

LineReader::~LineReader() {
  if (file_ != nullptr && file_ != stdin) std::fclose(file_);
}

bool LineReader::fill() {
  at_ = 0;
  end_ = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  if (end_ == 0 && std::ferror(file_) != 0) failed_ = true;
  return end_ != 0;
}

std::string_view LineReader::head() {
  if (at_ == end_) fill();
  return {buffer_.data() + at_, end_ - at_};
}

Result<std::string> LineReader::rest(uint64_t limit) {
  std::string out(head());
  while (at_ = end_, fill()) {
    if (out.size() + end_ > limit) return Error{"is larger than " + std::to_string(limit) + " bytes"};
    out.append(buffer_.data(), end_);
  }
  if (failed_) return Error{std::strerror(errno)};
  return out;
}

std::optional<StreamLine> LineReader::next() {
  StreamLine line;
  for (bool any = false;;) {
    if (at_ == end_ && !fill()) {
      if (!any) return std::nullopt;
      break;
    }
    any = true;
    const char* start = buffer_.data() + at_;
    const void* found = std::memchr(start, '\n', end_ - at_);
    const size_t size = found == nullptr ? end_ - at_ : static_cast<size_t>(static_cast<const char*>(found) - start);
    const uint64_t room = max_line_ - std::min<uint64_t>(max_line_, line.bytes.size());
    line.bytes.append(start, static_cast<size_t>(std::min<uint64_t>(room, size)));
    line.size += size;
    at_ += size + (found != nullptr);
    if (found != nullptr) break;
  }
  line.number = ++number_;
  if (!line.too_long() && line.bytes.ends_with('\r')) line.bytes.pop_back(), --line.size;
  return line;
}

}  // namespace anamnesis
