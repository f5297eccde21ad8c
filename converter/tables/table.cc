// TSV in, the compiled form out: one pass over the bytes finds lines, then cells; every fault names
// file:line:column. Reading the compiled form is arithmetic on offsets.
#include "tables/table.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <numeric>

#include "base/utf8.h"
#include "base/word_hash.h"

namespace anamnesis {
namespace {

std::string_view trim(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

void split_cells(std::string_view line, std::vector<std::string_view>& out) {
  out.clear();
  for (;;) {
    const size_t tab = line.find('\t');
    out.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return;
    line.remove_prefix(tab + 1);
  }
}

// What parsing collects before it becomes the compiled form; cells are slices of the file, or of `written_out`.
struct Collected {
  std::string file;
  uint32_t columns = 0;
  std::vector<std::string_view> cells;  // header first
  std::vector<uint32_t> lines;
  std::deque<std::string> written_out;
};

constexpr std::string_view kAlternatives = "phrase";  // a key column of this name
constexpr size_t kMostAlternatives = 10000;

// "is|was not a|the case" -> "is not a case", "is not the case", "was not a case", "was not the case"; nothing if they
// are too many.
std::vector<std::string> alternatives(std::string_view key) {
  std::vector<std::string> out{""};
  for (const std::string_view element : split_list(key, ' ')) {
    const auto words = split_list(element);
    if (words.empty() || out.size() * words.size() > kMostAlternatives) return {};
    std::vector<std::string> longer;
    for (const std::string& begun : out)
      for (const std::string_view word : words)
        longer.push_back(begun + (begun.empty() ? "" : " ") + std::string(word));
    out = std::move(longer);
  }
  return out;
}

void append_words(std::string& out, const std::vector<uint32_t>& words) {
  out.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint32_t));
}

std::string compile(const Collected& in) {
  const auto rows = static_cast<uint32_t>(in.lines.size());
  std::vector<uint32_t> offsets(in.cells.size() + 1), by_key(rows);
  uint64_t length = 0;
  for (size_t i = 0; i < in.cells.size(); ++i) {
    offsets[i] = static_cast<uint32_t>(length);
    length += in.cells[i].size();
  }
  INSIST(length <= UINT32_MAX);
  offsets.back() = static_cast<uint32_t>(length);
  const auto key = [&](uint32_t row) { return in.cells[(size_t{row} + 1) * in.columns]; };
  std::iota(by_key.begin(), by_key.end(), 0u);
  std::stable_sort(by_key.begin(), by_key.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  std::string out;
  append_words(out, {in.columns, rows, static_cast<uint32_t>(in.file.size()), offsets.back()});
  append_words(out, offsets);
  append_words(out, in.lines);
  append_words(out, by_key);
  out += in.file;
  for (const std::string_view cell : in.cells) out += cell;
  return out;
}

// Fills `out.columns` and the header's cells.
std::optional<Error> read_header(const std::vector<std::string_view>& cells, std::string_view line, uint32_t number,
                                 Collected& out) {
  for (auto cell = cells.begin(); cell != cells.end(); ++cell) {
    const auto column = static_cast<uint32_t>(cell->data() - line.data() + 1);
    if (cell->empty()) return Error{"a column without a name", out.file, number, column};
    if (std::find(cells.begin(), cell, *cell) != cell)
      return Error{"column '" + std::string(*cell) + "' is there twice", out.file, number, column};
  }
  // A table of one column would be of no use: this one was saved with other separators.
  if (cells.size() == 1 && line.find_first_of(",; ") != std::string_view::npos)
    return Error{"the header row is one cell: columns are separated by tabs, not by commas or blanks", out.file, number,
                 1};
  out.columns = static_cast<uint32_t>(cells.size());
  out.cells = cells;
  return std::nullopt;
}

std::optional<Error> collect(std::string_view all, Collected& out) {
  std::vector<std::string_view> cells;
  uint32_t number = 0;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.find('\n', begin), all.size());
    std::string_view line = all.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    split_cells(line, cells);
    if (out.columns == 0) {
      if (auto fault = read_header(cells, line, number, out)) return fault;
      continue;
    }
    if (cells.size() != out.columns)
      return Error{
          "the row has " + std::to_string(cells.size()) + " cells, the header " + std::to_string(out.columns) +
              (cells.size() < out.columns ? ": one tab before each cell but the first, also before an empty one"
                                          : ": a tab too many, or a column without a name"),
          out.file, number, static_cast<uint32_t>(1 + count_code_points(line))};
    if (cells[0].empty())
      return Error{"the key column '" + std::string(out.cells[0]) + "' is empty", out.file, number, 1};
    if (out.cells[0] != kAlternatives || cells[0].find('|') == std::string_view::npos) {
      out.cells.insert(out.cells.end(), cells.begin(), cells.end());
      out.lines.push_back(number);
      continue;
    }
    const std::vector<std::string> keys = alternatives(cells[0]);
    if (keys.empty()) return Error{"no alternatives, or more than ten thousand", out.file, number, 1};
    for (const std::string& key : keys) {
      cells[0] = out.written_out.emplace_back(key);
      out.cells.insert(out.cells.end(), cells.begin(), cells.end());
      out.lines.push_back(number);
    }
  }
  if (out.columns == 0) return Error{"has no header row", out.file, 1, 1};
  return std::nullopt;
}

}  // namespace

