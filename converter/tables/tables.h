// Tables: all mapping tables of a run, the bundled ones with the user's layers on top.
//
// Layers are folders laid out as mappings/ is: DIR/terms/conditions.tsv goes on top of terms/conditions. A layer's
// file may leave columns out; a column or a table that is not among the bundled ones is an error, since it would change
// nothing silently, and so is a folder without tables. Tables of cases/ (notes to test with) may have any name.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/blocks.h"
#include "tables/table.h"

namespace anamnesis {

class Tables {
 public:
  // The tables inside the binary, then each folder of `layers` in order: a row of a layer replaces the rows with
  // its key in the table of the same name; `status` = `disabled` removes them.
  static Result<Tables> load(const std::vector<std::string>& layers = {});

  // Only the folder, nothing bundled (the build-time compiler, tests).
  static Result<Tables> load_folder(const std::string& folder);

  // What compile() made, then layers. The bytes must outlive the tables.
  static Result<Tables> open(std::string_view compiled, const std::vector<std::string>& layers = {});

  // The bytes for open(): the tables, and blocks that others computed over them (named "lexicon", ...).
  std::string compile(std::vector<Block> more = {}) const;

  // nullptr if there is none. The pointer is good as long as the Tables.
  const Table* find(std::string_view name) const;

  const std::vector<std::shared_ptr<const Table>>& all() const { return tables_; }

  // A block that the build put beside the tables (see compile); empty if there is none. It speaks of the tables as
  // compiled: Table::from_bundled() says where its rows are now, Table::first_layer_row() what it does not know.
  std::string_view block(std::string_view name) const;

 private:
  Result<void> add_layer(const std::string& folder);

  std::vector<std::shared_ptr<const Table>> tables_;  // sorted by name
  std::vector<BlockView> blocks_;
};

}  // namespace anamnesis
