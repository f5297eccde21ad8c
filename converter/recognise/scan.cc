// Scanning, in the making: the scanners land one by one.
#include "recognise/scan.h"

namespace anamnesis {

struct ScanGrammar {};

Result<ScanTables> ScanTables::compile(const Tables&, const Folding&) {
  ScanTables out;
  out.grammar_ = std::make_shared<const ScanGrammar>();
  return out;
}

std::span<const Mention> scan(const Document&, const Segments&, const ScanTables&, Arena&) { return {}; }

std::span<const Abbreviation> find_abbreviations(const Document&, const Segments&, Arena&) { return {}; }

}  // namespace anamnesis
