"""Generated rows of the other tables for build.py: medications, procedures, organisms, body sites, devices, and the like.

Each function gives [{display, phrases: [(phrase, source)], ...codes}] for one table, best row first: a phrase stays
with the first row that has it.
"""
import collections
import re

import merge as M
import sources as S

# A substance that narratives name as food, tissue, metabolite or test rather than as a drug given.
NOT_A_DRUG = set("""water ethanol alcohol oxygen nitrogen carbon_dioxide hydrogen helium xenon krypton air sodium potassium calcium magnesium iron
zinc copper selenium iodine chlorine chloride phosphorus phosphate sulfur aluminum aluminium lead mercury arsenic gold silver platinum lithium
fluoride bromide nickel cobalt chromium manganese molybdenum tin titanium barium bismuth strontium boron silicon silicone glucose dextrose_monohydrate
sucrose fructose lactose galactose mannose trehalose starch glycogen fiber sugar honey salt vinegar oil fat wax soap milk egg wheat corn rice oat oats soybean
peanut almond coffee tea cocoa chocolate garlic onion ginger pepper mustard tobacco cholesterol urea uric_acid creatinine creatine lactic_acid lactate
pyruvic_acid citric_acid acetic_acid formic_acid ammonia bilirubin albumin hemoglobin fibrinogen fibrin thrombin prothrombin plasminogen ferritin transferrin
insulin glucagon cortisol testosterone estradiol progesterone prolactin thyrotropin thyroglobulin parathyroid_hormone growth_hormone renin aldosterone
histamine serotonin dopamine_ melatonin_ adenine guanine cytosine thymine uracil adenosine_triphosphate atp nadh heme biliverdin
alanine arginine asparagine aspartic_acid cysteine cystine glutamic_acid glutamine glycine histidine isoleucine leucine lysine methionine ornithine
phenylalanine proline serine taurine threonine tryptophan tyrosine valine citrulline homocysteine carnitine_ palmitic_acid oleic_acid linoleic_acid
stearic_acid glycerin_ glycerol acetone methanol formaldehyde benzene toluene chloroform ether phenol nicotine caffeine cocaine heroin cannabis marijuana
pollen dander dust mite cat dog horse feather mold yeast candida aspergillus alternaria penicillium latex wool silk cotton cellulose keratin collagen elastin
gelatin casein gluten pectin bee wasp hornet ant cockroach mosquito fire_ant house_dust apple banana orange lemon peach pear plum cherry strawberry grape
tomato potato carrot celery spinach lettuce cabbage pea bean lentil walnut hazelnut cashew pistachio coconut olive sesame sunflower beef pork lamb chicken
turkey fish cod salmon tuna shrimp crab lobster oyster clam time complete balance advance control relief today shield clear fresh natural original
pure soothe defense nature life vision focus total ultra daily basic comfort active restore renew prevent simply one perfect classic advanced plus max light
blue green red white black silver_ golden allergy cold cough flu pain sleep headache sinus stomach gas motion travel baby infant children kids men women
senior adult gentle extra super rapid fast instant quick long slow super_strength air_ mega mono duo trio multi omega prime core base bio pro
joint bone heart liver eye skin hair nail foot hand lip mouth throat nose ear body mass charcoal clay talc sand chalk glass plasma serum blood bile
allergenic_extract amino_acid amino_acids protein peptide hormone vitamin vitamins mineral minerals antigen antibody virus bacteria toxin venom enzyme receptor
acid base buffer solution extract cream gel factor insulin_human trypsin pepsin lipase amylase catalase glutathione coenzyme_a ubiquinone lanolin petrolatum_
paraffin_ beeswax resin rosin camphor_ menthol_ eucalyptus peppermint lavender rose chamomile tin_ methane propane butane""".replace("_ ", " ").split())
NOT_A_DRUG = {S.fold(w.replace("_", " ")) for w in NOT_A_DRUG}
CHEMICAL = re.compile(r"\d.*\d|[(){}\[\],;:*+<>=]|\b\d|^[A-Z]{1,4}-?\d|\b(acid ester|ion|antigen|allergenic|homolog|compound|residue|subunit|analog|"
                      r"derivative|inhibitor of|oxide hydrate)\b|yl-|oxy-|-one\b|-ol\b|-amine\b|ylidene", re.I)
