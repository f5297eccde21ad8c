// Tables: all mapping tables of a run, the bundled ones with the user's layers on top.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/table.h"

namespace anamnesis {

class Tables {
 public:
  // The tables inside the binary, then each folder of `layers` in order: a row of a layer replaces the rows with
  // its key in the table of the same name; `status` = `disabled` removes them; a new name is a new table.
  static Result<Tables> load(const std::vector<std::string>& layers = {});

  // Only the folder, nothing bundled (the build-time compiler, tests).
  static Result<Tables> load_folder(const std::string& folder);

  // nullptr if there is none. The pointer is good as long as the Tables.
  const Table* find(std::string_view name) const;

  const std::vector<std::shared_ptr<const Table>>& all() const { return tables_; }

 private:
  std::vector<std::shared_ptr<const Table>> tables_;  // sorted by name
};

}  // namespace anamnesis
