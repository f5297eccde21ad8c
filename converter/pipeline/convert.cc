// A narrative goes in, a validated Bundle comes out: this function is the map of the program.
#include "pipeline/convert.h"

#include <algorithm>

#include "validate/validator.h"

namespace anamnesis {

bool Conversion::valid() const {
  return std::none_of(findings.begin(), findings.end(), [](const Issue& i) { return i.severity >= Severity::error; });
}

Conversion convert(const Document& document, const Knowledge& knowledge, const validate::Validator* validator,
                   const BundleOptions& options, Workspace& ws) {
  ws.arena.reset();
  Conversion out;
  const Segments segments = segment(document, knowledge.segmentation, ws.arena);
  out.mentions = recognise(document, segments, knowledge.recogniser, ws.arena);
  const auto contexts = apply_context(document, segments, out.mentions.mentions, knowledge.context, ws.arena);
  out.statements = assemble(document, segments, out.mentions, contexts, knowledge.assembly, ws.arena);
  out.resources = map_statements(document, out.statements, knowledge.mapping, ws.arena, out.issues);
  out.bundle = make_bundle(document, out.resources, knowledge.mapping, options, ws.arena);
  if (validator != nullptr) validator->validate(*out.bundle.root, {}, out.findings);
  return out;
}

}  // namespace anamnesis
