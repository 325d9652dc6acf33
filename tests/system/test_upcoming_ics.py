#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_upcoming_ics.py - detour upcoming --format ics: its lines by the
standard, its events by a parser that is not ours.

    test_upcoming_ics.py BUILD
"""

import datetime
import json
import subprocess
import sys

from pace import SLOWER
from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])

# Debian has the parser for its own Python, which may not be the one that runs.
PARSE = """
import icalendar, json, sys
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
assert not c.errors, c.errors
print(json.dumps([
    {"uid": str(e["UID"]), "stamp": str(e["DTSTAMP"].dt),
     "start": str(e["DTSTART"].dt),
     "end": str(e["DTEND"].dt) if "DTEND" in e else None,
     "summary": str(e["SUMMARY"]), "description": str(e["DESCRIPTION"]),
     "alarms": [(str(a["TRIGGER"].dt), a["TRIGGER"].params.get("RELATED"),
                 str(a["ACTION"])) for a in e.walk("VALARM")],
     "errors": e.errors}
    for e in c.walk("VEVENT")]))
"""


def events(*args):
    data = t("upcoming", "--format", "ics", *args).encode()
    p = subprocess.run(["/usr/bin/python3", "-c", PARSE], input=data,
                       capture_output=True, timeout=60 * SLOWER)
    if not check("a parser reads it: " + " ".join(args), p.returncode == 0,
                 p.stderr.decode()):
        return []
    return json.loads(p.stdout)


def days(n):
    at = datetime.datetime.now(datetime.timezone.utc)
    return (at + datetime.timedelta(days=n)).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown(time):
    return time.replace("T", " ").replace("Z", "+00:00")


equal("no rules, no events", events(), [])
start, end = days(3), days(9)
note = "Ask Zoë; then\nrenew, or \\ drop " + "ü" * 60
t("add", "/soon", "/there", "--from", start, "--until", end, "--note", note,
  "--after", "gone")
t("add", "/ends", "https://h.example/" + "long/" * 30, "--until", days(5))
t("add", "/later", "/x", "--from", days(40), "--until", days(50))
t("add", "/now-and-long", "/x", "--until", "never")
t("add", "/off", "/x", "--until", days(4))
t("disable", "5")
t("add", "/opens", "/x", "--from", days(6), "--until", "never")
got = events()
equal("one event for each window that starts or ends",
      [e["summary"].split(" ")[0] for e in got], ["/soon", "/ends", "/opens"])
e = got[0]
equal("from its start to its end", (e["start"], e["end"]),
      (shown(start), shown(end)))
equal("an alarm a day before its end", e["alarms"],
      [["-1 day, 0:00:00", "END", "DISPLAY"]])
check("any text survives escaping and folding",
      note.replace("\\", "\\") in e["description"] and
      "After its end: gone." in e["description"], e["description"])
check("a long target is whole", "/long" in got[1]["summary"] and
      got[1]["summary"].count("long/") == 30, got[1]["summary"])
equal("what has no end has no alarm", (got[2]["end"], got[2]["alarms"]),
      (None, []))
equal("nothing is in error", [x["errors"] for x in got], [[], [], []])
equal("UIDs are stable, and each its own",
      ([x["uid"] for x in events()], len({x["uid"] for x in got})),
      ([x["uid"] for x in got], 3))
equal("--within", [e["summary"].split(" ")[0]
                   for e in events("--within", "60d")],
      ["/soon", "/ends", "/later", "/opens"])
equal("--limit", len(events("--limit", "1")), 1)

raw = t("upcoming", "--format", "ics").encode()
lines = raw.split(b"\r\n")
check("each line ends in CRLF, and no other", raw.endswith(b"\r\n") and
      b"\n" not in raw.replace(b"\r\n", b"") and
      b"\r" not in raw.replace(b"\r\n", b""))
check("no line is longer than 75 octets", max(map(len, lines)) <= 75 and
      any(len(line) >= 74 for line in lines), max(map(len, lines)))


def utf8(line):
    try:
        return line.decode() is not None
    except UnicodeDecodeError:
        return False


check("no character is cut in two", all(map(utf8, lines)))

t("add", "/night", "/x", "--daily", "22:00-06:00", "--zone", "UTC", "--until",
  days(4))
got = [e for e in events("--within", "10d") if e["summary"][:6] == "/night"]
check("of what repeats each night", 4 <= len(got) - 1 <= 6, len(got))
equal("and its window, which alone has an alarm",
      [len(e["alarms"]) for e in got], [0] * (len(got) - 1) + [1])
equal("each with a UID of its own", len({e["uid"] for e in got}), len(got))
t.refused("of another command it is no format", "list", "--format", "ics",
          want=2, says="not a format")
done()
