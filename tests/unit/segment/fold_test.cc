#include "segment/fold.h"

#include <doctest/doctest.h>

#include "unit/segment/grammar_fixture.h"

using namespace anamnesis;

TEST_CASE("two spellings of a word fold to one key") {
  const Folding folding = Folding::compile(bundled_grammar()).value();
  const struct {
    const char* a;
    const char* b;
  } cases[] = {
      {"Haemorrhages", "hemorrhage"},   {"OEDEMA", "edema"},           {"oedemas", "edema"},
      {"diarrhoea", "diarrhea"},        {"tumours", "Tumor"},          {"leukaemia", "leukemia"},
      {"Leucocytes", "leukocyte"},      {"anaemic", "anemic"},         {"dyspnoea", "Dyspnea"},
      {"foetus", "fetus"},              {"foetuses", "fetus"},         {"fibre", "fiber"},
      {"centimetres", "centimeter"},    {"titres", "titer"},           {"localised", "localized"},
      {"hospitalisation", "hospitalization"}, {"catheterisation", "catheterization"}, {"dialysed", "dialyzed"},
      {"biopsies", "biopsy"},           {"metastases", "metastasis"},  {"diagnoses", "diagnosis"},
      {"stenoses", "stenosis"},         {"thrombi", "thrombus"},       {"vertebrae", "vertebra"},
      {"adenomata", "adenoma"},         {"masses", "mass"},            {"rashes", "rash"},
      {"headaches", "headache"},        {"patches", "patch"},          {"reflexes", "reflex"},
      {"viruses", "virus"},             {"adenoviruses", "adenovirus"}, {"doses", "dose"},
      {"diseases", "disease"},          {"bronchi", "bronchus"},       {"women", "woman"},
      {"Crohn's", "crohn"},             {"Crohn\xE2\x80\x99s", "crohn"}, {"patients'", "patient"},
      {"TNF\xCE\xB1", "tnfalpha"},      {"\xCE\xB2", "beta"},          {"\xC2\xB5g", "ug"},
      {"\xCE\xBCg", "ug"},              {"Sj\xC3\xB6gren", "sjogren"}, {"Beh\xC3\xA7" "et", "behcet"},
      {"Guillain-Barr\xC3\xA9", "guillain-barre"}, {"SpO\xE2\x82\x82", "spo2"}, {"m\xC2\xB2", "m2"},
      {"\xEF\xAC\x81" "brosis", "fibrosis"}, {"sulphate", "sulfate"},  {"ciclosporin", "cyclosporine"},
      {"aetiology", "etiology"},        {"paediatric", "pediatric"},   {"haematopoetic", "hematopoetic"},
      {"oesophagus", "esophagus"},      {"c\xC5\x93liaque", "celiaque"}, {"programme", "program"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.a));
    CHECK(folding.fold(c.a) == folding.fold(c.b));
  }
}

TEST_CASE("words that only look like plurals stay") {
  const Folding folding = Folding::compile(bundled_grammar()).value();
  for (const char* word : {"diabetes", "ascites", "sepsis", "arthritis", "virus", "abscess", "pancreas", "sars", "aids",
                           "his", "was", "this", "pus", "gas", "series", "herpes", "rabies", "diagnosis", "mass"}) {
    CAPTURE(word);
    CHECK(folding.fold(word) == word);
  }
}

TEST_CASE("words with a pair of vowels that is no digraph keep it") {
  const Folding folding = Folding::compile(bundled_grammar()).value();
  for (const char* word : {"toe", "aerobic", "does", "coexist", "shoe"}) {
    CAPTURE(word);
    CHECK(folding.fold(word) == word);
  }
}

TEST_CASE("folding what is folded changes nothing") {
  const Folding folding = Folding::compile(bundled_grammar()).value();
  for (const char* word : {"haemorrhages", "biopsies", "stenoses", "vertebrae", "localised", "tumours", "viruses",
                           "tranquillizers", "leucocytes", "ciclosporin", "women", "analyses"}) {
    CAPTURE(word);
    const std::string once = folding.fold(word);
    CHECK(folding.fold(once) == once);
  }
}

TEST_CASE("a word that is its own key is not copied") {
  const Folding folding = Folding::compile(bundled_grammar()).value();
  Arena arena;
  const std::string_view word = "cough";
  CHECK(folding.fold(word, arena).data() == word.data());
}
