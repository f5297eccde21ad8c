#!/usr/bin/env python3
"""Reduce official FHIR packages to their computable facts.

usage: distill.py --core CORE.tgz --extensions EXTENSIONS.tgz --terminology TERMINOLOGY.tgz [-o FOLDER]

In: hl7.fhir.r4.core 4.0.1, hl7.fhir.uv.extensions.r4 and hl7.terminology.r4 as .tgz, from the official registry.
Out: FOLDER/r4, FOLDER/extensions and FOLDER/terminology, one NDJSON file per resource type, one resource a line in
FHIR JSON's form, sorted by canonical and version; the same packages always give the same bytes.

Every resource type has a list of what is kept; everything else (narrative, definitions, comments, mappings, contacts,
differentials where a snapshot exists, ...) is left out. README.md says what follows for a reader of these files.
Python's standard library only; run by hand, the results are committed.
"""
import argparse
import json
import re
import sys
import tarfile
from pathlib import Path

SNOMED = "http://snomed.info/sct"
EXTENSIONS = {  # extensions that carry a fact, by the last part of their URL
    "structuredefinition-fhir-type", "regex", "elementdefinition-maxValueSet", "elementdefinition-minValueSet",
    "additional-binding", "elementdefinition-bestpractice", "structuredefinition-imposeProfile", "minLength",
    "maxDecimalPlaces", "maxSize", "mimeType", "elementdefinition-allowedUnits", "elementdefinition-pattern",
    "elementdefinition-profile-element", "structuredefinition-compliesWithProfile", "maxOccurs", "minOccurs",
    "codesystem-alternate", "valueset-supplement", "version-specific-use", "startFhirVersion", "endFhirVersion",
}
ELEMENT = {"id", "path", "representation", "sliceName", "sliceIsConstraining", "slicing", "min", "max", "base",
           "contentReference", "type", "maxLength", "constraint", "mustSupport", "isModifier", "binding"}
VALUES = re.compile(r"(fixed|pattern|minValue|maxValue|defaultValue)[A-Z]")
RESOURCE = {"resourceType", "id", "url", "version", "name", "status", "experimental"}
KEPT = {
    "StructureDefinition": RESOURCE | {"kind", "abstract", "context", "contextInvariant", "type", "baseDefinition",
                                       "derivation", "extension", "snapshot", "differential"},
    "ValueSet": RESOURCE | {"compose", "expansion", "extension"},
    "CodeSystem": RESOURCE | {"caseSensitive", "valueSet", "hierarchyMeaning", "compositional", "versionNeeded",
                              "content", "supplements", "filter", "property", "concept", "extension"},
    "SearchParameter": RESOURCE | {"code", "base", "type", "target", "expression"},
    "OperationDefinition": RESOURCE | {"kind", "code", "system", "instance"},
    "CompartmentDefinition": RESOURCE | {"code", "search", "resource"},
}
PROPERTIES = {  # of concepts, besides those that some value set filters by
    "notSelectable", "status", "inactive", "deprecated", "retired", "parent", "child", "subsumedBy", "replacedBy",
    "deprecationDate", "retirementDate", "synonymCode",
}


def read_package(path):
    """The conformance resources of a package: the JSON files right inside package/."""
    out = []
    with tarfile.open(path) as package:
        for entry in package:
            if entry.isfile() and re.fullmatch(r"package/[^/.][^/]*\.json", entry.name):
                resource = json.loads(package.extractfile(entry).read())
                if "resourceType" in resource:
                    out.append(resource)
    return out


def facts_of_extensions(extensions):
    return [{k: v for k, v in e.items() if not k.startswith("_")}
            for e in extensions if e["url"].rsplit("/", 1)[-1] in EXTENSIONS]


def set_extensions(target):
    """Keeps an object's factual extensions; drops the member if none is left."""
    kept = facts_of_extensions(target.pop("extension", []))
    if kept:
        target["extension"] = kept
    return target


# Of an element's path these speak as a whole, but matches() finds a part: R5 has them with ^ and $.
WHOLE = {"eld-19", "eld-20"}


def reduce_constraint(constraint, url):
    out = {k: constraint[k] for k in ("extension", "key", "severity", "expression", "source") if k in constraint}
    if out["key"] in WHOLE:
        out["expression"] = re.sub(r"^path\.matches\('(?!\^)(.*)'\)$", r"path.matches('^\1$')", out["expression"])
    out["human"] = constraint["key"]  # R4 demands it; our own words are in r4/invariants.tsv
    if out.get("source") in (url, url.rsplit("/", 1)[-1]):
        del out["source"]
    return set_extensions(out)


def reduce_element(element, url):
    out = {k: v for k, v in element.items() if k in ELEMENT or VALUES.match(k)}
    if out.get("base") == {k: element.get(k) for k in ("path", "min", "max")}:
        del out["base"]
    if "slicing" in out:
        out["slicing"] = {k: v for k, v in out["slicing"].items() if k in ("discriminator", "ordered", "rules")}
    if "binding" in out:
        binding = {k: v for k, v in out["binding"].items() if k in ("strength", "valueSet", "extension")}
        out["binding"] = set_extensions(binding)
    types = []
    for t in out.pop("type", []):
        types.append(set_extensions({k: v for k, v in t.items() if k != "id" and not k.startswith("_") or k == "_profile"}))
    if types:
        out["type"] = types
    root = "." not in element["path"]
    constraints = [reduce_constraint(c, url) for c in out.pop("constraint", [])
                   if root or c["key"] not in ("ele-1", "ext-1")]  # those come with the element's type
    if constraints:
        out["constraint"] = constraints
    for flag in ("isModifier", "mustSupport"):
        if out.get(flag) is False:
            del out[flag]
    return out


