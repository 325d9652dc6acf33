#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_trusted.py - caches trust what is permanent for no longer than it has
stood, whatever a file says of it.

    test_trusted.py BUILD
"""

import sys

from tap import done, equal
from tool import Tool

BUILD = sys.argv[1]
HOUR, YEAR = "max-age=3600", "max-age=31536000"
LONG = "2020-01-01T00:00:00Z"  # it has stood for years


def trust(t, url, *args):
    return t.json("explain", url, *args)["cache_control"]


def load(t, **row):
    t("import", "--from", "csv", "--on-conflict", "overwrite",
      data=f"{','.join(row)}\n{','.join(row.values())}\n".encode())


# --------------------------------------------------------------------- import

t = Tool(BUILD)
old = {"source": "/old", "target": "/good", "status": "308",
       "promoted_at": LONG}
load(t, **old)
equal("what comes from elsewhere has stood there", trust(t, "/old"), YEAR)
t("demote", "1")
load(t, **old)
equal("what was temporary until now has not, whatever the row says",
      trust(t, "/old"), HOUR)
load(t, **old)
equal("nor for longer than it has been permanent here", trust(t, "/old"), HOUR)
load(t, **dict(old, source="/later", starts_at="2037-01-01T00:00:00Z"))
equal("nothing is trusted for a time before its start",
      trust(t, "/later", "--at", "2037-01-01T00:00:00Z"), HOUR)

# -------------------------------------------------------------------- restore

t, other = Tool(BUILD), Tool(BUILD)
for name in "/stays", "/demoted", "/again", "/removed", "/edited", "/off":
    load(t, **dict(old, source=name))
t("backup", "copy.db")
t("demote", "2", "3")
t("promote", "3")
t("remove", "4")
t("edit", "5", "--target", "/bad")
t("disable", "6")
t("restore", "copy.db")
equal("what stood until the restore is trusted as before",
      trust(t, "/stays"), YEAR)
for name, what in (("/demoted", "what was temporary"),
                   ("/again", "what was so for a while"),
                   ("/removed", "what was away"),
                   ("/edited", "what led elsewhere"),
                   ("/off", "what was disabled")):
    equal(f"{what} is trusted anew", trust(t, name), HOUR)
equal("nothing else is another one", [(r["source"], r["target"], r["status"])
                                      for r in t.json("list")][1],
      ("/demoted", "/good", 308))
other("restore", t.path("copy.db"))
equal("on another machine all is trusted as it was", trust(other, "/demoted"),
      YEAR)

done()
