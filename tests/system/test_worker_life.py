# SPDX-License-Identifier: MIT
"""test_worker_life.py - signals, deaths, hits and edits: what the processes of
the worker do while requests come.

    test_worker_life.py BUILD
"""

import os
import re
import signal
import sqlite3
import sys
import time

from fastcgi import Conn, ask, request
from load import Load
from pace import SLOWER
from tap import check, equal
from worker import Worker, alive, hits, in_folder, run_tool, until

BUILD = sys.argv[1]


def terms(folder):
    with Worker(BUILD, folder, workers=2) as w:
        idle = Conn(w.address)
        idle.send(request("/old", keep=True))
        idle.answer()
        start_at = time.monotonic()
        equal("SIGTERM: it ends with 0", w.stop(), 0)
        took = time.monotonic() - start_at
        check("an idle kept connection does not keep it up",
              took < 2.5 * SLOWER, took)
        check("and is closed", idle.ends(1))

    for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        with Worker(BUILD, folder, workers=2) as w:
            counted = hits(w.hits)[0]
            unkept = [Load(w.address, False, m)
                      for m in ("GET", "POST", "GET")]
            kept = [Load(w.address, True, m) for m in ("GET", "POST")]
            until(lambda: all(x.good > 50 for x in unkept + kept))
            before = sum(x.good for x in kept)
            w.signal(signo)
            # Kept ones are served on, until they pause.
            until(lambda: sum(x.good for x in kept) > before + 500 or
                  all(x.refused for x in kept))
            more = sum(x.good for x in kept) - before
            counts = [x.finish() for x in kept]
            until(lambda: all(x.refused for x in unkept))
            counts += [x.finish() for x in unkept]
            name = signal.Signals(signo).name
            equal(f"{name} under load: it ends with 0", w.process.wait(10 * SLOWER), 0)
            check(f"{name} under load: kept connections are served on",
                  more > 500 or all(x.paused for x in kept), more)
            equal(f"{name} under load: no request is lost",
                  [lost for _, lost in counts], [0] * 5)
            check(f"{name} under load: new ones are turned away",
                  all(x.refused for x in unkept))
            total = sum(good for good, _ in counts)
            equal(f"{name} under load: no hit is lost",
                  hits(w.hits)[0] - counted, total)

    with Worker(BUILD, folder) as w:
        child = w.children()[0]
        os.kill(child, signal.SIGSTOP)
        # As many as can be answered within the three seconds that it goes on.
        queued = [Conn(w.address) for _ in range(100 if SLOWER == 1 else 10)]
        for c in queued:
            c.send(request("/old"))
        w.signal(signal.SIGTERM)
        until(lambda: not os.path.exists(w.address))
        os.kill(child, signal.SIGCONT)
        equal("whoever has connected before SIGTERM is answered after it",
              {c.answer().location for c in queued}, {"/new"})
        equal("and it ends with 0", w.process.wait(10 * SLOWER), 0)

    with Worker(BUILD, folder) as w:
        half = Conn(w.address)
        data = request("/old")
        half.send(data[:100])
        w.signal(signal.SIGTERM)
        until(lambda: not os.path.exists(w.address))
        half.send(data[100:])
        equal("a request that has begun is answered after SIGTERM",
              half.answer().location, "/new")
        equal("then it ends with 0", w.process.wait(10 * SLOWER), 0)
    check("one that never pauses is served for 3 seconds, no longer",
          until(lambda: ends_after_3_s(folder)))


def is_pending(pid, signo):
    """Has it been sent a signal that it has not taken yet?"""
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        masks = re.findall(r"^(?:Sig|Shd)Pnd:\s*(\w+)$", f.read(), re.M)
    return any(int(mask, 16) >> (signo - 1) & 1 for mask in masks)


def just_in_time(folder):
    """A request reaches a kept connection after its time is over, but before
    the ending child has got round to closing it."""
    with Worker(BUILD, folder) as w:
        for method in ("GET", "POST"):
            child = w.children()[0]
            kept = Conn(w.address)
            kept.send(request("/old", keep=True))
            kept.answer()
            os.kill(child, signal.SIGTERM)
            until(lambda: not is_pending(child, signal.SIGTERM))
            os.kill(child, signal.SIGSTOP)
            time.sleep(0.2)  # PEERS_STOP_MS are 100
            kept.send(request("/old", method, keep=True))
            os.kill(child, signal.SIGCONT)
            equal(f"a {method} that comes just before the end is answered",
                  kept.answer().location, "/new")
            check("and then the connection is closed", kept.ends())
            kept.close()
            check("the child ends", until(
                lambda: child not in w.children() and w.children()))
        equal("no child has died of that", "has died" in w.log(), False)