def reduce_structure(resource, _):
    form = "snapshot" if "snapshot" in resource else "differential"
    elements = [reduce_element(e, resource["url"]) for e in resource[form]["element"]]
    resource.pop("differential", None)
    resource[form] = {"element": elements}
    for context in resource.get("context", []):
        set_extensions(context)


def reduce_concept(concept, properties):
    out = {k: concept[k] for k in ("code", "display") if k in concept}
    designations = [{k: d[k] for k in ("language", "value") if k in d} for d in concept.get("designation", [])
                    if d.get("value") != concept.get("display")]
    if designations:
        out["designation"] = designations
    kept = [p for p in concept.get("property", []) if p["code"] in properties]
    if kept:
        out["property"] = kept
    if concept.get("concept"):
        out["concept"] = [reduce_concept(c, properties) for c in concept["concept"]]
    return out


def reduce_code_system(resource, known):
    properties = PROPERTIES | known["filters"]
    if "concept" in resource:
        resource["concept"] = [reduce_concept(c, properties) for c in resource["concept"]]
    resource["property"] = [{k: p[k] for k in ("code", "uri", "type") if k in p} for p in resource.get("property", [])
                            if p["code"] in properties]
    resource["filter"] = [{k: f[k] for k in ("code", "operator", "value")} for f in resource.get("filter", [])]
    for member in ("property", "filter"):
        if not resource[member]:
            del resource[member]


def reduce_include(include, known):
    """An include without what the code system says itself, and without SNOMED CT names (their licence)."""
    displays = known["displays"].get(include.get("system"), {})
    for concept in include.get("concept", []):
        concept.pop("extension", None)
        concept["designation"] = [{k: d[k] for k in ("language", "value") if k in d}
                                  for d in concept.get("designation", [])]
        if not concept["designation"] or include.get("system") == SNOMED:
            del concept["designation"]
        display = concept.get("display")
        if include.get("system") == SNOMED or display == displays.get(concept["code"], ""):
            concept.pop("display", None)
    return {k: v for k, v in include.items() if k in ("system", "version", "concept", "filter", "valueSet")}


def reduce_contains(contains):
    out = {k: contains[k] for k in ("system", "abstract", "inactive", "version", "code", "display") if k in contains}
    if out.get("system") == SNOMED:
        out.pop("display", None)
    if contains.get("contains"):
        out["contains"] = [reduce_contains(c) for c in contains["contains"]]
    return out


def reduce_value_set(resource, known):
    compose = resource.get("compose")
    if compose:
        resource["compose"] = {k: v for k, v in compose.items() if k in ("lockedDate", "inactive", "include", "exclude")}
        for part in ("include", "exclude"):
            if part in compose:
                resource["compose"][part] = [reduce_include(i, known) for i in compose[part]]
    expansion = resource.get("expansion")
    if expansion:
        resource["expansion"] = {k: expansion[k] for k in ("timestamp", "total") if k in expansion}
        resource["expansion"]["contains"] = [reduce_contains(c) for c in expansion.get("contains", [])]


REDUCE = {"StructureDefinition": reduce_structure, "CodeSystem": reduce_code_system, "ValueSet": reduce_value_set}


def reduce_resource(resource, known):
    kind = resource["resourceType"]
    out = set_extensions({k: v for k, v in resource.items() if k in KEPT[kind]})
    if kind in REDUCE:
        REDUCE[kind](out, known)
    return out


def all_concepts(concepts):
    for concept in concepts:
        yield concept
        yield from all_concepts(concept.get("concept", []))


def gather(packages):
    """What other resources are reduced by: the properties that filters name, and displays by system and code."""
    filters, displays = set(), {}
    for resource in (r for package in packages for r in package):
        for part in ("include", "exclude"):
            for include in resource.get("compose", {}).get(part, []):
                filters |= {f["property"] for f in include.get("filter", [])}
        if resource["resourceType"] == "CodeSystem" and resource.get("content") == "complete":
            displays[resource["url"]] = {c["code"]: c.get("display") for c in all_concepts(resource.get("concept", []))}
    return {"filters": filters, "displays": displays}


def write(folder, package, known, elsewhere):
    folder.mkdir(parents=True, exist_ok=True)
    by_type = {}
    for resource in package:
        kind = resource["resourceType"]
        if kind in KEPT and "url" in resource and (kind, resource["url"]) not in elsewhere:
            by_type.setdefault(kind, []).append(resource)
    for kind, resources in sorted(by_type.items()):
        resources.sort(key=lambda r: (r["url"], r.get("version", "")))
        lines = [json.dumps(reduce_resource(r, known), ensure_ascii=False, separators=(",", ":")) for r in resources]
        (folder / f"{kind}.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{folder.name}/{kind}.ndjson: {len(lines)} resources, {sum(map(len, lines)) / 1e6:.1f} MB", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("core", "extensions", "terminology"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("-o", "--out", type=Path, default=Path(__file__).parent)
    a = parser.parse_args()
    core, extensions, terminology = (read_package(p) for p in (a.core, a.extensions, a.terminology))
    known = gather([core, extensions, terminology])
    canonicals = [{(r["resourceType"], r.get("url")) for r in p} for p in (extensions, terminology)]
    write(a.out / "r4", core, known, canonicals[0] | canonicals[1])
    write(a.out / "extensions", extensions, known, set())
    write(a.out / "terminology", terminology, known, set())


if __name__ == "__main__":
    main()
