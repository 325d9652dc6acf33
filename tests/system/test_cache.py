#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_cache.py - no cache replays a redirect after its end, or to somebody for
whom it is not.

    test_cache.py BUILD

nginx's proxy_cache and Varnish each stand before nginx, the worker and a site.
A rule that may be cached for an hour, but ends within seconds, is asked for
without pause until it is over.
"""

import datetime
import json
import socket
import sys
import time

import nginx
from pace import SLOWER
from rig import Rig, answer, field
from tap import check, done

SECONDS = 5 if SLOWER == 1 else 30  # the life of the rule
AFTER = 2.5   # how long it is watched after its end

ORIGIN = """
upstream detour { server unix:detour.sock; keepalive 8; }
server {
    listen unix:web.sock;
    recursive_error_pages on;
""" + nginx.PARAMS + """
    location / {
        fastcgi_pass detour;
        fastcgi_intercept_errors on;
        error_page 404 502 504 = @site;
    }
    location @site { return 200 "the site\\n"; }
    location /only/ { fastcgi_pass detour; }
}
"""

CACHE = """
proxy_cache_path cache keys_zone=cache:1m;
server {
    listen unix:cache.sock;
    location / {
        proxy_pass http://unix:web.sock;
        proxy_set_header Host $http_host;
        proxy_cache cache;
        add_header X-Cache $upstream_cache_status always;
    }
}
"""

# Varnish gives out what has just ended, while it fetches anew, unless it is
# told not to: that is its grace.
VCL = """
vcl 4.1;
backend default { .path = "%s"; }
sub vcl_backend_response { set beresp.grace = 0s; }
sub vcl_deliver {
    if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; }
}
"""


def ask(path, url="/flash", header=""):
    """One request over a connection of its own: its status, whether it was a
    hit, and the header."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(10 * SLOWER)
        s.connect(path)
        s.sendall((f"GET {url} HTTP/1.1\r\nHost: site.example\r\n" +
                  (header + "\r\n" if header else "") +
                  "Connection: close\r\n\r\n").encode())
        got = b""
        while chunk := s.recv(65536):
            got += chunk
    status, fields, _ = answer(got)
    return status, field(fields, "x-cache") == "HIT", fields


def watch(rig, name, path):
    """Ask until well after the end; then look at what was answered when."""
    for url in ["/rare", "/flash"]:
        row = json.loads(rig.tool("add", url, "/offer", "--for",
                                  f"{SECONDS}s", "--max-age", "1h",
                                  "--format", "json"))
    ends = datetime.datetime.fromisoformat(
        row["expires_at"].replace("Z", "+00:00")).timestamp()
    hits, before, late = 0, set(), []
    rare = [ask(path, "/rare")[0]]
    while (now := time.time()) < ends + AFTER:
        status, hit, fields = ask(path)
        if now >= ends and status == 307:
            late.append((round(now - ends, 3), fields))
        elif now < ends:
            before.add(status)
            hits += hit and status == 307
        last = status
    check(f"{name}: the redirect is served from the cache while it lasts",
          hits > 10, f"{hits} hits, statuses {before}")
    check(f"{name}: nobody is redirected after its end", not late,
          f"{len(late)} of them, seconds after the end:"
          f" {[late[i] for i in (0, -1) if late]}")
    check(f"{name}: the site's own page comes through", last == 200, last)
    rare.append(ask(path, "/rare")[0])
    check(f"{name}: what was not asked for in between is not redirected",
          rare == [307, 200], rare)


RULES = [
    ("/some", "/phone", "--header", "X-Device=phone"),
    ("/some", "/other"),
    ("/lang", "/de", "--language", "de"),
    ("/lang", "/fr", "--language", "fr"),
    ("/lang", "/en"),
    ("/cookie", "/beta", "--cookie", "beta=1"),
    ("/cookie", "/plain"),
    ("/only/phones", "/phone", "--header", "X-Device=phone"),
    ("/only/near", "/near", "--from-net", "192.0.2.0/24"),
]

# By whom a URL is asked for, and where to: "" is a decline.
VISITORS = [
    ("/some", "X-Device: phone", "/phone"),
    ("/some", "", "/other"),
    ("/some", "X-Device: tablet", "/other"),
    ("/lang", "Accept-Language: de", "/de"),
    ("/lang", "Accept-Language: fr,de;q=0.5", "/fr"),
    ("/lang", "Accept-Language: ja", "/en"),
    ("/cookie", "Cookie: beta=1", "/beta"),
    ("/cookie", "", "/plain"),
    ("/only/phones", "", ""),  # the decline comes first, and is stored
    ("/only/phones", "X-Device: phone", "/phone"),
    ("/only/near", "", ""),
]


def visitors(rig, name, path):
    """Each gets his own answer, the second time and the third from the cache,
    whoever has asked in between."""
    for rule in RULES:
        more = [] if "/near" in rule else ["--max-age", "1h"]
        rig.tool("add", *rule, *more)
    hits = {}
    for again in range(3):
        for url, header, want in VISITORS:
            status, hit, fields = ask(path, url, header)
            got = field(fields, "location")
            check(f"{name}: {url} for {header or 'anybody'}, {again + 1}.",
                  (got, status) == (want, 307 if want else 404), fields)
            hits[url, header] = hits.get((url, header), 0) + hit
    for (url, header), n in hits.items():
        if url == "/only/near":
            check(f"{name}: what depends on the address is not stored",
                  n == 0, n)
        elif not header.startswith("Cookie"):  # Varnish lets these pass
            check(f"{name}: {url} for {header or 'anybody'} is stored",
                  n == 2, n)


def through_nginx():
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.worker()
        rig.nginx(ORIGIN)
        rig.nginx(CACHE, ready="cache.sock", name="cache-nginx")
        visitors(rig, "nginx", rig.path("cache.sock"))
        watch(rig, "nginx", rig.path("cache.sock"))


def through_varnish():
    with Rig(sys.argv[1]) as rig:
        rig.tool("init")
        rig.worker()
        rig.nginx(ORIGIN)
        with open(rig.path("varnish.vcl"), "w") as f:
            f.write(VCL % rig.path("web.sock"))
        rig.start("varnishd", "-F", "-j", "none", "-n", rig.path("varnish"),
                  "-a", rig.path("varnish.sock") + ",HTTP", "-f",
                  rig.path("varnish.vcl"), "-s", "malloc,16m",
                  ready="varnish.sock")
        visitors(rig, "Varnish", rig.path("varnish.sock"))
        watch(rig, "Varnish", rig.path("varnish.sock"))


through_nginx()
through_varnish()
done()