STEM = re.compile(
    r"(mab|nib|tinib|ciclib|rafenib|parib|zomib|limus|statin|pril|sartan|olol|dipine|azole|conazole|prazole|tidine|floxacin|cillin|cef\w+|mycin|"
    r"micin|cycline|vir|bactam|penem|oxacin|sulfa\w+|profen|coxib|fenac|triptan|gliptin|gliflozin|glutide|glitazone|gliclazide|formin|parin|xaban|"
    r"gatran|grel|plase|cept|kinra|leukin|stim|poetin|feron|tide|relin|lukast|terol|tropium|sone|solone|nide|onide|caine|barbital|zepam|zolam|azepam|"
    r"azine|pine|peridone|piprazole|oxetine|pram|triptyline|idol|perone|dopa|giline|pezil|stigmine|curonium|curium|setron|pitant|dronate|dronic|"
    r"calcitol|ferol|platin|rubicin|taxel|bine|citabine|trexed|trexate|mustine|tecan|poside|toclax|lidomide|degib|fusp|mide|semide|thiazide|"
    r"actone|zosin|dil|afil|entan|ciguat|thrombopag|astine|amine|oxin|arone|ainide|navir|tegravir|buvir|asvir|ciclovir|vudine|fungin|quine|"
    r"nidazole|bendazole|ectin|antel|fenicol|planin|vancin|zolid|bactin|kacin|thromycin|prost|estrel|gestrel|gestrone|estradiol|stane|rozole|"
    r"oxifene|lutamide|steride|vastatin|fibrate|gliptide|gene|vec|leucel|cel|siran|rsen|ersen|mer|ximab|zumab|umab)$", re.I)


def medications(src, terms):
    """RxNorm ingredients, precise ingredients and brands; synonyms of the DrugBank vocabulary; its other INNs."""
    by_code, by_name = {}, {}
    for code, name, kind in S.read_rxnorm_ingredients(terms):
        phrases = [(name, "rxnorm")]
        if kind == "MIN":
            parts = name.split(" / ")
            if len(parts) > 3:
                continue
            phrases = [(name.replace(" / ", "/"), "rxnorm"), ("-".join(parts), "rxnorm"), (" and ".join(parts), "rxnorm")]
        elif not drug_name(name) and not STEM.search(name):
            continue
        by_code[code] = {"display": name, "phrases": phrases, "rxnorm": code, "rank": {"IN": 0, "PIN": 1, "MIN": 2}[kind]}
        if kind != "MIN":
            by_name.setdefault(S.fold(name), by_code[code])
    names = {S.fold(n) for _, n, _ in S.read_rxnorm_ingredients(terms)}
    for code, name, contents in S.read_rxnorm_brands(terms):
        if drug_name(name) and len(name.split()) <= 3 and S.fold(name) not in names and len(S.fold(name)) > 4:
            by_code[code] = {"display": name, "phrases": [(name, "rxnorm")], "rxnorm": code, "rank": 3}
    out = sorted(by_code.values(), key=lambda r: (r["rank"], S.fold(r["display"])))
    for accession, name, unii, synonyms in sorted(S.read_drugbank(terms)):
        listed = [(s, "drugbank") for s in synonyms if drug_name(s)]
        row = next((by_name[k] for k in [S.fold(name)] + [S.fold(s) for s in synonyms] if k in by_name), None)
        if row:
            row["phrases"] += ([(name, "drugbank")] if drug_name(name) else []) + listed
        elif drug_name(name) and (STEM.search(name) or STEM.search(name.split()[0])):
            out.append({"display": name, "phrases": [(name, "drugbank")] + listed, "rxnorm": "", "rank": 4})
    return out


def drug_name(name):
    key = S.fold(name)
    return (4 < len(key) <= 45 and len(key.split()) <= 4 and key not in NOT_A_DRUG and not CHEMICAL.search(name)
            and not re.search(r"\b(extract|pollen|allergenic|homeopathic|virus vaccine|antigen|whole|root|leaf|seed|oil|juice|bark|flower|fruit|"
                              r"protein|epithelia|venom|dander|preparation|sunscreen|shampoo|toothpaste|wash|wipes|lotion)\b", name, re.I)
            and not (" " not in name and name.upper() == name))


