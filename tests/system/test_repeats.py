#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_repeats.py - windows that repeat: what the tool understands and says,
and what the worker serves.

    test_repeats.py BUILD
"""

import json
import sqlite3
import sys
import time

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])


def explain(url, at):
    """[status, Location, Cache-Control] at an instant."""
    got = t.run("explain", url, "--at", at, "--format", "json")
    row = json.loads(got.stdout)
    return [row["status"], row["location"], row["cache_control"]]


def says(name, said, *parts):
    check(name, all(p in said for p in parts), f"{said}\nwant {parts}")


# ----------------------------------------------------------- what is understood

said = t("add", "/night", "/n", "--daily", "22-6", "--from", "2026-11-01",
         "--until", "2027-12-31", "--max-age", "1d")
says("add says how it repeats, in whose time", said,
     "daily 22:00-06:00 Europe/Berlin")
said = t("add", "/later", "/l", "--weekly", "Saturday, sun", "--zone",
         "America/New_York", "--from", "2037-01-01", "--until", "2038-01-01")
says("and when it is the next time, by its own clocks", said,
     "weekly sat,sun America/New_York, next from 2037-01-03 00:00:00 -05:00 "
     "until 2037-01-05 00:00:00 -05:00")
said = t("add", "/work", "/w", "--weekly", "mon-fri", "--daily", "9-17",
         "--zone", "UTC", "--until", "never")
says("days of one and hours of the other", said,
     "weekly mon-fri 09:00-17:00 UTC")
says("all days of one are daily", t("add", "/all", "/w", "--weekly", "sun-sat",
                                    "--daily", "9-17", "--dry-run"),
     ", daily 09:00-17:00 Europe/Berlin")
rule = t.rule("1")
equal("JSON has what is stored", rule["repeats"],
      "daily 22:00-06:00 Europe/Berlin")
equal("and when it changes the next time", t.rule("2")["next_at"],
      "2037-01-03T05:00:00Z")
t("disable", "2")
equal("not while it is disabled", t.rule("2")["next_at"], None)
t("enable", "2")
says("show says what comes next", t("show", "2"),
     "weekly sat,sun America/New_York; from 2037-01-03 00:00:00 -05:00, in ")
says("list, too", t("list"), "from 2037-01-03 00:00:00 -05:00, in ")

for name, args, want in [
        ("no hours", ["--daily", "22"], "'22' are no hours"),
        ("an empty time", ["--daily", "9-9"], "two times that differ"),
        ("all of every day", ["--daily", "0-24"], "all of every day"),
        ("no such day", ["--weekly", "sab"], "'sab' are no days"),
        ("hours twice", ["--daily", "9-10", "--weekly", "sat 9-10"],
         "both give hours"),
        ("an unknown zone", ["--daily", "9-10", "--zone", "Europe/Bern"],
         "no time zone 'Europe/Bern'"),
        ("a path for a zone", ["--daily", "9-10", "--zone", "../x"],
         "'../x' is no time zone"),
        ("a zone of two words", ["--daily", "9-10", "--zone", "Europe/ Berlin"],
         "is no time zone"),
        ("a zone alone", ["--zone", "UTC"], "give --daily or --weekly"),
        ("a permanent rule", ["--daily", "9-10", "--status", "308"],
         "never ends, so it does not repeat")]:
    t.refused(f"refused: {name}", "add", "/x", "/y", *args, want=2, says=want)
for tz, want in [("CET-1CEST,M3.5.0,M10.5.0/3", "is not in"),
                 ("/tmp/zone", "has no name"), (":Etc/Nowhere", "is not in")]:
    p = t.run("add", "/x", "/y", "--daily", "9-10", env={"TZ": tz})
    check(f"TZ={tz} needs --zone", p.returncode == 2 and
          "--zone Europe/Berlin" in p.stderr.decode(), p.stderr)
for tz, want in [("Asia/Tokyo", "Asia/Tokyo"), (":Asia/Tokyo", "Asia/Tokyo"),
                 ("", "UTC"), ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo")]:
    p = t.run("add", "/x", "/y", "--daily", "9-10", "--dry-run",
              env={"TZ": tz})
    says(f"TZ={tz} is {want}", p.stdout.decode(), f"daily 09:00-10:00 {want},")
p = t.run("add", "/never", "/y", "--daily", "3-4", "--zone", "UTC", "--from",
          "2037-01-01T05:00:00Z", "--until", "2037-01-02T02:00:00Z")
says("a window without an occurrence is stored, with a warning",
     p.stderr.decode(), "warning: rule 4 never answers")

# -------------------------------------------------------- at which instants

# Berlin's night of 2026-12-01, and the two on which its clocks change.
for name, at, want in [
        ("before the night", "2026-12-01T21:59:59", [404, None, "max-age=1"]),
        ("it begins", "2026-12-01T22:00", [307, "/n", "max-age=28800"]),
        ("after midnight", "2026-12-02T00:00", [307, "/n", "max-age=21600"]),
        ("its last second", "2026-12-02T05:59:59", [307, "/n", "max-age=1"]),
        ("it pauses", "2026-12-02T06:00", [404, None, "max-age=60"]),
        ("a night of seven hours", "2027-03-27T22:00",
         [307, "/n", "max-age=25200"]),
        ("a night of nine hours", "2027-10-30T22:00",
         [307, "/n", "max-age=32400"]),
        ("the window is over", "2028-01-01T00:00", [404, None, "max-age=60"])]:
    equal(name, explain("/night", at), want)


def between(url, *args):
    return [(r["at"], r["status"], r["why"]) for r in
            t.json("explain", url, "--between", *args)]


equal("--between lists the turns, over a change of clocks",
      between("/night", "2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z"),
      [("2027-03-27T12:00:00Z", 404, "no rule answers"),
       ("2027-03-27T21:00:00Z", 307, "rule 1 begins"),
       ("2027-03-28T04:00:00Z", 404, "rule 1 pauses"),
       ("2027-03-28T20:00:00Z", 307, "rule 1 begins"),
       ("2027-03-29T04:00:00Z", 404, "rule 1 pauses")])
equal("and the end of the window within an occurrence",
      between("/night", "2027-12-31T12:00:00Z", "2028-01-02T00:00:00Z"),
      [("2027-12-31T12:00:00Z", 404, "no rule answers"),
       ("2027-12-31T21:00:00Z", 307, "rule 1 begins"),
       ("2027-12-31T23:00:00Z", 404, "rule 1 ends")])
p = t.run("explain", "/night", "--at", "2026-12-01T12:00")
says("explain says why it does not answer", p.stdout.decode(),
     "rule 1 repeats daily 22:00-06:00 Europe/Berlin, next from 2026-12-01 "
     "22:00:00 +01:00, in 10h")
p = t.run("explain", "/later", "--at", "2036-12-01")
says("nor yet", p.stdout.decode(), "next from 2037-01-03 00:00:00 -05:00, in ")
says("until when it answers",
     t("explain", "/night", "--at", "2026-12-01T23:00"),
     "it is active until 2026-12-02 06:00:00 +01:00, in 7h")
coming = [(r["at"], r["event"], r["id"]) for r in
          t.json("upcoming", "--within", "5000d") if r["id"] == 2]
equal("upcoming has the next occurrence and the end", coming,
      [("2037-01-03T05:00:00Z", "starts", 2),
       ("2037-01-05T05:00:00Z", "pauses", 2),
       ("2038-01-01T23:00:00Z", "ends", 2)])

# ------------------------------------------------------------------ changes

t("edit", "1", "--zone", "UTC")
equal("another zone, the same hours", t.rule("1")["repeats"],
      "daily 22:00-06:00 UTC")
t("edit", "1", "--weekly", "fri 22-6")
equal("other days and hours, the same zone", t.rule("1")["repeats"],
      "weekly fri 22:00-06:00 UTC")
says("history says what it was", t("history", "1"),
     "repeats: daily 22:00-06:00 UTC -> weekly fri 22:00-06:00 UTC")
t("edit", "1", "--note", "x")
equal("another option leaves it", t.rule("1")["repeats"],
      "weekly fri 22:00-06:00 UTC")
t("renew", "1", "--until", "2029-01-01")
equal("so does renew", t.rule("1")["repeats"], "weekly fri 22:00-06:00 UTC")
t.refused("promote is refused", "promote", "1", "--force", want=1,
          says="it repeats, and what is permanent has no end")
t.refused("edit --status 308 as well", "edit", "1", "--status", "308", want=1,
          says="it repeats")
t.refused("--no-repeat with --daily", "edit", "1", "--no-repeat", "--daily",
          "9-10", want=2, says="leave --daily, --weekly and --zone out")
t("retire", "1")
equal("retire answers at any time", t.rule("1")["repeats"], "")
t("undo")
equal("undo brings it back", t.rule("1")["repeats"],
      "weekly fri 22:00-06:00 UTC")
t("edit", "1", "--no-repeat")
equal("--no-repeat takes it away", t.rule("1")["repeats"], "")

data = "source,target,expires_at,repeats\n" \
       "/i1,/x,never,\"weekly sun,sat 9-17 UTC\"\n" \
       "/i2,/x,never,daily\n" \
       "/i3,/x,never,daily 1-2 Mars/Phobos\n/i4,/x,never,\n"
got = t.json("import", want=1, data=data.encode())
equal("an import takes it in its own words, and refuses what makes no sense",
      (got["added"], [r["reason"].split(" in /")[0].split(":")[0]
                      for r in got["refused"]]),
      (2, ["'daily' is no repetition",
           "there is no time zone 'Mars/Phobos'"]))
equal("in its stored form",
      [r["repeats"] for r in t.json("list", "--source", "/i1")],
      ["weekly sat,sun 09:00-17:00 UTC"])

# ------------------------------------------------------------------- the worker

t("add", "/half", "/am", "--daily", "00:00-12:00", "--zone", "UTC",
  "--max-age", "1d", "--until", "never")
t("add", "/half", "/pm", "--daily", "12:00-24:00", "--zone", "UTC",
  "--max-age", "1d", "--until", "never")
before = 43200 - time.time() % 43200
got = t.cgi("/half")
age = int(got.split("max-age=")[1].split("\r")[0])
after = 43200 - time.time() % 43200
check("the worker serves the one whose hour it is, until its end",
      ("Location: /am" in got or "Location: /pm" in got) and
      (after > before or after - 2 <= age < before), got)

# As when the time zones are taken away, or the table was written by hand.
with sqlite3.connect(t.path("rules.db")) as db:
    db.execute("UPDATE rule SET repeats = 'daily 00:00-12:00 Mars/Phobos'"
               " WHERE source = '/half'")
got = t.cgi("/half")
check("a rule whose zone is gone is passed over", got.startswith("Status: 404"),
      got)
got = t.cgi("/work/none")
check("and the site goes on", got.startswith("Status: 404"), got)
row = t.json("explain", "/half", want=1)
equal("explain says so", row["rule"], None)
half = str([r["id"] for r in t.json("list", "--source", "/half")][0])
t("edit", half, "--zone", "UTC")
equal("edit puts it right", t.rule(half)["repeats"],
      "daily 00:00-12:00 UTC")
t.sound("the database is whole")
done()
