#!/usr/bin/env python3
"""The command fhirpath from outside: formats, exit status, standard input, --now, --explain."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
PATIENT = """{"resourceType":"Patient","gender":"male","birthDate":"1974-12-25",
 "name":[{"use":"official","given":["Ann","Bea"]},{"given":["Cleo"]}]}"""
failures = 0


def check(name, got, want):
    global failures
    if got != want:
        failures += 1
        print(f"{name}: got {got!r}, want {want!r}")


def run(*arguments, stdin=""):
    done = subprocess.run([PROGRAM, "fhirpath", *arguments], input=stdin.encode(), capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "patient.json"
    file.write_text(PATIENT)
    f = str(file)
    ITEMS = [
        ("name.given", [("string", "Ann"), ("string", "Bea"), ("string", "Cleo")]),
        ("birthDate + 1 day", [("date", "@1974-12-26")]),
        ("name.count() / 4", [("decimal", "0.5")]),
        ("name.suffix", []),
        ("1.5 'mg'", [("Quantity", "1.5 'mg'")]),
        ("-1", [("integer", "-1")]),
        ("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", [("boolean", "true")]),
        ("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", [("boolean", "true")]),
        ("now()", [("dateTime", "@2024-05-01T12:00:00Z")]),
    ]
    for expression, want in ITEMS:
        status, out, _ = run("--now", "2024-05-01T12:00:00Z", "--format", "json", "--", expression, f)
        check(expression, (status, [(x["type"], x["value"]) for x in json.loads(out or "null") or []]), (0, want))
    for expression in ["name.", "name.nosuch", "name.given.single()", "nosuch()", "conformsTo('http://example.org/none')"]:
        status, out, error = run("--", expression, f)
        check(expression, (status, out, error.startswith("anamnesis: expression:1:")), (2, "", True))
    check("no file is needed", run("1 + 1")[:2], (0, "integer\t2\n"))
    check("standard input", run("gender", "-", stdin=PATIENT)[:2], (0, "code\tmale\n"))
    check("a missing file", run("gender", f + ".none")[0], 3)
    check("what is no FHIR", run("gender", "-", stdin="{")[0], 3)
    check("a wrong format", run("--format", "yaml", "1")[0], 2)
    check("an element as text", run("name[1]", f)[1], 'HumanName\t{"given":["Cleo"]}\n')
    status, out, _ = run("--explain", "name.where(use = 'official').given.first() = 'Ann'", f)
    lines = out.splitlines()
    check("explain begins with the whole", lines[0], "name.where(use = 'official').given.first() = 'Ann'  ->  true")
    check("explain shows each item's value", any("use = 'official'  ->  true ; {}" in line for line in lines), True)
    long = "1" + "+1" * 100000
    check("a hostile expression ends", subprocess.run([PROGRAM, "fhirpath", "--", long[:100001]], capture_output=True).returncode, 2)

print(f"{failures} failure(s)")
sys.exit(1 if failures else 0)
