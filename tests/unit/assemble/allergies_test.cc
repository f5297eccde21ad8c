// Allergies and intolerances, in the shapes that notes give them.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("an allergy is one, whether its word stands before the substance, behind it or over it") {
  // "Penicillin allergy" is a phrase of the tables, and was once told as a condition.
  const std::vector<ToldCase> cases = {
      {"She has a penicillin allergy.",
       {"allergy: penicillin allergy; category=medication; type=allergy", "!finding: penicillin", "!medication: penicillin"}},
      {"He has an allergy to latex.", {"allergy: latex; category=environment", "!finding: latex"}},
      {"The child has an egg allergy.", {"allergy: egg allergy; category=food", "!diagnosis: egg"}},
      {"She is penicillin-allergic.", {"allergy: penicillin", "!medication: penicillin"}},
      {"PAST MEDICAL HISTORY: hypertension, penicillin allergy, asthma.",
       {"allergy: penicillin allergy", "diagnosis: hypertension", "diagnosis: asthma"}},
      {"She reported an adverse reaction to codeine.", {"allergy: codeine", "!medication: codeine"}},
      {"He is intolerant of ACE inhibitors.", {"allergy: ACE inhibitors; type=intolerance", "!medication: ACE"}},
      {"She has food allergies.", {"allergy: food allergies"}},
      {"Given his penicillin allergy, vancomycin was started.", {"allergy: penicillin allergy", "medication: vancomycin"}},
  };
  check_told(cases);
}

TEST_CASE("each of several allergies is told") {
  // The drugs behind "allergies include", and those before the last of a list, were once drugs that the patient takes.
  const std::vector<ToldCase> cases = {
      {"Known allergies include penicillin and aspirin.",
       {"allergy: penicillin", "allergy: aspirin", "!medication: penicillin", "!medication: aspirin"}},
      {"She has multiple drug allergies including penicillin and sulfa.",
       {"allergy: penicillin", "allergy: sulfa", "!medication: penicillin", "!allergy: drug allergies"}},
      {"He reported allergies to penicillin, sulfa drugs and shellfish.",
       {"allergy: penicillin", "allergy: sulfa drugs", "allergy: shellfish; category=food", "!medication: sulfa"}},
      {"History of penicillin and sulfa allergies.", {"allergy: penicillin", "allergy: sulfa", "!medication: penicillin"}},
      {"He has egg, milk and peanut allergies.", {"allergy: egg", "allergy: milk", "allergy: peanut allergies"}},
      {"She is allergic to \"sulfa drugs\" & penicillin.",
       {"allergy: sulfa drugs", "allergy: penicillin", "!medication: sulfa", "!medication: penicillin"}},
      {"Allergies/Adverse Reactions: penicillins", {"allergy: penicillins", "!medication: penicillins"}},
      {"She has allergies to several antibiotics.", {"allergy: antibiotics", "!medication: antibiotics"}},
      {"He is allergic to penicillin, and vancomycin was started.",
       {"allergy: penicillin", "medication: vancomycin", "!allergy: vancomycin"}},
      {"He has an allergy to penicillin. He was treated with vancomycin.",
       {"allergy: penicillin", "medication: vancomycin", "!allergy: vancomycin"}},
  };
  check_told(cases);
}

