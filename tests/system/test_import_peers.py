#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_import_peers.py - files of others, and what each URL got there: here it
gets the same, or the line is refused.

What the others answer was found by reading them and what they are tested with.

    test_import_peers.py BUILD
"""

import json
import re
import sys

from peers import PEERS
from tap import done, equal
from tool import Tool

BUILD = sys.argv[1]


def answers(tool, asked):
    """What each URL gets: "301 /there", or "404"."""
    tool.write("urls", "".join("http://site.example" + u + "\n"
                               if u[0] == "/" else u + "\n" for u in asked))
    p = tool.run("explain", "--file", tool.path("urls"), "--format", "json")
    return [" ".join(str(x) for x in (a["status"], a["location"]) if x)
            for a in map(json.loads, p.stdout.splitlines())]


def worker(tool, target):
    """The same, from the worker itself."""
    head = tool.cgi(target).split("\r\n\r\n")[0]
    found = [re.search(rf"(?im)^{name}: *(\S+)", head)
             for name in ("Status", "Location")]
    return " ".join(m[1] for m in found if m)


def refused(tool, form, text):
    """The lines that were refused; the others are rules now."""
    p = tool.run("import", "-", "--from", form, "--format", "json",
                 data=text.encode())
    return [r["line"] for r in json.loads(p.stdout)["refused"]]


for name, form, text, lines, want in PEERS:
    t = Tool(BUILD)
    equal(f"{form}: {name}: lines that are refused", refused(t, form, text),
          lines)
    equal(f"{form}: {name}", dict(zip(want, answers(t, list(want)))), want)
    asked = [u for u in want if u[0] == "/"]
    equal(f"{form}: {name}: the worker says so, too",
          {u: worker(t, u) for u in asked}, {u: want[u] for u in asked})
    for own in ("csv", "json"):
        two = Tool(BUILD)
        two("import", "-", "--from", own,
            data=t("export", "--to", own).encode())
        equal(f"{form}: {name}: they come back from {own}, all of them",
              two("export", "--to", "json"), t("export", "--to", "json"))
done()
