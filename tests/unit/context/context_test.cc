// How a mention is meant: one line a case. The mention stands in brackets; what is expected is every axis that is not
// at its usual value (affirmed, confirmed, current, the patient's, this case).
#include "context/context.h"

#include <string>

#include "segment/segment.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

struct Case {
  const char *text, *expected;
};

constexpr Case kCases[] = {
    {"He denied [fever], chills or cough.", "negated"},
    {"He denied fever, chills or [cough].", "negated"},
    {"She had no [fever].", "negated"},
    {"She had no fever, rash or [headache].", "negated"},
    {"There was no evidence of [metastasis].", "negated"},
    {"[Myocarditis] was thought to be unlikely.", "negated"},
    {"[Vasculitis] was deemed highly unlikely.", "negated"},
    {"There were no signs of [infection].", "negated"},
    {"The scan showed no sign of [bleeding].", "negated"},
    {"He presented without [chest pain].", "negated"},
    {"She did not have [nausea].", "negated"},
    {"He never had [seizures].", "negated"},
    {"The test was negative for [malaria].", "negated"},
    {"Neither [vomiting] nor diarrhoea was reported.", "negated"},
    {"Neither vomiting nor [diarrhoea] was reported.", "negated"},
    {"[Oedema] was absent.", "negated"},
    {"[Oedema] and cyanosis were absent.", "negated"},
    {"[Hepatomegaly] was not found.", "negated"},
    {"A [pleural effusion] was not seen.", "negated"},
    {"[Fever] was noted and cough was denied.", ""},
    {"[Fever] was denied.", "negated"},
    {"Reactions: [asthma]: none.", "negated"},
    {"No A, B or [rash] but itching was noted.", "negated"},
    {"No rash but [itching] was noted.", ""},
    {"He denied cough; however, [dyspnoea] was present.", ""},
    {"She denied fever although [chills] had occurred.", ""},
    {"No fever, and the [liver] was enlarged.", ""},
    {"No [liver mass] was seen.", "negated"},
    {"Free of [pain] at discharge.", "negated"},
    {"The lungs were clear of [infiltrates].", "negated"},
    {"In the absence of [sepsis], treatment was stopped.", "negated"},
    {"There is a lack of [appetite loss].", "negated"},
    {"The patient lacked [insight].", "negated"},
    {"She was tested negative for [influenza].", "negated"},
    {"He had neither fever nor [weight loss].", "negated"},
    {"There was no [cyanosis], clubbing, or oedema.", "negated"},
    {"There was no cyanosis, clubbing, or [oedema].", "negated"},
    {"Abdomen soft without [tenderness] or guarding.", "negated"},
    {"Abdomen soft without tenderness or [guarding].", "negated"},
    {"No new [lesions] were identified.", "negated"},
    {"No further [bleeding] occurred.", "negated"},
    {"CT failed to reveal any [abscess].", "negated"},
    {"Imaging did not show [fracture].", "negated"},
    {"He did not report [palpitations].", "negated"},
    {"She did not develop [rash] afterwards.", "negated"},
    {"He did not manifest any [haemorrhage].", "negated"},
    {"The biopsy was devoid of [granulomas].", "negated"},
    {"There was nothing to suggest [malignancy].", "negated"},
    {"He had a cough with no [sputum].", "negated"},
    {"She has no known [fractures].", "negated"},
    {"No history of [stroke].", "negated historical"},
    {"He had no past history of [asthma].", "negated historical"},
    {"There was no increase in [swelling].", ""},
    {"Not only [fever] but also rash was present.", ""},
    {"There was no change in the [mass].", ""},
    {"Without delay the [fracture] was fixed.", ""},
    {"He was not able to walk because of [pain].", ""},
    {"Gram-negative [sepsis] was diagnosed.", ""},
    {"No doubt [pneumonia] was present.", ""},
    {"Non-small cell [carcinoma] was found.", ""},
    {"He did not respond to treatment for [vasculitis].", ""},
    {"No improvement was made with any [antibiotic].", ""},
    {"There was no response to [steroids].", ""},
    {"The [pain] did not resolve.", ""},
    {"She was unable to sleep because of [itching].", ""},
    {"[Pneumonia] was ruled out.", "negated refuted"},
    {"[Tuberculosis] was excluded by culture.", "negated refuted"},
    {"Ruled out [myocardial infarction].", "negated refuted"},
    {"The angiogram excluded [pulmonary embolism].", "negated refuted"},
    {"[Lymphoma] has been excluded.", "negated refuted"},
    {"[Lymphoma] was considered less likely.", "provisional"},
    {"[Appendicitis] was considered but ruled out by ultrasound.", "negated refuted"},
    {"Possible [pneumonia] was treated.", "provisional"},
    {"Probable [sarcoidosis].", "provisional"},
    {"She was suspected of having [lupus].", "provisional"},
    {"Suspected [meningitis].", "provisional"},
    {"The findings were suggestive of [vasculitis].", "provisional"},
    {"Features suggesting [lymphoma] were seen.", "provisional"},
    {"A presumptive diagnosis of [malaria] was made.", "provisional"},
    {"The mass was suspicious for [malignancy].", "provisional"},
    {"This raised the possibility of [amyloidosis].", "provisional"},
    {"[Tuberculosis] was suspected.", "provisional"},
    {"[Cholangitis] could not be excluded.", "provisional"},
    {"[Dengue] was considered.", "provisional"},
    {"He may have [gout].", "provisional"},
    {"It was thought to be [eczema].", "provisional"},
    {"The shadow was likely [oedema].", "provisional"},
    {"There was concern for [abscess].", "provisional"},
    {"Cannot rule out [ischaemia].", "provisional"},
    {"A working diagnosis of [encephalitis] was made.", "provisional"},
    {"The differential diagnosis included [sarcoma] and abscess.", "differential"},
    {"The differential diagnosis included sarcoma and [abscess].", "differential"},
    {"[Leprosy] was considered in the differential diagnosis.", "differential"},
    {"Differential diagnoses were [lymphoma], tuberculosis and sarcoid.", "differential"},
    {"The biopsy was consistent with [melanoma].", ""},
    {"Changes in keeping with [fibrosis].", ""},
    {"He was diagnosed with [leukaemia].", ""},
    {"The final diagnosis was [scurvy].", ""},
    {"Culture confirmed [tuberculosis].", ""},
    {"He has [diabetes].", ""},
    {"She complained of [headache].", ""},
    {"He had a history of [diabetes].", "historical"},
    {"Past medical history included [asthma] and gout.", "historical"},
    {"Past medical history included asthma and [gout].", "historical"},
    {"His medical history was significant for [hypertension].", "historical"},
    {"Status post [appendicectomy].", "historical"},
    {"She was previously treated for [breast cancer].", "historical"},
    {"Previous [myocardial infarction].", "historical"},
    {"He had [measles] in childhood.", "historical"},
    {"She had a [stroke] five years ago.", "historical"},
    {"He is known to have [epilepsy].", "historical"},
    {"Past history of [malaria] and jaundice.", "historical"},
    {"Past history of malaria and [jaundice].", "historical"},
    {"Prior [hip fracture].", "historical"},
    {"H/o [COPD].", "historical"},
    {"She had a background of [hypothyroidism].", "historical"},
    {"He had undergone [splenectomy].", "historical"},
    {"He had a history of gout and presented with [fever].", ""},
    {"He presented with a 5-day history of [cough].", ""},
    {"She had a three-week history of [weight loss].", ""},
    {"History of asthma, now presents with [wheeze].", ""},
    {"On admission he had [fever].", ""},
    {"She was admitted with [pneumonia].", ""},
    {"A history of gout, admitted for [chest pain].", ""},
    {"He developed [jaundice].", ""},
    {"If [fever] recurs, he should return.", "hypothetical"},
    {"He should return if [bleeding] occurs.", "hypothetical"},
    {"If there is [fever], come back.", "hypothetical"},
    {"If she has [chest pain], call for help.", "hypothetical"},
    {"Return if vomiting is persistent or [bleeding] occurs.", "hypothetical"},
    {"He was asked if he had nausea, but he had [pain].", ""},
    {"Please return to the emergency department for fever or [chest pain].", "hypothetical"},
    {"Call your doctor for worsening headache or [vomiting].", "hypothetical"},
    {"You may experience [nausea].", "hypothetical"},
    {"Side effects include rash and [diarrhea].", "hypothetical"},
    {"He returned to the hospital for [chest pain].", ""},
    {"He was at risk of [stroke].", "hypothetical"},
    {"To prevent [thrombosis], heparin was given.", "hypothetical"},
    {"He received prophylaxis for [pneumocystis].", "hypothetical"},
    {"She was screened for [diabetes].", "hypothetical"},
    {"Risk factors for [osteoporosis] were discussed.", "hypothetical"},
    {"She was vaccinated against [influenza].", "hypothetical"},
    {"Potential [toxicity] was discussed.", "hypothetical"},
    {"An operation was done in case of [perforation].", "hypothetical"},
    {"[Surgery] was planned.", "planned"},
    {"He was scheduled for [transplantation].", "planned"},
    {"She is awaiting [surgery].", "planned"},
    {"She was listed for [liver transplantation].", "planned"},
    {"[Chemotherapy] was recommended.", "planned"},
    {"[Chemotherapy] was discussed.", "hypothetical"},
    {"He will undergo [biopsy].", "planned"},
    {"He refused [surgery].", "negated"},
    {"He is a candidate for [ablation].", "planned"},
    {"There was a family history of [colon cancer].", "historical relative"},
    {"Family history of [diabetes] and stroke.", "historical relative"},
    {"Family history of diabetes and [stroke].", "historical relative"},
    {"Family history was positive for [breast cancer].", "relative"},
    {"He had close contact with [tuberculosis].", "other"},
    {"The donor had [hepatitis].", "other"},
    {"Patients with [myelofibrosis] may respond.", "background"},
    {"Miller et al. saw a 7-year-old girl with [myelofibrosis].", "background"},
    {"Myelofibrosis is a chronic [neoplasm] of the marrow.", "background"},
    {"There is a chronic [haematoma] on the left.", ""},
    {"Three other residents had [scabies].", "other"},
    {"He shared a flat with a friend, who takes morphine for [sciatica].", "other"},
    {"He did not require [dialysis].", "negated"},
    {"The film was neg for [pneumothorax].", "negated"},
    {"The drug is indicated for the treatment of [polycythaemia].", "background"},
    {"[Sarcoidosis] has been reported in the literature.", "background"},
    {"In patients with [sepsis], mortality is high.", "background"},
    {"[Melanoma] is a common malignancy.", "background"},
    {"[Malaria] is caused by a parasite.", "background"},
    {"Most patients with [COVID-19] recover.", "background"},
    {"Studies have linked it to [dementia].", "background"},
    {"[Scurvy] is defined as a lack of vitamin C.", "background"},
    {"The majority of patients have mild [symptoms].", "background"},
    {"In conclusion, [listeriosis] should be considered.", "hypothetical background"},
    {"We report a patient with [listeriosis].", ""},
    {"We report the case of a man with [scurvy].", ""},
    {"The patient had [scurvy].", ""},
    {"She was found to have [scurvy].", ""},
    {"This patient had [scurvy], which is rare.", ""},
    {"Our patient had [scurvy].", ""},
    {"A 40-year-old woman with [scurvy] was seen.", ""},
    {"The patient with [scurvy] improved.", ""},
    {"His [cough] improved.", ""},
    {"The case of a boy with [asthma].", ""},
    {"Her [rash] is common in adults.", ""},
    // two denials, and what only looks like one
    {"She did not deny [chest pain].", ""},
    {"Patient no. 2 had [lupus].", ""},
    {"The possibility of [lymphoma] could not be excluded.", "provisional"},
    {"There was no change in her [dyspnoea].", ""},
    {"No improvement in the [rash] was seen.", ""},
    {"He had not only fever but also [rash].", ""},
    {"No increase in [tumour] size was noted.", ""},
    // refused, declined
    {"She declined [chemotherapy].", "negated"},
    {"Chemotherapy was given but she declined [radiotherapy].", "negated"},
    {"There was a place for [radiotherapy], which she declined.", "negated"},
    {"He had [chemotherapy] but declined radiotherapy.", ""},
    {"[Dialysis] was refused.", "negated"},
    {"The [mass] could be palpated.", ""},
    // thought of, not done
    {"A graft made to treat aneurysms, normally used for [aneurysm], was placed.", "hypothetical"},
    {"A snare designed to treat [polyps] was used.", "hypothetical"},
    {"[Surgery] would be considered if the mass grew.", "hypothetical"},
    {"[Biopsy] was scheduled.", "planned"},
    {"She was referred to the [dialysis] clinic.", "other"},
    {"The [heart failure] team saw him.", "other"},
    {"He was given fluids instead of [furosemide].", "hypothetical"},
    // people near the patient
    {"He had had contact with a patient with [tuberculosis].", "other"},
    {"He had close contact with a relative with [influenza].", "other"},
    // lists with a turn
    {"He had fever and [cough] but no rash.", ""},
    {"He had fever but no [rash].", "negated"},
    {"He denied fever and cough, but reported [headache].", ""},
    {"There was neither [fever] nor cough, only fatigue.", "negated"},
    {"No masses or [lymph nodes] were palpable, but the liver was enlarged.", "negated"},
    {"Without [wheeze], rales or rhonchi.", "negated"},
    {"Without wheeze, rales or [rhonchi].", "negated"},
    {"Fever: absent. [Cough]: present.", ""},
    {"[Icterus]: no.", "negated"},
    // past, present
    {"Two years earlier she had been diagnosed with [sarcoidosis].", "historical"},
    {"He had previously undergone [appendectomy].", "historical"},
    {"She had a past history of [asthma] and now has cough.", "historical"},
    {"She had a past history of asthma and now has [cough].", ""},
    {"He was admitted with [pneumonia].", ""},
    {"A former [stroke] was known.", "historical"},
    // doubt
    {"[Vasculitis] was suspected.", "provisional"},
    {"The findings were suggestive of [cirrhosis].", "provisional"},
    {"Differential diagnosis included lymphoma and [sarcoidosis].", "differential"},
    {"[Sepsis] was thought unlikely.", "negated"},
    {"He was treated for presumed [pneumonia].", "provisional"},
    // who only brings
    {"She was brought by her mother with [fever].", ""},
    {"He came with his mother, who had noticed a [rash].", ""},
    {"He came with his mother, who reported [fever].", ""},
    // a study of many has no patient; a case with a discussion has one, also in what a study heads as a case
    {"We enrolled 80 adults. The median age was 51 years. Participants were seen monthly. The odds ratio was 2.1 (95% "
     "CI "
     "1.2-3.4). Data were collected by phone. [Fever] was noted on admission.",
     "background"},
    {"We enrolled 80 adults. The median age was 51 years. Participants were seen monthly. The odds ratio was 2.1 (95% "
     "CI "
     "1.2-3.4). Data were collected by phone. The patient had [fever].",
     "background"},
    {"A 40-year-old man was admitted. He was pale. His wife brought him. In one cohort the median age was 51 years. "
     "Participants were mostly men. The odds ratio was 2. Data were collected by phone. The patient had [fever].",
     ""},
    {"We enrolled 80 adults. The median age was 51 years. Participants were seen monthly. The odds ratio was 2.1 (95% "
     "CI "
     "1.2-3.4). Data were collected by phone.\n\nCase report\n\nA 40-year-old man had [fever].\n",
     ""},
    // medicine in general
    {"Patients with [sarcoidosis] often have cough.", "background"},
    {"[Sarcoidosis] is a granulomatous disease.", "background"},
    {"Rituximab is indicated for [vasculitis].", "background"},
    // what a heading with text behind it says holds for its paragraph
    {"Family history: father has diabetes.\n\nHe was admitted with [fever].\n", ""},
    {"Family history:\n\nDiabetes and [gout].\n", "relative"},
    {"A 70-year-old man was admitted.\n\nBackground: [gout].\n\nHe was given colchicine.\n", ""},
    {"Background: [gout] is common.\n\nCase: A 70-year-old man was admitted.\n", "background"},
    {"Mental state: [low mood].\n", ""},
    // an animal is no patient
    {"A 9-year-old spayed female collie was seen with [polyuria].", "background"},
    {"The dog was treated for [pruritus].", "background"},
    {"She was bitten by the dog and had [cellulitis].", ""},
    // doubt
    {"Weight loss. ?ovarian [malignancy].", "provisional"},
    // conclusions: the doctor's in a note, about medicine in an article
    {"A man was admitted with fever.\n\nConclusions: [pneumonia].\n", ""},
    {"Introduction\n\nFever is common.\n\nCase report\n\nA man was admitted with fever.\n\nConclusions\n\n"
     "Fever may be due to [pneumonia].\n",
     "background"},
    {"[Myocarditis] has been reported after vaccination.", "background"},
};

