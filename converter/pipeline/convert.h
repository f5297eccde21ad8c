// convert: one document through every stage. The map of the program is the body of convert() in convert.cc.
#pragma once
#include "base/arena.h"
#include "base/issue.h"
#include "bundle/bundle.h"
#include "pipeline/knowledge.h"
#include "read/document.h"

namespace anamnesis {

namespace validate {
class Validator;
}

// What one worker needs over and over; reset between documents.
struct Workspace {
  Arena arena{};
};

struct Conversion {
  Bundle bundle;
  Resources resources;
  Statements statements;
  Mentions mentions;
  Issues issues;    // of mapping: what did not fit
  Issues findings;  // of validating the Bundle

  bool valid() const;  // no finding of severity error or fatal
};

// Elements and spans live in the workspace's arena and point into the document: they are good until the next convert()
// with this workspace. `validator` may be nullptr: the Bundle is not validated then.
Conversion convert(const Document& document, const Knowledge& knowledge, const validate::Validator* validator,
                   const BundleOptions& options, Workspace& ws);

}  // namespace anamnesis
