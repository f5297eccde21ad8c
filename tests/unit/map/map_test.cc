// Statements in, resources out: what the rules of mappings/resources make of each kind of statement.
#include "unit/map/case.h"

#include <doctest/doctest.h>

#include "map/time.h"

using namespace anamnesis;
using namespace anamnesis::testing;

namespace {

BundleOptions plain() {
  BundleOptions options;
  options.evidence = EvidenceLevel::none;
  return options;
}

bool has(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("missing: ", std::string(part), "\nin: ", text);
  return found;
}
bool lacks(const std::string& text, std::string_view part) { return text.find(part) == std::string::npos; }

}  // namespace

TEST_CASE("a diagnosis is a confirmed, active problem with its codes and its words") {
  Case c("He has severe COVID-19 since 2020-03.");
  c.say("diagnosis", "COVID-19", "covid-19", {{"severity", "severe", "severe"}, {"onset", "date:2020-03", "2020-03"}});
  const std::string r = resource_in(c.bundle(plain()), "Condition");
  CHECK(has(r, R"("clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active")"));
  CHECK(has(r, R"("code":"confirmed")"));
  CHECK(has(r, R"("code":"problem-list-item")"));
  CHECK(has(r, R"("system":"http://snomed.info/sct","code":"840539006")"));
  CHECK(has(r, R"("system":"http://hl7.org/fhir/sid/icd-10-cm","code":"U07.1")"));
  CHECK(has(r, R"("text":"COVID-19"})"));
  CHECK(has(r, R"("code":"24484000")"));
  CHECK(has(r, R"("onsetDateTime":"2020-03")"));
}

TEST_CASE("a refuted diagnosis has no clinical status and is no problem-list item") {
  Case c("COVID-19 was ruled out.");
  c.say("diagnosis", "COVID-19", "covid-19", {{"negated", "true", "ruled out"}, {"certainty", "refuted", "ruled out"}});
  const std::string r = resource_in(c.bundle(plain()), "Condition");
  CHECK(has(r, R"("code":"refuted")"));
  CHECK(lacks(r, "clinicalStatus"));
  CHECK(lacks(r, "problem-list-item"));
}

TEST_CASE("what is told as history leaves its status open, what has ended is resolved") {
  Case c("Diabetes, past. Cough until 2019.");
  c.say("diagnosis", "Diabetes", "diabetes", {{"historical", "true", "past"}});
  c.say("symptom", "Cough", "cough", {{"abatement", "date:2019", "2019"}});
  const std::string b = c.bundle(plain());
  CHECK(lacks(resource_in(b, "Condition", 0), R"("code":"active")"));
  CHECK(has(resource_in(b, "Condition", 0), R"("clinicalStatus":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason")"));
  CHECK(has(resource_in(b, "Condition", 1), R"("code":"resolved")"));
  CHECK(has(resource_in(b, "Condition", 1), R"("abatementDateTime":"2019")"));
}

TEST_CASE("a denied symptom is an observation of its absence on examination") {
  Case c("No fever.");
  c.say("symptom", "fever", "fever", {{"negated", "true", "No"}});
  const std::string r = resource_in(c.bundle(plain()), "Observation");
  CHECK(has(r, R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"2667000","display":"Absent"}])"));
  CHECK(has(r, R"("code":"exam")"));
}

TEST_CASE("that all is well is an observation of its presence, and no condition") {
  Case c("She was alert.");
  c.say("finding", "alert", "alert", {});
  const std::string b = c.bundle(plain());
  CHECK(lacks(b, R"("resourceType":"Condition")"));
  CHECK(has(resource_in(b, "Observation"), R"("code":"52101004")"));
}

TEST_CASE("a duration before presentation stays words, with its offset beside") {
  Case c("a 5-day history of cough");
  c.say("symptom", "cough", "cough", {{"onset", "ago:5 d", "5-day history"}});
  const std::string r = resource_in(c.bundle(plain()), "Condition");
  CHECK(has(r, R"("onsetString":"5-day history")"));
  CHECK(has(r, R"({"url":"offset","valueDuration":{"value":-5,"unit":"days","system":"http://unitsofmeasure.org","code":"d"}})"));
  CHECK(has(r, R"("code":"418799008")"));
}

TEST_CASE("a measurement has value, unit, comparator and category") {
  Case c("CRP <33 mg/l on day 7");
  c.say("measurement", "CRP", "crp", {{"value", "33", "33"}, {"unit", "mg/L", "mg/l"}, {"comparator", "<", "<"},
                                      {"effective", "day:7 admission", "day 7"}});
  const std::string r = resource_in(c.bundle(plain()), "Observation");
  CHECK(has(r, R"("valueQuantity":{"value":33,"comparator":"<","unit":"mg/l","system":"http://unitsofmeasure.org","code":"mg/L"})"));
  CHECK(has(r, R"("code":"laboratory")"));
  CHECK(has(r, R"("code":"1988-5")"));
  CHECK(has(r, R"("_effectiveDateTime":{"extension":[{)"));
  CHECK(has(r, R"({"url":"day","valueString":"7"})"));
  CHECK(lacks(r, R"("effectiveDateTime")"));
}

TEST_CASE("blood pressure is a panel with two components, whichever was told") {
  Case c("BP 120/80 mmHg. BP systolic 90.");
  c.say("vital-sign", "BP", "bp", {{"systolic", "120", "120"}, {"diastolic", "80", "80"}, {"unit", "mm[Hg]", "mmHg"}});
  c.say("vital-sign", "BP", "bp", {{"component", "systolic", "systolic", 1}, {"value", "90", "90", 1}, {"unit", "mm[Hg]", "", 1}});
  const std::string b = c.bundle(plain());
  const std::string one = resource_in(b, "Observation", 0), two = resource_in(b, "Observation", 1);
  CHECK(has(one, R"("code":"8480-6","display":"Systolic blood pressure"}]},"valueQuantity":{"value":120,)"));
  CHECK(has(one, R"("code":"8462-4","display":"Diastolic blood pressure"}]},"valueQuantity":{"value":80,)"));
  CHECK(has(one, R"("_effectiveDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]})"));
  CHECK(has(two, R"("valueQuantity":{"value":90,)"));
  CHECK(has(two, R"("code":"8462-4","display":"Diastolic blood pressure"}]},"dataAbsentReason")"));
}

TEST_CASE("a systolic pressure told alone is a panel too, whose diastolic half is absent") {
  Case c("Systolic pressure was 85 mmHg.");
  c.say("vital-sign", "Systolic pressure", "systolic-blood-pressure", {{"value", "85", "85"}, {"unit", "mm[Hg]", "mmHg"}});
  const std::string r = resource_in(c.bundle(plain()), "Observation");
  CHECK(has(r, R"("code":"85354-9")"));
  CHECK(has(r, R"("code":"8480-6","display":"Systolic blood pressure"}]},"valueQuantity":{"value":85,)"));
  CHECK(has(r, R"("code":"8462-4","display":"Diastolic blood pressure"}]},"dataAbsentReason")"));
}

TEST_CASE("a vital sign in a unit that its profile does not allow is not claimed under its LOINC code") {
  Case c("pulse 88, pulse regular");
  c.say("vital-sign", "pulse", "heart-rate", {{"value", "88", "88"}, {"unit", "/min", ""}});
  c.say("vital-sign", "pulse", "heart-rate", {{"value-text", "regular", "regular"}});
  const std::string b = c.bundle(plain());
  CHECK(has(resource_in(b, "Observation", 0), R"("code":"8867-4")"));
  CHECK(lacks(resource_in(b, "Observation", 1), "8867-4"));
}

TEST_CASE("a vital sign's time that is known to the year only stays in words, as its profile wants") {
  // "In 2006 his blood pressure was 120/80 mmHg" was withheld as an invalid Bundle.
  Case c("pulse 88 in 2006");
  c.say("vital-sign", "pulse", "heart-rate", {{"value", "88", "88"}, {"unit", "/min", ""}, {"effective", "date:2006", "in 2006"}});
  const std::string b = c.bundle(plain());
  CHECK(lacks(resource_in(b, "Observation", 0), R"("effectiveDateTime")"));
  CHECK(has(resource_in(b, "Observation", 0), R"("valueString":"in 2006")"));
}

TEST_CASE("a vital sign's number without a unit gets the only one it can have, without evidence") {
  Case c("pulse 88, then pulse 888");
  c.say("vital-sign", "pulse", "heart-rate", {{"value", "88", "88"}});
  c.say("vital-sign", "pulse", "heart-rate", {{"value", "888", "888"}});
  const std::string b = c.bundle(plain());
  CHECK(has(resource_in(b, "Observation", 0), R"("valueQuantity":{"value":88,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"})"));
  CHECK(has(resource_in(b, "Observation", 1), R"("valueQuantity":{"value":888})"));
  CHECK(lacks(resource_in(b, "Observation", 1), "8867-4"));
}

TEST_CASE("a qualitative result names its specimen as a resource") {
  Case c("throat swab positive by PCR");
  c.say("qualitative-result", "PCR", "pcr", {{"value-text", "positive", "positive"}, {"specimen", "throat swab", "throat swab", 0, "throat"}});
  const std::string b = c.bundle(plain());
  CHECK(has(resource_in(b, "Observation"), R"("code":"10828004","display":"Positive")"));
  CHECK(has(resource_in(b, "Observation"), R"("specimen":{"reference":"urn:uuid:)"));
  CHECK(has(resource_in(b, "Specimen"), R"("code":"258529004")"));
  CHECK(has(resource_in(b, "Specimen"), R"("text":"throat swab")"));
}

TEST_CASE("a titre is a ratio") {
  Case c("PCR 1:640");
  c.say("qualitative-result", "PCR", "pcr", {{"value-text", "1:640", "1:640"}});
  CHECK(has(resource_in(c.bundle(plain()), "Observation"), R"("valueRatio":{"numerator":{"value":1},"denominator":{"value":640}})"));
}

TEST_CASE("each dosage follows in sequence, the course last") {
  Case c("ruxolitinib 5 mg twice daily orally, then 10 mg twice daily, 21 days");
  c.say("medication", "ruxolitinib", "ruxolitinib",
        {{"status", "completed"},
         {"dose", "5", "5", 1}, {"dose-unit", "mg", "mg", 1}, {"frequency", "2", "twice daily", 1}, {"period", "1", "twice daily", 1},
         {"period-unit", "d", "twice daily", 1}, {"route", "oral", "orally", 1, "oral"}, {"dosage-text", "", "5 mg twice daily orally", 1},
         {"dose", "10", "10", 2}, {"dose-unit", "mg", "mg", 2}, {"frequency", "2", "twice daily", 2}, {"period", "1", "twice daily", 2},
         {"period-unit", "d", "twice daily", 2},
         {"duration", "21", "21", 3}, {"duration-unit", "d", "days", 3}});
  const std::string r = resource_in(c.bundle(plain()), "MedicationStatement");
  CHECK(has(r, R"("status":"completed")"));
  CHECK(has(r, R"({"sequence":1,"text":"5 mg twice daily orally","timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"route":)"));
  CHECK(has(r, R"("doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}])"));
  CHECK(has(r, R"({"sequence":2,"timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":10,)"));
  CHECK(has(r, R"({"sequence":3,"timing":{"repeat":{"boundsDuration":{"value":21,"unit":"days","system":"http://unitsofmeasure.org","code":"d"}}}})"));
}

TEST_CASE("a device in use is a Device and its use, with settings as observations") {
  Case c("on CPAP with FiO2 60%");
  c.say("device-use", "CPAP", "cpap", {{"setting", "FiO2", "FiO2", 1, "fio2"}, {"value", "60", "60", 1}, {"unit", "%", "%", 1}});
  const std::string b = c.bundle(plain());
  CHECK(has(resource_in(b, "DeviceUseStatement"), R"("status":"active")"));
  CHECK(has(resource_in(b, "DeviceUseStatement"), R"("derivedFrom":[{"reference":"urn:uuid:)"));
  CHECK(has(resource_in(b, "Device"), R"("text":"CPAP")"));
  CHECK(has(resource_in(b, "Observation"), R"("code":"3150-6")"));
  CHECK(has(resource_in(b, "Observation"), R"("value":60)"));
}

TEST_CASE("one history for each relative, with all that the relative had") {
  Case c("father had diabetes and COVID-19 and died at 33; brother had cough; no family history of fever");
  c.say("family-history", "diabetes", "diabetes", {{"relationship", "FTH", "father"}, {"relative-deceased-age", "33", "33"}});
  c.say("family-history", "COVID-19", "covid-19", {{"relationship", "FTH", "father"}});
  c.say("family-history", "cough", "cough", {{"relationship", "BRO", "brother"}});
  c.say("no-family-history", "fever", "fever", {{"negated", "true", "no family history"}});
  const std::string b = c.bundle(plain());
  const std::string father = resource_in(b, "FamilyMemberHistory", 0);
  CHECK(has(father, R"("code":"FTH","display":"father")"));
  CHECK(has(father, R"("code":"73211009")"));
  CHECK(has(father, R"("code":"840539006")"));
  CHECK(has(father, R"("deceasedAge":{"value":33,)"));
  CHECK(has(resource_in(b, "FamilyMemberHistory", 1), R"("code":"BRO")"));
  CHECK(has(resource_in(b, "Observation"), R"("text":"Family history of fever")"));
  CHECK(has(resource_in(b, "Observation"), R"("code":"2667000")"));
}

TEST_CASE("an encounter carries length and disposition, and says that its class is unknown") {
  Case c("discharged home 28 days after admission");
  c.say("encounter", "discharged", "", {{"length-of-stay", "28", "28"}, {"length-unit", "d", "days"}, {"discharge-disposition", "home", "home"}});
  const std::string r = resource_in(c.bundle(plain()), "Encounter");
  CHECK(has(r, R"("length":{"value":28,"unit":"days","system":"http://unitsofmeasure.org","code":"d"})"));
  CHECK(has(r, R"("class":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason")"));
  CHECK(has(r, R"("dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"home")"));
}

TEST_CASE("sex and death are the Patient's, age is an observation and never a date of birth") {
  Case c("A 53-year-old man. He died.");
  c.say("age", "53-year-old", "", {{"value", "53", "53"}, {"unit", "a", "year"}});
  c.say("sex", "man", "", {{"value", "male", "man"}});
  c.say("death", "died", "", {});
  const std::string b = c.bundle(plain());
  const std::string patient = resource_in(b, "Patient");
  CHECK(has(patient, R"("gender":"male")"));
  CHECK(has(patient, R"("deceasedBoolean":true)"));
  CHECK(lacks(patient, "birthDate"));
  CHECK(has(resource_in(b, "Observation"), R"("code":"30525-0")"));
  CHECK(has(resource_in(b, "Observation"), R"("value":53,"unit":"year","system":"http://unitsofmeasure.org","code":"a")"));
}

TEST_CASE("an allergy is confirmed and says that its clinical status is not known") {
  Case c("allergic to penicillin (fever)");
  c.say("allergy", "penicillin", "penicillin", {{"reaction", "fever", "fever", 0, "fever"}});
  const std::string r = resource_in(c.bundle(plain()), "AllergyIntolerance");
  CHECK(has(r, R"("clinicalStatus":{"extension":[)"));
  CHECK(has(r, R"("code":"70618")"));
  CHECK(has(r, R"("reaction":[{"manifestation":[{"coding":[{"system":"http://snomed.info/sct","code":"386661006")"));
}

TEST_CASE("a diagnostic procedure says so; one that was not done is not-done") {
  Case c("chest x-ray; no transplant in 2017");
  c.say("diagnostic-procedure", "chest x-ray", "xray", {});
  c.say("procedure", "transplant", "transplant", {{"negated", "true", "no"}, {"performed", "date:2017", "2017"}});
  const std::string b = c.bundle(plain());
  CHECK(has(resource_in(b, "Procedure", 0), R"("code":"103693007")"));
  CHECK(has(resource_in(b, "Procedure", 0), R"("status":"completed")"));
  CHECK(has(resource_in(b, "Procedure", 1), R"("status":"not-done")"));
  CHECK(has(resource_in(b, "Procedure", 1), R"("performedDateTime":"2017")"));
}

TEST_CASE("a concept without any code gets one of our own and keeps its words") {
  Case c("on CPAP");
  c.say("diagnostic-procedure", "CPAP", "cpap", {});
  CHECK(has(resource_in(c.bundle(plain()), "Procedure"),
            R"("code":{"coding":[{"system":"https://w3id.org/anamnesis/fhir/CodeSystem/concept","code":"cpap","display":"CPAP"}],"text":"CPAP"})"));
}

TEST_CASE("a value that is no number and a type that no rule knows are said, and the rest goes on") {
  Case c("CRP abc");
  c.say("measurement", "CRP", "crp", {{"value", "abc", "abc"}});
  c.say("prophecy", "abc", "", {});
  const Resources r = c.map();
  CHECK_EQ(r.all.size(), 2);
  CHECK_EQ(c.issues.size(), 2);
}

TEST_CASE("dates are cut to what R4 allows") {
  struct { std::string_view iso, wanted; } kCases[] = {
      {"2017", "2017"}, {"2017-03", "2017-03"}, {"2017-03-05", "2017-03-05"}, {"2017-03-05T14:30", "2017-03-05"},
      {"2017-13", "2017"}, {"2017-02-30", "2017-02"}, {"2020-02-29", "2020-02-29"}, {"17", ""}, {"0000", ""}, {"", ""}, {"2017-3-5", "2017"}};
  for (const auto& [iso, wanted] : kCases) CHECK_MESSAGE(fhir_date_time(iso) == wanted, iso);
}

TEST_CASE("decimals are cut to FHIR's form or refused") {
  struct { std::string_view text, wanted; } kCases[] = {
      {"1.10", "1.10"}, {"+5", "5"}, {"-5", "-5"}, {"007", "7"}, {"0.5", "0.5"}, {"000", "0"}, {"00.5", "0.5"},
      {"5.", ""}, {".5", ""}, {"abc", ""}, {"1,5", ""}, {"", ""}, {"-", ""}, {"1e5", ""}};
  for (const auto& [text, wanted] : kCases) CHECK_MESSAGE(fhir_decimal(text) == wanted, text);
}
