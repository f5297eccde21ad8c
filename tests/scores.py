#!/usr/bin/env python3
"""Takes one of the acceptance scores and compares it with its floor.

usage: scores.py SCORE PROGRAM SHARED FLOORS.json [--raise]

SCORE is one of the functions below. Each prints its figures as `name value`; a figure below its floor in
FLOORS.json (or above it, where less is better: the name ends in `_max`) fails. --raise writes better figures
into the file. Without the folder SHARED the test is skipped (exit 77), saying so.
"""
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def run(*command, timeout=1500, **options):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=timeout, **options)


def score(shared, name, *args):
    done = run(sys.executable, shared / "score" / f"{name}.py", *args)
    if done.returncode:
        sys.exit(f"{name}.py failed: {done.stderr[-2000:]}")
    print(done.stdout)
    return done.stdout


def convert(program, inputs, out, *options):
    done = run(program, "convert", *inputs, "-o", out, *options)
    if done.returncode:
        sys.exit(f"convert: exit {done.returncode}: {done.stderr[-2000:]}")


def facts_of(text):
    m = re.search(r"facts met (\d+)/(\d+) = [\d.]+; forbidden present (\d+)/(\d+)", text)
    met, total, present, forbidden = map(int, m.groups())
    return met, total, present, forbidden


def seeds(program, shared):
    with tempfile.TemporaryDirectory() as out:
        convert(program, sorted((shared / "seeds").glob("*.txt")), out)
        met, _, present, _ = facts_of(score(shared, "facts", *sorted((shared / "seeds").glob("expect-*.json")), "--bundles", out))
    return {"seeds_met": met, "seeds_forbidden_max": present}


def reports(program, shared):
    folder = shared / "corpora" / "raw-case-reports"
    with tempfile.TemporaryDirectory() as out:
        convert(program, sorted(folder.glob("*.txt")), out)
        met, total, present, forbidden = facts_of(
            score(shared, "facts", *sorted((folder / "expect").glob("*.json")), "--bundles", out))
    return {"reports_met": round(met / total, 3), "reports_forbidden_max": round(present / max(forbidden, 1), 3)}


def maccrobat(program, shared):
    folder = shared / "corpora" / "maccrobat-dev"
    with tempfile.TemporaryDirectory() as out:
        convert(program, sorted(folder.glob("*.txt")), out)
        text = score(shared, "maccrobat", folder, "--bundles", out)
    figures = {f"maccrobat_{kind}_f": float(f) for kind, f in re.findall(r"^(\w+) +gold .* F ([\d.]+)$", text, re.M)}
    figures["maccrobat_all_f"] = float(re.search(r"ALL micro .* F ([\d.]+)", text).group(1))
    figures["maccrobat_negation_f"] = float(re.search(r"negation .* F ([\d.]+)", text).group(1))
    figures["maccrobat_pairs"] = float(re.search(r"pairs .* = ([\d.]+)", text).group(1))
    figures["maccrobat_outside_max"] = int(re.search(r"evidence outside the text (\d+)", text).group(1))
    figures["maccrobat_missing_max"] = int(re.search(r"without a Bundle (\d+)", text).group(1))
    return figures


def validator(program, shared):
    text = score(shared, "validator", shared / "fhir" / "suites" / "validator", program)
    left_out = {"questionnaire", "measure", "api", "ALL"}
    rows = {}
    for m in re.finditer(r"^(\w+) +runs +(\d+)  T0 ([\d.]+)  T1 ([\d.]+)  T2 ([\d.]+) .* broken (\d+)", text, re.M):
        rows[m.group(1)] = (int(m.group(2)), *map(float, m.group(3, 4, 5)), int(m.group(6)))
    runs = sum(r[0] for n, r in rows.items() if n not in left_out)
    figures = {f"validator_core_t{t}": round(sum(r[0] * r[1 + t] for n, r in rows.items() if n not in left_out) / runs, 3)
               for t in (0, 1, 2)}
    figures["validator_all_t0"] = rows["ALL"][1]
    figures["validator_broken_max"] = rows["ALL"][4]
    return figures


def fhirpath(program, shared):
    text = score(shared, "fhirpath", shared / "fhir" / "suites" / "fhirpath", program)
    return {"fhirpath_passed": int(re.search(r"(\d+) of \d+ tests pass", text).group(1))}


VERDICTS = Path(__file__).parent / "verdicts.tsv"


