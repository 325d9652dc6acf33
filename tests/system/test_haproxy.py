#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_haproxy.py - HAProxy as others set it up: it asks for our limits, or
believes that a connection carries many requests.

    test_haproxy.py BUILD
"""

import os
import sys

import fronts
from rig import Rig
from tap import done, equal
from web import Client

CLIENTS = 12

CONF = """
defaults
    mode http
    timeout connect 2s
    timeout client 10s
    timeout server 10s
fcgi-app detour
    docroot /
    {options}
frontend web
    bind 127.0.0.1:{port}
    default_backend detour
backend detour
    use-fcgi-app detour
    server detour unix@{socket} proto fcgi
"""


def one(name, *options):
    port = fronts.Port()
    with Rig(sys.argv[1]) as rig:
        os.chmod(rig.place, 0o777)
        rig.tool("init")
        rig.tool("add", "/old", "/new")
        rig.worker("--socket-mode", "0666")
        fronts.haproxy(rig, CONF.format(
            options="\n    ".join(options), port=port.number,
            socket=rig.path("detour.sock")), port)
        clients = [Client(port.number) for _ in range(CLIENTS)]
        got = []
        for _ in range(3):
            for i, c in enumerate(clients):
                if not c.socket:
                    c.connect()
                c.send("POST" if i % 2 else "GET", "/old", b"x" * (i % 2))
            got += [c.receive("GET") for c in clients]
        equal(f"HAProxy {name}: all are redirected",
              [(a.status, a.field("location")) for a in got],
              [(307, "/new")] * 3 * CLIENTS)
        for c in clients:
            c.close()
    port.close()


one("as it comes")
one("that asks for our limits (FCGI_GET_VALUES)", "option get-values")
one("that may send several requests at once, but asks", "option get-values",
    "option mpxs-conns", "option max-reqs 10")
one("that closes each connection", "no option keep-conn")
done()
