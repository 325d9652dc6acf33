#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_faults_machine.py - what can go wrong around the programs: a full disk,
a read-only one, kills, the clock, the time zone, hanging up, very many rules,
another program in the place of this one.  tests/README.md has the list.

    test_faults_machine.py BUILD
"""

import glob
import json
import os
import resource
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import time

from fastcgi import Conn, ask, request
from kills import cannot_trace, kills, unleaked
from load import Load
from mounts import MS_BIND, make_read_only, mount, own_mounts, unmount
from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool
from worker import CLEAN, Worker, hits, until

BUILD = sys.argv[1]


def rules(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    state = db.execute("PRAGMA integrity_check").fetchone()[0]
    got = [r[0] for r in db.execute("SELECT source FROM rule ORDER BY id")]
    db.close()
    return state, got


def goes(w, path="/old"):
    a = ask(w.address, path)
    return a.location or ("" if a.status == 404 else f"status {a.status}")


# --------------------------------------------------------------------- disks

def small(t, name, limits):
    """A disk of its own with rules on it: its folder, or None."""
    place = t.path(name.replace(" ", "-"))
    os.mkdir(place)
    if not mount("tmpfs", place, "tmpfs", 0, limits):
        skip(name, "nothing can be mounted here")
        return None
    t("--db", place + "/rules.db", "init")
    t("--db", place + "/rules.db", "add", "/old", "/new")
    return place


def full_disk(t):
    place = small(t, "full disk", "size=1200k")
    if not place:
        return
    db = place + "/rules.db"
    with Worker(BUILD, t.folder.name, db=db) as w, \
            Worker(BUILD, place, db=db) as noisy:
        check("full disk: a worker whose log is on it runs",
              until(lambda: goes(noisy) == "/new"))
        before = rules(db)
        fill = os.open(place + "/fill", os.O_WRONLY | os.O_CREAT)
        try:
            while os.write(fill, b"x" * 4096):
                pass
        except OSError:
            os.close(fill)
        refused = t.run("--db", db, "import", "--from", "csv",
                        data=b"source,target\n" + b"".join(
                            b"/i%d,/x%s\n" % (i, b"y" * 900)
                            for i in range(200)))
        check("full disk: the tool says so", refused.returncode == 3 and
              b"full" in refused.stderr, refused.stderr)
        equal("full disk: and no rule is changed", rules(db), before)
        equal("full disk: workers serve", (goes(w), goes(noisy)),
              ("/new", "/new"))
        os.rename(db, db + ".away")  # something to log
        until(lambda: ask(noisy.address, "/", more=[(
            "DETOUR_PAGE", "health")]).status == 503)
        equal("full disk: also one that cannot write its log",
              [goes(noisy) for _ in range(20)], ["/new"] * 20)
        os.rename(db + ".away", db)
        os.unlink(place + "/fill")
        t("--db", db, "add", "/room", "/again")
        check("full disk: with room all is well by itself", until(
            lambda: goes(w, "/room") == "/again" and
            goes(noisy, "/room") == "/again"))
        equal("full disk: nothing has died", (w.stop(), noisy.stop()), (0, 0))
    unmount(place)


def read_only(t):
    place = t.path("ro")
    os.mkdir(place)
    db = place + "/rules.db"
    t("--db", db, "init")
    t("--db", db, "add", "/old", "/new")
    if not mount(place, place, None, MS_BIND):
        skip("read-only disk", "nothing can be mounted here")
        return
    # As root even a reader has the -shm open for writing.
    os.chmod(t.folder.name, 0o777)
    with Worker(BUILD, t.folder.name, "--hits", t.path("hits.db"), db=db,
                user=33) as w:
        equal("read-only disk: before it all is well", goes(w), "/new")
        check("read-only disk: it is", make_read_only(place))
        p = t.run("--db", db, "add", "/x", "/y")
        check("read-only disk: the tool says so", p.returncode == 3 and
              b"Read-only" in p.stderr, p.stderr)
        equal("read-only disk: the worker serves", goes(w), "/new")
        got = t.run("--db", db, "list")
        check("read-only disk: rules can be listed", got.returncode == 0 and
              b"/old" in got.stdout, got.stderr)
        finding = {r["check"]: r for r in json.loads(t.run(
            "--db", db, "doctor", "--format", "json").stdout)}["space"]
        check("read-only disk: doctor names it",
              "read-only" in finding["finding"], finding)
    with Worker(BUILD, t.folder.name, db=db) as w:
        check("read-only disk: one that starts now serves, too",
              until(lambda: goes(w) == "/new"), w.log())
    unmount(place)


def no_more_files(t):
    """Room for octets is none for files: nothing can be made beside them."""
    place = small(t, "no more files", "size=8m,nr_inodes=7")
    if not place:
        return
    db = place + "/rules.db"
    with Worker(BUILD, t.folder.name, db=db) as w:
        equal("no more files: rules are served", goes(w), "/new")
        check("no more files: hits that cannot be counted are told", until(
            lambda: "can be neither opened nor made" in w.log()), w.log())
    for end in ("-wal", "-shm"):
        os.unlink(db + end)
    for n in range(7):
        try:
            open(f"{place}/{n}", "x").close()
        except OSError:
            break
    t.refused("no more files: a command says what cannot be made",
              "--db", db, "add", "/a", "/b", want=3,
              says="its -wal and -shm files can be neither opened nor made")
    for n in range(2):
        os.unlink(f"{place}/{n}")
    t("--db", db, "add", "/a", "/b")
    equal("no more files: with room for them all is well", rules(db)[1],
          ["/old", "/a"])
    unmount(place)


def no_descriptors(t):
    t.add("/old", "/new")
    for command in (("add", "/a", "/b"), ("list",)):
        t.refused(f"no descriptor is left: {command[0]} says so", *command,
                  want=3, says="unable to open database file; Too many open",
                  preexec_fn=lambda: resource.setrlimit(
                      resource.RLIMIT_NOFILE, (4, 4)))


# ---------------------------------------------------------------------- hits

def hits_beside(t):
    """A clean-up job that takes what is beside hits.db for litter."""
    with Worker(BUILD, t.folder.name, db=t.path("rules.db")) as w:
        asked = 0
        for ends in ((), ("-wal",), ("-shm",), ("-wal", "-shm")):
            for end in ends:
                os.unlink(w.hits + end)
            for _ in range(5):
                asked += goes(w) == "/new"
            # Who opens it before the worker makes it something else.
            until(lambda: all(os.path.exists(w.hits + e) for e in ends))
            check(f"hits.db without {' and '.join(ends) or 'a fault'}: "
                  "all hits are counted, those of before, too",
                  until(lambda: hits(w.hits)[0] == asked),
                  (hits(w.hits), asked))
        t("stale")


# --------------------------------------------------------------------- kills

def killed(t):
    """kill -9 of the tool at any moment: what it acknowledged is there."""
    if cannot_trace():
        skip("killed before each call", cannot_trace())
        return
    db = t.path("rules.db")
    t.add("/old", "/new")
    tried, acknowledged, odd = [], set(), []

    def add(prefix):
        tried.append(f"/k{len(tried)}")
        return t.run("add", tried[-1], "/x", prefix=prefix,
                     env=unleaked(t.env))

    with Worker(BUILD, t.folder.name, db=db) as w:
        for when, p in kills(add):
            said = b"added rule" in p.stdout
            if said:
                acknowledged.add(tried[-1])
            if p.returncode != -signal.SIGKILL and (
                    p.returncode != 0 or not said):
                odd.append((when, p.returncode, p.stderr))
        state, got = rules(db)
        equal("killed before each call: else it is done", odd, [])
        equal("killed before each call: the database is whole", state, "ok")
        equal("killed before each call: nothing that was acknowledged is lost",
              acknowledged - set(got), set())
        check("killed before each call: before the commit, and after it",
              len(set(tried) - set(got)) > 20 and
              len(set(got) - acknowledged) > 20, (tried, got, acknowledged))
        events = sqlite3.connect(db).execute(
            "SELECT count(*) FROM event").fetchone()[0]
        equal("killed before each call: each rule has its event", events,
              len(got))
        check("killed before each call: a worker has noticed nothing",
              goes(w) == "/new" and "cannot" not in w.log(), w.log())
        t.add("/after", "/x")
        equal("killed before each call: and the next edit is seen",
              goes(w, "/after"), "/x")


# --------------------------------------------------------------------- clock

def clock(t):
    """clock.c sets the worker's clock, and only that."""
    shim = t.path("clock.so")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O", "-o", shim,
                    os.path.join(os.path.dirname(__file__), "clock.c")],
                   check=True)
    t.add("/week", "/w", "--from", "2027-01-01T00:00:00Z", "--until",
          "2027-01-08T00:00:00Z", "--max-age", "1d")
    t.add("/forever", "/f", "--status", "308")
    now = t.write("clock", struct.pack("<q", 1798848000))
    # The sanitizers would have their library be the first one.
    env = {**CLEAN, "LD_PRELOAD": shim, "CLOCK_FILE": now, "ASAN_OPTIONS":
           CLEAN.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    with Worker(BUILD, t.folder.name, db=t.path("rules.db"), env=env) as w:
        def at(second, path="/week"):
            with open(now, "r+b") as f:
                f.write(struct.pack("<q", second))
            a = ask(w.address, path)
            return a.status, a.headers.get("cache-control", "")

        start, end = 1798761600, 1799366400  # of the week
        got = [at(s) for s in (start + 9, end - 9, end, start + 100000, 1,
                               1 << 31, 4107542400, start - 1, start)]
        equal("clock: rules follow it, wherever it jumps",
              [s for s, _ in got],
              [307, 307, 404, 307, 404, 404, 404, 404, 307])
        ages = [int(c.partition("max-age=")[2]) for _, c in got
                if "max-age=" in c]
        check("clock: no age is negative, and near the end it is the rest",
              all(0 <= a <= 86400 for a in ages) and ages[1] in (7, 8, 9),
              got)
        equal("clock: a permanent rule is there at any time after it began",
              [at(s, "/forever")[0] for s in (end, 1 << 31, 4107542400)],
              [308] * 3)

        def jumps():
            goes(w)
            return "the clock has jumped" in w.log()
        time.sleep(1)  # the clocks are compared once a second
        at(end + 1000000)
        check("clock: a jump is told", until(jumps), w.log())


def zones(t):
    """Whatever zone the machine is in, an instant is an instant."""
    t.add("/edge", "/e", "--from", "2026-10-25T00:30:00Z", "--until",
          "2026-10-25T01:30:00Z")  # the hour that Berlin has twice
    wrong = []
    for zone in ("UTC", "Europe/Berlin", "America/St_Johns",
                 "Asia/Kathmandu", "Pacific/Chatham", "No/Such", ""):
        for when, want in (("2026-10-25T00:29:59Z", 1),
                           ("2026-10-25T00:30:00Z", 0),
                           ("2026-10-25T01:29:59Z", 0),
                           ("2026-10-25T01:30:00Z", 1)):
            got = t.run("explain", "/edge", "--at", when,
                        env={"TZ": zone}).returncode
            if got != want:
                wrong.append((zone, when, got))
    equal("time zones change nothing, not in the hour that comes twice", wrong,
          [])


# ------------------------------------------------------------------- the rest

def hanging_up(t):
    with Worker(BUILD, t.folder.name, db=t.path("rules.db")) as w:
        children = w.children()
        whole = request("/old", keep=True)
        for n in range(0, len(whole) + 1, 3):
            c = Conn(w.address)
            c.send(whole[:n])
            c.close()
        for n in (0, 1, 7, 8, 9, 50, 200):
            c = Conn(w.address)
            c.send(whole)
            if n:
                c.sock.recv(n)
            c.close()
        equal("hanging up at any octet kills nobody",
              (goes(w), w.children()), ("/new", children))


def very_many(t):
    """400,000 rules: a worker starts at once, in the same memory."""
    db = sqlite3.connect(t.path("rules.db"))
    db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 400000) INSERT INTO rule (source, target, status, "
        "created_at, kind, scheme, host, path, lookup, params, nparams, held) "
        "SELECT '/many/' || i, '/x', 307, 0, 0, '', '', '/many/' || i, "
        "'/many/' || i, '', 0, 0 FROM n")
    db.commit()
    db.close()
    at = time.monotonic()
    with Worker(BUILD, t.folder.name, db=t.path("rules.db")) as w:
        equal("400,000 rules: they are served",
              [goes(w, f"/many/{i}") for i in (1, 200000, 400000)], ["/x"] * 3)
        took = time.monotonic() - at
        check("400,000 rules: at once", took < 2 * SLOWER, took)
        for i in range(1, 400000, 200):
            goes(w, f"/many/{i}")
        with open(f"/proc/{w.children()[0]}/status", encoding="ascii") as f:
            kb = [int(x.split()[1]) for x in f if x.startswith("VmRSS")][0]
        # The sanitizers take their own, and so does memcheck.
        usual = "/san" not in BUILD and SLOWER == 1
        most = 32 << 10 if usual else 256 << 10
        check("400,000 rules: in little memory", kb < most, kb)


