// The public library: one header, documents in, Bundles or reasons out.
#include "converter.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

const Converter& converter(bool explain = false) {
  static const auto load = [](bool why) {
    Options options;
    options.format = Options::Format::ndjson;
    options.explain = why;
    auto loaded = Converter::load(options);
    REQUIRE_MESSAGE(loaded.converter != nullptr, loaded.error);
    return std::move(loaded.converter);
  };
  static const auto kPlain = load(false), kExplaining = load(true);
  return explain ? *kExplaining : *kPlain;
}

constexpr std::string_view kCase = "A 53-year-old man presented with a 5-day history of dry cough. He denied fever.\n";

}  // namespace

TEST_CASE("two workers give the same bytes for the same document, whatever they did before") {
  auto one = converter().worker(), two = converter().worker();
  two.convert("other.txt", "A 20-year-old woman had a headache.\n");
  const Output a = one.convert("a.txt", kCase), b = two.convert("a.txt", kCase);
  CHECK(a.ok);
  CHECK_EQ(a.text, b.text);
  CHECK(a.text.starts_with("{\"resourceType\":\"Bundle\""));
  CHECK(a.text.ends_with("}\n"));
}

TEST_CASE("what cannot be read comes back as an OperationOutcome and a message with its place") {
  auto worker = converter().worker();
  const Output out = worker.convert("bad.txt", "abc\nd\xFFg\n");
  CHECK_FALSE(out.ok);
  CHECK(out.text.find("OperationOutcome") != std::string::npos);
  CHECK_MESSAGE(out.problem.starts_with("bad.txt:2:2:"), out.problem);
  CHECK(worker.convert("good.txt", kCase).ok);
}

TEST_CASE("an explanation names the table rows behind a fact and is empty unless asked for") {
  auto quiet = converter().worker(), telling = converter(true).worker();
  CHECK(quiet.convert("a.txt", kCase).explanation.empty());
  const Output out = telling.convert("a.txt", kCase);
  CHECK_EQ(out.text, quiet.convert("a.txt", kCase).text);
  CHECK(out.explanation.find("\"path\":\"Condition.code\"") != std::string::npos);
  CHECK(out.explanation.find("mappings/resources/elements.tsv:") != std::string::npos);
  CHECK(out.explanation.find("mappings/terms/") != std::string::npos);
}

TEST_CASE("a document Bundle without a time, and tables that are not there, are refused when loading") {
  Options options;
  options.bundle = Options::Bundle::document;
  CHECK(Converter::load(options).converter == nullptr);
  options = {};
  options.mappings = {"no/such/folder"};
  CHECK(Converter::load(options).converter == nullptr);
}
