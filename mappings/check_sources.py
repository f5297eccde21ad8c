#!/usr/bin/env python3
"""Checks the rows of mappings/terms/ against the public sources, without the code that made them.

usage: mappings/check_sources.py [--terms ../shared/terms] [--program build/debug/anamnesis]
                                 [--sample N --seed S [--read] [TABLE...]]

In: the tables as they are shipped, the sources, the curation files. Out: a line for each wrong row, and for each table how
many rows, codes and phrases were checked; exit status 1 if any is wrong, 77 if the sources are not there.

A row is right if each of its codes is in a source under the display that stands beside it, and each phrase is a name or
synonym of one of its codes (or of the entry that has its name), or stands in a curation file in the row of that concept.
--sample checks N random rows of each table instead of all; --read prints them, to be read by eye.
"""
import argparse
import collections
import functools
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sources as S  # noqa: E402
from lookup import Sources, measures  # noqa: E402

HERE = Path(__file__).parent
SYSTEMS = ("snomed", "icd10cm", "rxnorm", "loinc", "hp", "mondo")
TAG = re.compile(r",? (device|sample|specimen|NOS)$|\s*\((disorder|disease|finding|clinical|morphologic abnormality|symptom|procedure|device|diagnosis"
                 r"|qualifier value)\)$", re.I)
RANK = re.compile(r"^(genus|family|order|class|phylum|subgenus|species|kingdom|superfamily|suborder|tribe|subfamily) ")


@functools.lru_cache(maxsize=None)
def key_of(phrase):
    return S.fold(TAG.sub("", TAG.sub("", phrase.replace("_", " ").strip())))


def forms(table, name):
    """The ways of writing a source's name that stand for the name itself."""
    key = key_of(name)
    yield key
    yield S.fold(name)
    if table == "organisms":
        bare = RANK.sub("", RANK.sub("", key))
        yield from (bare, bare + " species", bare + " spp")
        words = bare.split()
        if len(words) == 2:
            yield f"{words[0][0]} {words[1]}"
    elif table == "procedures":
        of = re.fullmatch(r"(\w+(?: \w+){0,2}) of (?:the )?(.+)", key)
        if of:
            yield f"{of.group(2)} {of.group(1)}"
    elif table == "body_sites":
        yield re.sub(r"^(skin|bone|joint)? ?structure of ", lambda m: m.group(1) + " of " if m.group(1) else "", key)
        yield re.sub(r" structure$", "", key)
        yield key.replace(" structure ", " ")
    elif table == "medications":
        parts = name.split(" / ")
        yield from (S.fold(joint.join(parts)) for joint in ("/", "-", " and "))


class Facts:
    """What the sources say, as entities (system, id): their names and synonyms, and which mean the same."""

    def __init__(self, terms):
        self.known = Sources(terms)
        self.texts = collections.defaultdict(set)   # entity -> names and synonyms as written
        self.by_name = collections.defaultdict(set)  # folded name -> entities
        for code, (name, _) in self.known.gps.items():
            self.add(("snomed", code), name, name)
        for text, db, ident, entry, _, _ in S.read_phenotypes(terms):
            if db == "doid":
                self.add(("mondo", self.known.doid_to_mondo.get(ident, "doid" + ident)), text, entry)
            self.add((db, ident), text, entry)
        for path, system in ((terms / "symp.obo.gz", "symp"), (terms / "maxo.obo.gz", "maxo")):
            for ident, name, synonyms, _ in S.read_obo(path):
                for text in [name] + [t for t, _ in synonyms]:
                    self.add_codeless((system, ident), text, name)
        for code, name in self.known.rxnorm.items():
            self.add(("rxnorm", code), name, name)
        for accession, name, _, synonyms in S.read_drugbank(terms):
            for text in [name] + synonyms:
                self.add_codeless(("drugbank", accession), text, name)
        for code, (title, _) in self.known.icd.items():
            self.add(("icd10cm", code), title, title)
        self.same = collections.defaultdict(set)
        for mondo, codes in self.known.mondo_to_sct.items():
            for code in codes:
                self.same["mondo", mondo].add(("snomed", code))
                self.same["snomed", code].add(("mondo", mondo))

    def add(self, entity, text, name):
        self.texts[entity] |= {text, name}
        self.by_name[key_of(name)].add(entity)

    def add_codeless(self, entity, text, name):
        """No column holds the entry's id, so that a row is the entry's if it has any of its names."""
        self.add(entity, text, name)
        self.by_name[key_of(text)].add(entity)

    def synonyms(self, table, row, curated_phrases):
        """Everything that the sources call what the row is, folded."""
        entities = {(s, c) for s in SYSTEMS for c in row.get(s, "").split("|") if c}
        for _ in range(2):  # the entries of its codes, and those that bear their names
            entities |= {e for entity in set(entities) for e in self.same[entity]}
            names = [t for e in entities for t in self.texts[e]] + curated_phrases + [row["phrases"].split("|")[0], row["display"]]
            entities |= {e for name in names for form in forms(table, name) for e in self.by_name[form]}
        return {form for e in entities for text in self.texts[e] for form in forms(table, text)}


