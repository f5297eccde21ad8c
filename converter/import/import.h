// Importers: terminology files of others -> rows of mapping tables. One file of import/ per format; each streams,
// so that memory does not grow with the input.
//
// Every importer gives Terms; a TermWriter makes table rows of them. Several terms may have the same key: together
// they are what it stands for.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace anamnesis::import {

struct Term {
  std::string key;                                         // "snomed-840539006", "icd10cm-U07.1"
  std::vector<std::string> phrases;                        // the name first
  std::vector<std::pair<std::string, std::string>> cells;  // column, value: "snomed", "unit", "category", ...
};

// Takes a term; an error stops the import.
using Sink = std::function<Result<void>(const Term&)>;

struct Format {
  std::string_view name;     // of --from
  std::string_view what;     // for the help text
  std::string_view columns;  // those that it can fill besides concept, phrases, display, source; blank-separated
  Result<void> (*run)(const std::string& path, const Sink& sink);
};

// Sorted by name.
std::span<const Format> formats();
const Format* find_format(std::string_view name);

// One function a format, in the file of its name.
Result<void> import_biolexica(const std::string& path, const Sink& sink);
Result<void> import_drugbank(const std::string& path, const Sink& sink);
Result<void> import_fhir(const std::string& path, const Sink& sink);
Result<void> import_icd10cm(const std::string& path, const Sink& sink);
Result<void> import_loinc(const std::string& path, const Sink& sink);
Result<void> import_mrconso(const std::string& path, const Sink& sink);
Result<void> import_obo(const std::string& path, const Sink& sink);
Result<void> import_omop(const std::string& path, const Sink& sink);
Result<void> import_rf2(const std::string& path, const Sink& sink);
Result<void> import_rxnorm_names(const std::string& path, const Sink& sink);
Result<void> import_sssom(const std::string& path, const Sink& sink);
Result<void> import_usagi(const std::string& path, const Sink& sink);

// Rows of a table, one line a term, with a header that says the columns.
class TermWriter {
 public:
  // `columns` are those besides concept, phrases, display and source; a cell of any other column is left out.
  TermWriter(std::vector<std::string> columns, std::string source);
  const std::string& header() const { return header_; }
  // The line with its end. The key is written in lower-case letters, digits and hyphens. Tabs, line ends and bars
  // inside values become blanks; phrases appear once each.
  std::string line(const Term& term) const;

 private:
  std::vector<std::string> columns_;
  std::string source_, header_;
};

// The column for codes of a system as sources name it ("SNOMEDCT_US", "SCTID", "ICD10CM", "HP", ...); empty if none.
std::string_view column_of_system(std::string_view system);

// "chronic myeloid leukaemia (disorder)" -> the name and "disorder"; the tag is empty if there is none.
std::pair<std::string_view, std::string_view> split_semantic_tag(std::string_view name);

}  // namespace anamnesis::import
