// Mutants: clean resources written for this project, each broken in one place at a time. The finding must be the right
// one, at the right path and line; a fault may have a second finding that follows from it.
#include "unit/validate/cases.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::validate;

namespace {

const std::string kPatient = R"({
  "resourceType": "Patient",
  "id": "pat-1",
  "text": {
    "status": "generated",
    "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p id=\"top\">Ann Example</p><a href=\"#top\">up</a></div>"
  },
  "contained": [{
    "resourceType": "Organization",
    "id": "org",
    "name": "Harbour Clinic"
  }],
  "extension": [{
    "url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
    "valueAddress": { "city": "Riga" }
  }],
  "identifier": [{
    "system": "http://harbour.example.org/mrn",
    "value": "A1"
  }],
  "active": true,
  "name": [{
    "family": "Example",
    "given": ["Ann"],
    "period": { "start": "2001-02-03", "end": "2004" }
  }],
  "gender": "female",
  "birthDate": "1981-05-06",
  "maritalStatus": {
    "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M" }]
  },
  "multipleBirthInteger": 2,
  "contact": [{
    "name": { "text": "Bob Example" }
  }],
  "managingOrganization": { "reference": "#org" }
})";

const std::string kObservation = R"({
  "resourceType": "Observation",
  "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Weight</div>" },
  "status": "final",
  "category": [{
    "coding": [{
      "system": "http://terminology.hl7.org/CodeSystem/observation-category",
      "code": "vital-signs"
    }]
  }],
  "code": {
    "coding": [{ "system": "http://loinc.org", "code": "29463-7" }]
  },
  "subject": { "reference": "Patient/pat-1" },
  "effectiveDateTime": "2020-01-02T10:00:00Z",
  "performer": [{ "display": "nurse" }],
  "valueQuantity": {
    "value": 61.50,
    "unit": "kg",
    "system": "http://unitsofmeasure.org",
    "code": "kg"
  },
  "referenceRange": [{ "text": "usual" }]
})";

const std::string kBundle = R"({
  "resourceType": "Bundle",
  "type": "document",
  "identifier": { "system": "urn:ietf:rfc:3986", "value": "urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0001" },
  "timestamp": "2020-01-02T10:00:00Z",
  "entry": [{
    "fullUrl": "urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0002",
    "resource": {
      "resourceType": "Composition",
      "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Letter</div>" },
      "status": "final",
      "type": { "coding": [{ "system": "http://loinc.org", "code": "11503-0" }] },
      "subject": { "reference": "urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0003" },
      "date": "2020-01-02",
      "author": [{ "display": "A. Writer" }],
      "title": "Letter"
    }
  }, {
    "fullUrl": "urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0003",
    "resource": {
      "resourceType": "Patient",
      "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Ann</div>" },
      "gender": "female"
    }
  }]
})";

struct Mutant {
  const std::string* original;
  const char* find;
  const char* replace;
  const char* error;  // "id expression line"
};

