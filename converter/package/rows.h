// Rows: the small tables of schemas/ (codes/*.tsv, r4/invariants.tsv), a line at a time. Cells are separated by tabs,
// lines that begin with "#" are comments, the first other line names the columns and is passed by.
//
// Views live as long as the table's text.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

#include "base/catalogue.h"

namespace anamnesis::package {

class Rows {
 public:
  static constexpr size_t kMaxColumns = 8;

  // A table inside the binary: "codes/ucum.tsv".
  explicit Rows(std::string_view path) : rest_(embedded_catalogue().file(path)) { next(); }

  // Goes to the next row; false at the end.
  bool next() {
    while (!rest_.empty()) {
      std::string_view line = cut(rest_, '\n');
      if (line.empty() || line[0] == '#') continue;
      for (std::string_view& cell : cells_) cell = cut(line, '\t');
      return true;
    }
    return false;
  }

  // A cell of the row; "" where the row is shorter.
  std::string_view operator[](size_t column) const { return cells_[column]; }

 private:
  static std::string_view cut(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
  }

  std::string_view rest_;
  std::array<std::string_view, kMaxColumns> cells_;
};

}  // namespace anamnesis::package
