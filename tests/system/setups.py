# SPDX-License-Identifier: MIT
"""setups.py - every recipe, and what it must do.

A row says what its server can do, and what it cannot, as the recipe's own
comment does for people.  test_servers.py runs them all.
"""

import fronts

ALL = ("GET", "HEAD", "POST", "PUT", "DELETE")
SIZES = (3_000, 300_000, 10_000_000)

# Who answers, besides a rule.
SITE = "the site"
LINE = "detour's line"
PAGE = "the page /404.html"

REFUSED = "refused"


class Setup:
    def __init__(self, server, order, site, front, *, down, no_rule,
                 methods=ALL, others=None, asks=SIZES, chunks=307, odd=None,
                 started_by="us", prefix="", nowhere=("/nowhere", "/ended"),
                 charset="utf-8", keeps=range(1), crashed=None,
                 unseen=(), blurs=False):
        self.server = server
        self.order = order
        self.site = site              # "proxied" or "files"
        self.front = front
        self.down = down              # who answers while the worker is down,
                                      # or any of several;
        self.no_rule = no_rule        # ... and where no rule does
        self.methods = methods        # redirected
        self.others = others or {}    # other methods: what may become of them
        self.asks = asks              # sizes of bodies that are redirected
        self.chunks = chunks          # what a body in chunks meets
        self.odd = odd or {}          # name of a path: what becomes of it
        self.started_by = started_by  # the worker: "us", "server", "request"
        self.prefix = prefix          # before the path, in links
        self.nowhere = nowhere        # paths that no rule answers
        self.charset = charset        # of the note
        self.crashed = crashed        # the answer where a socket is left
        self.unseen = unseen          # of asked.py, what the worker can't see
        self.blurs = blurs            # "_" in a header's name is "-" to it
        self.keeps = keeps            # so many connections to the worker
        self.name = f"{server} {order}" + (
            " (files)" if site == "files" else "")


def proxied(server, order, front, **more):
    return Setup(server, order, "proxied", front, **more)


def files(server, order, front, **more):
    return Setup(server, order, "files", front, **more)


# How many connections to the worker are kept when 16 clients were there.
NGINX = range(1, 9)
HAPROXY = range(1, 17)

# Its recipe takes a line for each header.
NGINX_UNSEEN = ["a header"]

NO_RAW = {"raw UTF-8": 400}  # HAProxy refuses what RFC 3986 does

SETUPS = [
    proxied("nginx", "A", fronts.nginx, down=SITE, no_rule=SITE,
            keeps=NGINX, unseen=NGINX_UNSEEN),
    files("nginx", "A", fronts.nginx, down=404, no_rule=404,
          keeps=NGINX, unseen=NGINX_UNSEEN),
    proxied("nginx", "B", fronts.nginx, down=SITE, no_rule=SITE,
            keeps=NGINX, unseen=NGINX_UNSEEN),
    files("nginx", "B", fronts.nginx, down=PAGE, no_rule=PAGE,
          keeps=NGINX, unseen=NGINX_UNSEEN),
    proxied("apache", "A", fronts.apache, down=SITE, no_rule=SITE,
            charset="iso-8859-1", crashed=500),
    proxied("apache", "B", fronts.apache, down=404, no_rule=LINE),
    files("apache", "B", fronts.apache, down=503, no_rule=PAGE),
    proxied("apache-fcgid", "B", fronts.apache, down=[307, 404],
            no_rule=LINE, started_by="server"),
    proxied("apache-cgi", "B", fronts.apache, down=404, no_rule=LINE,
            started_by="request"),
    proxied("lighttpd", "A", fronts.lighttpd, down=503, no_rule=SITE,
            odd={"/page/a%2Fb": "/page/a/b"}, blurs=True),
    files("lighttpd", "B", fronts.lighttpd, down=503, no_rule=LINE,
          blurs=True),
    files("lighttpd-cgi", "B", fronts.lighttpd, down=[404, 500],
          no_rule=LINE, started_by="request", blurs=True),
    proxied("caddy", "A", fronts.caddy, down=SITE, no_rule=SITE),
    proxied("caddy", "B", fronts.caddy, down=502, no_rule=LINE),
    files("caddy", "B", fronts.caddy, down=404, no_rule=LINE),
    proxied("haproxy", "A", fronts.haproxy, down=SITE, no_rule=SITE,
            asks=SIZES[:1], chunks=SITE, odd=NO_RAW, keeps=HAPROXY),
    proxied("haproxy", "B", fronts.haproxy, down=SITE, no_rule=SITE,
            asks=SIZES[:1], chunks=SITE, odd=NO_RAW, keeps=HAPROXY),
    proxied("haproxy-list", "A", fronts.haproxy, down=503, no_rule=LINE,
            nowhere=["/sale"], chunks=REFUSED, odd=NO_RAW, keeps=HAPROXY),
    files("h2o", "B", fronts.h2o, down=503, no_rule=LINE, blurs=True),
    files("busybox", "-", fronts.script, down=None, no_rule=LINE,
          started_by="request", prefix="/cgi-bin/go",
          odd={"an encoded slash": 404}, blurs=True),
    files("mini_httpd", "-", fronts.script, down=None, no_rule=LINE,
          started_by="request", prefix="/cgi-bin/go",
          odd={"an encoded slash": "+/a/b"}, methods=["GET", "HEAD", "DELETE"],
          others={"POST": [307, None], "PUT": [307, None]}, asks=[],
          unseen=["a language", "a header", "a preflight"]),
]
