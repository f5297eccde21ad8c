"""Reads the public terminology sources (../shared/terms) into plain Python values, for build.py.

What the program has an importer for goes through it (`anamnesis mappings import`), so that the bundled tables are made
as a user's are; the rest (which source gave a phrase, LOINC names from several files) is read here.

A phrase is folded to a key under which spellings meet: lower case, no hyphens or possessives, American spelling,
singular. The program's own folding (segment/fold, grammar/spelling) decides at run time; this one only merges.
"""
import collections
import csv
import functools
import gzip
import json
import re
import subprocess
import unicodedata
from pathlib import Path

GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "µ": "mu", "μ": "mu", "ω": "omega"}
SPELLING = [("aemi", "emi"), ("aema", "ema"), ("oedem", "edem"), ("oesoph", "esoph"), ("oestr", "estr"), ("haem", "hem"),
            ("paed", "ped"), ("anaes", "anes"), ("leuco", "leuko"), ("leuca", "leuka"), ("leucae", "leuke"), ("tumour", "tumor"),
            ("fibre", "fiber"), ("centre", "center"), ("litre", "liter"), ("orrhoea", "orrhea"), ("pnoe", "pne"),
            ("coeliac", "celiac"), ("caec", "cec"), ("faec", "fec"), ("foet", "fet"), ("gynaec", "gynec"), ("isation", "ization"),
            ("ising", "izing"), ("ised", "ized"), ("yse", "yze"), ("colour", "color"), ("behaviour", "behavior"),
            ("sulph", "sulf"), ("orthopaed", "orthoped"), ("ischaem", "ischem"), ("paraesth", "paresth"), ("aesthes", "esthes"),
            ("diarrhoe", "diarrhe"), ("phaeo", "pheo"), ("aetiolog", "etiolog"), ("caesar", "cesar"), ("dyspnoe", "dyspne"),
            ("labour", "labor"), ("neurone", "neuron"), ("programme", "program"), ("oesin", "esin"), ("amoeb", "ameb"), ("taeni", "teni"),
            ("dilatation", "dilation"), ("distention", "distension"), ("ae ", "e ")]
IRREGULAR = {"metastases": "metastasis", "diagnoses": "diagnosis", "thromboses": "thrombosis", "feces": "feces", "fungi": "fungus",
             "bronchi": "bronchus", "emboli": "embolus", "thrombi": "thrombus", "calculi": "calculus", "vertebrae": "vertebra",
             "bullae": "bulla", "petechiae": "petechia", "biopsies": "biopsy", "sclerosis": "sclerosis", "feet": "foot",
             "teeth": "tooth", "children": "child", "women": "woman", "men": "man", "crises": "crisis", "testes": "testis",
             "ganglia": "ganglion", "diabetes": "diabetes", "herpes": "herpes", "rabies": "rabies", "scabies": "scabies",
             "caries": "caries", "varices": "varix", "fistulae": "fistula", "pleurae": "pleura", "species": "species"}


