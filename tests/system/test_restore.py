#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_restore.py - backup and restore: while in use, verified, all or nothing.

    test_restore.py BUILD
"""

import glob
import os
import sqlite3
import subprocess
import sys
import threading
import time

from fastcgi import ask
from golden import golden
from kills import FILES, cannot_trace, inject, kills, unleaked
from load import Load
from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool
from worker import Worker, until

BUILD = sys.argv[1]


def rows(path, what="id, source, target"):
    """The rules by any other means; what is not sound raises."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        state = db.execute("PRAGMA integrity_check").fetchone()[0]
        if state != "ok":
            raise sqlite3.DatabaseError(state)
        return db.execute(f"SELECT {what} FROM rule ORDER BY id").fetchall()
    finally:
        db.close()


def litter(t):
    """Files that no command leaves behind."""
    return [os.path.basename(p) for p in glob.glob(t.path("*"))
            if ".part" in p or ".restore" in p]


def kept(t):
    return sorted(p for p in glob.glob(t.path("rules.db.2*"))
                  if not p.endswith(("-wal", "-shm")))


# ------------------------------------------------------------------- backup

def backup(t):
    t.add("/a", "/x")
    t.add("/b/*", "/x")
    equal("a rehearsal says where it would be",
          t("backup", "copy.db", "--dry-run"),
          "would copy the rules to 'copy.db'\n")
    check("and makes no file", not os.path.exists(t.path("copy.db")) and
          not litter(t), os.listdir(t.folder.name))
    equal("backup says where", t("backup", "copy.db"),
          "copied the rules to 'copy.db'\n")
    equal("the copy has the rules", rows(t.path("copy.db")),
          rows(t.path("rules.db")))
    t.refused("it does not overwrite", "backup", "copy.db", want=3,
              says="it exists already")
    t.refused("nor would it, by a rehearsal", "backup", "copy.db", "--dry-run",
              want=3, says="it exists already")
    for more in ([], ["--dry-run"]):
        t.refused(f"no folder: it says so {more}", "backup", "none/copy.db",
                  *more, want=3, says=["none/copy.db", "No such file"])
    equal("nor make a file that is not whole: no litter", litter(t), [])
    p = t.run("backup", "full.db",
              prefix=["sh", "-c", "ulimit -f 80; trap '' XFSZ; exec \"$@\"",
                      "-"])
    check("no room: it says so", p.returncode == 3 and
          b"cannot copy" in p.stderr, p.stderr)
    check("no room: there is no copy, and no litter",
          not os.path.exists(t.path("full.db")) and not litter(t), litter(t))


def backup_in_use(t):
    """Copies while rules are added: each is a state that there was."""
    end = threading.Event()

    def edit():
        while not end.is_set():
            t.add("/e", f"/{time.monotonic_ns()}", "--force")

    editor = threading.Thread(target=edit)
    editor.start()
    names = [f"used-{i}.db" for i in range(10)]
    for name in names:
        t("backup", name)
    end.set()
    editor.join()
    counts = [len(rows(t.path(n))) for n in names]
    check("copies made while rules are added are whole, and ever later",
          counts == sorted(counts) and counts[0] >= 2, counts)
    whole = rows(t.path("rules.db"))
    check("each is what there was then",
          all(rows(t.path(n)) == whole[:c] for n, c in zip(names, counts)))


def backup_of_damage(t):
    """What is damaged is not passed off as a copy."""
    path = t.path("damaged.db")
    t("--db", path, "init")
    for i in range(60):
        t("--db", path, "add", f"/some/long/path/{i}", "/x" * 50)
    with open(path, "r+b") as f:
        f.seek(4096 * 6)
        f.write(b"\xa5" * 4096 * 4)
    p = t.run("--db", path, "backup", "bad.db")
    q = t.run("--db", path, "backup", "bad.db", "--dry-run")
    check("nor would it be", q.returncode == 3 and b"damaged" in q.stderr,
          q.stderr)
    check("a damaged database is not copied", p.returncode == 3 and
          not os.path.exists(t.path("bad.db")) and not litter(t),
          f"{p.returncode} {p.stderr} {litter(t)}")


# ------------------------------------------------------------------ restore