TEST_CASE("what an allergy did is its reaction, and no finding of its own") {
  const std::vector<ToldCase> cases = {
      {"Her penicillin allergy causes a rash.", {"allergy: penicillin; reaction=rash", "!symptom: rash"}},
      {"Aspirin allergy: angioedema.", {"allergy: aspirin; reaction=angioedema", "!diagnosis: angioedema"}},
      {"The patient is allergic to penicillin (anaphylaxis) and sulfa (rash).",
       {"allergy: penicillin; reaction=anaphylaxis", "allergy: sulfa; reaction=rash", "!symptom: rash"}},
      {"Allergies: penicillin (severe rash, hives and angioedema), codeine",
       {"allergy: penicillin; reaction=rash; reaction=hives; reaction=angioedema", "allergy: codeine",
        "!allergy: codeine; reaction=hives"}},
      {"ACE inhibitor intolerance due to cough.", {"allergy: ACE inhibitor; reaction=cough", "!symptom: cough"}},
      {"Allergies: codeine - nausea/vomiting", {"allergy: codeine; reaction=nausea; reaction=vomiting"}},
      {"She had anaphylaxis to peanuts in 2015.", {"allergy: peanuts; reaction=anaphylaxis; reaction-onset=date:2015"}},
      {"She had hives to codeine for 3 days.", {"allergy: codeine; reaction=hives", "!allergy: codeine; reaction-onset=for:3 d"}},
      {"He has been allergic to aspirin since childhood.", {"allergy: aspirin; onset=words:since childhood"}},
      // the next problem of a list
      {"PMH: penicillin allergy - rash, hypertension, diabetes.",
       {"allergy: penicillin allergy; reaction=rash", "diagnosis: hypertension", "diagnosis: diabetes"}},
      {"He is allergic to penicillin and he has hypertension.",
       {"allergy: penicillin", "diagnosis: hypertension", "!allergy: penicillin; reaction=hypertension"}},
  };
  check_told(cases);
}

TEST_CASE("no known allergies are a concept of their own; the denial of one allergy is of that alone") {
  // "No history of allergy to penicillin" once told that there was no allergy at all.
  const std::vector<ToldCase> cases = {
      {"Allergies: None.", {"allergy: No known allergy"}},
      {"ALLERGIES:\nNone known.\nMEDICATIONS:\naspirin 81 mg daily", {"allergy: No known allergy", "medication: aspirin"}},
      {"Food allergies: none", {"allergy: No known food allergy"}},
      {"He denies any drug allergies.", {"allergy: No known drug allergy", "!diagnosis: drug allergies"}},
      {"He has no food allergies.", {"allergy: No known food allergy"}},
      {"She has no known allergies to medications.", {"allergy: no known allergies to medications"}},
      {"NKA", {"allergy: NKA"}},
      {"ALLERGIES: None known drug allergies.", {"allergy: None known drug allergies", "!allergy: drug allergies; historical=true"}},
      {"She is not known to be allergic to any medications.", {"allergy: not known to be allergic"}},
      {"No history of allergy to penicillin.",
       {"allergy: penicillin; negated=true", "!allergy: no history", "!medication: penicillin"}},
      {"There was no penicillin allergy.", {"allergy: penicillin allergy; negated=true"}},
      {"He denied allergy to penicillin.", {"allergy: penicillin; negated=true"}},
      {"She was delabelled from a penicillin allergy.", {"allergy: penicillin allergy; negated=true"}},
      {"Possible penicillin allergy.", {"allergy: penicillin allergy; certainty=provisional"}},
      {"There was no change in her allergies.", {"!allergy: allergies", "!allergy: No known"}},
  };
  check_told(cases);
}

TEST_CASE("what is no allergy of the patient to a substance stays what it is") {
  const std::vector<ToldCase> cases = {
      {"He has seasonal allergies and allergic rhinitis.",
       {"finding: seasonal allergies", "diagnosis: allergic rhinitis", "!allergy: seasonal"}},
      {"He has lactose intolerance, glucose intolerance and exercise intolerance.",
       {"diagnosis: lactose intolerance", "diagnosis: glucose intolerance", "finding: exercise intolerance",
        "!allergy: lactose", "!allergy: glucose"}},
      {"Her mother has a penicillin allergy.", {"family-history: penicillin allergy", "!allergy: penicillin"}},
      {"Her mother is allergic to penicillin.", {"!allergy: penicillin", "!medication: penicillin"}},
      {"Penicillin-allergic patients should receive vancomycin.", {"!allergy: penicillin"}},
      {"If allergic to penicillin, use azithromycin.", {"!allergy: penicillin", "!medication: azithromycin"}},
      {"He underwent CT with IV contrast and had a PCN placed.", {"!allergy: contrast", "!allergy: PCN"}},
      {"Allergies: PCN, IV contrast", {"allergy: PCN; category=medication", "allergy: IV contrast"}},
  };
  check_told(cases);
}
