#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_bodies.py - bodies that web servers pass on as they come: each request is
answered, and so is the next one on a connection that is kept.

    test_bodies.py BUILD [NAME...]

No recipe does this, as the site wants the body; but nothing forbids it.
"""

import os
import sys
import threading
import time

import fronts
from fronts import Port
from pace import SLOWER
from rig import Rig
from tap import check, done, equal
from web import Client

CLIENTS = 12
ROUNDS = 25
LIMIT_S = 0.02  # for the end of a body; then the answer goes before it


def nginx(sock, port, keep):
    return f"""
upstream worker {{ server unix:{sock}; {"keepalive 8;" if keep else ""} }}
server {{
    listen 127.0.0.1:{port};
    include /etc/nginx/fastcgi_params;
    fastcgi_keep_conn {"on" if keep else "off"};
    fastcgi_request_buffering off;
    location / {{ fastcgi_pass worker; }}
}}
"""


def apache(sock, port, keep):
    return f"""
<Proxy "unix:{sock}|fcgi://worker/">
    ProxySet enablereuse={"on" if keep else "off"}
</Proxy>
ProxyPass "/" "unix:{sock}|fcgi://worker/"
"""


def lighttpd(sock, port, keep):
    return f"""
server.modules += ( "mod_fastcgi" )
server.stream-request-body = 2
fastcgi.server = ( "/" => (( "socket" => "{sock}",
                             "check-local" => "disable" )) )
"""


def caddy(sock, port, keep):
    return f"""
http://:{port} {{
    reverse_proxy unix/{sock} {{
        transport fastcgi
    }}
}}
"""


def haproxy(sock, port, keep):
    return f"""
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
fcgi-app worker
    docroot /srv
    {"" if keep else "no "}option keep-conn
frontend web
    bind 127.0.0.1:{port}
    default_backend worker
backend worker
    use-fcgi-app worker
    http-reuse {"always" if keep else "never"}
    server worker unix@{sock} proto fcgi
"""


# Server, how it starts, whether connections are kept, and what it does not pass
# on but refuses itself: a body in chunks.
SETUPS = [
    (nginx, fronts.nginx, True, ()),
    (nginx, fronts.nginx, False, ()),
    (apache, fronts.apache, True, ()),
    (apache, fronts.apache, False, ()),
    (lighttpd, fronts.lighttpd, False, (411,)),
    (caddy, fronts.caddy, False, ()),
    (haproxy, fronts.haproxy, True, (400,)),
    (haproxy, fronts.haproxy, False, (400,)),
]

# Name, pieces, their size, seconds before each; in chunks.
BODIES = [
    ("small", 1, 100, 0, False),
    ("of 3 kB, slow", 3, 1000, 2 * LIMIT_S, False),
    ("of 1 MB", 1, 1_000_000, 0, False),
    ("of 1 MB, slow", 5, 200_000, 2 * LIMIT_S, False),
    ("in chunks", 2, 500, 0, True),
    ("in chunks, slow", 3, 1000, 2 * LIMIT_S, True),
    ("of 1 MB in chunks", 20, 50_000, 0, True),
]


def post(port, pieces, size, wait, chunked, client=None):
    """The status of a POST; the time that it took."""
    c = client or Client(port)
    if not c.socket:
        c.connect()
    began = time.monotonic()
    head = ("Transfer-Encoding: chunked" if chunked else
            f"Content-Length: {pieces * size}")
    text = f"POST /old HTTP/1.1\r\nHost: site.example\r\n{head}\r\n\r\n"
    piece = b"x" * size
    if chunked:
        piece = f"{size:x}\r\n".encode() + piece + b"\r\n"
    c.cut = not c._send_all(memoryview(text.encode()))
    for _ in range(pieces):
        if wait:
            time.sleep(wait)
        c.cut = c.cut or not c._send_all(memoryview(piece))
    if chunked and not c.cut:
        c.cut = not c._send_all(memoryview(b"0\r\n\r\n"))
    status = c.receive("POST").status
    if not client:
        c.close()
    return status, time.monotonic() - began


def bodies(name, port, refused):
    for body, *how in BODIES:
        want = (307, *refused) if how[-1] else (307,)
        got = [post(port, *how), post(port, 1, 10, 0, False)]
        check(f"{name}: a body {body} is answered", got[0][0] in want, got)
        equal(f"{name}: and the request behind it", got[1][0], 307)
        check(f"{name}: none of them waits", max(g[1] for g in got) <
              3 * SLOWER, got)


def crowd(name, port):
    """Many at once, with ends that come just when the answer goes."""
    got = []

    def client(i):
        for k in range(ROUNDS):
            try:
                if (i + k) % 2:
                    got.append(post(port, 2, 10, LIMIT_S / 2 +
                                    (i * k % 7 - 3) / 5000, False)[0])
                else:
                    got.append(post(port, 1, 10, 0, False)[0])
            except OSError as e:
                got.append(e)

    threads = [threading.Thread(target=client, args=(i,))
               for i in range(CLIENTS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal(f"{name}: {CLIENTS} clients at once are all answered",
          [g for g in got if g != 307], [])
    equal(f"{name}: each time", len(got), CLIENTS * ROUNDS)


def abandoned(name, port):
    """Clients that hang up in the middle of a body."""
    got = []
    for _ in range(20):
        c = Client(port)
        c.connect()
        c.socket.sendall(b"POST /old HTTP/1.1\r\nHost: site.example\r\n"
                         b"Content-Length: 100000\r\n\r\nxxxx")
        time.sleep(LIMIT_S / 2)
        c.close()
        got.append(post(port, 1, 10, 0, False)[0])
    equal(f"{name}: behind clients that hang up others are answered",
          got, [307] * 20)


for conf, start, keep, refused in SETUPS:
    name = conf.__name__ + (", kept" if keep else "")
    if sys.argv[2:] and not any(part in name for part in sys.argv[2:]):
        continue
    port = Port()
    with Rig(sys.argv[1]) as rig:
        os.chmod(rig.place, 0o777)
        rig.tool("init")
        rig.tool("add", "/old", "/new")
        rig.worker("--socket-mode", "0666", "--workers", "1")
        start(rig, conf(rig.path("detour.sock"), port.number, keep), port)
        bodies(name, port.number, refused)
        crowd(name, port.number)
        abandoned(name, port.number)
    port.close()
done()
