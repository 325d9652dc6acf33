#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_export.py - what the tool writes for others, and what it refuses.

    test_export.py BUILD
"""

import os
import sys

from tap import check, done, equal
from tool import Tool

SERVERS = ["nginx", "apache", "caddy", "haproxy"]

t = Tool(sys.argv[1])
t("add", "/old", "/new")
t("add", "/docs/*", "https://new.example/:splat", "--status", "308")
share = t.add("/half", "/x", "--share", "50")
t("add", "/off", "/x", "--disabled")
t("add", "/over", "/x", "--from", "2020-01-01", "--for", "1d")
for kind in SERVERS:
    p = t.run("export", "--to", kind)
    text, said = p.stdout.decode(), p.stderr.decode()
    check(f"{kind}: what cannot be expressed is told with id and reason",
          p.returncode == 1 and said == f"detour: export: rule {share}, /half, "
          "is left out: it is for a share of the visitors, 50 %\n", said)
    check(f"{kind}: what answers nothing is not written",
          "/off" not in text and "/over" not in text and "/docs" in text, text)
    t.refused(f"{kind}: --strict writes nothing", "export", "--to", kind,
              "--strict", want=1, says="nothing was written")
    t("export", "--to", kind, "--only", "permanent")
    t("export", "--to", kind, "--output", "x.conf", want=1)
    equal(f"{kind}: --output has the same", t.read("x.conf"), text)
    t("export", "--to", kind, "--output", "y.conf", "--strict", want=1)
    check(f"{kind}: and with --strict nothing",
          not os.path.exists(t.path("y.conf")))
    only = t("export", "--to", kind, "--only", "permanent,expired")
    check(f"{kind}: --only chooses by states",
          "https://new.example" in only and "/new" not in only.replace(
              "https://new", ""), only)
t("add", "~/d(.*)", "/x", "--rank", "1")
t("add", "q.example/?a&b", "/x")
t("add", "q.example/*", "/y")
p = t.run("export", "--to", "nginx")
check("what would answer in the place of a rule that is left out, is, too",
      b"q.example/*, is left out: rule 7, which is asked before it, is not "
      b"exported" in p.stderr, p.stderr)
check("where it is possible, its requests are left alone",
      b"# Not exported, left alone: rule 3" not in p.stdout, p.stdout)
t("add", "/half/*", "/z")
t("edit", share, "--source", "/half/a/*")
p = t.run("export", "--to", "nginx")
check("they are",
      b"# Not exported, left alone: rule 3: /half/a/*" in p.stdout, p.stdout)
t.refused("a format that is none", "export", "--to", "iis", want=2,
          says=["'iis'", "csv, json, nginx, apache, caddy, haproxy"])
t.refused("a state that is none", "export", "--only", "active,late", want=2,
          says="'active,late' is not a state")

done()
