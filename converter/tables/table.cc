// TSV in, slices out: one pass over the bytes finds lines, then cells; every fault names file:line:column.
#include "tables/table.h"

#include <algorithm>

#include "base/utf8.h"

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

}  // namespace

Result<Table> Table::parse(std::string name, std::string file, std::string bytes) {
  Table table;
  table.name_ = std::move(name);
  table.file_ = std::move(file);
  table.bytes_ = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view all = *table.bytes_;
  const auto fail = [&](uint32_t line, uint32_t column, std::string message) {
    return Error{std::move(message), table.file_, line, column};
  };
  if (const auto bad = find_invalid_utf8(all)) {
    const LineColumn at = locate(all, *bad);
    return fail(at.line, at.column, "is not well-formed UTF-8");
  }
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
    if (table.columns_.empty()) {
      for (size_t i = 0; i < cells.size(); ++i) {
        const bool twice = std::find(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(i), cells[i]) !=
                           cells.begin() + static_cast<std::ptrdiff_t>(i);
        const auto column = static_cast<uint32_t>(cells[i].data() - line.data() + 1);
        if (cells[i].empty()) return fail(number, column, "a column without a name");
        if (twice) return fail(number, column, "column '" + std::string(cells[i]) + "' is there twice");
      }
      table.columns_ = cells;
      continue;
    }
    if (cells.size() != table.columns_.size())
      return fail(number, static_cast<uint32_t>(1 + count_code_points(line)),
                  "the row has " + std::to_string(cells.size()) + " cells, the header " +
                      std::to_string(table.columns_.size()));
    if (cells[0].empty()) return fail(number, 1, "the key column '" + std::string(table.columns_[0]) + "' is empty");
    table.cells_.insert(table.cells_.end(), cells.begin(), cells.end());
    table.lines_.push_back(number);
  }
  if (table.columns_.empty()) return fail(1, 1, "has no header row");
  return table;
}

std::optional<uint32_t> Table::column(std::string_view name) const {
  const auto at = std::find(columns_.begin(), columns_.end(), name);
  if (at == columns_.end()) return std::nullopt;
  return static_cast<uint32_t>(at - columns_.begin());
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
