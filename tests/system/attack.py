# SPDX-License-Identifier: MIT
"""attack.py - try things on a worker, and see whether it is harmed.

    from attack import SOON, attacked

    attacked(BUILD, attack, another)    # each is called with an Attack
"""

import tempfile
import time

from fastcgi import Conn, ask
from tap import check, done, equal
from worker import Worker, run_tool

SOON = 1.0  # seconds: what is "at once" on a busy machine
SEED = 20250117


class Attack:
    """Tries things on a worker, and looks at it after each."""

    def __init__(self, worker):
        self.w = worker
        self.pid = worker.children()
        self.slowest = 0.0

    def good(self):
        """A good request; whether it was answered soon, and well."""
        start = time.monotonic()
        try:
            a = ask(self.w.address, "/good", SOON)
        except OSError:
            return False
        took = time.monotonic() - start
        self.slowest = max(self.slowest, took)
        return a.location == "/fine" and took < SOON

    def unharmed(self, name):
        check(f"{name}: a good request is answered at once",
              self.good(), f"slowest {self.slowest:.3f} s\n{self.w.log()}")
        equal(f"{name}: it is the same child", self.w.children(), self.pid)


def closed_with(a, name, data):
    """The worker closes, and answers nothing."""
    with Conn(a.w.address) as c:
        c.send(data)
        check(f"{name}: the connection is closed", c.ends(SOON), c.buffer)
    a.unharmed(name)


def make_rules(build, db):
    """Two that answer, and many that have ended, for a long stale page."""
    rows = "".join(f"/ended/{i},/new/{i}/{'x' * 100},"
                   "2020-01-01T00:00:00Z,2020-02-01T00:00:00Z\n"
                   for i in range(1100))
    ok = [run_tool(build, db, "init").returncode,
          run_tool(build, db, "add", "/good", "/fine").returncode,
          run_tool(build, db, "add", "/smuggled", "/caught").returncode,
          run_tool(build, db, "import", "--from", "csv",
                   input="source,target,starts_at,expires_at\n" + rows
                   ).returncode]
    equal("the rules are made", ok, [0] * 4)


def attacked(build, *attacks, other=()):
    """Call each attack with one running worker; each of other with a folder
    in which there are rules.  Ends the test program."""
    with tempfile.TemporaryDirectory(prefix="detour-") as folder:
        make_rules(build, f"{folder}/rules.db")
        with Worker(build, folder) as w:
            a = Attack(w)
            a.unharmed("nothing yet")
            for attack in attacks:
                attack(a)
            check("no good request took a second", a.slowest < SOON,
                  a.slowest)
            print(f"# slowest good request: {a.slowest * 1000:.1f} ms")
            equal("the worker ends with status 0", w.stop(), 0)
        for attack in other:
            attack(folder)
    done()
