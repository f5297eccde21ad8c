// The example of converter/fhirpath/README.md compiles, and does what the page says.
#include <iostream>
#include <sstream>

#include "base/files.h"
#include "fhir/json_reader.h"
#include "fhirpath/fhirpath.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

int report(const Error& error) {
  std::cerr << error.text() << "\n";
  return 2;
}

// The example, word for word.
int print_official_names(const fhir::Element* patient) {
  const fhir::Model& model = fhir::r4_model();
  const auto expression = fhirpath::compile("name.where(use = 'official').given.first()",
                                            {.model = &model, .context_type = "Patient"});
  if (!expression) return report(expression.error());  // message, line and column

  fhirpath::Evaluator evaluator({.model = &model});  // one per thread; keeps its memory
  const auto given = evaluator.evaluate(*expression, patient);
  if (!given) return report(given.error());
  for (const fhirpath::Value& v : *given) std::cout << fhirpath::to_text(v) << "\n";
  return 0;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += c;
  return out;
}

}  // namespace

TEST_CASE("the page's example prints the official name") {
  Arena arena;
  Issues issues;
  const auto patient = fhir::read_json(R"({"resourceType":"Patient","name":[{"use":"old","given":["Ada"]},{"use":"official","given":["Eve","Joy"]}]})",
                                       arena, fhir::r4_model(), issues);
  REQUIRE(patient.ok());
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  const int status = print_official_names(*patient);
  std::cout.rdbuf(before);
  CHECK(status == 0);
  CHECK(out.str() == "Eve\n");
}

TEST_CASE("the page shows the example that is compiled here") {
  const std::string folder(ANAMNESIS_SOURCE_DIR);
  const std::string page = *read_file(folder + "/converter/fhirpath/README.md");
  const std::string code = without_blanks(*read_file(folder + "/tests/unit/fhirpath/readme_test.cc"));
  const size_t begin = page.find("```cpp\n"), end = page.find("```", begin + 7);
  REQUIRE(end != std::string::npos);
  std::istringstream example(page.substr(begin + 7, end - begin - 7));
  size_t shown = 0;
  for (std::string line; std::getline(example, line); ++shown) {
    CAPTURE(line);
    CHECK(code.find(without_blanks(line)) != std::string::npos);
  }
  CHECK(shown > 8);
}
