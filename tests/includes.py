#!/usr/bin/env python3
"""Checks that the stages of converter/ include only what stands above them (converter/README.md).

usage: includes.py CONVERTER_FOLDER
"""
import re
import sys
from pathlib import Path

TEXT = ["base", "tables", "read", "segment", "recognise", "context", "assemble"]
FHIR = ["base", "fhir", "package", "terminology", "fhirpath", "validate"]
ALLOWED = {stage: set(TEXT[: i + 1]) for i, stage in enumerate(TEXT)}
ALLOWED.update({stage: set(FHIR[: i + 1]) for i, stage in enumerate(FHIR)})
ALLOWED["map"] = set(TEXT) | {"fhir", "package", "terminology", "map"}
ALLOWED["bundle"] = ALLOWED["map"] | {"bundle"}
ALLOWED["pipeline"] = set(TEXT) | set(FHIR) | {"map", "bundle", "pipeline"}
ALLOWED["import"] = {"base", "tables", "fhir", "package", "import"}
ALLOWED["server"] = {"base", "fhir", "server"}
ALLOWED["report"] = ALLOWED["pipeline"] | {"report"}
EVERYTHING = ALLOWED["report"] | {"import", "server"}
ALLOWED["cli"] = EVERYTHING | {"cli"}
ALLOWED["compile"] = EVERYTHING | {"compile"}
WRAPPED = {"rapidjson/": "base", "pugixml": "base", "re2/": "base", "zlib": "base", "archive": "base",
           "curl/": "server", "CLI/": "cli"}

faults = 0
for path in sorted(Path(sys.argv[1]).rglob("*.[ch]*")):
    stage = path.relative_to(sys.argv[1]).parts[0]
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', line)
        if not m:
            continue
        if m.group(1):
            wanted = m.group(1).split("/")[0] if "/" in m.group(1) else None
            public = stage in ("converter.h", "converter.cc")
            bad = not public and wanted is not None and wanted not in ALLOWED.get(stage, set())
            why = f"{stage}/ may not include {m.group(1)}"
        else:
            home = next((h for prefix, h in WRAPPED.items() if m.group(2).startswith(prefix)), None)
            bad = home is not None and stage != home
            why = f"<{m.group(2)}> is wrapped in {home}/ and used nowhere else"
        if bad:
            print(f"{path}:{number}: {why}")
            faults += 1
print(f"{faults} include(s) against the order of the stages")
sys.exit(1 if faults else 0)
