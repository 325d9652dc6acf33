#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_pages.py - what the worker says of itself: stale, metrics, health.

    test_pages.py BUILD
"""

import json
import os
import re
import sqlite3
import sys

from fastcgi import ask
from pace import SLOWER
from tap import check, equal, skip
from worker import Worker, hits, in_folder, run_tool, until

BUILD = sys.argv[1]


def page(worker, name, accept="*/*", **how):
    return ask(worker.address, "/", more=[("DETOUR_PAGE", name),
                                          ("HTTP_ACCEPT", accept)], **how)


def health(folder):
    with Worker(BUILD, folder, db=f"{folder}/none/rules.db") as w:
        a = page(w, "health")
        equal("without a database health is 503, even to the first who asks",
              (a.status, json.loads(a.body)["database"]), (503, "absent"))
        check("no hit was dropped", b"\ndetour_hits_dropped_total 0\n" in
              page(w, "metrics").body)
        check("and the metrics have it down",
              b"\ndetour_database_up 0\n" in page(w, "metrics").body)
    with Worker(BUILD, folder, db=f"{folder}/\udcff.db") as w:
        a = page(w, "health")
        equal("a path that is not UTF-8 is told, too",
              (a.status, "/\ufffd.db'" in json.loads(a.body)["trouble"]),
              (503, True))
    with Worker(BUILD, folder) as w:
        equal("with one it is 200", page(w, "health").status, 200)
        equal("HEAD has no body", page(w, "health", method="HEAD").body, b"")
        os.rename(w.db, w.db + ".away")
        check("and 503 soon after it has gone", until(
            lambda: page(w, "health").status == 503))
        equal("while the old rules serve", ask(w.address, "/old").location,
              "/new")
        os.rename(w.db + ".away", w.db)
        check("and 200 when it has come back", until(
            lambda: page(w, "health").status == 200))


def skipped(folder):
    # As when a time zone is no longer there.
    with sqlite3.connect(f"{folder}/rules.db") as db:
        db.execute("UPDATE rule SET repeats = 'daily 00:00-12:00 Mars/Phobos'"
                   " WHERE source = '/old'")
    with Worker(BUILD, folder) as w:
        equal("no rule was passed over yet",
              json.loads(page(w, "health").body)["skipped"], 0)
        equal("a rule whose time zone cannot be read does not answer",
              ask(w.address, "/old").status, 404)
        a = page(w, "health")
        equal("and is counted; all else is well",
              (a.status, json.loads(a.body)["skipped"]), (200, 1))
        check("the log says so, and which", until(
            lambda: "rules are passed over" in w.log() and
            "last=1 " in w.log()))


def stale(folder):
    if SLOWER > 1:
        skip("the page stale", "it is cut short before it holds up visitors")
        return
    with Worker(BUILD, folder) as w:
        a = page(w, "stale")
        row = json.loads(a.body)[0]
        equal("nothing counted yet is evidence", (row["reason"], row["hits"]),
              ("quiet", 0))
        a = page(w, "stale", "text/html,*/*;q=0.8")
        check("a browser gets HTML",
              a.headers["content-type"].startswith("text/html") and
              b"<td>/ended</td>" in a.body, a.raw)
        check("who likes JSON more does not",
              page(w, "stale", "text/html;q=0.1, application/json")
              .headers["content-type"].startswith("application/json"))
        names = re.findall(rb'<th scope="col">(\w+)</th>', a.body)
        equal("it has what the report has", [name.decode() for name in names], [
            "id", "source", "target", "state", "reason", "advice",
            "expires_at", "age", "hits", "late_hits", "last_hit"])
        check("an age in days, and times that may be broken in two",
              re.search(rb"<td>\d+d( \d+h)?</td>", a.body) and
              re.search(rb"<td>\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ</td>",
                        a.body), a.raw)
        equal("on a phone each value has the name of its column",
              re.findall(rb'td:nth-child\((\d+)\)::before{content:"(\w+)"}',
                         a.body),
              [(b"%d" % n, name) for n, name in enumerate(names, 1)])
        check("it has a heading within its main part, and a language",
              b'<html lang="en">' in a.body and
              b"<main><h1>Stale redirects</h1>" in a.body, a.raw)
        ask(w.address, "/ended")
        check("a late hit is counted", until(lambda: hits(w.hits)[1] == 1))
    with Worker(BUILD, folder) as w:
        row = json.loads(page(w, "stale").body)[0]
        equal("a late hit is told", (row["reason"], row["late_hits"]),
              ("visited", 1))
    run_tool(BUILD, f"{folder}/rules.db", "import", "-", input="source,target,expires_at\n" +
             "".join(f"/{n:03}{'x' * 500},/y,2020-01-01\n"
                     for n in range(100)))
    with Worker(BUILD, folder) as w:
        a = page(w, "stale")
        check("a report that is cut says so", a.headers.get("x-detour-more")
              == "yes" and 5 < len(json.loads(a.body)) < 100, a.raw[:300])
        check("and its page for people",
              b"There are more" in page(w, "stale", "text/html").body)
    with sqlite3.connect(f"{folder}/rules.db") as db:
        db.execute("DELETE FROM rule WHERE target = '/y'")
    with Worker(BUILD, folder) as w:
        check("a whole one does not",
              "x-detour-more" not in page(w, "stale").headers)
    with sqlite3.connect(f"{folder}/rules.db") as db:
        db.execute("UPDATE rule SET source = CAST(x'2f3c26ff' AS TEXT) "
                   "WHERE id = 2")
    with Worker(BUILD, folder) as w:
        row = json.loads(page(w, "stale").body)[0]
        equal("text that is not UTF-8 does not break it",
              (row["id"], row["source"]), (2, "(not UTF-8)"))
    with sqlite3.connect(f"{folder}/rules.db") as db:
        db.execute("UPDATE rule SET source = '/<b>&\"' WHERE id = 2")
    with Worker(BUILD, folder) as w:
        check("text is escaped for HTML",
              b"<td>/&lt;b&gt;&amp;&quot;</td>" in
              page(w, "stale", "text/html").body)
    with sqlite3.connect(f"{folder}/rules.db") as db:
        db.execute("DELETE FROM rule WHERE id = 2")
    with Worker(BUILD, folder) as w:
        a = page(w, "stale", "text/html")
        check("where nothing is stale, the page says so",
              b"<p>No rule needs a decision.</p>" in a.body and
              b"<table>" not in a.body, a.raw)
    for end in ("-wal", "-shm"):
        os.unlink(f"{folder}/hits.db{end}")
    with open(f"{folder}/hits.db", "wb") as f:
        f.write(b"no database" * 500)
    with Worker(BUILD, folder) as w:
        equal("hits that cannot be read are no evidence",
              page(w, "stale").status, 503)


if __name__ == "__main__":
    in_folder(BUILD, health, skipped, stale)
