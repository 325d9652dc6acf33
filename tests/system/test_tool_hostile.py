#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_tool_hostile.py - arguments, files and streams that are meant to break
the tool: each is refused in a sentence, with the right status, and nothing is
changed.

    test_tool_hostile.py BUILD
"""

import os
import socket
import subprocess
import sys
import threading
import time

from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool

t = Tool(sys.argv[1])
t("add", "/first", "/x")
LONG = "x" * 100000

# ------------------------------------------------------------ what is too long

for name, args, says in (
        ("a command", [LONG], ["unknown command", "prints them all"]),
        ("a format", ["list", "--format", LONG], ["is not a format", "json"]),
        ("an id", ["show", LONG], "too long"),
        ("a source", ["add", "/" + LONG, "/x"], ["too long", "2000"]),
        ("a target", ["add", "/x", "/" + LONG], ["too long", "2000"]),
        ("a note", ["add", "/x", "/y", "--note", LONG], ["too long", "2000"]),
        ("a note of 2,001 octets", ["add", "/x", "/y", "--note", LONG[:2001]],
         ["too long", "2000"]),
        ("a tag", ["add", "/x", "/y", "--tag", LONG], ["too long", "500"]),
        ("a header", ["add", "/x", "/y", "--header", "X: " + LONG],
         "too long"),
        ("a time", ["add", "/x", "/y", "--until", LONG], "not a date"),
        ("a duration", ["add", "/x", "/y", "--for", LONG], "not a duration"),
        ("a name of a database", ["--db", LONG, "list"], ["too long", "4095"])):
    t.refused(f"{name} that is too long is told", *args, want=2, says=says)

# ---------------------------------------------------------- what names no file

t.refused("a database without a name", "--db", "", "list", want=2,
          says="--db names no file")
t.refused("hits without a name", "stale", "--hits=", want=2,
          says="--hits names no file")
os.symlink("there", t.path("here"))
os.symlink("here", t.path("there"))
for command in (["list"], ["init"], ["add", "/a", "/b"]):
    t.refused(f"a circle of links is no database: {command[0]}", "--db",
              t.path("here"), *command, want=3, says="symbolic links")
for name in (t.folder.name, "/dev/null", "/dev/zero"):
    t.refused(f"{os.path.basename(name)[:4]}... is no database", "--db", name,
              "list", want=3, says=name)

got = t.json("doctor", "--address", "[::1]:none", want=1)[0]["finding"]
check("a port that is none is told", "Servname not supported" in got, got)

# ------------------------------------------ options that would come to nothing

for args, says in (
        (["promote", "1", "--visited-within", "9d"], "is for --stale"),
        (["promote", "1", "--output", "x"], "--output is for --export"),
        (["promote", "1", "--check", "http://127.0.0.1:1", "--output", "x"],
         "--output is for --export"),
        (["recipe", "--order", "B"], "--order is for one recipe"),
        (["expect", "--remove", "1", "--at", "now"], "--at is for"),
        (["expect", "--remove", "1", "--file", "x"], "--file is for"),
        (["expect", "--file", "x", "--note", "n"], "--note is for"),
        (["stage", "begin", "--file", "x"], "--file is for 'stage diff'"),
        (["stage", "drop", "--force"], "--force is for 'stage apply'"),
        (["stage", "--force"], "--force is for 'stage apply'"),
        (["doctor", "--socket", "x", "--address", "127.0.0.1:1"],
         "--socket and --address: it is one or the other")):
    t.refused(" ".join(args), *args, want=2, says=says)

# ------------------------------------------------------ octets that are no text

for name, args in (
        ("an escape in a source", ["add", "/\x1b[31m", "/x"]),
        ("a newline in a source", ["add", "/a\nb", "/x"]),
        ("an escape in a target", ["add", "/x", "/\x1b]0;x\x07"]),
        ("an escape in a note", ["add", "/x", "/y", "--note", "\x1b[31m"]),
        ("an octet that is no UTF-8", ["add", b"/\xff", "/x"]),
        ("an escape in a command", ["\x1b[31mlist"]),
        ("an escape in an option", ["list", "--\x1b[31m"]),
        ("an escape in an id", ["show", "\x1b[31m1"]),
        ("an escape in a time", ["explain", "/", "--at", "\x1b[31m"])):
    p = t.run(*args)
    check(f"{name} is refused, and reaches no terminal",
          p.returncode == 2 and b"\x1b" not in p.stderr + p.stdout and
          b"\x07" not in p.stderr and p.stderr.startswith(b"detour: "), p)
p = t.run("explain", "http://a.example/\x1b[31m\u202e")
check("what explain repeats reaches no terminal as it is",
      p.returncode == 1 and b"\x1b" not in p.stdout and
      "\u202e".encode() not in p.stdout, p)

EVIL = {"DETOUR_USER": "ann\u202e\u009b31m"}
t("add", "/evil", "/x", env=EVIL)
for args in (["history"], ["undo", "--dry-run"], ["undo"], ["stage", "begin"],
             ["stage"], ["stage", "diff"], ["stage", "drop"],
             ["expect", "/evil", "404"], ["expect"], ["undo"]):
    p = t.run(*args, env=EVIL)
    check(f"the name of a user reaches no terminal as it is: {' '.join(args)}",
          p.returncode == 0 and "\u202e".encode() not in p.stdout + p.stderr and
          "\u009b".encode() not in p.stdout + p.stderr, p)

# ---------------------------------------------------- looks like an option

t.refused("an option that is none", "list", "--lis", want=2, says="--lis")
t.refused("a short option", "list", "-l", want=2, says="spelt out")
t.refused("a source after -- is no option", "add", "--", "--db", "/x", want=2,
          says="--db")
t.refused("an option without its value", "add", "/a", "/b", "--for", want=2,
          says="--for")
t.refused("a value for an option that takes none", "list", "--help=x", want=2,
          says="--help")
t.refused("a negative number is no id", "show", "-1", want=2, says="-1")
t.refused("a number beyond 64 bits is no id", "show", "9" * 30, want=2,
          says="not an id")

equal("after all that there is the one rule",
      [r["source"] for r in t.json("list")], ["/first"])

# ------------------------------------------------------ who never comes to an end

ended = []


def drip(server):
    """An octet now and then, for a minute or until nobody listens."""
    peer, _ = server.accept()
    with peer:
        for _ in range(120):
            try:
                peer.send(b"\1")
            except OSError:
                ended.append(True)
                return
            time.sleep(0.5)


with socket.socket(socket.AF_UNIX) as server:
    server.bind(t.path("drip"))
    server.listen()
    thread = threading.Thread(target=drip, args=(server,))
    thread.start()
    said = t("doctor", "--socket", t.path("drip"), want=1)
    thread.join()
check("doctor waits for the whole of an answer, not for each octet",
      ended and "does not answer with a health page" in said, said)

# ------------------------------------------------------------- closed streams


def without(fds, *args):
    """The tool with these of its three streams closed."""
    def close():
        for fd in fds:
            os.close(fd)
    return subprocess.run([t.build + "/detour", *args], env=t.env,
                          cwd=t.folder.name, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=close, timeout=60 * SLOWER)


if SLOWER > 1:
    skip("closed streams", "memcheck's own file takes the place of one")
else:
    for args in (["list"], ["export"], ["help"], ["--version"], ["lint"],
                 ["explain", "/first"]):
        p = without([1], *args)
        check(f"a closed standard output is found: {' '.join(args)}",
              p.returncode == 3 and b"could not be written: Bad" in p.stderr, p)
    p = without([0], "import", "--from", "csv")
    check("a closed standard input is found",
          p.returncode == 3 and b"could not be read" in p.stderr, p)
    p = without([2], "list", "--format", "tsv")
    check("a closed standard error is in nobody's way",
          p.returncode == 0 and b"/first" in p.stdout, p)
    equal("all three closed: an answer that nobody gets is a failure",
          without([0, 1, 2], "list").returncode, 3)
t.sound("nothing was written into the database instead")

# ------------------------------------------------------------------- no rights

if os.getuid() != 0:
    skip("a database that may not be read is told", "needs root")
else:
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    os.chmod(t.folder.name, 0o755)
    for name in "rules.db", "rules.db-wal", "rules.db-shm":
        os.chmod(t.path(name), 0o644)
    p = t.run("expect", prefix=nobody)
    check("expectations are listed for whoever may only read",
          p.returncode == 0, p)
    os.chmod(t.path("rules.db"), 0o600)
    p = t.run("list", prefix=nobody)
    check("a database that may not be read is told",
          p.returncode == 3 and b"cannot read" in p.stderr and
          b"Permission denied" in p.stderr, p)
done()
