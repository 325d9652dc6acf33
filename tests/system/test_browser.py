#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_browser.py - a page of another origin is led on, in a real browser.

    test_browser.py BUILD

A page on one origin makes requests to a second one, which is nginx with the
printed recipe and the worker; rules lead to a third one.  The browser is
Debian's Chromium.
"""

import hashlib
import http.server
import json
import sys
import threading

from browser import Page
from fronts import Port
from origin import Site
from rig import Rig, wait_for
from running import Running, adopt, alone
from setups import SETUPS
from tap import check, done, equal

BODY = json.dumps({"name": "J\u00fcrgen \u2603", "many": "x" * 100_000},
                  ensure_ascii=False)
DIGEST = hashlib.sha256(BODY.encode()).hexdigest()

# Each is a request of the page: a name, the path, the options of fetch().
SCRIPT = """
const body = %s;
const results = {};
const json = {"Content-Type": "application/json", "X-Page": "1"};
const post = {method: "POST", headers: json, body};
for (const [name, path, options] of [
    ["no cors", "/none", post],
    ["cors", "/named", post],
    ["any", "/any", post],
    ["other", "/other", post],
    ["cookies", "/named", {...post, credentials: "include"}],
    ["cookies to any", "/any", {...post, credentials: "include"}],
    ["simple", "/named?a=1", {}],
    ["simple, no cors", "/none", {}],
    ["put", "/named", {...post, method: "PUT"}],
    ["only post", "/post", post],
    ["only post, but put", "/post", {...post, method: "PUT"}],
]) {
    try {
        const a = await fetch("%s" + path, options);
        results[name] = {url: a.url, ...await a.json()};
    } catch (e) {
        results[name] = String(e);
    }
}
return results;
"""


class Endpoint(http.server.BaseHTTPRequestHandler):
    """The new place: gives leave to whoever asks, and says what came in."""

    protocol_version = "HTTP/1.1"

    def leave(self):
        self.send_header("Access-Control-Allow-Origin",
                         self.headers.get("Origin", "*"))
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.send_header("Access-Control-Allow-Methods", "POST, PUT")
        self.send_header("Access-Control-Allow-Headers",
                         "content-type, x-page")

    def do_OPTIONS(self):
        self.send_response(204)
        self.leave()
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = json.dumps({
            "method": self.command, "path": self.path,
            "type": self.headers.get("Content-Type"),
            "page": self.headers.get("X-Page"),
            "origin": self.headers.get("Origin"),
            "digest": hashlib.sha256(body).hexdigest()}).encode()
        self.send_response(200)
        self.leave()
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_PUT = do_POST

    def log_message(self, *_):
        pass


def rules(rig, page, new):
    for rule in [
            ("/none", new + "/v2"),
            ("/named", new + "/v2", "--cors",
             f"https://app.example,{page.origin}"),
            ("/any", new + "/v2", "--cors", "*"),
            ("/other", new + "/v2", "--cors", "https://app.example"),
            ("/post", new + "/v2", "--cors", page.origin, "--method",
             "POST")]:
        rig.tool("add", *rule)


def arrived(name, got, method="POST", path="/v2"):
    """The request is at the new place, whole."""
    if not isinstance(got, dict):
        check(name, False, got)
        return
    equal(name, (got["method"], got["path"], got["digest"], got["type"],
                 got["page"]),
          (method, path, DIGEST, "application/json", "1"))


def refused(name, got):
    check(name, isinstance(got, str) and "Failed to fetch" in got, got)


def judge(said, new):
    if not isinstance(said, dict) or "failed" in said:
        check("the page has run", False, said)
        return
    arrived("a POST with a JSON body arrives at the new place, body intact",
            said["cors"])
    equal("and the page sees its answer, and from where it came",
          said["cors"].get("url"), new + "/v2")
    equal("the browser says of the page that it is of no origin",
          said["cors"].get("origin"), "null")
    arrived("any origin may be named", said["any"])
    arrived("a request with cookies arrives, from an origin that is named",
            said["cookies"])
    arrived("PUT arrives", said["put"], "PUT")
    equal("a simple request arrives",
          [said["simple"].get(k) for k in ("method", "path")]
          if isinstance(said["simple"], dict) else said["simple"],
          ["GET", "/v2?a=1"])
    arrived("a rule for POST takes the preflight of a POST",
            said["only post"])
    refused("without --cors the browser refuses the preflight",
            said["no cors"])
    refused("and a redirect without leave", said["simple, no cors"])
    refused("a page of another origin is not led on", said["other"])
    refused("no cookies where any origin may follow", said["cookies to any"])
    refused("a rule for POST takes no preflight of a PUT",
            said["only post, but put"])


def main():
    port = Port()
    new = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    new.daemon_threads = True
    thread = threading.Thread(target=new.serve_forever,
                              kwargs={"poll_interval": 0.05})
    thread.start()
    url = f"http://127.0.0.1:{new.server_address[1]}"
    with Site() as site, Page() as page, Rig(sys.argv[1]) as rig:
        Running(SETUPS[0], rig, site, port).start()
        rules(rig, page, url)
        script = SCRIPT % (json.dumps(BODY), f"http://127.0.0.1:{port.number}")
        judge(page.open(rig, script), url)
        for p in list(rig.started):
            rig.stop(p)
    new.shutdown()
    thread.join()
    new.server_close()
    port.close()
    check("nothing is left behind", wait_for(alone))


adopt()
main()
done()
