// A conformance resource in FHIR XML -> the same in FHIR JSON, so that everything behind the loader sees one form.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace anamnesis::package {

// Errors say file:line:column, with `source` as the file.
Result<std::string> json_of_xml(std::string_view xml, const std::string& source);

}  // namespace anamnesis::package
