#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_lint.py - detour lint: its formats and exit statuses, a file without a
database, and how long 100,000 rules take.

    test_lint.py BUILD
"""

import csv
import io
import json
import os
import signal as signals
import subprocess
import sys
import time

from pace import SLOWER
from sarif import faults
from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
SPILLED = 10000  # rules of 2 kB: more than there is memory for
t = Tool(BUILD)


def kinds(found):
    return [(f["kind"], f["rules"]) for f in found]


equal("no rules, no findings", t.json("lint"), [])
t("add", "/a", "/b", "--until", "2036-01-01")
equal("a sound table exits 0", t("lint", "--format", "tsv"), "")
check("and says how many were judged", "1 rule judged: 0 errors" in t("lint"))
t("add", "/b", "/a", "--until", "2036-01-01", "--force")
t("add", "/c", "/d", "--until", "never")
found = t.json("lint", want=1)
equal("what was found", kinds(found), [("loop", [1, 2]), ("open-ended", [3])])
t.same("a finding in JSON", found[0], severity="error", source="/a", url="/a",
       expires_at="2036-01-01T23:00:00Z")
check("the message has the whole circle",
      found[0]["message"].endswith("/a -> /b -> /a"), found[0]["message"])
equal("an end that is none", found[1]["expires_at"], None)
equal("only what is severe", kinds(t.json("lint", "--severity", "error",
                                          want=1)), [("loop", [1, 2])])
equal("TSV has no header", t("lint", "--severity", "error", "--format", "tsv",
                             want=1).split("\t")[:4],
      ["error", "loop", "1 2", "/a"])
rows = list(csv.DictReader(io.StringIO(t("lint", "--format", "csv", want=1))))
equal("CSV has one", [r["kind"] for r in rows], ["loop", "open-ended"])
check("text has a table and a sum",
      "3 rules judged: 1 error, 0 warnings, 1 note" in
      t("lint", want=1))
t("disable", "2")
equal("a disabled rule is not judged", kinds(t.json("lint")),
      [("open-ended", [3])])
check("a note alone exits 0",
      t.run("lint").returncode == 0)
t("lint", "--severity", "info", want=1)
t("enable", "2", "--force")
equal("at a later time it is over",
      kinds(t.json("lint", "--at", "2037-01-01")), [("open-ended", [3])])
t.refused("a severity that is none", "lint", "--severity", "fatal", want=2,
          says="error, warning or info")
t.refused("a format that is none", "lint", "--format", "xml", want=2,
          says="text, tsv, csv, json or sarif")
t.refused("of another command sarif is none", "list", "--format", "sarif",
          want=2, says="text, tsv, csv or json")
t.refused("a format for no file", "lint", "--from", "csv", want=2,
          says="name it")

# ------------------------------------------------------------------------ SARIF

said = json.loads(t("lint", "--format", "sarif", want=1))
run = said["runs"][0]
driver = run["tool"]["driver"]
equal("SARIF has what its schema demands, and nothing else", faults(said), [])
equal("SARIF names its version", (said["version"], driver["name"]),
      ("2.1.0", "detour"))
ids = [r["id"] for r in driver["rules"]]
check("each kind is described once", len(set(ids)) == len(ids) > 10 and all(
    r["shortDescription"]["text"] for r in driver["rules"]))
check("each result points to its kind", run["results"] and all(
    ids[r["ruleIndex"]] == r["ruleId"] and r["message"]["text"] and
    r["level"] in ("error", "warning", "note") for r in run["results"]))
equal("the rule is where it is",
      run["results"][0]["locations"][0]["logicalLocations"][0]
      ["fullyQualifiedName"], "/a")
equal("its ids are kept", run["results"][0]["properties"]["rules"], [1, 2])

# ----------------------------------------------------------------- of a file

alone = Tool(BUILD, init=False)
del alone.env["DETOUR_DB"]
rules = alone.write("rules.csv", "source,target\n/a,/b\n/b,/c\n/c,/a\nnone\n"
                    "/x,ftp://h.example/\n")
before = os.listdir(alone.folder.name)
p = alone.run("lint", rules, "--format", "json", env={
    "TMPDIR": alone.folder.name})
equal("a file needs no database", (p.returncode, kinds(json.loads(p.stdout))[0]),
      (1, ("loop", [1, 2, 3])))
check("what is no rule in it is told", b"rules.csv:5:" in p.stderr and
      b"rules.csv:6:" in p.stderr, p.stderr)
equal("and nothing is left behind", os.listdir(alone.folder.name), before)
equal("nor said twice", p.stderr.count(b"in a circle"), 0)
for name, text, want in (
        ("s p.csv", "source,target\n/a,/b\nnone\n/b,/a\n", [2, 4]),
        ("ids.csv", "id,source,target\n9000,/a,/b\n7,/b,/a\n",
         [3, 2]),
        ("r.json", '[\n{"source": "/a",\n"target": "/b"},\n\n'
         '{"source": "/b", "target": "/a"}]', [2, 5]),
        ("_redirects", "# c\n/a /b 302\n\n/b /a\n", [2, 4]),
        ("a.conf", "server {\n  location = /a { return 302 /b; }\n\n"
         "  location = /b {\n    return 302 /a;\n  }\n}\n", None),
        (".htaccess", "Redirect 302 /b /c\n\n"
         "RedirectMatch 302 ^/a$ /b\nRedirectMatch 302 ^/c$ /b\n", None)):
    path = alone.write(name, text)
    found = json.loads(alone("lint", path, "--format", "json", want=1))
    loop = [f for f in found if f["kind"] == "loop"][0]
    check(f"{name}: each rule has its line", len(loop["lines"]) == 2 and
          loop["line"] == loop["lines"][0] and
          (want is None or loop["lines"] == want) and
          all(text.split("\n")[n - 1].strip() for n in loop["lines"]), loop)
    said = json.loads(alone("lint", path, "--format", "sarif", want=1))
    wrong = faults(said)
    equal(f"{name}: SARIF is sound", wrong, [])
    result = [r for r in said["runs"][0]["results"] if r["ruleId"] == "loop"][0]
    places = [p["physicalLocation"] for p in result["locations"] +
              result["relatedLocations"]]
    equal(f"{name}: it names the file, and the lines",
          [(p["artifactLocation"]["uri"], p["region"]["startLine"])
           for p in places], [(path.replace(" ", "%20"), n)
                              for n in loop["lines"]])
    text = alone("lint", path, want=1).split("\n")
    check(f"{name}: and so does the table", text[0].rstrip().endswith("lines")
          and text[1].rstrip().endswith(" ".join(map(str, loop["lines"]))),
          text)

alone.write("a:b.csv", "source,target\n/a,/b\n/b,/a\n")
said = json.loads(alone("lint", "a:b.csv", "--format", "sarif", want=1))
equal("a ':' in a file's name makes no scheme of what is before it",
      said["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
      ["artifactLocation"]["uri"], "./a:b.csv")
with open("/dev/full", "w") as full:
    p = subprocess.run([t.build + "/detour", "lint", alone.path("a:b.csv"),
                        "--format", "sarif"], env=alone.env, check=False,
                       stdout=full, stderr=subprocess.PIPE)
check("SARIF that cannot be written whole is a failure",
      p.returncode == 3 and b"No space left" in p.stderr, p)

before = set(os.listdir(alone.folder.name))
for signal in "TERM", "KILL":
    left = subprocess.Popen([t.build + "/detour", "lint", "-", "--from", "csv"],
                            stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**alone.env, "TMPDIR": alone.folder.name})
    # More than a pipe holds: it has read, and put rules aside, in a file.
    left.stdin.write(b"source,target\n" + b"".join(
        b"/%d,/%s\n" % (n, b"x" * 1900) for n in range(SPILLED)))
    left.stdin.flush()
    held = [os.readlink(f"/proc/{left.pid}/fd/{fd}")
            for fd in os.listdir(f"/proc/{left.pid}/fd")]
    check(f"{signal}: its rules lie in a file without a name", any(
        name.startswith(alone.folder.name) and name.endswith(" (deleted)")
        for name in held), held)
    left.send_signal(getattr(signals, "SIG" + signal))
    equal(f"who is ended by {signal} leaves nothing behind",
          (left.wait(20) < 0, set(os.listdir(alone.folder.name)) - before),
          (True, set()))
    left.stderr.close()
    try:
        left.stdin.close()
    except BrokenPipeError:
        pass
equal("standard input is a file, too", kinds(json.loads(alone(
    "lint", "-", "--from", "json", "--format", "json", want=1,
    data=b'[{"source": "/a", "target": "/a"}]')))[0], ("self", [1]))
alone.refused("a file that is not there", "lint", "no.csv", want=3,
              says="no.csv")

# ----------------------------------------------------------- while it is typed

t = Tool(BUILD)


def warned(*args):
    """What add or edit says on standard error; it must exit 0."""
    p = t.run(*args)
    check(f"{' '.join(args)} is done", p.returncode == 0, p.stderr)
    return p.stderr.decode()


t("add", "/a", "/b")
t.refused("a loop of two is refused", "add", "/b", "/a", want=2,
          says=["by this rule and rule 1: /b -> /a -> /b", "--force"])
t.refused("one to come, too", "add", "/b", "/a", "--from", "2026-11-01",
          "--until", "2099-01-01", want=2, says="in a circle")
equal("and nothing was added", [r["id"] for r in t.json("list")], [1])
check("one that is never active with the other is none",
      "circle" not in warned("add", "/b", "/a", "--from", "2098-01-01",
                             "--until", "2099-01-01"))
t.refused("an edit of the window that makes it one", "edit", "2", "--from",
          "2026-01-01", want=2, says="by rule 1 and rule 2: ")
check("--force makes it a warning", "warning: visitors are sent in a circle" in
      warned("edit", "2", "--from", "2026-01-01", "--force"))
equal("an edit of something else says nothing",
      warned("edit", "2", "--note", "known"), "")
t("disable", "2")
equal("of a disabled rule nothing is said",
      warned("edit", "2", "--until", "2098-01-01"), "")
t("remove", "1", "2")
t("add", "h.example/old/*", "/new", "--until", "never")
check("a rule that would never answer is told", "never answers: rule" in
      warned("add", "h.example~/old/(\\d+)", "/n/$1"))
check("a catch-all is told", "/robots.txt" in
      warned("add", "c.example/*", "https://d.example/:splat"))
t("add", "/y", "/z", "--from", "2098-01-01", "--until", "2099-01-01")
check("a chain to come is told", "sent on twice" in
      warned("add", "/x", "/y", "--until", "2099-01-01"))
equal("one that is never active with the next says nothing of a chain",
      warned("add", "/chain/early", "/x", "--from", "2100-01-01"), "")
check("nor one that is over", "sent on twice" not in
      warned("add", "/chain/late", "/x", "--until", "2020-01-01"))
check("one that will be is told once", warned(
    "add", "/chain/then", "/x", "--from", "2090-01-01", "--until", "2095-01-01")
      .count("sent on twice") == 1)
check("as is one that is active now", "answered by rule" in
      warned("add", "/chain/now", "/x", "--until", "2099-01-01"))
t("add", "/g", "/1", "--from", "2098-01-01", "--until", "2098-02-01")
check("a gap is told", "no rule of this source answers" in
      warned("add", "/g", "/2", "--from", "2098-02-10", "--until",
             "2098-03-01"))
equal("a sound rule gets no word", warned("add", "/sound", "/and/safe"), "")
t("add", "/l", "/%6c", "--force")
check("with --force a loop of its own is told once",
      t.run("add", "/m", "/%6d", "--force").stderr.count(b"warning") == 1)

t = Tool(BUILD)
t("add", "/a", "/b", "--method", "POST")
check("who may never meet all conditions is only warned of",
      "for visitors who meet all conditions" in
      warned("add", "/b", "/a", "--method", "GET"))
t("add", "/c", "/d")
t("add", "/c", "/e", "--cookie", "beta")
equal("a rule with conditions answers, and shadows nobody",
      {f["kind"] for f in t.json("lint", want=1)}, {"loop"})
equal("such a loop is no error", {f["severity"] for f in t.json("lint", want=1)
                                  if f["kind"] == "loop"}, {"warning"})

t = Tool(BUILD)
t("add", "/n", "/m", "--daily", "22:00-06:00", "--zone", "UTC")
t.refused("a loop in the hours that two rules share", "add", "/m", "/n",
          "--daily", "02:00-04:00", "--zone", "UTC", want=2,
          says="in a circle")
check("hours that they do not share make none", "circle" not in warned(
    "add", "/m", "/n", "--daily", "10:00-11:00", "--zone", "UTC"))
equal("nor a shadow, a gap or an overlap", t.json("lint"), [])

# ------------------------------------------------------------------- POSTs

t = Tool(BUILD)
t("add", "/form", "/to", "--method", "GET,POST", "--status", "302")
t("add", "/kept", "/to", "--method", "POST", "--status", "307")
t("add", "/read", "/to", "--method", "GET", "--status", "302")
found = t.json("lint", want=1)
equal("a 302 that is for POST needs no log", kinds(found), [("post", [1])])
check("and says what would keep it", "307 keeps the method" in
      found[0]["message"], found[0]["message"])
log = t.write("access.log", '192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] '
              '"POST /form HTTP/1.1" 302 0\n')
equal("nor is it told twice", kinds(t.json("lint", "--log", log, want=1)),
      [("post", [1])])

t = Tool(BUILD)
for status, path in (("302", "/form"), ("307", "/kept"), ("303", "/meant"),
                     ("301", "h.example/old")):
    t("add", path, "/to", "--status", status)
line = '192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "%s HTTP/1.1" 302 0\n'
log = t.write("access.log", "".join(line % asked for asked in (
    "GET /form", "POST /kept", "POST /meant", "POST /other")) + "none\n" +
    "h.example:80 " + line % "POST /old")
equal("a POST to a host, and no finding by what was no POST of such a rule",
      [(f["kind"], f["rules"]) for f in t.json("lint", "--log", log, want=1)],
      [("post", [4])])
log = t.write("access.log", line % "POST /form?a=1" + line % "POST /form")
found = t.json("lint", "--log", log, want=1)
equal("a POST that becomes a GET, told once",
      [(f["kind"], f["rules"], f["url"]) for f in found],
      [("post", [1], "/form?a=1")])
check("what would keep it is told", "307 keeps the method" in
      found[0]["message"], found[0]["message"])
t.refused("a log that is not there", "lint", "--log", "no.log", "--format",
          "tsv", want=3, says="no.log")

# ------------------------------------------------------------ and many of them

big = "source,target,expires_at\n" + "".join(
    f"/s{i % 97}/p{i},/n/{i},2036-01-01T00:00:00Z\n" if i % 50 else
    f"/q{i}/*,/s{(i + 1) % 97}/p{i + 1},2036-01-01T00:00:00Z\n"
    for i in range(100000))
t = Tool(BUILD)
t("import", "--from", "csv", data=big.encode())
began = time.monotonic()
said = t("lint", "--format", "tsv", want=1)
took = time.monotonic() - began
equal("each of 2,000 chains in 100,000 rules is found",
      (said.count("\tchain\t"), said.count("\n")), (2000, 2000))
check("within some seconds", took < 15 * SLOWER, f"{took:.1f} s")

done()
