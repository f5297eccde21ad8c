// What became of a treatment, how much of it was given, and what is of one thing or of several: one line a case (told.h
// says how to read it).
#include "unit/assemble/told.h"

using namespace anamnesis;

namespace {

// clang-format off
const std::vector<ToldCase> kCases = {
    // offered and refused
    {"Surgery was offered, which she declined.", {"procedure: Surgery; negated=true"}},
    {"A cholecystectomy was recommended; he refused.", {"procedure: cholecystectomy; negated=true"}},
    {"Chemotherapy was advised. The patient declined.", {"medication: Chemotherapy; negated=true"}},
    {"Aspirin was started and surgery was offered, but he refused.",
     {"procedure: surgery; negated=true", "!medication: aspirin; negated=true"}},
    {"Surgery and chemotherapy were declined.", {"procedure: Surgery; negated=true", "medication: chemotherapy; negated=true"}},
    {"A biopsy was recommended. Her renal function declined.", {"!diagnostic-procedure: biopsy; negated=true"}},
    {"Surgery was recommended. He refused amiodarone.",
     {"!procedure: Surgery; negated=true", "medication: amiodarone; negated=true"}},
    // strengths of combinations are no dose
    {"He was given amoxicillin-clavulanate 875/125 mg twice daily.",
     {"medication: amoxicillin-clavulanate; dosage-text=875/125 mg twice daily; frequency=2",
      "!medication: amoxicillin; dose=875", "!medication: amoxicillin; dose-unit=mg"}},
    {"She takes sacubitril/valsartan 49 mg/51 mg daily.",
     {"medication: sacubitril/valsartan; frequency=1", "!medication: sacubitril; dose=49", "!medication: sacubitril; dose=51"}},
    {"Fluticasone/salmeterol 250/50 mcg two puffs twice daily was added.",
     {"medication: Fluticasone/salmeterol; dose=2; dose-unit={puff}; frequency=2", "!medication: Fluticasone; dose=250"}},
    {"He takes 1/2 tablet of bisoprolol daily.", {"medication: bisoprolol; dose=0.5"}},
    // concentrations are results
    {"She was on insulin. On insulin, 240 mg/dL was read.", {"!medication: insulin; dose=240"}},
    {"He was kept on insulin at 14 mmol/L.", {"!medication: insulin; dose=14"}},
    // one verb after the other
    {"Warfarin was stopped on day 3, was restarted on day 9.",
     {"medication: Warfarin; status=unknown", "!medication: Warfarin; status=stopped", "!medication: Warfarin; end=day:3"}},
    {"Metformin was withheld for one day.", {"medication: Metformin; status=on-hold", "!medication: Metformin; duration=1"}},
    {"Ramipril was stopped for 2 weeks.", {"!medication: Ramipril; duration=2"}},
    {"Cefalexin was given for 2 weeks.", {"medication: Cefalexin; duration=2"}},
    // thought about
    {"Lamotrigine was discussed.", {"!medication: Lamotrigine"}},
    {"Colonoscopy with biopsy was planned.",
     {"diagnostic-procedure: Colonoscopy; status=preparation", "diagnostic-procedure: biopsy; status=preparation"}},
    // what is under an allergy
    {"Allergies: sulfa - hives", {"allergy: sulfa; reaction=hives", "!symptom: hives"}},
    {"Allergies: sulfa - hives, penicillin - anaphylaxis; latex (rash)",
     {"allergy: sulfa; reaction=hives", "allergy: penicillin; reaction=anaphylaxis", "allergy: latex; reaction=rash"}},
    // whose and where
    {"She lives with her husband and was admitted with pneumonia.", {"encounter: was admitted", "diagnosis: pneumonia"}},
    {"Metastases of the liver were seen. Metastases of the spine and the brain were found.",
     {"diagnosis: Metastases; body-site=liver", "diagnosis: Metastases; body-site=spine"}},
    {"There were metastases to the liver, lung and bone.",
     {"diagnosis: metastases; body-site=liver; body-site=lung; body-site=bone"}},
};
// clang-format on

}  // namespace

TEST_CASE("what is told of a course of treatment is read to its end") {
  check_told(kCases);
}
