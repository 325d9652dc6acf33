#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run.py - how fast is it?

    run.py BUILD [full] [quick] [nopeers]

Prints the figures, writes them to BUILD/bench/bench.json and bench.txt, draws
docs/bench/*.svg, and puts the tables into docs/performance.md.  "full" goes up
to 10 million rules; "quick" is one short round, to see that all of it works,
and changes nothing in docs/.
"""

import json
import os
import signal
import platform
import subprocess
import sys
import time

import alone
import formats
import page
import peers
import rounds
from rounds import Case
from stage import Stage

SMALL = [1000, 100000, 1000000]


def machine():
    """What all figures depend on."""
    def first(command, pick=lambda out: out.splitlines()[0]):
        try:
            return pick(subprocess.run(command, capture_output=True, text=True,
                                       check=True).stdout)
        except (OSError, subprocess.CalledProcessError, IndexError):
            return "?"
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = [line.partition(":")[2].strip() for line in f
                 if line.startswith("model name")]
    return {
        "cpu": model[0] if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "compiler": first(["cc", "--version"]),
        "libfcgi": first(["dpkg-query", "-W", "-f", "${Version}",
                          "libfcgi-dev"]),
        "sqlite": first(["dpkg-query", "-W", "-f", "${Version}",
                         "libsqlite3-dev"]),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "load": os.getloadavg()[1],
    }


def directly(stage, settings):
    """Workers, asked by fcgiload without a web server between."""
    n = 100000
    db, zipf = stage.rules(n), stage.asks(n)
    # Whoever answers everything alike must not be checked for the target.
    some = stage.path("any.asks")
    with open(zipf, encoding="ascii") as f, \
            open(some, "w", encoding="ascii") as out:
        out.writelines(line.split("\t")[0] + "\n" for line in f)
    def ours(asks=zipf):
        # One each: nothing that one remembers or writes is another's.
        return stage.worker("detour.fcgi", db), asks

    fixed, limit = stage.worker("bench/fixed"), stage.plain("limit")
    lent = stage.worker("bench/lent")
    # Whose times are compared stand next to each other: rounds.py.
    cases = {c.name: c for c in [
        # Longer: hits are written once a second, at its end.
        Case("worker", *ours(), "-k", longer=3),
        Case("textbook", stage.plain("textbook"), some),
        Case("fixed", fixed, some, "-k"),
        Case("fixed, libfcgi", lent, some, "-k"),
        Case("uncounted", stage.worker("bench/uncounted", db), zipf, "-k",
             longer=3),
        Case("limit", limit, some, "-k"),
        Case("worker, 5 parameters", *ours(), "-k", "-m", longer=3),
        Case("limit, 5 parameters", limit, some, "-k", "-m"),
        Case("fixed, 5 parameters", fixed, some, "-k", "-m"),
        Case("worker, not kept", *ours()),
        Case("fixed, not kept", fixed, some),
        Case("limit, not kept", limit, some),
        Case("worker, uniform", *ours(stage.asks(n, "uniform")), "-k"),
        Case("worker, misses again", *ours(stage.asks(n, "again")), "-k"),
        Case("worker, no misses", *ours(stage.asks(n, miss=0)), "-k"),
        Case("worker, misses only", *ours(stage.asks(n, miss=100)), "-k"),
        Case("worker, TCP", stage.worker("detour.fcgi", db, tcp=True), zipf,
             "-k"),
        Case("limit, TCP", stage.plain("limit", tcp=True), some, "-k"),
    ]}
    rounds.run(list(cases.values()), stage.build, settings["rounds"],
               settings["seconds"], settings["rate"])
    memory = {"worker": alone.private_memory(cases["worker"].server)}
    for server in {c.server for c in cases.values()}:
        stage.stop(server.processes[0])
    return cases, memory


def by_size(stage, settings, draw):
    """The same with more and more rules."""
    servers = {n: stage.worker("detour.fcgi", stage.rules(n))
               for n in settings["sizes"]}
    cases = {n: Case(f"{n} rules", s, stage.asks(n, draw), "-k")
             for n, s in servers.items()}
    rounds.run(list(cases.values()), stage.build, settings["rounds"],
               settings["seconds"])
    memory = {n: alone.private_memory(s) for n, s in servers.items()}
    for s in servers.values():
        stage.stop(s.processes[0])
    return cases, memory


def with_heads(stage, settings):
    """1,000 rules that end in a star beside the exact ones, or as many regular
    expressions with a literal head, and paths 10 to 11 segments deep."""
    n = 100000
    plain = stage.worker("detour.fcgi", stage.rules(n, 0, True))
    heads = stage.worker("detour.fcgi", stage.rules(n, 1000, True))
    regexes = stage.worker("detour.fcgi",
                           stage.rules(n, 1000, True, "regexes"))
    asks = stage.asks(n, deep=True)
    cases = {c.name: c for c in [
        Case("exact only", plain, asks, "-k"),
        Case("with 1,000 prefixes", heads, asks, "-k"),
        Case("prefixes answer", heads,
             stage.asks(1000, "heads", 0, True), "-k"),
        Case("with 1,000 expressions", regexes, asks, "-k"),
        Case("expressions answer", regexes,
             stage.asks(1000, "regexes", 0, True), "-k"),
    ]}
    rounds.run(list(cases.values()), stage.build, settings["rounds"],
               settings["seconds"])
    for s in plain, heads, regexes:
        stage.stop(s.processes[0])
    return cases


def one_by_one(stage, settings):
    n = settings["sizes"][-1] if settings["quick"] else 1000000
    db, asks = stage.rules(n), stage.asks(n)
    return {
        "rules": n,
        "first_ms": alone.first_answer(stage, db, asks),
        "visible_ms": alone.visible(stage, db, asks),
        "import": alone.importing(stage, n, 1 if settings["quick"] else 3),
        "streams": alone.streams(stage, db),
        "formats": formats.measure(stage, n),
    }


def main():
    # Its servers end with the stage, also when this is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    words = sys.argv[2:]
    quick = "quick" in words
    settings = {
        "quick": quick,
        "rounds": 1 if quick else 5,
        "seconds": 0.2 if quick else 0.8,
        "rate": 2000,
        "sizes": [1000, 100000] if quick else
                 SMALL + ([10000000] if "full" in words else []),
    }
    with Stage(sys.argv[1]) as stage:
        print(f"rules and requests, in {stage.data}")
        print("workers, asked directly")
        direct, memory = directly(stage, settings)
        print("by the number of rules")
        sizes, size_memory = by_size(stage, settings, "zipf")
        even, _ = by_size(stage, settings, "uniform")
        print("with prefixes")
        heads = with_heads(stage, settings)
        print("one by one")
        single = one_by_one(stage, settings)
        behind = None
        if "nopeers" not in words:
            print("behind one core of a web server, and its peers")
            behind = peers.run(stage, settings)
        result = page.result(machine(), settings, direct, memory, sizes,
                             size_memory, even, heads, single, behind)
        text = page.text(result)
        print("\n" + text)
        where = f"{stage.build}/bench"
        with open(f"{where}/bench.json", "w", encoding="utf-8") as f:
            json.dump(result, f, indent=1)
        with open(f"{where}/bench.txt", "w", encoding="utf-8") as f:
            f.write(text)
        if not quick:
            page.write(result, "docs")


if __name__ == "__main__":
    main()
