#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_sentences.py - what commands say of rules that are for some requests
only, that were permanent, that a format cannot hold or that make no sense as
they are stored: a sentence each.

    test_sentences.py BUILD
"""

import json
import sqlite3
import sys
import time

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
YEAR = 365 * 86400


def reason(t, want, *args):
    """The reason that explain gives for the first rule."""
    got = t.json("explain", *args, want=want)
    return got["considered"][0]["reason"] if got["considered"] else None


def sql(t, text, *values):
    """What no command does."""
    with sqlite3.connect(t.path("rules.db")) as db:
        db.execute(text, values)


# ------------------------------------------------- for some requests, and why

t = Tool(BUILD)
t.add("/cookie", "/x", "--cookie", "beta=1")
t.add("/header", "/x", "--header", "X-Dev=phone")
t.add("/any", "/x", "--header", "X-Dev")
t.add("/lang", "/x", "--language", "de")
t.add("/net", "/x", "--from-net", "10.0.0.0/8")
t.add("/method", "/x", "--method", "POST")
t.add("/share", "/x", "--share", "1")
MISSED = [
    ("another value of its cookie", ["/cookie", "--header",
                                     "Cookie: a=1; beta=2"],
     "is for the cookie beta=1, and this request has beta=2"),
    ("another cookie", ["/cookie", "--header", "Cookie: gamma=1"],
     "is for the cookie beta=1, and this request has no such cookie"),
    ("another value of its header", ["/header", "--header", "X-Dev: pad"],
     "is for the header X-Dev=phone, and this request has X-Dev: pad"),
    ("no header", ["/any"],
     "is for the header X-Dev, and this request has no such header"),
    ("another language", ["/lang", "--header", "Accept-Language: fr,de;q=0.5"],
     "is for the preferred language de, and this request prefers fr"),
    ("no language", ["/lang"],
     "is for the preferred language de, and this request prefers none"),
    ("another network", ["/net", "--ip", "11.1.1.1"],
     "is for an address in 10.0.0.0/8, and this request comes from 11.1.1.1"),
    ("no address", ["/net"],
     "is for an address in 10.0.0.0/8, and this request comes from nowhere; "
     "--ip says from where"),
    ("another method", ["/method"],
     "is for the method POST, and this request is a GET"),
    ("a share of visitors", ["/share", "--ip", "192.0.2.1"],
     "is for 1 % of visitors, and this one is not among them"),
]
for name, args, want in MISSED:
    equal(f"explain: {name}", reason(t, 1, *args), want)
equal("explain: all of them hold", reason(
    t, 0, "/cookie", "--header", "Cookie: beta=1")[:11], "answers 307")

over = t.add("/over", "/y", "--until", "2026-01-01T00:00:00Z", "--disabled")
later = t.add("/later", "/y", "--from", "2090-01-01", "--disabled")
said = reason(t, 1, "/over")
check("explain: of a disabled rule that is over", said.startswith(
    f"is disabled; 'detour enable {over}' serves it again; and it ended 2026-")
    and said.endswith(f" ago; 'detour renew {over}' brings it back"), said)
said = reason(t, 1, "/later")
check("explain: of one that is to come", said.startswith(
    f"is disabled; 'detour enable {later}' serves it again; and it begins "
    "2090-01-01 "), said)
t("remove", over, later)
more = t.add("/cookie", "/y")


def behind():
    return [c["reason"] for c in t.json(
        "explain", "/cookie", "--header", "Cookie: beta=1")["considered"]
        if c["verdict"] == "behind"]


equal("explain: conditions come first", behind(),
      ["comes after rule 1, which has more conditions"])
t("disable", more)
equal("explain: and what comes after them is disabled, too", behind(),
      ["comes after rule 1, which has more conditions; it is disabled, too"])
t.same("explain: a URL beyond all limits", t.json(
    "explain", "/" + "a" * 9000, want=1), status=414,
    why="the URL is longer than 8000 octets")

t.refused("add: a variable that is not set", "add", "/e", "/x", "--cookie",
          "", want=2, says=["--cookie '' names nothing", "'edit --no-cookie'"])
for option, value in (("method", " "), ("cookie", "; "), ("header", " "),
                      ("language", ","), ("from-net", ", "), ("cors", ",,")):
    t.refused(f"edit: nor two of them: {option}", "edit", "1", f"--{option}",
              value, want=2, says=f"--{option} '{value}' names nothing")
t.refused("add: conditions beyond all limits", "add", "/e", "/x",
          *(f"--header=X-{n}={'a' * 400}" for n in range(30)), want=2,
          says="before each, the limit is 4000 octets together")
t("edit", "1", "--no-cookie", "--cookie", "a=1", "--cookie", "b")
t.same("edit: the last word counts", t.rule("1"), cookie="a=1; b")
check("history: conditions are told on one line",
      "conditions: cookie beta=1 -> cookie a=1, cookie b"
      in t("history", "--format", "text"), t("history"))
t.refused("promote: a share", "promote", "7", want=1,
          says="rule 7 is for 1 % of visitors only; --force")
t.refused("promote: conditions", "promote", "2", want=1,
          says="rule 2 is for some requests only, by its conditions; --force")
t("edit", "3", "--protect", "--no-header")
t.refused("promote: a protected rule", "promote", "3", want=1,
          says="rule 3 is protected; --force")

# --------------------------------------------------------------- was permanent

p = Tool(BUILD)
p.add("/a", "/b", "--status", "308")
said = p.run("remove", "1", "--dry-run").stderr.decode()
check("remove: what browsers remember is told",
      "warning: rule 1 was permanent for less than a year" in said, said)
sql(p, "UPDATE rule SET promoted_at = ?", int(time.time()) - 2 * YEAR)
said = p.run("remove", "1", "--dry-run").stderr.decode()
equal("remove: after a year there is nothing to tell", said, "")
stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
p("hits", "import", "--all", "-", data=(
    f'192.0.2.1 - - [{stamp}] "GET /a HTTP/1.1" 308 0\n').encode())
said = p.run("remove", "1", "--dry-run").stderr.decode()
check("remove: but that it is visited",
      "warning: rule 1 was visited within the last 30 days" in said, said)

# ------------------------------------------------------ as no command stores it

b = Tool(BUILD)
b.add("h.example/a", "/b", "--note", "x")
b.add("h.example/c", "/d")
sql(b, "UPDATE rule SET target = 'x y' WHERE id = 1")
check("verify: what is stored is no rule",
      b"rule 1 is not asked for: what is stored is no rule"
      in b.run("verify", "1").stderr)
equal("lint: the same, and why", [(f["kind"], "it holds a space"
                                   in f["message"])
                                  for f in b.json("lint", want=1)
                                  if 1 in f["rules"]][:1],
      [("invalid", True)])

got = b.json("explain", "http://h.example/a", want=1)
reason = "is not served, because it is not valid: target 'x y' is refused: it " \
         "holds a space; write it as %20; 'detour edit 1' puts it right"
equal("explain: that it is there, and why it is not served",
      (got["rule"], got["considered"], got["near"], got["why"],
       got["unserved"]),
      (None, [], [], "no rule answers: rule 1 " + reason,
       [{"rule": 1, "source": "h.example/a", "reason": reason}]))
check("explain: in text, too", "\nthere, but not served\n   - rule 1: "
      "h.example/a -> x y, 307\n     " + reason + "\n" in
      b("explain", "http://h.example/a", want=1))
equal("explain: and of many URLs", [json.loads(line)["unserved"] == got["unserved"]
                                    for line in b(
    "explain", "--file", "-", "--format", "json", want=1,
    data=b"http://h.example/a\nhttp://h.example/b\n").splitlines()],
      [True, False])
b.add("*.example/a", "/other", "--until", "2036-01-01")
got = b.json("explain", "http://h.example/a")
equal("explain: also where another one answers",
      (got["rule"], [r["rule"] for r in got["unserved"]]), (3, [1]))
b("disable", "3")
equal("explain: or none of the others", b.json(
    "explain", "http://h.example/a", want=1)["why"], "no rule answers: rule 3 "
      "is disabled; 'detour enable 3' serves it again; rule 1 is not served: "
      "it is not valid")
b("edit", "1", "--target", "/b")
equal("explain: edit puts it right", b.json("explain", "http://h.example/a")
      ["unserved"], [])

done()
