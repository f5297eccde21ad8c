// The items of the arrays of one name in a JSON file of any length, each parsed alone, in bounded memory.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace anamnesis::import {

// Calls `item` for each object that stands in an array under the key `array`, and `scalar` for each string member seen
// outside of such objects, in file order. Errors: no JSON, an item above 64 MiB, those of the callbacks; with line.
using OnItem = std::function<Result<void>(const json::Value&)>;
using OnScalar = std::function<void(std::string_view key, std::string_view value)>;
Result<void> for_each_item(const std::string& path, std::string_view array, const OnItem& item, const OnScalar& scalar);

}  // namespace anamnesis::import