std::string describe(const Context& c) {
  std::string out;
  const auto add = [&](bool holds, const char* word) {
    if (holds) out += std::string(out.empty() ? "" : " ") + word;
  };
  add(c.polarity == Polarity::negated, "negated");
  add(c.certainty == Certainty::provisional, "provisional");
  add(c.certainty == Certainty::differential, "differential");
  add(c.certainty == Certainty::refuted, "refuted");
  add(c.temporality == Temporality::historical, "historical");
  add(c.temporality == Temporality::hypothetical, "hypothetical");
  add(c.temporality == Temporality::planned, "planned");
  add(c.experiencer == Experiencer::relative, "relative");
  add(c.experiencer == Experiencer::other, "other");
  add(c.reality == Reality::background, "background");
  return out;
}

}  // namespace

TEST_CASE("each mention is meant as a reader would say") {
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const auto segmenting = SegmentTables::compile(*tables);
  REQUIRE(segmenting.ok());
  const ContextRules rules(*tables);
  for (const Case& c : kCases) {
    const std::string marked = c.text;
    const auto open = static_cast<uint32_t>(marked.find('[')), close = static_cast<uint32_t>(marked.find(']') - 1);
    Document document;
    document.text = marked.substr(0, open) + marked.substr(open + 1, close - open) + marked.substr(close + 2);
    Arena arena;
    const Segments segments = segment(document, *segmenting, arena);
    Mention mention;
    mention.kind = MentionKind::condition;
    mention.span = {open, close};
    bool found = false;
    for (uint32_t s = 0; s < segments.sentences.size(); ++s)
      for (uint32_t t = segments.sentences[s].first_token; t < segments.sentences[s].end_token; ++t)
        if (segments.tokens[t].span.overlaps(mention.span)) {
          if (!found) mention.first_token = t;
          mention.sentence = s;
          mention.end_token = t + 1;
          found = true;
        }
    CAPTURE(marked);
    REQUIRE(found);
    CHECK(describe(apply_context(document, segments, {&mention, 1}, rules, arena)[0]) == std::string(c.expected));
  }
}
