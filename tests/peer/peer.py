#!/usr/bin/env python3
"""Our validator beside HL7's: single faults in resources, judged by both.

usage: peer.py PROGRAM FOLDER|ARCHIVE [--count N] [--seed S] [--package ID#VERSION]... [--show N]

FOLDER holds FHIR JSON resources (an ARCHIVE, .tgz, too); `--count 0` compares them as they are. Needs Java, Maven and
the FHIR packages of ../shared. HL7's validator has no terminology server here, so it knows fewer codes than it would:
what it says for that reason alone is left out, and so are its index slips in Bundles. Printed: shares of all files
    verdict   with and without errors are the same for both
    number    the number of errors is
    places    the multiset of the errors' expressions is
the seconds that each took (validation alone for HL7's, everything for ours, one core), and what they disagree on.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from mutants import mutants

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGES = ROOT.parent / "shared" / "fhir" / "packages"
WORK = ROOT / "build" / "peer"
TERMINOLOGY, EXTENSIONS = "hl7.terminology.r4#7.0.1", "hl7.fhir.uv.extensions.r4#5.2.0"
# Without a terminology server, or because a reference is looked up nowhere.
UNABLE = re.compile("CantResolve|TX_Error|TX_System_NotKnown|UNABLE_TO|Unable_to_resolve|DT_URL_Resolve|CANONICAL_ABSOLUTE"
                    "|URL_EXAMPLE|URL_MATCHES")
UNABLE_TEXT = re.compile("bcp:13|currencies|languages|Unable to validate code")


def prepare(packages):
    """Fetches the peer, compiles the driver and lays out a package cache; dependencies that are not here are empty."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not (WORK / "lib").is_dir():
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:copy-dependencies",
                        f"-DoutputDirectory={WORK / 'lib'}"], check=True)
    classpath = ":".join([*map(str, sorted((WORK / "lib").glob("*.jar"))), str(WORK)])
    subprocess.run(["javac", "-nowarn", "-cp", classpath, "-d", WORK, HERE / "Peer.java"], check=True,
                   stderr=subprocess.DEVNULL)
    cache = WORK / ".fhir" / "packages"
    wanted, known = ["hl7.fhir.r4.core#4.0.1", TERMINOLOGY, EXTENSIONS, *packages, "hl7.fhir.xver-extensions#0.1.0"], set()
    while wanted:
        label = wanted.pop()
        if label in known:
            continue
        known.add(label)
        folder, name = cache / label / "package", label.replace("#", "-")
        archive = PACKAGES / f"{name}.tgz"
        if not folder.is_dir() and archive.is_file():
            with tarfile.open(archive) as tar:
                tar.extractall(cache / label, filter="data")
        elif not folder.is_dir():
            folder.mkdir(parents=True)
            package, version = label.split("#")
            (folder / "package.json").write_text(json.dumps({"name": package, "version": version, "type": "fhir.ig",
                "fhirVersions": ["4.0.1"], "canonical": "http://none/" + package, "tools-version": 3}))
            (folder / ".index.json").write_text('{"index-version":2,"files":[]}')
        needed = json.loads((folder / "package.json").read_text("utf-8-sig")).get("dependencies", {})
        wanted += [f"{k}#{v}" for k, v in needed.items() if "r4.core" not in k]
    return classpath


def of_peer(classpath, files, packages, folder):
    """Errors of HL7's validator, a list of (expression, id, text) for each file; None where it gave up. And seconds."""
    (folder / "list").write_text("\n".join(map(str, files)) + "\n")
    done = subprocess.run(["java", "-Xmx4g", f"-Duser.home={WORK}", "-cp", classpath, "Peer", folder / "list", folder / "out",
                           TERMINOLOGY, EXTENSIONS, *packages], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=True)
    found = []
    for line in (folder / "out").read_text("utf-8").splitlines():
        issues = json.loads(line)
        found.append(None if isinstance(issues, str) else
                     [(re.sub(r"/\*.*?\*/", "", place or ""), rule or "(reading)", text)
                      for severity, place, rule, text in issues if severity in ("error", "fatal")
                      and not UNABLE.search(rule or "") and not UNABLE_TEXT.search(text)])
    return found, float(done.stdout.split()[-1])


def of_ours(program, files, packages):
    options = [o for p in packages for o in ("--package", PACKAGES / (p.replace("#", "-") + ".tgz"))]
    begin = time.perf_counter()
    done = subprocess.run([program, "validate", "--format", "json", "--jobs", "1", *options, *files], stdout=subprocess.PIPE,
                          text=True, preexec_fn=lambda: os.sched_setaffinity(0, {0}))
    seconds = time.perf_counter() - begin
    found = []
    for line in done.stdout.splitlines():
        found.append([(i.get("expression", [""])[0], i["details"].get("coding", [{}])[0].get("code", ""), i["details"]["text"])
                      for i in json.loads(line)["issue"] if i["severity"] in ("error", "fatal")])
        # Their counterparts are among what is left out: the server's word on a code, a reference looked up.
        found[-1] = [f for f in found[-1] if f[1] not in ("code-no-system", "reference-contained")]
    return found, seconds


def compare(files, theirs, ours, show):
    same, groups = collections.Counter(), {}
    for file, peer, our in zip(files, theirs, ours):
        if peer is None:
            continue
        a, b = collections.Counter(p for p, _, _ in peer), collections.Counter(p for p, _, _ in our)
        same.update(n=1, verdict=bool(peer) == bool(our), number=len(peer) == len(our), places=a == b)
        missed = [f for f in peer if a[f[0]] > b[f[0]]]
        extra = [f for f in our if b[f[0]] > a[f[0]]]
        if missed or extra:
            key = tuple(sorted({"-" + f[1] for f in missed} | {"+" + f[1] for f in extra}))
            groups.setdefault(key, []).append((file, missed, extra))
    for key, cases in sorted(groups.items(), key=lambda g: -len(g[1]))[:show]:
        file, missed, extra = cases[0]
        print(f"{len(cases)} times, as in {file}")
        for sign, findings in (("HL7 ", missed), ("ours", extra)):
            for place, rule, text in findings[:6]:
                print(f"    {sign}  {place} | {rule} | {text[:140]}")
    print(f"{same['n']} files: " + ", ".join(f"{k} {same[k] / max(same['n'], 1):.3f}" for k in ("verdict", "number", "places")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", action="append", default=[])
    parser.add_argument("--show", type=int, default=20)
    a = parser.parse_args()
    if not PACKAGES.is_dir():
        sys.exit(f"peer.py needs the FHIR packages in {PACKAGES}")
    classpath = prepare(a.package)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if a.source.is_file():
            with tarfile.open(a.source) as tar:
                tar.extractall(folder / "source", filter="data")
            a.source = folder / "source"
        files = [p for p in sorted(a.source.rglob("*.json")) if p.stat().st_size < 60_000 and p.name != "package.json"]
        if a.count > 0:
            made = WORK / "mutants"
            made.mkdir(exist_ok=True)
            sources, files = files, []
            for n, (text, kind) in enumerate(mutants(sources, a.count, a.seed)):
                files.append(made / f"{n:05d}-{kind}.json")
                files[-1].write_text(text, "utf-8")
        theirs, their_seconds = of_peer(classpath, files, a.package, folder)
        ours, our_seconds = of_ours(a.program.resolve(), files, a.package)
        if len(ours) != len(files):
            sys.exit("the program did not judge every file")
        compare(files, theirs, ours, a.show)
        print(f"HL7's validator {their_seconds:.1f} s, ours {our_seconds:.2f} s")


if __name__ == "__main__":
    main()
