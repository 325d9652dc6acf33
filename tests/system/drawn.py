# SPDX-License-Identifier: MIT
"""drawn.py - a table of rules and requests for it, drawn by lot, with windows
that begin and end at few instants.
"""

import csv
import io
import re
from datetime import datetime, timezone

NOW = 1796083200                      # 2026-12-01T00:00:00Z
EDGES = [NOW + 3600 * h for h in (1, 24, 25, 24 * 365)]
INSTANTS = sorted([NOW, EDGES[2] + 3600, EDGES[2] + 3600 * 24 * 117] +
                  [e + d for e in EDGES for d in (-1, 0, 1)])

COLUMNS = """source target status starts_at expires_at after query strict
ignore_case literal max_age sunset share repeats rank method""".split()

# Each is one thing that a server's grammar could take for its own.
HOSTILE = [
    ("/h/$1", "/x$1y$", "literal"), ("/h/%25", "https://e.example/%25%2F$a", ""),
    ("/h/a'b", "/it's;a,'b'", ""), ("/h/(a)[b", "/x(1)*[2]", ""),
    ("/h/{a}", "/x{b}%7Bc", "literal"), ("/h/a;b,c", "/x;b,c=d&e", ""),
    ("/h/a+b", "/x+y%2B", ""), ("/h/a%20b", "/x%20y", ""),
    ("/h/a%22b", "/x%22y", ""), ("/h/a%5Cb", "/x%5Cy", ""),
    ("/h/é", "/é/%C3%A9", ""), ("/h/a.b", "/x.y", ""),
    ("/h/a%2Fb", "/x%2Fy", ""), ("/h/~a!", "/~x!", ""),
    ("/h/a|b", "/x|y", ""), ("/h/^a", "/x^", ""),
    ("/h/a&b", "/x&y", ""), ("/h/%23", "/x#y", ""),
    ("/h/a`b", "/x`y`", ""),
    ("/h/:a/*", "/x$:a:splat", ""), ("/h/q/:a", "/x?q=:a&%25", ""),
    ("/h/frag", "/x#f'r$", ""), ("/h/fragp/*", "/x/:splat#f", ""),
    ("/h/${a}", "/x${b}", "literal"), ("/h/%25{ENV:X}", "/x%25%7BY%7D", "literal"),
    ("/h/&amp;", "/x&amp;", ""), ("/h/@x", "/@y", ""),
    ("/h/]]", "/x]]", ""), ("/h/%3F", "/x%3Fy", ""),
    ("/h/{$a", "/x{$HOME", "literal"), ("/h/long/*", "/x/:splat", ""),
]

# Some begin and end at the edges; the clocks of Berlin are an hour ahead.
REPEATS = ["daily 01:00-02:00 UTC", "daily 22:00-06:00 Europe/Berlin",
           "weekly tue,thu America/New_York", "daily 02:00-03:00 Europe/Berlin",
           "weekly mon-fri 09:00-17:00 UTC", "weekly sun Pacific/Auckland"]

PARTS = ["a", "b", "A", "a.b", "x+y", "%C3%A9", "index"]


