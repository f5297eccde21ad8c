// Words of several meanings: each kind of test in a rule, where it holds and where it does not. Every rule is about a
// word of its own, so that one set of tables serves all cases.
#include "recognise/senses.h"

#include <unistd.h>

#include <filesystem>

#include "base/files.h"
#include "recognise/recognise.h"
#include "segment/segment.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

struct SenseCase {
  const char* column;  // needs, refuses, prefers
  const char* rule;
  const char* text;    // W stands for the rule's word
  const char* concepts;  // those that W means there, by table; "" if it is refused
};

constexpr SenseCase kCases[] = {
    {"needs", "before(an old, chronic)", "He had an old W.", "conditions"},
    {"needs", "before(an old, chronic)", "He had chronic-W disease.", "conditions"},
    {"needs", "before(an old, chronic)", "His old W was seen.", ""},
    {"needs", "before(an old, chronic)", "It was chronic. W was seen.", ""},
    {"needs", "after(level, of the knee)", "The W of the knee was seen.", "conditions"},
    {"needs", "after(level, of the knee)", "The W levels rose.", "conditions"},
    {"needs", "after(level, of the knee)", "The level of W rose.", ""},
    {"needs", "near(biopsy)", "A biopsy which was taken on the next day showed W.", "conditions"},
    {"needs", "near(biopsy)", "W was seen in a biopsy.", "conditions"},
    {"needs", "near(biopsy)", "W was seen. The biopsy was normal.", ""},
    {"needs", "near(biopsy)", "A biopsy was one of the many things that he did not at all want to have for his W.", ""},
    {"needs", "document(night sweats)", "He had night sweats. He was well. W was seen.", "conditions"},
    {"needs", "document(night sweats)", "He was well at night. W was seen.", ""},
    {"needs", "unit(mg/L, mmol/L)", "W was 5 mg/L.", "conditions"},
    {"needs", "unit(mg/L, mmol/L)", "W was 5 g/L.", ""},
    {"needs", "unit(mg/L, mmol/L)", "He had 5 mg/L of W.", ""},
    {"needs", "unit(/)", "W was 5 g/dL.", "conditions"},
    {"needs", "unit(/)", "W was 5 x 10^9/L.", "conditions"},
    {"needs", "unit(/)", "W 5 mg/kg was given.", ""},
    {"needs", "unit(/)", "W was 5 mm.", ""},
    {"needs", "number", "W 5 was seen.", "conditions"},
    {"needs", "number", "W was 5.", ""},
    {"needs", "dose", "W 5 mg twice daily was given.", "conditions"},
    {"needs", "dose", "Intravenous W was given.", "conditions"},
    {"needs", "dose", "W was seen.", ""},
    {"needs", "kind(medications)", "He took prednisolone for his W.", "conditions"},
    {"needs", "kind(medications)", "He coughed with his W.", ""},
    {"needs", "section(family-history)", "Family history:\nW was seen.\n", "conditions"},
    {"needs", "section(family-history)", "Past medical history:\nW was seen.\n", ""},
    {"needs", "end", "He had a W, and was well.", "conditions"},
    {"needs", "end", "He had a W", "conditions"},
    {"needs", "end", "He had a W-like illness.", ""},
    {"needs", "lower", "He had w in the night.", "conditions"},
    {"needs", "lower", "He had W in the night.", ""},
    {"needs", "before(a) & end", "He had a W.", "conditions"},
    {"needs", "before(a) & end", "He had a W again.", ""},
    {"needs", "before(a) | number", "He had a W again.", "conditions"},
    {"needs", "before(a) | number", "He had W 5 again.", "conditions"},
    {"needs", "before(a) | number", "He had W again.", ""},
    {"refuses", "after(mask)", "He had W.", "conditions"},
    {"refuses", "after(mask)", "He had a W mask.", ""},
};