const Mutant kMutants[] = {
    {&kPatient, "\"active\"", "\"activ\"", "element-unknown Patient 1"},
    {&kPatient, "\"resourceType\": \"Patient\"", "\"resourceType\": \"Patint\"", "resource-type Patint 1"},
    {&kPatient, "\"id\": \"pat-1\"", "\"id\": \"pat_1\"", "value-format Patient.id 3"},
    {&kPatient, "\"active\": true", "\"active\": \"true\"", "json-kind Patient.active 21"},
    {&kPatient, "\"active\": true", "\"active\": [true]", "json-array-unwanted Patient.active 21"},
    {&kPatient, "\"active\": true", "\"active\": null", "json-null Patient.active 21"},
    {&kPatient, "\"active\": true,", "\"active\": true, \"active\": true,", "json-duplicate Patient 21"},
    {&kPatient, "\"given\": [\"Ann\"]", "\"given\": \"Ann\"", "json-array-wanted Patient.name[0].given 24"},
    {&kPatient, "\"given\": [\"Ann\"]", "\"given\": []", "json-empty-array Patient.name[0].given 24"},
    {&kPatient, "\"given\": [\"Ann\"]", "\"given\": [\"\"]", "value-empty Patient.name[0].given[0] 24"},
    {&kPatient, "\"female\"", "\"woman\"", "binding-required Patient.gender 27"},
    {&kPatient, "1981-05-06", "1981-05-32", "value-format Patient.birthDate 28"},
    {&kPatient, "\"code\": \"M\"", "\"code\": \"MM\"", "code-unknown Patient.maritalStatus.coding[0].code 30"},
    {&kPatient, "\"multipleBirthInteger\": 2", "\"multipleBirthInteger\": 2.0",
     "value-format Patient.multipleBirth.ofType(integer) 32"},
    {&kPatient, "\"multipleBirthInteger\": 2,", "\"multipleBirthInteger\": 2, \"multipleBirthBoolean\": true,",
     "cardinality-max Patient 32"},
    {&kPatient, "\"2004\"", "\"2000\"", "per-1 Patient.name[0].period 25"},
    {&kPatient, "\"name\": { \"text\": \"Bob Example\" }", "\"gender\": \"male\"", "pat-1 Patient.contact[0] 33"},
    {&kPatient, "\"reference\": \"#org\"", "\"reference\": \"#nobody\"",
     "reference-contained Patient.managingOrganization 36"},
    {&kPatient, "\"reference\": \"#org\"", "\"reference\": \"#\"", "dom-3 Patient.contained[0] 8"},
    {&kPatient, "patient-birthPlace", "patient-birthPlase", "extension-unknown Patient.extension[0] 13"},
    {&kPatient, "\"url\": \"http://hl7.org/fhir/StructureDefinition/patient-birthPlace\",", "",
     "extension-url Patient.extension[0] 13"},
    {&kPatient, "\"valueAddress\": { \"city\": \"Riga\" }", "\"valueString\": \"Riga\"",
     "type-not-allowed Patient.extension[0] 13"},
    {&kPatient, "patient-birthPlace", "data-absent-reason", "type-not-allowed Patient.extension[0] 13"},
    {&kPatient, "{ \"city\": \"Riga\" }", "{ \"city\": \"Riga\", \"period\": {} }",
     "json-empty-object Patient.extension[0].value[x].period 15"},
    {&kPatient, "http://harbour.example.org/mrn", "mrn", "identifier-system Patient.identifier[0] 17"},
    {&kPatient, "<p id", "<script/><p id", "narrative-element Patient.text.div 6"},
    {&kPatient, "<p id", "<p onclick=\\\"x\\\" id", "narrative-attribute Patient.text.div 6"},
    {&kPatient, "#top", "#bottom", "narrative-link Patient.text.div 6"},
    {&kPatient, "1999/xhtml", "1998/xhtml", "narrative-namespace Patient.text.div 6"},
    {&kPatient, "Ann Example", "Ann<ul><li>Example</li></ul>", "narrative-block Patient.text.div 6"},
    {&kPatient, "\"reference\": \"#org\"", "\"reference\": \"#org\", \"type\": \"Group\"",
     "reference-named-type Patient.managingOrganization 36"},
    {&kPatient, "\"active\": true", "\"active\": true /* so */", "json-comment Patient.name[0] 21"},
    {&kPatient, "</p>", "", "narrative-xml Patient.text.div 6"},
    {&kPatient, "\"resourceType\": \"Organization\",", "", "resource-type Patient.contained[0] 8"},
    {&kPatient, "\"name\": \"Harbour Clinic\"", "\"active\": true", "org-1 Patient.contained[0] 8"},
    {&kPatient, "\"name\": \"Harbour Clinic\"", "\"name\": \"Harbour Clinic\", \"meta\": { \"versionId\": \"1\" }",
     "dom-4 Patient 1"},
    {&kObservation, "\"status\": \"final\",\n", "", "cardinality-min Observation 1"},
    {&kObservation, "\"code\": \"vital-signs\"", "\"code\": \"exam\"", "cardinality-min Observation 1"},
    {&kObservation, "  \"effectiveDateTime\": \"2020-01-02T10:00:00Z\",\n", "", "cardinality-min Observation 1"},
    {&kObservation, "10:00:00Z", "10:00:00", "value-format Observation.effective.ofType(dateTime) 15"},
    {&kObservation, "\"reference\": \"Patient/pat-1\"", "\"identifier\": {}",
     "json-empty-object Observation.subject.identifier 14"},
    {&kObservation, "61.50", "\"61.50\"", "json-kind Observation.value[x].value 18"},
    {&kObservation, "61.50", "061", "not-readable  0"},  // no JSON at all
    {&kObservation, "\"code\": \"kg\"", "\"code\": \"kgs\"", "code-unknown Observation.value.ofType(Quantity) 17"},
    {&kObservation, "\"text\": \"usual\"", "\"appliesTo\": [{ \"text\": \"all\" }]",
     "obs-3 Observation.referenceRange[0] 23"},
    {&kObservation, "\"unit\": \"kg\",\n    \"system\": \"http://unitsofmeasure.org\",", "\"unit\": \"kg\",",
     "cardinality-min Observation.value.ofType(Quantity) 17"},
    {&kBundle, "\"timestamp\": \"2020-01-02T10:00:00Z\",", "", "bdl-10 Bundle 1"},
    {&kBundle, "\"type\": \"document\"", "\"type\": \"dokument\"", "binding-required Bundle.type 3"},
    {&kBundle, "\"fullUrl\": \"urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0002\",", "",
     "bundle-full-url Bundle.entry[0] 6"},
    {&kBundle, "\"fullUrl\": \"urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0002\"", "\"fullUrl\": \"Composition/1\"",
     "bundle-full-url-absolute Bundle.entry[0] 6"},
    {&kBundle, "\"fullUrl\": \"urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0002\"",
     "\"fullUrl\": \"http://a.example.org/Composition/1\"", "bundle-full-url-id Bundle.entry[0] 6"},
    {&kBundle, "\"display\": \"A. Writer\"", "\"reference\": \"urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0009\"",
     "bundle-reference Bundle.entry[0].resource.author[0] 15"},
    {&kBundle, "\"subject\": { \"reference\": \"urn:uuid:6f1f1a9e-4a1f-4f0e-9a53-2f6a0c1d0003\" },", "",
     "bundle-unreachable Bundle.entry[1] 18"},
    {&kBundle, "\"author\": [{ \"display\": \"A. Writer\" }],", "", "cardinality-min Bundle.entry[0].resource 8"},
};

}  // namespace

TEST_CASE("the originals of the mutants are clean") {
  for (const std::string* original : {&kPatient, &kObservation, &kBundle}) CHECK(errors_of(*original) == "");
}

TEST_CASE("each single fault is found at its path and line") {
  const auto validator = Validator::load(bundled_packages());
  size_t checked = 0;
  for (const Mutant& m : kMutants) {
    std::string source = *m.original;
    const size_t at = source.find(m.find);
    CAPTURE(std::string(m.find));
    REQUIRE(at != std::string::npos);
    source.replace(at, std::string(m.find).size(), m.replace);
    CAPTURE(std::string(m.replace));
    std::vector<std::string> errors;
    for (const Issue& i : findings(**validator, source)) {
      if (i.severity < Severity::error) continue;
      if (i.id == "code-no-system" || i.id == "ref-1") continue;  // say the same as their neighbour
      errors.push_back(std::string(i.id) + " " + i.expression + " " + std::to_string(i.line));
    }
    REQUIRE_FALSE(errors.empty());
    ++checked;
    std::string all;
    for (const std::string& e : errors) all += e + "; ";
    CAPTURE(all);
    CHECK(std::find(errors.begin(), errors.end(), m.error) != errors.end());
  }
  CHECK(checked >= 40);
}
