#!/usr/bin/env python3
"""Builds mappings/terms/ from mappings/curation/ and the public terminology sources.

usage: mappings/build.py [--terms ../shared/terms] [--program build/debug/anamnesis] [--check]

In: curation tables, one row a concept, and the sources of ../shared/terms.
Out: one table per kind of concept, sorted, the same bytes each time; a report on stderr of what a person should look at.
--check compares instead of writing.

How a curated row finds its codes: what the row states is checked against the sources and wins; every other code
system is looked up by the first phrase that names exactly one code there. Then the concepts of the sources (merge.py,
generate.py) join the curated row that has one of their codes or their name, or become rows of their own. A phrase
belongs to one row: a curated one first, else the first that lists it.
"""
import argparse
import collections
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import generate  # noqa: E402
import merge  # noqa: E402
import sources as S  # noqa: E402
from lookup import Sources, measures  # noqa: E402

HERE = Path(__file__).parent
CODED = "concept phrases display snomed snomed_display"
COLUMNS = {
    "conditions": CODED + " icd10cm icd10cm_display hp mondo category source status",
    "findings": CODED + " icd10cm icd10cm_display hp mondo category source status",
    "medications": "concept phrases display rxnorm rxnorm_display snomed snomed_display category source status",
    "tests": "concept phrases display loinc loinc_display unit low high category class source status",
    "procedures": CODED + " category source status",
    "devices": CODED + " class source status",
    "organisms": CODED + " source status",
    "body_sites": CODED + " paired source status",
    "specimens": CODED + " source status",
    "relatives": "concept phrases display rolecode sex adjective source status",
    "occupations": CODED + " source status",
    "habits": CODED + " class company place source status",
    "substances": CODED + " category source status",
}
CODES = ("snomed", "rxnorm", "loinc", "icd10cm", "hp", "mondo")
FIRST_ONLY = {"medications", "substances"}  # their synonyms are wider or narrower too often
NAMES = {"organisms", "body_sites", "specimens", "occupations", "habits"}  # whose sources list little but names
SYSTEM_OF = {"sct": "snomed", "role": "rolecode"}


def slug(phrase):
    s = S.unicodedata.normalize("NFKD", phrase)
    for a, b in S.GREEK.items():
        s = s.replace(a, b)
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in s if not S.unicodedata.combining(c)).lower()).strip("-")


def with_bare_plurals(phrases):
    """"Graves' disease" is often written without its mark, which S.fold takes for the same."""
    for phrase in phrases:
        yield phrase
        bare = re.sub(r"(?<=s)['’](?= )", "", phrase)
        if bare != phrase:
            yield bare


def split_codes(cell):
    """'sct:1 loinc(mg/dL;urine):2 -icd10cm' -> [('sct', '', '', '1'), ...]; a minus means: no code of that system."""
    for m in re.finditer(r"-(\w+)|(\w+)(?:\((.*?)\))?:(\S+)", cell):
        if m.group(1):
            yield m.group(1), "", "", ""
            continue
        unit, _, specimen = (m.group(3) or "").partition(";")
        yield m.group(2), unit, specimen, m.group(4)


