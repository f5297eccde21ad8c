#include "recognise/phrases.h"

#include <unistd.h>

#include <filesystem>

#include "base/arena.h"
#include "base/files.h"
#include "segment/tokens.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

constexpr std::string_view kNames[] = {"terms/conditions"};

Tables tables_with(const std::string& phrases) {
  std::string file = "concept\tphrases\n";
  int n = 0;
  for (const std::string_view phrase : split_list(phrases, ';'))
    file += "c" + std::to_string(n++) + "\t" + std::string(phrase) + "\n";
  const auto folder = std::filesystem::temp_directory_path() / ("anamnesis-phrases-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "terms");
  REQUIRE(write_file((folder / "terms/conditions.tsv").string(), file).ok());
  auto tables = Tables::load_folder(folder.string());
  std::filesystem::remove_all(folder);
  REQUIRE(tables.ok());
  return std::move(*tables);
}

// The words found in `text`, in brackets; "~" marks a corrected spelling.
std::string found(const std::string& phrases, const std::string& text, const Vocabulary& everyday = {}) {
  const Tables tables = tables_with(phrases);
  const auto folding = Folding::compile(tables);
  const PhraseIndex index(tables, kNames, *folding, "none");
  Arena arena;
  std::vector<Token> tokens;
  tokenise(text, {0, static_cast<uint32_t>(text.size())}, *folding, arena, tokens);
  std::vector<PhraseMatch> matches;
  Sentence sentence;
  sentence.end_token = static_cast<uint32_t>(tokens.size());
  index.find(text, tokens, {&sentence, 1}, &everyday, arena, matches);
  std::string out;
  for (const PhraseMatch& match : matches) {
    const Span span{tokens[match.first_token].span.begin, tokens[match.end_token - 1].span.end};
    out += std::string(match.fuzzy ? "~[" : "[") + std::string(span.of(text)) + "]";
  }
  return out;
}

}  // namespace

TEST_CASE("phrases are found whatever their hyphens, case and number") {
  const struct {
    const char *phrases, *text, *found;
  } cases[] = {
      {"graft-versus-host disease", "Graft versus host disease was seen", "[Graft versus host disease]"},
      {"graft versus host disease", "graft-versus-host diseases", "[graft-versus-host diseases]"},
      {"x-ray", "An xray, an X ray and an x-ray", "[xray][X ray][x-ray]"},
      {"SARS-CoV-2", "SARS-CoV2 and SARS-CoV-2", "[SARS-CoV2][SARS-CoV-2]"},
      {"heart failure;heart", "heart failure", "[heart][heart failure]"},
      {"heart failure with fever;heart", "heart failure", "[heart]"},
      {"fever", "feverfew", ""},
      {"MS", "MS or ms or Ms", "[MS]"},
      {"diabetes;ketoacidosis", "diabetes ketoacidosis", "[diabetes][ketoacidosis]"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.phrases);
    CAPTURE(c.text);
    CHECK(found(c.phrases, c.text) == c.found);
  }
}

TEST_CASE("a phrase is looked up as a whole, also told in two places") {
  const Tables tables = tables_with("heart failure;graft-versus-host disease;MS");
  const auto folding = Folding::compile(tables);
  const PhraseIndex index(tables, kNames, *folding, "none");
  const std::string text = "Heart and renal failure, graft versus-host disease, MS, ms";
  Arena arena;
  std::vector<Token> tokens;
  tokenise(text, {0, static_cast<uint32_t>(text.size())}, *folding, arena, tokens);
  const auto of = [&](size_t first, size_t end) { return std::span<const Token>(tokens).subspan(first, end - first); };
  CHECK(index.look_up(text, of(0, 1), of(3, 4)).key() == "c0");  // heart, failure
  CHECK(index.look_up(text, of(5, 10)).key() == "c1");
  CHECK(index.look_up(text, of(11, 12)).key() == "c2");
  CHECK_FALSE(index.look_up(text, of(13, 14)));          // too few capitals
  CHECK_FALSE(index.look_up(text, of(0, 1)));            // the beginning of a phrase
  CHECK_FALSE(index.look_up(text, of(0, 1), of(3, 5)));  // and a comma
  CHECK_FALSE(index.look_up(text, of(0, 0)));
  for (const char* words : {"heart failure", "heart-failure", "Heart  failures"}) CHECK(index.look_up(words, *folding));
  for (const char* words : {"", "heart failure -", "- heart failure", "the heart failure"})
    CHECK_FALSE(index.look_up(words, *folding));
}

TEST_CASE("an everyday word is no misspelling of another") {
  Vocabulary everyday;
  everyday.add("observed");
  CHECK(found("obserted", "it was observed") == "~[observed]");
  CHECK(found("obserted", "it was observed", everyday) == "");
}

TEST_CASE("a long word with one wrong letter is corrected, a short one never") {
  const struct {
    const char *phrases, *text, *found;
  } cases[] = {
      {"etanercept", "etanercerpt", "~[etanercerpt]"},
      {"haploidentical transplant", "haploidential transplant", "~[haploidential transplant]"},
      {"ferritin", "feritin", ""},          // under eight letters
      {"ruxolitinib", "ruxolitininb", "~[ruxolitininb]"},
      {"ruxolitinib", "roxulitinib", ""},   // two letters
      {"prednisone", "brednisone", ""},     // another first letter
      {"prednisone;prednisolone", "prednisoone", ""},  // two candidates: no guess
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(found(c.phrases, c.text) == c.found);
  }
}
