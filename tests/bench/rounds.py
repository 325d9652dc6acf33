# SPDX-License-Identifier: MIT
"""rounds.py - ask many servers in turn, again and again, and compare them.

What else the machine does meets all of them alike, so ratios are taken within
a round, and of those the median, the least and the most are told.  A busy
neighbour of the machine comes and goes within a minute, and halves all speed
while it is there: servers whose times are compared stand next to each other.
Instructions and times come from separate rounds: an open hardware counter
makes a virtual machine's context switches so dear that times mean nothing.
"""

import json
import statistics
import subprocess

import stage

LINKS = 8
SETTLE = 1.1  # seconds, after which the worker has written its last hit


class Case:
    """A server, what it is asked for, and how."""

    def __init__(self, name, server, asks, *flags, longer=1):
        self.name = name
        self.server = server
        self.asks = asks
        self.flags = flags  # of fcgiload
        self.longer = longer  # than others it is asked
        self.at = 0  # line of asks to go on at
        self.got = {"instructions": [], "times": [], "rate": []}


def load(case, build, seconds, *more, counters=False, rate=0):
    """One run of fcgiload; raises when an answer is not as wanted."""
    seconds *= case.longer
    command = [f"{build}/bench/fcgiload", *case.flags, *more,
               "-d", str(seconds), "-o", str(case.at), "-w", "500"]
    if case.server.http:
        command.append("-H")
    if case.server.hits and not rate:
        command += ["-s", str(SETTLE)]
    if counters:
        command.append("-i")
    if rate:
        command += ["-r", str(rate)]
    for pid in case.server.pids:
        command += ["-p", str(pid)]
    p = subprocess.run(
        [*command, case.asks, case.server.address], capture_output=True,
        text=True, check=False, timeout=seconds + 90,
        preexec_fn=lambda: stage.os.sched_setaffinity(0, stage.ASKING))
    if p.returncode != 0:
        raise RuntimeError(f"{case.name}: {p.stdout}{p.stderr}")
    result = json.loads(p.stdout)
    case.at += result["requests"] + 500  # never the same lines again soon
    return result


def usable(result):
    """Whether the kernel has counted instructions."""
    return "user" in result and "kernel" in result


def run(cases, build, rounds=5, seconds=0.5, rate=0, say=print):
    """All rounds of all cases."""
    for case in cases:
        load(case, build, 2 * seconds, "-c", str(LINKS))  # warm
    for r in range(rounds):
        for case in cases:
            got = load(case, build, seconds, "-c", str(LINKS), counters=True)
            if usable(got):
                case.got["instructions"].append(got)
        for case in cases:
            case.got["times"].append(
                load(case, build, seconds, "-c", str(LINKS)))
        if rate:
            for case in cases:
                case.got["rate"].append(load(
                    case, build, seconds, "-c", "32", rate=rate))
        say(f"  round {r + 1} of {rounds}")


# ---------------------------------------------------------------- comparing

METRICS = {
    "instructions": ("instructions", lambda g: g["user"] + g["kernel"]),
    "user": ("instructions", lambda g: g["user"]),
    "kernel": ("instructions", lambda g: g["kernel"]),
    "cpu": ("times", lambda g: g["cpu_us"]),
    "rps": ("times", lambda g: g["rps"]),
    "p50": ("rate", lambda g: g["p50"]),
    "p99": ("rate", lambda g: g["p99"]),
}


def spread(values):
    """Median, least and most; None of nothing."""
    if not values:
        return None
    return {"median": statistics.median(values), "min": min(values),
            "max": max(values)}


def values(case, metric):
    kind, of = METRICS[metric]
    return [of(got) for got in case.got[kind]]


def measured(case, metric):
    return spread(values(case, metric))


def ratio(case, base, metric):
    """Round by round."""
    return spread([a / b for a, b in
                   zip(values(case, metric), values(base, metric)) if b])