class Build:
    def __init__(self, terms):
        self.terms = terms
        self.src = Sources(terms)
        self.rows = collections.defaultdict(list)  # table -> rows; `phrases` is a list of (phrase, source)
        self.test_codes = []
        self.notes = []
        self.excluded = {S.fold(r["phrase"]) for r in S.read_table(HERE / "curation" / "excluded.tsv")}
        self.keys = collections.defaultdict(set)
        # Meanings that grammar/senses decides between may share a phrase.
        self.senses = {(S.fold(r["phrase"]), r["concept"]) for r in S.read_table(HERE / "grammar" / "senses.tsv")}

    def note(self, where, text):
        self.notes.append(f"{where}: {text}")

    # Curation ---------------------------------------------------------------------------------------------------

    def curated(self, table):
        """Rows of curation/TABLE.tsv, then those of curation/*/TABLE.tsv, which have the columns of the table itself."""
        named = {}
        for path in [HERE / "curation" / f"{table}.tsv"] + sorted(HERE.glob(f"curation/*/{table}.tsv")):
            for r in S.read_table(path) if path.exists() else ():
                where = f"{path.relative_to(HERE)}:{r['line']}"
                phrases = [p.strip() for p in r["phrases"].split("|") if p.strip()]
                same = named.get(S.fold(phrases[0]))
                if same is not None:
                    same["phrases"] += [(p, "curation") for p in phrases]
                    for column in COLUMNS[table].split():
                        same[column] = same[column] or r.get(column, "")
                    continue
                row = dict.fromkeys(COLUMNS[table].split(), "")
                row.update(phrases=[(p, "curation") for p in phrases], display=phrases[0], concept=slug(phrases[0]), none=set())
                if "codes" in r:
                    self.short_form(table, row, r, where)
                else:
                    self.table_form(table, row, r, where)
                for phrase in phrases:
                    named.setdefault(S.fold(phrase), row)
                self.keys[table].add(row["concept"])
                self.rows[table].append(row)
        for row in self.rows[table]:
            self.complete(table, row)

    def short_form(self, table, row, r, where):
        for pair in r["fields"].split():
            name, _, value = pair.partition("=")
            if name not in row:
                self.note(where, f"no column {name} in {table}")
            else:
                row[name] = value
        for system, unit, specimen, code in split_codes(r["codes"]):
            column = SYSTEM_OF.get(system, system)
            if not code:
                row["none"].add(column)
            elif column not in row:
                self.note(where, f"no column for {system}")
            elif not self.known(column, code, where):
                continue
            elif unit or specimen:
                self.test_codes.append((row["concept"], unit, specimen, code))
            else:
                row[column] = row[column] + "|" + code if row[column] else code

    def table_form(self, table, row, r, where):
        for column in COLUMNS[table].split():
            value = r.get(column, "")
            if not value or column in ("phrases", "source", "status") or column.endswith("_display"):
                continue
            if column in CODES and not all(self.known(column, c, where) for c in value.split("|")):
                continue
            row[column] = value
        if row["concept"] in self.keys[table]:
            row["concept"] = slug(row["phrases"][0][0])

    def known(self, column, code, where):
        if self.src.knows("sct" if column == "snomed" else column, code):
            return True
        self.note(where, f"{column} {code} is in no source")
        return column != "snomed"  # a code outside the GPS is not ours to ship

    def complete(self, table, row):
        """Looks up the codes that a curated row leaves open."""
        phrases = [p for p, _ in row["phrases"]]
        for column in COLUMNS[table].split():
            if column not in ("snomed", "icd10cm", "hp", "mondo", "rxnorm") or row[column] or column in row["none"]:
                continue
            if column == "rxnorm" and row["category"]:
                continue  # a class or a blood product
            first_only = column == "icd10cm" or table in FIRST_ONLY
            row[column] = self.src.find(table, column, phrases[:1] if first_only else phrases)
        if row.get("mondo") and not row["icd10cm"] and "icd10cm" not in row["none"]:
            row["icd10cm"] = self.icd_of(row["mondo"])

    def icd_of(self, mondo):
        code = self.src.mondo_to_icd.get(mondo, "")
        return code if code in self.src.icd else ""

    # Generated rows ---------------------------------------------------------------------------------------------

    def own_curated(self):
        """Each curated phrase belongs to the row whose name it is, else the first; over all tables."""
        self.owner = {}
        for table in COLUMNS:
            mine = {}
            for row in self.rows[table]:
                mine.setdefault(S.fold(row["phrases"][0][0]), row)
            for row in self.rows[table]:
                for phrase, _ in row["phrases"]:
                    mine.setdefault(S.fold(phrase), row)
            for row in self.rows[table]:
                kept = {}
                for phrase, source in row["phrases"]:
                    key = S.fold(phrase)
                    if mine[key] is row or (key, f"{table}/{row['concept']}") in self.senses:
                        kept.setdefault(key, (phrase, source))
                    else:
                        self.note(table, f"'{phrase}' stays with {mine[key]['concept']}, not {row['concept']}")
                row["phrases"] = list(kept.values())
            self.rows[table] = [r for r in self.rows[table] if r["phrases"]]
            for key, row in mine.items():
                self.owner.setdefault(key, (table, row))

    def generated(self, table, concepts):
        by_code = {}
        for row in self.rows[table]:
            for column in CODES:
                for code in filter(None, row.get(column, "").split("|")):
                    by_code.setdefault((column, code), row)
        for concept in concepts:
            phrases = [(p, s) for p, s in concept["phrases"]
                       if s == "rxnorm" or table in NAMES and len(p) > 4 or merge.usable(p) and merge.allowed_word(p)]
            phrases = [(p, s) for p, s in phrases if S.fold(p) not in self.excluded]
            row = next((by_code[c, concept[c]] for c in CODES if concept.get(c) and (c, concept[c]) in by_code), None)
            if row is None and phrases:
                owner = self.owner.get(S.fold(phrases[0][0]))
                row = owner[1] if owner and owner[0] == table else None
                if row and any(row[c] and concept.get(c) and row[c] != concept[c] for c in CODES if c in row):
                    row = None
            phrases = [(p, s) for p, s in phrases if S.fold(p) not in self.owner]
            if row is None:
                if phrases:
                    self.new_row(table, concept, phrases, by_code)
                continue
            phrases = [(p, s) for p, s in phrases if not merge.claims_more(p, row["display"])]
            for phrase, source in phrases:
                if self.owner.setdefault(S.fold(phrase), (table, row))[1] is row and all(S.fold(p) != S.fold(phrase) for p, _ in row["phrases"]):
                    row["phrases"].append((phrase, source))
            for column in CODES:
                if column in row and not row[column] and concept.get(column) and column not in row.get("none", ()):
                    row[column] = concept[column]

    def new_row(self, table, concept, phrases, by_code):
        row = dict.fromkeys(COLUMNS[table].split(), "")
        for column in row:
            row[column] = concept.get(column, "")
        row["phrases"] = []
        for phrase, source in phrases:
            if S.fold(phrase) not in self.owner:
                self.owner[S.fold(phrase)] = (table, row)
                row["phrases"].append((phrase, source))
        key = slug(concept["display"])[:70].strip("-") or slug(phrases[0][0])
        if key in self.keys[table]:
            code = next((f"{c}-{concept[c]}" for c in CODES if concept.get(c)), str(len(self.rows[table])))
            key = f"{key}-{code}"
        self.keys[table].add(key)
        row["concept"] = key
        if "icd10cm" in row:
            row["icd10cm"] = self.icd_of(row["mondo"]) or self.src.find(table, "icd10cm", [p for p, _ in phrases[:1]])
        self.rows[table].append(row)
        for column in CODES:
            if row.get(column):
                by_code.setdefault((column, row[column]), row)

    def run(self):
        for table in COLUMNS:
            self.curated(table)
        self.own_curated()
        found = merge.concepts(self.src, self.terms)
        for table in ("conditions", "findings"):
            self.generated(table, [c for c in found if c["table"] == table])
        for table, make in generate.TABLES.items():
            self.generated(table, make(self.src, self.terms))
        self.withhold()

    def withhold(self):
        """A plain LOINC code counts masses or moles: for the test's units that it does not measure there is no code."""
        chosen = collections.defaultdict(set)
        for concept, units, specimen, _ in self.test_codes:
            chosen[concept] |= set() if specimen else set(units.split("|"))
        for row in self.rows["tests"]:
            names = [self.src.display("loinc", c) for c in row["loinc"].split("|") if c]
            wrong = [u for u in row["unit"].split("|") if names and u not in chosen[row["concept"]] and not all(measures(n, u) for n in names)]
            if wrong:
                self.test_codes.append((row["concept"], "|".join(wrong), "", ""))

    # Output -----------------------------------------------------------------------------------------------------

    def tables(self):
        out = {}
        for table, columns in COLUMNS.items():
            columns = columns.split()
            lines = ["\t".join(columns)]
            for row in sorted(self.rows[table], key=lambda r: r["concept"]):
                cells = dict(row, phrases="|".join(with_bare_plurals(p for p, _ in row["phrases"])))
                cells["source"] = "|".join(sorted({s for _, s in row["phrases"]}))
                for system in CODES:
                    if system + "_display" in cells:
                        cells[system + "_display"] = self.src.display(system, cells[system])
                lines.append("\t".join(str(cells[c]) for c in columns))
            out[f"terms/{table}.tsv"] = "\n".join(lines) + "\n"
        known = {r["concept"] for r in self.rows["tests"]}
        lines = ["concept\tunit\tspecimen\tloinc\tloinc_display\tsource"]
        for concept, unit, specimen, code in sorted(self.test_codes):
            if concept in known:
                lines.append("\t".join((concept, unit, specimen, code, self.src.display("loinc", code), "curation")))
        out["terms/test_codes.tsv"] = "\n".join(lines) + "\n"
        return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--terms", type=Path, default=HERE.parent.parent / "shared" / "terms")
    ap.add_argument("--program", type=Path, help="whose importers read the sources (default: the newest in build/*/anamnesis)")
    ap.add_argument("--check", action="store_true")
    a = ap.parse_args()
    built = sorted(HERE.parent.glob("build/*/anamnesis"), key=lambda p: p.stat().st_mtime)
    if not a.program and not built:
        raise SystemExit("build the program first: its importers read the sources")
    S.PROGRAM = str(a.program or built[-1])
    build = Build(a.terms)
    build.run()
    changed = 0
    for name, text in build.tables().items():
        path = HERE / name
        old = path.read_text("utf-8") if path.exists() else None
        if old != text:
            changed += 1
            if not a.check:
                path.write_text(text, "utf-8")
    for note in build.notes:
        print(note, file=sys.stderr)
    for table in COLUMNS:
        rows = build.rows[table]
        print(f"{table:12s} {len(rows):6d} concepts {sum(len(r['phrases']) for r in rows):6d} phrases", file=sys.stderr)
    return 1 if a.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