Result<Table> Table::parse(std::string name, std::string file, std::string bytes) {
  if (const auto bad = find_invalid_utf8(bytes)) {
    const LineColumn at = locate(bytes, *bad);
    return Error{"is not well-formed UTF-8", std::move(file), at.line, at.column};
  }
  Collected collected;
  collected.file = std::move(file);
  std::string_view text = bytes;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // spreadsheets write a byte order mark
  if (auto fault = collect(text, collected)) return *std::move(fault);
  auto owner = std::make_shared<const std::string>(compile(collected));
  Table table;
  table.name_ = std::move(name);
  table.parts_.push_back(view(owner, *owner));
  for (uint32_t i = 0; i < collected.columns; ++i) table.columns_.push_back(table.parts_[0].at(i));
  return table;
}

Table::Part Table::view(std::shared_ptr<const std::string> owner, std::string_view compiled) {
  INSIST(reinterpret_cast<uintptr_t>(compiled.data()) % alignof(uint32_t) == 0);
  const auto* words = reinterpret_cast<const uint32_t*>(compiled.data());
  Part part;
  part.owner = std::move(owner);
  part.columns = words[0];
  part.rows = words[1];
  part.offsets = words + 4;
  part.lines = part.offsets + (size_t{part.rows} + 1) * part.columns + 1;
  part.by_key = part.lines + part.rows;
  const char* text = reinterpret_cast<const char*>(part.by_key + part.rows);
  INSIST(text + words[2] + words[3] == compiled.data() + compiled.size());
  part.file = {text, words[2]};
  part.text = {text + words[2], words[3]};
  return part;
}

Table Table::open(std::string name, std::string_view compiled) {
  Table table;
  table.name_ = std::move(name);
  table.bundled_below_ = true;
  table.parts_.push_back(view(nullptr, compiled));
  for (uint32_t i = 0; i < table.parts_[0].columns; ++i) table.columns_.push_back(table.parts_[0].at(i));
  return table;
}

