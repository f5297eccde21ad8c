// Two units are comparable if they measure the same kind of thing, or if the one is what stands above the line of the
// other ("34 mm" for mm/h). A percentage may be a ratio, but for one to
// a time: both are shares. Anything may be told as a multiple of its limit.
#include "assemble/unit_kinds.h"

namespace anamnesis {
namespace {

// Calls `f` with each item of a cell separated by bars until it says true.
template <typename F>
bool any_item(std::string_view cell, F f) {
  while (!cell.empty()) {
    const size_t bar = cell.find('|');
    if (f(cell.substr(0, bar))) return true;
    if (bar == std::string_view::npos) return false;
    cell.remove_prefix(bar + 1);
  }
  return false;
}

}  // namespace

bool lists_item(std::string_view cell, std::string_view item) {
  return any_item(cell, [&](std::string_view one) { return one == item; });
}

UnitKinds::UnitKinds(const Table* units) {
  const auto ucum = units != nullptr ? units->column("ucum") : std::nullopt;
  const auto kind = units != nullptr ? units->column("kind") : std::nullopt;
  if (!ucum || !kind) return;
  for (uint32_t i = 0; i < units->size(); ++i) {
    kinds_.emplace(units->cell(i, *ucum), units->cell(i, *kind));
    if (lists_item(units->cell(i, "dose"), "per")) dosed_per_.insert(units->cell(i, *ucum));
    if (units->cell(i, "pair") == "yes") in_pairs_.insert(units->cell(i, *ucum));
  }
}

bool UnitKinds::is_dose_per(std::string_view ucum) const {
  const size_t slash = ucum.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view below = ucum.substr(slash + 1);
  return dosed_per_.contains(below.substr(0, below.find_first_of("/.")));
}

bool UnitKinds::is_told_in_pairs(std::string_view ucum) const {
  return any_item(ucum, [&](std::string_view unit) { return in_pairs_.contains(unit); });
}

bool UnitKinds::is_rate(std::string_view ucum) const {
  const size_t slash = ucum.find('/');
  return slash != std::string_view::npos && kind_of(ucum.substr(0, slash)) == "volume" &&
         is_time(ucum.substr(ucum.rfind('/') + 1));
}

std::string_view UnitKinds::kind_of(std::string_view ucum) const {
  if (ucum.find('/') != std::string_view::npos) return "ratio";
  const auto at = kinds_.find(ucum);
  return at == kinds_.end() ? std::string_view() : at->second;
}

bool UnitKinds::comparable(std::string_view expected, std::string_view ucum) const {
  if (expected == "1" || expected == ucum) return true;
  if (expected.starts_with(ucum) && expected.size() > ucum.size() && expected[ucum.size()] == '/') return true;
  const std::string_view a = kind_of(expected), b = kind_of(ucum);
  const auto is_share = [&](std::string_view unit) { return !is_time(unit.substr(unit.rfind('/') + 1)); };
  return a == b || (a == "percent" && b == "ratio" && is_share(ucum)) ||
         (a == "ratio" && b == "percent" && is_share(expected));
}

bool UnitKinds::measures(std::string_view expected, std::string_view ucum) const {
  const std::string_view kind = kind_of(ucum);
  return any_item(expected, [&](std::string_view unit) {
    return unit == ucum || (!kind.empty() && kind != "ratio" && kind_of(unit) == kind);
  });
}

bool UnitKinds::fits(std::string_view expected, std::string_view ucum) const {
  if (ucum.empty() || kind_of(ucum) == "multiple") return true;
  if (expected.empty()) return !is_time(ucum);
  return any_item(expected, [&](std::string_view unit) { return comparable(unit, ucum); });
}

}  // namespace anamnesis
