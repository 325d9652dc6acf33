#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_flatten.py - detour flatten: what it says, changes, leaves, and takes
back.

    test_flatten.py BUILD
"""

import sys

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])
END = ["--until", "2036-01-01"]


def targets():
    return {r["source"]: r["target"] for r in t.json("list")}


t("add", "/a", "/b", *END)
t.refused("without a chain there is nothing to do", "flatten", want=1,
          says="no chain")
t("add", "/b", "/c", "--until", "2035-01-01")
t("add", "/c", "https://h.example/d#there", *END)
t("add", "/p", "/q", *END)
t("add", "/q", "/r", "--protect", *END)
was = targets()
p = t.run("flatten", "--dry-run")
check("--dry-run shows each change", p.returncode == 0 and
      p.stdout.count(b"would flatten rule") == 2 and
      b"would flatten rule 1: /a -> https://h.example/d#there, 307, from" in
      p.stdout, p.stdout)
check("and over whom it was led",
      b"rule 1 led to '/b', and from there over rules 2 and 3" in p.stderr,
      p.stderr)
check("and what stays, and why",
      b"rule 4 is left: rule 5 is protected" in p.stderr, p.stderr)
equal("and changes nothing", targets(), was)
before = t.json("explain", "/a")["location"]
equal("each changed rule is told", [r["id"] for r in t.json("flatten")],
      [1, 2])
equal("they lead to the end", [targets()[s] for s in ("/a", "/b", "/p")],
      ["https://h.example/d#there"] * 2 + ["/q"])
equal("and end when the first of them ends",
      t.rule("1")["expires_at"], t.rule("2")["expires_at"])
check("the worker answers so", "Location: https://h.example/d#there" in
      t.cgi("/a") and before == "/b")
t("flatten", want=1)
t("undo")
equal("one undo takes all back", targets(), was)
equal("in TSV the ids", t("flatten", "2", "--format", "tsv"), "2\n")
equal("only those that are named", targets()["/a"], "/b")
t.refused("one that is left says why", "flatten", "4", want=1,
          says=["rule 5 is protected", "no chain"])
t("add", "/blog/:page", "/news/:page", *END)
t("add", "/news/today", "/today", *END)
t.refused("one of which some URLs go on says that", "flatten", "6", want=1,
          says=["rule 6 is left: rule 7 may answer some of what it leads to",
                "no chain"])
t("remove", "6", "7")
for whom, over in (("without a cookie", ["/x?n=1", "/z", "--cookie", "a"]),
                   ("for whom nothing is gone",
                    ["/x?n=1", "--status", "410", "--cookie", "a"]),
                   ("in no share", ["/x?n=1", "/z", "--share", "20"])):
    t("add", *over, *END)
    ids = [t.add("/x", "/y", *END), t.add("/y", "/x?n=1", "--force", *END)]
    t.refused(f"a circle of those {whom}", "flatten", str(ids[0]), want=1,
              says=[f"rule {ids[0]} is left: it leads in a circle, over rule "
                    f"{ids[0]}", "no chain"])
    for _ in range(3):
        t("undo")
t("add", "/t/", "/u", "--strict", "--cookie", "a", *END)
ids = [t.add("/s", "/t", *END), t.add("/t", "/t/", *END)]
t("flatten", str(ids[0]))
equal("a rule that leads to its own slash makes no circle", targets()["/s"],
      "/t/")
for _ in range(4):
    t("undo")
t.refused("an id that is none", "flatten", "1", "99", want=1,
          says="there is no rule 99")
equal("then nothing is changed", targets()["/a"], "/b")
t.refused("what is no id", "flatten", "/a", want=2, says="/a")
done()
