// The checks: one function each, in a file of its name.
#pragma once
#include "validate/walk.h"

namespace anamnesis::validate {

// shape.cc: JSON kinds, arrays, text where an object belongs.
void check_shape(Walk& walk, const fhir::Element& e);
// primitive.cc: the format of a primitive's value; empty elements.
void check_primitive(Walk& walk, const fhir::Element& e);
bool is_id(std::string_view text);    // 1 to 64 letters, digits, - and .
bool is_uuid(std::string_view text);  // 8-4-4-4-12 lower-case hex digits
// Why a text is no value of a primitive type; "" if it is one.
std::string why_not(const fhir::TypeDef& type, std::string_view value);
bool is_base64(std::string_view text);
// The bytes that a base64 text stands for.
size_t base64_size(std::string_view text);
// limits.cc: maxLength, minLength, minValue, maxValue, decimal places, a value that must be there.
void check_limits(Walk& walk, const fhir::Element& e, const Node& node);
// fixed.cc: fixed and pattern values.
void check_fixed(Walk& walk, const fhir::Element& e, const Node& node);
bool equals_fixed(const fhir::Element& e, const fhir::Element& fixed);
bool matches_pattern(const fhir::Element& e, const fhir::Element& pattern);
// type.cc: the types a node allows, and their profiles.
void check_type(Walk& walk, const fhir::Element& e, const Node& node);
// cardinality.cc
void check_count(Walk& walk, const fhir::Element& parent, const Node& node, size_t found);
// slicing.cc: assigns the items of one sliced element to slices and checks them.
void check_slices(Walk& walk, const fhir::Element& parent, const Node& node,
                  const std::vector<const fhir::Element*>& items);
// binding.cc: codes and bindings.
void check_binding(Walk& walk, const fhir::Element& e, const Node& node);
terminology::Answer membership(Walk& walk, const fhir::Element& e, const terminology::ValueSet& set);
// Is the coded element in the value set of the node's binding? Unknown counts as yes.
bool is_member(Walk& walk, const fhir::Element& e, const Node& node);
// A Coding or Quantity in its code system, and its display.
void check_code_in_system(Walk& walk, const fhir::Element& e);
// invariant.cc: constraints. `there`: the names of the element's children, see bit_of_name(); all bits where not known.
void check_invariants(Walk& walk, const fhir::Element& e, const Node& node, uint64_t there = ~uint64_t{0});
// An expression on the element is true (or cannot be evaluated).
bool holds(Walk& walk, const fhir::Element& e, std::string_view expression);
// Why a text is no FHIRPath for an element of the type ("": of any); "" if it is.
std::string fault_of_expression(Walk& walk, std::string_view text, std::string_view type = {});
// An expression, evaluated on the resource, selects the element.
bool selects(Walk& walk, const fhir::Element& resource, const fhir::Element& e, std::string_view expression);
// reference.cc: a Reference against the node that allows it.
void check_reference(Walk& walk, const fhir::Element& e, const Node& node);
// reference.cc: what a canonical names has a type that the node allows, and is there if it is to be contained.
void check_canonical(Walk& walk, const fhir::Element& e, const Node& node);
// extension.cc: an extension is known, may stand here and follows its definition.
void check_extension(Walk& walk, const fhir::Element& e);
// narrative.cc: the xhtml of a narrative.
void check_narrative(Walk& walk, const fhir::Element& e);
// narrative_control.cc: sections by language and by source, where a profile asks for them.
void check_narrative_control(Walk& walk, const fhir::Element& narrative, const Node& node);
// bundle.cc: rules on a Bundle as a whole.
void check_bundle(Walk& walk, const fhir::Element& bundle);
// datatypes.cc: rules that R4 states in words on Coding, Identifier, Attachment, Quantity, Meta ...
void check_datatype(Walk& walk, const fhir::Element& e);
// resources.cc: rules that R4 states in words on single resource types. `many_ids`: there may be two elements with ids.
void check_resource_type(Walk& walk, const fhir::Element& e, bool many_ids);
// conformance.cc: CodeSystem, ValueSet, CapabilityStatement, SearchParameter; canonical urls.
void check_conformance(Walk& walk, const fhir::Element& e);
// structure_definition.cc
void check_structure_definition(Walk& walk, const fhir::Element& e);
// differential.cc: the element definitions of a StructureDefinition's differential.
void check_differential(Walk& walk, const fhir::Element& definition, const fhir::Element& differential);
// questionnaire.cc, questionnaire_response.cc
void check_questionnaire(Walk& walk, const fhir::Element& e);
void check_questionnaire_response(Walk& walk, const fhir::Element& e);
// measure.cc
void check_measure_report(Walk& walk, const fhir::Element& e);
// vitals.cc: Observations with a vital-sign code against the vital-signs profiles.
void check_vital_signs(Walk& walk, const fhir::Element& e);

}  // namespace anamnesis::validate
