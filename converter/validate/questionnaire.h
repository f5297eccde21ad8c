// A Questionnaire as its responses are checked against it.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "validate/walk.h"

namespace anamnesis::validate {

// The questions below an item or the Questionnaire itself.
template <typename Visit>
void each_item(const fhir::Element& parent, Visit visit) {
  for (const fhir::Element* c = parent.first(); c != nullptr; c = c->next())
    if (c->name() == "item") visit(*c);
}

// The first extension with this url (or one that ends with it, for those that moved between guides), or nullptr.
const fhir::Element* extension_of(const fhir::Element& e, std::string_view url);
// The value[x] child, or nullptr.
const fhir::Element* value_of(const fhir::Element& e, std::string_view stem = "value");

// All items of a Questionnaire or a response by linkId, those inside of items and answers too, in the order of the
// source.
using Links = std::unordered_map<std::string_view, std::vector<const fhir::Element*>>;
Links links_of(const fhir::Element& root);

bool is_inside(const fhir::Element& e, const fhir::Element& outer);

// enable_when.cc: is the question enabled, given the answers in the response? `at` is where its item stands or would:
// answers nearest to it count.
bool is_enabled(Walk& walk, const fhir::Element& question, const fhir::Element& at, const fhir::Element& response,
                const Links& answered);

// answer.cc: one answer against its question.
void check_answer(Walk& walk, const fhir::Element& answer, const fhir::Element& question,
                  const package::Resource* questionnaire);

}  // namespace anamnesis::validate
