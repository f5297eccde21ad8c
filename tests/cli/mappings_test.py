#!/usr/bin/env python3
"""`anamnesis mappings` from outside: import, lint, layers, explain, unmapped, coverage, export.

usage: mappings_test.py PROGRAM
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
TERMS = Path(__file__).resolve().parents[3] / "shared" / "terms"
faults = 0


def run(*args, stdin=None):
    done = subprocess.run([PROGRAM, *map(str, args)], input=stdin, capture_output=True, timeout=300)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def check(what, condition, *shown):
    global faults
    if not condition:
        faults += 1
        print("FAILED:", what, *[repr(s)[:600] for s in shown])


def stats():
    status, out, _ = run("mappings", "stats")
    return {line.split("\t")[0]: int(line.split("\t")[2]) for line in out.splitlines()[1:]}


with tempfile.TemporaryDirectory() as d:
    d = Path(d)
    counts = stats()
    floors = {"terms/medications": 15000, "terms/tests": 1500, "terms/procedures": 4000, "terms/devices": 300, "terms/organisms": 4000}
    for table, floor in floors.items():
        check(f"{table} is at scale", counts.get(table, 0) >= floor, counts)
    check("conditions and findings are at scale", counts.get("terms/conditions", 0) + counts.get("terms/findings", 0) >= 60000, counts)

    status, out, _ = run("mappings", "stats", "--report")
    shared = [line for line in out.splitlines() if line.startswith("phrase '")]
    check("the report says how each phrase of several concepts is decided", shared and all("\tdecided by " in line for line in shared), shared[:3])
    check("the report knows the words that grammar/senses decides", any(line.startswith("phrase 'as'") and line.endswith("grammar/senses") for line in shared))
    check("no code goes by two names", out.rstrip().endswith("# codes with more than one name"), out[-300:])

    status, out, err = run("mappings", "lint")
    check("the bundled tables lint clean", status == 0 and out == "", status, out)
    status, out, err = run("mappings", "test")
    check("the cases beside the tables hold", status == 0, out, err)

    # A user's row changes the next conversion; a wrong one is refused with place and suggestion.
    layer = d / "layer" / "terms"
    layer.mkdir(parents=True)
    note = d / "note.txt"
    note.write_text("He was found to have zorbitis of the knee.\n")
    status, before, _ = run("convert", note)
    (layer / "conditions.tsv").write_text("concept\tphrases\tdisplay\tsnomed\nzorbitis\tzorbitis\tZorbitis\t49727002\n")
    status, after, err = run("convert", "--mappings", layer.parent, note)
    check("a row of a layer changes the Bundle", status == 0 and "Zorbitis" not in before and "49727002" in after, status, err)
    (layer / "conditions.tsv").write_text("concept\tphrases\tdisplay\tsnomed\nzorbitis\tzorbitis\tZorbitis\t49727003\n")
    status, _, err = run("convert", "--mappings", layer.parent, note)
    check("a wrong code is refused", status == 2 and "conditions.tsv:2:28: snomed '49727003' has a wrong check digit: did you mean '49727002'?" in err, status, err)
    status, out, _ = run("mappings", "lint", layer.parent)
    check("lint finds it too", status == 1 and "did you mean '49727002'?" in out, status, out)
    (layer / "conditions.tsv").write_text("concept\tphrases\tunitt\nx\ty\tz\n")
    status, _, err = run("convert", "--mappings", layer.parent, note)
    check("an unknown column is refused with a suggestion", status == 2 and ":1:17: unknown column 'unitt'" in err, status, err)
    (layer / "conditions.tsv").unlink()
    (layer / "findings.tsv").write_text("concept\tphrases\tstatus\ndry-cough\t\tdisabled\n")
    status, out, _ = run("mappings", "explain", "--mappings", layer.parent, "He had a dry cough.")
    check("a disabled row no longer matches", status == 0 and "= dry-cough" not in out, out)

    (layer / "findings.tsv").unlink()
    senses = d / "layer" / "grammar" / "senses.tsv"
    senses.parent.mkdir()
    senses.write_text("phrase\tconcept\tneeds\nflu\tconditions/influenza\tbefour(the)\n")
    status, _, err = run("convert", "--mappings", layer.parent, note)
    check("a wrong test of a meaning is refused with a suggestion", status == 2 and "senses.tsv:2:26: no test 'befour': did you mean 'before'?" in err, status, err)
    senses.unlink()
    status, out, _ = run("mappings", "explain", "The saturation was 94% on RA, and his arthritis was mild.")
    check("explain says which row refused a meaning", "'RA' = rheumatoid-arthritis" in out and "lost: mappings/grammar/senses.tsv:" in out, out)

    status, out, _ = run("mappings", "explain", "He had a dry cough and no fever.")
    check("explain names the row, its code and the denial", "= dry-cough (mappings/terms/findings.tsv:" in out and "snomed:11833005" in out and "negated=true" in out, out)
    note.write_text("He was given mesenchymal stromal cells. He was given mesenchymal stromal cells again.\n")
    status, out, _ = run("mappings", "unmapped", note)
    check("unmapped gives rows to fill in", "concept\tphrases\tdisplay\trxnorm\tsource\n" in out and "mesenchymal-stromal-cells\t" in out, out)
    status, out, _ = run("mappings", "coverage", note)
    check("coverage counts rows that fired", "# terms/medications\t" in out and "mappings/terms/medications.tsv:" in out, out[:500])

    status, out, _ = run("mappings", "export", "--table", "terms/relatives")
    exported = json.loads(out)
    check("export writes a ConceptMap", exported["resourceType"] == "ConceptMap" and exported["group"], out)
    export = d / "map.json"
    run("mappings", "export", "--table", "terms/specimens", "-o", export)
    status, out, err = run("mappings", "import", "--from", "fhir", export)
    check("what export wrote can be imported", status == 0 and "snomed-119364003\tserum\t" in out, err, out[:300])

    status, _, err = run("mappings", "import", "--from", "obbo", note)
    check("an unknown format is refused with a suggestion", status == 2 and "did you mean 'obo'?" in err, err)
    status, _, err = run("mappings", "import", "--from", "obo", d / "none.obo")
    check("a missing file is an input error", status == 3 and "none.obo: cannot open" in err, status, err)
    (d / "cut.obo.gz").write_bytes(__import__("gzip").compress(b"format-version: 1.2\n" + b"[Term]\nid: A:1\nname: b\n" * 9999)[:200])
    status, _, err = run("mappings", "import", "--from", "obo", d / "cut.obo.gz")
    check("a damaged file is refused", status == 3 and "too early" in err, status, err)

    if TERMS.is_dir():
        real = {"fhir": ("ValueSet-snomed-intl-gps.json.gz", 26158, "snomed-840539006\t"), "icd10cm": ("icd10cm-order-2021.txt.gz", 95358, "icd10cm-U07.1\t"),
                "biolexica": ("biolexica-phenotype-terms.tsv.gz", 60000, "hp-0012735\t"), "sssom": ("mondo-exactmatch-sctid.sssom.tsv.gz", 9120, "mondo-0005249\t"),
                "obo": ("maxo.obo.gz", 1500, "maxo-0000068\t"), "drugbank": ("drugbank-open-vocabulary.csv.gz", 14315, "drugbank-DB00001\tLepirudin"),
                "omop": ("labitems-to-loinc.csv.gz", 1000, "loinc-2276-4\t"), "rxnorm-names": ("rxnorm-ingredients.tsv.gz", 4008, "rxnorm-612865\ttocilizumab")}
        for kind, (name, least, row) in real.items():
            table = d / f"{kind}.tsv"
            status, _, err = run("mappings", "import", "--from", kind, TERMS / name, "-o", table)
            rows = table.read_text("utf-8").splitlines() if table.exists() else []
            check(f"{name} is imported", status == 0 and len(rows) > least and any(r.startswith(row) for r in rows), status, err, len(rows))
    else:
        print("skipped: the imports of real files (no", TERMS, ")")

print(f"{faults} failed")
sys.exit(1 if faults else 0)
