// The FHIR XML reader knows from the model what is an array, a number or a boolean; the JSON writer does the rest.
#include "package/xml_resource.h"

#include "fhir/json_writer.h"
#include "fhir/xml_reader.h"

namespace anamnesis::package {

Result<std::string> json_of_xml(std::string_view xml, const std::string& source) {
  Arena arena;
  Issues ignored;  // faults of a definition are found when it is validated, not when it is used
  const auto root = fhir::read_xml(xml, arena, fhir::r4_model(), ignored);
  if (!root) {
    Error error = root.error();
    error.file = source;
    return error;
  }
  std::string out;
  fhir::write_json(out, **root, {.indent = 0});
  return out;
}

}  // namespace anamnesis::package
