#!/usr/bin/env python3
"""A user's own tables: typical mistakes, and the way of a term from `unmapped` back into a layer.

usage: mappings_layer_test.py PROGRAM
"""
import json
import shutil
import tempfile
from pathlib import Path

from harness import check, finish, run


with tempfile.TemporaryDirectory() as d:
    d = Path(d)
    layer = d / "layer"
    note = d / "note.txt"
    note.write_text("He had zorbitis and fever.\n")

    def lint(file, text):
        """(status, stdout) of linting a layer with this one file."""
        shutil.rmtree(layer, ignore_errors=True)
        path = layer / file
        path.parent.mkdir(parents=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        status, out, _ = run("mappings", "lint", layer)
        return status, out.replace(str(layer) + "/", "")

    right = "concept\tphrases\tdisplay\nzorbitis\tzorbitis\tZorbitis\n"
    mistakes = [
        ("an unknown column", "terms/conditions.tsv", right.replace("phrases", "phrase"), "terms/conditions.tsv:1:9: error: unknown column 'phrase': did you mean 'phrases'?"),
        ("commas for tabs", "terms/conditions.tsv", right.replace("\t", ","), "terms/conditions.tsv:1:1: error: the header row is one cell: columns are separated by tabs"),
        ("blanks for a tab", "terms/conditions.tsv", right.replace("zorbitis\tzorbitis\t", "zorbitis zorbitis\t"), "terms/conditions.tsv:2:27: error: the row has 2 cells, the header 3"),
        ("broken UTF-8", "terms/conditions.tsv", right.encode("utf-8").replace(b"zorb", b"z\xe9rb", 1), "terms/conditions.tsv:2:2: error: is not well-formed UTF-8"),
        ("an empty file", "terms/conditions.tsv", "", "terms/conditions.tsv:1:1: error: has no header row"),
        ("a misspelt file name", "terms/condition.tsv", right, "terms/condition.tsv: error: no table 'terms/condition' is read: did you mean terms/conditions.tsv?"),
        ("a file in the wrong folder", "conditions.tsv", right, "conditions.tsv: error: no table 'conditions' is read: did you mean terms/conditions.tsv?"),
        ("a file of a spreadsheet", "terms/conditions.csv", right, "error: holds no table: a layer is laid out as mappings/"),
        ("a misspelt status", "terms/findings.tsv", "concept\tphrases\tstatus\nfever\t\tdisable\n", "did you mean 'disabled'?"),
        ("a misspelt value of a grammar table", "grammar/cues.tsv", "phrase\taxis\nno zzz of\tnegatoin\n", "grammar/cues.tsv:2:11: error: axis 'negatoin' is not one of the allowed values: did you mean 'negation'?"),
        ("what only a stage can see", "grammar/senses.tsv", "phrase\tconcept\tneeds\nfever\tfindings/fevr\tnumber\n", "grammar/senses.tsv:2:7: error: no concept 'fevr' in terms/findings"),
        ("a rule that R4 does not allow", "resources/elements.tsv", "field\ttype\tresource\tpath\nvalue\tmeasurement\tObservation\tObservation.vlaue\n", "resources/elements.tsv:"),
    ]
    for what, file, text, message in mistakes:
        status, out = lint(file, text)
        check(f"lint tells {what}", status == 1 and message in out, status, out)
        status, _, err = run("convert", "--mappings", layer, note)
        check(f"a layer with {what} is refused", status == 2 and str(layer) in err, status, err)
    status, out = lint("terms/findings.tsv", "concept\tphrases\tstatus\nfevr\t\tdisabled\n")
    check("lint warns of a disabled row that is not there", status == 0 and "'fevr' is disabled, and nothing below has this key" in out, out)
    status, out = lint("terms/procedures.tsv", "concept\tphrases\nmine\tfever\n")
    check("lint warns of a phrase that another table takes first", status == 0 and "'fever' already means fever (mappings/terms/findings.tsv:" in out
          and out.endswith("whose table comes first: this row does not count\n"), out)
    status, out = lint("terms/findings.tsv", "concept\tphrases\tsnomed\nmine\tfever\t49727002\nworse\tx\t49727003\n")
    check("errors come before warnings", status == 1 and "error" in out.splitlines()[0] and "this row takes it over" in out, out)
    lint("terms/findings.tsv", "concept\tphrases\tsnomed\nmine\tfever\t49727002\n")
    status, out, _ = run("mappings", "explain", "--mappings", layer, "He had a fever.")
    check("a user's row goes before a bundled one of its table", "  'fever' = mine (" in out and "      'fever' = fever (mappings/" in out, out)
    check("lint of what is not there fails", run("mappings", "lint", d / "none")[0] == 3 and run("mappings", "lint", note)[0] == 1)
    status, out = lint("terms/conditions.tsv", b"\xef\xbb\xbf" + right.replace("\n", "\r\n").encode("utf-8"))
    check("a byte order mark and CR LF are no fault", status == 0 and out == "", out)
    check("they do not change what is read", "diagnosis 'zorbitis'" in run("mappings", "explain", "--mappings", layer, "He had zorbitis.")[1])

    # unmapped -> fill in -> layer: the concept keeps what its bundled row said.
    note.write_text("She had acute heart failure. She had acute heart failure again. There was epigastric tenderness.\n")
    shutil.rmtree(layer)
    status, _, err = run("mappings", "unmapped", note, "-o", layer)
    table = layer / "terms" / "conditions.tsv"
    check("unmapped writes a layer", status == 0 and table.exists() and run("mappings", "lint", layer)[0] == 0, status, err)
    text = table.read_text("utf-8")
    check("it counts, and names a document", "# 2 times, first in " + str(note) in text, text)
    lines = text.splitlines()
    row = dict(zip(lines[1].split("\t"), lines[-1].split("\t")))
    bundled = run("mappings", "explain", "acute cardiac failure")[1]
    check("a concept that has a row keeps its phrases", "acute cardiac failure" not in bundled or "acute cardiac failure" in row["phrases"], row)
    row["snomed"] = "56675007"
    table.write_text("\n".join(lines[:-1] + ["\t".join(row.values())]) + "\n")
    status, out, err = run("convert", "--mappings", layer, note)
    codes = [c["code"] for e in json.loads(out)["entry"] if e["resource"]["resourceType"] == "Condition" for c in e["resource"]["code"].get("coding", [])]
    check("a code that was filled in is in the Bundle", status == 0 and "56675007" in codes, codes, err)
    check("and unmapped has one less", "acute-heart-failure" not in run("mappings", "unmapped", "--mappings", layer, note)[1])
    status, out, _ = run("mappings", "unmapped", "--table", "terms/findings", note)
    check("what has no row becomes one of its own", "epigastric-tenderness\tepigastric tenderness\tepigastric tenderness\t" in out and "heart" not in out, out)

    cases = layer / "cases" / "mine.tsv"
    cases.parent.mkdir()
    cases.write_text("note\texpected\nHe had fever and no cough.\tfevr|fever|!cough|-fever\n")
    status, out, err = run("mappings", "test", "--mappings", layer)
    check("a failed expectation says what came instead", status == 1 and f"{cases}:2: does not give fevr, but fever|!cough\n{cases}:2: gives fever\n" == out, out)
    cases.write_text("note\twanted\nHe had fever.\tfever\n")
    status, _, err = run("mappings", "test", "--mappings", layer)
    check("cases without expectations are refused", status == 2 and "mine.tsv:1:1: has no column 'expected'" in err, status, err)

finish()
