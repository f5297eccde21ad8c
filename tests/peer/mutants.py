"""Single faults in FHIR resources, the same for the same seed: see mutant()."""
import copy
import json
import random

SCALARS = ["zzz", "", " lead", "trail ", "a\tb", "http://x y", "2020-13-01", "2020-02-30", "2020-01-01T10:00", "-1", "1.0",
           "2020-01-01T25:00:00Z", "urn:oid:1.2.zz", "urn:uuid:abc", "#nope", "Patient/none", "Frob/1", "x" * 70, "a_b",
           "<b>x</b>", "\u00a0x", "not a code", "http://loinc.org", "http://unitsofmeasure.org", "{x}", "2020-05",
           "2020-05-05T10:00:00+10:00", "text/plainn", "en-XX-99"]
OTHER_KINDS = [True, 0, -3, 2.5, 3000000000, None, {}, [], {"value": 1}]
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
EXTENSIONS = [{"url": "http://harbour.test/unknown", "valueString": "x"}, {"valueString": "x"},
              {"url": "relative", "valueString": "x"}, {"url": EXTENSION + "none", "valueString": "x"},
              {"url": EXTENSION + "data-absent-reason", "valueCode": "zzz"}, {"url": EXTENSION + "data-absent-reason"},
              {"url": EXTENSION + "data-absent-reason", "valueString": "unknown"},
              {"url": EXTENSION + "patient-birthPlace", "valueAddress": {"city": "x"}},
              {"url": EXTENSION + "data-absent-reason", "valueCode": "unknown", "extension": [{"url": "a", "valueCode": "a"}]}]
NAMES = ["status", "code", "value", "text", "id", "extension", "subject", "identifier", "name", "display", "system", "foo",
         "valueString", "valueQuantity", "language", "period", "unit", "_status", "_value", "resourceType", "note"]
CHOICES = {"valueString": "x", "valueQuantity": {"value": 1, "unit": "mg"}, "valueCodeableConcept": {"text": "x"},
           "valueBoolean": True, "valueDateTime": "2020", "valueInteger": 1, "valueReference": {"reference": "Patient/1"},
           "valueCoding": {"code": "x"}, "valueRange": {"low": {"value": 5}, "high": {"value": 1}}}
REFERENCES = ["Observation/1", "Organization/1", "#x", "urn:uuid:0", "Patient/a b", "patient/1", "Patient", "Frob/1",
              "Patient/1/_history/2", "urn:oid:1.2.3", ""]
IN_NARRATIVE = ["<script>x</script>", '<img src="x"/>', '<a href="javascript:x">y</a>', "<p><p>x</p></p>", "&nbsp;",
                "<table><p>a</p></table>", '<a href="#nope">y</a>', '<font color="x">y</font>', "<iframe/>"]
CONTAINED = [{"resourceType": "Patient", "id": "c1"}, {"resourceType": "Patient"}, {"id": "x"},
             {"resourceType": "Frob", "id": "x"}, {"resourceType": "Patient", "id": "c 1"},
             {"resourceType": "Patient", "id": "c1", "meta": {"versionId": "1"}},
             {"resourceType": "Patient", "id": "c1", "contained": [{"resourceType": "Patient", "id": "d"}]}]
UNDERSCORES = [{"extension": [EXTENSIONS[0]]}, {"id": "x"}, {}, None, "x", {"value": "x"}]


def nodes(o):
    """(parent, key, value) of everything inside."""
    for key, value in list(o.items() if isinstance(o, dict) else enumerate(o)):
        yield o, key, value
        if isinstance(value, (dict, list)):
            yield from nodes(value)


def mutant(source, rng):
    """A copy of a resource with one fault, and the fault's kind; None where that kind has no place in it."""
    o = copy.deepcopy(source)
    all_nodes = list(nodes(o))
    pick = lambda want: rng.choice([n for n in all_nodes if want(n)] or [(None, None, None)])
    is_text = lambda n: isinstance(n[2], str)
    kind = rng.choice(["delete", "double", "text", "text", "kind", "add", "rename", "extension", "modifier", "choice",
                       "reference", "narrative", "code", "swap", "underscore", "contained", "type", "shuffle"])
    parent, key, value = pick({
        "double": lambda n: isinstance(n[2], list) and n[2], "shuffle": lambda n: isinstance(n[2], list) and len(n[2]) > 1,
        "text": is_text, "underscore": lambda n: is_text(n) and isinstance(n[0], dict) and n[1] != "resourceType",
        "add": lambda n: isinstance(n[2], dict), "extension": lambda n: isinstance(n[2], dict),
        "modifier": lambda n: isinstance(n[2], dict), "rename": lambda n: isinstance(n[0], dict),
        "choice": lambda n: isinstance(n[1], str) and n[1].startswith(("value", "effective", "onset", "deceased")),
        "reference": lambda n: n[1] == "reference" and is_text(n), "narrative": lambda n: n[1] == "div" and is_text(n),
        "code": lambda n: n[1] in ("code", "system", "unit", "status", "url", "display") and is_text(n),
    }.get(kind, lambda n: not isinstance(n[2], (dict, list)) or kind in ("delete", "swap")))
    if kind == "contained":
        o["contained"] = [*(o.get("contained") or []), rng.choice(CONTAINED)]
    elif kind == "type":
        o["resourceType"] = rng.choice(["Patient", "Basic", "Frob", "patient", 5, "DomainResource"])
    elif parent is None:
        return None
    elif kind == "delete":
        del parent[key]
    elif kind == "double":
        value.append(copy.deepcopy(rng.choice(value)))
    elif kind == "shuffle":
        rng.shuffle(value)
    elif kind in ("text", "code"):
        parent[key] = rng.choice(SCALARS)
    elif kind == "kind":
        parent[key] = rng.choice([*OTHER_KINDS, [value]])
    elif kind == "add":
        value[rng.choice(NAMES)] = rng.choice(["x", 1, {"value": 1}, [{"text": "x"}], True, {"code": "x"}])
    elif kind == "rename":
        parent[rng.choice([key + "x", key.upper(), rng.choice(NAMES)])] = parent.pop(key)
    elif kind in ("extension", "modifier"):
        name = "extension" if kind == "extension" else "modifierExtension"
        value[name] = [*(value.get(name) or []), rng.choice(EXTENSIONS)]
    elif kind == "choice":
        name = rng.choice(list(CHOICES))
        del parent[key]
        parent[name] = CHOICES[name]
    elif kind == "reference":
        parent[key] = rng.choice(REFERENCES)
    elif kind == "narrative":
        parent[key] = rng.choice([value.replace("</div>", rng.choice(IN_NARRATIVE) + "</div>", 1), "plain",
                                  value.replace(' xmlns="http://www.w3.org/1999/xhtml"', "")])
    elif kind == "underscore":
        if rng.random() < 0.5:
            del parent[key]
        parent["_" + key] = rng.choice(UNDERSCORES)
    elif kind == "swap":
        other, other_key, other_value = rng.choice(all_nodes)
        parent[key], other[other_key] = other_value, value
    return o, kind


def mutants(paths, count, seed):
    """`count` mutants of the JSON resources in `paths`: (text, kind)."""
    rng = random.Random(seed)
    sources = [o for o in (json.loads(p.read_text("utf-8-sig")) for p in paths) if "resourceType" in o]
    while sources and count > 0:
        made = mutant(rng.choice(sources), rng)
        try:
            text = made and json.dumps(made[0], indent=1, ensure_ascii=False)
        except ValueError:  # swapped into itself
            continue
        if text:
            count -= 1
            yield text, made[1]
