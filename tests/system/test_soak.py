#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_soak.py - what a soak would not let pass.

    test_soak.py BUILD

The soak itself takes half an hour (make soak); here its judge is given figures
that are well, and the same with one of them bad.
"""

import copy
import os
import sys

from tap import check, done, equal

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "bench"))
import soak  # noqa: E402  pylint: disable=wrong-import-position

MB = 1 << 20
WELL = {
    "seconds": 1800, "requests": 3600000, "wrong": 0, "lost_by_kills": 3,
    "lost_otherwise": 0, "stalled": 0, "redirects": 2520000,
    "hits": 2515000, "edits": 1800, "edits_wrong": [], "kills": 30,
    "faults": [],
    "flat": {"wal": {"before": 4096, "after": 900000},
             "hits wal": {"before": 0, "after": 4 * MB},
             "worker memory": {"before": 4 * MB, "after": 4 * MB + 4096},
             "worker files": {"before": 9, "after": 9}},
}

# What is bad, where, its value, and a part of the sentence.
BAD = [
    ("a wrong answer", ["wrong"], 1, "1 wrong answers"),
    ("a second without answers", ["stalled"], 1, "1 seconds without"),
    ("a slower load", ["requests"], 3000000, "only 3,000,000"),
    ("a request lost without a kill", ["lost_otherwise"], 1, "without a kill"),
    ("more requests lost than were on their way", ["lost_by_kills"], 961,
     "lost by kills"),
    ("an edit that is not seen", ["edits_wrong"], ["after add: (404, None)"],
     "after add"),
    ("edits that hang", ["edits"], 900, "only 900 edits"),
    ("hits that are lost", ["hits"], 2400000, "2,400,000 hits"),
    ("a child that is not replaced", ["faults"], ["there are 3 processes"],
     "3 processes"),
    ("memory that grows", ["flat", "worker memory", "after"], 5 * MB,
     "worker memory grew"),
    ("a descriptor that is not closed", ["flat", "worker files", "after"], 10,
     "worker files grew"),
    ("a WAL that grows", ["flat", "wal", "after"], 3 * MB, "wal grew"),
    ("a WAL of the hits that grows", ["flat", "hits wal", "after"], 6 * MB,
     "hits wal grew"),
]

equal("all is well", soak.judge(WELL), [])
for name, path, value, part in BAD:
    r = copy.deepcopy(WELL)
    at = r
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    said = soak.judge(r)
    check(name, len(said) == 1 and part in said[0], said)
for typed, seconds in (("30m", 1800), ("90s", 90), ("45", 45), ("2h", 7200)):
    equal(f"{typed} is {seconds} s", soak.duration(typed), seconds)
for typed in "", "0s", "1d", "-5s", "m":
    try:
        soak.duration(typed)
        check(f"'{typed}' is refused", False)
    except SystemExit as e:
        check(f"'{typed}' is refused", "is no duration" in str(e))
done()
