#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_explain.py - explain: what a URL gets at an instant and why, in words
and for programs; many URLs; when an answer becomes another.

    test_explain.py BUILD

That it says what the worker answers is asked for every case of tests/cases/
by test_cases.py.
"""

import json
import subprocess
import sys
import time

import fastcgi
from pace import SLOWER
from rig import Rig
from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
SITE = "http://site.example"


def at_once():
    """Two answers that are compared must be of the same second."""
    return "--at", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def says(name, text, *parts):
    """One test: a text has these parts, in this order."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            check(name, False, f"{text}\nlacks {part!r}")
            return
        at = found + len(part)
    check(name, True)


# ------------------------------------------------------------- at an instant

u = Tool(BUILD)
old = u.add("/old/*", "/new/:splat", "--from", "2020-01-01", "--until", "never")
over = u.add("site.example/old/a", "/sale", "--from", "2026-01-01", "--until",
             "2026-01-31", "--max-age", "1d")
got = u.json("explain", "https://site.example/old/a?x=1", "--at",
             "2026-01-31T12:00:00+01:00")
u.same("the winner at an instant", got, rule=int(over), state="active",
       status=307, location="/sale?x=1", at="2026-01-31T11:00:00Z",
       method="GET", near=[], end="leaves",
       key={"scheme": "https", "host": "site.example", "path": "/old/a",
            "query": "x=1", "changed": []},
       hops=[{"url": "https://site.example/sale?x=1", "rule": None,
              "status": 404, "location": None, "same_host": True}])
equal("and what became of each rule, in their order", [
    (c["rule"], c["source"], c["verdict"], c["state"])
    for c in got["considered"]], [
    (int(over), "site.example/old/a", "won", "active"),
    (int(old), "/old/*", "behind", "active")])
equal("and why", [c["reason"] for c in got["considered"]], [
    "answers 307: it is active until 2026-02-01 00:00:00 +01:00, in 12h",
    f"comes after rule {over}, which is for this host"])
fresh = int(got["cache_control"].removeprefix("max-age="))
check("its freshness ends with the window", 43190 < fresh <= 43200, fresh)
got = u.json("explain", "site.example/old/a", "--at", "2026-02-01")
u.same("one second later the other one", got, rule=int(old),
       location="/new/a", cache_control="no-cache")
equal("and why the first lost", got["considered"][0]["verdict"], "expired")
u.same("an instant to come", u.json(
    "explain", "/old/x", "--at", "2999-01-01"), rule=int(old))
u.same("a decline", u.json("explain", "/none", want=1), rule=None, state=None,
       status=404, location=None, why="no rule covers this URL",
       considered=[], near=[], hops=[], end=None)
u.same("a Host header counts more than the URL", u.json(
    "explain", "http://other.example/old/a", "--at", "2026-01-10", "--header",
    "Host: site.example", "--header", "X-Any: x"), rule=int(over))
u.same("blanks around a header are no part of it", u.json(
    "explain", "http://other.example/old/a", "--at", "2026-01-10", "--header",
    "Host: \t site.example \t"), rule=int(over))
u.same("a path alone is on no host", u.json(
    "explain", "/old/a", "--at", "2026-01-10"), rule=int(old))
u.same("OPTIONS gets the methods", u.json(
    "explain", "/old/a", "--method", "OPTIONS"), rule=int(old), status=204,
    hops=[], end=None)
u.same("OPTIONS * asks the server, and no rule", u.json(
    "explain", "*", "--method", "OPTIONS", want=1), rule=None, status=204,
    considered=[], near=[], hops=[], end=None)
u.same("a malformed target is no rule's", u.json(
    "explain", "/old/%zz", want=1), status=400, rule=None, key=None,
    why="the request is malformed: '%zz' is not an escape; a '%' is written "
        "%25")
text = u("explain", "https://Site.example/x/..//old/a/?b", "--at",
         "2026-02-02")
