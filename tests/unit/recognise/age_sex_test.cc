#include "unit/recognise/scan_fixture.h"

#include <doctest/doctest.h>

using namespace anamnesis;

TEST_CASE("ages are read with their unit") {
  const ScanCase cases[] = {
      {"A 53-year-old man came.", "53 a"},
      {"A 48 year-old female came.", "48 a"},
      {"A 23 year old white male came.", "23 a"},
      {"A 75\xE2\x80\x93year\xE2\x80\x93old man came.", "75 a"},
      {"He was 27 years old.", "27 a"},
      {"Mrs. B, 35 years old, was seen.", "35 a"},
      {"A 52 y/o F came.", "52 a"},
      {"A 52 yo F came.", "52 a"},
      {"A 52-yr-old lady came.", "52 a"},
      {"A fifty-three-year-old man came.", "53 a"},
      {"A 3-month-old boy came.", "3 mo"},
      {"A 10-day-old neonate came.", "10 d"},
      {"A 6-week-old infant came.", "6 wk"},
      {"A boy aged 11 came.", "11 a"},
      {"A woman aged 31 years came.", "31 a"},
      {"A woman, aged 31, came.", "31 a"},
      {"An infant 13 months of age came.", "13 mo"},
      {"Age: 44. Sex: F.", "44 a"},
      {"He was in his 60s.", "60-69 a"},
      {"She was 4 and a half years old.", "4.5 a"},
      {"A 2-3-year-old child came.", "2-3 a"},
      {"52M presented.", "52 a"},
      {"67F with gout.", "67 a"},
      {"A 52M, with gout, came.", "52 a"},
      {"Identifying data: 29F, single.", "29 a"},
      {"24M s/p fall.", "24 a"},
      {"She walked 50 m, with a stick.", ""},
      {"He swam 50 m with ease.", ""},
      {"A 6F catheter was used.", ""},
      {"Sheaths of 6F, 7F and 8F were tried.", ""},
      {"A 900-year-old tree fell.", ""},
      {"He was ill for 5 years.", ""},
  };
  for (const ScanCase& c : cases) {
    CAPTURE(std::string(c.text));
    CHECK(scanned(c.text, MentionKind::age) == std::string(c.found));
  }
}

TEST_CASE("words for a sex are told from pronouns, which only hint") {
  const ScanCase cases[] = {
      {"A 53-year-old man came.", "male"},
      {"A 48 year-old female came.", "female"},
      {"A little girl came.", "female"},
      {"A gentleman came.", "male"},
      {"Mrs. B came.", "female"},
      {"A 52 y/o F with gout.", "female"},
      {"A 52 yo M with gout.", "male"},
      {"52M presented.", "male"},
      {"A 67F, with gout, came.", "female"},
      {"She walked 50 m, with a stick.", "female?"},
      {"A 6F catheter was used.", ""},
      {"He came.", "male?"},
      {"She lost her keys.", "female?; female?"},
      {"The patient came.", ""},
      {"Malta and Manchester", ""},
  };
  for (const ScanCase& c : cases) {
    CAPTURE(std::string(c.text));
    CHECK(scanned(c.text, MentionKind::sex) == std::string(c.found));
  }
}

TEST_CASE("a text's own abbreviations are found with their long forms") {
  const struct {
    const char* text;
    const char* found;
  } cases[] = {
      {"He had graft-versus-host disease (GVHD) of the skin.", "GVHD = graft-versus-host disease"},
      {"The C-reactive protein (CRP) rose.", "CRP = C-reactive protein"},
      {"A magnetic resonance imaging (MRI) scan and a computed tomography (CT) scan.",
       "MRI = magnetic resonance imaging; CT = computed tomography"},
      {"Given TPE (therapeutic plasma exchange) twice.", "TPE = therapeutic plasma exchange"},
      {"He was seen (twice) by us.", ""},
      {"The level (5 mg) rose.", ""},
      {"A low level (LL) of white blood cells (WBC).", "LL = low level; WBC = white blood cells"},
      {"An unrelated phrase (XYZ).", ""},
      {"Serum ferritin (figure 1A) fell.", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.text));
    Document document;
    document.text = c.text;
    Arena arena;
    const Segments segments = segment(document, bundled_segment_tables(), arena);
    const Scanned scanned = scan(document, segments, bundled_scan_tables(), arena);
    std::string found;
    for (const Abbreviation& a : find_abbreviations(segments, scanned, arena)) {
      if (!found.empty()) found += "; ";
      found += std::string(a.short_form.of(document.text)) + " = " + std::string(a.long_form.of(document.text));
    }
    CHECK(found == c.found);
  }
}
