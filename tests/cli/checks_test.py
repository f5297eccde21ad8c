#!/usr/bin/env python3
"""The validator's own conformance suite: tests/cases/validate/*.json, one file for each kind of check.

usage: checks_test.py PROGRAM [REGEX]   (in the repository)

A file holds `definitions` (conformance resources, given by --resource), perhaps `options`, and `cases`, each with
    what      the fault in words
    resource  a resource, or `text` for what is no good JSON, or XML
    profile   a canonical it is validated against besides its own
    errors    "rule expression" of every finding of severity error or fatal, in any order; none for a clean resource
    others    findings below that must be there too: "severity rule expression"
Every rule of schemas/codes/rules.tsv must come up in some case here or in a test named in ELSEWHERE.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
ONLY = sys.argv[2] if len(sys.argv) > 2 else "."
ELSEWHERE = {"line-too-long", "suppression-expired", "suppression-unused"}  # tests/cli/validate_test.py, unit/validate


def findings(outcome):
    for i in outcome["issue"]:
        rule = i["details"].get("coding", [{}])[0].get("code")
        if rule is not None:
            yield i["severity"], f'{rule} {(i.get("expression") or [""])[0]}'


def validate(folder, options, path):
    done = subprocess.run([PROGRAM, "validate", "--format", "json", *options, str(path)], capture_output=True, text=True,
                          timeout=120, cwd=folder)
    try:
        return json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{path}: no OperationOutcome; {done.stderr or done.stdout}")


faults, count, met = 0, 0, set()
for suite in sorted(Path("tests/cases/validate").glob("*.json")):
    if not re.search(ONLY, suite.stem):
        continue
    content = json.loads(suite.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        options = list(content.get("options", []))
        for n, definition in enumerate(content.get("definitions", [])):
            path = Path(folder) / f"definition-{n}.json"
            path.write_text(json.dumps(definition, ensure_ascii=False), "utf-8")
            options += ["--resource", str(path)]
        for name, resource in content.get("resolvable", {}).items():
            (Path(folder) / name).write_text(json.dumps(resource, ensure_ascii=False), "utf-8")
        for case in content["cases"]:
            count += 1
            text = case["text"] if "text" in case else json.dumps(case["resource"], ensure_ascii=False, indent=1)
            path = Path(folder) / ("case.xml" if text.lstrip().startswith("<") else "case.json")
            path.write_text(text, "utf-8")
            profile = ["--profile", case["profile"]] if "profile" in case else []
            found = list(findings(validate(folder, [*options, *profile, *case.get("options", [])], path)))
            met |= {f.split(" ")[0] for _, f in found}
            errors = sorted(f for severity, f in found if severity in ("error", "fatal"))
            others = [f"{severity} {f}" for severity, f in found]
            missing = [o for o in case.get("others", []) if o not in others]
            if errors != sorted(case.get("errors", [])) or missing:
                faults += 1
                print(f'{suite.name}: {case["what"]}\n   found  {errors}\n   wanted {sorted(case.get("errors", []))}')
                for o in missing:
                    print("   not told:", o)

if ONLY == ".":
    rows = [line.split("\t") for line in Path("schemas/codes/rules.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    for row in rows[1:]:
        if row[0] not in met | ELSEWHERE:
            faults += 1
            print(f"the rule {row[0]} comes up in no case")
print(f"{count} cases, {len(met)} rules met, {faults} failure(s)")
sys.exit(1 if faults else 0)
