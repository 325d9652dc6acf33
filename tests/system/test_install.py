#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_install.py - make install, the units, and the worker as they run it:
started by somebody else, as a user who cannot write the rules.

    test_install.py BUILD
"""

import glob
import os
import re
import sqlite3
import stat
import subprocess
import sys
import tempfile

import fronts
import web
from fastcgi import ask
from pace import SLOWER
from rig import Rig, wait_for
from tap import check, done, equal, skip

BUILD = sys.argv[1]


def run(*command):
    p = subprocess.run(command, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       check=False)
    return p.returncode, p.stdout


def make(goal, stage, *more):
    return run("make", "-s", f"O={BUILD}", goal, f"DESTDIR={stage}", *more)


def files(stage):
    """Path and mode of every file."""
    return {os.path.join(at, f)[len(stage):]:
            oct(stat.S_IMODE(os.lstat(os.path.join(at, f)).st_mode))
            for at, _, names in os.walk(stage) for f in names}


def text(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


# ---------------------------------------------------------------------- files

def installs(stage):
    equal("make install works", make("install", stage, "PREFIX=/usr"), (0, ""))
    program, other = "0o755", "0o644"
    equal("it installs this, and nothing else", files(stage), {
        "/usr/bin/detour": program,
        "/usr/libexec/detour.fcgi": program,
        "/usr/share/man/man1/detour.1": other,
        "/usr/share/bash-completion/completions/detour": other,
        "/usr/share/man/man8/detour.fcgi.8": other,
        "/usr/lib/systemd/system/detour.service": other,
        "/usr/lib/systemd/system/detour.socket": other,
        "/usr/lib/sysusers.d/detour.conf": other,
        "/usr/lib/tmpfiles.d/detour.conf": other})
    for name in ["detour.service", "detour.socket"]:
        equal(f"{name} is what lies in docs/",
              text(f"{stage}/usr/lib/systemd/system/{name}"),
              text(f"docs/systemd/{name}"))
    equal("make uninstall works", make("uninstall", stage, "PREFIX=/usr"),
          (0, ""))
    equal("and leaves nothing", files(stage), {})


def installs_elsewhere(stage):
    where = ["BINDIR=/b", "LIBEXEC=/l", "MANDIR=/m", "UNITDIR=/u",
             "COMPDIR=/c", "SYSUSERSDIR=/s", "TMPFILESDIR=/t", "WEBGROUP=http"]
    make("install", stage, *where)
    equal("every folder can be another", sorted(files(stage)), [
        "/b/detour", "/c/detour", "/l/detour.fcgi", "/m/man1/detour.1",
        "/m/man8/detour.fcgi.8", "/s/detour.conf", "/t/detour.conf",
        "/u/detour.service", "/u/detour.socket"])
    check("the service names the worker where it is",
          "\nExecStart=/l/detour.fcgi\n" in text(f"{stage}/u/detour.service"))
    check("the socket is the web server's",
          "\nSocketGroup=http\n" in text(f"{stage}/u/detour.socket"))
    make("uninstall", stage, *where)
    equal("from there, too, all goes", files(stage), {})
    make("install", stage, "UNITDIR=")
    equal("without UNITDIR nothing of systemd is installed",
          sorted(files(stage)), [
              "/usr/local/bin/detour", "/usr/local/libexec/detour.fcgi",
              "/usr/local/share/bash-completion/completions/detour",
              "/usr/local/share/man/man1/detour.1",
              "/usr/local/share/man/man8/detour.fcgi.8"])
    code, said = run(stage + "/usr/local/bin/detour", "--version")
    check("what is installed runs", code == 0, said)


def units():
    code, said = run("systemd-analyze", "security", "--offline=true",
                     "--threshold=10", "docs/systemd/detour.service")
    check("the service is exposed to at most 1.0", code == 0, said[-600:])
    code, said = run("systemd-analyze", "security", "--offline=true",
                     "--threshold=1", "docs/systemd/detour.service")
    check("which is measured, not assumed", code != 0 and "0." in said, said)


# ---------------------------------------------------------------- the worker

class Home:
    """What is installed in a folder, its user, and a database as the
    instructions make it."""

    def __init__(self, rig):
        self.rig = rig
        self.root = rig.path("root")
        os.makedirs(self.root + "/etc")
        make("install", self.root, "PREFIX=/usr")
        for command in [["systemd-sysusers"], ["systemd-tmpfiles", "--create"]]:
            code, said = run(*command, "--root=" + self.root)
            check(f"{command[0]} understands what is installed", code == 0,
                  said)
        entry = re.search(r"^detour:x:(\d+):(\d+):", text(
            self.root + "/etc/passwd"), re.M)
        self.uid, self.gid = int(entry[1]), int(entry[2])
        self.state = self.root + "/var/lib/detour"
        rig.env["DETOUR_DB"] = self.rules = self.state + "/rules.db"
        rig.run("sh", "-c", "umask 027; detour init")
        rig.tool("add", "/old", "/new")

    def owner(self, name):
        st = os.stat(os.path.join(self.state, name))
        who = {0: "root", self.uid: "detour"}.get(st.st_uid, st.st_uid)
        group = "detour" if st.st_gid == self.gid else st.st_gid
        return f"{who}:{group} {oct(stat.S_IMODE(st.st_mode))[2:]}"

    def as_user(self, *command):
        return ["setpriv", "--reuid", str(self.uid), "--regid", str(self.gid),
                "--clear-groups", *command]

    def hits(self):
        """Answers and late hits, as the tool reports them."""
        path = self.state + "/hits/hits.db"
        if not os.path.exists(path):
            return None
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return db.execute("SELECT sum(served) FROM hit").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return None
        finally:
            db.close()

    def instructions(self, language, start):
        """A block of docs/install.md, with the paths of this folder."""
        blocks = re.findall(rf"^```{language}\n(.*?)^```", text(
            "docs/install.md"), re.M | re.S)
        found = [b for b in blocks if start in b]
        said = found[0] if len(found) == 1 else ""
        for path, to in [("/var/lib/detour", self.state),
                         ("/usr/libexec", self.root + "/usr/libexec"),
                         ("/run/detour", self.rig.place),
                         ("/run/lighttpd", self.rig.place)]:
            said = said.replace(path + "/", to + "/")
        return said


def family(pid):
    """A process and its children."""
    found = [pid]
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        for child in text(path).split():
            found += family(int(child))
    return found


def writable(pids, below):
    """The files below a folder that these processes could write to."""
    found = set()
    for pid in pids:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            try:
                path = os.readlink(f"/proc/{pid}/fd/{fd}")
                flags = int(re.search(r"flags:\s+(\d+)", text(
                    f"/proc/{pid}/fdinfo/{fd}"))[1], 8)
            except OSError:  # closed meanwhile
                continue
            if path.startswith(below) and flags & os.O_ACCMODE != os.O_RDONLY:
                found.add(path[len(below):])
    return found


def confined(home, pid):
    """What only the file system says: there is no systemd around it here."""
    rig = home.rig
    for name in ["rules.db", "rules.db-wal", "rules.db-shm", "rules.db.lock",
                 "rules.db-journal", "x"]:
        p = rig.run(*home.as_user("sh", "-c", f": >>{home.state}/{name}"))
        check(f"its user cannot write {name}", p.returncode != 0)
    p = rig.run(*home.as_user("mv", home.rules, home.state + "/hits/"))
    check("nor move the rules away",
          p.returncode != 0 and os.path.exists(home.rules))
    wait_for(home.hits)
    equal("of all that it has open, it can write the hits only",
          {os.path.dirname(p) for p in writable(family(pid), home.state)},
          {"/hits"})


def by_systemd(home):
    """Started by the first who comes, as by a socket unit."""
    rig = home.rig
    sock = rig.path("systemd.sock")
    p = rig.start(
        "systemd-socket-activate", "-l", sock, "-E", "DETOUR_DB=" + home.rules,
        "-E", f"DETOUR_HITS={home.state}/hits/hits.db",
        *home.as_user(home.root + "/usr/libexec/detour.fcgi"),
        ready=lambda: os.path.exists(sock))
    equal("who comes first starts it, and is answered",
          ask(sock, "/old", timeout=20 * SLOWER).location, "/new")
    stale = []
    for i in range(50):
        rig.tool("edit", "1", "--target", f"/new{i}")
        got = ask(sock, "/old").location
        if got != f"/new{i}":
            stale.append((i, got))
    equal("each of 50 edits is seen by the next request", stale, [])
    equal("its hits are counted", wait_for(lambda: home.hits() == 51), True)
    rig.tool("edit", "1", "--from", "2020-01-01", "--until", "2020-02-01")
    equal("after its end the rule is gone", ask(sock, "/old").status, 404)
    equal("and its late hit is reported by the tool, which finds it", wait_for(
        lambda: '"hits":51,"late_hits":1,' in re.sub(
            r"\s", "", rig.tool("stale", "--format", "json"))), True)
    rig.tool("edit", "1", "--for", "1d")
    equal("whose hands are on what",
          {n: home.owner(n) for n in [
              "", "rules.db", "rules.db-wal", "rules.db-shm", "rules.db.lock",
              "hits"]},
          {"": "root:detour 2750", "rules.db": "root:detour 640",
           "rules.db-wal": "root:detour 640",
           "rules.db-shm": "root:detour 640",
           "rules.db.lock": "root:detour 640", "hits": "detour:detour 750"})
    check("the hits are its user's",
          home.owner("hits/hits.db").startswith("detour:detour "))
    confined(home, p.pid)
    equal("it ends well", rig.stop(p), 0)


def by_spawn_fcgi(home):
    rig = home.rig
    said = home.instructions("sh", "spawn-fcgi")
    check("the instructions say how spawn-fcgi starts it",
          "spawn-fcgi -s " in said, said)
    # In the foreground, where the test can end it; and users by number,
    # because this machine knows them by no name.
    said = re.sub(r" -P \S+", "", said).replace("spawn-fcgi -s",
                                                "exec spawn-fcgi -n -s")
    said = said.replace("-u detour -g detour", f"-u {home.uid} -g {home.gid}")
    p = rig.start("sh", "-c", said, ready="detour.sock")
    got = wait_for(lambda: ask(rig.path("detour.sock"), "/old"))
    equal("by spawn-fcgi it answers on descriptor 0", got.location, "/new49")
    uids = {re.search(r"^Uid:\s+(\d+)", text(f"/proc/{pid}/status"),
                      re.M)[1] for pid in family(p.pid)}
    equal("as its own user", uids, {str(home.uid)})
    equal("the socket is for the web server's group", oct(stat.S_IMODE(os.stat(
        rig.path("detour.sock")).st_mode)), "0o660")
    equal("by spawn-fcgi it ends well", rig.stop(p), 0)
    equal("its last hit is written", home.hits(), 52)


def by_lighttpd(home):
    rig = home.rig
    said = home.instructions("lighttpd", "bin-path")
    port = fronts.Port()
    p = fronts.lighttpd(rig, said, port)
    answer = web.ask(port.number, "GET", "/old")
    equal("by lighttpd's bin-path it answers", answer.field("location"),
          "/new49")
    workers = family(p.pid)[1:]
    check("lighttpd has started it", len(workers) > 1)
    rig.stop(p)
    port.close()
    check("it ends with lighttpd", wait_for(
        lambda: not any(os.path.exists(f"/proc/{w}") for w in workers)))
    equal("and its last hit is written", home.hits(), 53)


def main():
    with tempfile.TemporaryDirectory(prefix="detour-") as folder:
        installs(folder + "/usual")
        installs_elsewhere(folder + "/elsewhere")
    units()
    if os.geteuid() != 0:
        skip("the worker cannot write the rules", "giving rights up takes root")
        done()
    # The worker's user has to come through; the folder is this test's alone.
    if tempfile.gettempdir() != "/tmp":
        os.chmod(tempfile.gettempdir(), 0o711)
    with Rig(BUILD) as rig:
        home = Home(rig)
        by_systemd(home)
        by_spawn_fcgi(home)
        by_lighttpd(home)
    done()


main()
