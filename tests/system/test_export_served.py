#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_export_served.py - what is exported for a web server does what detour
would, at any instant, with no detour running.

    test_export_served.py BUILD [SERVER...]
"""

import json
import random
import re
import sys
import time

import drawn
import drawn_regex
import fronts
from clock import Clock
from drawn import EDGES, INSTANTS, NOW, ODD, REFUSES, stamp
from rig import Rig
from serving import SERVERS, start_caddy
from tap import check, done, skip
from web import Client, ask


class Exported:
    """A table as a server has it."""

    def __init__(self, rig, clock, kind, most=40):
        self.rig, self.kind = rig, kind
        env = clock.env(rig.env)
        clock.set(NOW)
        p = rig.run("detour", "export", "--to", kind, env=env)
        self.text = p.stdout.decode()
        self.said = p.stderr.decode()
        self.later = [str(r["id"]) for r in json.loads(
            rig.tool("list", "--format", "json")) if r["after"] != "decline"]
        self.left_out = re.findall(r"^detour: export: rule (\d+),", self.said,
                                   re.M)
        self.sources = re.findall(r"^detour: export: rule \d+, (\S+), is left",
                                  self.said, re.M)
        check(f"{kind}: most of the table can be expressed",
              p.returncode == 1 and 5 < len(self.left_out) < most,
              f"{p.returncode} {len(self.left_out)}\n{self.said}")

    def explain(self, asked, at, method="GET"):
        urls = "".join(f"http://{host}{target}\n" for target, host in asked)
        with open(self.rig.path("urls"), "w") as f:
            f.write(urls)
        p = self.rig.run("detour", "explain", "--file", "urls", "--at",
                         stamp(at), "--format", "json", "--method", method)
        return [self.without(json.loads(line))
                for line in p.stdout.splitlines()]

    def without(self, answer):
        """What a rule that is not exported answers, or gives way to, the server
        leaves alone."""
        if any(str(c["rule"]) in self.left_out and
               c["verdict"] in ("won", "self", "unsafe", "too long", "share")
               and (c["state"] != "expired" or str(c["rule"]) in self.later)
               for c in answer["considered"]):
            answer.update(status=404, location=None, rule=None)
        return answer


def moved(text, by):
    """Caddy asks the kernel: there the windows are moved, not the clock."""
    return re.sub(r"(?<=time\.now\.unix}\) )(>=|<) (\d+)",
                  lambda m: f"{m[1]} {int(m[2]) + by}", text)


def location(kind, answer, host, port, want):
    """Apache makes a path a URL of its own, with the port of the request."""
    got = answer.field("location")
    if kind == "apache" and want.startswith("/"):
        name, _, named = host.lower().partition(":")
        own = f"http://{name.rstrip('.')}:{named or port.number}/"
        return "/" + got[len(own):] if got.startswith(own) else got
    return got


def is_right(kind, want, answer, host, port):
    if want["status"] == 404:
        # Of methods that it does not know the site says so.
        return (answer.status in (404, 405, 501) and
                not answer.field("location"))
    cache = answer.field("cache-control")
    return (answer.status == want["status"] and
            location(kind, answer, host, port, want["location"] or "") ==
            (want["location"] or "") and
            (cache == want["cache_control"] or
             want["status"] == 410 or
             (cache == "no-cache" and "max-age" in want["cache_control"]) or
             (cache == "max-age=3600" and want["status"] in (301, 308))))


def compare(kind, exported, port, asked, at, method="GET"):
    client = Client(port.number)
    wrong = []
    for (target, host), want in zip(asked,
                                      exported.explain(asked, at, method)):
        answer = client.ask(method, target, host=host)
        if kind == "apache" and re.search(r"[?].*&&|[?]&", target):
            want.update(status=404)  # of these it drops an end
        if not is_right(kind, want, answer, host, port):
            wrong.append(
                f"{method} {target} on {host} at {stamp(at)}: {answer.status} "
                f"{answer.field('location')} {answer.field('cache-control')}, "
                f"want {want['status']} {want['location']} "
                f"{want['cache_control']} by rule {want['rule']}")
    client.close()
    return wrong


def odd(port):
    """Nothing that is not in normal form is redirected."""
    client = Client(port.number)
    wrong = []
    for target in ODD:
        answer = client.ask("GET", target, host="c.example")
        if answer.status not in REFUSES:
            wrong.append(f"{target[:60]}: {answer}")
    client.close()
    return wrong


def prove(rig, clock, kind, asked):
    """One start, and the clock moves on."""
    exported = Exported(rig, clock, kind)
    port = fronts.Port()
    SERVERS[kind](rig, clock.env(rig.env), exported.text, port)
    wrong = odd(port)
    check(f"{kind}: what is not in normal form is left alone", not wrong,
          "\n".join(wrong))
    wrong = []
    for at in INSTANTS:
        clock.set(at)
        wrong += compare(kind, exported, port, asked, at)
    check(f"{kind}: answers as explain says, before, at and after each edge",
          not wrong, f"{len(wrong)} wrong\n" + "\n".join(wrong[:25]))


def prove_regex(rig, clock, kind, asked):
    """What is written is the same for all, but for what only looks ahead."""
    exported = Exported(rig, clock, kind, most=40)
    left = [s for s in exported.sources if "~" in s]
    check(f"{kind}: expressions of which it is sure are written",
          len(left) == drawn_regex.LEFT_OUT, exported.said)
    got = [a for a in exported.explain(asked, NOW) if a["status"] != 404]
    check(f"{kind}: many of them lead somewhere", len(got) > 50, len(got))
    wrong = []
    for at in [NOW, EDGES[0]]:
        port = fronts.Port()
        clock.set(at)
        text = exported.text
        if kind == "caddy":
            text = moved(text, int(time.time()) - at - 60)
        server = SERVERS[kind](rig, clock.env(rig.env), text, port)
        for method in ("GET", "POST", "HEAD", "PUT", "LINK"):
            wrong += compare(kind, exported, port,
                             asked if method == "GET" else
                             [a for a in asked if "?" not in a[0]], at, method)
        rig.stop(server)
    check(f"{kind}: expressions, methods and parameters answer as explain says",
          not wrong, f"{len(wrong)} wrong\n" + "\n".join(wrong[:25]))


def prove_caddy(rig, clock, kind, asked):
    """Caddy asks the kernel what time it is: the windows are moved instead."""
    exported = Exported(rig, clock, kind)
    wrong = []
    for at in INSTANTS[1::3]:
        port = fronts.Port()
        at -= 60
        server = start_caddy(rig, None, moved(exported.text,
                                              int(time.time()) - at), port)
        wrong += compare(kind, exported, port, asked, at)
        rig.stop(server)
    check(f"{kind}: answers as explain says between the edges", not wrong,
          f"{len(wrong)} wrong\n" + "\n".join(wrong[:25]))
    # One edge as it passes by.
    edge = EDGES[0]
    old, new = (exported.explain(asked, at) for at in (edge - 1, edge))
    turn = next(i for i, (a, b) in enumerate(zip(old, new))
                if a["status"] != b["status"])
    target, host = asked[turn]
    begins = int(time.time()) + 5
    port = fronts.Port()
    start_caddy(rig, None, moved(exported.text, begins - edge), port)
    seen, wrong = set(), []
    while "after" not in seen:
        before = time.time()
        answer = ask(port.number, "GET", target, host=host)
        after = time.time()
        side = ("before" if after < begins else
                "after" if before >= begins else "")
        want = {"before": old, "after": new}.get(side)
        seen.add(side)
        if want and not is_right(kind, want[turn], answer, host, port):
            wrong.append(f"{side}: {answer}, want {want[turn]}")
    check(f"{kind}: the answer changes at the very second",
          not wrong and "before" in seen, f"{seen}\n" + "\n".join(wrong))


if Clock.LIBRARY is None:
    skip("exports at other instants", "faketime is not installed")
    done()
    sys.exit()

wanted = sys.argv[2:] or SERVERS
for kind in wanted:
    for made in (drawn, drawn_regex):
        with Rig(sys.argv[1]) as rig:
            clock = Clock(rig)
            clock.set(NOW)
            dice = random.Random(7)
            with open(rig.path("t.csv"), "w") as f:
                f.write(drawn.table(made.rows(dice)))
            env = clock.env(rig.env)
            rig.run("detour", "init", env=env)
            p = rig.run("detour", "import", "t.csv", env=env)
            check(f"{kind}: there is a table", b" 0 refused" in p.stdout,
                  p.stdout + p.stderr)
            asked = made.requests(dice)
            if made is drawn:
                (prove_caddy if kind == "caddy" else prove)(
                    rig, clock, kind, asked)
            else:
                prove_regex(rig, clock, kind, asked)
done()
