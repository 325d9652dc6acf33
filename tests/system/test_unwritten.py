#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_unwritten.py - output that cannot be written: it is told, and what was
asked for is done or not, as the message says.

    test_unwritten.py BUILD
"""

import os
import subprocess
import sys

from pace import SLOWER
from tap import check, done
from tool import Tool

k = Tool(sys.argv[1])
k("add", "/first", "/x")


def into(args, target):
    with open(target, "wb") as f:
        return subprocess.run([k.build + "/detour", *args], env=k.env, stdout=f,
                              stderr=subprocess.PIPE, timeout=60 * SLOWER)


for args in (["list"], ["export"], ["list", "--format", "json"], ["help"],
             ["history", "--format", "csv"], ["explain", "/first"],
             ["--version"]):
    p = into(args, "/dev/full")
    check(f"a full disk is found: {' '.join(args)}",
          p.returncode == 3 and b"could not be written" in p.stderr, p)
DONE = b"; what was asked for is done all the same\n"
p = into(["add", "/after-all", "/x"], "/dev/full")
check("what is committed is there, although it could not be told",
      p.returncode == 3 and k.json("list", "--source", "/after-all"), p)
k.write("told.csv", "/told,/x\n")
k.write("told.log", '203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] '
        '"GET /told-1 HTTP/1.1" 307 0\n')
for args in (["add", "/told-1", "/x"], ["edit", "1", "--note", "told"],
             ["disable", "1"], ["undo"], ["import", k.path("told.csv")],
             ["expect", "/told", "307"], ["expect", "--remove", "1"],
             ["backup", k.path("told.db")], ["init", k.path("told-2.db")],
             ["hits", "import", k.path("told.log"), "--all"],
             ["stage", "begin"], ["stage", "drop"], ["verify"],
             ["--db", k.path("told-3.db"), "restore", k.path("told.db")]):
    p = into(args, "/dev/full")
    check(f"and the message says so: {' '.join(args)}",
          p.returncode == 3 and p.stderr.endswith(DONE), p)
p = into(["remove", "1", "--dry-run"], "/dev/full")
check("but not of a dry run", p.returncode == 3 and b"done" not in p.stderr, p)
k.refused("a full disk is found: export --output", "export", "--output",
          "/dev/full", want=3, says="/dev/full")
k("import", k.write("many.csv", "source,target\n" + "".join(
    f"/many/{i},https://new.example/{i}\n" for i in range(20000))))
r, w = os.pipe()
p = subprocess.Popen([k.build + "/detour", "export"], env=k.env, stdout=w,
                     stderr=subprocess.PIPE)
os.close(w)
os.read(r, 10)
os.close(r)
err = p.communicate(timeout=60 * SLOWER)[1]
check("who closes a pipe has read enough, and is told nothing",
      p.returncode == 3 and err == b"", (p.returncode, err))

r, w = os.pipe()
os.close(r)
p = subprocess.run([k.build + "/detour", "edit", "1", "--note", "unread"],
                   env=k.env, stdout=w, stderr=subprocess.PIPE,
                   timeout=60 * SLOWER, check=False)
os.close(w)
check("unless something was changed", p.returncode == 3 and
      b"Broken pipe" in p.stderr and p.stderr.endswith(DONE), p)

done()
