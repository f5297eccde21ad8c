// What the files of the command `mappings` share.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "tables/tables.h"

namespace anamnesis::cli {

// Subcommands that look at tables only (mappings_tables.cc), and those that read narratives (mappings_text.cc).
void add_table_commands(CLI::App& mappings, int& status);
void add_text_commands(CLI::App& mappings, int& status);

// Prints an error to stderr and gives the exit status.
int complain_of(const Error& error, int status);

// Writes to the file, or to standard output if `path` is empty or "-".
Result<void> put(const std::string& path, const std::string& bytes);

// The code columns of terms/ tables, by resources/systems: column and system URI, in that table's order.
std::vector<std::pair<std::string, std::string>> code_columns(const Tables& tables);

}  // namespace anamnesis::cli