says("the text has request, key, rules, answer and where it leads", text,
     "GET https://Site.example/x/..//old/a/?b at 2026-02-02 00:00:00 +01:00, ",
     "with the rules as they are now\n",
     f"rule {old} answers 307: it is active, without an end\n",
     "\nmatched as https://site.example/old/a/?b\n",
     "  Site.example -> site.example: ",
     "  /x/..//old/a/ -> /old/a/: ", "\nthe rules that cover it",
     f"  1. rule {over}: site.example/old/a -> /sale, 307\n",
     "     ended 2026-02-01 00:00:00 +01:00, 1d ago; ",
     f"  2. rule {old}: /old/* -> /new/:splat, 307\n     answers\n",
     "\nthe answer\n  Status: 307 Temporary Redirect\n"
     "  Location: /new/a/?b\n  Cache-Control: no-cache\n  Content-Type: ",
     "\nwhere it leads\n  1. https://site.example/new/a/?b  arrives: ")
text = u("explain", SITE + "/old/z")
check("what is canonical is not said again", "matched as" not in text, text)
check("nor an instant that is now", "as they are now" not in text, text)

# ------------------------------------------------------------------- the order

r = Tool(BUILD)
first, second, third, star = (
    r.add(*rule, "--until", "never") for rule in [
        ["~/x/(.*)", "/1"], ["~/x/y/(.*)", "/2"],
        ["~/x/y/z.*", "/3", "--rank", "9"], ["/x/*", "/4"]])


def behind():
    """Why each rule that comes after the winner does."""
    return [c["reason"] for c in r.json("explain", "/x/y/z")["considered"]
            if c["verdict"] == "behind"]


equal("an expression comes last, however long it is", behind(),
      [f"comes after rule {star}, which is no regular expression"] * 3)
r("disable", star)
equal("of expressions, the lower rank", behind(),
      [f"comes after rule {third}, which has the lower rank"] * 2)
r("disable", third)
equal("then the older", behind(),
      [f"comes after rule {first}, which is older, at the same rank"])

# ----------------------------------------------------------- what can be done

w = Tool(BUILD)
for n, rule in enumerate([
        ["/ended", "/x", "--from", "2020-01-01", "--until", "2020-01-31"],
        ["/later", "/x", "--from", "2090-01-01", "--for", "1d"],
        ["/off", "/x", "--disabled", "--until", "never"],
        ["/self", "/self/", "--until", "never"],
        ["/gone", "/x", "--until", "2020-01-31", "--after", "gone"],
        ["/alone/*", "-", "--until", "never"],
        ["/Case", "/x", "--until", "never"],
        ["/slash/", "/x", "--until", "never", "--strict"],
        ["www.site.example/host", "/x", "--until", "never"],
        ["https://site.example/tls", "/x", "--until", "never"],
        ["/p", "/q", "--status", "308"],
        ["/soon", "/x", "--from", "2020-01-01", "--until", "2090-01-01"],
        ["/long/*", "/" + "y" * 1500 + "/:splat", "--until", "never"],
        ["/two", "/x", "--from", "2020-01-01", "--until", "2020-02-01"],
        ["/two", "/y", "--from", "2020-01-01", "--until", "2020-03-01"]], 1):
    equal(f"rule {n} is added", w.add(*rule), str(n))
now = at_once()
for path, answered, part in [
        ("/ended", False, "rule 1 ended 2020-02-01 00:00:00 +01:00, "),
        ("/ended", False, "; 'detour renew 1' brings it back"),
        ("/later", False, "rule 2 begins 2090-01-01 00:00:00 +01:00, in "),
        ("/off", False, "is disabled; 'detour enable 3' serves it again"),
        ("/self/", False, "rule 4 leads to this very URL"),
        ("/gone", True, "rule 5 answers 410: it ended 2020-02-01"),
        ("/gone", True, "its --after says so; 'detour renew 5' brings"),
        ("/alone/x", False, "rule 6 leaves this URL alone: it is active"),
        ("/case", False, "the nearest, rule 7, is written in other capitals; "
         "'detour edit 7 --ignore-case' makes them the same"),
        ("/slash", False, "rule 8, takes the final slash as it was typed; "
         "'detour edit 8 --no-strict' takes both"),
        ("/host", False, "rule 9, is for www.site.example only"),
        ("/tls", False, "rule 10, is for https only"),
        ("/p", True, "rule 11 answers 308: it is permanent since "),
        ("/soon", True, "until 2090-01-02 00:00:00 +01:00, in "),
        ("/long/" + "z" * 3000, False,
         "rule 13 would give a Location of more than 4000 octets"),
        ("/two", False, "rule 15 ended 2020-03-02"),
        ("/two", False, "; nor does rule 14")]:
    got = w.json("explain", SITE + path, *now, want=0 if answered else 1)
    check(f"{path[:9]} says: {part}", part in got["why"], got["why"])
    text = w("explain", SITE + path, *now, want=0 if answered else 1)
    check(f"{path[:9]} says so in text, too", got["why"] in text, text)