def restore(t):
    path = t.path("rules.db")
    before = rows(path)
    said = t("restore", "copy.db", "--dry-run")
    check("a rehearsal says what would be done",
          said.startswith("would restore 2 rules from 'copy.db'"), said)
    equal("and does nothing", (rows(path), kept(t)), (before, []))
    inode = os.stat(path).st_ino
    said = t("restore", "copy.db")
    equal("restore gives the rules of the copy", rows(path),
          rows(t.path("copy.db")))
    equal("in the file that was there", os.stat(path).st_ino, inode)
    equal("what it replaced is kept", [rows(p) for p in kept(t)], [before])
    check("and named", kept(t)[0] in said, said)
    equal("no litter", litter(t), [])
    event = t.json("history")[0]
    t.same("it is in the history", event, what="restore", who="ann")
    t.refused("which cannot undo it", "undo", want=1,
              says="restore the file that it kept")
    high = max(i for i, *_ in before)
    check("no id is used again", int(t.add("/later", "/x")) > high)
    check("nor of an event", t.json("history")[0]["id"] > event["id"])
    t.refused("the database itself is no copy", "restore", "rules.db", want=2,
              says="is the database itself")
    t.refused("nor is what is not there", "restore", "none.db", want=3,
              says="there is no database 'none.db'")
    t.write("text.db", "no database " * 500)
    t.refused("nor any other file", "restore", "text.db", want=3,
              says="is not a database of detour")
    with open(t.path("copy.db"), "rb") as f:
        data = bytearray(f.read())
    data[4096 * 3:4096 * 3 + 200] = b"\xa5" * 200
    t.write("broken.db", bytes(data))
    before = rows(path)
    p = t.run("restore", "broken.db")
    check("a damaged copy is refused", p.returncode == 3, p.stderr)
    equal("and nothing is changed", (rows(path), litter(t)), (before, []))


def restore_failing(t):
    """Each name that could not be changed in its turn."""
    before = "damaged " * 1000
    if cannot_trace():
        skip("what cannot be put in place", cannot_trace())
        return
    ended, wrong = [], []
    for n in range(1, 6):
        os.mkdir(t.path(str(n)))
        path = t.write(f"{n}/rules.db", before)
        t.write(f"{n}/rules.db-wal", "of it")
        p = t.run("--db", path, "restore", "copy.db", "--force",
                  prefix=inject("rename", f"error=EIO:when={n}"),
                  env=unleaked(t.env))
        ended.append(p.returncode)
        there = set(os.listdir(t.path(str(n)))) - {"rules.db.lock",
                                                   "rules.db-shm"}
        if p.returncode and (
                there != {"rules.db", "rules.db-wal"} or
                t.read(f"{n}/rules.db") != before or
                t.read(f"{n}/rules.db-wal") != "of it"):
            wrong.append((n, there, p.stderr))
    equal("a copy that cannot be put in place leaves what was there", wrong, [])
    check("and is there, if it can be", ended[0] == 3 and ended[-1] == 0,
          ended)


def backup_unsynced(t):
    """From each sync on none succeeds."""
    if cannot_trace():
        skip("a backup that cannot be synced", cannot_trace())
        return
    n, status, left = 0, 3, []
    while status:
        n += 1
        status = t.run("backup", "unsynced.db", env=unleaked(t.env), prefix=
                       inject("fdatasync", f"error=EIO:when={n}+")).returncode
        left += litter(t)
        for name in litter(t):
            os.unlink(t.path(name))
    equal("a backup that cannot be synced leaves nothing", left, [])
    check("some cannot be", n > 3, n)
    os.unlink(t.path("unsynced.db"))


def restore_durable(t):
    """A new name is lost with the power until its folder is synced."""
    if cannot_trace():
        skip("a name that is durable", cannot_trace())
        return
    os.mkdir(t.path("durable"))
    path = t.write("durable/rules.db", "damaged " * 1000)
    t.run("--db", path, "restore", "copy.db", "--force", env=unleaked(t.env),
          prefix=["strace", "-qq", "-y", "-o", t.path("calls"), "-e",
                  "trace=rename,fsync"])
    last = t.read("calls").rsplit("rename(", 1)[1]
    check("what is renamed into place has its folder synced then",
          "rules.db\")" in last and "/durable>)" in last, last)


def restore_unsynced(t):
    """From each sync on none succeeds: what is in the WAL of a file that is
    about to be renamed does not get out of it."""
    if cannot_trace():
        skip("what cannot be synced", cannot_trace())
        return
    done_n, n, wrong, unsaid = 0, 0, [], []
    while done_n < 2:
        n += 1
        folder = t.path(f"sync{n}")
        os.mkdir(folder)
        path = t.write(f"sync{n}/rules.db", "damaged " * 1000)
        p = t.run("--db", path, "restore", "copy.db", "--force",
                  prefix=inject("fdatasync", f"error=EIO:when={n}+"),
                  env=unleaked(t.env))
        done_n = 0 if p.returncode else done_n + 1
        if p.returncode == 0 and rows(
                path, "(SELECT what FROM event ORDER BY id DESC LIMIT 1)"
                )[0] != ("restore",):
            wrong.append(n)
        if p.returncode and b"disk I/O error" not in p.stderr:
            unsaid.append((n, p.stderr))
    equal("what is restored is never without what is left in a WAL", wrong, [])
    equal("a disk that fails is named", unsaid, [])
    check("some are refused, some are not", n > 9, n)


def restore_full(t):
    """A disk on which there is no room for what comes."""
    if cannot_trace():
        skip("what cannot be replaced", cannot_trace())
        return
    path = t.path("rules.db")
    t.add("/of-its-own", "/x")
    before, copies = rows(path), kept(t)
    p = t.run("restore", "copy.db", env=unleaked(t.env),
              prefix=inject("pwrite64", "error=ENOSPC") +
              ["-P", path + "-wal"])
    check("a disk that is full says so", p.returncode == 3 and
          b"cannot replace the rules of" in p.stderr, p.stderr)
    equal("and leaves what was there, and no copy of it",
          (rows(path), kept(t), litter(t)), (before, copies, []))


