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

from fronts import Port
from origin import Site, echo, said
from rig import Rig, answer, field, wait_for
from setups import LINE, PAGE, SETUPS, SITE, SIZES
from tap import check, done, equal
from web import Client, ask

CLIENTS = 16
ROUNDS = 5
FILE = b"a file of the site\n"
OWN_404 = b"the site's own page for what is not there\n"
WORKER_404 = b"No redirect here.\n"

RULES = [
    ("/old", "/new"),
    ("/docs/*", "https://new.example/d/:splat"),
    ("/page/moved", "/elsewhere"),
    ("/ended", "/over", "--from", "2020-01-01", "--until", "2020-02-01"),
]

# What a path becomes; "+" stands for https://new.example/d.
PATHS = [
    ("an encoded blank", "/docs/a%20b", "+/a%20b"),
    ("an encoded slash", "/docs/a%2Fb", "+/a%2Fb"),
    ("encoded UTF-8", "/docs/caf%C3%A9", "+/caf%C3%A9"),
    ("raw UTF-8", "/docs/caf\xc3\xa9", "+/caf%C3%A9"),
    ("dots and slashes", "/docs//a/./b/../c", "+/a/c"),
    ("a query", "/docs/a?x=1&y=%26%20;z", "+/a?x=1&y=%26%20;z"),
    ("an encoded question mark", "/docs/a%3Fb", "+/a%3Fb"),
]


def processes(rig):
    """The worker's processes, where the server has started them: (pid, its
    parent's)."""
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/environ", "rb") as f:
                ours = f"DETOUR_DB={rig.db}\0".encode() in f.read()
            with open(f"/proc/{entry}/stat") as f:
                name, _, rest = f.read().partition("(")[2].partition(") ")
        except (OSError, ValueError):
            continue
        if ours and name.startswith("detour."):
            yield int(entry), int(rest.split(" ")[1])


class Running:
    """A set-up that runs."""

    def __init__(self, setup, rig, site, port):
        self.setup, self.rig, self.site, self.port = setup, rig, site, port
        self.worker = None

    def start(self):
        setup, rig = self.setup, self.rig
        # The server may give up root's rights.
        os.chmod(rig.place, 0o777)
        above = os.path.dirname(rig.place)
        if os.stat(above).st_uid == os.geteuid() and above != "/tmp":
            os.chmod(above, os.stat(above).st_mode | 0o011)
        os.makedirs(rig.path("root/page"))
        for name, text in [("page/moved", FILE), ("page/file.html", FILE),
                           ("404.html", OWN_404)]:
            with open(rig.path("root/" + name), "wb") as f:
                f.write(text)
        shutil.copy(os.path.join(rig.build, "detour.fcgi"),
                    rig.path("detour.fcgi"))
        rig.tool("init")
        for rule in RULES:
            rig.tool("add", *rule)
        if setup.started_by == "us":
            self.start_worker()
        setup.front(rig, self.printed(), self.port)

    def start_worker(self):
        self.tcp = self.tcp if self.worker else Port()
        self.worker = self.rig.worker("--socket-mode", "0666", "--listen",
                                      f"127.0.0.1:{self.tcp.number}")

    def printed(self):
        """The recipe with the values of this run."""
        setup, rig = self.setup, self.rig
        values = {
            "socket": rig.path("detour.sock"), "db": rig.db,
            "address": f"127.0.0.1:{self.worker and self.tcp.number}",
            "site": self.site.url, "root": rig.path("root"),
            "program": rig.path("detour.fcgi"),
            "listen": f"127.0.0.1:{self.port.number}",
        }
        args = ["recipe", setup.server]
        if setup.order != "-":
            args += ["--order", setup.order]
        # Only what this recipe takes: the list says it.
        for line in rig.tool("recipe", "--format", "tsv").splitlines():
            server, order, site, *_, options = line.split("\t")
            if (server, order, site) == (setup.server, setup.order,
                                         setup.site):
                for option in options.split():
                    args += [option, values[option[2:]]]
        return rig.tool(*args)

    def ask(self, method, target, body=None):
        return ask(self.port.number, method, target, body)

    def link(self, path):
        return self.setup.prefix + path

    def check(self, name, cond, detail=""):
        return check(f"{self.setup.name}: {name}", cond, detail)

    def equal(self, name, got, want):
        return equal(f"{self.setup.name}: {name}", got, want)

    def who(self, a, method, target, body=b""):
        """Who has answered: a word of setups.py, or the status."""
        if echo(a) == said(method, target, body):
            return SITE
        if a.status == 404 and a.body == WORKER_404:
            return LINE
        if a.status == 404 and a.body == OWN_404:
            return PAGE
        return a.status

    # ----------------------------------------------------------------- cases

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

    def site_first(self):
        """What the site has, with method and body."""
        for size in SIZES:
            body = os.urandom(size)
            for method in "POST", "PUT":
                a = self.ask(method, "/page/x", body)
                self.equal(f"the site has {method} of {size} octets",
                           self.who(a, method, "/page/x", body), SITE)
        for method, target in [("GET", "/page/a%20b?c=d&e=%26"),
                               ("HEAD", "/page/caf%C3%A9"),
                               ("DELETE", "/page/1")]:
            a = self.ask(method, target)
            self.equal(f"the site has {method} {target}",
                       self.who(a, method, target), SITE)
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
        self.check("none of them is starved", took < 10, f"{took} s")

    def kept(self):
        """Connections that are kept when there is nothing to do."""
        def count():
            with open("/proc/net/unix", encoding="utf-8") as f:
                return sum(line.split()[5] == "03" and
                           line.endswith(self.rig.path("detour.sock") + "\n")
                           for line in f)
        keeps = self.setup.keeps
        good = wait_for(lambda: count() in keeps or None)
        self.check(f"{keeps.start} to {keeps.stop - 1} connections are kept",
                   good, count())

    def down(self):
        setup, want = self.setup, self.setup.down
        if setup.started_by == "us":
            self.rig.stop(self.worker)
        elif setup.started_by == "server":
            for pid, parent in list(processes(self.rig)):
                os.kill(pid, signal.SIGKILL)
        else:
            os.rename(self.rig.path("detour.fcgi"), self.rig.path("away"))
        try:
            got = self.who(self.ask("GET", self.link("/old")), "GET", "/old")
        except ConnectionError:
            got = None
        self.equal(f"while the worker is down: {want}", got, want)
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
        self.bodies()
        if self.setup.site == "proxied":
            self.site_first()
        else:
            self.equal("the site has its files",
                       self.ask("GET", "/page/file.html").body, FILE)
        self.nowhere()
        self.order()
        self.clients()
        self.kept()
        self.down()


def run(setup, site):
    port = Port()
    with Rig(sys.argv[1]) as rig:
        running = Running(setup, rig, site, port)
        try:
            running.start()
            running.all()
        except (AssertionError, OSError) as e:
            running.check("it runs to its end", False,
                          f"{type(e).__name__}: {e}\n{rig.logs()}")
        for p in list(rig.started):
            rig.stop(p)
        # What the server has started may still be writing hits.
        running.check("nothing is left behind", wait_for(
            lambda: not list(processes(rig))), list(processes(rig)))
    port.close()


with Site() as the_site:
    for one in SETUPS:
        if not sys.argv[2:] or any(part in one.name for part in sys.argv[2:]):
            run(one, the_site)
done()
