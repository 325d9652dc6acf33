#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_migrate.py - a database of an earlier version: what the tool says, what
the worker serves, and that migrating it fails no request.

    test_migrate.py BUILD
"""

import glob
import os
import sqlite3
import sys

from fastcgi import ask
from golden import golden
from load import Load
from tap import check, done, equal
from tool import Tool
from worker import Worker, until

BUILD = sys.argv[1]


def everything(path):
    """Version, whether all is well, and the rows that version 1 knows."""
    db = sqlite3.connect(path)
    whole = [db.execute(f"PRAGMA {p}").fetchone()[0]
             for p in ("user_version", "integrity_check")]
    rows = db.execute("SELECT * FROM rule ORDER BY id").fetchall()
    events = db.execute("SELECT * FROM event ORDER BY id").fetchall()
    db.close()
    return whole, [r[:32] for r in rows], events


def tool_refuses(t):
    path = t.path("rules.db")
    before = everything(path)
    for command in (["list"], ["show", "1"], ["explain", "/old"],
                    ["add", "/x", "/y"], ["undo"], ["export"]):
        t.refused(f"an old database: {command[0]} says what to do", *command,
                  want=3, says=["version 1", f"'detour --db {path} migrate'"])
    equal("and nothing is changed", everything(path), before)
    equal("a copy of it can be made", t("backup", t.path("copy.db")),
          f"copied the rules to '{t.path('copy.db')}'\n")
    equal("which is whole", everything(t.path("copy.db")), before)
    equal("a rehearsal says what would be done", t("migrate", "--dry-run"),
          f"would bring '{path}' from version 1 of the schema to version 2, "
          "and keep a copy as it was\n")
    equal("and changes nothing", everything(path), before)
    equal("nor is a copy kept", glob.glob(path + ".2*"), [])


def under_load(t):
    path = t.path("rules.db")
    before = everything(path)
    with Worker(BUILD, t.folder.name, db=path, workers=2) as w:
        equal("a worker serves version 1", ask(w.address, "/old").location,
              "/new")
        equal("its health page has no complaint",
              ask(w.address, "/",
                  more=[("DETOUR_PAGE", "health")]).status, 200)
        loads = [Load(w.address, keep) for keep in (True, False)]
        until(lambda: all(x.good > 200 for x in loads))
        said = t("migrate")
        until_good = [x.good + 200 for x in loads]
        until(lambda: all(x.good > n for x, n in zip(loads, until_good)))
        lost = [x.finish()[1] for x in loads]
        equal("migrating under load loses no request", lost, [0, 0])
        t("add", "/fresh", "/f")
        equal("the worker goes on with the new one",
              ask(w.address, "/fresh").location, "/f")
        equal("and has nothing to say", w.log().count("version"), 0)
    copies = glob.glob(path + ".2*Z")
    equal("one copy is kept, and named", (len(copies), said.splitlines()[0]),
          (1, f"copied the rules as they were to '{copies[0]}'"))
    equal("it is what was there", everything(copies[0]), before)
    version, rules, events = everything(path)
    equal("the version is new, and all is well", version, [2, "ok"])
    equal("no rule was lost or changed", rules[:-1], before[1])
    equal("nor an event", events[:-1], before[2])
    equal("the second time there is nothing to do", t("migrate"),
          f"nothing to do: '{path}' is of this version already\n")
    equal("and no further copy", glob.glob(path + ".2*Z"), copies)


def copy_in_the_way(t):
    """Where the copy cannot be made, nothing is migrated."""
    path = t.path("folder/rules.db")
    os.mkdir(t.path("folder"))
    golden(path)
    before = everything(path)
    full = ["sh", "-c", "ulimit -f 80; trap '' XFSZ; exec \"$@\"", "-"]
    p = t.run("--db", path, "migrate", prefix=full)
    check("no room for the copy: it says so",
          p.returncode == 3 and b"cannot copy" in p.stderr,
          f"{p.returncode} {p.stderr}")
    equal("and the database is as it was", everything(path), before)
    equal("and no half copy is left", glob.glob(path + ".2*"), [])


def this_version(t):
    """What version 2 has left is read by each command as it is."""
    golden(t.path("two.db"), 2)
    two = ["--db", t.path("two.db")]
    equal("version 2: nothing is to be migrated", t(*two, "migrate"),
          f"nothing to do: '{t.path('two.db')}' is of this version already\n")
    equal("version 2: rules, expectations and history are there",
          [len(t.json(*two, *command)) for command in
           (["list"], ["expect"], ["history", "--limit", "1000"])],
          [30, 26, 68])
    bad = [r for r in t.json(*two, "doctor")
           if r["check"] in ("database", "integrity", "rules")
           and r["state"] != "ok"]
    equal("version 2: doctor finds it whole", bad, [])


def main():
    t = Tool(BUILD, init=False)
    golden(t.path("rules.db"))
    tool_refuses(t)
    under_load(t)
    copy_in_the_way(t)
    this_version(t)
    done()


main()