def restore_older(t):
    golden(t.path("one.db"))
    t("restore", "one.db")
    equal("a copy of version 1 is brought to this one",
          len(t.json("list")), 12)
    equal("while the copy stays as it was",
          sqlite3.connect(t.path("one.db")).execute("PRAGMA user_version")
          .fetchone()[0], 1)


def restore_in_use(t):
    """Workers see it at once, and no request fails."""
    t.add("/old", "/new")
    t("backup", "with.db")
    path = t.path("rules.db")
    with Worker(BUILD, t.folder.name, db=path, workers=2) as w:
        loads = [Load(w.address, keep) for keep in (True, False)]
        until(lambda: all(x.good > 100 for x in loads))
        for i in range(5):
            t.add(f"/extra{i}", "/x")
            t("restore", "with.db")
            equal(f"restore {i + 1} is seen by the next request",
                  (ask(w.address, f"/extra{i}").status,
                   ask(w.address, "/old").location), (404, "/new"))
        equal("and no request is lost", [x.finish()[1] for x in loads],
              [0, 0])
        if SLOWER > 1:
            skip("adds at the same time", "they wait for five seconds, and "
                 "take longer under memcheck")
            return
        # Whoever waited for the lock writes into what is there then.
        adds = [subprocess.Popen([BUILD + "/detour", "add", f"/at-once{i}",
                                  "/y"], env=t.env, stdout=-3, stderr=-3)
                for i in range(6)]
        t("restore", "with.db")
        failed = [p.wait(20 * SLOWER) for p in adds]
        events = [e for e in t.json("history", "--limit", "20")]
        last = max(e["id"] for e in events if e["what"] == "restore")
        after = sum(e["what"] == "add" and e["id"] > last for e in events)
        there = sum("/at-once" in s for _, s, _ in rows(path))
        equal("adds at the same time are before it or after it",
              (failed, there), ([0] * 6, after))


def killed(t):
    """kill -9 at any point of a restore: the one or the other."""
    if cannot_trace():
        skip("killed before each call", cannot_trace())
        return
    path = t.path("rules.db")
    t("restore", "with.db")
    other = rows(path, "source")
    t("restore", "copy.db")
    state = rows(path, "source")
    torn, done_n, left_n = [], 0, 0

    # Always what is not there yet: else nothing could be seen.
    def restore_other(prefix):
        return t.run("restore", "copy.db" if swapped else "with.db",
                     prefix=prefix, env=unleaked(t.env))

    swapped = False
    for when, p in kills(restore_other, FILES):
        now = rows(path, "source")
        if now == other:
            state, other, swapped = other, state, not swapped
            done_n += p.returncode != 0
        elif now != state or p.returncode == 0:
            torn.append((when, p.returncode, p.stderr))
            break
        else:
            left_n += 1
    equal("killed before each call, none leaves half a restore", torn, [])
    check("some leave the one, some the other", done_n > 9 and left_n > 99,
          (done_n, left_n))
    t.sound("and the next command works")
    for name in litter(t):
        os.unlink(t.path(name))


def forced(t):
    """What cannot be read is replaced only on demand, and kept."""
    path = t.path("rules.db")
    for name, data in (("damaged", b"\xa5" * 9000), ("empty", b"")):
        t.write("rules.db", data)
        t.refused(f"{name}: it is not replaced unasked", "restore", "copy.db",
                  want=3, says="with --force it is set aside")
        equal(f"{name}: and left as it is", os.path.getsize(path), len(data))
        count = len(kept(t))
        t("restore", "copy.db", "--force")
        equal(f"{name}: with --force it is", rows(path),
              rows(t.path("copy.db")))
        equal(f"{name}: and kept", len(kept(t)), count + 1)
    with Worker(BUILD, t.folder.name, db=path) as w:
        ask(w.address, "/a")
        os.unlink(path)
        t("restore", "copy.db")
        t.add("/fresh", "/f")
        check("missing: it is made, and a worker finds it", until(
            lambda: ask(w.address, "/fresh").location == "/f"))
    hits = sqlite3.connect(t.path("hits.db"))
    hits.execute("INSERT OR REPLACE INTO hit VALUES (5000, 86400, 1, 0, 86400,"
                 " 86400)")
    hits.commit()
    hits.close()
    os.unlink(path)
    t("restore", "copy.db")
    equal("missing: ids that were counted are not used again",
          t.add("/next", "/x"), "5001")


def main():
    t = Tool(BUILD)
    for part in (backup, backup_in_use, backup_of_damage, restore,
                 restore_older, restore_full, restore_in_use, killed, forced,
                 restore_failing, restore_durable, backup_unsynced,
                 restore_unsynced):
        part(t)
    done()


main()
