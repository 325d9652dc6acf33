#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""soak.py - is it the same after half an hour as after a minute?

    soak.py BUILD [30m]

2,000 requests a second, on kept and on new connections, every answer checked;
an edit a second by the tool, looked at through every child; and a child killed
each minute, the keeper first, then workers: but one of these is spared, so that
its memory is that of the whole while.  Prints a line a minute and what it all
came to; writes BUILD/bench/soak.json; exit status 1 when anything was not as it
must be.  A run of 30 minutes or more is put into docs/performance.md.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

import page
import stage as staged
from edits import Editor
from stage import Stage

N = 100000
KEPT, NEW = 1500, 500  # requests a second
LINKS = 16  # connections of each
WORKERS = 2
MB = 1 << 20
# What may be added between the second quarter and the last: what allocators
# and the kernel round up to, not what a leak of an octet a request would be.
SLACK = 512 << 10
# What SQLite leaves of a WAL: journal_size_limit, and what one more holds.
WAL_MAX = {"wal": 2 * MB, "hits wal": 5 * MB}


def duration(typed):
    got = re.fullmatch(r"(\d+)([smh]?)", typed)
    if not got or int(got[1]) == 0:
        sys.exit(f"soak.py: '{typed}' is no duration: SOAK=30m, SOAK=90s")
    return int(got[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[got[2]]


def name(pid):
    with open(f"/proc/{pid}/comm", encoding="ascii") as f:
        return f.read().strip()


def files(pid):
    """Open descriptors, without the sockets of those who ask."""
    n = 0
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            n += not os.readlink(f"/proc/{pid}/fd/{fd}").startswith("socket:")
        except OSError:
            pass  # closed since
    return n


def size(path):
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


class Load:
    """One fcgiload, which tells of each second."""

    def __init__(self, stage, worker, asks, seconds, rate, *flags):
        self.path = stage.path(f"load-{rate}")
        self.rate = rate
        with open(self.path, "w", encoding="ascii") as f, \
                open(self.path + ".err", "w", encoding="ascii") as err:
            self.p = subprocess.Popen(
                [f"{stage.build}/bench/fcgiload", *flags, "-r", str(rate),
                 "-c", str(LINKS), "-d", str(seconds), "-e", "1", asks,
                 worker.address], stdout=f, stderr=err,
                preexec_fn=lambda: os.sched_setaffinity(0, staged.ASKING))
        stage.started.append(self.p)
        self.began = time.monotonic()

    def told(self):
        """What it has said, second by second, each with "until"."""
        until, out = self.began, []
        with open(self.path, encoding="ascii") as f:
            for line in f:
                if line.endswith("\n"):
                    one = json.loads(line)
                    until += one["seconds"]
                    out.append({**one, "until": until})
        return out

    def trouble(self):
        with open(self.path + ".err", encoding="ascii") as f:
            return f.read()


class Soak:
    def __init__(self, stage, seconds):
        self.stage = stage
        self.seconds = seconds
        self.each = min(60, max(seconds / 10, 1))  # a line
        self.killing = min(60, max(seconds / 6, 3))
        self.db = stage.path("soak.db")
        for tail in "", "-wal", "-shm":
            if os.path.exists(stage.rules(N) + tail):
                shutil.copyfile(stage.rules(N) + tail, self.db + tail)
        self.worker = stage.worker("detour.fcgi", self.db, name="soak",
                                   workers=WORKERS)
        self.parent = self.worker.pids[0]
        staged.until(lambda: len(self.family()) == WORKERS + 2)
        self.elder = self.workers()[0]
        self.editor = Editor(self.tool, self.worker.address)
        self.kills, self.samples, self.faults = [], [], []

    # ---------------------------------------------------------- processes

    def tool(self, *args):
        return self.stage.tool(self.db, *args, timeout=60).stdout

    def family(self):
        return [p for p in staged.children(self.parent)
                if os.path.exists(f"/proc/{p}/comm")]

    def workers(self):
        return [p for p in self.family()
                if p != self.parent and name(p) != "detour.keeper"]

    def keeper(self):
        return [p for p in self.family() if name(p) == "detour.keeper"]

    def kill(self):
        """The keeper once, then whoever is not spared."""
        family = self.family()
        victims = self.keeper() if not self.kills else \
            [p for p in self.workers() if p != self.elder]
        if not victims or len(family) != WORKERS + 2:
            self.faults.append(f"after {len(self.kills)} kills there are "
                               f"{len(family)} processes")
        if victims:
            self.kills.append(time.monotonic())
            os.kill(victims[0], signal.SIGKILL)

    def sample(self):
        whose = {"parent": [self.parent], "worker": [self.elder],
                 "keeper": self.keeper()}
        now = {"at": time.monotonic(),
               "wal": size(self.db + "-wal"),
               "hits wal": size(self.stage.path("soak.hits.db-wal"))}
        for who, pids in whose.items():
            if pids:  # else it was killed this very moment
                now[f"{who} memory"] = staged.memory(pids[0], "Private_")
                now[f"{who} rss"] = staged.memory(pids[0], "Rss:")
                now[f"{who} files"] = files(pids[0])
        self.samples.append(now)

    # ------------------------------------------------------------- running

    def run(self):
        asks = self.stage.asks(N)
        self.loads = [Load(self.stage, self.worker, asks, self.seconds, KEPT,
                           "-k"),
                      Load(self.stage, self.worker, asks, self.seconds, NEW)]
        start = time.monotonic()
        due = {what: start + each for what, each in self.turns().items()}
        while time.monotonic() < start + self.seconds:
            for what, each in self.turns().items():
                if time.monotonic() >= due[what]:
                    due[what] += each
                    getattr(self, what)()
            time.sleep(max(0, min(due.values()) - time.monotonic()))
        for load in self.loads:
            load.p.wait(30)
        self.line()

    def turns(self):
        return {"edit": 1, "sample": max(1, self.seconds / 120),
                "kill": self.killing, "line": self.each}

    def edit(self):
        try:
            self.editor.step()
        except (OSError, subprocess.SubprocessError) as e:
            self.editor.wrong.append(
                f"{e}: {getattr(e, 'stderr', '')}".strip())

    def line(self):
        told = [one for load in self.loads for one in load.told()]
        s = self.samples[-1]
        print(f"  {time.monotonic() - self.loads[0].began:5.0f} s"
              f"  {sum(t['requests'] for t in told):9,} requests"
              f"  {sum(t['wrong'] for t in told) + len(self.editor.wrong)}"
              f" wrong  {sum(t['failed'] for t in told)} lost"
              f"  {self.editor.edits} edits  {len(self.kills)} kills"
              f"  worker {s['worker memory'] / MB:.2f} MB,"
              f" {s['worker files']} files"
              f"  keeper {s.get('keeper memory', 0) / MB:.2f} MB"
              f"  wal {s['wal'] >> 10} + {s['hits wal'] >> 10} kB", flush=True)

    # ------------------------------------------------------------- judging

    def quarters(self, what):
        """The most that it was in the second quarter, and in the last.

        Of descriptors the least: the keeper has the rules open now and then,
        and one that is lost is never closed again.
        """
        at = [s["at"] for s in self.samples]
        start, quarter = at[0], (at[-1] - at[0]) / 4
        of = [[s[what] for s in self.samples if what in s and
               start + (q - 1) * quarter <= s["at"] <= start + q * quarter]
              for q in (2, 4)]
        pick = min if "files" in what else max
        return {"before": pick(of[0]), "after": pick(of[1])}

    def counted(self):
        """Hits that were written down."""
        db = sqlite3.connect(self.stage.path("soak.hits.db"))
        try:
            return db.execute("SELECT sum(served) FROM hit").fetchone()[0]
        finally:
            db.close()

    def result(self):
        self.stage.stop(self.worker.processes[0])
        told = [one for load in self.loads for one in load.told()]
        near, lost = 0, 0
        for t in told:
            # A piece of a second begins a little after the one before ended.
            if any(t["until"] - 2 <= k <= t["until"] + 1 for k in self.kills):
                near += t["failed"]
            else:
                lost += t["failed"]
        return {
            "seconds": self.seconds, "rules": N,
            "requests": sum(t["requests"] for t in told),
            "wrong": sum(t["wrong"] for t in told),
            "lost_by_kills": near, "lost_otherwise": lost,
            "stalled": sum(t["stalled"] for t in told),
            "p50_us": statistics.median(t["p50"] for t in told),
            "p99_us": statistics.median(t["p99"] for t in told),
            "p999_us": max(t["p999"] for t in told),
            "redirects": sum(t["3xx"] for t in told),
            "hits": self.counted(),
            "edits": self.editor.edits, "looks": self.editor.looks,
            "edits_wrong": self.editor.wrong,
            "kills": len(self.kills),
            "flat": {what: self.quarters(what)
                     for what in self.samples[-1] if what != "at"},
            "faults": self.faults,
        }


def judge(r, loads=()):
    """What is not as it must be, as sentences."""
    out = list(r["faults"])
    wanted = 0.98 * (KEPT + NEW) * r["seconds"]
    if r["requests"] < wanted:
        out.append(f"only {r['requests']:,} requests, not {wanted:,.0f}")
    if r["wrong"] or r["stalled"]:
        out.append(f"{r['wrong']} wrong answers, {r['stalled']} seconds "
                   "without any")
        out += [load.trouble() for load in loads]
    out += r["edits_wrong"][:5]
    if r["edits"] < 0.8 * r["seconds"]:
        out.append(f"only {r['edits']} edits")
    if r["lost_otherwise"]:
        out.append(f"{r['lost_otherwise']} requests were lost without a kill")
    if r["lost_by_kills"] > 2 * LINKS * r["kills"]:
        out.append(f"{r['lost_by_kills']} requests were lost by kills")
    # Counts of a second at most go with a process.
    if r["hits"] < r["redirects"] - (KEPT + NEW) * r["kills"]:
        out.append(f"{r['hits']:,} hits of {r['redirects']:,} redirects")
    for what, of in r["flat"].items():
        limit = WAL_MAX.get(what) or \
            of["before"] + (0 if "files" in what else SLACK)
        if of["after"] > limit:
            out.append(f"{what} grew from {of['before']:,} to "
                       f"{of['after']:,}")
    return out


def table(r):
    """For docs/performance.md."""
    rows = [("what", "second quarter", "last quarter")]
    for what, of in r["flat"].items():
        scale = 1 if "files" in what else MB
        rows.append((what + ("" if scale == 1 else ", MB"),
                     *(f"{of[k] / scale:.{0 if scale == 1 else 2}f}"
                       for k in ("before", "after"))))
    return rows


def text(r):
    return (f"{r['seconds'] / 60:g} minutes, {r['rules']:,} rules: "
            f"{r['requests']:,} requests, {r['wrong']} of them answered "
            f"wrongly; {r['edits']:,} edits, looked at {r['looks']:,} times, "
            f"{len(r['edits_wrong'])} times not as they had to be; "
            f"{r['kills']} children killed, {r['lost_by_kills']} requests "
            f"lost in them, {r['lost_otherwise']} otherwise; "
            f"{r['hits']:,} of {r['redirects']:,} redirects counted; "
            f"p50 {r['p50_us']:.0f} us, p99 {r['p99_us']:.0f} us.")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seconds = duration(sys.argv[2] if len(sys.argv) > 2 else "30m")
    with Stage(sys.argv[1]) as stage:
        soak = Soak(stage, seconds)
        print(f"{KEPT + NEW:,} requests/s for {seconds} s, an edit each "
              f"second, a kill each {soak.killing:.0f} s", flush=True)
        soak.run()
        r = soak.result()
        bad = judge(r, soak.loads)
    with open(f"{sys.argv[1]}/bench/soak.json", "w", encoding="utf-8") as f:
        json.dump(r, f, indent=1)
    print("\n" + text(r) + "\n\n" + page.plain(table(r)))
    for sentence in bad:
        print("NOT WELL:", sentence)
    if seconds >= 1800 and not bad:
        page.put("docs/performance.md", "soak",
                 text(r) + "\n\n" + page.markdown(table(r)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
