// The commands: each registers its options with the program and sets the exit status when it ran.
#pragma once
#include <CLI/CLI.hpp>

namespace anamnesis::cli {

using Register = void (*)(CLI::App& app, int& status);

// One function a command, defined in the file of its name.
// (empty until the first command lands)

inline constexpr Register kCommands[] = {nullptr};

}  // namespace anamnesis::cli
