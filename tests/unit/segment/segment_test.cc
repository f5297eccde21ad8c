#include "segment/segment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "unit/segment/grammar_fixture.h"
#include "segment/layout.h"

using namespace anamnesis;

namespace {

struct Segmented {
  Document document;
  Arena arena;
  Segments segments;
  explicit Segmented(std::string text, std::vector<DocumentPart> parts = {}) {
    document.text = std::move(text);
    document.parts = std::move(parts);
    segments = segment(document, bundled_segment_tables(), arena);
  }
  std::vector<std::string> sentences() const {
    std::vector<std::string> out;
    for (const Sentence& s : segments.sentences) {
      std::string joined;
      for (uint32_t i = s.first_token; i < s.end_token; ++i) {
        if (segments.tokens[i].space_before && i > s.first_token) joined += ' ';
        joined += segments.tokens[i].span.of(document.text);
      }
      out.push_back(joined);
    }
    return out;
  }
  // "kind" of the section of each sentence.
  std::vector<std::string> kinds() const {
    std::vector<std::string> out;
    for (const Sentence& s : segments.sentences) out.emplace_back(segments.sections[s.section].kind);
    return out;
  }
};

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("words, numbers and marks are tokens of their own") {
  const struct {
    const char* text;
    Strings folded;
  } cases[] = {
      {"CRP 33mg/l", {"crp", "33", "mg", "/", "l"}},
      {"77x10^9/L", {"77", "x", "10", "^", "9", "/", "l"}},
      {"77 \xC3\x97 10\xE2\x81\xB9/L", {"77", "x", "10", "9", "/", "l"}},
      {"10x8 cm", {"10", "x", "8", "cm"}},
      {"SARS\xE2\x80\x90" "CoV2", {"sars", "-", "cov2"}},
      {"4,191.5 U", {"4,191.5", "u"}},
      {"3\xC2\xB7" "5 mmol", {"3.5", "mmol"}},
      {"SpO2 95%", {"spo2", "95", "%"}},
      {"\xE2\x89\xA5" "5", {"\xE2\x89\xA5", "5"}},
      {"patient\xE2\x80\x99s", {"patient"}},
      {"5\xC2\xA0mg", {"5", "mg"}},
      {"37.5\xC2\xBA" "C", {"37.5", "\xC2\xB0", "c"}},
      {"q8h", {"q8h"}},
      {"pain \xCC\x81 5", {"pain", "\xCC\x81", "5"}},  // an accent alone folds to nothing
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.text));
    const Segmented s(c.text);
    Strings folded;
    for (const Token& token : s.segments.tokens) folded.emplace_back(token.folded);
    CHECK(folded == c.folded);
  }
}

// 20,000 values between commas took nine seconds, and twice as many six times as long.
TEST_CASE("a text without stops is cut into sentences of bounded length, between tokens") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "The CRP was 33 mg/L, ";
  const Segmented s(text);
  CHECK(s.segments.sentences.size() > 10);
  uint32_t at = 0;
  for (const Sentence& one : s.segments.sentences) {
    CHECK(one.first_token == at);
    CHECK(one.end_token - one.first_token <= 1000);
    at = one.end_token;
  }
  CHECK(at == s.segments.tokens.size());
}

TEST_CASE("a full stop ends a sentence only where one ends") {
  const struct {
    const char* text;
    size_t sentences;
  } cases[] = {
      {"He was ill. He slept.", 2},
      {"Creatinine was 1.2 mg/dl. It rose.", 2},
      {"Dr. Brown saw him.", 1},
      {"Seen by Dr. A. Brown on Monday.", 1},
      {"Culture grew E. coli and C. difficile.", 1},
      {"She had hepatitis C. The liver was large.", 2},
      {"Cf. Fig. 3 and no. 4 below.", 1},
      {"He took it b.i.d. for a week.", 1},
      {"He took it b.i.d. Later he stopped.", 2},
      {"It was given at 8 a.m. and at noon.", 1},
      {"1. Fever was noted. 2. Cough was too.", 2},
      {"He was admitted.The next day he left.", 2},
      {"It was mild.1,2 The course was short.", 2},
      {"It was mild.[3] The course was short.", 2},
      {"He asked \"why?\" She left.", 2},
      {"The value (approx. 3 mg) fell.", 1},
      {"Weight was 60 kg. 3 days later it fell.", 2},
      {"He passed 1.2 L. CRRT was begun.", 2},
      {"He was treated with i.v. fluids.", 1},
      {"Smith et al. found none.", 1},
      {"The level was 5.The", 1},
      {"It is common (6) Our patient had it.", 2},
      {"It is common (6) and Our Lady knows.", 1},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.text));
    const Strings sentences = Segmented(c.text).sentences();
    CAPTURE(sentences.front());
    CHECK(sentences.size() == c.sentences);
  }
}

