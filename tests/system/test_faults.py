#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_faults.py - what can go wrong with the file of the rules, one fault
after the other, under a real worker: the last good rules serve, what cannot be
answered is declined, the log says it once a minute, health and metrics show it,
and when the fault is gone all is well by itself.  tests/README.md has the list.

    test_faults.py BUILD
"""

import json
import os
import sqlite3
import sys
import threading
import time

from fastcgi import ask
from load import Load
from pace import SLOWER
from tap import check, done, equal
from tool import Tool, by_sql
from worker import Worker, until

BUILD = sys.argv[1]


def page(w, name):
    return ask(w.address, "/", more=[("DETOUR_PAGE", name)])


def health(w):
    """(status, the word for it, the sentence)."""
    a = page(w, "health")
    j = json.loads(a.body)
    return a.status, j["database"], j["trouble"]


def is_well(w):
    return health(w)[0] == 200


def complaints(w):
    return w.log().count("the rules cannot be read")


def goes(w, path="/old"):
    """Where it leads; "" for a decline."""
    a = ask(w.address, path)
    return a.location or ("" if a.status == 404 else f"status {a.status}")


class Fault:
    """A worker on rules of its own, /old to /new, that a fault happens to."""

    def __init__(self, name, *args, start=True, workers=1, **popen):
        self.name = name
        self.t = Tool(BUILD)
        self.db = self.t.path("rules.db")
        self.t.add("/old", "/new")
        self.t.add("/tree/*", "/other/:splat")
        self.args, self.workers, self.popen = args, workers, popen
        self.w = self.worker() if start else None

    def worker(self):
        return Worker(BUILD, self.t.folder.name, *self.args, db=self.db,
                      workers=self.workers, **self.popen)

    def __enter__(self):
        if self.w:
            equal(f"{self.name}: before it all is well",
                  (goes(self.w), is_well(self.w)), ("/new", True))
            self.children = self.w.children()
        return self

    def __exit__(self, *_):
        if self.w:
            equal(f"{self.name}: nothing has died", self.w.children(),
                  self.children)
            self.w.stop()

    def start(self):
        self.w = self.worker()
        self.children = self.w.children()

    def holds(self, what, condition, seconds=5):
        check(f"{self.name}: {what}", until(condition, seconds),
              f"{health(self.w)}\n{goes(self.w)}\n{self.w.log()}")

    def empties_wal(self):
        """What a reader was in the way of, the next change does: a file must
        not be put beside the WAL of another (detour.fcgi(8))."""
        self.holds("the WAL is emptied", lambda:
                   os.path.getsize(self.db + "-wal") == 0 or
                   not self.t("edit", "1", "--note", str(time.monotonic())))

    def is_told(self, word, says):
        """Health, metrics and log have it; the log once."""
        self.holds("health tells it", lambda: health(self.w)[0] == 503)
        status, got, trouble = health(self.w)
        check(f"{self.name}: and what it is", got == word and says in trouble,
              (status, got, trouble))
        check(f"{self.name}: the metrics have it",
              b"\ndetour_database_up 0\n" in page(self.w, "metrics").body)
        for _ in range(30):
            goes(self.w)
        equal(f"{self.name}: the log says it once", complaints(self.w), 1)

    def recovers(self, path="/old", to="/new"):
        self.holds("it recovers by itself", lambda: is_well(self.w) and
                   goes(self.w, path) == to)


def other(t, name, source):
    """Another database, with one rule."""
    path = t.path(name)
    t("--db", path, "init")
    t("--db", path, "add", source, "/elsewhere")
    return path


def missing():
    with Fault("missing at the start", start=False) as f:
        os.rename(f.db, f.db + ".away")
        f.start()
        f.holds("the log has it before anybody asks", lambda:
                "there is no database" in f.w.log())
        equal("missing at the start: it declines", goes(f.w), "")
        f.is_told("absent", "there is no database")
        os.rename(f.db + ".away", f.db)
        f.recovers()
    with Fault("deleted") as f:
        os.rename(f.db, f.db + ".away")
        f.is_told("absent", "there is no database")
        equal("deleted: the last good rules serve",
              (goes(f.w), goes(f.w, "/tree/x")), ("/new", "/other/x"))
        os.rename(f.db + ".away", f.db)
        f.recovers()
    with Fault("coming and going") as f:
        for _ in range(4):
            os.rename(f.db, f.db + ".away")
            f.w.signal(1)  # SIGHUP: look at once
            f.holds("it fails", lambda: not is_well(f.w))
            os.rename(f.db + ".away", f.db)
            f.w.signal(1)
            f.holds("it is well", lambda: is_well(f.w))
        equal("coming and going: what is said once is taken back once",
              (complaints(f.w), f.w.log().count("are read again")), (1, 1))


def replaced():
    with Fault("replaced by renaming") as f:
        load = Load(f.w.address, keep=True)
        for i in range(3):
            path = other(f.t, f"next{i}.db", f"/gen{i}")
            f.t("--db", path, "add", "/old", "/new")
            f.empties_wal()
            os.rename(path, f.db)
            # Written at once, while the worker has the old one open.
            f.t.add(f"/more{i}", "/m")
            f.holds(f"the rules of file {i} serve", lambda i=i: goes(
                f.w, f"/gen{i}") == "/elsewhere" and
                goes(f.w, f"/more{i}") == "/m")
        equal("replaced by renaming: no request is lost", load.finish()[1], 0)
    for name, make, word, says in (
            ("rubbish", lambda p: open(p, "wb").write(b"text" * 3000),
             "schema", "not a database"),
            ("an empty file", lambda p: open(p, "wb").close(), "schema",
             "is empty"),
            ("a database of another program",
             lambda p: by_sql(p, "CREATE TABLE moz_places (id)"), "schema",
             "another program")):
        with Fault(f"replaced by {name}") as f:
            make(f.db + ".new")
            os.rename(f.db, f.db + ".away")
            os.rename(f.db + ".new", f.db)
            f.is_told(word, says)
            equal(f"replaced by {name}: the last good rules serve",
                  goes(f.w), "/new")
            f.t.refused(f"replaced by {name}: the tool refuses it", "add",
                        "/x", "/y", want=3, says=says)
            os.rename(f.db + ".away", f.db)
            f.recovers()


def enlarged():
    """The -shm is kept for the name, and must not tell how large the file is
    that had it before."""
    for name, change in (
            ("detour", lambda f: f.t.add("/one", "/more")),
            ("another program", lambda f: (
                by_sql(f.db, "UPDATE rule SET note = 'x'"),
                by_sql(f.db, "PRAGMA wal_checkpoint(TRUNCATE)")))):
        # One alone makes the -shm anew when it opens the file again.
        with Fault(f"replaced by a larger one after {name}", workers=2) as f:
            change(f)
            os.mkdir(f.t.path("new"))
            path = other(f.t, "new/rules.db", "/gen")
            f.t("--db", path, "import", "--from", "csv", "-",
                data=("source,target\n" + "".join(
                    f"/e{i},/t\n" for i in range(3000))).encode())
            os.rename(path, f.db)
            if name != "detour":
                f.t.add("/two", "/more")
            f.holds("its rules serve", lambda: is_well(f.w) and
                    goes(f.w, "/e2999") == "/t")
            f.t.add("/old", "/new")
            f.recovers()
            equal(f"replaced by a larger one after {name}: nothing is lost",
                  len(f.t.json("list")), 3002 + (name != "detour"))


def locked():
    """In another journal than WAL a writer shuts readers out."""
    with Fault("locked", start=False) as f:
        by_sql(f.db, "PRAGMA journal_mode = DELETE")
        f.start()
        goes(f.w)
        db = sqlite3.connect(f.db, isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")
        f.holds("it declines what it cannot read", lambda: goes(f.w) == "")
        took = []
        for _ in range(200):
            at = time.monotonic()
            goes(f.w)
            took.append(time.monotonic() - at)
        took.sort()
        check("locked: requests do not queue up: the 99th of 100 waits for "
              "less than 0.1 s", took[197] < 0.1 * SLOWER, took[190:])
        f.is_told("busy", "locked")
        db.execute("ROLLBACK")
        db.close()
        f.recovers()


def damaged():
    for name, at, octets, word in (("header", 0, 100, "schema"),
                                   ("pages", 4096, 4096 * 8, "store")):
        with Fault(f"damaged {name}") as f:
            f.t("backup", "good.db")
            with open(f.db, "r+b") as file:
                file.seek(at)
                file.write(b"\xa5" * octets)
            for _ in range(20):
                equal_or = goes(f.w)
                if equal_or not in ("/new", ""):
                    break
            check(f"damaged {name}: it serves, or declines",
                  equal_or in ("/new", ""), equal_or)
            f.w.signal(1)  # SIGHUP: open it again
            f.is_told(word, "")
            p = f.t.run("list")
            check(f"damaged {name}: the tool says so", p.returncode == 3 and
                  p.stderr.startswith(b"detour: "), p.stderr)
            f.t("restore", "good.db", "--force")
            f.recovers()
    for size in (0, 8192):
        with Fault(f"cut to {size} octets") as f:
            f.t("backup", "good.db")
            os.truncate(f.db, size)
            check(f"cut to {size} octets: it serves, or declines",
                  {goes(f.w) for _ in range(20)} <= {"/new", ""})
            f.w.signal(1)
            f.holds("health tells it", lambda: not is_well(f.w))
            f.t("restore", "good.db", "--force")
            f.recovers()


def newer():
    with Fault("a newer schema") as f:
        by_sql(f.db, "PRAGMA user_version = 99")
        f.is_told("schema", "newer release")
        equal("a newer schema: what is open serves on",
              (goes(f.w), goes(f.w, "/tree/x")), ("/new", "/other/x"))
        f.t.refused("a newer schema: the tool does not write it", "add", "/x",
                    "/y", want=3, says="newer release")
        by_sql(f.db, "PRAGMA user_version = 2")
        f.recovers()


def removed_beside():
    for ends in (("-shm",), ("-wal",), ("-wal", "-shm")):
        with Fault(f"{' and '.join(ends)} removed") as f:
            # Who opens them just then makes them anew, and nothing is amiss.
            f.holds("nobody is about to open the rules", f.w.has_sieve)
            for end in ends:
                os.unlink(f.db + end)
            f.is_told("store", "has been removed")
            equal(f"{f.name}: what is open serves on", goes(f.w), "/new")
            f.t.add("/made", "/again")
            f.recovers("/made", "/again")
            f.t.add("/next", "/one")
            equal(f"{f.name}: then the next edit is seen at once",
                  goes(f.w, "/next"), "/one")
            equal(f"{f.name}: and the database is whole", sqlite3.connect(
                f.db).execute("PRAGMA integrity_check").fetchone()[0], "ok")


def rights():
    """As another user, for whom rights count."""
    if os.getuid() != 0:
        return
    with Fault("rights taken away", start=False) as f:
        os.chmod(f.t.folder.name, 0o777)
        f.popen["user"] = 33
        f.start()
        equal("rights taken away: before it all is well", goes(f.w), "/new")
        os.chmod(f.db, 0o600)
        f.t.add("/later", "/l")
        equal("rights taken away: what is open serves on, and sees edits",
              (goes(f.w), goes(f.w, "/later")), ("/new", "/l"))
        f.w.stop()
        f.start()
        equal("rights taken away: who starts now declines", goes(f.w), "")
        f.is_told("store", "cannot read")
        # SQLite gives an empty -wal the mode that the database has.
        os.chmod(f.db, 0o644)
        f.t.add("/mended", "/m")
        f.recovers("/mended", "/m")


def long_reader():
    with Fault("a reader that never ends") as f:
        db = sqlite3.connect(f.db, isolation_level=None)
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM rule").fetchone()
        for i in range(30):
            f.t.add(f"/n{i}", "/x")

        def wal():
            return int([line for line in page(f.w, "metrics").body.split(
                b"\n") if line.startswith(b"detour_wal_bytes")][0].split()[1])
        check("a reader that never ends: edits go on, and are seen",
              goes(f.w, "/n29") == "/x")
        check("a reader that never ends: the metrics have the log's size",
              wal() > 30 * 4096, wal())
        db.execute("COMMIT")
        db.close()
        f.t.add("/last", "/x")
        equal("a reader that never ends: afterwards it is short again",
              wal(), 0)


def backups_meanwhile():
    with Fault("copies being made") as f:
        end = threading.Event()

        def copy():
            i = 0
            while not end.is_set():
                f.t("backup", f"copy{i}.db")
                i += 1

        load = Load(f.w.address, keep=True)
        copier = threading.Thread(target=copy)
        copier.start()
        for i in range(20):
            f.t.add(f"/c{i}", "/x")
            if goes(f.w, f"/c{i}") != "/x":
                check("copies being made: edits are seen", False, i)
        end.set()
        copier.join()
        equal("copies being made: no request is lost", load.finish()[1], 0)


def hostile_rows():
    with Fault("rows that detour did not make") as f:
        by_sql(f.db, "UPDATE rule SET target = 'javascript:alert(1)' "
               "WHERE id = 1", "UPDATE rule SET target = '//evil.example' "
               "WHERE id = 2")
        equal("rows that detour did not make: they are not served",
              (goes(f.w), goes(f.w, "/tree/x")), ("", ""))
        check("rows that detour did not make: health counts them",
              json.loads(page(f.w, "health").body)["skipped"] >= 2)
        f.t.add("/fine", "/x")
        equal("rows that detour did not make: the others are",
              goes(f.w, "/fine"), "/x")
        # length() of a text ends at a NUL, and so do CHECKs with it.
        by_sql(f.db, "UPDATE rule SET target = '/', note = char(0) || "
               "hex(zeroblob(1000000)) WHERE id <= 2")
        equal("a note of 2 MB: an exact rule is served without it",
              goes(f.w), "/")
        equal("a note of 2 MB: the others are served", goes(f.w, "/fine"), "/x")
        check("a note of 2 MB: all is well", is_well(f.w))
        f.w.stop()
        f.start()
        equal("a note of 2 MB: by a worker that starts, too",
              (goes(f.w, "/fine"), is_well(f.w)), ("/x", True))
        f.children = f.w.children()


for part in (missing, replaced, enlarged, locked, damaged, newer,
             removed_beside, rights, long_reader, backups_meanwhile,
             hostile_rows):
    part()
done()
