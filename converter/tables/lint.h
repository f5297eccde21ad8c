// Lint of mapping tables: what can be said of a table without FHIR and without text.
//
// Checks of lint/columns, by name:
//   key       a slug: lower-case letters, digits, hyphens
//   phrases   not empty unless disabled; no phrase twice in a row; a phrase of two concepts is told
//   snomed    6 to 18 digits, Verhoeff check digit; loinc: N-D, mod 10 check digit (both: a list separated by bars)
//   icd10cm   letter, two characters, optional dot and up to four more; digits, digits7: of that many digits
//   ucum      each unit of the list, by the caller's check; number: a decimal; one-of: a value of the rule's own list
//   text      anything
// A rule is for the column of that name in all tables of terms/, or for one table only: "grammar/cues:axis".
// Besides: unknown columns, blanks or quotes around a cell, low above high, rows that say nothing new, a disabled key
// that is not there.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/result.h"
#include "tables/tables.h"

namespace anamnesis {

struct LintFinding {
  Severity severity = Severity::error;
  Error what;  // with file, line, column
};

// Ok, or what is wrong with a unit of measure. Tables know no units, so the caller brings it.
using UnitCheck = std::function<Result<void>(std::string_view)>;

// `table` as parsed from one file. `rules` are the tables that hold lint/columns and lint/exceptions; `base` is the
// table below it, if it is a layer. Findings in the order of lines.
std::vector<LintFinding> lint(const Table& table, const Tables& rules, const UnitCheck& unit_check = {},
                              const Table* base = nullptr);

// Empty if `value` may stand in `column` of the table, else what is wrong with it. Values that lint/exceptions lists
// may always.
std::string fault_of_value(std::string_view table, std::string_view column, std::string_view value, const Tables& rules,
                           const UnitCheck& unit_check = {});

// Empty if the code is right, else what is wrong and what was probably meant.
std::string check_loinc(std::string_view code);
std::string check_snomed(std::string_view code);

}  // namespace anamnesis