def rows(dice):
    """A table in which much lies over much."""
    def source():
        kind = dice.randrange(12)
        host = dice.choice(["", "", "", "a.example", "b.a.example",
                            "*.a.example", "http://a.example"])
        path = "/" + "/".join(dice.choice(PARTS)
                              for _ in range(dice.randint(1, 3)))
        if kind < 5:
            return host + path + dice.choice(["", "/"])
        if kind < 8:
            return host + path + "/*"
        if kind == 8:
            return host + "/*"
        if kind == 9:
            return host + path + "/:x" + dice.choice(["", "/", "/*"])
        if kind == 10:
            return host + "/:x/:y"
        return host + path + dice.choice(
            ["?id=12", "?a", "?k=%C3%A9+b", "?id=12&x", "?id=:x",
             "?x&id=:x"])

    def target(of):
        path = dice.choice(["/new", "/a", "/a/b", "/n/"])
        if of.endswith("*"):
            path = dice.choice([path, "/n/:splat", "/:splat", "/a/:splat/z",
                                "/:splat"])
        elif ":x" in of:
            path = dice.choice([path, "/n/:x", "/:x"])
        if dice.random() < .1:
            path += dice.choice(["?q=1", "#f"])
        if dice.random() < .05:
            return "-"
        return dice.choice(["", "", "https://new.example",
                            "http://a.example"]) + path

    made = [{"source": s, "target": t, "literal": "yes" if f else "no"}
            for s, t, f in HOSTILE]
    for _ in range(110):
        r = {"source": source()}
        r["status"] = dice.choice([307, 307, 307, 302, 303, 308, 301, 410, 503])
        r["target"] = "" if r["status"] in (410, 503) else target(r["source"])
        if r["status"] not in (301, 308) and dice.random() < .7:
            r["expires_at"] = dice.choice(EDGES)
            r["after"] = dice.choice(
                ["", "", "gone"] +
                (["/over"] if r["status"] not in (410, 503) else []))
        if dice.random() < .4:
            r["starts_at"] = dice.choice(
                [e for e in EDGES[:-1] if e < r.get("expires_at", e + 1)] or
                [0])
        r["query"] = dice.choice(["pass", "pass", "drop"])
        r["strict"] = dice.choice(["no", "no", "no", "yes"])
        r["ignore_case"] = dice.choice(["no", "no", "no", "yes"])
        r["sunset"] = dice.choice(["no", "no", "yes"])
        if r["status"] != 503 and dice.random() < .2:
            r["max_age"] = 600
        if dice.random() < .05:
            r["share"] = 20
        if "expires_at" in r and dice.random() < .2:
            r["repeats"] = (REPEATS[-1] if r["expires_at"] == EDGES[-1] else
                            dice.choice(REPEATS))
        made.append(r)
    return made + [{"source": "~/a/(b+)", "target": "/x$1"}]


def stamp(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def table(made):
    out = io.StringIO()
    w = csv.DictWriter(out, COLUMNS, restval="")
    w.writeheader()
    for r in made:
        for when in ("starts_at", "expires_at"):
            if when in r:
                r[when] = stamp(r[when])
        w.writerow(r)
    return out.getvalue()


def requests(dice):
    """(target, host): in normal form."""
    made = set()
    hosts = ["a.example", "b.a.example", "c.example", "A.Example.",
             "a.example:8080", "new.example"]
    while len(made) < 220:
        path = "/" + "/".join(dice.choice(PARTS + ["c", "c%2Fd"])
                              for _ in range(dice.randint(0, 4)))
        path += dice.choice(["", "", "/"]) if path != "/" else ""
        query = dice.choice(["", "", "", "?", "?x=1", "?id=12", "?id=1%32&x",
                             "?x&id=12", "?x&&id=12&id=12&y", "?a=&b", "?x&a",
                             "?k=é b".replace("é", "%c3%a9").replace(" ", "+"),
                             "?u=/a?b&c=[d]%zz", "?q=a'b$1;(c)"])
        made.add((path + query, dice.choice(hosts)))
    for source, _, _ in HOSTILE:
        path = source.replace(":a", "p'q$1").replace("*", "s%20t/u")
        made.add((path, "c.example"))
        made.add((path + "?v='$1%41\\1"[:9], "c.example"))
    # As long as is answered, by many steps of an expression.
    for long in ("b" * 1850, "b." * 925, "b/" * 925, "%C3%A9" * 300,
                 "?" + "b" * 1840, "?" + "b&" * 920 + "b"):
        made.add(("/h/long/" + long, "c.example"))
    return sorted(r for r in made if is_normal(r[0]))


SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%(?:2[0-9A-CF]|3[A-F]|40"
                     r"|5[B-E]|60|7[B-D]|[89A-F][0-9A-F]))+")


def is_normal(target):
    path, _, query = target.partition("?")
    segments = path.split("/")[1:]
    if segments[-1] == "":
        segments.pop()
    return (all(SEGMENT.fullmatch(s) and s not in (".", "..")
                for s in segments) and not query.endswith("&") and
            re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%\[\]-]*", query))


ODD = ["//a", "/a//b", "/a/../a", "/a/./b", "/%61", "/a/%62", "/%c3%a9",
       "/a?x&", "/a/%2e%2e/b", "/%7Ex", "/a" * 1000,
       "/h/a%2fb", "/h//evil.example/%2e%2e", "/h/%0d%0aX:y", "/a?|"]

# What each server does with them before anybody is asked.
REFUSES = {400, 404, 500}
