#!/usr/bin/env python3
"""schemas/ is what schemas/distill.py makes of the official packages, and codes/ucum.tsv says what UCUM's own file says.

usage: schemas_test.py PROGRAM   (in the repository; needs ../shared, and is skipped without it)
"""
import gzip
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

SHARED = Path("../shared")
PACKAGES = SHARED / "fhir" / "packages"
UCUM = SHARED / "terms" / "ucum-essence.xml.gz"
if not PACKAGES.is_dir() or not UCUM.is_file():
    print("skipped: ../shared with the official packages is not here")
    sys.exit(77)

faults = 0
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "schemas/distill.py", "--core", PACKAGES / "hl7.fhir.r4.core-4.0.1.tgz",
                    "--extensions", PACKAGES / "hl7.fhir.uv.extensions.r4-5.2.0.tgz",
                    "--terminology", PACKAGES / "hl7.terminology.r4-7.0.1.tgz", "-o", folder], check=True, capture_output=True)
    for made in sorted(Path(folder).rglob("*.ndjson")):
        kept = Path("schemas") / made.relative_to(folder)
        if not kept.is_file() or kept.read_bytes() != made.read_bytes():
            faults += 1
            print(f"{kept} is not what distill.py makes")

rows = {}
for line in Path("schemas/codes/ucum.tsv").read_text("utf-8").splitlines():
    if not line.startswith("#"):
        cells = line.split("\t")
        rows[(cells[1] == "prefix", cells[0])] = cells
root = ET.fromstring(gzip.decompress(UCUM.read_bytes()))
name = "{http://unitsofmeasure.org/ucum-essence}"
seen = {(False, "code")}
for tag in ("prefix", "base-unit", "unit"):
    for unit in root.findall(name + tag):
        key = (tag == "prefix", unit.get("Code"))
        seen.add(key)
        row = rows.get(key)
        value = unit.find(name + "value")
        function = None if value is None else value.find(name + "function")
        if row is None:
            faults += 1
            print(f"ucum.tsv lacks {key[1]}")
            continue
        wanted = value if function is None else function
        if tag == "unit" and row[2] != unit.get("isMetric") or tag != "base-unit" and float(row[3]) != float(wanted.get("value")) \
                or tag == "unit" and row[1] != "arbitrary" and row[4] != wanted.get("Unit"):
            faults += 1
            print(f"ucum.tsv differs in {key[1]}: {row}")
for key in rows.keys() - seen:
    faults += 1
    print(f"ucum.tsv has {key[1]}, which UCUM has not")
print(f"{len(rows)} units and prefixes, {faults} fault(s)")
sys.exit(1 if faults else 0)
