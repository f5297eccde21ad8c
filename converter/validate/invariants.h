// FHIRPath as the checks need it: one evaluator for a walk, which answers its questions (resolve, memberOf, conformsTo)
// from what the walk knows.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fhirpath/fhirpath.h"
#include "validate/walk.h"

namespace anamnesis::validate {

class Invariants : public fhirpath::Host {
 public:
  explicit Invariants(Walk& walk);

  // True, false, or nothing where it could not be evaluated (`why` says so). `resource`: %resource where it is not the
  // one around the element: a profile's own constraint on a resource inside another.
  std::optional<bool> holds(const fhirpath::Expression& expression, const fhir::Element& e, std::string& why,
                            const fhir::Element* resource = nullptr);
  // The expression, evaluated on the resource, selects the element.
  bool selects(const fhirpath::Expression& expression, const fhir::Element& resource, const fhir::Element& e);
  Result<fhirpath::Collection> evaluate(const fhirpath::Expression& expression, const fhir::Element& e) {
    return evaluator_.evaluate(expression, &e);
  }
  // Compiled once a walk, by its text; nullptr if it is no expression.
  const fhirpath::Expression* compile(std::string_view text);

  const fhir::Element* resolve(std::string_view reference, const fhir::Element& from) override;
  std::optional<bool> member_of(const fhirpath::Value& code, std::string_view value_set) override;
  std::optional<bool> conforms_to(const fhir::Element& element, std::string_view profile) override;
  std::optional<bool> subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) override;
  std::optional<bool> html_checks(const fhir::Element& div) override;

 private:
  Walk& walk_;
  fhirpath::Evaluator evaluator_;
  std::unordered_map<std::string, std::unique_ptr<fhirpath::Expression>> compiled_;
};

}  // namespace anamnesis::validate
