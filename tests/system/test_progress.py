#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_progress.py - what takes long says how far it is, to a person only.

    test_progress.py BUILD

So that nothing has to take long, clocks run a hundred thousand times as fast.
"""

import re
import subprocess
import sys

from clock import Clock
from pace import SLOWER
from tap import check, done, equal
from terminal import on_terminal
from tool import Tool

RULES = 3000

BUILD = sys.argv[1]


def hurried(t):
    asan = t.env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    return {**t.env, "NO_COLOR": "1", "LD_PRELOAD": Clock.LIBRARY,
            "FAKETIME": "+0 x100000", "ASAN_OPTIONS": asan.lstrip(":")}


def says(t, *args, what):
    """Two tests: on a terminal there is a line of progress, which is gone in
    the end; and into a pipe nothing of the kind."""
    command = [t.build + "/detour", *args]
    seen = on_terminal(command, hurried(t), columns=200, cwd=t.folder.name)
    text = seen.decode(errors="replace").replace("\r\n", "\n")
    told = re.findall(what, text)
    check(f"{args[0]} says how far it is", told, text[-500:])
    # What stands behind the last "to the beginning, and empty the line".
    left = "".join(line.rpartition("\r\x1b[K")[2] + "\n"
                   for line in text.split("\n"))
    check(f"{args[0]}: nothing of it stays", not re.search(what, left),
          left[:500])
    return text


def silent(t, *args):
    p = subprocess.run([t.build + "/detour", *args], env=hurried(t),
                       stdin=subprocess.DEVNULL, capture_output=True,
                       cwd=t.folder.name, timeout=60 * SLOWER, check=False)
    check(f"{args[0]} says nothing of it into a pipe",
          b"\x1b" not in p.stdout + p.stderr and b" %" not in p.stderr,
          p.stderr)


def main():
    t = Tool(BUILD)
    rows = "".join(f"/from/{i},/to/{i},note {i}\n" for i in range(RULES))
    t.write("rules.csv", "source,target,note\n" + rows)
    says(t, "import", "rules.csv", what=r"\d+ rows, \d+ a second")
    says(t, "backup", "copy.db", what=r"copying '.*rules.db', \d+ %, \d+ s")
    says(t, "backup", "other.db", what=r"checking '.*other.db.*', \d+ s")
    says(t, "backup", "third.db", "--dry-run",
         what=r"checking '.*rules.db', \d+ s")
    says(t, "doctor", what=r"checking '.*rules.db', \d+ s")
    says(t, "doctor", what=r"reading rules, \d+, \d+ s")
    says(t, "lint", what=r"\d+ rules, \d+ a second")
    says(t, "restore", "copy.db", what=r"checking 'copy.db', \d+ s")
    says(t, "restore", "copy.db", what=r"replacing '.*rules.db', \d+ %, \d+ s")
    says(t, "restore", "copy.db", "--dry-run",
         what=r"checking '.*rules.db', \d+ s")
    says(t, "export", "--output", "rules.json", "--to", "json",
         what=r"\d+ rules, \d+ a second")
    says(t, "export", "--output", "rules.conf", "--to", "nginx",
         what=r"reading rules, \d+, \d+ s")
    says(t, "export", "--to", "nginx",
         what=r"writing rules, \d+ %, \d+ s left")
    for name in ("fourth.db", "fifth.db"):
        silent(t, "backup", name)
    silent(t, "restore", "copy.db")
    silent(t, "doctor")
    quick = on_terminal([t.build + "/detour", "backup", "sixth.db"],
                        {**t.env, "NO_COLOR": "1"}, cwd=t.folder.name)
    equal("what is done soon says only that",
          quick, b"copied the rules to 'sixth.db'\r\n")
    done()


main()
