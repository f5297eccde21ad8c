// The repository's own mapping tables, loaded once for the tests of the text column.
#pragma once
#include "segment/segment.h"
#include "tables/tables.h"

inline const anamnesis::Tables& bundled_grammar() {
  static const anamnesis::Tables tables =
      anamnesis::Tables::load_folder(ANAMNESIS_SOURCE_DIR "/mappings").value();
  return tables;
}

inline const anamnesis::SegmentTables& bundled_segment_tables() {
  static const anamnesis::SegmentTables tables = [] {
    auto compiled = anamnesis::SegmentTables::compile(bundled_grammar());
    if (!compiled) std::fprintf(stderr, "%s\n", compiled.error().text().c_str());
    return std::move(*compiled);
  }();
  return tables;
}