def of_tags(src, tags, keep=lambda name, tag: True):
    for code, (name, tag) in sorted(src.gps.items(), key=lambda x: (x[1][0], x[0])):
        if tag in tags and keep(name, tag):
            yield code, M.clean(name), tag


THERAPEUTIC = re.compile(
    r"removal|excis|ectomy|plasty|repair|resect|ablat|insertion|drainage|(?<!c)otomy|ostomy|ligation|dilati|dilatat|stent|implant|replacement|transplant|"
    r"fixation|reconstruct|emboli[sz]ation|injection|closure|therap|treatment|pexy\b|rrhaphy|desis\b|bypass|incision|extract|destruction|sutur|anastomosis|"
    r"cauter|reduction|decompress|evacuation|sclero|coagulation|irradiation|immuni[sz]ation|vaccinat|dialysis|massage|exercise|delivery|anesthesia|"
    r"amputat|graft|shunt|release|lysis of|division|arthrodesis|osteosynthesis|lavage|irrigation|transfus|debride|curettage|control of|arrest of", re.I)
DIAGNOSTIC = re.compile(r"scop|graph|biops|imaging|\bscan|\btest|autops|necrops|examination|measurement|culture|assessment|evaluation|screen|monitor|tomograph|ultraso|"
                        r"radiolog|X-ray|x-ray|aspiration|catheteriz|puncture|manometr|metry\b|gram\b|analysis|assay|count|smear|stain|spirometr|study|"
                        r"sampling|specimen|diagnos|explor|inspection|palpation|auscult|urography|angio|observ|titer|titre|level|typing|sequenc|cytolog|"
                        r"resonance|doppler|\b(CT|MRI|MR|PET|SPECT|ECG|EEG|EMG)\b", re.I)
IMAGING = re.compile(r"tomograph|ultraso|sonograph|radiograph|radiolog|x-ray|scintigraph|angiograph|echocardiograph|mammograph|resonance|"
                     r"\b(CT|MRI|MR|PET|SPECT|HRCT)\b", re.I)
NOT_IMAGING = re.compile(r"biops|aspirat|guid|scopy|puncture|avoid|evaluation|specialist", re.I)  # looks by other means as well
NOT_A_PROCEDURE = re.compile(
    r"^(procedure|education|teaching|counsel|administration|administrative|care|assessment of|management of|consultation|referral|transfer|"
    r"admission|discharge|follow|patient|family|assisting|advice|application|provision|promotion|instruction|encouragement|notification|review|"
    r"report|certif|document|history|informed|training|demonstration|discussion|preparation|planning|visit|interview|record|taking|"
    r"evaluation|surgical procedure|operation on|repair of .* NEC|determination|medical|nursing|support|hospital|house|emergency|social|health|"
    r"support|measurement of (?!.*(function|pressure)))\b|\b(regime|NEC|NOS|education|procedures?|management|care|services?|operations?|encounter|visit|"
    r"caregiver|physiologic challenge|education about)\b", re.I)


def purpose(name):
    """Whether a procedure looks (by a picture?) or treats: "endoscopic removal of a polyp" treats, "excisional biopsy" looks."""
    looks = re.search(r"biops|examination|autops", name, re.I) or (DIAGNOSTIC.search(name) and not THERAPEUTIC.search(name))
    if not looks:
        return "therapeutic"
    return "imaging" if IMAGING.search(name) and not NOT_IMAGING.search(name) else "diagnostic"


