#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_proxies.py - behind what ends TLS the lines of docs/proxies.md tell the
scheme and the visitor, and nobody else can.

    test_proxies.py BUILD
"""

import re
import sys

import fronts
from fronts import Port
from origin import Site
from rig import Rig
from running import Running
from setups import SETUPS
from tap import check, done, equal

with open("docs/proxies.md", encoding="utf-8") as f:
    PAGE = f.read()

# Where in a recipe the blocks of its server's section go: behind such a text,
# or in place of it.
BEHIND, INSTEAD = r"\g<0>", ""
PLACES = {
    "nginx": [(r"\A", BEHIND),
              (r" *fastcgi_param REQUEST_SCHEME .*\n", INSTEAD)],
    "apache": [(r"^<VirtualHost .*\n", BEHIND)],
    "lighttpd": [(r"\A", BEHIND)],
    "haproxy": [(r"^frontend .*\n    mode http\n", BEHIND),
                (r"^fcgi-app .*\n", BEHIND)],
    "caddy": [(r"^http://.* \{\n", BEHIND),
              (r"transport fastcgi \{\n", BEHIND)],
}

TLS = "X-Forwarded-Proto: https"
FOR = "X-Forwarded-For: "

# What the balancer says, and what becomes of /tls and /net, by the net that is
# believed.
SAID = [
    ("nothing", [], ("/http", 404)),
    ("another scheme", ["X-Forwarded-Proto: http"], ("/http", 404)),
    ("https and the visitor", [TLS, FOR + "192.0.2.7"], ("/https", "/in")),
    ("another visitor", [TLS, FOR + "203.0.113.5"], ("/https", 404)),
    ("who came by several proxies", [FOR + "203.0.113.5, 192.0.2.7"],
     ("/http", "/in")),
    ("who made one up", [FOR + "192.0.2.7, 203.0.113.5"], ("/http", 404)),
]


def section(server):
    """The blocks for a server, as they are printed."""
    text = re.search(rf"^## {server}\n(.*?)(?=^## |\Z)", PAGE,
                     re.M | re.S | re.I)[1]
    return re.findall(r"^```\w+\n(.*?)^```$", text, re.M | re.S)


def changed(server, recipe, net):
    blocks = section(server)
    equal(f"{server}: the page has its blocks", len(blocks),
          len(PLACES[server]))
    for block, (where, what) in zip(blocks, PLACES[server]):
        block = block.replace("10.0.0.0/8", net).replace("\\", r"\\")
        recipe, n = re.subn(where, what + block, recipe, flags=re.M)
        check(f"{server}: there is {where}", n > 0, recipe)
    return recipe


class Behind(Running):
    def __init__(self, net, *args):
        super().__init__(*args)
        self.net = net

    def printed(self):
        server = self.setup.server.split("-")[0]
        return changed(server, super().printed(), self.net)

    def run(self):
        self.start()
        for scheme in "http", "https":
            self.rig.tool("add", f"{scheme}://site.example/tls", f"/{scheme}",
                          "--for", "1d")
        self.rig.tool("add", "/net", "/in", "--from-net", "192.0.2.0/24",
                      "--for", "1d")
        believed = self.net.startswith("127.")
        for name, more, want in SAID:
            got = tuple(a.field("location") or a.status for a in (
                self.ask("GET", path, more=more) for path in ("/tls", "/net")))
            equal(f"{self.setup.name}: {name}, from "
                  f"{'the balancer' if believed else 'somebody else'}",
                  got, want if believed else ("/http", 404))


def run(setup, site, net):
    port = Port()
    with Rig(sys.argv[1]) as rig:
        try:
            Behind(net, setup, rig, site, port).run()
        except (AssertionError, OSError) as e:
            check(f"{setup.name}: it runs to its end", False,
                  f"{type(e).__name__}: {e}\n{rig.logs()}")
    port.close()


fronts.MODULES += ["remoteip", "setenvif"]
with Site() as the_site:
    for one in SETUPS:
        if (one.server.split("-")[0] in PLACES and
                one.server != "haproxy-list"):
            run(one, the_site, "127.0.0.0/8")
            run(one, the_site, "10.0.0.0/8")
done()
