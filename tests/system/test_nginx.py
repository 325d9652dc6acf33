#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_nginx.py - what nginx's recipe is good for beside the redirects of
test_servers.py: no request is lost while the worker is replaced, none without
a Host header, none is kept for too long, and TLS with HTTP/2 in front.

    test_nginx.py BUILD
"""

import re
import socket
import subprocess
import sys
import threading

import nginx
from fronts import Port
from origin import Site, said
from rig import Rig, answer, field, wait_for
from tap import check, done, equal
from web import Client, ask
from worker import hits

LOAD = 8       # clients
RESTARTS = 3
STREAMS = 16   # at once over one connection of HTTP/2


def recipe(rig, site, port, order="A"):
    """The recipe for a site, or without one for a folder of files."""
    of = ("--site", site.url) if site else ("--root", rig.path("root"))
    return rig.tool("recipe", "nginx", "--order", order, *of,
                    "--socket", rig.path("detour.sock"),
                    "--listen", f"127.0.0.1:{port.number}")


# ------------------------------------------------------- the worker is replaced

class Socket:
    """A listening socket held by a parent, as systemd does, and workers that
    get it as their descriptor 0."""

    def __init__(self, rig):
        self.rig = rig
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(rig.path("detour.sock"))
        self.socket.listen(512)

    def worker(self):
        with open(self.rig.path("log-worker"), "ab") as log:
            p = subprocess.Popen(["detour.fcgi"], env=self.rig.env,
                                 stdin=self.socket, stdout=log, stderr=log)
        self.rig.started.append(p)
        return p


class Load:
    """Clients that ask without pause, each over a kept connection."""

    def __init__(self, port):
        self.over = threading.Event()
        self.answered = [0] * LOAD
        self.lost = []
        self.threads = [threading.Thread(target=self.run, args=(port, i))
                        for i in range(LOAD)]

    def run(self, port, i):
        client = Client(port)
        # nginx asks again where a GET is lost, but never for a POST.
        method, body = ("POST", b"x" * 3000) if i % 2 else ("GET", None)
        while not self.over.is_set():
            try:
                a = client.ask(method, "/old", body)
                if a.status != 307:
                    self.lost.append(f"{method}: {a}")
            except OSError as e:
                self.lost.append(f"{method}: {e}")
            self.answered[i] += 1
        client.close()

    def more(self, n):
        """Wait until each client has had n answers more."""
        goal = [a + n for a in self.answered]
        return wait_for(lambda: all(
            a >= g for a, g in zip(self.answered, goal)) or None)

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for t in self.threads:
            t.join()


def restarts(site):
    port = Port()
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.tool("add", "/old", "/new")
        held = Socket(rig)
        worker = held.worker()
        rig.nginx(recipe(rig, site, port), ready=port.answers)
        with Load(port.number) as load:
            check("there is load", load.more(20))
            for n in range(1, RESTARTS + 1):
                # First the new one, then the other way round: what comes in
                # between waits in the socket.
                if n % 2:
                    old, worker = worker, held.worker()
                    equal(f"restart {n}: the old worker ends", rig.stop(old),
                          0)
                else:
                    equal(f"restart {n}: the old worker ends",
                          rig.stop(worker), 0)
                    worker = held.worker()
                check(f"restart {n}: the new one answers", load.more(50))
        check(f"of {sum(load.answered)} requests none is lost",
              not load.lost, "\n".join(load.lost[:5]))
        rig.stop(worker)
        equal("each of them is counted", hits(rig.path("hits.db")),
              (sum(load.answered), 0))
        held.socket.close()
    port.close()


# --------------------------------------------------- nginx told nothing of heads

def small_page(site):
    """Without the recipe's fastcgi_buffer_size a head must fit a page."""
    port = Port()
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.tool("add", "/long/*", "https://new.example/:splat")
        rig.tool("add", "/kept/*", "https://new.example/:splat", "--max-age",
                 "365d", "--until", "never", "--share", "100")
        rig.worker()
        text = recipe(rig, site, port)
        text, cut = re.subn(r" *fastcgi_buffer_size .*\n", "", text)
        equal("the recipe gives heads more room", cut, 1)
        rig.nginx(text, ready=port.answers)
        client = Client(port.number)
        for folder in "/long/", "/kept/":
            wrong = []
            for size in [3000, *range(3900, 4001, 4)]:
                rest = "x" * (size - len("https://new.example/"))
                a = client.ask("GET", folder + rest)
                if (a.status, a.field("location")) != \
                        (307, "https://new.example/" + rest):
                    wrong.append((size, a.status))
            check(f"{folder}: every Location fits the page that nginx has",
                  not wrong, wrong)
        client.close()
    port.close()


# ------------------------------------------------------------- TLS and HTTP/2

