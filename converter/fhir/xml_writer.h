// Element tree -> FHIR XML: children in the order of their definition, id and url as attributes, the narrative's div
// as it is. Elements without a property keep their place behind the known ones.
#pragma once
#include <string>

#include "fhir/element.h"

namespace anamnesis::fhir {

struct XmlStyle {
  int indent = 2;  // spaces per level; 0: one line
};

// Appends the resource, without an XML declaration.
void write_xml(std::string& out, const Element& root, const XmlStyle& style = {});

}  // namespace anamnesis::fhir