// A layer of rows of conditions and rules for them, one word each.
class Layer {
 public:
  Layer() : folder_(std::filesystem::temp_directory_path() / ("anamnesis-senses-" + std::to_string(::getpid()))) {}
  ~Layer() { std::filesystem::remove_all(folder_); }
  void put(const char* file, const std::string& text) const { REQUIRE(write_file((folder_ / file).string(), text).ok()); }
  Result<Tables> load() const { return Tables::load({folder_.string()}); }

 private:
  std::filesystem::path folder_;
};

// No word of the tables is one slip of the pen apart from any of these.
std::string word_of(size_t n) {
  return std::string("q") + static_cast<char>('a' + n / 26) + "xx" + static_cast<char>('a' + n % 26) + "rvk";
}

// The tables whose concepts the word means in the text, in text order, blank between them.
std::string meanings(const SegmentTables& segmentation, const Recogniser& recogniser, const std::string& text,
                     const std::string& word) {
  Document document;
  document.text = text;
  Arena arena;
  std::string out;
  for (const Mention& m : recognise(document, segment(document, segmentation, arena), recogniser, arena).mentions)
    if (m.row && m.row.key() == word) out += (out.empty() ? "" : " ") + m.row.table->name().substr(6);
  return out;
}

std::string with_word(std::string text, const std::string& word) {
  for (size_t at = 0; at < text.size(); ++at) {
    const bool alone = (at == 0 || !std::isalpha(static_cast<unsigned char>(text[at - 1]))) &&
                       (at + 1 == text.size() || !std::isalpha(static_cast<unsigned char>(text[at + 1])));
    if (!alone || (text[at] != 'W' && text[at] != 'w')) continue;
    std::string put = word;
    if (text[at] == 'W') put[0] = 'Q';
    text.replace(at, 1, put);
    at += put.size();
  }
  return text;
}

std::string fault(const std::string& rules) {
  const Layer layer;
  layer.put("grammar/senses.tsv", rules);
  const auto tables = layer.load();
  REQUIRE(tables.ok());
  const auto folding = Folding::compile(*tables);
  REQUIRE(folding.ok());
  Vocabulary vocabulary;
  const auto senses = Senses::compile(*tables, *folding, vocabulary);
  if (senses.ok()) return "";
  const std::string text = senses.error().text();
  return text.substr(text.find("senses.tsv"));
}

}  // namespace

TEST_CASE("each kind of test lets a meaning count where it holds, and only there") {
  const Layer layer;
  std::string terms = "concept\tphrases\n", rules = "phrase\tconcept\tneeds\trefuses\n";
  for (size_t i = 0; i < std::size(kCases); ++i) {
    const std::string word = word_of(i);
    const bool needs = std::string_view(kCases[i].column) == "needs";
    terms += word + "\t" + word + "\n";
    rules += word + "\tconditions/" + word + "\t" + (needs ? kCases[i].rule : "") + "\t" + (needs ? "" : kCases[i].rule) + "\n";
  }
  layer.put("terms/conditions.tsv", terms);
  layer.put("grammar/senses.tsv", rules);
  const auto tables = layer.load();
  REQUIRE(tables.ok());
  const auto segmentation = SegmentTables::compile(*tables);
  const auto recogniser = Recogniser::compile(*tables);
  REQUIRE(segmentation.ok());
  REQUIRE_MESSAGE(recogniser.ok(), (recogniser.ok() ? "" : recogniser.error().text()));
  for (size_t i = 0; i < std::size(kCases); ++i) {
    INFO(std::string(kCases[i].rule) << " in " << std::string(kCases[i].text));
    CHECK(meanings(*segmentation, *recogniser, with_word(kCases[i].text, word_of(i)), word_of(i)) ==
          kCases[i].concepts);
  }
}

