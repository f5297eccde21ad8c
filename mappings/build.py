#!/usr/bin/env python3
"""Builds mappings/terms/ from mappings/curation/ and the public terminology sources.

usage: mappings/build.py [--terms ../shared/terms] [--check]

In: curation tables (phrases, codes, fields, why), one row a concept, and the sources of ../shared/terms.
Out: one table per kind of concept, sorted, the same bytes each time; a report on stderr of what a person should look at.
--check compares instead of writing.

How a curated row finds its codes: what the row states is checked against the sources and wins; every other code
system is looked up by the first phrase that names exactly one code there.
"""
import argparse
import collections
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sources as S  # noqa: E402

HERE = Path(__file__).parent
COLUMNS = {
    "conditions": "concept phrases display snomed snomed_display icd10cm icd10cm_display hp mondo category source status",
    "findings": "concept phrases display snomed snomed_display icd10cm icd10cm_display hp mondo category source status",
    "medications": "concept phrases display rxnorm rxnorm_display snomed snomed_display category source status",
    "tests": "concept phrases display loinc loinc_display unit low high category class source status",
    "procedures": "concept phrases display snomed snomed_display category source status",
    "devices": "concept phrases display snomed snomed_display class source status",
    "organisms": "concept phrases display snomed snomed_display source status",
    "body_sites": "concept phrases display snomed snomed_display paired source status",
    "specimens": "concept phrases display snomed snomed_display source status",
    "relatives": "concept phrases display rolecode sex source status",
    "occupations": "concept phrases display snomed snomed_display source status",
    "substances": "concept phrases display snomed snomed_display source status",
}
TAGS = {  # semantic tags of SNOMED CT that a table may take its codes from, best first
    "conditions": ["disorder", "finding", "event", "situation", "morphologic abnormality"],
    "findings": ["finding", "disorder", "event", "situation", "morphologic abnormality", "observable entity"],
    "procedures": ["procedure", "regime/therapy"],
    "tests": [],
    "devices": ["physical object"],
    "organisms": ["organism"],
    "body_sites": ["body structure"],
    "specimens": ["specimen"],
    "occupations": ["occupation"],
    "substances": ["substance"],
    "medications": ["substance", "product", "medicinal product"],
    "relatives": [],
}
FIRST_ONLY = {"medications", "substances"}  # their synonyms are wider or narrower too often
SYSTEM_OF = {"sct": "snomed", "icd10cm": "icd10cm", "hp": "hp", "mondo": "mondo", "rxnorm": "rxnorm", "loinc": "loinc", "role": "rolecode"}


def slug(phrase):
    s = S.unicodedata.normalize("NFKD", phrase)
    for a, b in S.GREEK.items():
        s = s.replace(a, b)
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in s if not S.unicodedata.combining(c)).lower()).strip("-")


