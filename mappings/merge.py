"""Merges the public sources into concepts for build.py: one concept where cross-references or names say it is one.

An entity is (system, id): mondo, hp, sct. Two entities become one concept if an exact match of MONDO names them, or if
they have the same name; never if that gave a concept two codes of one system. A concept's phrases are the names
and synonyms of its entities, without what never names a patient's finding (see `usable`).
"""
import collections
import re

import sources as S

# What SNOMED CT calls a finding and no narrative says of a patient in these words, or what says too little.
NOT_A_FINDING = re.compile(
    r"^(finding|details?|able|unable|does|do not|has|is|feels?|patient|never|ex-?|non-|no |not |normal|number|time|age|knowledge|"
    r"ready|readiness|received|engages|parent|lives?|living|works?|level|potential|risk|at risk|problem with|adequate|inadequate|"
    r"effective|ineffective|compliance|non-?compliance|good|history|family|mother|father|assessment|result|refuses?|requires?|"
    r"needs?|uses?|user|drinks|drinker|wears?|educat|language|marital|married|religio|sexual|member|employment|lack|discrepancy|"
    r"blood group|born in|absent for|satisf|likes?|dislikes?|gender|reads|speaks|wants|wishes|thinks|believes|housing|accommodation|"
    r"income|homeless|single|divorced|widow|pT\d|pN\d|pM\d|cT\d|cN\d|M\d|N\d|T\d|stage|grade|FIGO|Dukes|AJCC|TNM|gravida|para |"
    r"interpretation|characteristic|observation|function|ability|awareness|attitude|appearance of|behavior|caregiver|community|"
    r"impaired ability|increased ability|decisional|health|self|social|spiritual|role|trust|hope|coping|bathing|feeding self)\b", re.I)
# What is said of a person's life or of a finding (how it comes and goes), not a finding; symptoms of a kind or place are.
SAID_OF_OTHERS = re.compile(
    r"^(exacerbated|aggravated|triggered|alleviated|ameliorated|induced|provoked|relieved|worsened) by\b|"
    r"\b(trigger(s|ed)|improves|relieves|reduces|reverses|aggravates?|exacerbates|ameliorates|knowledge of) symptoms?$|"
    r"^((associated|general|infant|symptom,?|clusters?,?|neurological and physiological) )?symptoms?$|"
    r"\b(coping|services? needed|not needed|relationships?|diet)$|^(on examination|child on|last surviving|dirty|worried|misused|excessive (coffee|tea)|bisexual|homosexual|heterosexual|"
    r"dysfunctional coping|problem getting|difficulty (managing|coping|using|obtaining)|limited (access|knowledge)|foster|adopted|carer|only child)\b", re.I)
NOT_A_PHRASE = re.compile(
    r"[\[\]{}<>\\=;:|\"]|\b(nos|not otherwise specified|unspecified|disease or disorder|susceptibility|qtl|locus|"
    r"obsolete|other specified|elsewhere classified|classified elsewhere|unclassified|inheritance|penetrance|type \d+[a-z]* \d|"
    r"related to|mutation in|gene|somatic|due to .{25,}|associated with .{25,}|with or without|and/or)\b", re.I)
NOT_HUMAN = re.compile(r"\b(feline|canine|bovine|equine|ovine|porcine|avian|murine|simian|poultry|swine|cattle|sheep|horse|dogs?|cats?|mouse|rodent|"
                       r"chicken anemia|fish disease|goat|monkey|rabbit|ferret|turkey|duck)\b(?! (scratch|bite|eye|cry|fancier))", re.I)
# A synonym without one of these words is the name of something wider: "osteosarcoma" of "childhood osteosarcoma".
NARROWING = {"adult", "childhood", "pediatric", "benign", "malignant", "acute", "chronic", "recurrent", "postoperative"}
# "Ovarian tumour" may be benign: a synonym that says only this is no name of a cancer.
MALIGNANT = re.compile(r"cancer|malignan|carcino|sarcoma|lymphoma|leuk|melanoma|blastoma|metasta|myeloma|mesothelioma|seminoma|in situ", re.I)
GROWTH = re.compile(r"\b(tumou?rs?|neoplasms?|neoplasia|new growth)\b", re.I)
QUALIFIER = re.compile(r"\s*\((disorder|disease|finding|clinical|morphologic abnormality|symptom|procedure|device|diagnosis|qualifier value)\)$", re.I)


