#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_hits_import.py - hits from the logs of web servers.

    test_hits_import.py BUILD
"""

import gzip
import json
import os
import sqlite3
import sys
import time

from pace import SLOWER
from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])
NAMES = ("lines", "counted_before", "served", "late", "answered_otherwise",
         "refused")


def line(path, status=307, day=24, host=None, tail=""):
    return (f"{host + ' ' if host else ''}192.0.2.7 - - "
            f"[{day:02}/Oct/2026:13:05:56 +0000] \"GET {path} HTTP/1.1\" "
            f"{status} 120{tail}\n")


def count(*args, want=0, whose="--all", **more):
    if "--tag" not in args and whose:
        args += (whose,)
    return [tuple(r[n] for n in NAMES)
            for r in t.json("hits", "import", *args, want=want, **more)]


def hits(tool=t):
    with sqlite3.connect(tool.path("hits.db")) as db:
        return db.execute("SELECT rule, day, served, late FROM hit"
                          " ORDER BY rule, day").fetchall()


DAY = 1792800000  # 2026-10-24
old = int(t.add("/old", "/new", "--from", "2026-10-01", "--until", "never"))
over = int(t.add("/over", "/new", "--from", "2026-10-01", "--until",
                 "2026-10-23"))
moved = int(t.add("/moved", "/new", "--status", "308", "--from", "2026-10-01"))
t("disable", str(moved))
bound = int(t.add("https://a.example/b", "/new", "--from", "2026-10-01",
                  "--until", "never"))

text = (line("/old") + line("/old?a") + line("/old", day=25) +
        line("/old", 200) + line("/over", 404) + line("/moved", 308) +
        line("/moved", 404) + line("/none", 200) + line("/b") +
        line("/%zz", 400) + "nonsense\n" +
        '1.2.3.4 - - [24/Oct/2026:13:05:56 +0000] "-" 408 0\n')
log = t.write("access.log", text)
equal("--dry-run counts the same", count(log, "--dry-run", want=1),
      [(12, 0, 4, 1, 2, 2)])
check("and writes nothing", not os.path.exists(t.path("hits.db")))
equal("without --all, only rules count that are disabled here",
      count(log, "--dry-run", want=1, whose=None), [(12, 0, 1, 0, 1, 2)])
p = t.run("hits", "import", log, "--dry-run")
check("what is left to the worker is told",
      b"access.log: 3 lines were answered by rules that are in force" in
      p.stderr and b" 3\n" in p.stdout, p)
p = t.run("hits", "import", log, "--all")
check("each line that is not understood is told with its number",
      p.returncode == 1 and
      b"access.log:11: there is no time" in p.stderr and
      b"access.log:12: its request \"-\"" in p.stderr, p.stderr)
WANT = [(old, DAY, 2, 0), (old, DAY + 86400, 1, 0), (over, DAY, 0, 1),
        (moved, DAY, 1, 0)]
equal("what was served, by day; what came late; and by rules that are disabled "
      "here", hits(), WANT)
equal("again, nothing is counted twice", count(log), [(0, 12, 0, 0, 0, 0)])
equal("nor in another place, compressed",
      count(t.write("access.log.1.gz", gzip.compress(text.encode()))),
      [(0, 12, 0, 0, 0, 0)])
equal("--dry-run knows that, too", count(log, "--dry-run"),
      [(0, 12, 0, 0, 0, 0)])
equal("it is so", hits(), WANT)
with open(log, "a") as f:
    f.write(line("/old", day=26) + line("/old", day=26)[:-9])
equal("of a log that has grown the rest is counted, but for half a line",
      count(log), [(1, 12, 1, 0, 0, 0)])
with open(log, "a") as f:
    f.write(line("/old", day=26)[-9:])
equal("which is, once it is whole", count(log), [(1, 13, 1, 0, 0, 0)])
p = t.run("hits", "import", t.write("other.log", text + line("/x") * 2 + line("/y") * 9))
check("a log that goes on otherwise is refused", p.returncode == 3 and
      b"goes on otherwise" in p.stderr, p)
equal("--force counts all of it", count("other.log", "--force", want=1)[0][0],
      23)

t = Tool(sys.argv[1])
bound = t.add("https://a.example/b", "/new", "--from", "2026-10-01",
              "--until", "never")
tagged = t.add("/c", "/new", "--from", "2026-10-01", "--until", "never",
               "--tag", "server")
equal("the host of the log is given", count(
    t.write("1", line("/b")), "--host", "https://A.example"),
    [(1, 0, 1, 0, 0, 0)])
equal("or in it: vhost_combined", count(t.write(
    "2", line("/c", host="a.example:80", tail=' "-" "x"'))),
    [(1, 0, 1, 0, 0, 0)])
caddy = json.dumps({"ts": DAY + .5, "status": 307, "request": {
    "method": "GET", "host": "a.example", "uri": "/b", "tls": {}}}) + "\n"
equal("JSON, from standard input", count("-", data=caddy.encode()),
      [(1, 0, 1, 0, 0, 0)])
equal("a filter: only rules of a tag", count(
    t.write("3", line("/c") + caddy), "--tag", "server"), [(2, 0, 1, 0, 0, 0)])
equal("several logs, each for itself", count(
    t.write("4", line("/c", day=1)), t.write("5", line("/c", day=2))),
    [(1, 0, 1, 0, 0, 0)] * 2)
whole = gzip.compress("".join(line(f"/c?{i * i}") for i in range(20000)).encode())
p = t.run("hits", "import", t.write("cut.gz", whole[:len(whole) // 2]),
          "--all")
check("a compressed log that is cut off is told",
      p.returncode == 3 and b"cut" in p.stderr, p)
equal("and its rest is counted once it is there", count(t.write(
    "whole.gz", whole))[0][0] > 0 and sum(
        h[2] for h in hits(t) if h[0] == int(tagged)), 20004)
p = t.run("hits", "import", "none.log")
check("a log that is not there", p.returncode == 3 and b"none.log" in p.stderr,
      p)
os.mkdir(t.path("folder.log"))
p = t.run("hits", "import", "folder.log", "--all")
check("nor is a folder a log", p.returncode == 3 and
      b"'folder.log' cannot be read: Is a directory\n" in p.stderr, p)
lines = (line("/c", day=4) + line("/" + "x" * 400000, day=4) +
         line("/" + "x" * 70000, day=4) + line("/c", day=4))
equal("a line that is longer than all memory for lines is refused, no other",
      count(t.write("long.log", lines), want=1), [(4, 0, 2, 0, 0, 2)])
equal("and nothing of it is counted twice", count("long.log"),
      [(0, 4, 0, 0, 0, 0)])
equal("lines may end as on Windows", count(t.write(
    "crlf.log", line("/c", day=5).replace("\n", "\r\n") * 2)),
      [(2, 0, 2, 0, 0, 0)])
t.refused("what cannot be done with hits", "hits", "export", "x", want=2,
          says="'export'")
t.refused("a host that is none", "hits", "import", "1", "--host", "a b",
          want=2, says="a b")

big = t.write("big.log", "".join(
    line("/c" if i % 2 else f"/page/{i}", 307 if i % 2 else 200,
         tail=f' "-" "agent {i}"') for i in range(100000)))
began = time.monotonic()
equal("100,000 lines", count(big), [(100000, 0, 50000, 0, 0, 0)])
check("in some seconds", time.monotonic() - began < 20 * SLOWER,
      time.monotonic() - began)
with sqlite3.connect(t.path("hits.db")) as db:
    db.execute("DROP TABLE log")
equal("a database of hits without a memory of logs gets one",
      (count(t.write("6", line("/c", day=3))), count("6")),
      ([(1, 0, 1, 0, 0, 0)], [(0, 1, 0, 0, 0, 0)]))
done()