def curated(table):
    """{folded phrase: [all the phrases of its row, folded]} over the curation files of a table."""
    out = collections.defaultdict(set)
    for path in sorted(HERE.glob(f"curation/**/{table}.tsv")):
        for row in S.read_table(path):
            phrases = {S.fold(p) for p in row["phrases"].split("|")}
            for phrase in phrases:
                out[phrase] |= phrases
    return out


def faults_of(table, row, facts, by_hand):
    for system in SYSTEMS:
        displays = row.get(system + "_display")
        codes = [c for c in row.get(system, "").split("|") if c]
        for code in codes:
            if not facts.known.knows("sct" if system == "snomed" else system, code):
                yield f"{system} {code} is in no source"
            for unit in row.get("unit", "").split("|") if table == "test_codes" else ():
                if not measures(facts.known.display(system, code), unit):
                    yield f"loinc {code} does not measure in {unit}"
        if displays and displays != facts.known.display(system, row[system]):
            yield f"{system} {row[system]} is not called '{displays}'"
    phrases = [p for p in row.get("phrases", "").split("|") if p]
    synonyms = None
    own = set().union(*(by_hand.get(S.fold(p), ()) for p in phrases)) if phrases else ()
    for phrase in phrases:
        if S.fold(phrase) in own:
            continue
        if synonyms is None:
            synonyms = facts.synonyms(table, row, [p for p in phrases if S.fold(p) in own])
        if S.fold(phrase) not in synonyms and key_of(phrase) not in synonyms:
            yield f"'{phrase}' is no synonym in a source and in no curation row of this concept"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tables", nargs="*")
    ap.add_argument("--terms", type=Path, default=HERE.parent.parent / "shared" / "terms")
    ap.add_argument("--program", type=Path, help="whose importers read the sources (default: the newest in build/*/anamnesis)")
    ap.add_argument("--sample", type=int, default=0)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--read", action="store_true")
    a = ap.parse_args()
    if not a.terms.is_dir():
        print("skipped: no sources in", a.terms)
        return 77
    S.PROGRAM = str(a.program or max(HERE.parent.glob("build/*/anamnesis"), key=lambda p: p.stat().st_mtime))
    facts = Facts(a.terms)
    wrong = 0
    for path in sorted((HERE / "terms").glob("*.tsv")):
        table = path.stem
        if a.tables and table not in a.tables:
            continue
        rows = list(S.read_table(path))
        if a.sample:
            rows = random.Random(f"{a.seed} {table}").sample(rows, min(a.sample, len(rows)))
        by_hand, bad = curated(table), 0
        for row in sorted(rows, key=lambda r: r["line"]):
            if a.read:
                print("  ", "; ".join(f"{k}={v}" if k != "phrases" else v for k, v in row.items() if v and k not in ("concept", "line", "display")))
            for fault in faults_of(table, row, facts, by_hand):
                bad += 1
                print(f"mappings/terms/{path.name}:{row['line']}: {fault}")
        codes = sum(1 for r in rows for s in SYSTEMS for c in r.get(s, "").split("|") if c)
        phrases = sum(len(r.get("phrases", "").split("|")) for r in rows)
        print(f"{table:12s} {len(rows):6d} rows {codes:6d} codes {phrases:6d} phrases checked: {bad} wrong")
        wrong += bad
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
