#!/usr/bin/env python3
"""The benchmark: speed and memory of the program, on one core, as a table or JSON.

usage: bench.py --build BUILD_FOLDER [--json] [--only REGEX]

Inputs are made from samples/ and tests/cases, so a checkout alone can run it; with ../shared beside it the large
synthetic patient Bundles and the case reports are measured too. Machines are noisy, so time is processor time (user and system) and every
figure the best of several runs; compare ratios within one run all the same. Only the speed-up of two workers is by
the clock on the wall. `budget` is what the project holds itself to.

Programs X_bench in BUILD_FOLDER/tests/bench measure single stages and print lines of `name`, `value`, `unit` and
perhaps `budget` (more is better; with a minus sign: less is), separated by tabs.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYNTHEA = ROOT.parent / "shared" / "fhir" / "synthea"
CASE_REPORTS = ROOT.parent / "shared" / "corpora" / "maccrobat-dev"


def one_core():
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})


def timed(command, repeat=5, **options):
    """The least processor seconds of several runs, and the largest resident set in MB."""
    best, peak = float("inf"), 0
    for _ in range(repeat):
        child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 preexec_fn=one_core, **options)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        best = min(best, usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
        if child.returncode not in (0, 1):
            sys.exit(f"{command}: exit {child.returncode}")
    return best, peak


def wall(command, repeat=3):
    """The least wall seconds of several runs, on all cores."""
    best = float("inf")
    for _ in range(repeat):
        begin = time.perf_counter()
        subprocess.run([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - begin)
    return best


def narrative(path, size):
    """One narrative of about `size` bytes: the samples over and over."""
    text = "\n\n".join(p.read_text("utf-8") for p in sorted((ROOT / "samples").glob("*/case.txt"))) + "\n\n"
    path.write_text(text * (size // len(text.encode()) + 1), encoding="utf-8")


def layer(folder, rows):
    """A folder of mapping tables with `rows` findings of its own."""
    (folder / "terms").mkdir(parents=True)
    lines = "".join(f"bench-{i}\tmarker {i} of benchmarking\tMarker {i}\tbench\n" for i in range(rows))
    (folder / "terms" / "findings.tsv").write_text("concept\tphrases\tdisplay\tsource\n" + lines)


def narratives(path, count):
    """NDJSON of `count` narratives, made from the samples in turn."""
    texts = [p.read_text("utf-8") for p in sorted((ROOT / "samples").glob("*/case.txt"))]
    with open(path, "w", encoding="utf-8") as f:
        for i in range(count):
            f.write(json.dumps({"id": f"case-{i}", "text": texts[i % len(texts)]}, ensure_ascii=False) + "\n")
    return sum(len(texts[i % len(texts)].encode()) for i in range(count))


def resources(path, megabytes):
    """NDJSON of the samples' Bundles, over and over, or of the synthetic patients where they are."""
    source = sorted(SYNTHEA.glob("*.json")) or sorted((ROOT / "samples").glob("*/bundle.json"))
    lines = [json.dumps(json.loads(p.read_text("utf-8")), ensure_ascii=False) + "\n" for p in source]
    size, i = 0, 0
    with open(path, "w", encoding="utf-8") as f:
        while size < megabytes * 1e6:
            size += f.write(lines[i % len(lines)])
            i += 1
    return path.stat().st_size


def collection(path, entries):
    """A Bundle of observations on one line, each with five references to others. Its size in entries."""
    name = lambda i: f"urn:uuid:00000000-0000-4000-8000-{i:012x}"
    others = lambda i: [{"reference": name((i * 7 + k * 131 + 1) % entries)} for k in range(5)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"fullUrl": name(i), "resource": {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                                          "derivedFrom": others(i), "valueString": "a"}} for i in range(entries)]}
    path.write_text(json.dumps(bundle), "utf-8")


