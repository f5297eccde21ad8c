// UnitKinds: what a UCUM code measures (grammar/units, column `kind`), so that a value of 38 weeks is no temperature.
#pragma once
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "tables/table.h"

namespace anamnesis {

class UnitKinds {
 public:
  explicit UnitKinds(const Table* units);

  // "time", "mass", ...; "ratio" for whatever stands over something else, "" for what the table does not know.
  std::string_view kind_of(std::string_view ucum) const;
  bool is_time(std::string_view ucum) const { return kind_of(ucum) == "time"; }

  // Whether a drug is dosed so: its amount for each kilogram, day, ... ("mg/kg", "ug/kg/min"; column `dose` lists per).
  bool is_dose_per(std::string_view ucum) const;

  // Whether two numbers over one another with one of the units `ucum` (separated by bars) are a blood pressure.
  bool is_told_in_pairs(std::string_view ucum) const;

  // Whether it is a volume in so much time: the rate of an infusion.
  bool is_rate(std::string_view ucum) const;

  // Whether one of the units `expected` measures the very same thing; no ratio is another's.
  bool measures(std::string_view expected, std::string_view ucum) const;

  // Whether a quantity in `ucum` can be a value of a test whose row expects the units `expected`.
  bool fits(std::string_view expected, std::string_view ucum) const;

 private:
  bool comparable(std::string_view expected, std::string_view ucum) const;

  std::unordered_map<std::string_view, std::string_view> kinds_;
  std::unordered_set<std::string_view> dosed_per_, in_pairs_;
};

// Whether `item` is one of those of a cell (separated by bars).
bool lists_item(std::string_view cell, std::string_view item);

}  // namespace anamnesis
