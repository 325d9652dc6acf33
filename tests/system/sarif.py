# SPDX-License-Identifier: MIT
"""sarif.py - whether a document is SARIF 2.1.0, as far as we write it.

    faults(document) == []

What stands here is taken from the standard (OASIS SARIF 2.1.0), not from the
program: for each object which members it must have, and may have, of which
type.  The schema forbids any other.
"""

import re

# A relative or absolute reference (RFC 3986): no space, each '%' an escape.
URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*")
LEVELS = ("none", "note", "warning", "error")


def members(at, value, must, may=None):
    """The faults of one object: must and may are {name: check}."""
    if not isinstance(value, dict):
        return [f"{at} is no object"]
    every = {**must, **(may or {})}
    found = [f"{at} has no {n}" for n in must if n not in value]
    found += [f"{at} may have no {n}" for n in value if n not in every]
    for name, test in every.items():
        if name in value:
            found += test(f"{at}.{name}", value[name])
    return found


def is_a(*types):
    return lambda at, v: ([] if isinstance(v, types) and
                          not (isinstance(v, bool) and bool not in types)
                          else [f"{at} is {v!r}"])


def one_of(*values):
    return lambda at, v: [] if v in values else [f"{at} is {v!r}"]


def at_least(least):
    return lambda at, v: ([] if type(v) is int and v >= least
                          else [f"{at} is {v!r}"])


def each(test):
    def of(at, value):
        if not isinstance(value, list):
            return [f"{at} is no array"]
        return [f for i, v in enumerate(value) for f in test(f"{at}[{i}]", v)]
    return of


def obj(must, may=None):
    return lambda at, v: members(at, v, must, may)


def uri(at, value):
    return [] if isinstance(value, str) and URI.fullmatch(value) and \
        not re.match(r"[^/]*:(?!//)", value) else [f"{at} is {value!r}"]


message = obj({"text": is_a(str)})
physical = obj({"artifactLocation": obj({"uri": uri})},
               {"region": obj({"startLine": at_least(1)})})
location = obj({}, {
    "physicalLocation": physical,
    "logicalLocations": each(obj({"fullyQualifiedName": is_a(str)},
                                 {"kind": is_a(str)}))})
kind = obj({"id": is_a(str)}, {
    "shortDescription": message,
    "defaultConfiguration": obj({"level": one_of(*LEVELS)})})
result = obj({"message": message}, {
    "ruleId": is_a(str), "ruleIndex": at_least(-1), "level": one_of(*LEVELS),
    "locations": each(location), "relatedLocations": each(location),
    "properties": is_a(dict)})
run = obj({"tool": obj({"driver": obj({"name": is_a(str)}, {
    "version": is_a(str), "rules": each(kind)})})}, {
    "columnKind": one_of("utf16CodeUnits", "unicodeCodePoints"),
    "results": each(result)})


def faults(document):
    found = members("log", document, {
        "version": one_of("2.1.0"), "runs": each(run)}, {"$schema": uri})
    if found:
        return found
    for one in document["runs"]:
        ids = [r["id"] for r in one["tool"]["driver"].get("rules", [])]
        if len(set(ids)) != len(ids):
            found.append("an id stands twice")
        for r in one.get("results", []):
            if ids[r["ruleIndex"]] != r["ruleId"]:
                found.append(f"{r['ruleId']} is not at {r['ruleIndex']}")
    return found
