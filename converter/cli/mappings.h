// What the files of the command `mappings` share.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "pipeline/convert.h"
#include "tables/tables.h"

namespace anamnesis::cli {

// One function a subcommand, in the file of its name. Those from explain on read narratives.
void add_mappings_import(CLI::App& mappings, int& status);
void add_mappings_lint(CLI::App& mappings, int& status);
void add_mappings_stats(CLI::App& mappings, int& status);
void add_mappings_export(CLI::App& mappings, int& status);
void add_mappings_explain(CLI::App& mappings, int& status);
void add_mappings_unmapped(CLI::App& mappings, int& status);
void add_mappings_coverage(CLI::App& mappings, int& status);
void add_mappings_test(CLI::App& mappings, int& status);

// The option --mappings.
void add_layers(CLI::App& command, std::vector<std::string>& layers);

// Prints an error to stderr and gives the exit status.
int complain_of(const Error& error, int status);

// Writes to the file, or to standard output if `path` is empty or "-".
Result<void> put(const std::string& path, const std::string& bytes);

// The bundled table of that name; if there is none, an error with the nearest name.
Result<const Table*> table_called(const Tables& tables, const std::string& name);

// The code columns of terms/ tables, by resources/systems: column and system URI, in that table's order.
std::vector<std::pair<std::string, std::string>> code_columns(const Tables& tables);

// "snomed:386661006 icd10cm:R50.9": the codes of a row of a terms/ table; empty if it has none.
std::string codes_of(Row row, const Tables& tables);

// Reading narratives: as `convert` does, but no Bundle is validated.
using Visit = std::function<void(const Document&, const Conversion&)>;
void visit(const Document& document, const Knowledge& knowledge, const Visit& seen);

// Loads what a run needs, then does it; gives the exit status.
int with_knowledge(const std::vector<std::string>& layers, const std::function<int(const Knowledge&)>& work);

// Every narrative of the inputs. A bad one is told and passed over. The exit status: 0; 1 if some could not be read; 3
// if none could.
int visit_inputs(const std::vector<std::string>& inputs, const Knowledge& knowledge, const Visit& seen);

}  // namespace anamnesis::cli
