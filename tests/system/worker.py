# SPDX-License-Identifier: MIT
"""worker.py - run the worker, for the tests of its processes.

    with Worker(build, folder) as w:
        ask(w.address, "/old")
"""

import glob
import os
import re
import signal
import sqlite3
import subprocess
import tempfile
import time

from pace import SLOWER
from tap import done

CLEAN = {k: v for k, v in os.environ.items()
         if k != "GATEWAY_INTERFACE" and not k.startswith("DETOUR_")}


# How long to ask for what is bound to come: only a failure takes so long.  A
# machine that has other things to do takes seconds for what usually takes one
# hundredth of that.
PATIENCE = 30


def until(condition, timeout=PATIENCE):
    """Ask until it is so; what it was at last."""
    deadline = time.monotonic() + timeout * SLOWER
    while True:
        result = condition()
        if result or time.monotonic() > deadline:
            return result
        time.sleep(0.005)


def run_tool(build, db, *args, **how):
    return subprocess.run([f"{build}/detour", "--db", db, *args], text=True,
                          capture_output=True, check=False, **how)


def start(build, *args, env=None, **how):
    """Run the worker to its end; for what does not stay."""
    return subprocess.run([f"{build}/detour.fcgi", *args],
                          env=CLEAN if env is None else env,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=20 * SLOWER, check=False, **how)


def hits(path):
    """(served, late) of all rules and days."""
    if not os.path.exists(path):
        return (0, 0)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        row = db.execute("SELECT sum(served), sum(late) FROM hit").fetchone()
        return (row[0] or 0, row[1] or 0)
    except sqlite3.OperationalError:  # it is being made
        return (0, 0)
    finally:
        db.close()


def in_folder(build, *parts):
    """Call each part with a folder in which there are rules: /old leads to
    /new, /ended has ended.  Ends the test program."""
    with tempfile.TemporaryDirectory(prefix="detour-") as folder:
        db = f"{folder}/rules.db"
        run_tool(build, db, "init")
        run_tool(build, db, "add", "/old", "/new")
        run_tool(build, db, "add", "/ended", "/x", "--from", "2020-01-01",
                 "--until", "2020-01-02")
        for part in parts:
            part(folder)
    done()


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def cpu_s(pid):
    """Seconds of CPU that a process has used."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_pinned(pid, fd, path):
    """Was it opened with O_PATH, to hold on to this file?"""
    try:
        with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as f:
            flags = re.search(r"^flags:\s*([0-7]+)$", f.read(), re.M)
        return (int(flags[1], 8) & os.O_PATH != 0 and
                os.readlink(f"/proc/{pid}/fd/{fd}") == path)
    except OSError:  # it has just been closed
        return False


class Worker:
    """A running detour.fcgi.  address is its first socket."""

    def __init__(self, build, folder, *args, db=None, listen=True, workers=1,
                 stdin=subprocess.DEVNULL, prefix=(), **popen):
        self.db = db or f"{folder}/rules.db"
        self.hits = os.path.join(os.path.dirname(self.db), "hits.db")
        self.address = f"{folder}/worker.sock"
        self.log_path = f"{folder}/worker.log"
        command = [*prefix, f"{build}/detour.fcgi", "--db", self.db,
                   "--workers", str(workers), *args]
        if listen:
            command += ["--listen", f"unix:{self.address}"]
        popen.setdefault("env", CLEAN)
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdin=stdin, stderr=log,
                                            **popen)
        self.pid = self.process.pid
        self.count = workers
        # The children are up when there are all, and the keeper.
        until(lambda: len(self.children()) == workers and self.keeper() or
              self.process.poll() is not None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def log(self):
        with open(self.log_path, encoding="utf-8") as f:
            return f.read()

    def _all(self):
        pids = []
        for path in glob.glob(f"/proc/{self.pid}/task/*/children"):
            try:
                with open(path, encoding="ascii") as f:
                    pids += [int(p) for p in f.read().split()]
            except OSError:
                pass
        return pids

    @staticmethod
    def _name(pid):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
                name = f.read().strip()
            return "detour.fcgi" if name.startswith("memcheck") else name
        except OSError:
            return ""

    def keeper(self):
        """The process that writes hits, or None."""
        for pid in self._all():
            if self._name(pid) == "detour.keeper" and alive(pid):
                return pid
        return None

    def has_sieve(self):
        """The keeper has made one, and holds on to the files that it is of:
        then it does not open the rules before somebody edits them."""
        keeper, shm = self.keeper(), os.path.realpath(self.db) + "-shm"
        return any(is_pinned(keeper, fd, shm)
                   for fd in os.listdir(f"/proc/{keeper}/fd"))

    def sieve(self):
        """The memory in which the keeper makes one, or None: of what it shares
        with others, the largest."""
        try:
            with open(f"/proc/{self.keeper()}/maps", encoding="ascii") as f:
                maps = f.read()
        except OSError:  # there is none at the moment
            return None
        shared = re.findall(r"^(\w+)-(\w+) ..-s \w+ \S+ (\d+) +/dev/zero",
                            maps, re.M)
        sizes = [(int(to, 16) - int(at, 16), node) for at, to, node in shared]
        return max(sizes, default=(0, None))[1]

    def children(self):
        """The processes that answer."""
        return sorted(p for p in self._all()
                      if self._name(p) == "detour.fcgi" and alive(p))

    def signal(self, signo):
        self.process.send_signal(signo)

    def stop(self, timeout=15):
        """SIGTERM; the exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout * SLOWER)
        except subprocess.TimeoutExpired:
            for pid in self._all():
                os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()
            return None
