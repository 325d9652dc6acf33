#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hosts.py - what the hosts make of what is exported for them: tables are drawn,
written for a host and read by its own code, and each request must get the answer
that explain gives.

    hosts.py BUILD MODULES [TABLES]

MODULES is the folder in which npm has put netlify-redirector and
@vercel/routing-utils.
"""

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
from urllib.parse import parse_qsl, urlsplit

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
from tap import check, done  # noqa: E402
from tool import Tool  # noqa: E402

BUILD, MODULES = sys.argv[1:3]
TABLES = int(sys.argv[3]) if len(sys.argv) > 3 else 60
RULES, REQUESTS = 25, 150

PARTS = ["a", "b", "c", "d.e", "x", "a-1", "zx"]
HOSTS = {"netlify": ["https://a.example", "http://b.example"],
         "vercel-json": ["a.example", "b.example"]}
# Vercel reads them in brackets.
EXPRESSIONS = ["~/a/(b|c)", "~/a(?:/([^/]+))?", r"~/(\w+)-(\d+)", "~/b/(.+)",
               "~/a/z(x)?", r"~/d\.e/([a-c]{1})"]
PARAMS = ["id=1", "id=:id", "id=2&k=:k", "x=y"]
QUERIES = ["", "", "id=1", "id=7", "id=2&k=9", "k=9&id=2", "x=y", "id=7&z=1",
           "z=1&id=1", "x=y&id=2&z&k=8"]


def path(dice, most):
    return "".join("/" + dice.choice(PARTS)
                   for _ in range(dice.randint(1, most)))


def source(dice, form):
    """And what its target may take over."""
    if form == "vercel-json" and dice.random() < .2:
        return dice.choice(EXPRESSIONS), ["$1"], ""
    text, holes = dice.choice([
        (path(dice, 3), []), (path(dice, 3), []),
        (path(dice, 3) + "/*", [":splat"]),
        (path(dice, 3) + "/:one", [":one"]),
        (f"/:one{path(dice, 1)}/:two", [":one", ":two"]),
        (f"{path(dice, 1)}/:one/*", [":one", ":splat"])])
    params = dice.choice(PARAMS) if dice.random() < .3 else ""
    holes += re.findall(":[a-z]+", params)
    return dice.choice(["", "", ""] + HOSTS[form]) + text, holes, params


def target(dice, number, holes, params):
    to = dice.choice(["", "https://n.example"]) + f"/t{number}"
    to += "".join("/" + h for h in holes if dice.random() < .6)
    query = []
    if dice.random() < .3:
        query.append("p=" + dice.choice(["1"] + holes))
    if params:  # what is asked for is passed on
        query.append(params)
    return to + ("?" + "&".join(query) if query else "")


def table(dice, form):
    out = io.StringIO()
    w = csv.writer(out)
    w.writerow(["source", "target", "status", "expires_at", "strict"])
    for i in range(RULES):
        text, holes, params = source(dice, form)
        w.writerow([
            text + ("?" + params if params else ""),
            target(dice, i, holes, params if form == "vercel-json" else ""),
            dice.choice([301, 302, 303, 307, 308]), "never",
            dice.choice(["yes", "no"]) if form == "vercel-json" else "no"])
    return out.getvalue()


def requests(dice):
    return [[dice.choice(["http://a.example", "https://a.example",
                          "http://b.example", "http://c.example"]),
             path(dice, 4) + dice.choice(["", "", "", "/"]),
             dice.choice(QUERIES)] for _ in range(REQUESTS)]


def theirs(form, text, asked):
    """[Location, status] of each, or None."""
    p = subprocess.run(
        ["node", os.path.join(HERE, "hosts.mjs"), MODULES, form],
        input=json.dumps({"text": text, "asked": asked}), text=True,
        capture_output=True, check=True, timeout=120)
    return json.loads(p.stdout)


def ours(t, asked):
    t.write("urls", "".join(f"{origin}{where}{'?' if query else ''}{query}\n"
                            for origin, where, query in asked))
    p = t.run("explain", "--file", t.path("urls"), "--format", "json")
    return [json.loads(line) for line in p.stdout.splitlines()]


def is_same(theirs, answer):
    """The visitor's parameters that are passed on may follow."""
    if theirs is None:
        return not answer["location"]
    a, b = urlsplit(theirs[0]), urlsplit(answer["location"] or "")
    # Netlify leaves both slashes around an empty :splat: export says so.
    return (theirs[1] == answer["status"] and
            a[:2] == b[:2] and a.path.replace("//", "/") == b.path and
            all(one in parse_qsl(b.query, keep_blank_values=True)
                for one in parse_qsl(a.query, keep_blank_values=True)))


for form in HOSTS:
    wrong, left, answers = [], 0, 0
    for seed in range(TABLES):
        dice = random.Random(seed)
        t = Tool(BUILD)
        t("import", "-", "--from", "csv", data=table(dice, form).encode())
        p = t.run("export", "--to", form)
        out = {int(n) for n in re.findall(r"rule (\d+), .*?, is left out",
                                          p.stderr.decode())}
        left += len(out)
        asked = requests(dice)
        for a, real, answer in zip(asked, theirs(form, p.stdout.decode(),
                                                 asked), ours(t, asked)):
            answers += bool(answer["location"])
            if answer["rule"] not in out and not is_same(real, answer):
                wrong.append(f"table {seed}: {''.join(a)}: {real}, here "
                             f"{answer['status']} {answer['location']}")
    check(f"{form}: {TABLES * REQUESTS} requests, {answers} of them led on, "
          f"are answered as here", not wrong, "\n".join(wrong[:20]))
    check(f"{form}: most rules are written", left < TABLES * RULES / 5,
          f"{left} left out")
done()
