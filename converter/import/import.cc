// The list of formats, and what terms have in common when they become rows.
#include "import/import.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace anamnesis::import {
namespace {

constexpr std::array kFormats = {
    Format{"biolexica", "biolexica TSV: names and synonyms by database and id", "hp mondo", import_biolexica},
    Format{"drugbank", "DrugBank open vocabulary CSV", "unii", import_drugbank},
    Format{"fhir", "FHIR CodeSystem, ValueSet or ConceptMap JSON (the SNOMED CT Global Patient Set is one)",
           "snomed snomed_display icd10cm icd10cm_display rxnorm rxnorm_display loinc loinc_display hp mondo category",
           import_fhir},
    Format{"icd10cm", "ICD-10-CM order file", "icd10cm icd10cm_display category", import_icd10cm},
    Format{"loinc", "LOINC table CSV", "loinc loinc_display unit specimen class", import_loinc},
    Format{"mrconso", "UMLS MRCONSO.RRF or RxNorm RXNCONSO.RRF", "snomed icd10cm rxnorm loinc hp mondo category",
           import_mrconso},
    Format{"obo", "OBO ontology: names and exact synonyms", "hp mondo", import_obo},
    Format{"omop", "CSV of local items mapped to OMOP concepts", "snomed icd10cm rxnorm loinc unit specimen category",
           import_omop},
    Format{"rf2", "SNOMED CT RF2 description snapshot", "snomed category", import_rf2},
    Format{"rxnorm-names", "TSV of RXCUI, name, and term type or ingredients", "rxnorm rxnorm_display category",
           import_rxnorm_names},
    Format{"sssom", "SSSOM TSV: exact matches", "snomed icd10cm rxnorm loinc hp mondo", import_sssom},
    Format{"usagi", "Usagi CSV: approved mappings", "omop category", import_usagi},
};

void append_clean(std::string& out, std::string_view value, bool in_list) {
  bool blank = true;  // drops leading blanks and runs of them
  const size_t begin = out.size();
  for (const char c : value) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || (in_list && c == '|');
    if (is_blank && blank) continue;
    out += is_blank ? ' ' : c;
    blank = is_blank;
  }
  if (out.size() > begin && out.back() == ' ') out.pop_back();
}

// A key as tables want them: "icd10cm-U07.1" becomes "icd10cm-u07-1".
void append_key(std::string& out, std::string_view key) {
  for (const char c : ascii_lower(key)) {
    const bool fits = (c >= 'a' && c <= 'z') || is_digit(c);
    if (fits || (!out.empty() && out.back() != '-')) out += fits ? c : '-';
  }
  while (out.ends_with('-')) out.pop_back();
}

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats)
    if (format.name == name) return &format;
  return nullptr;
}

TermWriter::TermWriter(std::vector<std::string> columns, std::string source)
    : columns_(std::move(columns)), source_(std::move(source)), header_("concept\tphrases\tdisplay") {
  for (const std::string& column : columns_) header_ += "\t" + column;
  header_ += "\tsource\n";
}

std::string TermWriter::line(const Term& term) const {
  std::string out;
  append_key(out, term.key);
  out += '\t';
  std::vector<std::string> seen;
  for (const std::string& phrase : term.phrases) {
    std::string clean;
    append_clean(clean, phrase, true);
    if (clean.empty() || std::find(seen.begin(), seen.end(), clean) != seen.end()) continue;
    if (!seen.empty()) out += '|';
    out += clean;
    seen.push_back(std::move(clean));
  }
  out += '\t';
  if (!seen.empty()) out += seen.front();
  for (const std::string& column : columns_) {
    out += '\t';
    const auto cell =
        std::find_if(term.cells.begin(), term.cells.end(), [&](const auto& c) { return c.first == column; });
    if (cell != term.cells.end()) append_clean(out, cell->second, false);
  }
  return out + '\t' + source_ + '\n';
}

std::string_view column_of_system(std::string_view system) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kSystems = {{
      {"HP", "hp"},
      {"HPO", "hp"},
      {"http://human-phenotype-ontology.org", "hp"},
      {"http://hl7.org/fhir/sid/icd-10-cm", "icd10cm"},
      {"http://loinc.org", "loinc"},
      {"http://snomed.info/sct", "snomed"},
      {"http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"},
      {"ICD10CM", "icd10cm"},
      {"ICD-10-CM", "icd10cm"},
      {"LNC", "loinc"},
      {"LOINC", "loinc"},
      {"MONDO", "mondo"},
      {"RXCUI", "rxnorm"},
      {"RXNORM", "rxnorm"},
      {"RxNorm", "rxnorm"},
      {"SCTID", "snomed"},
      {"SNOMED", "snomed"},
      {"SNOMEDCT", "snomed"},
      {"SNOMEDCT_US", "snomed"},
      {"hp", "hp"},
      {"mondo", "mondo"},
  }};
  for (const auto& [name, column] : kSystems)
    if (name == system) return column;
  return {};
}

std::pair<std::string_view, std::string_view> split_semantic_tag(std::string_view name) {
  if (!name.ends_with(')')) return {name, {}};
  const size_t open = name.rfind(" (");
  if (open == std::string_view::npos) return {name, {}};
  return {name.substr(0, open), name.substr(open + 2, name.size() - open - 3)};
}

}  // namespace anamnesis::import