TEST_CASE("hard-wrapped double-spaced text is read across its lines and page breaks") {
  const std::string text =
      "The boy had been well until the spring when he began to lose weight and to complain of some\n\n"
      "thirst at night; his mother had seen him drink from the tap. He was brought to the ward on a\n\n"
      "Monday and his blood sugar was found to be very high at that time. A throat S\n swab grew nothing at\n\n"
      "all, and the film of his chest was clear to the end of the stay, which was a short one in\n\n"
      "the event.\n\n"
      "He was given fluids and insulin through a vein for a day and was then changed over to four\n\n"
      "injections a day, which he learned to give himself within the week that he spent with us on\n\n"
      "the ward before he went home.\n\n";
  CHECK(layout_of(text) == LayoutKind::double_spaced);
  const Segmented s(text);
  const Strings sentences = s.sentences();
  REQUIRE(sentences.size() == 4);
  CHECK(sentences[2].find("A throat swab grew nothing at all") == 0);
  CHECK(s.segments.sentences[3].paragraph == 1);
}

TEST_CASE("a text of long lines has a paragraph on each") {
  const std::string text = "He came with fever\nHe was given paracetamol\nHe left";
  CHECK(layout_of(text) == LayoutKind::flowing);
  CHECK(Segmented(text).sentences().size() == 3);
}

TEST_CASE("headings label what follows them, on lines of their own and run into the text") {
  const struct {
    const char* text;
    Strings kinds;
  } cases[] = {
      {"Introduction\nGout is common.\nCase presentation\nA man came.\nDiscussion\nGout is old.",
       {"introduction", "introduction", "case", "case", "discussion", "discussion"}},
      {"FINDINGS: The liver is large. IMPRESSION: Hepatomegaly.", {"results", "results", "imaging", "imaging"}},
      {"Family history: His father had gout. Medications: aspirin.",
       {"family-history", "family-history", "medications", "medications"}},
      {"Case 1 A woman fell. She rose. Case 2 A man slept. Discussion Falls are common here.",
       {"case", "case", "case", "case", "case", "discussion", "discussion"}},
      {"2. CASE REPORT\nA man came.", {"case", "case"}},
      {"Case 2. A man slept.\n\nDiscussion. Falls are common. They hurt.",
       {"case", "case", "discussion", "discussion", "discussion"}},
      {"He had gout. Treatment was begun.", {"", ""}},
      {"He was seen. Case 1 was worse.", {"", ""}},
      {"Gout is common. We report the case of a man with gout. He was ill. In conclusion, gout hurts.",
       {"introduction", "case", "case", "discussion"}},
      {"A 40-year-old man came. We report the case of his gout.", {"", "case"}},
      {"He left. The authors declare no conflict of interest. Gout in Rome Gout in Athens",
       {"", "back-matter", "back-matter"}},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.text));
    const Strings kinds = Segmented(c.text).kinds();
    REQUIRE(kinds.size() == c.kinds.size());
    for (size_t i = 0; i < kinds.size(); ++i) {
      CAPTURE(i);
      CHECK(kinds[i] == c.kinds[i]);
    }
  }
}

TEST_CASE("an abstract under its heading ends with its paragraph") {
  const Segmented s("Abstract\nGout hurts. We present a man with gout.\nGout is old.\nWe report the case of a man.");
  CHECK(s.kinds() == Strings{"abstract", "abstract", "abstract", "introduction", "case"});
}

TEST_CASE("the source's own parts decide before the words do") {
  const std::string text = "Gout\nCase\nA man came.\nMethods of old\nA man left.\nFig. 1: a toe.";
  const Segmented s(text, {{{0, 4}, DocumentPart::Role::title, ""},
                           {{5, 21}, DocumentPart::Role::body, "Case"},
                           {{22, 48}, DocumentPart::Role::body, "Ways of old"},
                           {{49, 63}, DocumentPart::Role::caption, ""}});
  const Strings kinds = s.kinds(), expected{"title", "case", "case", "case", "case", "caption"};
  REQUIRE(kinds.size() == expected.size());
  for (size_t i = 0; i < kinds.size(); ++i) CHECK(kinds[i] == expected[i]);
}

TEST_CASE("sections cover the text in order") {
  const Segmented s("Abstract\nGout hurts.\n\nCase report\nA man came. PMH: gout.\nReferences\n1. Gout.");
  uint32_t at = 0;
  for (const Section& section : s.segments.sections) {
    const uint32_t begin = section.heading.empty() ? section.body.begin : section.heading.begin;
    CHECK(begin <= std::max(at, begin));
    CHECK(section.body.begin <= section.body.end);
    at = section.body.end;
  }
  CHECK(at == s.document.text.size());
}
