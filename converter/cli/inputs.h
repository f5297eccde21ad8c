// Which files a command reads where it was given files and folders.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace anamnesis::cli {

// Folders become the narratives below them (by the ending of their names), in order; files and "-" stay as they are.
// Errors: a folder that cannot be listed.
Result<std::vector<std::string>> narratives_in(const std::vector<std::string>& inputs);

}  // namespace anamnesis::cli
