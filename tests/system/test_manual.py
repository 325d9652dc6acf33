#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_manual.py - the manual has the columns of every command that prints rows,
and says of which JSON is a single object.

    test_manual.py BUILD
"""

import json
import re
import shlex
import sys

from tap import done, equal
from tool import Tool

BUILD = sys.argv[1]
with open("admin/detour.1", encoding="utf-8") as f:
    MANUAL = f.read()

# What stands behind "Of" under COLUMNS, a command, whether its JSON is one
# object.  An empty name: what has to be done before.
ROWS = [
    ("stale", "stale", False),
    ("lint", "lint", False),
    ("expect", "expect", False),
    ("expect", "expect /new 404 --dry-run", True),
    ("expect", "expect --remove 1 --dry-run", True),
    ("expect --file", "expect --file expected.json", True),
    ("doctor", "doctor", False),
    ("init", "init none.db --dry-run", True),
    ("backup", "backup none.db --dry-run", True),
    ("restore", "restore copy.db --dry-run", True),
    ("migrate", "migrate", True),
    ("diff", "diff copy.db --file urls.txt", False),
    ("verify", "verify --dry-run", False),
    ("upcoming", "upcoming", False),
    ("recipe", "recipe", False),
    ("explain", "explain /a", True),
    ("explain --between", "explain /a --between now 2036-01-01", False),
    ("import", "import moves.csv --dry-run", True),
    ("hits import", "hits import none.log --dry-run", False),
    ("history", "history", False),
    ("undo", "undo --dry-run", True),
    ("stage", "stage begin --dry-run", True),
    ("", "stage begin", True),
    ("stage", "stage", True),
    ("stage diff", "stage diff", False),
    ("stage", "stage drop --dry-run", True),
]

# Of a rule; its columns are a list of their own.
OF_A_RULE = [("list", False), ("show 1", True), ("add /x /y --dry-run", True),
             ("edit 1 --note x --dry-run", True), ("renew 1 --dry-run", False),
             ("disable 1 --dry-run", False), ("retire 1 --dry-run", False)]


def words(pattern, text):
    """What is set as a name in lines that begin so, in its order."""
    return [w for w in re.findall(r"\w+", " ".join(
        re.findall(pattern + r"Em (.*)", text, re.M))) if w != "Em"]


def told():
    """The names that stand behind each "Of"; the command is the key."""
    text = MANUAL.split("\n.Sh COLUMNS\n")[1].split("\n.Sh ")[0]
    for part in re.split(r"^[Oo]f\n(?=\.Cm )", text, flags=re.M)[1:]:
        head, _, rest = part.partition(":" if ":\n" in part else ";")
        for name in re.sub(r"\.Cm |\nand\n", " , ", head).split(","):
            if name.strip():
                yield name.strip().replace("Fl -", "--"), words(r"^\.", rest)


def shape(t, command):
    return isinstance(json.loads(t.run(
        *shlex.split(command), "--format", "json").stdout), dict)


def header(t, command):
    p = t.run(*shlex.split(command), "--format", "csv")
    return p.stdout.decode().split("\n")[0].split(",")


def main():
    t = Tool(BUILD)
    t.add("/a", "/b")
    t("expect", "/a", "/b")
    t("backup", "copy.db")
    t.write("urls.txt", "/a\n")
    t.write("none.log", "")
    t.write("moves.csv", "source,target\n/m,/n\n")
    t.write("expected.json", '[{"url":"/", "answer":"404"}]')
    known = dict(told())
    for name, command, single in ROWS:
        if not name:
            t(*command.split())
            continue
        got = header(t, command)
        equal(f"the manual has the columns of {command}", [
            c for c in got if c not in known.get(name, [])], [])
        equal(f"{command}: one object, or an array", shape(t, command), single)
    names = MANUAL.split("\n.Sh COLUMNS\n")[1].split("\n.El\n")[0]
    names = words(r"^\.It ", names)
    for command, single in OF_A_RULE:
        equal(f"the columns of a rule: {command}", header(t, command), names)
        equal(f"{command}: one object, or an array", shape(t, command), single)
    said = re.search(r"^An array of objects; of\n(.*?)\na single object;",
                     MANUAL, re.M | re.S)[1]
    said = set(re.findall(r"^\.Cm ([a-z ]*[a-z])", said, re.M))
    of_all = [(" ".join(name.split()[:2]), single)
              for name, _, single in ROWS if name] + [
        (command.split()[0], single) for command, single in OF_A_RULE]
    equal("the manual says of which JSON is one object", {
        name for name, single in of_all if single and "--" not in name},
        said - {"stage begin", "stage drop"})
    done()


main()