def tls(site):
    port, secure = Port(), Port()
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.tool("add", "https://site.example/only", "/tls")
        rig.tool("add", "http://site.example/only", "/plain")
        rig.tool("add", "https://site.example/locked", "/tls")
        rig.tool("add", "/each/*", "/all/:splat")
        rig.tool("add", "/closed/*", "--status", "503", "--for", "1h")
        rig.worker()
        nginx.certificate(rig)
        # What a person adds to the recipe.
        text = re.sub(r"( *listen )[^;]*;", lambda m: m[0] + f"""
    listen 127.0.0.1:{secure.number} ssl http2;
    ssl_certificate {rig.path("tls.pem")};
    ssl_certificate_key {rig.path("tls.key")};""",
                      recipe(rig, site, port))
        rig.nginx(text, ready=secure.answers)

        def curl(scheme, path, *args):
            at = (secure if scheme == "https" else port).number
            p = rig.run("curl", "-q", "-sS", "-i", "-k", "--http2",
                        "--max-time", "20", "--noproxy", "*", "--connect-to",
                        f"site.example::127.0.0.1:{at}", *args,
                        f"{scheme}://site.example{path}")
            return p.stdout or p.stderr

        def status_of(*how):
            raw = curl(*how)
            status, fields, _ = answer(raw)
            return (raw[:6].decode(), status, dict(fields).get("location"))

        equal("HTTP/2: a rule for https answers",
              status_of("https", "/only"), ("HTTP/2", 307, "/tls"))
        equal("and plain HTTP has its own",
              status_of("http", "/only"), ("HTTP/1", 307, "/plain"))
        equal("a rule for https is none for http",
              status_of("http", "/locked"), ("HTTP/1", 404, None))
        equal("HTTP/2: a POST is redirected with its method",
              status_of("https", "/only", "-d", "x" * 3000),
              ("HTTP/2", 307, "/tls"))

        # nginx says 502 or 504 when the worker is down: a 503 is a rule's.
        status, fields, text = answer(curl("https", "/closed/x"))
        check("maintenance is not taken for a worker that is down",
              status == 503 and b"maintenance" in text, text)
        check("and says how long it is", 3500 < int(
            dict(fields).get("retry-after", 0)) <= 3600, fields)

        body = "y" * 3000
        raw = curl("https", "/page/post", "-d", body)
        fields = dict(answer(raw)[1])
        equal("HTTP/2: a decline reaches the site with method and body",
              fields.get("x-echo", "").split(" "),
              [str(w) for w in said("POST", "/page/post", body.encode())])
        equal("and with the host", fields.get("x-host"), "site.example")

        raw = curl("https", f"/each/[1-{STREAMS}]", "--parallel",
                   "--parallel-max", str(STREAMS), "-o", "/dev/null", "-w",
                   "%{http_version} %{http_code} %{redirect_url}\\n")
        want = [f"2 307 https://site.example/all/{n}"
                for n in range(1, STREAMS + 1)]
        equal(f"HTTP/2: {STREAMS} streams at once are all answered",
              sorted(raw.decode().splitlines()), sorted(want))
    port.close()
    secure.close()


# -------------------------------------------------------------- without a Host

def no_host(site, what, text):
    """A request of HTTP/3 has no Host header, nor need one of HTTP/1.0: nginx
    knows the host all the same."""
    port = Port()
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.tool("add", "site.example/old", "/new")
        rig.tool("add", "site.example/both/*", "/all/:splat")
        rig.worker()
        conf, named = re.subn(r"listen [^;]*;", rf"""\g<0>
    listen unix:{rig.path("web.sock")};
    server_name site.example;""", text(rig, port))
        equal(f"{what}: it has one server", named, 1)
        rig.nginx(conf)
        for path, want in ("/old", "/new"), ("/both/x", "/all/x"):
            a = bare(rig, path)
            equal(f"{what}: without a Host {path} is redirected",
                  (a[0], field(a[1], "location")), (307, want))
        if site:
            fields = bare(rig, "/page/x")[1]
            equal(f"{what}: the site is told the host",
                  field(fields, "x-host"), "site.example")
    port.close()


def bare(rig, path):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(rig.path("web.sock"))
        s.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return answer(b"".join(iter(lambda: s.recv(65536), b"")))


def exported(rig, port):
    before, server = rig.tool("export", "--to", "nginx").split("# server:\n")
    return f"""{before}
server {{ listen 127.0.0.1:{port.number};
{server} location / {{ return 404; }} }}"""


def without_host(site):
    for order in "A", "B":
        for of in site, None:
            no_host(of, f"order {order}{'' if of else ', files'}",
                    lambda rig, port: recipe(rig, of, port, order))
    no_host(None, "the export", exported)


# -------------------------------------------- nginx told how long all is kept

def expires(site):
    """What a server says of its pages is not said of redirects."""
    for what, text in [
            ("order A", lambda rig, port: recipe(rig, site, port)),
            ("order B", lambda rig, port: recipe(rig, site, port, "B")),
            ("the export", exported)]:
        port = Port()
        with Rig(sys.argv[1]) as rig:
            rig.tool("init")
            rig.tool("add", "/old", "/new")
            rig.worker()
            rig.nginx("expires 30d;\n" + text(rig, port), ready=port.answers)
            a = ask(port.number, "GET", "/old")
            equal(f"{what}: a redirect ends when it ends",
                  (a.status, *(v for n, v in a.fields
                               if n in ("cache-control", "expires"))),
                  (307, "no-cache"))
            a = ask(port.number, "GET", "/page/x")
            equal(f"{what}: the site's pages are kept as the server says",
                  a.field("cache-control"),
                  "max-age=2592000" if a.status == 200 else "")
        port.close()


with Site() as the_site:
    restarts(the_site)
    small_page(the_site)
    without_host(the_site)
    expires(the_site)
    tls(the_site)
done()