TEST_CASE("a meaning that is preferred or needed goes before one whose table comes first") {
  const Layer layer;
  layer.put("terms/conditions.tsv", "concept\tphrases\nqaxxarvk\tqaxxarvk\nqbxxarvk\tqbxxarvk\nqcxxarvk\tqcxxarvk\n");
  layer.put("terms/tests.tsv", "concept\tphrases\nqaxxarvk\tqaxxarvk\nqbxxarvk\tqbxxarvk\nqcxxarvk\tqcxxarvk\n");
  layer.put("grammar/senses.tsv",
            "phrase\tconcept\tneeds\tprefers\nqaxxarvk\ttests/qaxxarvk\t\tafter(assay)\n"
            "qbxxarvk\ttests/qbxxarvk\tafter(assay)\t\n*\tprocedures/*\t\tnumber\n");
  const auto tables = layer.load();
  REQUIRE(tables.ok());
  const auto segmentation = SegmentTables::compile(*tables);
  const auto recogniser = Recogniser::compile(*tables);
  REQUIRE(recogniser.ok());
  const auto meant = [&](const char* text, const char* word) {
    return meanings(*segmentation, *recogniser, text, word);
  };
  CHECK(meant("The qaxxarvk assay was done.", "qaxxarvk") == "tests");
  CHECK(meant("The qaxxarvk was seen.", "qaxxarvk") == "conditions");
  CHECK(meant("The qbxxarvk assay was done.", "qbxxarvk") == "tests");
  CHECK(meant("The qbxxarvk was seen.", "qbxxarvk") == "conditions");
  CHECK(meant("The qcxxarvk was seen.", "qcxxarvk") == "conditions");
}

TEST_CASE("what was refused is told with the row that did it") {
  const Layer layer;
  layer.put("terms/conditions.tsv", "concept\tphrases\nqaxxarvk\tqaxxarvk\n");
  layer.put("grammar/senses.tsv", "phrase\tconcept\trefuses\twhy\nqaxxarvk\tconditions/qaxxarvk\tafter(mask)\tno disease\n");
  const auto tables = layer.load();
  REQUIRE(tables.ok());
  const auto segmentation = SegmentTables::compile(*tables);
  const auto recogniser = Recogniser::compile(*tables);
  REQUIRE(recogniser.ok());
  Document document;
  document.text = "A qaxxarvk mask was worn.";
  Arena arena;
  const Mentions found = recognise(document, segment(document, *segmentation, arena), *recogniser, arena);
  REQUIRE(found.refused.size() == 1);
  CHECK(found.refused[0].mention.row.key() == "qaxxarvk");
  CHECK(found.refused[0].row["why"] == "no disease");
}

TEST_CASE("a rule that cannot be used is refused with its place and a suggestion") {
  const std::string head = "phrase\tconcept\tneeds\n";
  CHECK(fault(head + "fever\tfindings/fever\tbefour(the)\n") == "senses.tsv:2:22: no test 'befour': did you mean 'before'?");
  CHECK(fault(head + "fever\tfindings/fever\tnumber(5)\n") == "senses.tsv:2:22: 'number' takes no list");
  CHECK(fault(head + "fever\tfindings/fever\tbefore\n") == "senses.tsv:2:22: 'before' wants a list in brackets");
  CHECK(fault(head + "fever\tfindings/fever\tbefore()\n") == "senses.tsv:2:22: an empty list");
  CHECK(fault(head + "fever\tfindings/fever\tkind(drugs)\n") == "senses.tsv:2:22: no table 'drugs'");
  CHECK(fault(head + "fever\tfindings/fevr\tnumber\n") == "senses.tsv:2:7: no concept 'fevr' in terms/findings");
  CHECK(fault(head + "fever\tfever\tnumber\n") == "senses.tsv:2:7: 'fever' is not TABLE/CONCEPT");
  CHECK(fault(head + "spots\tfindings/fever\tnumber\n") == "senses.tsv:2:7: 'spots' is no phrase of 'fever'");
  CHECK(fault(head + "fever\tfindings/fever\tnumber\n").empty());
}
