// The commands: each registers its options with the program and sets the exit status when it ran.
#pragma once
#include <CLI/CLI.hpp>

namespace anamnesis::cli {

using Register = void (*)(CLI::App& app, int& status);

// One function a command, defined in the file of its name.
void add_convert(CLI::App& app, int& status);
void add_validate(CLI::App& app, int& status);
void add_fhirpath(CLI::App& app, int& status);
void add_mappings(CLI::App& app, int& status);
void add_package(CLI::App& app, int& status);

inline constexpr Register kCommands[] = {add_convert, add_validate, add_fhirpath, add_mappings, add_package};

}  // namespace anamnesis::cli
