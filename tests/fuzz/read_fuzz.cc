// Narratives: any bytes, taken for each form that is read, become a Document or are refused. A Document's text is UTF-8,
// its parts stand in it in order, and reading again gives the same.
#include <cstdlib>
#include <cstring>

#include "base/utf8.h"
#include "read/read.h"

using namespace anamnesis;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void examine(const Document& d) {
  check(!find_invalid_utf8(d.text));
  check(!d.identity.empty());
  uint32_t end = 0;
  for (const DocumentPart& part : d.parts) {
    check(part.span.begin >= end && part.span.begin <= part.span.end && part.span.end <= d.text.size());
    end = part.span.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ReadOptions options{.max_line = 1 << 20};
  for (const char* name : {"case.txt", "case.json", "case.xml", "cases.ndjson"}) {
    const auto document = read_document(name, bytes, options);
    if (!document) continue;
    examine(*document);
    const auto again = read_document(name, bytes, options);
    check(again.ok() && again->text == document->text && again->identity == document->identity);
  }
  const auto line = read_ndjson_line("cases.ndjson", 1, bytes, options);
  if (line) examine(*line);
  (void)ndjson_id(bytes);
  return 0;
}
