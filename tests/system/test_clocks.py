#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_clocks.py - what clocks show, and when windows repeat, by Python's
zoneinfo.

    test_clocks.py BUILD [SEED]

build/tests/clocks answers with the functions that serve.  Its offsets must be
zoneinfo's in every zone; its occurrences those of a plain reference, which
walks around changes of the clocks minute by minute.
"""

import bisect
import random
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

from pace import SLOWER
from tap import check, done, skip

BUILD = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261201
DAY = 86400
LAST = 253402300799 - 2 * DAY  # datetime ends with the year 9999
EACH = 60        # drawn instants for each zone
NIGHTS = 120     # changes of clocks that are walked around
EVER, NEVER = -2**63, 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAYS = "mon tue wed thu fri sat sun".split()

# Whoever has rules there will ask.
KNOWN = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
         "Asia/Kolkata", "Europe/Dublin", "Africa/Casablanca",
         "America/Havana", "Africa/Cairo", "Pacific/Apia", "America/Nuuk",
         "Asia/Gaza", "Antarctica/Troll", "America/Santiago"]


def ask(lines):
    p = subprocess.run([f"{BUILD}/tests/clocks"], input="\n".join(lines) + "\n",
                       text=True, stdout=subprocess.PIPE, timeout=120 * SLOWER)
    got = p.stdout.split("\n")[:-1]
    check("every question is answered", p.returncode == 0 and
          len(got) == len(lines), f"{p.returncode}: {len(got)} of {len(lines)}")
    return got


def offset(zone, t):
    at = EPOCH + timedelta(seconds=t)
    return int(at.astimezone(zone).utcoffset().total_seconds())


def stand(name):
    """The offsets of a zone at drawn instants, and around its changes."""
    dice = random.Random(f"{SEED}{name}")
    far = [dice.randrange(LAST) for _ in range(EACH // 3)]
    return far + [dice.randrange(3 * 10**9) for _ in range(EACH - len(far))]


class Minutes:
    """The clocks of a zone, minute by minute, for some days."""

    def __init__(self, zone, begin, days):
        self.begin = begin - begin % 60
        self.local, self.shown, most = [], [], EVER
        for i in range(days * 1440):
            t = self.begin + 60 * i
            # Changes are at full quarters of an hour since 1973.
            if t % 900 == 0 or i == 0:
                off = offset(zone, t)
            most = max(most, t + off)
            self.local.append(t + off)
            self.shown.append(most)

    def reach(self, local):
        """The first minute at which the clocks have shown that."""
        return bisect.bisect_left(self.shown, local)

    def active(self, days, start, end):
        """For each minute, whether an occurrence lasts."""
        on = [False] * len(self.local)
        first, last = min(self.local) // DAY, max(self.local) // DAY
        for day in range(first - 1, last + 1):
            if (day + 3) % 7 in days:
                to = day * DAY + end + (0 if end > start else DAY)
                for i in range(self.reach(day * DAY + start), self.reach(to)):
                    on[i] = True
        return on


def hhmm(s):
    return f"{s // 3600:02}:{s // 60 % 60:02}"


def draw_pattern(dice):
    """(text without its zone, days, start, end)"""
    start = dice.choice([0, 60, 90, 120, 150, 165, 180, 1320, 1380, 1410,
                         dice.randrange(1440)]) * 60
    end = start
    while end == start:
        end = dice.choice([0, 120, 135, 150, 180, 210, 360,
                           dice.randrange(1440)]) * 60
    if dice.random() < .4:
        return f"daily {hhmm(start)}-{hhmm(end)}", range(7), start, end
    days = sorted(dice.sample(range(7), dice.randrange(1, 7)))
    typed = "weekly " + ",".join(DAYS[d] for d in days)
    if dice.random() < .4:
        return typed, days, 0, 0
    return f"{typed} {hhmm(start)}-{hhmm(end)}", days, start, end


def next_of(on, i):
    """The occurrence at or after a minute: minutes, or None for the edge."""
    n = len(on)
    begin = next((j for j in range(i, n) if on[j]), None)
    if begin is None:
        return None
    end = next((j for j in range(begin, n) if not on[j]), None)
    return None if end is None else (begin, end)


names = sorted(n for n in zoneinfo.available_timezones() if n[0].isupper()
               and n != "Factory")
if len(names) < 300:
    skip("the clocks of all zones", "needs tzdata")
    done()
    sys.exit()

# ------------------------------------------------------------------- offsets

asked = [(n, t) for n in names for t in stand(n)]
told = ask([f"offset {n} {t}" for n, t in asked])
wrong, changes = [], []
for (name, t), line in zip(asked, told):
    zone, words = zoneinfo.ZoneInfo(name), line.split()
    want = offset(zone, t)
    if words[0] != str(want):
        wrong.append(f"{name} at {t}: {line}, not {want}")
    elif int(words[1]) < LAST:
        end = int(words[1])
        changes.append((name, end))
        # The span lasts until then, and not a second longer, unless the
        # clocks change their name only.
        if offset(zone, end - 1) != want:
            wrong.append(f"{name} has changed before {end}")
check(f"{len(asked)} drawn instants in {len(names)} zones have zoneinfo's "
      "offset", not wrong, "\n".join(wrong[:20]))
check("and many had a change ahead", len(changes) > len(asked) / 4)
check("some of them beyond the table of a file",
      sum(t > 2145916800 for _, t in changes) > 500)

# --------------------------------------------------------------- occurrences

dice = random.Random(SEED)
nights = [(n, t) for n, t in changes if t > 100_000_000 and t % 900 == 0]
nights = [c for c in nights if c[0] in KNOWN][:NIGHTS // 2] + \
    dice.sample(nights, NIGHTS // 2)
cases = []
for name, t in nights:
    minutes = Minutes(zoneinfo.ZoneInfo(name), t - 6 * DAY, 12)
    for _ in range(6):
        typed, days, start, end = draw_pattern(dice)
        if len(days) == 7 and start == end:
            continue
        on = minutes.active(days, start, end)
        for _ in range(12):
            # Mostly near the change, and never near the edges.
            i = 6 * 1440 + dice.choice(
                [dice.randrange(-300, 300), dice.randrange(-4000, 2000)])
            at = minutes.begin + 60 * i
            want = next_of(on, i)
            if want is None:
                continue
            cases.append((f"next {at} {typed} {name}", at,
                          *(minutes.begin + 60 * m for m in want)))
told = ask([c[0] for c in cases])
wrong = []
for (question, at, begin, end), line in zip(cases, told):
    words = line.split()
    # When one lasts, its beginning may be any instant before.
    good = len(words) == 2 and int(words[1]) == end and (
        int(words[0]) <= at if begin == at else int(words[0]) == begin)
    if not good:
        wrong.append(f"{question}: {line}, not {begin} {end}")
check(f"{len(cases)} occurrences around {len(nights)} changes of clocks are "
      "those of the reference", not wrong, "\n".join(wrong[:20]))
check("some of them lasted, some were to come",
      200 < sum(begin == at for _, at, begin, _ in cases) < len(cases) - 200)

# ------------------------------------------------------------------- reaching

asked = [(n, t + off) for n, t in dice.sample(nights, 60)
         for off in (-7200, -1800, 0, 900, 1800, 3599, 3600, 7200)]
asked = [(n, t + offset(zoneinfo.ZoneInfo(n), t)) for n, t in asked]
told = ask([f"reach {n} {local}" for n, local in asked])
wrong = []
for (name, local), line in zip(asked, told):
    zone, t = zoneinfo.ZoneInfo(name), int(line)
    before = [t - 1] + list(range(t - 15, t - 52 * 3600, -900))
    if t + offset(zone, t) < local or \
            any(b + offset(zone, b) >= local for b in before):
        wrong.append(f"{name} shows {local} at {t}?")
check("a local time is reached at the first instant that shows it, or a later "
      "one", not wrong, "\n".join(wrong[:20]))

done()
