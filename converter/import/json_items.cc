// A scanner that knows strings, brackets and keys only: it cuts out each item's text, which json::parse then reads.
#include "import/json_items.h"

#include <algorithm>
#include <vector>

#include "base/gzip_lines.h"

namespace anamnesis::import {
namespace {

constexpr size_t kChunk = size_t{1} << 16;
constexpr size_t kMaxItem = size_t{64} << 20;
constexpr size_t kMaxDepth = 400;

class Scanner {
 public:
  Scanner(std::string path, std::string_view array, const OnItem& item, const OnScalar& scalar)
      : path_(std::move(path)), array_(array), item_(item), scalar_(scalar) {}

  Result<void> take(char c) {
    if (c == '\n') ++line_;
    if (capturing_) {
      captured_ += c;
      if (captured_.size() > kMaxItem) return fault("an item above 64 MiB");
    }
    if (in_string_) return take_in_string(c);
    switch (c) {
      case '"':
        in_string_ = true;
        string_.clear();
        return {};
      case ':': key_ = string_; return {};
      case '{':
      case '[': return open(c);
      case '}':
      case ']': return close(c);
      case ',': key_.clear(); return {};
      default: return {};
    }
  }

  Result<void> end() const { return nesting_.empty() && any_ ? Result<void>() : fault("the JSON ends too early"); }

 private:
  struct Level {
    char bracket;
    bool wanted;  // an array under the wanted key
  };

  Error fault(std::string message) const { return {std::move(message), path_, line_}; }

  Result<void> take_in_string(char c) {
    if (escaped_) {
      escaped_ = false;
      string_ += c;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      if (!capturing_ && !key_.empty()) scalar_(key_, string_);
    } else {
      string_ += c;
    }
    return {};
  }

  Result<void> open(char c) {
    any_ = true;
    if (nesting_.size() >= kMaxDepth) return fault("nested deeper than 400 levels");
    if (c == '{' && !capturing_ && !nesting_.empty() && nesting_.back().wanted) {
      capturing_ = true;
      capture_depth_ = nesting_.size();
      captured_ = "{";
    }
    nesting_.push_back({c, c == '[' && key_ == array_});
    key_.clear();
    return {};
  }

  Result<void> close(char c) {
    if (nesting_.empty() || (nesting_.back().bracket == '{') != (c == '}'))
      return fault("a bracket that closes nothing");
    nesting_.pop_back();
    key_.clear();
    if (!capturing_ || nesting_.size() != capture_depth_) return {};
    capturing_ = false;
    Arena arena;
    const auto value = json::parse(captured_, arena);
    if (!value) return fault(value.error().message);
    return item_(**value);
  }

  std::string path_, array_, string_, key_, captured_;
  const OnItem& item_;
  const OnScalar& scalar_;
  std::vector<Level> nesting_;
  size_t capture_depth_ = 0;
  uint32_t line_ = 1;
  bool in_string_ = false, escaped_ = false, capturing_ = false, any_ = false;
};

}  // namespace

Result<void> for_each_item(const std::string& path, std::string_view array, const OnItem& item,
                           const OnScalar& scalar) {
  auto reader = GzipLineReader::open(path);
  if (!reader) return reader.error();
  Scanner scanner(path, array, item, scalar);
  for (;;) {
    const auto bytes = reader->next_bytes(kChunk);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return scanner.end();
    for (const char c : *bytes)
      if (auto taken = scanner.take(c); !taken) return taken;
  }
}

}  // namespace anamnesis::import
