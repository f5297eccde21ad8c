#!/usr/bin/env python3
"""Every rule that a check reports by id is explained in schemas/codes/rules.tsv, whose rows are sorted and whole.

usage: rules_test.py PROGRAM   (in the repository)
"""
import re
import subprocess
import sys
from pathlib import Path

CODES = ("invalid|structure|required|value|invariant|security|not-supported|duplicate|not-found|too-long|code-invalid|extension|"
         "business-rule|exception|incomplete|informational|processing")
reported = {}
for folder in ("validate", "fhir", "pipeline"):
    for path in sorted(Path("converter", folder).rglob("*.cc")):
        text = path.read_text("utf-8")
        for found in re.finditer(rf'"(?:{CODES})",\s*"([a-z]+-[a-z0-9-]+)"|\.id = "([a-z]+-[a-z0-9-]+)"', text):
            reported.setdefault(found.group(1) or found.group(2), path)

faults = 0
rows = [line.split("\t") for line in Path("schemas/codes/rules.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
listed = subprocess.run([sys.argv[1], "validate", "--list-rules"], capture_output=True, text=True, timeout=60).stdout
invariants = {line.split("\t")[0] for line in Path("schemas/r4/invariants.tsv").read_text("utf-8").splitlines()}
known = {row[0] for row in rows[1:]} | invariants
for rule, path in sorted(reported.items()):
    if rule not in known:
        faults += 1
        print(f"{path}: the rule {rule} has no row in schemas/codes/rules.tsv")
for row in rows[1:]:
    if len(row) != len(rows[0]) or not all(row[:5]) or row[0] not in listed:
        faults += 1
        print(f"schemas/codes/rules.tsv: the row of {row[0]} is not whole")
if [row[0] for row in rows[1:]] != sorted({row[0] for row in rows[1:]}):
    faults += 1
    print("schemas/codes/rules.tsv is not sorted, or has a rule twice")
print(f"{len(reported)} rules reported, {len(rows) - 1} explained, {faults} fault(s)")
sys.exit(1 if faults else 0)
