#!/usr/bin/env python3
"""`anamnesis convert` from outside: what goes where, what a bad input does, and the exit status.

usage: convert_test.py PROGRAM
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*/case.txt"))
CASE = "A 53-year-old man presented with a 5-day history of dry cough. He had no fever. CRP was 33 mg/L.\n"
faults = 0


def run(*args, stdin=None, env=None, timeout=120):
    environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | (env or {})
    done = subprocess.run([PROGRAM, "convert", *map(str, args)], input=stdin, capture_output=True, timeout=timeout, env=environment)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def check(what, condition, *shown):
    global faults
    if not condition:
        faults += 1
        print("FAILED:", what, *[repr(s)[:400] for s in shown])


def kind(text):
    return json.loads(text).get("resourceType")


def with_folder(test):
    with tempfile.TemporaryDirectory() as d:
        test(Path(d))


def one_file(d):
    (d / "case.txt").write_text(CASE)
    status, out, err = run(d / "case.txt")
    check("one file gives one Bundle on standard output", status == 0 and kind(out) == "Bundle", status, err)
    check("nothing is said on standard error", err == "", err)
    status, out2, _ = run("-", stdin=CASE.encode())
    bundle, piped = json.loads(out), json.loads(out2)
    check("standard input gives the same ids as the file", status == 0 and bundle["id"] == piped["id"])
    status, out, _ = run(d / "case.txt", "-o", d / "made.json")
    check("-o FILE.json writes that file and nothing else", status == 0 and out == b"" and kind((d / "made.json").read_text()) == "Bundle")
    status, out, _ = run(d / "case.txt", "-o", d / "folder")
    check("-o FOLDER writes FOLDER/STEM.json", status == 0 and (d / "folder/case.json").exists())
    status, out, _ = run(d / "case.txt", "--format", "ndjson")
    check("--format ndjson is one line", status == 0 and out.count(b"\n") == 1)
    status, out, _ = run(d / "case.txt", "--format", "xml")
    check("--format xml is XML", status == 0 and out.startswith(b"<?xml") and b"<Bundle" in out, out[:80])


def evidence(d):
    (d / "case.txt").write_bytes("\ufeffÜber einen Fall: dry cough\r\nand fever.\r\n".encode())
    status, out, err = run(d / "case.txt")
    bundle = json.loads(out)
    import base64
    data = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "DocumentReference")
    text = base64.b64decode(data["content"][0]["attachment"]["data"])
    check("the source is kept to the byte", text == (d / "case.txt").read_bytes())


def bundle_kinds(d):
    (d / "case.txt").write_text(CASE)
    status, out, err = run(d / "case.txt", "--bundle", "document")
    check("a document without a time is refused", status == 2 and out == b"" and "--recorded" in err, status, err)
    status, out, err = run(d / "case.txt", "--bundle", "document", "--recorded", "2024-05-01T12:00:00Z")
    bundle = json.loads(out)
    check("a document has its Composition first", status == 0 and bundle["entry"][0]["resource"]["resourceType"] == "Composition", err)
    status, out, err = run(d / "case.txt", "--recorded", "yesterday")
    check("a time that is no instant is refused", status == 2, status, err)
    status, out, _ = run(d / "case.txt", env={"SOURCE_DATE_EPOCH": "0"})
    check("SOURCE_DATE_EPOCH gives the time", status == 0 and b'"1970-01-01T00:00:00Z"' in out)
    status, out, _ = run(d / "case.txt", "--bundle", "collection")
    check("a collection has no requests", status == 0 and b'"request"' not in out)
    status, out, _ = run(d / "case.txt", "--evidence", "none")
    check("--evidence none leaves evidence out", status == 0 and b"derivation-reference" not in out)
    check("wrong values are wrong usage", run(d / "case.txt", "--bundle", "heap")[0] == 2 and run("--nonsense")[0] == 2)


def bad_inputs(d):
    status, out, err = run(d / "missing.txt")
    check("a missing file alone: status 3, one message, no output", status == 3 and out == b"" and err.count("\n") == 1 and "missing.txt" in err, status, err)
    good, empty, broken = d / "good.txt", d / "empty.txt", d / "latin.txt"
    good.write_text(CASE)
    empty.write_bytes(b"")
    broken.write_bytes(b"Fi\xe8vre depuis trois jours.\n")
    (d / "cut.json").write_text('{"paper_id": "x", "body_text": [{"text": "A man')
    (d / "broken.xml").write_text("<?xml version='1.0'?><article><body><p>A man")
    for bad, said in ((empty, "empty"), (broken, "UTF-8"), (d / "cut.json", "cut.json:1"), (d / "broken.xml", "broken.xml")):
        status, out, err = run(bad)
        check(f"{bad.name} alone: status 1, an OperationOutcome and one message", status == 1 and kind(out) == "OperationOutcome"
              and said in err and err.count("\n") == 1, status, err)
    inputs = [good, empty, broken, d / "cut.json", d / "broken.xml", d / "missing.txt"]
    status, out, err = run(*inputs, "-o", d / "out", "--errors", d / "dead.ndjson")
    check("a bad input does not stop the rest", status == 1 and kind((d / "out/good.json").read_text()) == "Bundle", status, err)
    check("each bad input is said once", err.count("\n") == 5, err)
    dead = [json.loads(line) for line in (d / "dead.ndjson").read_text().splitlines()]
    check("each bad input is in the dead letters", len(dead) == 5 and all(x["reason"] and x["input"] for x in dead), dead)


def clash(d):
    for folder in ("a", "b"):
        (d / folder).mkdir()
        (d / folder / "case.txt").write_text(CASE)
    status, out, err = run(d / "a/case.txt", d / "b/case.txt", "-o", d / "out")
    check("two inputs with one stem: status 2 before any work", status == 2 and not (d / "out").exists() and "case.txt" in err, status, err)
    status, out, _ = run(d / "a", "-o", d / "out")
    check("a folder is its narratives", status == 0 and (d / "out/case.json").exists())


def overwriting(d):
    """--explain FILE taken for an input emptied it."""
    (d / "case.txt").write_text(CASE)
    for arguments in (["--explain", d / "case.txt"], ["--errors", d / "." / "case.txt"], ["-o", d / "case.txt"]):
        status, out, err = run(d / "case.txt", *arguments)
        check("an output that is an input: status 2 before any work", status == 2 and "would be overwritten" in err, status, err)
    check("the input is as it was", (d / "case.txt").read_text() == CASE)


def lines(d):
    notes = [json.dumps({"id": str(i), "text": p.read_text()}) for i, p in enumerate(SAMPLES * 4)]
    notes[3:3] = ["{not json", "", json.dumps({"id": "no text"})]
    (d / "notes.ndjson").write_text("\n".join(notes) + "\n")
    outputs = []
    for jobs in (1, 4):
        status, out, err = run(d / "notes.ndjson", "--jobs", jobs, "--errors", d / f"dead{jobs}")
        outputs.append(out)
        check("NDJSON with bad lines: status 1", status == 1, status, err)
    check("--jobs 1 and 4 give the same bytes", outputs[0] == outputs[1])
    kinds = [kind(line) for line in outputs[0].decode().splitlines()]
    check("exactly one line for each line, in order", len(kinds) == len(notes), len(kinds), len(notes))
    check("bad lines are OperationOutcomes in their place", [i for i, k in enumerate(kinds) if k != "Bundle"] == [3, 4, 5], kinds)
    dead = [json.loads(line) for line in (d / "dead1").read_text().splitlines()]
    check("dead letters name the line and hold its raw form", [x["line"] for x in dead] == [4, 5, 6] and dead[0]["raw"] == "{not json", dead)
    check("dead letters do not depend on the workers", (d / "dead1").read_bytes() == (d / "dead4").read_bytes())
    status, out, _ = run("-", stdin=(d / "notes.ndjson").read_bytes())
    check("NDJSON is known on standard input", out == outputs[0])
    status, out, _ = run(d / "notes.ndjson", "-o", d / "out")
    check("-o FOLDER writes STEM.ndjson", (d / "out/notes.ndjson").read_bytes() == outputs[0])
    check("ids follow the line's id", len({json.loads(x)["id"] for x in outputs[0].decode().splitlines() if kind(x) == "Bundle"}) == len(SAMPLES) * 4)


def long_line(d):
    path = d / "long.ndjson"
    with open(path, "wb") as f:
        f.write(b'{"id":"a","text":"dry cough"}\n{"id":"b","text":"')
        f.seek(100_000_000, 1)  # a hole of zero bytes: nothing is written
        f.write(b'"}\n{"id":"c","text":"dry cough"}\n')
    status, out, err = run(path)
    kinds = [kind(line) for line in out.decode().splitlines()]
    check("a line of 100 MB is refused and the rest converted", status == 1 and kinds == ["Bundle", "OperationOutcome", "Bundle"], status, kinds)
    check("the message names line and limit", "long.ndjson:2" in err and "limit" in err, err)
    text = d / "long.txt"
    with open(text, "wb") as f:
        f.truncate(100_000_000)
    status, out, err = run(text)
    check("a text of one line of 100 MB is refused", status == 1 and kind(out) == "OperationOutcome" and "long.txt:1" in err, status, err)
    check("--max-line lowers the limit", run(path, "--max-line", "8")[0] == 1 and run(path, "--max-line", "many")[0] == 2)


def mappings(d):
    (d / "case.txt").write_text(CASE)
    terms = d / "tables" / "resources"
    terms.mkdir(parents=True)
    table = terms / "vocabularies.tsv"
    table.write_text("entry\tsystem\tcode\tdisplay\nseverity/mild\thttp://example.org\tM\tmild\n")
    check("a good layer is taken", run(d / "case.txt", "--mappings", d / "tables")[0] == 0)
    table.write_text("entry\tsystem\tcoed\tdisplay\nseverity/mild\thttp://example.org\tM\tmild\n")
    status, out, err = run(d / "case.txt", "--mappings", d / "tables")
    check("a wrong column: status 2, with file and line", status == 2 and out == b"" and "vocabularies.tsv:1" in err and err.count("\n") == 1, status, err)
    table.unlink()
    (terms / "elements.tsv").write_text("rule\tresource\tstatement\tcondition\tfield\tpath\ttype\ttransform\tvocabulary\tdefault\n"
                                        "x\tCondition\tdiagnosis\t\t\tcode\tCodeableConcept\ttwist\t\t\n")
    status, out, err = run(d / "case.txt", "--mappings", d / "tables")
    check("an unknown transform: status 2, with file and line", status == 2 and "elements.tsv:2" in err and "twist" in err, status, err)
    (terms / "elements.tsv").write_text("rule\tresource\tstatement\tcondition\tfield\tpath\ttype\ttransform\tvocabulary\tdefault\n"
                                        "x\tCondition\tdiagnosis\t\t\tsevrity\tCodeableConcept\tconcept\t\t\n")
    status, out, err = run(d / "case.txt", "--mappings", d / "tables")
    check("a path that R4 does not have: status 2, with place and suggestion", status == 2 and "elements.tsv:2:" in err and "'severity'" in err, status, err)
    (terms / "elements.tsv").unlink()
    conditions = d / "tables" / "terms" / "conditions.tsv"
    conditions.parent.mkdir()
    conditions.write_text("concept\tphrases\tdisplay\tsnomed\nlassa-fever\tLassa fever\tLassa fever\t19065006\n")
    status, out, err = run(d / "case.txt", "--mappings", d / "tables")
    check("a code with a wrong check digit: status 2, with place", status == 2 and "conditions.tsv:2" in err and "19065006" in err, status, err)
    conditions.write_text("concept\tphrases\tdisplay\tsnomed\ndry-swamp-itch\tdry swamp itch\tdry swamp itch\t\n")
    (d / "itch.txt").write_text("A 40-year-old man presented with dry swamp itch.\n")
    status, out, err = run(d / "itch.txt", "--mappings", d / "tables")
    check("a row of a layer changes the next Bundle", status == 0 and b'"dry-swamp-itch"' in out, status, err)
    check("a folder that is not there: status 2", run(d / "case.txt", "--mappings", d / "none")[0] == 2)


def repeatable(d):
    out = []
    for n, jobs in enumerate((1, 4, 4)):
        for i, sample in enumerate(SAMPLES):
            (d / f"in{n}").mkdir(exist_ok=True)
            (d / f"in{n}" / f"{sample.parent.name}.txt").write_bytes(sample.read_bytes())
        status, _, err = run(d / f"in{n}", "-o", d / f"out{n}", "--jobs", jobs, "--explain", d / f"why{n}")
        check("the samples convert", status == 0, status, err)
        out.append({p.name: p.read_bytes() for p in (d / f"out{n}").iterdir()})
    check("two runs and any number of workers give the same bytes", out[0] == out[1] == out[2])
    why = (d / "why1").read_text().splitlines()
    check("--explain holds JSON lines", all(isinstance(json.loads(line), dict) for line in why))
    check("--explain says each thing once", len(set(why)) == len(why))


for test in (one_file, evidence, bundle_kinds, bad_inputs, clash, overwriting, lines, long_line, mappings, repeatable):
    with_folder(test)
print(f"{faults} fault(s)")
sys.exit(1 if faults else 0)
