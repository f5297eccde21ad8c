#!/usr/bin/env python3
"""Resources with very many parts are validated in time that grows with their size: each of these once took its square.

usage: linear_test.py PROGRAM
"""
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
MANY, SECONDS = 20_000, 10  # more than ten times what the slowest takes; all took longer before


def patient(**members):
    return {"resourceType": "Patient", **members}


def local_references():
    owner = {"url": "http://harbour.example.org/owner", "valueReference": {"reference": "#"}}
    return patient(contained=[{"resourceType": "Practitioner", "id": f"c{i}", "extension": [owner]} for i in range(MANY)])


def questions():
    depends = lambda i: [{"question": f"q{MANY - 1 - i}", "operator": "exists", "answerBoolean": True}]
    return [{"linkId": f"q{i}", "type": "string", "enableWhen": depends(i)} for i in range(MANY)]


def questionnaire():
    return {"resourceType": "Questionnaire", "id": "q", "status": "active", "item": questions()}


def response():
    return {"resourceType": "QuestionnaireResponse", "contained": [questionnaire()], "questionnaire": "#q",
            "status": "completed", "item": [{"linkId": f"q{i}", "answer": [{"valueString": "x"}]} for i in range(MANY)]}


def slices():
    root = [{"id": "Patient", "path": "Patient"}, {"id": "Patient.identifier", "path": "Patient.identifier",
            "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}}]
    for i in range(MANY // 10):
        root.append({"id": f"Patient.identifier:s{i}", "path": "Patient.identifier", "sliceName": f"s{i}"})
        root.append({"id": f"Patient.identifier:s{i}.system", "path": "Patient.identifier.system", "fixedUri": f"urn:x:{i}"})
    return {"resourceType": "StructureDefinition", "url": "http://harbour.example.org/sd", "name": "S", "status": "active",
            "kind": "resource", "abstract": False, "type": "Patient", "derivation": "constraint",
            "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "differential": {"element": root}}


def codes():
    return {"resourceType": "ValueSet", "status": "active",
            "compose": {"include": [{"system": "http://loinc.org", "concept": [{"code": f"{i}-1"} for i in range(MANY * 3)]}]}}


CASES = {
    "members beside an underscore": json.dumps(patient(_gender={"id": "g"}, **{f"k{i}": 1 for i in range(MANY * 4)})),
    "comments": '{"resourceType":"Patient",' + "/* x */" * (MANY * 4) + '"active":true}',
    "references to the container": json.dumps(local_references()),
    "questions that depend on others": json.dumps(questionnaire()),
    "answers": json.dumps(response()),
    "slices": json.dumps(slices()),
    "security labels": json.dumps(patient(meta={"security": [{"code": f"c{i}"} for i in range(MANY * 3)]})),
    "codes of a value set": json.dumps(codes()),
}

faults = 0
with tempfile.TemporaryDirectory() as folder:
    for what, text in CASES.items():
        path = Path(folder) / "case.json"
        path.write_text(text, "utf-8")
        begin = time.perf_counter()
        done = subprocess.run([PROGRAM, "validate", "--format", "json", str(path)], capture_output=True, timeout=600)
        seconds = time.perf_counter() - begin
        if done.returncode not in (0, 1) or not done.stdout or seconds > SECONDS:
            faults += 1
            print(f"{what}: {seconds:.1f} s, exit {done.returncode}")
print(f"{len(CASES)} cases, {faults} failure(s)")
sys.exit(faults > 0)
