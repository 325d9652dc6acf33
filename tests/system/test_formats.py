#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_formats.py - every command says the same in JSON, CSV and TSV, also when
there is nothing to say.

    test_formats.py BUILD
"""

import csv
import io
import json
import os
import re
import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
LOG = '192.0.2.7 - - [30/Nov/2026:00:00:00 +0000] "GET /old HTTP/1.1" 307 0\n'

# What is typed, the exit status, and how many rows there are.  What changes
# something is only rehearsed, so that it can be asked for three times.
COMMANDS = [
    ("init new.db --dry-run", 0, 1), ("backup new.db --dry-run", 0, 1),
    ("restore copy.db --dry-run", 0, 1), ("migrate", 0, 1),
    ("add /a /b --dry-run", 0, 1), ("list", 0, 3), ("list --tag none", 0, 0),
    ("show 1", 0, 1), ("edit 1 --note x --dry-run", 0, 1),
    ("renew 1 2 --dry-run", 0, 2), ("disable 1 --dry-run", 0, 1),
    ("enable 3 --dry-run", 0, 1), ("remove 1 --dry-run", 0, 1),
    ("explain /old", 0, 1), ("explain /none", 1, 1),
    ("explain /old --between now 2037-01-01", 0, 2), ("lint", 1, 1),
    ("expect", 0, 0), ("expect /old /new --dry-run", 0, 1),
    ("diff --between now 2037-01-01 --file urls", 0, 1), ("stage", 0, 1),
    ("stage diff", 0, 0), ("stage apply --dry-run", 0, 0),
    ("upcoming --within 100w", 0, 2), ("upcoming --within 1s", 0, 0),
    ("stale", 0, 1), ("flatten --dry-run", 0, 1),
    ("flatten 1 --dry-run", 1, 0), ("promote 1 --dry-run", 0, 1),
    ("promote --stale", 1, 0), ("retire 1 --dry-run", 0, 1),
    ("import moves --dry-run", 0, 1), ("hits import log --dry-run", 0, 1),
    ("verify --dry-run", 0, 0), ("recipe", 0, None), ("doctor", 0, None),
    ("history", 0, 3), ("undo --live --dry-run", 0, 1),
]
# Of these TSV is the ids of rules, and nothing else.
IDS = "add edit renew disable enable remove flatten promote retire"


def rows(said):
    """Of JSON: a list of objects, or one."""
    found = json.loads(said)
    return found if isinstance(found, list) else [found]


def judge(t, typed, status, count):
    out = {}
    for form in ("json", "csv", "tsv"):
        p = t.run(*typed.split(), "--format", form)
        out[form] = p.stdout.decode()
        equal(f"{typed} --format {form}: the exit status", p.returncode, status)
    try:
        found = rows(out["json"])
    except ValueError as e:
        check(f"{typed}: it is JSON", False, f"{e}\n{out['json']}")
        return
    table = list(csv.reader(io.StringIO(out["csv"])))
    if count is not None:
        equal(f"{typed}: so many rows", len(found), count)
    equal(f"{typed}: as many in CSV", len(table) - 1, len(found))
    if found:
        equal(f"{typed}: the columns of CSV are the names of JSON", table[0],
              list(found[0]))
    lines = out["tsv"].split("\n")[:-1]
    equal(f"{typed}: as many in TSV", len(lines), len(found))
    if typed.split()[0] in IDS.split():
        check(f"{typed}: they are ids",
              all(re.fullmatch(r"\d+", line) for line in lines), lines)
    elif "expect /" not in typed:
        check(f"{typed}: with as many fields",
              all(len(line.split("\t")) == len(table[0]) for line in lines),
              lines)


def files(t):
    return {n for n in os.listdir(t.folder.name)
            if not n.endswith(("-wal", "-shm", ".lock"))}


def main():
    t = Tool(BUILD)
    t.write("urls", "/old\n")
    t.write("log", LOG)
    t.write("moves", "source,target\n/m,/n\n")
    t("add", "/old", "/new", "--for", "30d")
    t("add", "/chain", "/old", "--for", "30d")
    t("add", "/off", "/x", "--disabled")
    t("backup", "copy.db")
    t("stage", "begin")
    before = files(t)
    for command in COMMANDS:
        judge(t, *command)
    equal("nothing is left behind", files(t), before)
    t("stage", "drop")
    made = t.json("backup", "b.db")
    t.same("backup says which file", made, file="b.db", dry_run=False)
    made = t.json("init", "i.db")
    t.same("so does init", made, file="i.db", rules=0, from_version=None,
           to_version=2)
    t("remove", "1")
    made = t.json("restore", "b.db")
    t.same("restore says how many rules", made, rules=3, dry_run=False)
    check("and where those are that were there",
          os.path.exists(t.path(made["copy"])), made)
    done()


main()
