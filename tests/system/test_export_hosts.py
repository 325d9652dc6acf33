#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_export_hosts.py - what is written for hosts that know no time: each line,
in what it differs, and why others are left out.

    test_export_hosts.py BUILD
"""

import json
import re
import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
FOR_EVER = ("--until", "never")


def exported(form, rules):
    """The text, and what is said of each rule: {number: sentence}."""
    t = Tool(BUILD)
    for source, target, *more in rules:
        t("add", source, target, *(() if "--until" in more else FOR_EVER),
          *more)
    p = t.run("export", "--to", form)
    said = dict(re.findall(r"^detour: export: rule (\d+), .*?, is (.*)$",
                           p.stderr.decode(), re.M))
    equal(f"{form}: exit status 1 when anything is said, else 0",
          p.returncode, 1 if said else 0)
    if said:
        t.refused(f"{form}: with --strict nothing is written", "export", "--to",
                  form, "--strict", want=1,
                  says=[f"{len(said)} of {len(rules)} rules", "exactly"])
    return p.stdout.decode(), {int(n): what for n, what in said.items()}


# Each rule alone: the line, what is said of it.  None: it is left out.
NOTHING = ""
SAME = "not the same there: "
LAST_ONE = SAME + "of several parameters with one name Netlify looks at the " \
    "last one only"
VALUES = LAST_ONE + "; a value that is taken over may be empty there"
NETLIFY = [
    (["/a", "/b?x=1#y"], "/a /b?x=1#y 307!", NOTHING),
    (["/a/*", "/b?x=:splat"], "/a/* /b?x=:splat 307!", NOTHING),
    (["/a?b=c", "/d"], "/a b=c /d 307!", LAST_ONE),
    (["/a?b", "/d"], "/a b= /d 307!", LAST_ONE),
    (["/a?b=:c&d=%26", "/e/:c"], "/a b=:c d=%26 /e/:c 307!", VALUES),
    (["/a?b=:c", "/e", "--literal"], "/a b=%3Ac /e 307!", LAST_ONE),
    (["/a?b=/c", "/e"], "/a b=%2Fc /e 307!", LAST_ONE),
    (["/a?b=1&b=2", "/e"], None, "looks for the last parameter of a name"),
    (["/a?b=:id&c=:idea", "/e/:idea/:id"], None, "':id' within ':idea'"),
    (["/:id/:idea", "/e/:idea/:id"], None, "':id' within ':idea'"),
    (["/:idea/:id", "/e/:idea/:id"], "/:idea/:id /e/:idea/:id 307!", NOTHING),
    (["/a", "/b", "--language", "de,fr"], "/a /b 307! Language=de,fr",
     SAME + "Netlify asks the cookie nf_lang before"),
    (["/a", "/b", "--cookie", "c"], "/a /b 307! Cookie=c", NOTHING),
    (["/a", "/b", "--cookie", "c=1"], None, "and not for its value"),
    (["/a", "/b", "--cookie", "c;d"], None, "of several cookies one is enough"),
    (["/a", "/b", "--method", "POST"], None, "Netlify knows nothing of 'method'"),
    (["/a", "/b", "--header", "X-Y"], None, "Netlify knows nothing of 'header'"),
    (["/a", "/b", "--share", "10"], None, "a share of the visitors, 10 %"),
    (["/a", "https://h.example/a"], "/a https://h.example/a 307!",
     "the very URL that was asked for, it gives way here"),
    (["/*", "https://h.example/:splat"], "/* https://h.example/:splat 307!",
     "the very URL that was asked for, it gives way here"),
    (["/a/*", "/a/b"], None, "left out: it gives way"),
    (["/a?b=1", "/a?b=1&c=2"], None, "left out: it gives way"),
    (["/a?b=1", "/a"], "/a b=1 /a 307!", LAST_ONE),
    (["/a?b=:x", "/:x?b=:x"], None, "left out: it gives way"),
    (["/a?b=:x", "/c/:x?b=:x"], "/a b=:x /c/:x?b=:x 307!", VALUES),
    (["/:a/c/:b?d=:d", "/e/:a/:d?p=1"], "/:a/c/:b d=:d /e/:a/:d?p=1 307!",
     VALUES),
    (["/a/*", "/b/:splat/c"], "/a/* /b/:splat/c 307!",
     "two stand there one behind the other"),
    (["~/a(b)", "/b"], None, "regular expression, and Netlify has none"),
    (["*.h.example/w", "/b"], None, "knows no wildcard in a host"),
    (["h.example/s", "/b"], None, "wants http:// or https:// before a host"),
    (["https://h.example/s", "/b"], "https://h.example/s /b 307!", NOTHING),
    (["/a", "/b", "--strict"], None, "a final slash makes no difference there"),
    (["/a", "/b", "--ignore-case"], None, "case matters there"),
    (["/a", "/b", "--query", "drop"], None, "passes the visitor's parameters"),
    (["/a*b", "/b", "--literal"], None, "would be a placeholder there"),
    (["/x/:y", "/b", "--literal"], None, "would be a placeholder there"),
    (["/a", "/b:c", "--literal"], None, "a ':' in its target would be"),
]


def asks(kind, **more):
    return {"type": kind, **more}


def vercel(source, destination, *has):
    return {"source": source, "destination": destination,
            **({"has": list(has)} if has else {}), "permanent": False}


STANDS = SAME + "parameters that it asks for stand " \
    "elsewhere in the answer there, if others are passed on"
LAST = STANDS + "; of several with the name of one whose value is taken over"
STRICT = "--strict"
VERCEL = [
    (["/a", "/b?x=1#y", STRICT], [vercel("/a", "/b?x=1#y")], NOTHING),
    (["/a", "/b"], [vercel("/a", "/b"), vercel("/a/", "/b")], NOTHING),
    (["/:a/b", "/c?d=:a#:a", STRICT], [vercel("/:a/b", "/c?d=:a#:a")], NOTHING),
    (["/a/*", "/b?x=:splat"], [vercel("/a", "/b?x="), vercel(
        "/a/:splat(.*)", "/b?x=:splat")], NOTHING),
    (["h.example/a", "/b", STRICT],
     [vercel("/a", "/b", asks("host", value="h\\.example"))], NOTHING),
    (["/a?b=c.d", "/e?b=2", STRICT],
     [vercel("/a", "/e?b=2", asks("query", key="b", value="c\\.d"))], STANDS),
    (["/a?b=%C3%A9+x", "/e?b=2", STRICT],
     [vercel("/a", "/e?b=2", asks("query", key="b", value="é x"))], STANDS),
    (["/a?b=%FF", "/e?b=2"], None, "what it asks for is not UTF-8"),
    (["/a?b=:c", "/e/:c?b=:c", STRICT], [vercel(
        "/a", "/e/:c?b=:c", asks("query", key="b", value="(?<c>.+)"))], LAST),
    (["/a?b=c", "/e"], None, "Vercel passes 'b', which it asks for, on"),
    (["/a?b", "/e?b"], None, "asks whether 'b' is there, and not whether"),
    (["/a", "/b", STRICT, "--cookie", "c=1.2;d"],
     [vercel("/a", "/b", asks("cookie", key="c", value="1\\.2"),
             asks("cookie", key="d"))], NOTHING),
    (["/a", "/b", STRICT, "--header", "X-Y=z"],
     [vercel("/a", "/b", asks("header", key="X-Y", value="z"))], NOTHING),
    (["/a", "/b", "--cookie", "c=1;c=2"], None, "more than one value of a"),
    (["/a", "/b", "--language", "de"], None, "knows nothing of 'language'"),
    (["/a", "/b", "--method", "POST"], None, "knows nothing of 'method'"),
    (["~/a(\\d+)-(b|c)\\.x", "/d/$2/$1z"],
     [vercel("/a:p1(\\d+)-:p2(b|c).x", "/d/:p2/{:p1}z")], NOTHING),
    (["~/a(?:/(b))?", "/d/$1"], [vercel("/a/:p1(b)?", "/d/:p1")], NOTHING),
    (["~(?:/(b))?", "/d"], [vercel("/:p1(b)?", "/d")], NOTHING),
    (["~/a(b)?", "/d"], [vercel("/a:p1(b)?", "/d")], NOTHING),
    (["~/a\\(b:(c)", "/d"], [vercel("/a\\(b\\::p1(c)", "/d")], NOTHING),
    (["~/a/(b)?", "/d"], None, "cannot read '(b)?' as a parameter"),
    (["~/a(?:/(b))?c", "/d"], None, "as a parameter"),
    (["~/a(b(c))", "/d"], None, "as a parameter"),
    (["~/a(b)+", "/d"], None, "as a parameter"),
    (["~/a(\\h)", "/d"], None, "as a parameter"),
    (["~/a([[:digit:]])", "/d"], None, "as a parameter"),
    (["~/a(b*+)", "/d"], None, "as a parameter"),
    (["~/ab?", "/d"], None, "in brackets only, and this is none: 'b?'"),
    (["~/a[bc]", "/d"], None, "in brackets only, and this is none: '[bc]'"),
    (["~/a\\d", "/d"], None, "in brackets only"),
    (["~(/a)", "/d"], None, "does not begin with a '/'"),
    (["/a", "/b:c", "--literal"], None, "a ':' in a target means something there"),
    (["/a", "/b?c:d", "--literal"], None, "a ':' in a target means something there"),
    (["/a/*", "/b/:splat/c"], None, "follows :splat in its target"),
    (["/a", "/b", "--ignore-case"], None, "case matters there"),
    (["https://h.example/a", "/b"], None, "knows no scheme in a source"),
    (["*.h.example/a", "/b"], None, "a wildcard host is an expression there"),
    (["~/a(.*)", "/ab"], None, "left out: it gives way"),
]


# Several, which may be one row.
HERE, BELOW = ["a.example/b", "https://x.example/c"], \
    ["a.example/b/*", "https://x.example/c/:splat"]
WILD, BOTH = [["*." + one[0], *one[1:]] for one in (HERE, BELOW)]
DROP, TEXT = ["--strict", "--query", "drop"], "--literal"
HERE, BELOW = HERE + DROP + [TEXT], BELOW + DROP
WILD, BOTH = WILD + DROP + [TEXT], BOTH + DROP
ROW = "a.example/b,https://x.example/c,307,FALSE,"
CLOUDFLARE = [
    ("alone", [HERE], ["FALSE,FALSE,FALSE"], {}),
    ("with what is below it", [BELOW, HERE], ["FALSE,TRUE,TRUE"], {}),
    ("with its subdomains", [HERE, WILD], ["TRUE,FALSE,FALSE"], {}),
    ("with all", [BOTH, WILD, BELOW, HERE], ["TRUE,TRUE,TRUE"], {}),
    ("subdomains have nothing below", [HERE, BELOW, WILD], ["FALSE,TRUE,TRUE"],
     {3: "subdomains are there with the name itself"}),
    ("the path itself is missing", [BELOW, WILD, BOTH], [],
     {1: "what is below a path is there with the path itself",
      2: "subdomains are there", 3: "subdomains are there"}),
    ("below, it leads elsewhere",
     [HERE, [BELOW[0], "https://x.example/d/:splat", *DROP]],
     ["FALSE,FALSE,FALSE"], {2: "what is below a path"}),
    ("below, it ends", [HERE, BELOW + ["--until", "2099-01-01"]],
     ["FALSE,FALSE,FALSE"], {2: "it ends"}),
    ("below, it is disabled", [HERE, BELOW + ["--disabled"]],
     ["FALSE,FALSE,FALSE"], {}),
    ("below, another status", [HERE, BELOW + ["--status", "302"]],
     ["FALSE,FALSE,FALSE"], {2: "what is below a path"}),
    ("a rule in front of what is below is left out",
     [HERE, BELOW, WILD, BOTH,
      ["a.example/b/x", "https://x.example/", "--share", "5", *DROP]],
     ["FALSE,FALSE,FALSE"],
     {5: "it is for a share", 2: "what is below a path", 3: "subdomains are",
      4: "subdomains are"}),
    ("a placeholder in front of it is",
     [HERE, BELOW,
      ["a.example/b/:y", "https://x.example/", "--share", "5", *DROP]],
     ["FALSE,FALSE,FALSE"],
     {3: "it is for a share", 2: "what is below a path"}),
]


def lines(text):
    return text.splitlines()


def objects(text):
    return json.loads(text)["redirects"]


for form, rows, read in (("netlify", NETLIFY, lines),
                         ("vercel-json", VERCEL, objects)):
    for rule, want, says in rows:
        text, said = exported(form, [rule])
        name = f"{form}: {' '.join(rule)}"
        equal(f"{name}: what is written", read(text),
              [] if want is None else want if isinstance(want, list)
              else [want])
        check(f"{name}: what is said", says in said.get(1, "") and
              bool(says) == bool(said) and
              said.get(1, "").startswith("left out: ") == (want is None), said)

for name, rules, want, says in CLOUDFLARE:
    text, said = exported("cloudflare-csv", rules)
    equal(f"cloudflare-csv: {name}: what is written", lines(text),
          [ROW + one for one in want])
    check(f"cloudflare-csv: {name}: what is said", sorted(said) == sorted(says)
          and all(says[n] in what for n, what in said.items()), said)

LONG = "a.example/" + "x" * 1990
text, said = exported("cloudflare-csv", [
    [LONG, "https://x.example/", *DROP, TEXT],
    ["a.example/y/*", "https://x.example/:splat", "--query", "drop"]])
equal("cloudflare-csv: a source to which nothing can be added", (said, [
    line.partition(",")[0] for line in lines(text)]), ({}, [LONG, "a.example/y"]))

t = Tool(BUILD)
for i, one in enumerate((HERE, BELOW)):
    t("add", *one[:2], *FOR_EVER, *one[2:], "--tag", f"t{i}")
p = t.run("export", "--to", "cloudflare-csv", "--tag", "t0")
equal("cloudflare-csv: what is not chosen is no part of a row",
      p.stdout.decode(), ROW + "FALSE,FALSE,FALSE\n")

text, said = exported("netlify", [["/a?b=1", "/c"], ["/d", "/e"],
                                  ["/f", "/g", "--share", "5"]])
equal("of several rules, each is told, and all others are written",
      (lines(text), sorted(said)), (["/a b=1 /c 307!", "/d /e 307!"], [1, 3]))
done()