def ends_after_3_s(folder):
    """False when the machine made it pause."""
    with Worker(BUILD, folder) as w:
        busy = Load(w.address, True)
        until(lambda: busy.good > 50)
        start_at = time.monotonic()
        status = w.stop()
        took = time.monotonic() - start_at
        busy.finish()
    return status == 0 and 2.5 < took < 9 * SLOWER and not busy.paused


def deaths(folder):
    with Worker(BUILD, folder, workers=2) as w:
        first = w.children()
        os.kill(first[0], signal.SIGTERM)

        def others():
            now = w.children()
            return len(now) == 2 and first[0] not in now and now
        now = until(others)
        check("a child that ends by SIGTERM is replaced",
              now and first[1] in now, (first, w.children(), w.log()))
        check("and has ended with 0", "has died" not in w.log(), w.log())

        loads = [Load(w.address, False) for _ in range(3)]
        until(lambda: all(x.good > 50 for x in loads))
        killed = w.children()[0]
        os.kill(killed, signal.SIGKILL)
        replaced = until(lambda: killed not in w.children() and
                         len(w.children()) == 2)
        before = sum(x.good for x in loads)
        until(lambda: sum(x.good for x in loads) > before + 200)
        counts = [x.finish() for x in loads]
        check("a child that is killed is replaced", replaced, w.children())
        check("under load only what it had in hand is lost",
              sum(lost for _, lost in counts) <= 3, counts)
        check("and the others go on",
              sum(good for good, _ in counts) > before + 200, counts)
        check("its death is logged", "by=\"signal 9\"" in w.log(), w.log())
        for _ in range(4):
            killed = set(w.children())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            until(lambda: len(set(w.children()) - killed) == 2)
        equal("children that die again and again are replaced all the same",
              ask(w.address, "/old").location, "/new")
        equal("it ends with 0 after all that", w.stop(), 0)

    with Worker(BUILD, folder, workers=2) as w:
        everybody = [*w.children(), w.keeper()]
        for _ in range(20):
            ask(w.address, "/old")
        before = hits(w.hits)[0]
        kept = Conn(w.address)
        kept.send(request("/old", keep=True))
        kept.answer()
        w.process.kill()
        w.process.wait()
        check("when the supervisor is killed, all children end",
              until(lambda: not any(alive(p) for p in everybody)), everybody)
        check("and the kept connection is closed", kept.ends(1))
        kept.close()
        check("no hit is lost by that", hits(w.hits)[0] >= before + 1)
    with Worker(BUILD, folder) as w:
        equal("the socket it has left is replaced by the next one",
              ask(w.address, "/old").location, "/new")
        equal("it ends with 0", w.stop(), 0)


def counting(folder):
    hits_db = f"{folder}/counting.db"
    option = ("--hits", hits_db)
    with Worker(BUILD, folder, *option, workers=2) as w:
        for _ in range(30):
            ask(w.address, "/old")
        for _ in range(7):
            ask(w.address, "/ended")
        ask(w.address, "/none")
        check("hits arrive in hits.db", until(
            lambda: hits(hits_db) == (30, 7)), hits(hits_db))

        first = w.keeper()
        os.kill(first, signal.SIGKILL)
        until(lambda: w.keeper() not in (None, first))
        for _ in range(20):
            ask(w.address, "/old")
        check("a keeper that is killed is replaced, and no hit lost", until(
            lambda: hits(hits_db) == (50, 7)), hits(hits_db))
        os.kill(w.keeper(), signal.SIGTERM)
        ask(w.address, "/old")
        check("SIGTERM does not end the keeper before its time", until(
            lambda: hits(hits_db) == (51, 7)), hits(hits_db))
        for _ in range(100):
            ask(w.address, "/old")
        w.stop()
        equal("SIGTERM loses no hit", hits(hits_db), (151, 7))

    blocker = sqlite3.connect(hits_db, isolation_level=None)
    with Worker(BUILD, folder, *option) as w:
        blocker.execute("BEGIN EXCLUSIVE")
        for _ in range(50):
            ask(w.address, "/old")
        check("a locked hits.db is told", until(
            lambda: "hits cannot be written yet" in w.log()), w.log())
        start_at = time.monotonic()
        answers = [ask(w.address, "/old").location for _ in range(50)]
        took = time.monotonic() - start_at
        check("and delays no answer", answers == ["/new"] * 50 and took < 1 * SLOWER,
              took)
        blocker.execute("COMMIT")
        check("what was counted meanwhile is written later", until(
            lambda: hits(hits_db) == (251, 7)), hits(hits_db))
    blocker.close()

    with Worker(BUILD, folder, "--hits", f"{folder}/elsewhere.db") as w:
        ask(w.address, "/old")
        w.stop()
        equal("--hits names another file",
              hits(f"{folder}/elsewhere.db"), (1, 0))
    with Worker(BUILD, folder, "--hits", "/nowhere/hits.db") as w:
        equal("hits that cannot be written do not break an answer",
              ask(w.address, "/old").location, "/new")
    check("and are told at the end", "hits are lost" in w.log(), w.log())