got = w.json("explain", SITE + "/soon", "--at", "2095-01-01", want=1)
check("what is yet to end is given a later end, not renewed",
      "'detour renew 12 --until 2095-01-01' gives it a later end"
      in got["why"], got["why"])
w("renew", "12", "--until", "2095-01-01")
equal("and then it answers at that instant", w.json(
    "explain", SITE + "/soon", "--at", "2095-01-01")["rule"], 12)
w("undo")
near = w.json("explain", "/HOST", want=1)["near"]
equal("what is near is listed", [
    (n["rule"], n["source"], n["differs"], n["state"]) for n in near],
    [(9, "www.site.example/host", ["host", "case"], "active")])
says("and in text", w("explain", "/HOST", want=1), "\nnot asked, but near\n",
     "   - rule 9: www.site.example/host -> /x, 307\n",
     "     is for www.site.example only, and is written in other capitals\n")
check("without a host, one is asked for", "; ask for a URL with that host" in
      w.json("explain", "/host", want=1)["why"])

# ----------------------------------------------------------------- hops, bytes

with Rig(BUILD) as rig:
    rig.tool("init")
    for rule in [["/a", "/b"], ["/b", "https://other.example/c"],
                 ["/l1", "/l2"], ["/l2", "/%6c1", "--force"], ["/g/*", "/g/x/:splat",
                                                    "--force"],
                 ["/410", "--status", "410"], ["other.example/c", "/d"],
                 ["/sun", "/x", "--sunset", "--max-age", "1h"]]:
        rig.tool("add", *rule, "--until", "2090-01-01")

    def explain(*args, want=0):
        p = rig.run("detour", "explain", *args)
        equal(f"exit status of {' '.join(args)[:50]}", p.returncode, want)
        return p.stdout.decode()

    says("each hop has its line, in columns", explain(SITE + "/a"),
         "\nwhere it leads\n",
         "  1. http://site.example/b    rule 2 answers 307\n",
         "  2. https://other.example/c  rule 7 answers 307, if this table "
         "serves that host, too\n",
         "  3. https://other.example/d  leaves for another host: no rule ")
    text = explain(SITE + "/l1")
    says("a loop is called one", text,
         "; but this is a loop, and nobody arrives: give rule 4 another "
         "target\n", "  2. http://site.example/l1  a loop: ")
    got = json.loads(explain(SITE + "/l1", "--format", "json"))
    equal("in JSON, too", (got["end"], [h["rule"] for h in got["hops"]]),
          ("loops", [4, 3]))
    got = json.loads(explain(SITE + "/g/", "--format", "json"))
    equal("what grows is followed for ten hops, and one more look", (
        got["end"], len(got["hops"])), ("too many", 11))
    check("and is said to have no end",
          "after 10 redirects there is still no end" in got["why"])

    rig.worker()
    for role, number in [("responder", 1), ("authorizer", 2), ("cgi", 0)]:
        for path, method, want in [
                ("/a?x", "GET", 0), ("/none", "GET", 1), ("/410", "GET", 0),
                ("/a", "OPTIONS", 0), ("/a", "TRACE", 0), ("/%zz", "GET", 1),
                ("/a", "HEAD", 0), ("/sun", "GET", 0)]:
            if number:
                raw = fastcgi.ask(rig.path("detour.sock"), path, role=number,
                                  method=method).head
            else:
                env = {**rig.env, "GATEWAY_INTERFACE": "CGI/1.1",
                       "REQUEST_METHOD": method, "REQUEST_URI": path,
                       "HTTP_HOST": "site.example"}
                raw = subprocess.run(
                    [BUILD + "/detour.fcgi"], env=env, capture_output=True,
                    stdin=subprocess.DEVNULL, timeout=20 * SLOWER).stdout
            sent = raw.partition(b"\r\n\r\n")[0].decode().split("\r\n")
            text = explain(SITE + path, "--role", role, "--method", method,
                           want=want)
            head = text.partition("\nthe answer\n")[2].partition("\n\n")[0]
            equal(f"{role}: {method} {path} gets the worker's very head",
                  head.rstrip("\n").split("\n"), ["  " + s for s in sent])
            got = json.loads(explain(SITE + path, "--role", role, "--method",
                                     method, "--format", "json", want=want))
            equal("  and in JSON", [
                f"{h['name']}: {h['value']}" for h in got["headers"]], sent)