def upgrade(t):
    """The next program takes over the socket, the old one ends: nobody who
    connects is turned away."""
    path = t.path("shared.sock")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(path)
        s.listen(512)

        def start():
            p = subprocess.Popen([BUILD + "/detour.fcgi", "--db",
                                  t.path("rules.db"), "--workers", "1"],
                                 stdin=s, env=CLEAN,
                                 stderr=subprocess.DEVNULL)
            until(lambda: glob.glob(f"/proc/{p.pid}/task/{p.pid}/children") and
                  open(f"/proc/{p.pid}/task/{p.pid}/children").read().split())
            return p
        old = start()
        loads = [Load(path, keep=False) for _ in range(3)]
        until(lambda: all(x.good > 100 for x in loads))
        for _ in range(5):
            new = start()
            old.send_signal(signal.SIGTERM)
            equal("upgrade: the old one ends with 0", old.wait(15 * SLOWER), 0)
            old = new
        good = sum(x.good for x in loads)
        until(lambda: sum(x.good for x in loads) > good + 100)
        equal("upgrade: of all requests during five of them none is lost",
              [x.finish()[1] for x in loads], [0, 0, 0])
        old.send_signal(signal.SIGTERM)
        old.wait(15 * SLOWER)


def main():
    mounts = own_mounts()
    for part in (full_disk, read_only, no_more_files):
        if mounts:
            part(Tool(BUILD))
        else:
            skip(part.__name__, "mounts of one's own are not allowed here")
    no_descriptors(Tool(BUILD))
    killed(Tool(BUILD))
    t = Tool(BUILD)
    t.add("/old", "/new")
    for part in (hits_beside, clock, zones, hanging_up, upgrade, very_many):
        part(t)
    done()


main()
