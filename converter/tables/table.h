// Table: one mapping table, as rows of cells that are slices of the file it came from.
//
// File format: TSV, UTF-8 (a byte order mark is passed over), LF or CR LF; one header row with the column names; `#`
// starts a comment line; empty lines are skipped. The first column is the key by which a user's layer overrides a row
// (several rows may share a key within one file: together they are what the key stands for). A cell may be empty. No
// quoting: a cell cannot hold a tab or a line break. A column `status` with the value `disabled` removes the key's
// rows.
//
// Compiled form (what the build embeds and what parse makes in memory): 32-bit words of this machine, then text.
//   columns, rows, length of the file name, length of the cells' text
//   where each cell begins: the header's cells, then row by row, and one more word for the end
//   the line of each row in its file
//   the rows in order of their keys
//   the file name, the cells' text
// A table is a view of such bytes, so that loading one costs the same whatever its size.
//
// A layered table is a list of rows of several compiled tables: the bundled ones first, in their order, without
// those that a layer replaces; then the layers' rows.
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

  // A view of `compiled`, which must be aligned to 4 bytes, outlive the table and come from compiled().
  static Table open(std::string name, std::string_view compiled);

  // `layer` on top of `base` (same name; nullptr if there is none below): rows of the base whose key the layer has
  // are left out, rows of the layer follow, except disabled ones. Columns are the base's, then the layer's new ones.
  static Table layered(const Table* base, const Table& layer);

  // The bytes for open().
  std::string compiled() const;

  const std::string& name() const { return name_; }  // "grammar/units": the path below mappings/ without .tsv
  std::string file() const { return std::string(parts_[0].file); }  // for messages about the whole table
  std::string file(uint32_t row) const { return std::string(part_of(row).file); }
  uint32_t size() const { return layered_ ? static_cast<uint32_t>(rows_.size()) : parts_[0].rows; }
  std::span<const std::string_view> columns() const { return columns_; }
  std::optional<uint32_t> column(std::string_view name) const;

  std::string_view cell(uint32_t row, uint32_t column) const {
    if (!layered_) return parts_[0].cell(row, column);
    const RowOfPart at = rows_[row];
    return parts_[at.part].cell_if_any(at.row, column);
  }
  std::string_view cell(uint32_t row, std::string_view column_name) const;  // empty if there is no such column
  std::string_view key(uint32_t row) const { return cell(row, 0u); }
  uint32_t line(uint32_t row) const {
    return layered_ ? parts_[rows_[row].part].lines[rows_[row].row] : parts_[0].lines[row];
  }

  // The rows with this key, in order. Costs a binary search.
  std::vector<uint32_t> find_all(std::string_view key) const;
  std::optional<uint32_t> find(std::string_view key) const;  // the first of them

  // For what the build computed over the bundled rows (the lexicon): where row `bundled` of the table as compiled
  // is now, or nothing if a layer replaced or disabled it; and the first row that came from a layer.
  std::optional<uint32_t> from_bundled(uint32_t bundled) const;
  bool is_layered() const { return layered_; }
  uint32_t first_layer_row() const { return layered_ ? first_layer_row_ : size(); }

 private:
  // One compiled table, and where the columns of the whole are in it.
  struct Part {
    std::shared_ptr<const std::string> owner;  // null if the bytes are the program's own
    std::string_view file, text;
    uint32_t columns = 0, rows = 0;
    const uint32_t* offsets = nullptr;  // of the header and the rows' cells
    const uint32_t* lines = nullptr;
    const uint32_t* by_key = nullptr;
    std::vector<int32_t> column_of;  // -1: not there; empty: the same columns

    std::string_view at(size_t i) const { return text.substr(offsets[i], offsets[i + 1] - offsets[i]); }
    std::string_view cell(uint32_t row, uint32_t column) const { return at((size_t{row} + 1) * columns + column); }
    std::string_view cell_if_any(uint32_t row, uint32_t column) const {
      if (column_of.empty()) return cell(row, column);
      return column_of[column] < 0 ? std::string_view() : cell(row, static_cast<uint32_t>(column_of[column]));
    }
    std::span<const uint32_t> rows_of(std::string_view key) const;
  };
  struct RowOfPart {
    uint32_t part = 0, row = 0;
    friend auto operator<=>(const RowOfPart&, const RowOfPart&) = default;
  };

  static Part view(std::shared_ptr<const std::string> owner, std::string_view compiled);
  const Part& part_of(uint32_t row) const { return parts_[layered_ ? rows_[row].part : 0]; }

  std::string name_;
  std::vector<Part> parts_;  // at least one
  std::vector<std::string_view> columns_;
  bool layered_ = false;
  bool bundled_below_ = false;  // part 0 is the table as compiled, below the layers
  uint32_t first_layer_row_ = 0;
  std::vector<RowOfPart> rows_;  // if layered; sorted
};

// One row of one table: what a mention, a cue or a mapping can name as its reason.
struct Row {
  const Table* table = nullptr;
  uint32_t index = 0;

  explicit operator bool() const { return table != nullptr; }
  std::string_view operator[](std::string_view column) const { return table->cell(index, column); }
  std::string_view key() const { return table->key(index); }
  std::string place() const { return table->file(index) + ":" + std::to_string(table->line(index)); }
  friend bool operator==(const Row&, const Row&) = default;
};

// The parts of a cell that holds a list, separated by `|`; blanks around a part are cut off, empty parts left out.
std::vector<std::string_view> split_list(std::string_view cell, char separator = '|');

}  // namespace anamnesis
