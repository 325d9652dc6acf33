# SPDX-License-Identifier: MIT
"""goals.py - what was set out to be reached, and whether it is."""

import rounds

MB = 1 << 20


class Goal:
    """One row: what, how it was measured, and where it has to be."""

    def __init__(self, what, got, limit, least=False, unit=""):
        self.what = what
        self.got = got  # a number, or {"median", "min", "max"}, or None
        self.limit = limit
        self.least = least  # it has to be at least that
        self.unit = unit

    @property
    def value(self):
        return self.got["median"] if isinstance(self.got, dict) else self.got

    @property
    def met(self):
        if self.value is None:
            return None
        return self.value >= self.limit if self.least else \
            self.value <= self.limit

    def row(self):
        return {"what": self.what, "got": self.got, "limit": self.limit,
                "least": self.least, "unit": self.unit, "met": self.met}


def of_direct(cases, memory):
    def ratio(a, b, metric="instructions"):
        return rounds.ratio(cases[a], cases[b], metric)
    return [
        Goal("worker against a fixed answer through libfcgi on its own loop, "
             "instructions", ratio("worker", "fixed, libfcgi"), 1.15),
        Goal("the same, against a fixed answer that is read in place, too",
             ratio("worker", "fixed"), 1.15),
        Goal("worker against the textbook loop, instructions",
             ratio("worker", "textbook"), 0.70),
        Goal("worker against the textbook loop, CPU time",
             ratio("worker", "textbook", "cpu"), 0.45),
        Goal("worker against the least possible, 5 parameters, instructions",
             ratio("worker, 5 parameters", "limit, 5 parameters"), 2.5),
        Goal("worker against the least possible, 5 parameters, CPU time",
             ratio("worker, 5 parameters", "limit, 5 parameters", "cpu"),
             1.8),
        Goal("counting hits against not counting, instructions",
             ratio("worker", "uncounted"), 1.05),
        Goal("private memory of a child, 100,000 rules",
             memory["worker"] / MB, 4, unit="MB"),
    ]


def of_sizes(cases, memory, even):
    least, most = min(cases), max(cases)
    return [
        Goal(f"{most:,} rules against {least:,}, instructions",
             rounds.ratio(cases[most], cases[least], "instructions"), 1.15),
        Goal("the same, each rule asked for as often as any other",
             rounds.ratio(even[most], even[least], "instructions"), 1.15),
        Goal(f"private memory of a child, {most:,} rules",
             memory[most] / MB, 4, unit="MB"),
    ]


def of_heads(cases):
    def ratio(name):
        return rounds.ratio(cases[name], cases["exact only"], "instructions")
    return [
        Goal("1,000 prefix rules, paths 10 deep, against exact rules only, "
             "instructions", ratio("with 1,000 prefixes"), 1.10),
        Goal("1,000 regular expressions with literal heads, other paths, "
             "against exact rules only, instructions",
             ratio("with 1,000 expressions"), 1.10),
        Goal("the same, paths that they match, never the same twice",
             ratio("expressions answer"), 2),
    ]


def of_single(single):
    n, imported = single["rules"], single["import"]
    goals = [
        Goal(f"first answer after start, {n:,} rules", single["first_ms"], 20,
             unit="ms"),
        Goal("commit to visible, the slowest", single["visible_ms"]["max"],
             20, unit="ms"),
        Goal("commit to visible, median", single["visible_ms"]["median"], 2,
             unit="ms"),
        Goal(f"import of {n:,} rows in no order", imported["rate"], 200000,
             least=True, unit="rows/s"),
    ]
    for way, what in (
            ("same", "of the same rows into the same table, unchecked"),
            ("columns", "of the same file into a table of its three columns"),
            ("checked", "of the same rows into the same table, checked")):
        if f"sqlite3_{way}" in imported:
            goals.append(Goal(f"sqlite3 .import {what}, against that",
                              imported[f"sqlite3_{way}"], 0.34))
    goals.append(Goal(f"import of {n:,} rows, peak memory",
                      imported["peak"] / MB, 350, unit="MB"))
    formats = single["formats"]
    slowest = min(formats, key=lambda name: formats[name]["rate"])
    largest = max(formats, key=lambda name: formats[name]["peak"])
    goals += [
        Goal(f"import of {n:,} rows in the slowest format, {slowest}",
             formats[slowest]["rate"], 100000, least=True, unit="rows/s"),
        # 64 MB, and as much for SQLite's own cache.
        Goal(f"import of {n:,} rows, peak memory of any format, with "
             f"SQLite's cache, {largest}", formats[largest]["peak"] / MB, 128,
             unit="MB"),
    ]
    goals += [Goal(f"{name} over {n:,} rules, peak memory",
                   got["peak"] / MB, 64, unit="MB")
              for name, got in single["streams"].items()]
    return goals


def of_peers(cases):
    def against(name):
        if name not in cases or "detour" not in cases:
            return None
        return rounds.ratio(cases["detour"], cases[name], "rps")
    return [
        Goal("through nginx on one core, against its own return 307, "
             "requests/s", against("nginx return"), 0.30, least=True),
        Goal("against php-fpm with PDO SQLite, requests/s",
             against("php-fpm, PDO SQLite"), 5.5, least=True),
        Goal("against Apache RewriteMap dbm, requests/s",
             against("Apache RewriteMap dbm"), 1.1, least=True),
        Goal("against the naive program as SQLite comes, requests/s",
             against("naive"), 40, least=True),
    ]
