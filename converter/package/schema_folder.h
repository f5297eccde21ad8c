// A folder of schemas (schemas/ of the repository, or --schemas DIR) -> the bytes of a Catalogue.
#pragma once
#include <string>

#include "base/result.h"

namespace anamnesis::package {

// Reads packages.tsv (which folder is which package), every .ndjson and .json below those folders, and keeps .tsv and
// .txt files as plain entries. Errors say file:line:column.
Result<std::string> compile_schema_folder(const std::string& folder);

}  // namespace anamnesis::package
