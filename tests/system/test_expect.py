#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_expect.py - detour expect, and what lint and promote make of it.

    test_expect.py BUILD
"""

import json
import sys

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])

equal("at first nothing is expected", t.json("expect"), [])
rule = t.add("/old", "/new", "--until", "2036-01-01")
equal("in text it says what was understood", t("expect", "/old", "307", "/new"),
      "added expectation 1: GET /old gets 307 /new\n")
equal("in TSV the id", t("expect", "/old", "307 /new", "--method", "POST",
                         "--format", "tsv"), "2\n")
p = t.run("expect", "https://site.example/gone", "gone", "--at",
          "2036-06-01", "--note", "after the move")
check("what does not hold is stored, with a warning", p.returncode == 0 and
      b"warning: it does not hold: it gets 404" in p.stderr, p.stderr)
rows = t.json("expect")
equal("all are listed, with what each gets",
      [(r["id"], r["method"], r["url"], r["answer"], r["holds"], r["got"])
       for r in rows],
      [(1, "GET", "/old", "307 /new", True, "307 /new"),
       (2, "POST", "/old", "307 /new", True, "307 /new"),
       (3, "GET", "https://site.example/gone", "410", False, "404")])
t.same("with who, when and why", rows[2], who="ann", note="after the move",
       at="2036-05-31T22:00:00Z")
t.refused("the same again", "expect", "/old", "307 /new", want=1,
          says="expectation 1 says so already")
t.refused("a contradiction", "expect", "/old", "404", want=1,
          says="expectation 1 says that it gets 307 /new")
t.refused("an answer that is none", "expect", "/old", "soon", want=2,
          says="'soon' is not an answer")
t.refused("no answer", "expect", "/old", want=2, says="what does '/old' get?")
t.refused("no URL", "expect", "--method", "GET", want=2, says="which URL")
t.refused("a method that is none", "expect", "/old", "404", "--method", "G T",
          want=2, says="is not a method")
equal("--dry-run says so", t("expect", "/x", "404", "--dry-run"),
      "would add expectation 4: GET /x gets 404\n")
equal("and stores nothing", len(t.json("expect")), 3)

# ------------------------------------------------------------------------ lint

found = t.json("lint", want=1)
equal("lint finds what does not hold",
      [(f["kind"], f["severity"], f["rules"], f["url"]) for f in found],
      [("expectation", "error", [], "https://site.example/gone")])
equal("it says what should be, and what is", found[0]["message"],
      "expectation 3: GET https://site.example/gone should get 410 at "
      "2036-06-01 00:00:00 +02:00, and gets 404")
check("so does SARIF", '"ruleId": "expectation"' in
      t("lint", "--format", "sarif", want=1).replace('":"', '": "'))
check("at a later time it is over", not t.json(
    "lint", "--at", "2037-01-01", want=1)[-1]["message"].startswith(
    "expectation 3"))
equal("others are asked for that time",
      [f["url"] for f in t.json("lint", "--at", "2036-02-01", want=1)],
      ["/old", "/old", "https://site.example/gone"])
t("expect", "--remove", "3")
equal("what is removed is not looked at", t.json("lint"), [])
t.refused("what is not there", "expect", "--remove", "3", want=1,
          says="there is no expectation 3")
t.refused("an id that is none", "expect", "--remove", "x", want=2, says="'x'")
check("--remove --dry-run keeps it", t("expect", "--remove", "2", "--dry-run")
      .startswith("would remove expectation 2: POST /old") and
      len(t.json("expect")) == 2)

t("expect", "--remove", "2")
event = t.json("history", "--limit", "1")[0]
t.same("the history has them", event, what="expect", rule=None, after=None)
equal("as they were", (event["before"]["expectation"], event["before"]["url"]),
      (2, "/old"))
check("in words", "expectation 2: POST /old gets 3" in t(
    "history", "--limit", "1") and ", removed" in t("history", "--limit", "1"))
check("an undo brings it back", t("undo").startswith(
    f"took back event {event['id']}: expect by ann"))
equal("under its own id", [e["id"] for e in t.json("expect")], [1, 2])

# ------------------------------------------------------------------------ undo

back = Tool(sys.argv[1])
rule = back.add("/old", "/new", "--until", "2036-01-01")
for answer in "/new", "/other":
    back("expect", "/old", answer)
    back("expect", "--remove", back.json("expect")[0]["id"].__str__())
first, second = [str(e["id"]) for e in back.json("history")
                 if e["before"]][::-1]
back("expect", "/old", "3xx /new")
before = back.json("expect")
back.refused("an undo brings none back that says so again", "undo", first,
             want=1, says="what expectation 1 would say again: 3xx /new; "
             "'detour expect --remove 3' takes that away")
back.refused("nor one that contradicts another", "undo", second, want=1,
             says="expectation 2 would say that GET /old gets 3xx /other, and "
             "expectation 3 says that it gets 3xx /new; 'detour expect "
             "--remove 3' takes that away")
back.refused("not even by force", "undo", second, "--force", want=1,
             says="expectation 3 says")
equal("then nothing was done", (back.json("expect"), len(back.json("history"))),
      (before, 6))
back("expect", "--remove", "3")
p = back.run("undo", second)
check("what does not hold comes back, with a warning", p.returncode == 0 and
      b"warning: expectation 2 does not hold: it gets 307 /new" in p.stderr and
      b"took back event " + second.encode() in p.stdout, p)
back.refused("nor what contradicts one that an undo brought back", "undo", str(
    back.json("history")[1]["id"]), want=1, says="expectation 2 says")
back("expect", "--remove", "2")
p = back.run("undo", first)
equal("what holds without one", (p.returncode, p.stderr), (0, b""))

# ---------------------------------------------------------------------- a file

other = Tool(sys.argv[1])
t("expect", "https://site.example/later", "gone", "--at", "2036-06-01",
  "--method", "POST", "--note", "why\"not")
whole = t("expect", "--format", "json")
name = other.write("expected.json", whole)
equal("--dry-run says how many there would be", other(
    "expect", "--file", name, "--dry-run"),
      "would add 3 expectations: 0 kept\n")
equal("and adds none", other.json("expect"), [])
other("expect", "--file", name)


def meant(tool):
    return [[e[k] for k in ("url", "method", "answer", "at", "note")]
            for e in tool.json("expect")]


equal("what was printed comes back whole", meant(other), meant(t))
equal("it is one change", {e["batch"] for e in other.json("history")}, {1})
t.same("what is there is kept", other.json("expect", "--file", "-",
                                           data=whole.encode()),
       added=0, kept=3)
for what, text, says, want in (
        ("what contradicts one that is there", '[{"url": "/n", "answer": "/m"},'
         '{"url": "/old", "answer": "404"}]', "expectation 2: expectation 1 "
         "says that it gets", 1),
        ("what is no JSON", '[{', "standard input:1: it is no JSON", 2),
        ("what is no array", '{"url": "/a", "answer": "/b"}', "no array", 2),
        ("what is no object", '["/a"]', "expectation 1: it is no object", 2),
        ("one without an answer", '[{"url": "/a"}]', "no answer", 2),
        ("one without a URL", '[{"answer": "/a"}]', "a URL has", 2),
        ("an answer that is none", '[{"url": "/a", "answer": "999"}]',
         "expectation 1: 999 is never", 2),
        ("a time that is none", '[{"url": "/a", "answer": "/b", "at": "x"}]',
         "expectation 1: 'x'", 2),
        ("a number for a text", '[{"url": 7, "answer": "/b"}]', "are texts", 2),
        ("a name that is none", '[{"url": "/a", "answer": "/b", "when": ""}]',
         "'when' is no name here", 2)):
    other.refused(f"of a file: {what}", "expect", "--file", "-", want=want,
                  says=says, data=text.encode())
equal("nothing of all that was added", len(other.json("expect")), 3)
many = json.dumps([{"url": f"/many/{n}", "answer": "404"}
                   for n in range(30000)]).encode()
t.same("very many are added as fast as a few",
       other.json("expect", "--file", "-", "--dry-run", data=many),
       added=30000, kept=0)
equal("and one of a file may contradict another one of it", other.run(
    "expect", "--file", "-", data=json.dumps(
        [{"url": "/x", "answer": a} for a in ("404", "410")]).encode())
    .returncode, 1)
other.refused("a file that is not there", "expect", "--file", "no.json", want=3,
              says="no.json")
other.refused("a folder", "expect", "--file", ".", want=3,
              says="'.' cannot be read: Is a directory")
other.refused("a file and a URL", "expect", "/a", "/b", "--file", name, want=2,
              says="--file brings")
t("expect", "--remove", str(t.json("expect")[-1]["id"]))

# --------------------------------------------------------------------- promote

t.refused("a promotion that would break one is refused", "promote", rule,
          want=1, says=["expectation 1", "would get 308 /new", "--force"])
equal("nothing is changed", t.rule(rule)["status"], 307)
t("add", "/also", "/there", "--until", "2036-01-01")
equal("what it does not touch is promoted", t("promote", "2", "--format",
                                              "tsv"), "2\n")
p = t.run("promote", rule, "--force")
check("--force promotes it, with a warning", p.returncode == 0 and
      b"warning: expectation 1" in p.stderr, p.stderr)
t("add", "/third", "/there", "--until", "2036-01-01")
equal("what was broken before keeps nobody",
      t("promote", "3", "--format", "tsv"), "3\n")
t("undo", "--force")
t("expect", "/third", "/there")
equal("any redirect there may be promoted",
      t("promote", "3", "--format", "tsv"), "3\n")
done()
