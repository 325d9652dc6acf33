#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_operating.py - what docs/operating.md lists is all there is: each event of
the log, each metric, each of them by its name.

    test_operating.py BUILD
"""

import glob
import os
import re
import sys
import tempfile

from fastcgi import ask
from tap import check, done, equal
from worker import Worker, run_tool

BUILD = sys.argv[1]

with open("docs/operating.md", encoding="utf-8") as f:
    PAGE = f.read()


def events():
    """The sentence of each event that the worker logs."""
    for path in sorted(glob.glob("app/worker/*.c")):
        with open(path, encoding="utf-8") as source:
            text = re.sub(r'"\s*"', "", source.read())
        for call in re.findall(r"log_event\(([^;]*);", text):
            said = call.split('"error"')[0].split('"pid"')[0]
            for sentence in re.findall(r'"([a-z][^"]*)"', said):
                if " " in sentence or sentence in ("listening", "stopped"):
                    yield sentence


def main():
    found = sorted(set(events()))
    check("events are found in the sources", len(found) > 10, found)
    for sentence in found:
        known = sentence.partition(":")[0]
        check(f"the event '{known}' is explained", f"`{known}`" in PAGE)
    with tempfile.TemporaryDirectory(prefix="detour-") as folder:
        db = os.path.join(folder, "rules.db")
        run_tool(BUILD, db, "init")
        with Worker(BUILD, folder) as w:
            said = ask(w.address, "/", more=[("DETOUR_PAGE", "metrics")]).body.decode()
    equal("the metrics are those that there are",
          sorted(set(re.findall(r"`(detour_\w+)", PAGE))),
          sorted(set(re.findall(r"^(detour_\w+)", said, re.M))))
    shown = set(re.findall(r"detour_\w+", PAGE))
    equal("no alert asks for one that there is not",
          shown - set(re.findall(r"^(detour_\w+)", said, re.M)), set())
    for result in re.findall(r'result="(\w+)"', said):
        check(f"the result '{result}' is explained", f"`{result}`" in PAGE)
    done()


main()
