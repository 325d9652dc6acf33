#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_demo.py - the demo shows what it says it shows, and leaves nothing.

    test_demo.py BUILD
"""

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile

from pace import SLOWER
from rig import wait_for
from tap import check, done, equal

DEMO = os.path.abspath("tests/system/demo.sh")
BUILD = os.path.abspath(sys.argv[1])


def inside(place):
    """The processes that work in a folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/cwd").startswith(place):
                found.append(pid)
        except OSError:
            pass
    return found


def everything(folder):
    return sorted(os.path.join(at, name) for at, dirs, files in
                  os.walk(folder) for name in dirs + files)


def without_terminal(base):
    place = os.path.join(base, "a place", "d" * 100)  # longer than a socket
    elsewhere = os.path.join(base, "elsewhere")
    os.makedirs(elsewhere)
    p = subprocess.run(
        ["sh", DEMO, BUILD, place], cwd=elsewhere, text=True,
        env=dict(os.environ, HOME=elsewhere, TMPDIR=elsewhere),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=120 * SLOWER)
    said = p.stdout + p.stderr
    equal("without a terminal it ends with status 0", p.returncode, 0) or \
        print("# " + said.replace("\n", "\n# "))
    for what, pattern in [
            ("a 307 with its new place",
             r"HTTP/1.1 307 Temporary Redirect\n.*Location: /summer-sale"),
            ("a POST that arrives, method and body",
             r"POST /contact/write, body: name=Ada"),
            ("a rule that ends",
             r"/flash\n.*HTTP/1.1 200 OK\n(.*\n)?.*GET /flash, body: none"),
            ("the stale report", r"visited.*promote"),
            ("a promotion and its 308", r"308 Permanent Redirect"),
            ("an explanation", r"\$ detour explain "),
            ("that all was as expected", r"Every answer was as expected")]:
        check(f"it shows {what}", re.search(pattern, said), said)
    check("nothing went wrong on the way", "✗" not in said, said)
    check("no colours without a terminal", "\033" not in said, said)
    equal("no process is left", inside(base), [])
    equal("nothing is left outside its folder", everything(elsewhere), [])


def with_terminal(base):
    place = os.path.join(base, "terminal")
    ours, theirs = pty.openpty()
    p = subprocess.Popen(
        ["sh", DEMO, BUILD, place], stdin=theirs, stdout=theirs,
        stderr=theirs, start_new_session=True,
        env=dict(os.environ, TERM="xterm"))
    os.close(theirs)
    said = b""

    def stays():
        nonlocal said
        said += os.read(ours, 4096)
        return b"detour list" in said

    wait_for(stays, 60)
    url = re.search(rb"(http://127\.0\.0\.1:\d+/sale)\s", said)
    check("on a terminal it stays up, with its address", url, said.decode())
    check("on a terminal there are colours", b"\033[1m" in said)
    status = subprocess.run(
        ["curl", "-q", "-s", "--noproxy", "*", "-o", "/dev/null", "-w",
         "%{http_code}", url[1].decode()],
        stdout=subprocess.PIPE, timeout=20 * SLOWER).stdout
    equal("the address answers", status, b"308")
    check("while it is up, its processes are there", len(inside(place)) >= 4)
    os.killpg(p.pid, signal.SIGINT)  # as Ctrl-C does
    equal("an interrupt ends it", p.wait(20 * SLOWER), 130)
    check("no process is left then", wait_for(lambda: not inside(place), 5),
          inside(place))
    os.close(ours)


def without_programs(base):
    empty = os.path.join(base, "empty")
    os.makedirs(empty)
    p = subprocess.run(
        ["sh", DEMO, empty], text=True, stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=60 * SLOWER)
    equal("without the programs it says so, with status 3",
          (p.returncode, p.stderr[:18]), (3, "demo: no database:"))
    equal("and leaves no process", inside(empty), [])


with tempfile.TemporaryDirectory(prefix="detour-") as folder:
    without_terminal(os.path.join(folder, "1"))
    with_terminal(os.path.join(folder, "2"))
    without_programs(os.path.join(folder, "3"))
done()