def procedures(src, terms):
    out = []
    for code, name, tag in of_tags(src, {"procedure", "regime/therapy"}):
        if NOT_A_PROCEDURE.search(name) or len(name.split()) > 7:
            continue
        category = purpose(name)
        phrases = [(name, "snomed-gps")]
        of = re.fullmatch(r"(Biopsy|Excision|Resection|Repair|Incision|Transplantation|Drainage|Amputation|Reconstruction|Ultrasonography|Radiography|"
                          r"Endoscopy|Aspiration|Replacement|Removal|Computed tomography|Magnetic resonance imaging|Fixation|Suture|Ligation|"
                          r"Dilation|Injection|Exploration|Decompression|Catheterization|Lavage|Culture|Angiography) of (?:the )?(\w+(?: \w+)?)", name)
        if of and of.group(2).split()[0] not in ("a", "two", "more", "skin", "lesion", "multiple", "single", "foreign"):
            phrases.append((f"{of.group(2)} {of.group(1).lower()}", "snomed-gps"))
        out.append({"display": name, "phrases": phrases, "snomed": code, "category": category})
    for ident, name, synonyms, _ in S.read_obo(terms / "maxo.obo.gz"):
        if not ident.startswith("MAXO:") or NOT_A_PROCEDURE.search(name) or len(name.split()) > 5 or not M.usable(name):
            continue
        if re.search(r"(agent|drug|substance|inhibitor|avoidance|intake|diet\b.*\bdiet|medical action|supplementation|agonist|antagonist|blocker)", name):
            continue
        category = purpose(name)
        phrases = [(name, "maxo")] + [(t, "maxo") for t, scope in synonyms if scope == "EXACT"]
        out.append({"display": name, "phrases": phrases, "snomed": "", "category": category})
    return out


# More than half of SNOMED CT's organisms are breeds of animals: people are bitten by them, and nobody writes "A. angus".
BREED = re.compile(r"breed|\b(cattle|pig|sheep|goat|horse|pony|dog|hound|terrier|spaniel|pointer|retriever|collie|poodle|dachshund|cat|merino|"
                   r"setter|schnauzer|corgi|manx|chihuahua|mastiff|beagle|ocicat)\b|haired\b", re.I)
PATHOGEN = re.compile(r"virus|worm|bacter|tick|fluke|mite|louse|flea|fung|coccus", re.I)


def organisms(src, terms):
    out, short = [], collections.Counter()
    for code, name, _ in of_tags(src, {"organism"}):
        breed = BREED.search(name) and not PATHOGEN.search(name)
        bare = re.sub(r"^(Genus|Family|Order|Class|Phylum|Subgenus|Species|Kingdom|Superfamily|Suborder|Tribe) ", "", name)
        bare = re.sub(r"^(Subfamily) ", "", bare)
        phrases = [(bare, "snomed-gps")]
        if re.fullmatch(r"[A-Z][a-z]{3,} [a-z]{4,}", bare) and not breed:
            initial = f"{bare[0]}. {bare.split()[1]}"
            short[initial.lower()] += 1
            phrases.append((initial, "snomed-gps"))
        elif name.startswith("Genus "):
            phrases += [(bare + " species", "snomed-gps"), (bare + " spp", "snomed-gps")]
        out.append({"display": bare, "phrases": phrases, "snomed": code})
    for row in out:
        row["phrases"] = [p for p in row["phrases"] if short[p[0].lower()] < 2]
    return out


def body_sites(src, terms):
    out = []
    for code, name, _ in of_tags(src, {"body structure"}):
        if re.search(r"\b(and|entire|part of|region of|all|one or more|multiple|system structure|zone|set of|primordium)\b", name, re.I) or len(name.split()) > 6:
            continue
        bare = re.sub(r"^(Structure of|Skin structure of|Bone structure of|Joint structure of) ", lambda m: {"Skin": "skin of ", "Bone": "bone of ", "Joint": "joint of "}.get(m.group(1).split()[0], ""), name)
        bare = re.sub(r" structure$", "", bare)
        bare = re.sub(r" structure ", " ", bare)
        out.append({"display": bare, "phrases": [(bare, "snomed-gps")], "snomed": code})
    return out


def simple(tags, trim=r"", without=r"^$"):
    def rows(src, terms):
        return [{"display": re.sub(trim, "", name), "phrases": [(re.sub(trim, "", name), "snomed-gps")], "snomed": code}
                for code, name, _ in of_tags(src, tags) if len(name.split()) <= 6 and not re.search(without, name, re.I)]
    return rows


TABLES = {
    "medications": medications, "procedures": procedures, "organisms": organisms, "body_sites": body_sites,
    "devices": simple({"physical object"}, r", device$", r"microscop|specimen|cassette|stain|laborator|centrifuge|pipette|cuvette|reagent|furniture|vehicle|clothing|weapon"), "specimens": simple({"specimen"}, r" (specimen|sample)$"),
    "occupations": simple({"occupation"}),
}
