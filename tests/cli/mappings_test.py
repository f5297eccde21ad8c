#!/usr/bin/env python3
"""`anamnesis mappings` from outside: the bundled tables, layers, explain, coverage, export; the other test files have the rest.

usage: mappings_test.py PROGRAM
"""
import json
import tempfile
from pathlib import Path

from harness import check, finish, run


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
    check("matches come in the order of the text, what lost below what won",
          run("mappings", "explain", "a dry cough")[1].index("  'dry cough' =") < run("mappings", "explain", "a dry cough")[1].index("      'cough' ="))
    check("explain says which row refused a meaning", "'RA' = rheumatoid-arthritis" in out and "lost: mappings/grammar/senses.tsv:" in out, out)

    status, out, _ = run("mappings", "explain", "He had a dry cough and no fever.")
    check("explain names the row, its code and the denial with its cue", "= dry-cough (mappings/terms/findings.tsv:" in out and "snomed:11833005" in out and "negated=true ('no', mappings/grammar/cues.tsv:" in out, out)
    check("explain takes words without quotes", run("mappings", "explain", "a", "dry", "cough")[1].count("dry-cough") == 1)
    status, out, _ = run("mappings", "explain", "Nothing of note here.")
    check("explain says that nothing matched", status == 0 and out == "matched:\n  nothing\nsaid of the patient:\n  nothing\n", out)

    status, out, _ = run("mappings", "coverage", note)
    check("a note that cannot be read is no success", run("mappings", "coverage", d / "none.txt")[0] == 3)
    note.write_text("He had a cough. He had no fever. The cough was a dry cough. The saturation was 94% on RA.\n")
    status, out, _ = run("mappings", "coverage", note)
    rows = [line.split("\t") for line in out.splitlines() if not line.startswith("#")]
    check("coverage counts rows that decided and rows that lost, the most used first of each table",
          rows[0] == ["counted", "lost", "key", "row"] and ["1", "0", "had no"] in [r[:3] for r in rows] and ["2", "1", "cough"] in [r[:3] for r in rows]
          and ["0", "1", "rheumatoid-arthritis"] in [r[:3] for r in rows] and any(r[3].startswith("mappings/grammar/senses.tsv:") for r in rows), out)
    check("coverage sums up each table", any(line.startswith("# terms/findings\t3 of ") for line in out.splitlines()), out)
    status, out, _ = run("mappings", "coverage", "--never", "--table", "terms/relatives", note)
    check("coverage lists the rows of a table that never counted", status == 0 and "0\t0\tmother\tmappings/terms/relatives.tsv:" in out and "cough" not in out, out[:300])
    check("an unknown table is told with a suggestion", run("mappings", "coverage", "--table", "relatives", note)[2] == "no table 'relatives': did you mean 'terms/relatives'?\n")

    status, out, _ = run("mappings", "export", "--table", "terms/relatives")
    exported = json.loads(out)
    check("export writes a ConceptMap", exported["resourceType"] == "ConceptMap" and exported["group"], out)
    run("mappings", "export", "-o", d / "all.json")
    status, out, _ = run("validate", d / "all.json")
    check("what export wrote is valid FHIR", status == 0 and ": 0 errors, 0 warnings" in out, out[:600])
    export = d / "map.json"
    run("mappings", "export", "--table", "terms/specimens", "-o", export)
    status, out, err = run("mappings", "import", "--from", "fhir", export)
    check("what export wrote can be imported", status == 0 and "snomed-119364003\tserum\t" in out, err, out[:300])

finish()
