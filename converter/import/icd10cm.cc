// ICD-10-CM order file (fixed width: 1-5 order, 7-13 code without its dot, 15 billable, 17-76 short, 78- long title)
// -> one term per code; category says whether it can be billed.
#include "base/gzip_lines.h"
#include "import/import.h"

namespace anamnesis::import {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  return s;
}

}  // namespace

Result<void> import_icd10cm(const std::string& path, const Sink& sink) {
  auto lines = GzipLineReader::open(path);
  if (!lines) return lines.error();
  std::string_view line;
  for (;;) {
    const auto more = lines->next(line);
    if (!more) return more.error();
    if (!*more) return {};
    if (line.empty()) continue;
    if (line.size() < 78)
      return Error{"is no line of an ICD-10-CM order file: shorter than 78 characters", path, lines->line_number(), 1};
    std::string code(trimmed(line.substr(6, 7)));
    if (code.size() > 3) code.insert(3, ".");
    const std::string title(trimmed(line.substr(77)));
    const Term term{
        "icd10cm-" + code,
        {title},
        {{"icd10cm", code}, {"icd10cm_display", title}, {"category", line[14] == '1' ? "billable" : "header"}}};
    if (auto taken = sink(term); !taken) return taken;
  }
}

}  // namespace anamnesis::import