Table Table::layered(const Table* base, const Table& layer) {
  Table out;
  out.name_ = layer.name_;
  out.layered_ = true;
  const Part& top = layer.parts_[0];
  if (base != nullptr) {
    out.columns_ = base->columns_;
    out.parts_ = base->parts_;
    out.bundled_below_ = base->bundled_below_;
    for (uint32_t row = 0; row < base->size(); ++row)
      out.rows_.push_back(base->layered_ ? base->rows_[row] : RowOfPart{0, row});
    std::vector<RowOfPart> replaced;  // a binary search per key of the layer, in each part below
    for (uint32_t row = 0; row < layer.size(); ++row)
      for (uint32_t part = 0; part < base->parts_.size(); ++part)
        for (const uint32_t r : base->parts_[part].rows_of(layer.key(row))) replaced.push_back({part, r});
    std::sort(replaced.begin(), replaced.end());
    std::erase_if(out.rows_, [&](RowOfPart at) { return std::binary_search(replaced.begin(), replaced.end(), at); });
  }
  for (const std::string_view column : layer.columns_)
    if (std::find(out.columns_.begin(), out.columns_.end(), column) == out.columns_.end())
      out.columns_.push_back(column);
  out.parts_.push_back(top);
  for (Part& part : out.parts_) {
    part.column_of.clear();
    for (const std::string_view column : out.columns_) {
      int32_t found = -1;
      for (uint32_t i = 0; i < part.columns; ++i)
        if (part.at(i) == column) found = static_cast<int32_t>(i);
      part.column_of.push_back(found);
    }
  }
  const auto status = layer.column("status");
  const auto part = static_cast<uint32_t>(out.parts_.size() - 1);
  for (uint32_t row = 0; row < layer.size(); ++row)
    if (!status || layer.cell(row, *status) != "disabled") out.rows_.push_back({part, row});
  out.first_layer_row_ = 0;
  if (out.bundled_below_)
    out.first_layer_row_ = static_cast<uint32_t>(std::lower_bound(out.rows_.begin(), out.rows_.end(), RowOfPart{1, 0}) -
                                                 out.rows_.begin());
  return out;
}

std::string Table::compiled() const {
  Collected all;
  all.file = file();
  all.columns = static_cast<uint32_t>(columns_.size());
  all.cells = columns_;
  for (uint32_t row = 0; row < size(); ++row) {
    for (uint32_t column = 0; column < all.columns; ++column) all.cells.push_back(cell(row, column));
    all.lines.push_back(line(row));
  }
  return compile(all);
}

std::span<const uint32_t> Table::Part::rows_of(std::string_view key) const {
  const auto less = [this](uint32_t row, std::string_view k) { return cell(row, 0) < k; };
  const auto more = [this](std::string_view k, uint32_t row) { return k < cell(row, 0); };
  const uint32_t* first = std::lower_bound(by_key, by_key + rows, key, less);
  return {first, std::upper_bound(first, by_key + rows, key, more)};
}

std::vector<uint32_t> Table::find_all(std::string_view key) const {
  std::vector<uint32_t> out;
  for (uint32_t part = 0; part < parts_.size(); ++part)
    for (const uint32_t row : parts_[part].rows_of(key)) {
      if (!layered_) {
        out.push_back(row);
        continue;
      }
      const auto at = std::lower_bound(rows_.begin(), rows_.end(), RowOfPart{part, row});
      if (at != rows_.end() && *at == RowOfPart{part, row}) out.push_back(static_cast<uint32_t>(at - rows_.begin()));
    }
  return out;
}

std::optional<uint32_t> Table::find(std::string_view key) const {
  const auto rows = find_all(key);
  return rows.empty() ? std::nullopt : std::optional<uint32_t>(rows.front());
}

std::optional<uint32_t> Table::from_bundled(uint32_t bundled) const {
  if (!layered_) return bundled;
  if (!bundled_below_) return std::nullopt;
  const auto at = std::lower_bound(rows_.begin(), rows_.end(), RowOfPart{0, bundled});
  if (at == rows_.end() || *at != RowOfPart{0, bundled}) return std::nullopt;
  return static_cast<uint32_t>(at - rows_.begin());
}

std::optional<uint32_t> Table::column(std::string_view name) const {
  for (uint32_t i = 0; i < columns_.size(); ++i)
    if (same_word(columns_[i], name)) return i;
  return std::nullopt;
}

std::string_view Table::cell(uint32_t row, std::string_view column_name) const {
  const auto at = column(column_name);
  return at ? cell(row, *at) : std::string_view();
}

std::vector<std::string_view> split_list(std::string_view cell, char separator) {
  std::vector<std::string_view> out;
  while (!cell.empty()) {
    const size_t end = std::min(cell.find(separator), cell.size());
    if (const std::string_view part = trim(cell.substr(0, end)); !part.empty()) out.push_back(part);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return out;
}

}  // namespace anamnesis
