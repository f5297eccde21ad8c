#!/usr/bin/env python3
"""The codes that named terms must get, in what `convert` writes: the cases of mappings/cases that name a code, and a list
of terms whose code depends on a unit or whose words must be kept.

usage: terms_test.py PROGRAM
"""
import json
import subprocess
import sys
from pathlib import Path

PROGRAM = sys.argv[1]
SYSTEMS = {"snomed": "http://snomed.info/sct", "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm", "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
           "loinc": "http://loinc.org", "hp": "http://human-phenotype-ontology.org", "mondo": "http://purl.obolibrary.org/obo/mondo.owl"}
MORE = [  # note, what the Bundle must hold: SYSTEM:CODE or "words"; several are joined by |
    ("His chronic myeloid leukaemia was in blast phase.", "snomed:92818009"),
    ("He underwent a haploidentical stem cell transplant.", "snomed:234336002|'haploidentical"),
    ("He developed acute graft-versus-host disease.", "icd10cm:D89.810|mondo:0020546"),
    ("He developed chronic graft-versus-host disease.", "icd10cm:D89.811|mondo:0020547"),
    ("CT of the chest showed ground-glass shadowing.", "hp:0025179"),
    ("She was given tocilizumab, ruxolitinib, infliximab and etanercept.", "rxnorm:612865|rxnorm:1193326|rxnorm:191831|rxnorm:214555"),
    ("She was given ciclosporin.", "rxnorm:3008"), ("She was given mesenchymal stromal cells.", "'mesenchymal stromal cells"),
    ("She was given low-molecular-weight heparin.", "snomed:373294004"),
    ("D-dimer was 850 ng/mL FEU.", "loinc:48065-7"), ("Ferritin was 2000 ug/L.", "loinc:2276-4"), ("CRP was 120 mg/L.", "loinc:1988-5"),
    ("Platelets were 90 x 10^9/L.", "loinc:777-3"), ("FiO2 was 60%.", "loinc:3150-0|loinc:3150-6"), ("SpO2 was 88%.", "loinc:59408-5"),
    ("CPAP was started.", "'CPAP"), ("High-flow nasal oxygen was started.", "'High-flow nasal oxygen"),
    ("Oxygen was given through a nasal cannula.", "'nasal cannula"), ("Oxygen was given through a face mask.", "'face mask"),
]


def cases():
    path = Path(__file__).resolve().parents[2] / "mappings" / "cases" / "codes.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    for note, expected, *_ in rows[1:]:
        coded = "|".join(e for e in expected.split("|") if ":" in e and e[0] not in "-!")
        if coded:
            yield note, coded


def codings(node):
    """Every coding and every text below a resource's main concept, as (system, code) and words."""
    if isinstance(node, dict):
        if "system" in node and "code" in node:
            yield node["system"], node["code"]
        for value in node.values():
            yield from codings(value)
    elif isinstance(node, list):
        for value in node:
            yield from codings(value)
    elif isinstance(node, str):
        yield "words", node


notes = list(cases()) + MORE
lines = "\n".join(json.dumps({"id": f"n{i}", "text": note}) for i, (note, _) in enumerate(notes)) + "\n"
done = subprocess.run([PROGRAM, "convert", "-", "--format", "ndjson"], input=lines, capture_output=True, text=True, timeout=600)
bundles = done.stdout.splitlines()
faults = 0
if done.returncode != 0 or len(bundles) != len(notes):
    faults += 1
    print("FAILED: convert", done.returncode, done.stderr[:500], len(bundles), "of", len(notes))
for (note, expected), line in zip(notes, bundles):
    resources = [e["resource"] for e in json.loads(line).get("entry", []) if e["resource"]["resourceType"] not in ("DocumentReference", "Composition", "Provenance")]
    said = set(codings(resources))
    words = " ".join(w for system, w in said if system == "words")
    for wanted in expected.split("|"):
        system, _, code = wanted.partition(":")
        there = wanted[1:] in words if wanted.startswith("'") else any((uri, c) in said for uri in [SYSTEMS[system]] for c in (code, f"HP:{code}", f"MONDO:{code}"))
        if not there:
            faults += 1
            print(f"FAILED: '{note}' does not give {wanted}", sorted(c for c in said if c[0].startswith("http"))[:6])
print(f"{len(notes)} notes, {faults} failed")
sys.exit(1 if faults else 0)