def measure(build, only):
    program = build / "anamnesis"
    rows = []

    def add(name, value, unit, budget=None, less_is_better=False):
        ok = None if budget is None else (value <= budget if less_is_better else value >= budget)
        rows.append({"name": name, "value": round(value, 3), "unit": unit, "budget": budget, "within": ok})

    wanted = lambda name: re.search(only, name)
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        case = sorted((ROOT / "samples").glob("*/case.txt"))[0]
        small = tmp / "patient.json"
        small.write_text('{"resourceType":"Patient","id":"p","gender":"male"}')
        if wanted("cold"):
            seconds, _ = timed([program, "validate", small], 15)
            add("validate one small file, cold", seconds * 1e3, "ms", 30, True)
            seconds, _ = timed([program, "convert", case], 15)
            add("convert one case, cold", seconds * 1e3, "ms", 60, True)
        if wanted("convert"):
            timings = {}
            batch = lambda n, jobs: [program, "convert", "--jobs", jobs, tmp / f"{n}.ndjson", "-o", tmp / "out.ndjson"]
            for n in (100, 1000):
                narratives(tmp / f"{n}.ndjson", n)
                timings[n], peak = timed(batch(n, 1), 3)
            add("convert case reports, validated", 900 / (timings[1000] - timings[100]), "cases/s", 500)
            add("convert, time of 10 times the input", timings[1000] / timings[100], "x", 11, True)
            add("convert NDJSON, memory", peak, "MB", 150, True)
            add("convert, speed-up of --jobs 2", wall(batch(1000, 1)) / wall(batch(1000, 2)), "x", 1.8)
            for size in (400_000, 4_000_000):
                narrative(tmp / "long.txt", size)
                timings[size], _ = timed([program, "convert", tmp / "long.txt", "-o", tmp / "out.json"], 3)
            add("convert, time of a narrative 10 times as long", timings[4_000_000] / timings[400_000], "x", 11, True)
            added = 20_000
            layer(tmp / "layer", added)
            without, _ = timed([program, "convert", case], 7)
            layered, _ = timed([program, "convert", case, "--mappings", tmp / "layer"], 7)
            add("--mappings, per thousand rows", (layered - without) * 1e3 / (added / 1e3), "ms", 10, True)
        if wanted("validate"):
            size = resources(tmp / "r.ndjson", 60)
            seconds, peak = timed([program, "validate", "--jobs", 1, tmp / "r.ndjson"], 3)
            add("validate NDJSON, all base invariants", size / 1e6 / seconds, "MB/s", 60)
            add("validate NDJSON, memory", peak, "MB", 150, True)
        if wanted("references"):
            # 100 entries are too few to time: many small Bundles of them, so that the work is that of 10,000.
            collection(tmp / "large.json", 10_000)
            collection(tmp / "small.json", 100)
            (tmp / "small.ndjson").write_text(((tmp / "small.json").read_text("utf-8") + "\n") * 100, "utf-8")
            for form in ("json", "text"):
                command = [program, "validate", "--jobs", 1, "--fail-on", "never", "--format", form]
                # In turn, so that a machine that is busy for a while is so for both.
                pairs = [[timed([*command, tmp / name], 1)[0] for name in ("small.ndjson", "large.json")]
                         for _ in range(12)]
                small, large = (min(seconds) for seconds in zip(*pairs))
                add(f"references, 10,000 entries to 100, {form}", large / small, "x an entry", 2, True)
    def stages(bench, *arguments, of=""):
        done = subprocess.run([str(bench), *arguments], capture_output=True, text=True, preexec_fn=one_core, cwd=ROOT)
        if done.returncode:
            sys.exit(f"{bench.name}: {done.stderr}")
        for line in done.stdout.splitlines():
            cells = line.split("\t")
            if len(cells) >= 3:
                budget = float(cells[3]) if len(cells) > 3 else None
                less = budget is not None and budget < 0
                add(cells[0] + of, float(cells[1]), cells[2], abs(budget) if less else budget, less)

    for bench in sorted((build / "tests" / "bench").glob("*_bench")):
        if wanted(bench.name):
            stages(bench)
    if CASE_REPORTS.is_dir() and wanted("convert_bench"):
        stages(build / "tests" / "bench" / "convert_bench", "recognise", "0.5", str(CASE_REPORTS), of=", 100 reports")
    return rows


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--build", type=Path, required=True)
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--only", default=".")
    a = ap.parse_args()
    rows = measure(a.build.resolve(), a.only)
    if a.json:
        print(json.dumps(rows, indent=1))
        return
    for r in rows:
        verdict = "" if r["within"] is None else "  within" if r["within"] else "  OVER BUDGET"
        budget = "" if r["budget"] is None else f'budget {r["budget"]:g}'
        print(f'{r["name"]:54s} {r["value"]:12.2f} {r["unit"]:10s} {budget}{verdict}')


if __name__ == "__main__":
    main()
