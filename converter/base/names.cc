// Names: a table under a lock; it is asked while definitions load and expressions compile, never while they are used.
#include "base/names.h"

#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace anamnesis {

namespace {
constexpr size_t kMostNames = 50'000, kLongestName = 100;  // all of R4 has some 2,500
}

uint32_t number_of_name(std::string_view name) {
  static std::mutex mutex;
  static std::deque<std::string> names;
  static std::unordered_map<std::string_view, uint32_t> numbers;
  const std::lock_guard lock(mutex);
  if (const auto known = numbers.find(name); known != numbers.end()) return known->second;
  if (names.size() == kMostNames || name.size() > kLongestName) return 0;
  const std::string& kept = names.emplace_back(name);
  return numbers.emplace(kept, static_cast<uint32_t>(names.size())).first->second;
}

}  // namespace anamnesis
