"""Sources: what the public sources know, indexed for looking codes up by name and names up by code."""
import collections
import re
from pathlib import Path

import sources as S

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
    "habits": ["finding"],
    "substances": ["substance"],
    "medications": ["substance", "product", "medicinal product"],
    "relatives": [],
}

QUANTITIES = {"Moles": r"mol|eq", "Mass": r"^[kmunpf]?g(\{.*\})?(/|$)", "Enzymatic activity": r"U\]|U(/|$)|kat|/h$", "Units": r"U\]|U(/|$)",
              "#": r"^(10\*|/)|copies"}


def measures(name, unit):
    """Whether a LOINC code of this name can hold a value in this UCUM unit; the name's "[Moles/volume]" decides."""
    quantity = re.search(r"\[(Moles|Mass|Enzymatic activity|Units|#)/(volume|time)\]", name)
    return not quantity or not unit or bool(re.search(QUANTITIES[quantity.group(1)], unit))


# Codes that people vouch for because the copies at hand lack them.
PUBLIC_CODES = Path(__file__).parent / "curation" / "public_codes.tsv"


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
        self.doid_to_mondo = doid_to_mondo = {}
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

        self.public = {(r["column"], r["code"]): r["display"] for r in S.read_table(PUBLIC_CODES)}

    def knows(self, system, code):
        if (system, code) in self.public:
            return True
        return {"sct": code in self.gps, "icd10cm": code in self.icd, "hp": code in self.names["hp"],
                "mondo": code in self.names["mondo"], "rxnorm": code in self.rxnorm_known,
                "loinc": code in self.loinc}.get(system, True)

    def display(self, system, code):
        if (system, code) in self.public:
            return self.public[system, code]
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
        """The code that the first phrase with exactly one names; letters beside a name do not ("ALL" is HPO's root)."""
        for i, phrase in enumerate(phrases):
            if i > 0 and re.fullmatch("[A-Z0-9]{2,5}", phrase):
                continue
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
