#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_tool_life.py - the life of rules: edit, renew, enable, disable, remove,
promote, demote, retire, stale, upcoming; the history, and the way back.

    test_tool_life.py BUILD
"""

import datetime
import json
import sqlite3
import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
DAY = 86400


def seconds(text):
    return datetime.datetime.strptime(
        text, "%Y-%m-%dT%H:%M:%SZ").replace(
            tzinfo=datetime.timezone.utc).timestamp()


def now():
    return datetime.datetime.now(datetime.timezone.utc).timestamp()


def near(name, text, want):
    """One test: an instant is that one, or a little later."""
    check(name, want - 60 < seconds(text) < want + 60, f"{text} {want}")


t = Tool(BUILD)
start = now()


def fresh(source="/a", *more):
    return t.add(source, "/x", "--until", "2036-01-01", *more)


def undone(name, *args, but=None):
    """Two tests: a dry run changes nothing, and undo brings back each octet,
    but those of a column."""
    def rules():
        return [{k: v for k, v in rule.items() if k != but}
                for rule in json.loads(t("export", "--to", "json"))]

    before, was = t("export"), rules()
    said = t(*args, "--dry-run")
    check(f"{name} --dry-run says what would be done and does nothing",
          said.startswith("would ") and t("export") == before, said)
    t(*args)
    changed = rules()
    t("undo")
    check(f"undo takes {name} back", changed != was and rules() == was,
          t("history", "--limit", "4"))


# ---------------------------------------------------------------------- edit

a = fresh()
full = ["--source", "h.example/b/*", "--target", "/c/:splat", "--status", "302",
        "--from", "2026-01-01", "--until", "2035-01-01", "--after", "/end",
        "--query", "drop", "--max-age", "60", "--strict", "--ignore-case",
        "--protect", "--sunset", "--note", "n", "--tags", "p,q", "--disabled"]
t.same("edit changes everything", t.json("edit", a, *full), id=int(a),
       source="h.example/b/*", target="/c/:splat", status=302,
       state="disabled", starts_at="2025-12-31T23:00:00Z",
       expires_at="2035-01-01T23:00:00Z", after="/end", query="drop",
       max_age=60, strict=True, ignore_case=True, protect=True, sunset=True,
       note="n", tags="p,q")
t.same("and back", t.json(
    "edit", a, "--no-strict", "--no-ignore-case", "--no-protect",
    "--no-sunset", "--max-age", "none", "--after", "decline", "--query",
    "pass", "--tags", "", "--note", "", "--literal", "--source", "/b*",
    "--target", "/:c"),
    strict=False, ignore_case=False, protect=False, sunset=False, max_age=None,
    after="decline", query="pass", tags="", note="", literal=True,
    source="/b*", expires_at="2035-01-01T23:00:00Z")
t.refused("--no-literal has to fit", "edit", a, "--no-literal", want=2,
          says="/b*")
equal("what is refused changes nothing", t.rule(a)["literal"], True)
near("--for counts from now", t.json("edit", a, "--for", "2d")["expires_at"],
     now() + 2 * DAY)
b = fresh("/b2")
undone("edit", "edit", b, "--target", "/y", "--until", "never")
t.refused("no promotion to a status that treats methods otherwise", "edit", b,
          "--status", "301", want=2, says="--status 308")
p = t.json("edit", b, "--status", "308")
t.same("a permanent status is a promotion", p, state="permanent",
       expires_at=None, promoted_until="2036-01-01T23:00:00Z")
t.same("a temporary one takes it back", t.json("edit", b, "--status", "307"),
       state="active", expires_at="2036-01-01T23:00:00Z", promoted_at=None)
t.same("410 drops the target", t.json("edit", b, "--status", "410"),
       status=410, target=None)
t.same("503 drops max-age and fallback", (t.json("edit", b, "--status",
       "307", "--target", "/x", "--max-age", "1m", "--after", "/late"),
       t.json("edit", b, "--status", "503"))[1],
       status=503, target=None, max_age=None, after="decline")
t("edit", b, "--status", "410")
t.refused("from 410 it needs one", "edit", b, "--status", "307", want=2,
          says="target")

early = t.add("/early", "/x", "--status", "308", "--from", "2037-01-01")
p = t.json("edit", early, "--from", "2026-01-01")
near("what was to be permanent later, and is already, is trusted since now",
     p["promoted_at"], now())

t.add("/second", "/third")
chain = t.add("/first", "/second")
t.refused("a promotion by edit is judged by the target that it gives", "edit",
          t.add("/other", "/third"), "--target", "/second", "--status", "308",
          want=1, says="is answered by rule")
t("edit", chain, "--target", "/third", "--status", "308")
t.same("and not by the one that it takes away", t.rule(chain), status=308,
       target="/third")
t.refused("nor by a protection that it lifts", "edit", t.add(
    "/guarded", "/third", "--protect"), "--status", "308", want=1,
    says="protected")
t("edit", t.add("/guarded2", "/third", "--protect"), "--status", "308",
  "--no-protect")

# ---------------------------------------- renew, enable, disable, remove

many = [fresh(f"/m{i}") for i in range(3)]
undone("renew", "renew", *many, "--for", "1d")
t("renew", *many, "--for", "1d")
near("renew --for counts from now", t.rule(many[1])["expires_at"], now() + DAY)
t.same("renew --until", t.json("renew", many[0], "--until", "2037-01-01")[0],
       expires_at="2037-01-01T23:00:00Z")
near("renew alone is 30 days", t.json("renew", many[0])[0]["expires_at"],
     now() + 30 * DAY)
undone("disable", "disable", *many)
t("disable", *many)
equal("disabled rules do not answer",
      t.json("explain", "/m0", want=1)["considered"][0]["verdict"], "disabled")
undone("enable", "enable", *many)
t("enable", *many)
undone("remove", "remove", *many)
undone("remove of one", "remove", many[0])
before = t("export")
t.refused("all or nothing", "disable", many[0], "9999", many[1], want=1,
          says=["no rule 9999", "nothing was changed"])
equal("so nothing was changed", t("export"), before)
check("what is as it should be is said, and is fine",
      b"enabled already" in t.run("enable", many[0]).stderr)
equal("ids, for the next command", t("remove", many[2], many[0], many[0],
                                     "--format", "tsv"),
      f"{many[0]}\n{many[2]}\n")
equal("removed rules are gone", t.run("show", many[0]).returncode, 1)
check("ids are never used again", int(fresh("/m0")) > int(many[2]))

# ------------------------------------------------ promote, demote, retire

r = t.add("/r", "/x", "--status", "302", "--until", "2036-01-01")
undone("promote", "promote", r)
t.same("302 becomes 301", t.json("promote", r)[0], status=301,
       state="permanent", expires_at=None,
       promoted_until="2036-01-01T23:00:00Z")
near("since now", t.rule(r)["promoted_at"], now())
again = t.run("promote", r)
check("permanent already: says so, and is fine",
      again.returncode == 0 and b"permanent already" in again.stderr, again)
t.refused("renew of a permanent rule", "renew", r, want=1, says="demote")
undone("demote", "demote", r, but="promoted_at")
t.same("demote brings the window back", t.json("demote", r)[0], status=302,
       expires_at="2036-01-01T23:00:00Z", promoted_at=None,
       promoted_until=None)
late = t.add("/late", "/x", "--from", "2020-01-01", "--until", "2020-02-01")
t("promote", late)
near("or 30 days when that is over", t.json("demote", late)[0]["expires_at"],
     now() + 30 * DAY)
with sqlite3.connect(t.path("rules.db")) as db:
    db.execute("UPDATE rule SET promoted_at = 1, promoted_until = 0, "
               "status = 301, expires_at = NULL WHERE id = ?", (r,))
t("edit", r, "--note", "n")
equal("a note leaves the age of a permanent rule alone",
      seconds(t.rule(r)["promoted_at"]), 1)
t("edit", r, "--target", "/z")
near("another target begins it anew", t.rule(r)["promoted_at"], now())
check("removing a young permanent rule warns",
      b"less than a year" in t.run("remove", r, "--dry-run").stderr)

g = {"303": (["--status", "303"], "303"), "410": (["--status", "410"], "410"),
     "503": (["--status", "503"], "503"),
     "a protected rule": (["--protect"], "protected"),
     "a rule that has not begun": (["--from", "2035-01-01"], "not begun")}
for name, (options, says) in g.items():
    target = [] if name in ("410", "503") else ["/x"]
    rule = t.add(f"/g{name[-3:]}", *target, "--until", "2036-01-01", *options)
    t.refused(f"promote refuses {name}", "promote", rule, want=1, says=says)
    equal(f"--force and {name}", t.run("promote", rule, "--force").returncode,
          1 if name in ("303", "410", "503") else 0)
first = t.add("/chain1", "/chain2", "--until", "2036-01-01")
t.add("/chain2", "/chain3", "--until", "2036-01-01")
t.refused("promote refuses a target that another rule answers", "promote",
          first, want=1, says="--target")
loop = t.add("/loop", "/l%6fop", "--force")
t.refused("promote refuses a loop", "promote", loop, want=1, says="loop")

s = t.add("/s", "/x", "--from", "2035-01-01", "--until", "2036-01-01",
          "--after", "/end", "--disabled")
undone("retire", "retire", s)
t.same("retire is 410 from now on", t.json("retire", s)[0], status=410,
       state="active", target=None, expires_at=None, enabled=True)
t.same("the URL says so", t.json("explain", "/s"), status=410)
check("retired already: says so, and is fine",
      b"retired already" in t.run("retire", s).stderr)

# ------------------------------------------------------------------- history

events = t.json("history")
equal("the newest comes first", [e["id"] for e in events],
      sorted((e["id"] for e in events), reverse=True))
t.same("an event says who, what, from what to what", events[0], who="ann",
       what="retire", rule=int(s))
equal("before and after are rules", (
    events[0]["before"]["status"], events[0]["after"]["status"]), (307, 410))
equal("--limit", len(t.json("history", "--limit", "3")), 3)
equal("of one rule", {e["rule"] for e in t.json("history", s)}, {int(s)})
check("the text says what changed", "status: 307 -> 410" in t("history"))
w = Tool(BUILD)
for name, env, args in [
        ("--as", {"DETOUR_USER": "x", "SUDO_USER": "y"}, ["--as", "bob"]),
        ("DETOUR_USER", {"DETOUR_USER": "bob", "SUDO_USER": "y"}, []),
        ("SUDO_USER", {"DETOUR_USER": "", "SUDO_USER": "bob"}, [])]:
    w("add", "/a", "/b", *args, env=env)
    equal(f"who, by {name}", w.json("history")[0]["who"], "bob")
w.refused("a name with a control octet", "add", "/a", "/b", "--as", "a\tb",
          want=2, says="not a name")

for format, between in ("csv", ","), ("tsv", "\t"):
    said = w("history", "--format", format) + w.run(
        "explain", "/%", "--format", format).stdout.decode()
    check(f"what is not there is empty in {format}", between + "null" not in
          said, said)
w("import", "-", "--from", "csv", data=b"source,target\n/one,/1\n")
check("one rule that was imported is one", " 1 rule added\n" in w("history"),
      w("history"))
w("stage", "begin")
check("that a stage was begun is no rule", " a stage was begun\n" in
      w("history", "--stage"), w("history", "--stage"))

# ---------------------------------------------------------------------- undo

w = Tool(BUILD)
w.refused("nothing to undo", "undo", want=1, says="nothing")
w("add", "/a", "/1")
w("edit", "1", "--target", "/2")
w("edit", "1", "--target", "/3")
w.refused("an event that something stands on", "undo", "2", want=1, says="1")
equal("which is still there", w.rule("1")["target"], "/3")
w("undo", "2", "--force")
equal("unless forced", w.rule("1")["target"], "/1")
w("undo", "4")
equal("an undo can be undone", w.rule("1")["target"], "/3")
w.same("in JSON it says what was taken back", w.json("undo", "3"), batch=3,
       what="edit", who="ann", count=1)
w.refused("twice is refused", "undo", "3", want=1, says="3")

# --------------------------------------------------------- stale, upcoming

q = Tool(BUILD)
equal("nothing is stale at first", (q.json("stale"), q("stale")), ([], ""))
over = ["--from", "2020-01-01", "--until", "2020-02-01"]
ever = ["--from", "2020-01-01", "--until", "never"]
visited = q.add("/visited", "/x", *over)
quiet = q.add("/quiet", "/x", *over)
with_end = q.add("/ended", "/x", "--from", "2020-01-01", "--until", "now")
chained = q.add("/chained", "/x/visited2", "--until", "2036-01-01")
q.add("/x/visited2", "/y", "--until", "2036-01-01")
stays = q.add("/stays", "/x", *ever)
q.write("old.csv", "source,target,created_at\n/unused,/x,2020-01-01\n")
q("import", "old.csv")
unused = q.json("list", "--source", "/unused")[0]["id"]
q.cgi("/visited"), q.cgi("/stays"), q.cgi("/stays")
rows = {r["id"]: r for r in q.json("stale")}
equal("each reason, with its advice",
      {k: (r["reason"], r["advice"]) for k, r in rows.items()},
      {int(visited): ("visited", "promote, or renew"),
       int(quiet): ("quiet", "remove"),
       int(with_end): ("ended", "wait"),
       int(chained): ("chained", "flatten"),
       int(stays): ("overstayed", "promote"),
       unused: ("unused", "remove")})
q.same("with the evidence", rows[int(visited)], state="expired", hits=0,
       late_hits=1, source="/visited", target="/x",
       expires_at="2020-02-01T23:00:00Z")
q.same("hits of one that is served", rows[int(stays)], hits=2, late_hits=0,
       expires_at=None, state="active")
near("and the last of them", rows[int(stays)]["last_hit"], now())
check("age is in seconds since it began",
      abs(now() - rows[int(stays)]["age"] - 1577833200) < 60,
      rows[int(stays)]["age"])
q("stale", "--exit-code", want=1)
check("TSV", len(q("stale", "--format", "tsv").splitlines()) == len(rows))
equal("thresholds are options", {r["id"] for r in q.json(
    "stale", "--overstayed-after", "9000d", "--unused-for", "9000d",
    "--quiet-for", "9000d")}, {int(visited), int(quiet), int(with_end),
                               int(chained)})
q.refused("a threshold that is none", "stale", "--quiet-for", "long", want=2,
          says="'long'")
before = q("export")
said = q("promote", "--stale", "--dry-run")
equal("promote --stale --dry-run changes nothing", q("export"), before)
equal("promote --stale promotes what the report advises to",
      {r["id"] for r in q.json("promote", "--stale")},
      {int(visited), int(stays)})
q("undo")
equal("as one batch", q("export"), before)
for path, how in (("/303", ["/x", "--status", "303"]), ("/alone", ["-"]),
                  ("/410", ["--status", "410"])):
    q("add", path, *how, *over)
    q.cgi(path)
equal("and what is never promoted does not keep it from that",
      {r["id"] for r in q.json("promote", "--stale", "--dry-run")},
      {int(visited), int(stays)})
check("the hits of another file", q.json("--hits", q.path("none.db"), "stale")
      != list(rows.values()))

soon = q.add("/soon", "/x", "--for", "1h")
then = q.add("/then", "/x", "--from", "2035-01-01", "--for", "1d")
equal("upcoming has what ends within 30 days",
      [(r["id"], r["event"], r["state"]) for r in q.json("upcoming")],
      [(int(soon), "ends", "active")])
equal("and what starts later, on request", [
    (r["id"], r["event"]) for r in q.json("upcoming", "--within", "3300d")][:3],
    [(int(soon), "ends"), (int(then), "starts"), (int(then), "ends")])
equal("upcoming --limit", len(q.json("upcoming", "--within", "3300d",
                                     "--limit", "2")), 2)
q("disable", soon)
equal("what is disabled does not come up", q.json("upcoming"), [])

done()
