// Converting: any text becomes a Bundle without an error of the validator, whose evidence stands inside the text; and
// the same text gives the same Bundle. Bytes below 0x80 at the start are text as it is; else each pair of bytes names a
// word of the mapping tables or of the samples, so that what clinicians write is met in every order.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "base/utf8.h"
#include "converter.h"
#include "fhir/json_reader.h"
#include "read/read.h"
#include "tables/tables.h"

using namespace anamnesis;

namespace {

[[noreturn]] void broken(const char* why, std::string_view text, std::string_view more) {
  std::fprintf(stderr, "%s\n--- text\n%.*s\n---\n%.*s\n", why, static_cast<int>(text.size()), text.data(),
               static_cast<int>(more.size()), more.data());
  std::abort();
}

std::vector<std::string> vocabulary() {
  std::vector<std::string> out = {" ", "\n", "\n\n", ". ", ", ", "; ", ": ", "(", ") ", "-", "/", "1", "2.5", "10", "37", "100", "1e9", "2017"};
  for (const char* sample : {"covid-transplant", "heart-failure", "hip-fracture", "ketoacidosis", "lupus-nephritis"})
    if (const auto text = read_file("samples/" + std::string(sample) + "/case.txt"))
      for (size_t at = 0; at < text->size();) {
        const size_t end = std::min(text->find(' ', at), text->size() - 1) + 1;
        out.push_back(text->substr(at, end - at));
        at = end;
      }
  const auto tables = Tables::load();
  for (const auto& table : tables->all())
    for (uint32_t row = 0; row < table->size(); ++row)
      for (const char* column : {"phrases", "phrase", "spelling", "pattern", "heading", "abbreviation"})
        for (const std::string_view phrase : split_list(table->cell(row, column))) out.push_back(std::string(phrase) + " ");
  return out;
}

std::string text_of(const uint8_t* data, size_t size) {
  if (size == 0 || data[0] < 0x80) return std::string(reinterpret_cast<const char*>(data), size);
  static const std::vector<std::string> words = vocabulary();
  std::string out;
  for (size_t i = 1; i + 1 < size; i += 2) out += words[(size_t{data[i]} << 8 | data[i + 1]) * words.size() >> 16];
  return out;
}

// Each derivation-reference extension: offset and length count code points of the text.
void check_evidence(const fhir::Element& e, uint32_t length, std::string_view text) {
  if (e.name() == "extension" && e.text("url") == "http://hl7.org/fhir/StructureDefinition/derivation-reference") {
    uint64_t offset = 0, count = 0;
    for (const fhir::Element* x = e.first(); x != nullptr; x = x->next()) {
      if (x->text("url") == "offset") offset = std::strtoull(std::string(x->text("valueInteger")).c_str(), nullptr, 10);
      if (x->text("url") == "length") count = std::strtoull(std::string(x->text("valueInteger")).c_str(), nullptr, 10);
    }
    if (count == 0 || offset + count > length) broken("evidence outside of the text", text, {});
  }
  for (const fhir::Element* x = e.first(); x != nullptr; x = x->next()) check_evidence(*x, length, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto loaded = Converter::load({.format = Options::Format::ndjson, .explain = true});
  const std::string text = text_of(data, size);
  if (text.size() > 20000) return 0;
  auto worker = loaded.converter->worker();
  const Output out = worker.convert("case.txt", text);
  auto other = loaded.converter->worker();
  (void)other.convert("other.txt", "Fever for 2 days. Temperature 39.1 C.");
  const Output again = other.convert("case.txt", text);
  const auto document = read_document("case.txt", text);
  if (out.text != again.text || out.ok != again.ok || out.explanation != again.explanation) broken("two runs differ", text, out.text);
  if (!out.ok) {
    // Refused as a document (empty, not UTF-8, markup that is cut off) is fine; a Bundle with an error is not.
    if (document.ok()) broken("the Bundle is not valid", text, out.problem + out.text);
    return 0;
  }
  Arena arena;
  Issues issues;
  const auto bundle = fhir::read_json(out.text, arena, fhir::r4_model(), issues);
  if (!bundle || !issues.empty()) broken("the Bundle cannot be read", text, out.text);
  check_evidence(**bundle, static_cast<uint32_t>(count_code_points(document->text)), text);
  return 0;
}