class Sources:
    """The public sources with the indexes that looking codes up needs."""

    def __init__(self, terms):
        self.gps = S.read_gps(terms)
        self.icd = S.read_icd10cm(terms)
        self.loinc = S.read_loinc(terms)
        self.by_tag = collections.defaultdict(lambda: collections.defaultdict(set))
        for code, (name, tag) in self.gps.items():
            self.by_tag[tag][S.fold(name)].add(code)
        self.icd_by_title = collections.defaultdict(set)
        for code, (title, billable) in self.icd.items():
            self.icd_by_title[S.fold(title)].add(code)
            self.icd_by_title[S.fold(re.sub(r",? (unspecified|not elsewhere classified)$", "", title))].add(code)
        doid_to_mondo = {}
        for subject, _, obj, _ in S.read_sssom(terms / "mondo-exactmatch-doid.sssom.tsv.gz"):
            doid_to_mondo[obj.split(":")[1]] = subject.split(":")[1]
        self.mondo_to_sct = collections.defaultdict(set)
        for subject, _, obj, _ in S.read_sssom(terms / "mondo-exactmatch-sctid.sssom.tsv.gz"):
            self.mondo_to_sct[subject.split(":")[1]].add(obj.split(":")[1])
        self.mondo_to_icd = {}
        for subject, _, obj, _ in S.read_sssom(terms / "mondo-exactmatch-icd10cm.sssom.tsv.gz"):
            self.mondo_to_icd[subject.split(":")[1]] = obj.split(":")[1]
        self.names = {"hp": {}, "mondo": {}}
        self.by_phrase = {"hp": [collections.defaultdict(set), collections.defaultdict(set)],
                          "mondo": [collections.defaultdict(set), collections.defaultdict(set)]}
        for text, db, ident, entry, status, source in S.read_phenotypes(terms):
            if db == "doid" and ident in doid_to_mondo:
                db, ident = "mondo", doid_to_mondo[ident]
            if db not in self.names:
                continue
            self.names[db].setdefault(ident, entry)
            self.by_phrase[db][0 if status == "name" else 1][S.fold(text)].add(ident)
        self.rxnorm, self.rxnorm_by_name = {}, collections.defaultdict(set)
        for code, name, kind in S.read_rxnorm_ingredients(terms):
            self.rxnorm[code] = name
            if kind != "PIN":
                self.rxnorm_by_name[S.fold(name)].add(code)
        for code, name, _ in S.read_rxnorm_brands(terms):
            self.rxnorm.setdefault(code, name)
        self.rxnorm_known = set(self.rxnorm)
        for _, _, obj, _ in S.read_sssom(terms / "pharmgkb-drug.sssom.tsv.gz"):
            if obj.lower().startswith("rxnorm:") or obj.lower().startswith("rxcui:"):
                self.rxnorm_known.add(obj.split(":")[1])

    def knows(self, system, code):
        return {"sct": code in self.gps, "icd10cm": code in self.icd, "hp": code in self.names["hp"],
                "mondo": code in self.names["mondo"], "rxnorm": code in self.rxnorm_known,
                "loinc": code in self.loinc}.get(system, True)

    def display(self, system, code):
        if system == "snomed":
            return self.gps.get(code, ("",))[0]
        if system == "icd10cm":
            return self.icd.get(code, ("",))[0]
        if system == "loinc":
            return self.loinc.get(code, "")
        if system == "rxnorm":
            return self.rxnorm.get(code, "")
        return self.names.get(system, {}).get(code, "")

    def find(self, table, system, phrases):
        """The code that the first phrase with exactly one names."""
        for phrase in phrases:
            key = S.fold(phrase)
            if system == "snomed":
                for tag in TAGS[table]:
                    forms = [key] + ([key + " structure", "structure of " + key] if tag == "body structure" else []) + \
                            ([key + " specimen", "specimen from " + key, key + " sample"] if tag == "specimen" else []) + \
                            ([key + " ", "product containing " + key] if tag in ("product", "medicinal product") else [])
                    for form in forms:
                        codes = self.by_tag[tag].get(form.strip(), set())
                        if len(codes) == 1:
                            return next(iter(codes))
            elif system == "icd10cm":
                codes = self.icd_by_title.get(key, set())
                if len(codes) == 1:
                    return next(iter(codes))
                leaves = {c for c in codes if self.icd[c][1]}
                if len(leaves) == 1:
                    return next(iter(leaves))
            elif system in self.by_phrase:
                for index in self.by_phrase[system]:
                    if len(index.get(key, ())) == 1:
                        return next(iter(index[key]))
            elif system == "rxnorm" and len(self.rxnorm_by_name.get(key, ())) == 1:
                return next(iter(self.rxnorm_by_name[key]))
        return ""


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
        self.src = Sources(terms)
        self.rows = collections.defaultdict(list)  # table -> rows
        self.test_codes = []
        self.notes = []

    def note(self, where, text):
        self.notes.append(f"{where}: {text}")

    def curated(self, table):
        columns = COLUMNS[table].split()
        by_code = {}
        taken = {}
        for r in S.read_table(HERE / "curation" / f"{table}.tsv"):
            where = f"curation/{table}.tsv:{r['line']}"
            phrases = [p.strip() for p in r["phrases"].split("|") if p.strip()]
            out = dict.fromkeys(columns, "")
            out["phrases"], out["display"], out["source"] = phrases, phrases[0], "curation"
            out["concept"] = slug(phrases[0])
            for pair in r["fields"].split():
                name, _, value = pair.partition("=")
                if name not in columns:
                    self.note(where, f"no column {name} in {table}")
                else:
                    out[name] = value.replace("_", " ") if name == "display" else value
            none = set()
            for system, unit, specimen, code in split_codes(r["codes"]):
                column = SYSTEM_OF.get(system, system)
                if not code:
                    none.add(column)
                    continue
                if not self.src.knows(system, code):
                    self.note(where, f"{phrases[0]}: {system} {code} is in no source")
                    if system == "sct":
                        continue  # a code or name outside the GPS is not ours to ship
                if column == "loinc" and out[column] and not unit and not specimen:
                    out[column] += "|" + code  # both are said
                    continue
                if unit or specimen:
                    self.test_codes.append((out["concept"], unit, specimen, code))
                    continue
                if column not in out:
                    self.note(where, f"no column for {system}")
                    continue
                out[column] = code
            for column in columns:
                if column in ("snomed", "icd10cm", "hp", "mondo", "rxnorm") and not out[column] and column not in none:
                    if column == "rxnorm" and out.get("category") not in ("", None):
                        continue
                    out[column] = self.src.find(table, column, phrases[:1] if column == "icd10cm" or table in FIRST_ONLY else phrases)
            if out.get("mondo") and not out.get("icd10cm") and "icd10cm" not in none:
                out["icd10cm"] = self.src.mondo_to_icd.get(out["mondo"], "")
                if out["icd10cm"] not in self.src.icd:
                    out["icd10cm"] = ""
            same = by_code.get(out.get("snomed")) if out.get("snomed") and "sct:" not in r["codes"] else None
            if same and "sct:" not in same["why_codes"] and S.fold(same["display"]) == S.fold(out["display"]):
                same["phrases"] += phrases
                continue
            out["why_codes"] = r["codes"]
            if out.get("snomed"):
                by_code.setdefault(out["snomed"], out)
            if out["concept"] in taken:
                taken[out["concept"]]["phrases"] += phrases
                continue
            taken[out["concept"]] = out
            self.rows[table].append(out)

    def finish(self, table):
        """Phrases once each; a phrase of two concepts stays with the first that lists it as its name, else the first."""
        owner = {}
        for row in self.rows[table]:
            owner.setdefault(S.fold(row["phrases"][0]), row)
        for row in self.rows[table]:
            for phrase in row["phrases"]:
                owner.setdefault(S.fold(phrase), row)
        for row in self.rows[table]:
            seen, kept = set(), []
            for phrase in row["phrases"]:
                key = S.fold(phrase)
                if key in seen:
                    continue
                seen.add(key)
                if owner[key] is not row:
                    if key != S.fold(owner[key]["phrases"][0]):
                        self.note(table, f"'{phrase}' stays with {owner[key]['concept']}, not {row['concept']}")
                    continue
                kept.append(phrase)
            row["phrases"] = kept
        self.rows[table] = [r for r in self.rows[table] if r["phrases"]]

    def tables(self):
        out = {}
        for table, columns in COLUMNS.items():
            columns = columns.split()
            lines = ["\t".join(columns)]
            for row in sorted(self.rows[table], key=lambda r: r["concept"]):
                cells = dict(row, phrases="|".join(row["phrases"]))
                for system in ("snomed", "icd10cm", "loinc", "rxnorm"):
                    if system + "_display" in cells:
                        cells[system + "_display"] = self.src.display(system, cells[system])
                lines.append("\t".join(str(cells[c]) for c in columns))
            out[f"terms/{table}.tsv"] = "\n".join(lines) + "\n"
        known = {r["concept"] for r in self.rows["tests"]}
        lines = ["concept\tunit\tspecimen\tloinc\tloinc_display\tsource"]
        for concept, unit, specimen, code in self.test_codes:
            if concept in known:
                lines.append("\t".join((concept, unit, specimen, code, self.src.display("loinc", code), "curation")))
        out["terms/test_codes.tsv"] = "\n".join(lines) + "\n"
        return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--terms", type=Path, default=HERE.parent.parent / "shared" / "terms")
    ap.add_argument("--check", action="store_true")
    a = ap.parse_args()
    build = Build(a.terms)
    for table in COLUMNS:
        build.curated(table)
        build.finish(table)
    changed = 0
    for name, text in build.tables().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
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
