#!/usr/bin/env python3
"""The samples' Bundles are as they were last looked at: samples/NAME/bundle.json, made from samples/NAME/case.txt.

usage: goldens_test.py PROGRAM [--update]

Without --update: a difference is shown fact by fact and fails. With it (cmake --build ... --target goldens): the difference
is shown and the files are written anew; read it before you commit them.
"""
import difflib
import json
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def convert(program, case):
    done = subprocess.run([program, "convert", str(case)], capture_output=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f"{case}: exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    bundle = json.loads(done.stdout)
    for entry in bundle["entry"]:  # versions change with every table and release, the facts need not
        for version in entry["resource"].get("version", []) if entry["resource"]["resourceType"] == "Device" else []:
            version["value"] = "(not compared)"
    return json.dumps(bundle, indent=1, ensure_ascii=False) + "\n"


def said(node, names=("text", "display", "code")):
    if isinstance(node, dict):
        if "coding" in node or "text" in node:
            return node.get("text") or next((c.get(n) for c in node["coding"] for n in ("display", "code") if c.get(n)), "")
        if "value" in node:
            return " ".join(str(node[k]) for k in ("comparator", "value", "unit") if k in node)
        if "extension" in node and len(node) == 1:
            return "?"
        return ", ".join(f"{k} {said(v)}" for k, v in node.items() if k not in ("extension", "reference") and said(v))
    if isinstance(node, list):
        return "; ".join(filter(None, map(said, node)))
    return str(node)


def facts(text):
    """One line a resource: what a reader of the difference wants to see."""
    lines = []
    for entry in json.loads(text)["entry"]:
        r = entry["resource"]
        if r["resourceType"] in ("DocumentReference", "Provenance"):
            continue
        parts = [f"{k}={said(v)}" for k, v in r.items()
                 if k not in ("resourceType", "id", "extension", "subject", "patient", "meta") and not k.startswith("_") and said(v)]
        lines.append(f"{r['resourceType']}: " + " | ".join(parts))
    return lines


def main():
    program, update = sys.argv[1], "--update" in sys.argv
    cases = sorted(SAMPLES.glob("*/case.txt"))
    goldens = [c.with_name("bundle.json") for c in cases]
    if not update and not any(g.exists() for g in goldens):
        print("skipped: no samples/*/bundle.json yet (cmake --build ... --target goldens makes them)")
        return 77
    changed = 0
    for case, golden in zip(cases, goldens):
        new = convert(program, case)
        old = golden.read_text("utf-8") if golden.exists() else '{"entry":[]}'
        if new == old:
            continue
        changed += 1
        difference = list(difflib.unified_diff(facts(old), facts(new), "golden", "now", lineterm="", n=0))
        if not difference:  # the same facts: evidence, references or codes differ
            difference = list(difflib.unified_diff(old.splitlines(), new.splitlines(), "golden", "now", lineterm="", n=1))[:40]
        print(f"{case.parent.name}:")
        print("\n".join("  " + line for line in difference if not line.startswith("@@")))
        if update:
            golden.write_text(new, "utf-8")
    print(f"{len(cases)} samples, {changed} changed" + (", written" if update and changed else ""))
    if changed and not update:
        print("If every change is meant: cmake --build BUILD_FOLDER --target goldens, and commit samples/*/bundle.json.")
    return 1 if changed and not update else 0


if __name__ == "__main__":
    sys.exit(main())
