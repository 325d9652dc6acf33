#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_no_wait.py - two commands at once: one waits for the other, or with
--no-wait says at once that it does not.

    test_no_wait.py BUILD
"""

import fcntl
import os
import subprocess
import sys
import time

from golden import golden
from pace import SLOWER
from tap import check, done, equal
from tool import Tool

WAIT_S = 5  # of a command that waits

BUILD = sys.argv[1]


class Held:
    """Somebody else is changing a database."""

    def __init__(self, db):
        self.db = db

    def __enter__(self):
        self.fd = os.open(self.db + ".lock", os.O_RDONLY | os.O_CREAT, 0o640)
        fcntl.flock(self.fd, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        os.close(self.fd)


def whole(t):
    """All that a command could have changed."""
    return (t("export"), t("history", "--format", "json"), t("expect"),
            sorted(n for n in os.listdir(t.folder.name)
                   if not n.endswith((".lock", "-wal", "-shm"))))


def gives_up(t, *args, db="rules.db"):
    """One test: it says so before it could have waited, and does nothing."""
    began = time.monotonic()
    p = t.run(*args, "--no-wait")
    took = time.monotonic() - began
    said = f"detour: {args[0]}: "
    check(f"--no-wait: {' '.join(args)}",
          p.returncode == 3 and p.stdout == b"" and took < WAIT_S * SLOWER and
          p.stderr.decode().startswith(said) and
          b"somebody else is changing" in p.stderr and
          db.encode() in p.stderr,
          f"{p.returncode} after {took} s\n{p.stdout}\n{p.stderr}")


def every_command(t):
    for i in range(3):
        t.add(f"/a/{i}", f"/b/{i}")
    t("add", "/b/0", "/c")
    t("backup", "copy.db")
    t.write("moves.csv", "source,target\n/x,/y\n")
    t.write("access.log", '192.0.2.1 - - [01/Dec/2026:00:00:00 +0000] '
            '"GET /a/0 HTTP/1.1" 307 0\n')
    t.write("earlier.log", "")
    t("hits", "import", "earlier.log", "--all")
    before = whole(t)
    with Held(t.path("rules.db")):
        for args in (["add", "/new", "/n"], ["edit", "1", "--note", "n"],
                     ["renew", "1", "--for", "9d"], ["enable", "1"],
                     ["disable", "1"], ["remove", "1", "2"],
                     ["promote", "2"], ["demote", "2"], ["retire", "2"],
                     ["flatten"], ["undo"], ["import", "moves.csv"],
                     ["expect", "/a/0", "/b/0"], ["migrate"],
                     ["restore", "copy.db"], ["add", "/n", "/m", "--dry-run"]):
            gives_up(t, *args)
    equal("none of them has done anything", whole(t), before)
    t("stage", "begin")
    t("add", "/staged", "/s")
    with Held(t.path("rules.db")):
        gives_up(t, "stage", "apply")
        check("whoever only reads is not in the way",
              t("list", "--live", "--no-wait") != "")
    with Held(t.path("rules.db.stage")):
        gives_up(t, "add", "/other", "/o", db="rules.db.stage")
        gives_up(t, "stage", "drop", db="rules.db.stage")
    t("stage", "drop")
    with Held(t.path("hits.db")):
        gives_up(t, "hits", "import", "access.log", "--all", db="hits.db")
    equal("nor have these", whole(t), before)
    equal("once nobody is, --no-wait does it",
          t("disable", "1", "--no-wait")[:8], "disabled")


def old(t):
    path = t.path("old.db")
    golden(path)
    with Held(path):
        gives_up(t, "migrate", "--db", path, db="old.db")


def waits(t):
    """Without it the second one waits for the first, and then does it."""
    held = Held(t.path("rules.db"))
    held.__enter__()
    p = subprocess.Popen([t.build + "/detour", "add", "/waited", "/w"],
                         env=t.env, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        p.wait(0.3 * SLOWER)
        early = True
    except subprocess.TimeoutExpired:
        early = False
    held.__exit__()
    said, noise = p.communicate(timeout=60 * SLOWER)
    check("a command waits for another one, and does it then",
          not early and p.returncode == 0 and b"/waited" in said,
          (early, p.returncode, said, noise))


def restores(t):
    """Three that wait: each keeps what was there, under a name of its own."""
    with Held(t.path("rules.db")):
        ps = [subprocess.Popen(
            [t.build + "/detour", "restore", "copy.db", "--format", "tsv"],
            env=t.env, cwd=t.folder.name, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
        time.sleep(0.3 * SLOWER)
    ended = [(p.communicate(timeout=60 * SLOWER), p.returncode) for p in ps]
    names = {out.split(b"\t")[1] for (out, _), status in ended if status == 0}
    check("restores that wait for each other are all done", len(names) == 3,
          ended)


def same_source(t):
    """Twenty at once that do not wait, all for one source."""
    ps = [subprocess.Popen(
        [t.build + "/detour", "add", "/race", f"/r/{i}", "--force",
         "--no-wait", "--format", "tsv"], env=t.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE) for i in range(20)]
    ended = [(p.communicate(timeout=60 * SLOWER), p.returncode) for p in ps]
    told = sorted(int(out) for (out, _), status in ended if status == 0)
    equal("of twenty at once, those that say so are there, and no other",
          sorted(int(r["id"]) for r in t.json("list", "--source", "/race")),
          told)
    check("at least one was first", len(told) >= 1, ended)
    check("each other one has said who is in the way", all(
        status == 3 and out == b"" and b"somebody else" in err
        for (out, err), status in ended if status != 0), ended)


def main():
    t = Tool(BUILD)
    every_command(t)
    old(t)
    waits(t)
    restores(t)
    same_source(t)
    t.sound("the database is whole")
    done()


main()
