// map: statements become FHIR resources, by the rules of mappings/resources/.
//
// What comes out has no ids and no evidence yet, only the record of which words and which rule made which element:
// bundle/ turns that into extensions and references, pipeline/explain tells it.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assemble/statement.h"
#include "base/arena.h"
#include "base/issue.h"
#include "fhir/element.h"
#include "map/mapping.h"
#include "read/document.h"

namespace anamnesis {

// Which rule and which words made an element.
struct Made {
  const fhir::Element* element = nullptr;
  const Statement* statement = nullptr;
  const Field* field = nullptr;  // nullptr: from the statement as a whole, or a default
  Row rule;
  Span span;  // words for the element's evidence; empty: none
};

// A Reference element, and the resource it points to (an index into Resources::all).
struct Link {
  fhir::Element* reference = nullptr;
  uint32_t target = 0;
};

struct Resource {
  fhir::Element* root = nullptr;
  std::string_view type;
  std::string_view fact;  // what it says, for its id: in the arena
  uint32_t patient = 0;
  const Statement* statement = nullptr;  // the first that it came from; nullptr for Patient
  std::vector<Span> mentions;            // evidence on the resource, in text order
  std::vector<Made> made;
  std::vector<Link> links;
};

struct Resources {
  std::vector<Resource> all;  // the Patients first, then in the order of the statements
  uint32_t patients = 1;
};

// Elements live in the arena; they point into the document, the tables and the arena. Issues: values that fit no FHIR
// type, statement types without a rule.
Resources map_statements(const Document& document, const Statements& statements, const Mapping& mapping, Arena& arena,
                         Issues& issues);

}  // namespace anamnesis
