// Delimited text: CSV (RFC 4180, with `,` or `;`) and TSV with a header row, read line by line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/gzip_lines.h"

namespace anamnesis::import {

// Splits one line. With quotes, "" inside a quoted cell is one quote; a cell cannot hold a line break.
void split_delimited(std::string_view line, char separator, bool quotes, std::vector<std::string>& cells);

class DelimitedReader {
 public:
  // Skips lines that begin with `comment` (0: none) and `skip` lines before the header.
  static Result<DelimitedReader> open(const std::string& path, char separator, bool quotes, char comment = 0,
                                      int skip = 0);

  // False behind the last row. Errors: those of GzipLineReader.
  Result<bool> next();
  // The cell of a named column in the current row; empty if there is no such column.
  std::string_view cell(std::string_view column) const;
  bool has(std::string_view column) const;
  Error error(std::string message) const { return {std::move(message), lines_.path(), lines_.line_number()}; }

 private:
  explicit DelimitedReader(GzipLineReader lines) : lines_(std::move(lines)) {}

  GzipLineReader lines_;
  char separator_ = ',', comment_ = 0;
  bool quotes_ = false;
  std::vector<std::string> header_, cells_;
};

}  // namespace anamnesis::import
