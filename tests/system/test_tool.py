#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_tool.py - every command of the tool on one rule or a few: what it does,
what it refuses, what it prints, and that undo takes it back.

    test_tool.py BUILD
"""

import os
import re
import sqlite3
import sys

import terminal
from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]

# ------------------------------------------------------------- the database

t = Tool(BUILD, init=False)
t.refused("no database: says how to make one", "list", want=3,
          says=["rules.db'", "init' makes one"])
t.refused("no name of a database", "list", want=3, env={"DETOUR_DB": ""},
          says="--db FILE or set DETOUR_DB")
t.refused("no file for init", "init", want=2, env={"DETOUR_DB": ""},
          says="which file?")
t("init", "--dry-run")
check("init --dry-run makes nothing", not os.path.exists(t.path("rules.db")))
check("init says what it made", "rules.db" in t("init"))
t.refused("init leaves a database as it is", "init", want=1,
          says="is left as it is")
t("init", "other.db")
equal("--db before and after the command",
      (t("--db", "other.db", "list"), t("list", "--db=other.db")), ("", ""))
t.write("empty.db", "")
t.refused("an empty file is no database", "--db", "empty.db", "list", want=3,
          says="empty.db")
t.write("text.db", "not a database\n" * 100)
t.refused("a text is no database", "--db", "text.db", "list", want=3,
          says="text.db")
t.refused("init does not touch another file", "init", "text.db", want=3,
          says="text.db")
check("migrate says that there is nothing to do",
      "nothing to do" in t("migrate"))

# --------------------------------------------------------------------- usage

equal("no command is usage", t.run().returncode, 2)
check("help prints every command", all(
    f"\n  {c} " in t("help") for c in
    "init backup restore migrate doctor add list show edit renew enable disable remove stale"
    " upcoming promote demote retire explain import export history undo".split()))
manual = open(os.path.join(os.path.dirname(__file__), "../../admin/detour.1"),
              encoding="utf-8").read()
commands = re.findall(r"^  ([a-z]+) ", t("help").split("Options")[0], re.M)
formats = t.run("export", "--to", "x").stderr.decode().split("csv, json, ")[1]
t.refused("promote names the formats of export", "promote", "1", "--export", "x",
          want=2, says=formats)
for command in "export", "promote":
    check(f"help {command} has the formats that are taken, and no other",
          re.search(r"( json,|server:) " + formats.strip() + r" --",
                    " ".join(t("help", command).split())), t("help", command))
for command, name, clause in [
        ("renew", "an end counts from the start, and there is no --from",
         "--for DURATION how long, from now or from its start: 45m,"),
        ("diff", "two times are compared",
         "--between TIME TIME what changes from the one to the other"),
        ("diff", "an access log is such a file",
         "--file FILE URLs, one a line, or an access log; - for"),
        ("stage", "an access log is such a file",
         "--file FILE URLs, one a line, or an access log; - for"),
        ("doctor", "no socket is asked that is not named",
         "--socket PATH the worker that listens there; none --address"),
        ("doctor", "nor a port",
         "--address HOST:PORT the same, where it listens by TCP; none --user"),
        ("hits", "what is forced is counting again",
         "--force count all of a log, whatever was counted before --dry-run"),
        ("lint", "a format that others have not",
         "--format FORMAT text, tsv, csv, json or sarif"),
        ("upcoming", "a format that others have not",
         "--format FORMAT text, tsv, csv, json or ics")]:
    check(f"help {command}: {name}",
          clause in " ".join(t("help", command).split()), t("help", command))
for family in t("help").split("\n\n")[1:-2]:
    title, *rows = family.split("\n")
    part = manual.split(f".Ss {title.rstrip(':')}\n")[-1]
    told = re.findall(r"^\.It Cm (\w+)|, Cm (\w+)",
                      re.split(r"\n\.S[hs] ", part)[0], re.M)
    if title != "Help:":
        equal(f"the manual has the commands of the help: {title}",
              list(dict.fromkeys(c for c in map("".join, told)
                                 if c in commands)),
              [r.split()[0] for r in rows])
for c in commands:
    page = t("help", c)
    equal(f"help {c}: no line is longer than a terminal's, but for examples",
          [line for line in page.split("Examples:")[0].split("\n")
           if len(line) > 80], [])
    check(f"help {c} has usage and examples",
          f" {c}" in page.split("\n")[0] and "Examples:\n  detour " in page
          and t(c, "--help") == page, page)
check("--version", re.fullmatch(r"detour \d+\.\d+\.\d+\n", t("--version")))
t.refused("an unknown command, and the nearest", "promot", want=2,
          says="did you mean 'promote'?")
t.refused("an unknown command", "nonsense", want=2, says="'nonsense'")
t.refused("an unknown option, and the nearest", "add", "/a", "/b", "--untl",
          want=2, says="did you mean '--until'?")
t.refused("an abbreviation", "list", "--lim", "3", want=2, says="'--limit'")
t.refused("an option of another command", "list", "--until", "never", want=2,
          says="of other commands")
t.refused("an option without its value", "add", "/a", "/b", "--for", want=2,
          says="DURATION")
t.refused("an edit of nothing", "edit", "1", "--dry-run", want=2,
          says=["nothing is to be changed", "--target"])
t.refused("a value for an option that takes none", "add", "/a", "/b",
          "--strict=1", want=2, says="takes no value")
t.refused("too few operands", "show", want=2, says="it takes ID")
t.refused("too many operands", "show", "1", "2", want=2, says="'2'")
t.refused("an unknown format", "list", "--format", "xml", want=2,
          says="text, tsv, csv or json")
for command in ("show", "edit", "renew", "enable", "disable", "remove",
                "promote", "demote", "retire", "history", "undo"):
    t.refused(f"{command}: an id that is no number", command, "7x", want=2,
              says="'7x' is not an id")
    wish = ["--note", "x"] if command == "edit" else []
    t.refused(f"{command}: an unknown id", command, "77", *wish, want=1,
              says="77")

# ----------------------------------------------------------------------- add

said = t("add", "/old", "/new", "--from", "2026-11-21T10:00:00", "--for", "30d")
equal("what was understood is echoed, with the offset", said,
      "added rule 1: /old -> /new, 307, from 2026-11-21 10:00:00 +01:00 until "
      "2026-12-21 10:00:00 +01:00 (30d); the path /old on any host\n")
equal("--format tsv prints the new id alone", t(
    "add", "/one", "/x", "--format", "tsv"), "2\n")
rule = t.json(
    "add", "Example.com/A/*", "https://b.example/:splat?q=1#f", "--until",
    "2036-12-24", "--status", "302", "--after", "gone", "--query", "drop",
    "--max-age", "1h", "--share", "100", "--strict", "--ignore-case",
    "--protect", "--sunset", "--note", 'a "b", ü\nc', "--tag", "z", "--tags",
    "b,a", "--tag", "b", "--disabled")
t.same("every option arrives", rule, id=3, source="Example.com/A/*",
       target="https://b.example/:splat?q=1#f", status=302, state="disabled",
       expires_at="2036-12-24T23:00:00Z", after="gone", query="drop",
       share=100, max_age=3600, strict=True, ignore_case=True, literal=False,
       enabled=False, protect=True, tags="a,b,z", note='a "b", ü\nc',
       sunset=True, promoted_at=None, promoted_until=None)
equal("show has the same", t.rule("3"), rule)
t.same("without a window it is 30 days", t.rule("2"), state="active",
       max_age=None, after="decline", query="pass", note="")
literal = t.rule(t.add("/css/:hover*", "/x/:y", "--literal"))
t.same("--literal takes it as typed", literal, literal=True,
       source="/css/:hover*")
t.same("a target of '-'", t.rule(t.add("/alone", "-")), target="-")
t.same("503 needs no target", t.rule(t.add("/closed", "--status", "503")),
       target=None, status=503)
t.same("410 needs no target", t.rule(t.add("/gone", "--status", "410")),
       target=None, status=410)
t.same("--until never", t.rule(t.add("/n", "/x", "--until", "never")),
       expires_at=None, state="active")
t.same("308 is permanent from the start",
       t.rule(t.add("/p", "/x", "--status", "308")), state="permanent",
       expires_at=None)
past = t.run("add", "/past", "/x", "--from", "2020-01-01", "--until",
             "2020-02-01", "--format", "tsv")
check("a window that is over is accepted, with a warning",
      past.returncode == 0 and b"already over" in past.stderr, past)
t.same("it includes its last day", t.rule(past.stdout.strip().decode()),
       state="expired", starts_at="2019-12-31T23:00:00Z",
       expires_at="2020-02-01T23:00:00Z")
t.same("a past end alone began at some time ever",
       t.rule(t.add("/past2", "/x", "--until", "2020-02-01")), state="expired",
       starts_at=None)
check("another rule on the source is told",
      b"rule 1 is active on the same source" in t.run(
          "add", "/old/", "/other").stderr)
t.add("/base", "/x", "--until", "2036-01-01")
said = t.run("add", "/base", "/campaign", "--from", "2035-01-01", "--for",
             "2w").stderr
check("with one to come it is told once, from when to when",
      said.count(b"warning") == 1 and b"active together" in said, said)
said = t.run("add", "/base", "/late", "--from", "2037-01-01", "--for",
             "2w").stderr
check("and not at all, when they never meet", b"warning" in said and
      b"while both are" not in said and b"together" not in said, said)
check("a target that another rule answers is told",
      b"answered by rule" in t.run("add", "/to-old", "/old").stderr)

BAD = {
    "no target": (["/a"], "has no target"),
    "a target on a 410": (["/a", "/b", "--status", "410"], "takes no target"),
    "a target on a 503": (["/a", "/b", "--status", "503"], "takes no target"),
    "a fallback of a 503": (["/a", "--status", "503", "--after", "/b"],
                            "takes no target and no fallback"),
    "a max-age of a 503": (["/a", "--status", "503", "--max-age", "1m"],
                           "never stored"),
    "a scheme that is none": (["/a", "javascript:alert(1)"], "javascript:"),
    "a target without a scheme": (["/a", "b.example/x"], "'b.example/x'"),
    "'//host'": (["/a", "//evil.example/"], "//"),
    "user info": (["/a", "https://a@b.example/"], "@"),
    "a control octet": (["/a", "/b\r\nSet-Cookie: x"], "control"),
    "a source that is no path": (["a b", "/b"], "a b"),
    "an expression that does not compile": (["~/a(.*", "/b"], "octet 6"),
    "a capture that is not there": (["~/a(.*)", "/$2"], "'$2'"),
    "a rank of a path": (["/a", "/b", "--rank", "1"], "a rank orders"),
    "a rank that is none": (["~/a", "/b", "--rank", "-1"], "'-1'"),
    "an unknown placeholder": (["/a", "/:splat"], ":splat"),
    "a status that is none": (["/a", "/b", "--status", "304"], "304"),
    "a status in words": (["/a", "/b", "--status", "gone"], "'gone'"),
    "a permanent rule with an end": (
        ["/a", "/b", "--status", "308", "--for", "3d"], "has no end"),
    "a permanent rule with --until": (
        ["/a", "/b", "--status", "301", "--until", "2036-01-01"], "has no end"),
    "both ends": (["/a", "/b", "--for", "1d", "--until", "never"], "both"),
    "an empty window": (["/a", "/b", "--from", "2036-02-01", "--until",
                         "2036-01-01"], "window is empty"),
    "a window beyond the calendar": (["/a", "/b", "--from", "9999-12-30",
                                      "--for", "400d"], "'400d' leads beyond"),
    "the same of the usual length": (["/a", "/b", "--from", "9999-12-30"],
                                     "'30d' leads beyond"),
    "a duration that is none": (["/a", "/b", "--for", "soon"], "'soon'"),
    "a time that is none": (["/a", "/b", "--from", "31.12.2036"], "31.12.2036"),
    "a day that is none": (["/a", "/b", "--until", "2036-02-30"], "2036-02-30"),
    "a query policy that is none": (["/a", "/b", "--query", "keep"],
                                    "pass or drop"),
    "a share of more than all": (["/a", "/b", "--share", "101"], "'101'"),
    "a share of none": (["/a", "/b", "--share", "0"], "'0'"),
    "a max-age that is none": (["/a", "/b", "--max-age", "long"], "'long'"),
    "a max-age too long": (["/a", "/b", "--max-age", "366d"], "max-age"),
    "an after that is none": (["/a", "/b", "--after", "then"], "'then'"),
    "a tag of two words": (["/a", "/b", "--tag", "a b"], "'a b'"),
    "a note too long": (["/a", "/b", "--note", "x" * 2001], "2000"),
    "a loop": (["/a", "/%61"], "loop"),
    "a path that grows": (["/*", "/x/:splat"], "'/*'"),
}
before = t("export")
for name, (args, says) in BAD.items():
    t.refused(f"add refuses {name}", "add", *args, want=2, says=says)
equal("of what was refused nothing stays", t("export"), before)
check("--force adds what can only loop",
      b"warning" in t.run("add", "/l", "/%6c", "--force").stderr)
t("undo")
check("--dry-run says what would be added",
      t("add", "/a", "/b", "--dry-run").startswith("would add rule "))
equal("and adds nothing", t("export"), before)
check("control octets of what was typed never reach the terminal",
      b"\x1b" not in t.run("add", "/\x1b[2J", "/b").stderr)

# ---------------------------------------------------------------------- list

equal("list in JSON is what show says", t.json("list")[1], t.rule("2"))
equal("list in TSV has a line a rule, without a header",
      len(t("list", "--format", "tsv").splitlines()), len(t.json("list")))
check("list in CSV has a header",
      t("list", "--format", "csv").startswith(
          "id,source,target,status,state,starts_at,expires_at,after,query,"
          "share,max_age,strict,ignore_case,literal,enabled,protect,tags,note,"
          "sunset,created_at,promoted_at,promoted_until,rank,repeats,method,"
          "cookie,header,language,from_net,cors,next_at\n"))
check("TSV escapes", "\\n" in t("list", "--tag", "z", "--format", "tsv"))


def ids(*args):
    return t("list", *args, "--format", "tsv").split("\n")[:-1]


equal("--state", [r["state"] for r in t.json("list", "--state", "expired")],
      ["expired"] * 2)
equal("--host", [r["id"] for r in t.json("list", "--host", "EXAMPLE.com")], [3])
equal("--tag", [r["id"] for r in t.json("list", "--tag", "z")], [3])
for name, typed, want in [
        ("of two tags both are there", "--tag z --tag b", [3]),
        ("also in the other order", "--tag none --tag z", []),
        ("of two texts both are contained", "--source zz --source /", []),
        ("in any order", "--source / --source zz", []),
        ("of two states both hold", "--state disabled --state active", []),
        ("a rule has one host", "--host other.example --host example.com", []),
        ("which may be named twice", "--host example.com --host EXAMPLE.com", [3])]:
    equal(f"list {typed}: {name}",
          [r["id"] for r in t.json("list", *typed.split())], want)
equal("a part of a tag is no tag", t.json("list", "--tag", "zz"), [])
equal("--source", [r["id"] for r in t.json("list", "--source", "A/")], [3])
equal("--limit", len(ids("--limit", "2")), 2)
t.refused("a state that is none", "list", "--state", "stale", want=2,
          says="'stale'")
t.refused("a limit of none", "list", "--limit", "0", want=2, says="'0'")
check("no colour where there is no terminal", "\x1b" not in t("list"))


def on_terminal(*args, columns=0, **env):
    """What a person sees."""
    return terminal.on_terminal([t.build + "/detour", *args],
                                {**t.env, **env}, columns, errors=False)


check("colour on a terminal", b"\x1b[32mactive\x1b[0m" in on_terminal("list"))


def lines(*args, columns):
    return on_terminal(*args, columns=columns,
                       NO_COLOR="1").decode().replace("\r", "").split("\n")


def still(text):
    """But for how long ago something was, and the room for it: time goes on,
    and of this very second nothing is said."""
    text = re.sub(r"(\b\d+[smhdwy]\b ?)+|\bago\b|,", "", text)
    return re.sub(r" +", " ", text)


def letters(table):
    """In any order."""
    return sorted(re.sub(r"\s", "", still("\n".join(table))))


wide = on_terminal("list", NO_COLOR="1").decode().replace("\r", "")
equal("a table is as wide as it is where the terminal does not tell",
      still(wide), still(t("list")))
for columns in (80, 100):
    seen = lines("list", columns=columns)
    check(f"a table fits a terminal of {columns}", len(seen) > 3 and
          max(map(len, seen)) <= columns, "\n".join(seen))
    equal(f"and loses nothing: {columns}", letters(seen[1:]),
          letters(wide.split("\n")[1:]))
seen = lines("list", columns=40)
check("where it cannot fit, each rule has lines of its own",
      seen[0].split() == ["id", "1"] and "" in seen[:-1], "\n".join(seen))
check("but not with NO_COLOR", b"\x1b" not in on_terminal("list", NO_COLOR="1"))
with sqlite3.connect(t.path("rules.db")) as db:
    db.execute("UPDATE rule SET note = ? WHERE id = 1", ("\x1b]0;x\x07",))
shown = t("show", "1")
check("what is stored cannot reach the terminal",
      "\x1b" not in shown and "\\x1B]0;x\\x07" in shown, shown)

# ------------------------------------------------------------------- dry runs

# Whoever only looks has nothing to rehearse.
LOOKS = {"doctor", "list", "show", "explain", "lint", "diff", "upcoming",
         "stale", "export", "recipe", "history", "help"}
commands = set(re.findall(r"^  ([a-z]+) {2,}", t("help"), re.M))
check("the help names the commands", len(commands) > 20 and
      LOOKS < commands, commands)
equal("every other one takes --dry-run",
      {c for c in commands if "--dry-run" in t("help", c)}, commands - LOOKS)

# ----------------------------------------------------------------- short WAL

v = Tool(BUILD)
for args in (("add", "/a", "/b"), ("edit", "1", "--target", "/c"),
             ("promote", "1")):
    v(*args)
    equal(f"{args[0]} leaves no log behind",
          os.path.getsize(v.path("rules.db-wal")), 0)

# ------------------------------------------------------------- an empty file

e = Tool(BUILD, init=False)
e.write("rules.db", "")
e.refused("an empty file is no database", "list", want=3, says="is empty")
e("init")
equal("init makes one of it", e.json("list"), [])

done()
