#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_doctor.py - doctor finds what is wrong, and says what to do.

    test_doctor.py BUILD
"""

import glob
import json
import os
import pwd
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

from clock import Clock
from fastcgi import ask
from golden import golden
from mounts import MS_BIND, make_read_only, mount, own_mounts, unmount
from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool
from worker import Worker, until

BUILD = sys.argv[1]
OTHER = "www-data"  # a user that every Debian has


def rows(t, *args, want=0):
    """The rows of doctor by their check."""
    return {r["check"]: r for r in t.json("doctor", *args, want=want)}


def finds(t, name, what, state, says, *args):
    """This check is in this state, says so, and what to do."""
    r = rows(t, *args, want=1 if state == "problem" else 0).get(what, {})
    told = f"{r.get('finding')} -> {r.get('advice')}"
    check(name, r.get("state") == state and says in told and
          (state in ("ok", "unknown") or r.get("advice")), r)


def fresh():
    t = Tool(BUILD)
    os.chmod(t.folder.name, 0o755)
    t.add("/a", "/b")
    return t


def sound():
    t = fresh()
    got = rows(t)
    equal("every check is there, in this order", list(got),
          ["worker", "sqlite", "links", "permissions", "-wal and -shm",
           "hits", "file system", "space", "database", "integrity", "rules",
           "clock"])
    check("nothing is wrong with a sound database",
          all(r["state"] in ("ok", "unknown", "warning")
              for r in got.values()), got)
    equal("SQLite's version is told", got["sqlite"]["finding"].split()[1]
          .rstrip(";"), sqlite3.sqlite_version)
    check("for people it is a line each, and what to do below it",
          "ok       integrity      whole, with 1 rules and 1 events\n"
          in t("doctor"), t("doctor"))
    t.refused("an unknown user is refused", "doctor", "--user", "no-such",
              want=2, says="there is no user 'no-such'")


def the_file():
    t = fresh()
    db = t.path("rules.db")
    os.link(db, t.path("second"))
    finds(t, "a second name is found", "links", "problem", "2 names")
    os.unlink(t.path("second"))
    os.symlink(db, t.path("link.db"))
    finds(t, "a symbolic link is found", "links", "problem", "symbolic link",
          "--db", t.path("link.db"))
    os.unlink(t.path("link.db"))
    os.chmod(db, 0o600)
    finds(t, "a file that the worker may not read is found", "permissions",
          "problem", f"{OTHER} may not read", "--user", OTHER)
    os.chmod(db, 0o644)
    os.chmod(t.folder.name, 0o700)
    finds(t, "a folder that it may not enter is found", "permissions",
          "problem", f"may not enter the folder '{t.folder.name}'", "--user",
          OTHER)
    os.chmod(t.folder.name, 0o777)
    finds(t, "a folder that anybody may write is found", "permissions",
          "warning", "anybody")
    os.chmod(t.folder.name, 0o1777)
    finds(t, "but not one from which only an owner takes files",
          "permissions", "ok", "may read the rules")
    os.chmod(db, 0o666)
    finds(t, "a file that anybody may write is found there, too",
          "permissions", "warning", "anybody")
    os.chmod(db, 0o644)
    os.chmod(t.folder.name, 0o755)
    finds(t, "hits that it may not write are found", "hits", "warning",
          f"{OTHER} may not write", "--user", OTHER)
    os.unlink(db + "-shm")
    finds(t, "a missing -shm is found", "-wal and -shm", "problem",
          "-shm is missing", "--user", OTHER)
    os.unlink(db + "-shm")
    t("migrate")
    finds(t, "and made again by what it advises", "-wal and -shm", "ok",
          "both are there", "--user", OTHER)
    os.chmod(db + "-wal", 0o600)
    finds(t, "a -wal that it may not read is found", "-wal and -shm",
          "problem", "may not read", "--user", OTHER)
    os.chmod(db + "-wal", 0o644)
    os.truncate(db + "-wal", 65 << 20)
    finds(t, "a -wal that has grown is found", "-wal and -shm", "warning",
          "has grown to 68 MB")


def the_hits():
    t = fresh()
    hits = t.path("hits.db")
    t.write("hits.db", "no database\n" * 1000)
    finds(t, "hits that are none are found", "hits", "problem",
          "is not a database of detour: file is not a database: no hit is")
    os.unlink(hits)
    os.mkdir(hits)
    finds(t, "a folder in their place is found", "hits", "problem", "a folder")
    os.rmdir(hits)
    finds(t, "none at all are none yet", "hits", "ok", "may count")


def inside():
    t = fresh()
    with sqlite3.connect(db := t.path("rules.db")) as c:
        c.execute("UPDATE rule SET target = '//evil.example'")
    finds(t, "a rule that detour did not make is found", "rules", "problem",
          "rule 1 -> 'detour lint' says what is wrong with it")
    with sqlite3.connect(db) as c:
        c.execute("UPDATE rule SET target = '/b', source = '/elsewhere'")
    finds(t, "a source that was changed by other means is found", "rules",
          "problem", "cannot be found by its source")
    t("edit", "1", "--source", "/elsewhere")
    equal("an edit of the source puts it right", rows(t)["rules"]["state"], "ok")
    with sqlite3.connect(db) as c:
        c.execute("UPDATE rule SET note = char(0) || hex(zeroblob(1000000))")
    finds(t, "a note of 2 MB is found", "rules", "problem", "rule 1")
    t("edit", "1", "--note", "short")
    equal("such a rule can be edited, which puts it right", rows(t)["rules"]["state"], "ok")
    with sqlite3.connect(db) as c:
        c.execute("DROP INDEX rule_folded")
    finds(t, "an index that was dropped is found", "database", "problem",
          "rule_folded")
    t.refused("without which no rule is found", "explain", "/a", want=3,
              says="no such index")
    equal("what it advises says what it would do", t("migrate", "--dry-run"),
          f"would make the indexes that '{db}' lacked: rule_folded\n")
    equal("and does it", t("migrate"),
          f"made the indexes that '{db}' lacked: rule_folded\n")
    equal("so that all is well", rows(t)["database"]["state"], "ok")
    with sqlite3.connect(db) as c:
        c.execute("UPDATE event SET at = at + 1000000")
    finds(t, "a clock that went back is found", "clock", "problem",
          "before the last change")
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA user_version = 99")
    finds(t, "a newer schema is found", "database", "problem",
          "use the newer release of detour -> if nothing else helps")
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA user_version = 2")
    for i in range(60):
        t.add(f"/some/long/path/{i}", "/x" * 50)
    with open(db, "r+b") as f:
        f.seek(4096 * 6)
        f.write(b"\xa5" * 4096 * 4)
    got = rows(t, want=1)
    check("damage is found", got["integrity"]["state"] == "problem" and
          "restore" in got["integrity"]["advice"], got)
    with open(db, "r+b") as f:
        f.seek(4096 * 14)  # beyond what an empty one has: rules
        f.write(b"\xa5" * max(0, os.path.getsize(db) - 4096 * 14))
    t.refused("other commands say who knows what to do", "list", want=3,
              says="malformed; 'detour doctor' says what to do")
    t.write("rules.db", b"text" * 3000)
    finds(t, "what is no database is found", "database", "problem",
          "not a database")
    os.unlink(db)
    finds(t, "that there is none is found", "database", "problem",
          "there is no database")
    for end in ("-wal", "-shm"):
        if os.path.exists(db + end):
            os.unlink(db + end)
    golden(db)
    finds(t, "an older schema is found", "database", "problem", "version 1")
    t("migrate")
    finds(t, "and cured by what it advises", "database", "ok", "version 2")


def the_worker():
    t = fresh()
    finds(t, "a worker that is not there is found", "worker", "problem",
          "nobody answers at 'none.sock': No such file", "--socket", "none.sock")
    with socket.socket(socket.AF_UNIX) as full, socket.socket(socket.AF_UNIX) as c:
        full.bind(t.path("full.sock"))
        full.listen(0)
        c.connect(t.path("full.sock"))
        finds(t, "and one that takes nobody any more", "worker", "problem",
              "timed out", "--socket", t.path("full.sock"))
    with Worker(BUILD, t.folder.name, db=t.path("rules.db")) as w:
        finds(t, "one that is there tells its version", "worker", "ok",
              "answers", "--socket", os.path.relpath(w.address, t.folder.name))
        got = rows(t, "--socket", w.address)["sandbox"]
        check("and whose rights it has",
              ("root" if os.getuid() == 0 else "user") in got["finding"], got)
        os.rename(t.path("rules.db"), t.path("away.db"))
        until(lambda: ask(w.address, "/", more=[("DETOUR_PAGE", "health")])
              .status == 503)
        finds(t, "one without rules is found", "worker", "problem",
              "there is no database", "--socket", w.address)
        os.rename(t.path("away.db"), t.path("rules.db"))
    with Worker(BUILD, t.folder.name, "--listen", "127.0.0.1:0",
                db=t.path("rules.db"), listen=False) as w:
        place = until(lambda: re.search(r" on=(127[.:0-9]+)", w.log()))[1]
        finds(t, "a worker at a port is asked the same", "worker", "ok",
              "answers", "--address", place)
        finds(t, "whose rights are not told there", "sandbox", "unknown",
              "not told", "--address", place)


def in_memory():
    """A file system that is gone with the machine: where there is one."""
    shm = "/dev/shm"
    if not os.access(shm, os.W_OK):
        skip("a file system in memory is found", "there is no " + shm)
        return
    folder = tempfile.mkdtemp(dir=shm)
    try:
        t = fresh()
        t("--db", folder + "/rules.db", "init")
        finds(t, "a file system in memory is found", "file system", "warning",
              "tmpfs", "--db", folder + "/rules.db")
    finally:
        shutil.rmtree(folder)


def disks():
    """One with little room, and one that is mounted read-only."""
    t = fresh()
    place, db = t.path("disk"), t.path("disk/rules.db")
    os.mkdir(place)
    if not own_mounts() or not mount("tmpfs", place, "tmpfs", 0, "size=20m"):
        skip("disks", "nothing can be mounted here")
        return
    t("--db", db, "init")
    finds(t, "an empty disk has room", "space", "ok", "MB are left", "--db", db)
    t.write("big.csv", "source,target,note\n" + "".join(
        f"/{i},/t,{'n' * 500}\n" for i in range(4000)))
    t("--db", db, "import", "big.csv")
    finds(t, "one without room for a copy is found", "space", "warning",
          "a copy of the rules may take", "--db", db)
    with open(t.path("disk/filler"), "wb") as f:
        f.write(b"x" * 4000000)
    finds(t, "a disk that is nearly full is found", "space", "problem",
          "MB are left", "--db", db)
    make_read_only(place)
    finds(t, "a disk that is mounted read-only is found", "space", "warning",
          "mounted read-only", "--db", db)
    unmount(place)


def kinds_of_disks():
    """Real ones, as far as a machine can have them: a file system that some
    program makes is no better than one of the network."""
    t = fresh()
    place, db = t.path("mounted"), t.path("mounted/rules.db")
    os.mkdir(place)
    if not own_mounts() or not mount("ramfs", place, "ramfs"):
        skip("kinds of disks", "nothing can be mounted here")
        return
    t("--db", db, "init")
    finds(t, "another file system in memory is found", "file system",
          "warning", "ramfs: the rules are gone", "--db", db)
    finds(t, "which is not full, but does not tell its size", "space",
          "unknown", "does not tell", "--db", db)
    unmount(place)
    if mount("mqueue", place, "mqueue"):
        open(db, "wb").close()
        mount(t.path("rules.db"), db, None, MS_BIND)
        got = rows(t, "--db", db, want=1)["file system"]
        check("of a kind that is not known the number is told",
              got["state"] == "ok" and "of type 0x19800202" in got["finding"],
              got)
        unmount(db)
        unmount(place)
    else:
        skip("a kind that is not known", "no mqueue can be mounted here")
    if not os.path.exists("/dev/fuse"):
        skip("a file system of a program", "there is no /dev/fuse")
        return
    os.mkdir(t.path("served"))
    t("--db", t.path("served/rules.db"), "init")
    p = subprocess.Popen(["bindfs", "-f", t.path("served"), place],
                         stderr=subprocess.DEVNULL)
    try:
        until(lambda: os.path.exists(db) or p.poll() is not None)
        if p.poll() is None:
            finds(t, "a file system that a program makes is found",
                  "file system", "problem", "FUSE: SQLite's locks", "--db", db)
        else:
            skip("a file system of a program", "bindfs may not mount here")
    finally:
        unmount(place)
        p.terminate()
        p.wait()


def few_names():
    """Room for octets is none for files."""
    t = fresh()
    place, db = t.path("few"), t.path("few/rules.db")
    os.mkdir(place)
    if not own_mounts() or not mount("tmpfs", place, "tmpfs", 0,
                                     "size=100m,nr_inodes=14"):
        skip("a disk that takes no further file", "nothing can be mounted here")
        return
    t("--db", db, "init")
    finds(t, "a disk that takes no further file is found", "space", "problem",
          "no further file", "--db", db)
    unmount(place)


def of_its_own():
    """What a user may do with what is his, or his group's."""
    if os.getuid() != 0:
        skip("files of another user", "only root can give them")
        return
    t = fresh()
    os.chmod(t.folder.name, 0o755)
    who = pwd.getpwnam(OTHER)
    for uid, gid, mode, state, says in [
            (who.pw_uid, 0, 0o600, "ok", "may read the rules"),
            (0, who.pw_gid, 0o600, "problem", "may not read"),
            (0, who.pw_gid, 0o640, "ok", "may read the rules")]:
        for name in glob.glob(t.path("*")):
            os.chown(name, uid, gid)
            os.chmod(name, mode)
        finds(t, f"owned by {uid}, of group {gid}, mode {mode:o}",
              "permissions", state, f"{OTHER} {says}", "--user", OTHER)