def singular(word):
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or word.endswith(("ss", "us", "is", "ps", "itis")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")) and len(word) > 5:
        return word[:-2] if not word.endswith("ses") or word.endswith("sses") else word[:-1]
    return word[:-1] if word.endswith("s") else word


@functools.lru_cache(maxsize=None)
def fold(phrase):
    s = phrase.lower()
    if not phrase.isascii():
        s = unicodedata.normalize("NFKD", phrase)
        s = "".join(c for c in s if not unicodedata.combining(c)).lower()
        for a, b in GREEK.items():
            s = s.replace(a, b + " ") if len(s) > 1 else s
    if "'" in s or "’" in s:
        s = re.sub(r"['’]s\b", "", s).replace("'", "").replace("’", "")
    s = re.sub(r"[^a-z0-9%+]+", " ", s).strip() + " "
    for a, b in SPELLING:
        s = s.replace(a, b)
    return " ".join(singular(w) for w in s.split())


def lines(path):
    opened = gzip.open(path, "rt", encoding="utf-8", errors="strict", newline="") if str(path).endswith(".gz") else open(path, encoding="utf-8", newline="")
    with opened as f:
        yield from f


PROGRAM = None  # of `mappings import`; set by build.py


def imported(kind, path):
    """[(key, [phrases], {column: value})] that the program's importer makes of a file."""
    done = subprocess.run([PROGRAM, "mappings", "import", "--from", kind, str(path)], capture_output=True, check=True)
    head = None
    for line in done.stdout.decode("utf-8").splitlines():
        cells = line.split("\t")
        if head is None:
            head = cells
            continue
        row = dict(zip(head, cells))
        yield row["concept"], row["phrases"].split("|"), row


def read_gps(terms):
    """{code: (name, semantic tag)}"""
    return {row["snomed"]: (phrases[0], row["category"]) for _, phrases, row in imported("fhir", terms / "ValueSet-snomed-intl-gps.json.gz")}


def read_icd10cm(terms):
    """{code with dot: (long title, billable)}"""
    return {row["icd10cm"]: (phrases[0], row["category"] == "billable")
            for _, phrases, row in imported("icd10cm", terms / "icd10cm-order-2021.txt.gz")}


def read_phenotypes(terms):
    """[(text, database, id, entry name, status, source)] of the biolexica export."""
    with gzip.open(terms / "biolexica-phenotype-terms.tsv.gz", "rt", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield r["text"], r["db"], r["id"], r["entry_name"], r["status"], r["source"]


def read_sssom(path):
    """[(subject, subject label, object, object label)] of exact matches."""
    head = None
    for line in lines(path):
        if line.startswith("#"):
            continue
        cells = line.rstrip("\r\n").split("\t")
        if head is None:
            head = {name: i for i, name in enumerate(cells)}
            continue
        get = lambda name: cells[head[name]] if name in head and head[name] < len(cells) else ""
        yield get("subject_id"), get("subject_label"), get("object_id"), get("object_label")


def read_rxnorm_ingredients(terms):
    """[(rxcui, name, term type)]"""
    for _, phrases, row in imported("rxnorm-names", terms / "rxnorm-ingredients.tsv.gz"):
        yield row["rxnorm"], phrases[0], row["category"]


def read_rxnorm_brands(terms):
    """[(rxcui of the brand, name, [rxcui of what is in it])]"""
    for _, phrases, row in imported("rxnorm-names", terms / "rxnorm-brand-names.tsv.gz"):
        yield row["rxnorm"], phrases[0], row["category"].split(";")


def read_drugbank(terms):
    """[(accession, common name, UNII, [synonyms])]"""
    for key, phrases, row in imported("drugbank", terms / "drugbank-open-vocabulary.csv.gz"):
        yield key.split("-", 1)[1].upper(), phrases[0], row["unii"], phrases[1:]


def read_loinc(terms):
    """{code: long common name}"""
    out = {}
    text = gzip.open(terms / "loinc-displays.cache.gz", "rt", encoding="utf-8").read()
    for m in re.finditer(r'"code" : "(\d+-\d)",\s+"display" : "((?:[^"\\]|\\.)*)"', text):
        out.setdefault(m.group(1), json.loads('"' + m.group(2) + '"'))
    for name in ("labitems-to-loinc.csv.gz", "chartevents-to-loinc.csv.gz"):
        for r in csv.DictReader(lines(terms / name)):
            if r["omop_vocabulary_id"] == "LOINC" and re.fullmatch(r"\d+-\d", r["omop_concept_code"] or ""):
                out.setdefault(r["omop_concept_code"], r["omop_concept_name"])
    with gzip.open(terms / "synthea-codes.json.gz") as f:
        for code, uses in json.load(f).get("LOINC", {}).items():
            if re.fullmatch(r"\d+-\d", code):
                out.setdefault(code, uses[0][0])
    return out


def read_obo(path):
    """[(id, name, [(synonym, scope)], [])] of the terms that are not obsolete; exact synonyms only."""
    for key, phrases, _ in imported("obo", path):
        prefix, _, local = key.partition("-")
        yield f"{prefix.upper()}:{local}", phrases[0], [(p, "EXACT") for p in phrases[1:]], []


def read_table(path):
    """[row as dict] of one of our own TSV tables, with "" for empty cells and `line`."""
    head = None
    for number, line in enumerate(lines(path), 1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if head is None:
            head = cells
            continue
        if len(cells) != len(head):
            raise SystemExit(f"{path}:{number}: {len(cells)} cells, the header has {len(head)}")
        yield dict(zip(head, cells), line=number)
