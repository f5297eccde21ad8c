// Table: one mapping table, as rows of cells that are slices of the file it came from.
//
// File format: TSV, UTF-8, LF; one header row with the column names; `#` starts a comment line; empty lines are
// skipped. The first column is the key by which a user's layer overrides a row (several rows may share a key
// within one file: together they are what the key stands for). A cell may be empty. No quoting: a cell cannot
// hold a tab or a line break. A column `status` with the value `disabled` removes the key's rows.
//
// A table knows no FHIR and no text. Tables are immutable after load and may be shared between threads.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace anamnesis {

class Table {
 public:
  // Errors: ill-formed UTF-8, no header, an empty or double column name, a row with more or fewer cells than the
  // header, an empty key; all with file:line:column.
  static Result<Table> parse(std::string name, std::string file, std::string bytes);

  const std::string& name() const { return name_; }  // "grammar/units": the path below mappings/ without .tsv
  const std::string& file() const { return file_; }  // for messages
  uint32_t size() const { return static_cast<uint32_t>(lines_.size()); }
  std::span<const std::string_view> columns() const { return columns_; }
  std::optional<uint32_t> column(std::string_view name) const;

  std::string_view cell(uint32_t row, uint32_t column) const { return cells_[row * columns_.size() + column]; }
  std::string_view cell(uint32_t row, std::string_view column_name) const;  // empty if there is no such column
  std::string_view key(uint32_t row) const { return cell(row, 0u); }
  uint32_t line(uint32_t row) const { return lines_[row]; }

 private:
  std::string name_, file_;
  std::shared_ptr<const std::string> bytes_;  // what the slices point into
  std::vector<std::string_view> columns_;
  std::vector<std::string_view> cells_;  // size() x columns
  std::vector<uint32_t> lines_;          // from 1
};

// One row of one table: what a mention, a cue or a mapping can name as its reason.
struct Row {
  const Table* table = nullptr;
  uint32_t index = 0;

  explicit operator bool() const { return table != nullptr; }
  std::string_view operator[](std::string_view column) const { return table->cell(index, column); }
  std::string_view key() const { return table->key(index); }
  std::string place() const { return table->file() + ":" + std::to_string(table->line(index)); }
  friend bool operator==(const Row&, const Row&) = default;
};

// The parts of a cell that holds a list, separated by `|`; blanks around a part are cut off, empty parts left out.
std::vector<std::string_view> split_list(std::string_view cell, char separator = '|');

}  // namespace anamnesis
