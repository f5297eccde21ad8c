// Validator: a FHIR resource goes in, Issues come out: base R4, the profiles it claims and those asked for.
//
//   package::Packages packages;                                  // bundled definitions; add more before the next line
//   auto validator = Validator::load(packages, {.profiles = {"http://..."}});
//   (*validator)->validate(*root, source, issues);               // any number of times, from any thread
//
// Never the network. What cannot be checked offline is said as `information`.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/result.h"
#include "fhir/element.h"
#include "package/packages.h"

namespace anamnesis::validate {

struct Options {
  std::vector<std::string> profiles;  // canonicals that every validated resource must conform to
  std::string resolve_folder;         // where "Type/id" references are looked up as type-id.json|xml; "" for nowhere
  bool security_checks = false;       // HTML in strings is an error
  bool display_warnings = false;      // a display that is none of the code's is no error
  Severity least = Severity::information;  // what is less severe is not looked for
  bool example_urls = true;                // example.org and the like are accepted
};

class Validator {
 public:
  // Errors: a profile in `options` that is not known. `packages` must outlive the validator and not change any more.
  static Result<std::unique_ptr<Validator>> load(const package::Packages& packages, Options options = {});
  ~Validator();

  // Appends what is wrong with the resource, ordered by place in the source, each finding once. `root` must be
  // annotated with fhir::r4_model(); `source` is the text its offsets point into ("" for a built tree: no lines).
  // Thread-safe.
  void validate(const fhir::Element& root, std::string_view source, Issues& issues) const;

 private:
  Validator();
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace anamnesis::validate