def by_its_group():
    """Without --user it is about who runs it, with all groups."""
    if os.getuid() != 0:
        skip("a group of who runs it", "only root can be somebody else")
        return
    t = fresh()
    for name in glob.glob(t.path("*")):
        os.chown(name, 0, 4)
        os.chmod(name, 0o640)
    p = t.run("doctor", "--format", "json", prefix=[
        "setpriv", "--reuid=33", "--regid=33", "--groups=5,4"])
    got = {r["check"]: r for r in json.loads(p.stdout)}
    equal("who is in its group, among others, may read it, and not count",
          (got["permissions"]["state"], got["hits"]["state"]),
          ("ok", "warning"))


def the_sandbox():
    """As somebody else than root, with walls and without."""
    t = fresh()
    if os.getuid() != 0:
        skip("the sandbox", "only root can start a worker as another user")
        return
    os.chmod(t.folder.name, 0o777)
    for name in glob.glob(t.path("rules.db*")):
        os.chmod(name, 0o644)
    for mode, state, says in (("on", "ok", "system calls are filtered"),
                              ("off", "warning", "no_new_privs off")):
        if mode == "on" and SLOWER > 1:
            skip("--sandbox on is ok", "memcheck makes calls of its own")
            continue
        with Worker(BUILD, t.folder.name, "--user", "nobody", "--sandbox", mode,
                    db=t.path("rules.db")) as w:
            finds(t, f"--sandbox {mode} is {state}", "sandbox", state, says,
                  "--socket", w.address)


def the_clock():
    t = fresh()
    asan = t.env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    t.env.update(LD_PRELOAD=Clock.LIBRARY, FAKETIME="@2001-01-01 00:00:00",
                 ASAN_OPTIONS=asan.lstrip(":"))
    finds(t, "a clock that was never set is found", "clock", "problem",
          "stands in the past")


for part in (sound, the_file, the_hits, inside, the_worker, the_sandbox,
             the_clock, in_memory, disks, kinds_of_disks, few_names,
             of_its_own, by_its_group):
    part()
done()