# -------------------------------------------------------------- many at once

URLS = f"""\ufeff# what is live today
{SITE}/old/1\r

  /old/2\t
POST {SITE}/old/3
POST /old/%
\t# the end
/none"""
path = u.write("urls.txt", URLS)
lines = u("explain", "--file", path, "--format", "json", want=1).splitlines()
rows = [json.loads(line) for line in lines]
equal("a file: an object a line, in order", [
    (r["method"], r["url"], r["status"]) for r in rows], [
    ("GET", SITE + "/old/1", 307), ("GET", "/old/2", 307),
    ("POST", SITE + "/old/3", 307), ("POST", "/old/%", 400),
    ("GET", "/none", 404)])
one = u.json("explain", "/old/2")
del one["at"], rows[1]["at"]
equal("each as by itself", rows[1], one)
now = at_once()
equal("standard input", u("explain", "--file", "-", "--format", "tsv", *now,
                          want=1, data=URLS.encode()),
      u("explain", "--file", path, "--format", "tsv", *now, want=1))
equal("TSV has a line a URL", len(
    u("explain", "--file", path, "--format", "tsv", want=1).splitlines()), 5)
check("CSV a header, too", u(
    "explain", "--file", path, "--format", "csv", want=1).startswith(
    "url,rule,state,status,location,cache_control,why,at,method,considered,"
    "key,near,hops,end,headers,unserved\n" + SITE + "/old/1," + old + ",active,307,"))
says("text a table", u("explain", "--file", path, want=1),
     "url ", "rule  status  location  why\n", "/old/1 ", "/new/1 ", "\n/none ",
     "no rule covers this URL")
u("explain", "--file", "-", data=b"/old/1\n/old/2\n")
check("when each is answered, the exit status is 0", True)
equal("of no URL nothing is said", u("explain", "--file", "-", "--format",
                                     "json"), "")
u.same("options go for each line", json.loads(u(
    "explain", "--file", "-", "--format", "json", "--method", "OPTIONS",
    "--header", "Host: site.example", "--at", "2026-01-10",
    data=b"/old/a\n")), rule=int(over), status=204, method="OPTIONS",
    at="2026-01-09T23:00:00Z")
p = u.run("explain", "--file", "-", "--format", "tsv",
          data=b"/old/1\n" + b"/" + b"x" * 65536 + b"\n/old/2\n")
check("a line that is too long ends it, by its number", p.returncode == 2 and
      p.stdout.count(b"\n") == 1 and b"standard input:2: " in p.stderr, p)
p = u.run("explain", "--file", "-", data=b"/old/1\0/evil\n")
check("so does a NUL", p.returncode == 2 and b":1: " in p.stderr and
      b"NUL" in p.stderr, p)
u.refused("a file that is not there", "explain", "--file", "none.txt", want=3,
          says="'none.txt' cannot be read")
equal("a URL is never taken for a method", [
    json.loads(line)["url"] for line in u(
        "explain", "--file", "-", "--format", "json", want=1,
        data=b"EXAMPLE.COM/A b\nGET  /old/a\nGET\n").splitlines()],
    ["EXAMPLE.COM/A b", "/old/a", "GET"])
many = "".join(f"{SITE}/{'old' if n % 2 else 'No'}/{n}\n"
               for n in range(20000)).encode()
lines = u("explain", "--file", "-", "--format", "json", want=1,
          data=many).splitlines()
