// One pass over each line; a quoted cell may hold the separator.
#include "import/delimited.h"

#include <algorithm>

namespace anamnesis::import {

void split_delimited(std::string_view line, char separator, bool quotes, std::vector<std::string>& cells) {
  cells.clear();
  cells.emplace_back();
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c != '"')
        cells.back() += c;
      else if (i + 1 < line.size() && line[i + 1] == '"')
        cells.back() += line[++i];
      else
        quoted = false;
    } else if (c == separator) {
      cells.emplace_back();
    } else if (quotes && c == '"' && cells.back().empty()) {
      quoted = true;
    } else {
      cells.back() += c;
    }
  }
}

Result<DelimitedReader> DelimitedReader::open(const std::string& path, char separator, bool quotes, char comment,
                                              int skip) {
  auto lines = GzipLineReader::open(path);
  if (!lines) return lines.error();
  DelimitedReader out(std::move(*lines));
  out.separator_ = separator;
  out.quotes_ = quotes;
  out.comment_ = comment;
  std::string_view line;
  for (;;) {
    const auto more = out.lines_.next(line);
    if (!more) return more.error();
    if (!*more) return Error{"has no header row", path, 1, 1};
    if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (comment != 0 && line.starts_with(comment)) continue;
    if (skip-- > 0) continue;
    split_delimited(line, separator, quotes, out.header_);
    return out;
  }
}

Result<bool> DelimitedReader::next() {
  std::string_view line;
  for (;;) {
    const auto more = lines_.next(line);
    if (!more) return more.error();
    if (!*more) return false;
    if (line.empty() || (comment_ != 0 && line.starts_with(comment_))) continue;
    split_delimited(line, separator_, quotes_, cells_);
    return true;
  }
}

std::string_view DelimitedReader::cell(std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  const auto index = static_cast<size_t>(at - header_.begin());
  return at == header_.end() || index >= cells_.size() ? std::string_view() : std::string_view(cells_[index]);
}

bool DelimitedReader::has(std::string_view column) const {
  return std::find(header_.begin(), header_.end(), column) != header_.end();
}

}  // namespace anamnesis::import
