#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_ended.py - a command that is ended by a signal in the middle of a file
leaves nothing of it, and what may not grow on ends nobody.

    test_ended.py BUILD
"""

import os
import resource
import signal
import subprocess
import sys

from fastcgi import ask
from tap import check, done, equal
from tool import Tool
from worker import Worker, until

BUILD = os.path.abspath(sys.argv[1])
RULES = 20_000   # enough to be ended while a file is being made
TRIES = 20
LIMIT = 32768    # octets: a -shm has no more

FILES = {
    "backup": ("backup", "copy.db"),
    "export": ("export", "--output", "rules.csv"),
    "stage": ("stage", "begin"),
    "restore": ("restore", "--force", "old.db"),
}


def many(t):
    t("import", "--from", "csv", "-", data=("source,target\n" + "".join(
        f"/a{i},/b{i}\n" for i in range(RULES))).encode())


def files(t):
    return set(os.listdir(t.folder.name))


# Whoever runs the tests may have nohup, and what it starts inherits that.
HEEDS = ("env", "--default-signal")


def ended(t, signo, command, prefix=HEEDS):
    """End it as soon as there is a file more: its status, and what it has
    left.  It may have been too fast: then again."""
    for _ in range(TRIES):
        before = files(t)
        p = subprocess.Popen([*prefix, f"{BUILD}/detour", *command], env=t.env,
                             cwd=t.folder.name, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE)
        until(lambda: files(t) - before or p.poll() is not None)
        p.send_signal(signo)
        _, said = p.communicate()
        left = files(t) - before
        if p.returncode != 0:
            return p.returncode, left, said
        for name in left:
            os.unlink(t.path(name))
    return 0, set(), b"too fast"


def by_signal():
    t = Tool(BUILD)
    many(t)
    t("backup", "old.db")
    was = t("list", "--limit", "3")
    for name, command in FILES.items():
        for signo in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            status, left, said = ended(t, signo, command)
            equal(f"{name}: {signal.Signals(signo).name} ends it, and nothing "
                  "of a file is left", (status, left, said),
                  (-signo, set(), b""))
        equal(f"{name}: after that all is as it was",
              t("list", "--limit", "3"), was)
    status, left, _ = ended(t, signal.SIGKILL, FILES["backup"])
    check("a file is being made when they come", status == -signal.SIGKILL and
          any(name.endswith(".part") for name in left), (status, left))


def by_nohup():
    """Whoever is to go on goes on."""
    t = Tool(BUILD)
    many(t)
    status, left, said = ended(t, signal.SIGHUP, FILES["backup"],
                               ("env", "--ignore-signal=HUP"))
    check("nohup keeps a command from being ended", status == 0, (status, left,
                                                                  said))


def too_large():
    """ulimit -f, LimitFSIZE of systemd."""
    t = Tool(BUILD)
    many(t)
    t.add("/old", "/new")
    before = files(t)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))
    p = t.run("export", "--output", "rules.csv", preexec_fn=limit)
    equal("a file that may not grow: a command says so",
          (p.returncode, b"File too large" in p.stderr, files(t)),
          (3, True, before))
    with Worker(BUILD, t.folder.name) as w:
        keeper = w.keeper()
        resource.prlimit(keeper, resource.RLIMIT_FSIZE, (LIMIT // 8, LIMIT))
        equal("a file that may not grow: rules are served",
              ask(w.address, "/old").location, "/new")
        check("a file that may not grow: hits that cannot be written are told",
              until(lambda: "hits cannot be written" in w.log()), w.log())
        equal("a file that may not grow: nobody dies of it", w.keeper(), keeper)


if __name__ == "__main__":
    by_signal()
    by_nohup()
    too_large()
    done()