def published(program, source, archives, options=()):
    """Validates the JSON examples in the archives: (files, files with an error, errors that no verdict covers)."""
    rows = [line.split("\t") for line in VERDICTS.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    judged = {(row[1], name): row[2] for row in rows if row[0] == source for name in row[4].split(" ")}
    with tempfile.TemporaryDirectory() as folder:
        for archive in archives:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        files = sorted(p for p in Path(folder).rglob("*.json") if not p.name.startswith("."))
        inner = [p for p in files if p.parent.name == "example"]  # of a package
        files = inner or [p for p in files if p.name != "package.json"]
        done = run(program, "validate", "--format", "json", *options, *files)
        outcomes = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    if len(outcomes) != len(files):
        sys.exit(f"{len(files)} examples, {len(outcomes)} outcomes; {done.stderr[-1000:]}")
    bad, unjudged = set(), 0
    for path, outcome in zip(files, outcomes):
        for i in outcome["issue"]:
            if i["severity"] not in ("error", "fatal"):
                continue
            bad.add(path)
            rule, place = i["details"]["coding"][0]["code"], (i.get("expression") or [""])[0]
            verdict = judged.get((rule, path.stem))
            if verdict is None or not re.match(verdict, place):
                unjudged += 1
                print(f'{source}: {path.name} {rule} {place}: {i["details"]["text"][:150]}')
    print(f"{source}: {len(bad)} of {len(files)} published examples with an error, {unjudged} errors without a verdict")
    return len(files), len(bad), unjudged


def examples(program, shared):
    """The share of HL7's published examples in which an error is found, and the errors that nobody has judged."""
    total, bad, unjudged = published(program, "examples", sorted((shared / "fhir" / "examples").glob("*.tgz")))
    return {"examples_bad_max": round(bad / total, 4), "examples_unjudged_max": unjudged}


def packages(program, shared):
    """Implementation guides' own examples against the guide."""
    figures = {"packages_bad_max": 0, "packages_unjudged_max": 0}
    for name in ("hl7.fhir.us.core-6.1.0", "hl7.fhir.uv.ips-1.1.0"):
        archive = shared / "fhir" / "packages" / f"{name}.tgz"
        _, bad, unjudged = published(program, name, [archive], ["--package", str(archive)])
        figures["packages_bad_max"] += bad
        figures["packages_unjudged_max"] += unjudged
    return figures


def bundles(program, shared):
    """Everything converted from every corpus validates, and is the same for one worker and for four."""
    corpora = shared / "corpora"
    inputs = sorted((shared / "seeds").glob("*.txt")) + sorted((corpora / "raw-case-reports").glob("*.txt"))
    inputs += sorted((corpora / "maccrobat-dev").glob("*.txt"))
    inputs += sorted(p for p in (corpora / "jats-samples").iterdir() if p.suffix in (".xml", ".nxml"))
    inputs += sorted((corpora / "cord19-samples").rglob("*.json"))
    faults = 0
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
        for out, jobs in ((a, 1), (b, 4)):
            seen = {}
            for p in inputs:  # two layouts of CORD-19 may share a stem: convert folder by folder
                seen.setdefault(p.parent, []).append(p)
            for i, group in enumerate(seen.values()):
                convert(program, group, f"{out}/{i}", "--jobs", jobs)
        made = sorted(p.relative_to(a) for p in Path(a).rglob("*.json"))
        faults += sum((Path(a) / p).read_bytes() != (Path(b) / p).read_bytes() for p in made)
        print(f"{len(inputs)} inputs, {len(made)} Bundles, {faults} that differ between --jobs 1 and 4")
        faults += len(inputs) - len(made)
        done = run(program, "validate", "--format", "json", *[Path(a) / p for p in made])
        outcomes = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        for p, o in zip(made, outcomes):
            for i in o["issue"]:
                if i["severity"] in ("error", "fatal"):
                    print(p, i.get("expression"), i["details"]["text"])
                    faults += 1
        faults += len(made) - len(outcomes)
    return {"bundles_faulty_max": faults}


def main():
    name, program, shared, floors_file = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]), Path(sys.argv[4])
    if not shared.is_dir():
        print(f"skipped: {name} needs {shared}, which is not here")
        return 77
    floors = json.loads(floors_file.read_text())
    failed = False
    for figure, value in globals()[name](program, shared).items():
        less_is_better = figure.endswith("_max")
        floor = floors.get(figure)
        bad = floor is not None and (value > floor if less_is_better else value < floor)
        print(f"{figure:26s} {value:8} floor {floor}{'  BELOW ITS FLOOR' if bad else ''}")
        failed |= bad
        if "--raise" in sys.argv and not bad:
            floors[figure] = value
    if "--raise" in sys.argv:
        floors_file.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