def database(folder):
    with Worker(BUILD, folder, workers=2) as w:
        wrong = []
        for i in range(100):
            run_tool(BUILD, w.db, "edit", "1", "--target", f"/to/{i}")
            seen = {ask(w.address, "/old").location for _ in range(4)}
            if seen != {f"/to/{i}"}:
                wrong.append((i, seen))
        equal("100 edits: never an old answer after the tool has returned",
              wrong, [])
        run_tool(BUILD, w.db, "edit", "1", "--target", "/new")

        moved = f"{folder}/moved.db"
        run_tool(BUILD, moved, "init")
        run_tool(BUILD, moved, "add", "/old", "/moved")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(w.db + end):
                os.rename(w.db + end, f"{folder}/kept.db{end}")
            os.rename(moved + end, w.db + end)
        w.signal(signal.SIGHUP)
        check("SIGHUP opens the database again", until(
            lambda: {ask(w.address, "/old").location
                     for _ in range(8)} == {"/moved"}),
            ask(w.address, "/old").location)
        equal("and keeps the children", len(w.children()), 2)
        w.stop()
        for end in ("", "-wal", "-shm"):
            if os.path.exists(f"{folder}/kept.db{end}"):
                os.rename(f"{folder}/kept.db{end}", w.db + end)
    # As deployments do it: a link leads to one folder, then to another.
    for name in ("one", "two"):
        os.mkdir(f"{folder}/{name}")
        run_tool(BUILD, f"{folder}/{name}/rules.db", "init")
        run_tool(BUILD, f"{folder}/{name}/rules.db", "add", "/old", f"/{name}")
    os.symlink("one", f"{folder}/link")
    # Memcheck makes calls of its own, which the sandbox would not let through.
    with Worker(BUILD, folder, "--sandbox", "on" if SLOWER == 1 else "off",
                workers=2,
                db=f"{folder}/link/rules.db") as w:
        equal("a link to a folder, within the sandbox",
              ask(w.address, "/old").location, "/one")
        first = w.sieve()
        os.symlink("two", f"{folder}/next")
        os.rename(f"{folder}/next", f"{folder}/link")
        w.signal(signal.SIGHUP)
        check("SIGHUP follows the link to another folder", until(
            lambda: {ask(w.address, "/old").location
                     for _ in range(8)} == {"/two"}), w.log())
        # Within memcheck there is no sandbox, and the children stay.
        if SLOWER == 1:
            check("its children have a sieve of their own", until(
                lambda: w.sieve() not in (None, first)), (w.sieve(), first))
        os.rename(f"{folder}/two", f"{folder}/three")
        os.mkdir(f"{folder}/two")
        run_tool(BUILD, f"{folder}/two/rules.db", "init")
        run_tool(BUILD, f"{folder}/two/rules.db", "add", "/old", "/anew")
        w.signal(signal.SIGHUP)
        check("and to one that has replaced it", until(
            lambda: {ask(w.address, "/old").location
                     for _ in range(8)} == {"/anew"}), w.log())
        check("and hits are counted there", until(
            lambda: hits(f"{folder}/two/hits.db")[0] >= 8), w.log())
        equal("with as many children", until(lambda: len(w.children()) == 2),
              True)
        w.stop()
    with Worker(BUILD, folder, db=f"{folder}/none/rules.db") as w:
        equal("without a database every request is declined",
              ask(w.address, "/old").status, 404)
        check("and the log says why", until(
            lambda: "the rules cannot be read" in w.log()), w.log())
        os.mkdir(f"{folder}/none")
        run_tool(BUILD, w.db, "init")
        run_tool(BUILD, w.db, "add", "/old", "/late")
        check("a database that comes later is taken", until(
            lambda: ask(w.address, "/old").location == "/late"), w.log())


def scheduled(folder):
    """What others have in hand comes first, unless somebody wants it else."""
    for name, prefix, policy in (
            ("", (), os.SCHED_BATCH),
            ("started as idle: ", ("chrt", "--idle", "0"), os.SCHED_IDLE)):
        with Worker(BUILD, folder, prefix=prefix) as w:
            equal(f"{name}how its processes are scheduled",
                  {os.sched_getscheduler(pid) for pid in
                   [w.pid, *w.children(), w.keeper()]}, {policy})
            equal(f"{name}it answers", ask(w.address, "/old").location, "/new")


if __name__ == "__main__":
    in_folder(BUILD, scheduled, terms, just_in_time, deaths, counting, database)
