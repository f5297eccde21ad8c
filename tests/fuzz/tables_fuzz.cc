// Mapping tables: any bytes are a table or refused with their place; a table survives compiling, layering and lint.
// As a user's layer over the bundled tables they are refused, or a narrative is converted with them.
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include "base/files.h"
#include "pipeline/convert.h"
#include "tables/lint.h"

using namespace anamnesis;

namespace {

constexpr const char* kNames[] = {"terms/conditions",     "terms/tests",         "grammar/units",    "grammar/cues",
                                  "grammar/frequencies",  "grammar/sections",    "grammar/numbers",  "grammar/time",
                                  "grammar/modifiers",    "grammar/spelling",    "resources/elements", "resources/statements",
                                  "resources/vocabularies", "terms/medications", "grammar/abbreviations", "grammar/dose_words"};

constexpr std::string_view kText =
    "A 54-year-old woman had fever and a dry cough for 3 days. No chest pain. Her heart rate was 104 /min and "
    "haemoglobin 9.1 g/dL on admission. Amoxicillin 500 mg was given three times daily for 7 days. She was discharged.\n";

const std::string& folder() {
  static const std::string made = [] {
    const auto path = std::filesystem::temp_directory_path() / ("tables_fuzz_" + std::to_string(getpid()));
    for (const char* kind : {"terms", "grammar", "resources"}) std::filesystem::create_directories(path / kind);
    return path.string();
  }();
  return made;
}

void as_layer(const std::string& name, std::string_view bytes) {
  const std::string file = folder() + "/" + name + ".tsv";
  if (!write_file(file, bytes)) std::abort();
  if (const auto knowledge = Knowledge::load({folder()})) {
    Document document;
    document.name = document.identity = "case";
    document.text = kText;
    Workspace ws;
    (void)convert(document, **knowledge, nullptr, {}, ws);
  }
  std::filesystem::remove(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto bundled = Tables::load();
  if (size == 0) return 0;
  const std::string name = kNames[data[0] % std::size(kNames)];
  const bool whole = data[0] >= 0x80;  // loading everything is slow: half of the inputs
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto table = Table::parse(name, "fuzz.tsv", std::string(bytes));
  if (!table) return 0;
  const std::string compiled = table->compiled();
  const Table opened = Table::open(name, compiled);
  if (opened.compiled() != compiled || opened.size() != table->size()) std::abort();
  const Table* base = bundled->find(name);
  const Table layered = Table::layered(base, *table);
  for (uint32_t row = 0; row < table->size(); ++row) (void)layered.find_all(table->key(row));
  (void)lint(*table, *bundled, {}, base);
  if (whole) as_layer(name, bytes);
  return 0;
}