def clean(text):
    text = QUALIFIER.sub("", text.strip())
    text = re.sub(r",? (device|NOS)$", "", text)
    return " ".join(text.replace("_", " ").split())


def usable(phrase):
    """Whether a phrase of a public source may be looked for in a narrative."""
    key = S.fold(phrase)
    words = key.split()
    if not words or len(key) < 4 or len(words) > 8 or len(phrase) > 70:
        return False
    if NOT_A_PHRASE.search(phrase) or ", " in phrase or "(" in phrase or "/" in phrase:
        return False
    if len(words) == 1 and (phrase.upper() == phrase or re.search(r"[A-Z].*[A-Z]", phrase) or re.search(r"\d", phrase)):
        return False  # an abbreviation: only curation says what it means
    if re.fullmatch(r"[A-Z0-9]{2,6}[ -][A-Z0-9]{1,4}", phrase) or re.search(r"\b[A-Z]{2,}\d+[A-Z]?$", phrase):
        return False  # "SCA 12", "LGMD2B"
    if words[-1][0].isdigit() and (len(words) < 2 or words[-2] not in ("type", "grade", "class", "factor", "vitamin", "trisomy", "monosomy")):
        return False  # "amyloidosis 6": the number belongs to the next words as often
    if NOT_HUMAN.search(phrase) or SAID_OF_OTHERS.search(phrase):
        return False
    return True


class Entities:
    def __init__(self, src, terms):
        self.name = {}                               # (system, id) -> name
        self.texts = collections.defaultdict(list)   # (system, id) -> [(phrase, source)]
        self.tag = {}
        self.load(src, terms)

    def add(self, entity, phrase, source):
        phrase = clean(phrase)
        if phrase and all(S.fold(p) != S.fold(phrase) for p, _ in self.texts[entity][:40]):
            self.texts[entity].append((phrase, source))

    def load(self, src, terms):
        for code, (name, tag) in src.gps.items():
            if tag == "disorder" or (tag == "finding" and not NOT_A_FINDING.search(name)):
                self.name["sct", code] = clean(name)
                self.tag["sct", code] = tag
                self.add(("sct", code), name, "snomed-gps")
        ncit = collections.defaultdict(list)
        for text, db, ident, entry, status, source in S.read_phenotypes(terms):
            if entry.startswith("obsolete"):
                continue
            if db == "doid" and ident in src.doid_to_mondo:
                db, ident = "mondo", src.doid_to_mondo[ident]
            if db in ("mondo", "hp"):
                entity = (db, ident)
                if entity not in self.name:
                    self.name[entity] = clean(entry)
                    self.add(entity, entry, source)
                self.add(entity, text, source)
            elif db == "ncit":
                ncit[ident, entry].append(text)
            elif db == "symp" and not entry.endswith(" symptom"):  # its upper classes: "spleen symptom"
                entity = ("symp", ident)
                self.name.setdefault(entity, clean(entry))
                self.add(entity, entry, source)
                self.add(entity, text, source)
        for _, name, synonyms, _ in S.read_obo(terms / "symp.obo.gz"):
            for entity in [e for e in self.name if e[0] == "symp" and self.name[e] == clean(name)]:
                for text, scope in synonyms:
                    if scope == "EXACT":
                        self.add(entity, text, "symp")
        self.ncit = ncit


def claims_more(a, b):
    """Whether one name is a cancer's and the other only a growth's."""
    only_growth = [bool(GROWTH.search(n)) and not MALIGNANT.search(n) for n in (a, b)]
    return only_growth[0] != only_growth[1] and any(MALIGNANT.search(n) for n in (a, b))


def unite(entities, src):
    """{entity: set of entities of the same concept}"""
    group = {e: {e} for e in entities.name}

    def join(a, b):
        if a not in group or b not in group or group[a] is group[b]:
            return False
        both = group[a] | group[b]
        systems = [e[0] for e in both]
        if len(set(systems)) != len(systems) or claims_more(entities.name[a], entities.name[b]):
            return False
        for e in both:
            group[e] = both
        return True

    for mondo, codes in sorted(src.mondo_to_sct.items()):
        inside = [c for c in sorted(codes) if ("sct", c) in group]
        inside.sort(key=lambda c: S.fold(entities.name["sct", c]) != S.fold(entities.name.get(("mondo", mondo), "")))
        for code in inside[:1]:
            join(("mondo", mondo), ("sct", code))
    by_name = collections.defaultdict(list)
    for entity in sorted(entities.name):
        by_name[S.fold(entities.name[entity])].append(entity)
    for same in by_name.values():
        for other in same[1:]:
            join(same[0], other)
        for a in same:
            for b in same:
                join(a, b)
    by_text = collections.defaultdict(set)
    for entity, texts in entities.texts.items():
        for text, _ in texts:
            by_text[S.fold(text)].add(entity)
    for system in ("sct", "hp", "symp"):  # its name is a synonym of exactly one concept that has no code of the system
        for entity in sorted(e for e in entities.name if e[0] == system):
            others = {id(group[o]): o for o in by_text[S.fold(entities.name[entity])] if group[o] is not group[entity]}
            if len(others) == 1:
                join(entity, next(iter(others.values())))
    return group


