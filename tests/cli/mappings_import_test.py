#!/usr/bin/env python3
"""`anamnesis mappings import`: each kind of source, what goes wrong, and that the result can be layered.

usage: mappings_import_test.py PROGRAM
"""
import gzip
import os
import subprocess
import tempfile
from pathlib import Path

from harness import PROGRAM, check, finish, run


TERMS = Path(__file__).resolve().parents[3] / "shared" / "terms"
# kind: file, how many rows at least, the beginning of one of them, the table it is meant for
REAL = {"fhir": ("ValueSet-snomed-intl-gps.json.gz", 26158, "snomed-840539006\t", "terms/conditions"),
        "icd10cm": ("icd10cm-order-2021.txt.gz", 95358, "icd10cm-u07-1\t", "terms/conditions"),
        "biolexica": ("biolexica-phenotype-terms.tsv.gz", 60000, "hp-0012735\t", "terms/findings"),
        "sssom": ("mondo-exactmatch-sctid.sssom.tsv.gz", 9120, "mondo-0005249\t", "terms/conditions"),
        "obo": ("maxo.obo.gz", 1500, "maxo-0000068\t", "terms/procedures"),
        "drugbank": ("drugbank-open-vocabulary.csv.gz", 14315, "drugbank-db00001\tLepirudin", "terms/medications"),
        "omop": ("labitems-to-loinc.csv.gz", 1000, "loinc-2276-4\t", "terms/tests"),
        "rxnorm-names": ("rxnorm-ingredients.tsv.gz", 4008, "rxnorm-612865\ttocilizumab", "terms/medications")}
MEMORY = 60  # MB, whatever the size of the input: the program and the tables are half of it


def import_measured(*args):
    """(status, stderr, peak memory in MB)"""
    child = subprocess.Popen([PROGRAM, "mappings", "import", *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = child.stderr.read().decode("utf-8")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, err, usage.ru_maxrss / 1024


with tempfile.TemporaryDirectory() as d:
    d = Path(d)
    note = d / "note.txt"
    note.write_text("He had zorbitis.\n")
    status, _, err = run("mappings", "import", "--from", "obbo", note)
    check("an unknown format is refused with a suggestion", status == 2 and "did you mean 'obo'?" in err, err)
    status, _, err = run("mappings", "import", "--from", "obo", d / "none.obo")
    check("a missing file is an input error", status == 3 and "none.obo: cannot open" in err, status, err)
    status, out, err = run("mappings", "import", "--from", "sssom", note)
    check("a file of no kind is refused, and nothing is written", status == 3 and out == "" and "note.txt:1:1: is no SSSOM table" in err, status, out, err)
    ontology = b"format-version: 1.2\n\n[Term]\nid: A:1\nname: zorbitis\n"
    (d / "a.obo").write_bytes(ontology)
    status, out, err = run("mappings", "import", "--from", "sssom", d / "a.obo")
    check("a file of another kind is refused with its kind", status == 3 and "did you mean --from obo?" in err, status, err)
    (d / "empty.obo").write_bytes(b"format-version: 1.2\n")
    status, out, err = run("mappings", "import", "--from", "obo", d / "empty.obo")
    check("a file without terms is told", status == 3 and "empty.obo: holds no term to import" in err, status, out, err)
    (d / "cut.obo.gz").write_bytes(gzip.compress(b"format-version: 1.2\n" + b"[Term]\nid: A:1\nname: b\n" * 9999)[:200])
    status, _, err = run("mappings", "import", "--from", "obo", d / "cut.obo.gz", "-o", d / "cut.tsv")
    check("a damaged file is refused and leaves no half table", status == 3 and "too early" in err and not list(d.glob("cut.tsv*")), status, err)

    local = "label,omop_concept_code,omop_concept_name,omop_vocabulary_id,valueuom,category\n"
    (d / "local.csv").write_text(local + "Ferr,2276-4,Ferritin,LOINC,NG/ML,Chemistry\nX,2276-5,Wrong,LOINC,per cent,Chemistry\n")
    layer = d / "layer"
    status, _, err = run("mappings", "import", "--from", "omop", d / "local.csv", "-o", layer / "terms" / "tests.tsv", "--source", "ours")
    table = (layer / "terms" / "tests.tsv").read_text() if status == 0 else ""
    check("the output's name says the table, so that only its columns are written", table.startswith("concept\tphrases\tdisplay\tloinc\tunit\tcategory\tsource\n"), err, table)
    check("units are written in UCUM", "\t2276-4\tng/mL\t\tours\n" in table, table)
    check("what the table could not hold is left out and told", "loinc: 1 value left out, such as '2276-5', which has a wrong check digit" in err
          and "category: 2 values left out, such as 'Chemistry', which is none of " in err and err.endswith("2 rows\n"), err)
    status, out, err = run("mappings", "lint", layer)
    check("what was imported can be layered", status == 0, out, err)
    (d / "two.json").write_text('{"resourceType":"ValueSet","compose":{"include":[{"system":"http://snomed.info/sct","concept":['
                                '{"code":"49727002","display":"Cough (finding)"},{"code":"840539006","display":"COVID-19 (disorder)"}]}]}}')
    status, out, err = run("mappings", "import", "--from", "fhir", "--category", "disorder", "--table", "terms/conditions", d / "two.json")
    check("--category takes a part, and the code's own name comes with it", status == 0 and len(out.splitlines()) == 2
          and "snomed-840539006\tCOVID-19\tCOVID-19\t840539006\tCOVID-19\t" in out, out, err)

    if TERMS.is_dir():
        # All are measured first: a child's peak is at least what this process has when it starts it.
        measured = {kind: import_measured("--from", kind, TERMS / name, "-o", d / kind / f"{of}.tsv") for kind, (name, _, _, of) in REAL.items()}
        for kind, (name, least, row, of) in REAL.items():
            table = d / kind / f"{of}.tsv"
            status, err, peak = measured[kind]
            rows = table.read_text("utf-8").splitlines() if table.exists() else []
            check(f"{name} is imported", status == 0 and len(rows) > least and any(r.startswith(row) for r in rows), status, err, len(rows))
            check(f"{name} takes little memory", peak < MEMORY, peak)
            status, out, err = run("mappings", "lint", d / kind)
            check(f"{name} can be layered", status == 0, out[:300], err)
    else:
        print("skipped: the imports of real files (no", TERMS, ")")

finish()