equal("many are many", (len(lines), json.loads(lines[-1])["url"]),
      (20000, SITE + "/old/19999"))

# ------------------------------------------------------------ between two times


def turns(*args, want=0):
    return [(r["at"], r["status"], r["location"], r["rule"], r["why"])
            for r in u.json("explain", *args, want=want)]


equal("the instants at which an answer becomes another", turns(
    SITE + "/old/a", "--between", "2025-12-01", "2026-12-31"), [
    ("2025-11-30T23:00:00Z", 307, "/new/a", int(old),
     f"rule {old} is active"),
    ("2025-12-31T23:00:00Z", 307, "/sale", int(over), f"rule {over} begins"),
    ("2026-01-31T23:00:00Z", 307, "/new/a", int(old), f"rule {over} ends")])
equal("a date as the later time includes its day", len(turns(
    SITE + "/old/a", "--between", "2025-12-30", "2025-12-31")), 2)
equal("a time does not", len(turns(
    SITE + "/old/a", "--between", "2025-12-30", "2025-12-31T12:00:00")), 1)
equal("where no rule ever answers", turns(
    "/none", "--between", "now", "2090-01-01", want=1)[0][1:],
    (404, None, None, "no rule covers this URL"))
equal("before anything began", turns(
    "/old/x", "--between", "2019-01-01", "2021-01-01")[0][1:],
    (404, None, None, "no rule answers"))
says("text", u("explain", "--between", "2025-12-01", "2026-12-31",
               SITE + "/old/a"),
     f"GET {SITE}/old/a from 2025-12-01 00:00:00 +01:00 until "
     "2027-01-01 00:00:00 +01:00\n", "at ", "rule  state   status  location",
     "2026-01-01 00:00:00 +01:00", "/sale ", f"rule {over} begins\n")
rows = [json.loads(line) for line in u(
    "explain", "--file", path, "--between", "2025-12-01", "2026-12-31",
    "--format", "json", want=1).splitlines()]
equal("of many URLs", [r["url"] for r in rows],
      [SITE + "/old/1", "/old/2", SITE + "/old/3", "/old/%", "/none"])
equal("a malformed one stays so", (rows[3]["status"], rows[3]["why"]),
      (400, "'%' is not an escape; a '%' is written %25"))
u.refused("the later time first", "explain", "/a", "--between", "2026-02-01",
          "2026-01-01", want=2, says="does not come before")
u.refused("one time alone", "explain", "/a", "--between", "2026-01-01", want=2,
          says="needs two values")
u.refused("a time that is none, of two", "explain", "/a", "--between", "now",
          "then", want=2, says="'then'")
u.refused("both an instant and a span", "explain", "/a", "--between", "now",
          "2090-01-01", "--at", "now", want=2, says="neither --at")

# ------------------------------------------------------------------- refusals

safe = u.add("https://site.example/?p=1", "/safe", "--until", "never")
u.same("a Host header leaves the scheme of the URL, and its query", u.json(
    "explain", "https://elsewhere.example?p=1", "--header",
    "Host: site.example"), rule=int(safe))
u.refused("a URL that is too long for another host", "explain",
          "/" + "x" * 70000, "--header", "Host: site.example", want=2,
          says="the URL is too long")
u.refused("no URL at all", "explain", "", want=2, says="'' is not a URL")
u.refused("a header that is none", "explain", "/x", "--header", "Host", want=2,
          says="'Host' is not a header")
u.refused("a URL that is none", "explain", "", want=2, says="not a URL")
u.refused("no URL", "explain", want=2, says="which URL?")
u.refused("a URL and a file", "explain", "/x", "--file", "-", want=2,
          says="either of them")
u.refused("a time that is none", "explain", "/x", "--at", "then", want=2,
          says="'then'")
u.refused("a role that is none", "explain", "/x", "--role", "filter", want=2,
          says="responder, authorizer or cgi")
p = u.run("explain", "http://\x1b[2J.example/\x1b]0;x\x07")
check("nothing of a URL reaches the terminal", b"\x1b" not in p.stdout and
      b"\x07" not in p.stdout and p.returncode == 1, p)

done()
