// Knowledge: everything a run knows before it reads a document: the mapping tables and what each stage compiled from
// them. Made once, immutable, shared by all workers.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "assemble/assemble.h"
#include "base/result.h"
#include "context/context.h"
#include "map/mapping.h"
#include "recognise/recognise.h"
#include "segment/segment.h"
#include "tables/tables.h"

namespace anamnesis {

struct Knowledge {
  std::unique_ptr<const Tables> tables;
  SegmentTables segmentation;
  Recogniser recogniser;
  ContextRules context;
  AssemblyRules assembly;
  Mapping mapping;
  std::string tables_version;  // of the bundled tables and the layers on top

  // `layers`: folders of mapping tables on top of the bundled ones. Errors name file, line and column.
  static Result<std::unique_ptr<const Knowledge>> load(const std::vector<std::string>& layers = {});
};

}  // namespace anamnesis
