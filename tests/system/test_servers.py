#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_servers.py - every recipe, run by the real server.

    test_servers.py BUILD [NAME...]

Each set-up is the printed recipe, the real worker, and a site that says what
has reached it.  NAME is a part of a set-up's name.
"""

import os
import shutil
import signal
import sys
import time

from asked import conditions, other_origins
from fronts import Port
from origin import Site, echo, said
from pace import SLOWER
from rig import Rig, answer, field, wait_for
from running import FILE, Running, adopt, alone, workers
from setups import REFUSED, SETUPS, SITE, SIZES
from tap import check, done, equal, skip
from web import Client

CLIENTS = 16
ROUNDS = 5
CHUNKS = [b"x" * 50_000] * 20  # a body whose length nobody knows before

# The rest of a Location of 4,000 octets.
LONGEST = "x" * (4000 - len("https://new.example/d/"))

# What a path becomes; "+" stands for https://new.example/d.
PATHS = [
    ("an encoded blank", "/docs/a%20b", "+/a%20b"),
    ("an encoded slash", "/docs/a%2Fb", "+/a%2Fb"),
    ("encoded UTF-8", "/docs/caf%C3%A9", "+/caf%C3%A9"),
    ("raw UTF-8", "/docs/caf\xc3\xa9", "+/caf%C3%A9"),
    ("dots and slashes", "/docs//a/./b/../c", "+/a/c"),
    ("a query", "/docs/a?x=1&y=%26%20;z", "+/a?x=1&y=%26%20;z"),
    ("an encoded question mark", "/docs/a%3Fb", "+/a%3Fb"),
    ("the longest Location", "/docs/" + LONGEST, "+/" + LONGEST),
]


class Cases(Running):
    """What every set-up must do."""

    def check(self, name, cond, detail=""):
        return check(f"{self.setup.name}: {name}", cond, detail)

    def equal(self, name, got, want):
        return equal(f"{self.setup.name}: {name}", got, want)

    def reference(self, method):
        """What the worker says as a CGI program."""
        rig = self.rig
        p = rig.run("detour.fcgi", env=dict(
            rig.env, GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD=method,
            REQUEST_URI="/old?a=1", HTTP_HOST="site.example"))
        return answer(p.stdout)

    def methods(self):
        for method in self.setup.methods:
            body = b"x" * 3000 if method in ("POST", "PUT") else None
            a = self.ask(method, self.link("/old?a=1"), body)
            status, fields, text = self.reference(method)
            names = ["location", "cache-control", "content-type"]
            want = (status, *(field(fields, n) for n in names), text)
            self.equal(f"{method} is redirected, exact to the byte",
                       (a.status, *(a.field(n) for n in names), a.body),
                       tuple(w.replace("utf-8", self.setup.charset)
                             if isinstance(w, str) else w for w in want))
        for method, want in self.setup.others.items():
            try:
                got = self.ask(method, self.link("/old"), b"x" * 3000).status
            except ConnectionError:
                got = None
            self.check(f"{method} is redirected, or not answered",
                       got in want, f"got {got}, want one of {want}")

    def paths(self):
        for name, target, want in PATHS:
            want = self.setup.odd.get(name, want)
            a = self.ask("GET", self.link(target))
            got = a.field("location") or a.status
            if isinstance(want, str):
                want = want.replace("+", "https://new.example/d", 1)
            self.equal(f"{name} stays as it is", got, want)

    def ends(self):
        """Answers that lead nowhere: nobody's page takes their place."""
        if self.setup.server == "haproxy-list":  # they are not in the list
            return
        a = self.ask("GET", self.link("/closed"))
        self.equal("503 is the worker's", (a.status, a.body),
                   (503, b"This page is under maintenance.\n"))
        again = a.field("retry-after") or ""
        self.check("and says when to come again",
                   again.isdigit() and 3000 < int(again) <= 3600, again)
        self.equal("and is kept by nobody", a.field("cache-control"),
                   "no-store")
        a = self.ask("GET", self.link("/gone"))
        self.equal("410 is the worker's", (a.status, a.body),
                   (410, b"This page is gone.\n"))

    def bodies(self):
        """A redirect for a request with a body."""
        for size in SIZES:
            want = 307 if size in self.setup.asks else SITE
            if want == SITE and self.setup.site == "files":
                continue
            body = b"x" * size
            a = self.ask("POST", self.link("/old"), body)
            self.equal(f"POST of {size} octets is answered",
                       self.who(a, "POST", "/old", body), want)
        a = self.ask("POST", self.link("/old"), CHUNKS)
        got = self.who(a, "POST", "/old", b"".join(CHUNKS))
        if self.setup.chunks == REFUSED:  # 400, since HAProxy 3.2 502
            got = got if a.status < 400 else REFUSED
        self.equal("a POST in chunks is answered", got, self.setup.chunks)

    def site_first(self):
        """What the site has, with method and body."""
        for size in SIZES:
            body = os.urandom(size)
            for method in "POST", "PUT":
                a = self.ask(method, "/page/x", body)
                self.equal(f"the site has {method} of {size} octets",
                           self.who(a, method, "/page/x", body), SITE)
        a = self.ask("POST", "/page/x", CHUNKS)
        self.equal("the site has a POST in chunks",
                   self.who(a, "POST", "/page/x", b"".join(CHUNKS)), SITE)
        for method, target in [("GET", "/page/a%20b?c=d&e=%26"),
                               ("GET", "/page/a%2Fb"),
                               ("HEAD", "/page/caf%C3%A9"),
                               ("DELETE", "/page/1")]:
            a = self.ask(method, target)
            seen = self.setup.odd.get(target, target)
            self.equal(f"the site has {method} {target}",
                       self.who(a, method, seen), SITE)
            self.equal(f"the site has the host of {method} {target}",
                       a.field("x-host"), "site.example")

    def nowhere(self):
        """Neither a rule nor the site."""
        no_rule = self.setup.no_rule
        for path in self.setup.nowhere:
            a = self.ask("GET", self.link(path))
            self.equal(f"{path} is declined: {no_rule}",
                       (self.who(a, "GET", path), a.status), (no_rule, 404))
        if no_rule == SITE:
            body = os.urandom(3000)
            a = self.ask("POST", "/nowhere", body)
            self.equal("a POST that is declined reaches the site",
                       self.who(a, "POST", "/nowhere", body), SITE)

    def order(self):
        a = self.ask("GET", "/page/moved")
        if self.setup.order == "A" and self.setup.server != "haproxy-list":
            self.equal("a rule goes before the site", a.status, 307)
        else:
            self.equal("the site goes before a rule",
                       (a.status, echo(a) or a.body),
                       (200, FILE if self.setup.site == "files"
                        else said("GET", "/page/moved")))

    def clients(self):
        clients = [Client(self.port.number) for _ in range(CLIENTS)]
        began, statuses = time.monotonic(), []
        for _ in range(ROUNDS):
            for c in clients:
                if not c.socket:
                    c.connect()
            for c in clients:
                c.send("GET", self.link("/old"))
            for c in clients:
                statuses.append(c.receive("GET").status)
                if self.setup.prefix:
                    c.close()  # the server does, and does not say so
        took = time.monotonic() - began
        for c in clients:
            c.close()
        self.equal(f"{CLIENTS} clients at once are all answered",
                   statuses, [307] * CLIENTS * ROUNDS)
        self.check("none of them is starved", took < 10 * SLOWER, f"{took} s")

    def idle(self):
        """Connections that are kept when there is nothing to do."""
        keeps = self.setup.keeps
        good = wait_for(lambda: self.kept() in keeps)
        self.check(f"{keeps.start} to {keeps.stop - 1} connections are kept",
                   good, self.kept())

    def down(self):
        setup, want = self.setup, self.setup.down
        if setup.started_by == "us":
            self.rig.stop(self.worker)
        elif setup.started_by == "server":
            for pid in list(workers(self.rig)):
                os.kill(pid, signal.SIGKILL)
        else:
            os.rename(self.rig.path("detour.fcgi"), self.rig.path("away"))
        try:
            got = self.who(self.ask("GET", self.link("/old")), "GET", "/old")
        except ConnectionError:
            got = None
        wants = want if isinstance(want, list) else [want]
        self.check(f"while the worker is down: {wants[0]}", got in wants,
                   f"got {got}, want one of {wants}")
        body = os.urandom(3000)
        a = self.ask("POST", "/page/x", body)
        if setup.site == "proxied":
            both = setup.order == "A" and want != SITE
            self.equal("while it is down, the site has its pages",
                       self.who(a, "POST", "/page/x", body),
                       want if both and setup.server != "haproxy-list"
                       else SITE)
        else:
            self.equal("while it is down, the site has its files",
                       self.ask("GET", "/page/moved").body, FILE)
        if setup.crashed:
            open(self.rig.path("detour.sock"), "w").close()
            self.equal(f"after a crash: {setup.crashed}",
                       self.ask("GET", "/old").status, setup.crashed)
            os.unlink(self.rig.path("detour.sock"))
        if setup.started_by == "us":
            self.start_worker()
        elif setup.started_by == "request":
            os.rename(self.rig.path("away"), self.rig.path("detour.fcgi"))
        self.check("it is found again when it is back", wait_for(
            lambda: self.ask("GET", self.link("/old")).status == 307),
            f"{self.ask('GET', self.link('/old'))}\n{self.rig.logs()}")

    def all(self):
        self.methods()
        self.paths()
        self.ends()
        self.bodies()
        conditions(self)
        other_origins(self)
        if self.setup.site == "proxied":
            self.site_first()
        else:
            self.equal("the site has its files",
                       self.ask("GET", "/page/file.html").body, FILE)
        self.nowhere()
        self.order()
        self.clients()
        self.idle()
        self.down()


def run(setup, site):
    port = Port()
    with Rig(sys.argv[1]) as rig:
        running = Cases(setup, rig, site, port)
        try:
            running.start()
            running.all()
        except (AssertionError, OSError) as e:
            running.check("it runs to its end", False,
                          f"{type(e).__name__}: {e}\n{rig.logs()}")
        for p in list(rig.started):
            rig.stop(p)
        # A program may still be writing hits, a server waiting for a client.
        running.check("nothing is left behind", wait_for(alone))
    port.close()


adopt()
with Site() as the_site:
    for one in SETUPS:
        if sys.argv[2:] and not any(part in one.name for part in sys.argv[2:]):
            continue
        if one.name.startswith("h2o") and not shutil.which("h2o"):
            skip(one.name, "this Debian has no h2o")  # 13 has none
            continue
        run(one, the_site)
done()
