#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_values.py - rules that take the value of a parameter, "/store?id=:id",
through every command that looks at sources and targets.

    test_values.py BUILD
"""

import json
import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
END = ["--until", "2036-01-01"]


def location(tool, uri):
    """Where the worker sends a request; None if nowhere."""
    for line in tool.cgi(uri).splitlines():
        if line.startswith("Location: "):
            return line[10:]
    return None


def says(name, text, *parts):
    check(name, all(p in text for p in parts), text)


# ----------------------------------------------------- what people type and see

t = Tool(BUILD)
says("add says what was understood", t("add", "/store?id=:id&tag=a+b", "/b/:id",
                                       *END),
     "the path /store on any host, with the parameters id=:id and tag=a%20b; "
     "its value, unless empty, becomes :id")
t.refused("a name that the source lacks is told with those that it has", "add",
          "/a/:x?id=:id", "/b/:post", want=2,
          says="the source has no placeholder ':post', but :x, :id")
t.refused("and so is one in a fallback", "add", "/a?id=:id", "/b", "--after",
          "/c/:nope", *END, want=2, says="no placeholder ':nope', but :id")
t.refused("a name stands once", "add", "/a/:id?id=:id", "/b", want=2,
          says="':id' is refused: it stands there twice")
t.refused("and is the whole value", "add", "/a?id=:id.html", "/b/:id", want=2,
          says="write %3A if the ':' belongs to the value")
t.refused("what only leads to itself", "add", "/a?id=:id", "/a?id=:id", want=2,
          says="can only loop")
t.refused("or grows", "add", "/a?id=:id", "/a?id=x:id", want=2,
          says="can only loop")
t.add("/lit?id=:id", "/as-typed", "--literal", *END)
t.add("/esc?id=%3Aid", "/escaped", *END)
equal("literal and escaped, it is a value",
      [location(t, u) for u in ("/lit?id=:id", "/esc?id=:id", "/lit?id=1",
                                "/esc?id=1")],
      ["/as-typed", "/escaped", None, None])
t("edit", "2", "--no-literal", "--target", "/x/:id")
equal("edit makes it a placeholder", location(t, "/lit?id=1"), "/x/1")
t("undo")
equal("and undo a value again", (location(t, "/lit?id=1"),
                                 location(t, "/lit?id=:id")),
      (None, "/as-typed"))

# ------------------------------------------------------------- which rule answers

t = Tool(BUILD)
t.add("/s?id=:id", "/blog/:id", *END)
t.add("/s?id=5", "/five", *END)
t.add("/s", "/shop", *END)
t.add("/s?id=:x&p=:p", "/p/:p/:x", "--status", "302", *END)
equal("more parameters, then a value, then any value, then none",
      [location(t, u) for u in ("/s?p=1&id=5", "/s?id=5", "/s?id=6&p=",
                                "/s?id=", "/s")],
      ["/p/1/5", "/five", "/blog/6?p=", "/shop?id=", "/shop"])
text = t("explain", "/s?id=5")
says("explain says why one comes after the other", text,
     "comes after rule 2, which names the value of a parameter",
     "comes after rule 2, which requires more parameters",
     "requires ?id=:x&p=:p")
got = t.json("explain", "/s?id=..")
equal("a value that makes no sound path leaves the answer to the next rule",
      (got["rule"], got["location"]), (3, "/shop?id=.."))
says("and explain says so", t("explain", "/s?id=.."), "rule 1: /s?id=:id")

# ---------------------------------------------------------------- what lint says

t = Tool(BUILD)
for source, target in [
        ("/a?x=:x", "/b/:x"), ("/b/:y", "/a?x=:y"),       # 1 2: a circle
        ("/c?x=:x", "/d"), ("/c?x=:z", "/d"),             # 3 4: the same
        ("/e", "/f"), ("/e?x=:x", "/g/:x"),               # 5 6: both answer
        ("/h?x=:x", "/h/:x"), ("/h/:x", "/i/:x")]:        # 7 8: a chain
    t("add", source, target, "--force", *END)
equal("lint finds a circle, a copy and a chain, and no more",
      sorted((f["kind"], f["rules"]) for f in t.json("lint", want=1)),
      [("chain", [7, 8]), ("duplicate", [3, 4]), ("loop", [1, 2])])
equal("stale says what is chained", [(r["id"], r["reason"])
                                     for r in t.json("stale")
                                     if r["reason"] == "chained" and
                                     r["id"] > 2], [(7, "chained")])
t("disable", "1", "2", "3", "4")
equal("flatten carries the value on", [(r["id"], r["target"])
                                       for r in t.json("flatten")],
      [(7, "/i/:x")])
equal("and it leads where it did", location(t, "/h?x=a/b"), "/i/a%2Fb")

t = Tool(BUILD)
t("add", "/a?x=:x", "/b/:x", *END)
t("add", "/b/:y", "/c?y=:y", *END)
t("add", "/p/*", "/q/:splat?x=1", "--query", "drop", *END)
t("add", "/q/*?x=:x", "/r/:x/:splat", *END)
t("add", "/v", "/w?x=7", "--query", "drop", *END)
t("add", "/w?x=:x", "/z/:x", *END)
p = t.run("flatten", "--dry-run")
says("flatten leaves what would be answered otherwise, and says why",
     p.stderr.decode(),
     "rule 1 is left: no single target says what rule 2 makes of its "
     "placeholders", "rule 3 is left: rule 4 takes the value of a parameter")
says("a value that is known is put in", p.stdout.decode(),
     "would flatten rule 5: /v -> /z/7")

# ------------------------------------------------------------------ in and out

t, u = Tool(BUILD), Tool(BUILD)
t("add", "/s/:a/*?id=:id&x=1", "https://h.example/:id/:a/:splat?q=:id#:id",
  "--after", "/over/:id", *END)
t("add", "/t?u=:u", "/v/:u", "--status", "308")
for form in ("csv", "json"):
    out = t("export", "--to", form)
    u("import", "--from", form, "--on-conflict", "overwrite", data=out.encode())
    equal(f"{form} takes all of it out and in", u("export", "--to", form), out)
got = u.json("import", "--from", "csv", "--on-conflict", "overwrite",
             data=t("export", "--source", "/t", "--to", "csv").replace(
                 "/t?u=:u,/v/:u", "/t?u=:other,/w/:other").encode())
equal("by another name it is the same source", (got["added"], got["changed"]),
      (0, 1))
DECODED = "left out: it takes the value of a parameter, which is not decoded " \
    "there as it is here"
for form, why in [
        ("nginx", DECODED), ("apache", DECODED), ("caddy", DECODED),
        ("haproxy", DECODED), ("cloudflare-csv", "left out: it takes the value "
                               "of a parameter, which Cloudflare does not"),
        ("vercel-json", "left out: Vercel passes 'u', which it asks for, on"),
        ("netlify", "not the same there: ")]:
    p = t.run("export", "--to", form)
    says(f"{form} says what becomes of it", p.stderr.decode(),
         "rule 2, /t?u=:u, is " + why)
    equal(f"{form}: and that it is not all", p.returncode, 1)
p = t.run("verify", "2", "--dry-run")
check("verify says why there is no page to ask for",
      b"its target has placeholders" in p.stdout + p.stderr,
      p.stdout + p.stderr)
got = [json.loads(line) for line in t(
    "explain", "--file", "-", "--format", "json",
    data=b"http://a.example/t?u=1\nhttp://a.example/t?u=%31\n").splitlines()]
equal("many URLs at once", [r["location"] for r in got], ["/v/1", "/v/1"])
done()