def widens(phrase, name):
    """Whether the phrase is the name without a word that narrows it, or of a growth where the name is a cancer's."""
    words, own = S.fold(phrase).split(), S.fold(name).split()
    narrowing = NARROWING - {"malignant", "acute", "chronic"} if MALIGNANT.search(phrase) else NARROWING
    if GROWTH.search(phrase) and MALIGNANT.search(name) and not MALIGNANT.search(phrase):
        return True
    return len(words) < len(own) and set(words) < set(own) and set(own) - set(words) <= narrowing


def phrases_of(entities, members):
    """[(phrase, source)]: names first, SNOMED's before MONDO's before HP's."""
    order = {"sct": 0, "mondo": 1, "hp": 2, "symp": 3}
    out, seen = [], set()
    members = sorted(members, key=lambda e: (order[e[0]], e[1]))
    for first in (True, False):
        for entity in members:
            for i, (text, source) in enumerate(entities.texts[entity]):
                key = S.fold(text)
                if (i == 0) == first and key not in seen and not widens(text, entities.name[entity]):
                    seen.add(key)
                    out.append((text, source))
    return out


def concepts(src, terms):
    """[{table, display, phrases: [(phrase, source)], snomed, mondo, hp, category}], by entity."""
    entities = Entities(src, terms)
    group = unite(entities, src)
    add_ncit(entities, group)
    done, out = set(), []
    for entity in sorted(group):
        members = group[entity]
        if id(members) in done:
            continue
        done.add(id(members))
        ids = {e[0]: e[1] for e in members}
        texts = phrases_of(entities, members)
        tag = entities.tag.get(("sct", ids.get("sct", "")), "")
        table = "conditions" if tag == "disorder" or (not tag and "mondo" in ids) else "findings"
        category = "" if table == "conditions" else "symptom" if "symp" in ids else "sign"
        out.append({"table": table, "display": texts[0][0], "phrases": texts, "category": category,
                    "snomed": ids.get("sct", ""), "mondo": ids.get("mondo", ""), "hp": ids.get("hp", "")})
    return out


def add_ncit(entities, group):
    """NCIt's synonyms go to the concept that has the entry's name, where no other NCIt entry lists them too."""
    by_name = collections.defaultdict(set)
    for entity in entities.name:
        by_name[S.fold(entities.name[entity])].add(id(group[entity]))
    first = {}
    for entity in sorted(entities.name):
        first.setdefault(id(group[entity]), entity)
    listed = collections.Counter()
    for (ident, entry), texts in entities.ncit.items():
        for key in {S.fold(t) for t in texts}:
            listed[key] += 1
    known = {S.fold(t) for texts in entities.texts.values() for t, _ in texts}
    for (ident, entry), texts in sorted(entities.ncit.items()):
        target = by_name.get(S.fold(clean(entry)), set())
        if len(target) != 1:
            continue
        entity = first[next(iter(target))]
        for text in texts:
            key = S.fold(text)
            if listed[key] == 1 and key not in known:
                known.add(key)
                entities.add(entity, text, "ncit")


SHORT_WORDS = set("acne aura boils bruit bubo bunion burn burns chill colic coma cough cramp croup cyst ebola edema favus fever gout hives "
                  "ileus kuru lupus milia mumps mpox naevi nevi nevus noma ozena pain pica pinta plague polio polyp rales rash scar "
                  "shock sprue stye tic typhus ulcer wart warts wound yaws zika zoster tetany sepsis goitre goiter hernia angina asthma "
                  "cancer chorea coryza eczema anemia tumor abscess ataxia".split())


def allowed_word(phrase):
    """Single words of up to five letters are mostly gene symbols and English; only these are taken."""
    key = S.fold(phrase)
    return " " in key or len(key) > 5 or phrase.lower() in SHORT_WORDS or key in SHORT_WORDS
