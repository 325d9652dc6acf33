#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_examples.py - each example of the help and of the manual does what it
says, as it is printed.

    test_examples.py BUILD
"""

import gzip
import json
import os
import re
import shutil
import sys
import tempfile

from clock import Clock
from rig import Rig
from tap import check, done

BUILD = sys.argv[1]
NOW = 1796083200  # 2026-12-01T00:00:00Z

# Examples that ask what is not here, and what they say then.
ELSEWHERE = {
    "detour doctor --socket /run/detour/detour.sock":
        (1, "/run/detour/detour.sock"),
    "detour promote 7 --check http://127.0.0.1": (3, "cannot be asked"),
    "detour stale --exit-code --format tsv": (1, "overstayed"),
}

# What has to be there before an example makes sense.
BEFORE = [
    ("detour demote", "detour promote 7"),
    ("detour promote 7 --check", "detour promote 7"),
    ("detour undo 12", "detour list"),
    ("detour flatten", "detour edit 7 --target /r9"),
    ("detour stage begin", "detour list"),
    ("detour stage", "detour stage begin; detour edit 7 --target /newer"),
]

RULES = [f"/r{i} /t{i} --from 2026-01-01 --until 2027-06-01 --strict"
         for i in range(1, 13)] + [
    "/old /new --until 2028-01-01", "/shop /shopping --until 2028-01-01", "/ /de/ --language de",
    "https://example.com/sale --status 410 --from 2027-01-15",
    "/late /x --until 2026-11-30"]

LOG = '192.0.2.7 - - [30/Nov/2026:00:00:00 +0000] "GET %s HTTP/1.1" 307 0\n'


def prepare(rig, env):
    """What the examples speak of: rules, events, expectations, hits, files."""
    def tool(command):
        p = rig.run("sh", "-c", f"detour {command}", env=env)
        check(f"prepared: {command}", p.returncode == 0, p.stderr.decode())

    def write(name, text):
        with open(rig.path(name), "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())

    write("moves.csv", "source,target\n/m1,/n1\n/m2,/n2\n")
    write("rules.csv", "source,target\n/m1,/n1\n")
    write("redirection.csv", "source,target,regex,code,type,hits,title,status\n"
          "/w1,/v1,0,301,url,0,,active\n")
    write("rules.json", json.dumps([{"source": "/j1", "target": "/k1"}]))
    for name in ("urls.txt", "old-urls.txt"):
        write(name, "/r7\nhttps://example.com/old\n")
    for name in ("access.log", "access.log.1"):
        write(name, LOG % "/r7")
    write("access.log.2.gz", gzip.compress((LOG % "/r8").encode()))
    write("visits.log", (LOG % "/r11") * 3)
    tool("init")
    for rule in RULES:
        tool("add " + rule)
    tool("disable 8")
    for url in ("/r1 /t1", "/r2 /t2", "/r3 /t3"):
        tool("expect " + url)
    tool("expect --format json >expected.json")
    tool("hits import visits.log --all --host example.com")
    tool("backup new-rules.db")


def runs(where, master, example):
    """One example, in a copy of all that was prepared."""
    with Rig(BUILD) as rig:
        clock = Clock(rig)
        clock.set(NOW)
        env = clock.env(dict(rig.env, DETOUR_USER="ann"))
        for name in os.listdir(master):
            shutil.copy(os.path.join(master, name), rig.path(name))
        command = example.replace("/etc/nginx/", "") \
            .replace("/var/log/nginx/", "") \
            .replace("--check http://127.0.0.1", "--check http://127.0.0.1:9")
        if "init" in command:
            os.remove(rig.path("rules.db"))
        if "restore" in command:
            rig.run("detour", "backup", "rules-2026-12-01.db", env=env)
        if "--db other.db" in command:
            rig.run("detour", "init", "other.db", env=env)
        before = next((b for start, b in BEFORE if command.startswith(start)),
                      "true")
        p = rig.run("sh", "-c", before, env=env)
        check(f"{where}: before {example}", p.returncode == 0, p.stderr)
        p = rig.run("sh", "-c", f"set -e; {command}", env=env)
        said = (p.stdout + p.stderr).decode()
        status, says = ELSEWHERE.get(example, (0, ""))
        check(f"{where}: {example}", p.returncode == status and says in said,
              f"{p.returncode}\n{said}")


def of_help(rig, master):
    page = rig.tool("help")
    for c in re.findall(r"^  ([a-z]+) ", page.split("Options")[0], re.M):
        for line in rig.tool("help", c).split("Examples:\n")[-1].splitlines():
            runs(f"help {c}", master, line.strip())


def of_manual(master):
    with open("admin/detour.1", encoding="utf-8") as f:
        blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", f.read(),
                            re.M | re.S)
    check("the manual has examples", len(blocks) > 5)
    for block in blocks:
        # An indented line goes on.
        lines = re.sub(r"\n\s+", " ", block).replace(r"\e", "\\").splitlines()
        runs("the manual", master, "; ".join(lines))


with Rig(BUILD) as one:
    still = Clock(one)
    still.set(NOW)
    prepare(one, still.env(dict(one.env, DETOUR_USER="ann")))
    with tempfile.TemporaryDirectory(prefix="detour-") as copy:
        for file in os.listdir(one.place):
            if os.path.isfile(one.path(file)) and not file.startswith("clock"):
                shutil.copy(one.path(file), copy)
        of_help(one, copy)
        of_manual(copy)
done()
