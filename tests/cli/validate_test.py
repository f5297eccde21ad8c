#!/usr/bin/env python3
"""anamnesis validate and package from outside: inputs, formats, exit statuses, suppressions, determinism.

usage: validate_test.py PROGRAM
"""
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
GOOD = {"resourceType": "Patient", "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'},
        "gender": "female"}
BAD = {"resourceType": "Patient", "gender": 7, "colour": "red"}
faults = 0


def run(*arguments, stdin=None, cwd=None):
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, cwd=cwd, timeout=60)


def check(name, condition, *shown):
    global faults
    if not condition:
        faults += 1
        print("FAILED:", name, *shown)


def errors(outcome):
    return [i for i in outcome["issue"] if i["severity"] in ("error", "fatal")]


with tempfile.TemporaryDirectory() as folder:
    here = Path(folder)
    (here / "good.json").write_text(json.dumps(GOOD, indent=1))
    (here / "bad.json").write_text(json.dumps(BAD, indent=1))
    (here / "broken.json").write_text('{"resourceType": "Patient",')
    (here / "many.ndjson").write_text("\n".join([json.dumps(GOOD), "", json.dumps(BAD), "not json", json.dumps(GOOD)]) + "\n")

    done = run("validate", "--format", "json", "good.json", cwd=folder)
    check("a clean file exits with 0", done.returncode == 0, done)
    check("a clean outcome has one informational issue", [i["code"] for i in json.loads(done.stdout)["issue"]] == ["informational"], done.stdout)

    done = run("validate", "--format", "json", "bad.json", cwd=folder)
    check("errors exit with 1", done.returncode == 1, done)
    found = errors(json.loads(done.stdout))
    check("findings have a place", all(i["expression"] and i["diagnostics"].startswith("[") for i in found) and len(found) >= 2, found)
    check("--fail-on never exits with 0", run("validate", "--fail-on", "never", "bad.json", cwd=folder).returncode == 0)

    other = {**GOOD, "meta": {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP", "display": "x"}]}}
    (here / "display.json").write_text(json.dumps(other))
    check("another display is an error", run("validate", "display.json", cwd=folder).returncode == 1)
    check("it need not be one", run("validate", "--display-issues-are-warnings", "display.json", cwd=folder).returncode == 0)

    done = run("validate", "--format", "json", "broken.json", "good.json", cwd=folder)
    lines = done.stdout.splitlines()
    check("one line per input", len(lines) == 2 and json.loads(lines[0])["issue"][0]["severity"] == "fatal", done.stdout)

    done = run("validate", "--format", "json", "many.ndjson", cwd=folder)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    check("one outcome per NDJSON line", len(lines) == 4, done.stdout)
    check("NDJSON findings carry the line", all(i["diagnostics"].startswith("[3,") for i in errors(lines[1])), lines[1])
    check("a line that is no JSON is told with its line", errors(lines[2])[0]["diagnostics"].startswith("[4,"), lines[2])
    streamed = run("validate", "--format", "json", "-", stdin=(here / "many.ndjson").read_text(), cwd=folder)
    check("standard input gives the same", streamed.stdout == done.stdout, streamed.stdout)
    for jobs in ("1", "4"):
        check("the same for every --jobs", run("validate", "--format", "json", "--jobs", jobs, "many.ndjson", cwd=folder).stdout == done.stdout)
    done = run("validate", "--format", "json", "--max-line", "50", "many.ndjson", cwd=folder)
    check("a line over --max-line is a finding", "--max-line" in done.stdout and done.returncode == 1, done.stdout)

    done = run("validate", "--format", "sarif=o.sarif", "--format", "junit=o.xml", "--format", "github", "bad.json", cwd=folder)
    check("GitHub commands go to standard output", done.stdout.startswith("::"), done.stdout)
    sarif = json.loads((here / "o.sarif").read_text())
    check("SARIF is written", sarif["runs"][0]["results"][0]["locations"], sarif)
    check("JUnit is written", ET.parse(here / "o.xml").getroot().get("failures") == "1")
    check("two formats on standard output are refused", run("validate", "--format", "json", "--format", "text", "bad.json", cwd=folder).returncode == 2)

    rule = errors(json.loads(run("validate", "--format", "json", "bad.json", cwd=folder).stdout))[0]["details"]["coding"][0]["code"]
    check("every finding's rule is explained", run("validate", "--explain", rule).stdout.startswith(rule), rule)
    check("invariants are explained", run("validate", "--explain", "pat-1").stdout.startswith("pat-1: "))
    check("an unknown rule exits with 2", run("validate", "--explain", "no-such-rule").returncode == 2)
    check("rules are listed", rule in run("validate", "--list-rules").stdout)
    (here / "s.tsv").write_text(f"rule\tpath\treason\texpiry\n{rule}\tPatient*\ttest\t\nno-such\t\ttest\t\n")
    done = run("validate", "--format", "json", "--suppress", "s.tsv", "bad.json", cwd=folder)
    check("suppressed findings are gone", rule not in done.stdout, done.stdout)
    check("unused suppressions are told", "s.tsv:3" in done.stderr and "no-such" in done.stderr, done.stderr)
    done = run("validate", "--write-baseline", "b.tsv", "bad.json", cwd=folder)
    check("writing a baseline exits with 0", done.returncode == 0, done)
    check("known findings are gone", run("validate", "--baseline", "b.tsv", "bad.json", cwd=folder).returncode == 0)

    check("a missing file where nothing else is there exits with 3", run("validate", "absent.json", cwd=folder).returncode == 3)
    check("a missing file beside others exits with 1", run("validate", "absent.json", "good.json", cwd=folder).returncode == 1)
    check("an unknown profile exits with 2", run("validate", "--profile", "http://example.org/none", "good.json", cwd=folder).returncode == 2)
    check("no input exits with 2", run("validate").returncode == 2)

    listed = run("package", "list").stdout
    check("bundled packages are listed", "hl7.fhir.r4.core#4.0.1" in listed and "hl7.terminology.r4" in listed, listed)
    shown = run("package", "show", "http://hl7.org/fhir/StructureDefinition/Patient").stdout
    check("a definition is shown", json.loads(shown)["type"] == "Patient")
    check("an unknown definition exits with 1", run("package", "show", "http://example.org/none").returncode == 1)

print(f"{faults} failure(s)")
sys.exit(1 if faults else 0)
