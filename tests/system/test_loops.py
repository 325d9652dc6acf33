#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_loops.py - what makes a loop with others is refused, or warned of, by
whatever command makes it.

    test_loops.py BUILD
"""

import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
t = Tool(BUILD)

CIRCLE = "visitors are sent in a circle"

# enable
t("add", "/a", "/b", "--until", "2036-01-01", "--disabled")
t("add", "/b", "/a", "--until", "2036-01-01")
t.refused("enable makes a loop", "enable", "1", want=1, says=CIRCLE)
t.refused("... also as a dry run", "enable", "1", "--dry-run", want=1,
          says="--force")
equal("and nothing is changed", t.json("show", "1")["enabled"], False)
t("disable", "2")
t.refused("two that make a loop together", "enable", "1", "2", want=1,
          says="nothing was changed")
equal("not even one of them", [r["enabled"] for r in t.json("list")],
      [False, False])
p = t.run("enable", "1", "2", "--force")
equal("--force enables them", [r["enabled"] for r in t.json("list")],
      [True, True])
check("and warns once", p.stderr.decode().count(CIRCLE) == 1 and
      b"warning" in p.stderr, p.stderr)
p = t.run("enable", "1")
equal("what is enabled already is not judged", p.returncode, 0)
check("nor warned of", CIRCLE.encode() not in p.stderr, p.stderr)

# renew
t("add", "/c", "/d", "--from", "2020-01-01", "--until", "2020-02-01")
t("add", "/d", "/c", "--until", "2036-01-01")
p = t.run("renew", "3", "--for", "1d")
check("renew warns of a loop", p.returncode == 0 and
      b"warning: " + CIRCLE.encode() in p.stderr, p.stderr)

# import
rows = "source,target,expires_at\n/e,/f,2036-01-01\n/f,/e,2036-01-01\n"
p = t.run("import", "--from", "csv", "--dry-run", data=rows.encode())
check("a dry run of an import warns of a loop", p.returncode == 0 and
      b"warning: " + CIRCLE.encode() in p.stderr, p.stderr)
equal("and imports nothing", len(t.json("list")), 4)
p = t.run("import", "--from", "csv", "--format", "json", data=rows.encode())
check("an import warns of a loop", p.returncode == 0 and
      p.stderr.decode().count(CIRCLE) == 1, p.stderr)
check("and counts it", b'"warnings":1' in p.stdout, p.stdout)
p = t.run("import", "--from", "csv", data=rows.encode())
check("what is kept is not judged", CIRCLE.encode() not in p.stderr, p.stderr)
rows = "source,target\n" + "".join(f"/l{i},/m{i}\n/m{i},/l{i}\n"
                                   for i in range(15))
p = t.run("import", "--from", "csv", data=rows.encode())
check("of many loops ten are told, and the number of the others",
      p.stderr.decode().count(CIRCLE) == 10 and
      b"and 5 circles more" in p.stderr, p.stderr)

# undo, demote, stage apply
t = Tool(BUILD)
t("add", "/a", "/b", "--until", "2036-01-01")
t("remove", "1")
t("add", "/b", "/a", "--until", "2036-01-01")
t.refused("undo makes a loop", "undo", "2", want=1, says=[CIRCLE, "--force"])
t.refused("... also as a dry run", "undo", "2", "--dry-run", want=1,
          says=CIRCLE)
equal("and nothing is taken back", [r["id"] for r in t.json("list")], [2])
p = t.run("undo", "2", "--force")
check("--force takes it back, and warns", p.returncode == 0 and
      p.stderr.decode().count("warning: " + CIRCLE) == 1, p.stderr)
p = t.run("undo")
check("what ends a loop is not judged for it", p.returncode == 0 and
      CIRCLE.encode() not in p.stderr, p.stderr)
t = Tool(BUILD)
t("add", "/a", "/b", "--status", "308", "--force")
t("add", "/b", "/a", "--status", "308", "--force")
p = t.run("demote", "1")
check("demote warns of a loop, and is done", p.returncode == 0 and
      b"warning: " + CIRCLE.encode() in p.stderr, p.stderr)
t = Tool(BUILD)
t("add", "/a", "/b", "--until", "2036-01-01")
t("stage", "begin")
t("add", "/c", "/a", "--until", "2036-01-01")
t("add", "/b", "/c", "--until", "2036-01-01", "--force")
t.refused("a stage that makes a loop", "stage", "apply", want=1,
          says=[CIRCLE, "--force"])
equal("stays a stage", t.json("stage")["changes"], 2)
p = t.run("stage", "apply", "--force")
check("--force applies it, and warns", p.returncode == 0 and
      b"warning: " + CIRCLE.encode() in p.stderr, p.stderr)

done()
