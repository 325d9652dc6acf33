#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_asked.py - the request that explain is asked about: which visitor, with
which headers, for which host.

    test_asked.py BUILD
"""

import sys

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])
END = "--until", "2036-01-01"
t.add("site.example/net", "/in", "--from-net", "192.0.2.0/24,2001:db8::/32", *END)
t.add("site.example/beta", "/in", "--header", "X-Beta=1", *END)
t.add("site.example/cookie", "/in", "--cookie", "beta=1", *END)
t.add("https://site.example/tls", "/in", *END)
t.add("site.example/", "/home", *END)
t.add("site.example/half", "/in", "--share", "50", *END)

for name, args, want in (
        ("an address", ["/net", "--ip", "192.0.2.7"], 307),
        ("another one", ["/net", "--ip", "198.51.100.1"], 404),
        ("one of version 6", ["/net", "--ip", "2001:db8::7"], 307),
        ("who comes by a socket", ["/net", "--ip", "unix:"], 404),
        ("without an address", ["/net"], 404),
        ("a header", ["/beta", "--header", "X-Beta: 1"], 307),
        ("in any case", ["/beta", "--header", "x-BETA:1"], 307),
        ("space around it", ["/beta", "--header", "X-Beta: \t 1"], 307),
        ("another value", ["/beta", "--header", "X-Beta: 2"], 404),
        ("a name that begins so", ["/beta", "--header", "X-Beta-2: 1"], 404),
        ("several", ["/cookie", "--header", "X-Beta: 1", "--header",
                     "Cookie: a=b; beta=1"], 307)):
    got = t.run("explain", "http://site.example" + args[0], *args[1:],
                "--format", "csv").stdout.decode()
    equal(f"{name}: {want}", f",{want}," in got.split("\n")[1], True)

for name, url, want in (
        ("the scheme stays that of the URL", "https://other.example/tls", 307),
        ("also where it is http", "http://other.example/tls", 404),
        ("without one it is http", "other.example/tls", 404),
        ("capitals in it", "HTTPS://other.example/tls", 307),
        ("no path is the root", "https://other.example", 307),
        ("a fragment is no part of it", "https://other.example/tls#x", 307),
        ("a query without a path", "https://other.example?a=b", 307)):
    got = t.json("explain", url, "--header", "Host: site.example",
                 want=0 if want == 307 else 1)
    equal(f"a Host header: {name}", (got["status"], got["key"]["host"]),
          (want, "site.example"))

shares = {t.run("explain", "http://site.example/half", "--ip", "192.0.2.7",
                "--header", f"User-Agent: agent {n}").returncode
          for n in range(30)}
equal("a share looks at the agent", shares, {0, 1})

for name, args, says in (
        ("no address", ["--ip", "192.0.2"], "'192.0.2' is not an address"),
        ("no number", ["--ip", "::g"], "'::g' is not an address"),
        ("a header without a name", ["--header", ": x"], "is not a header"),
        ("one without a ':'", ["--header", "X-Beta 1"], "is not a header"),
        ("a space in a name", ["--header", "X Beta: 1"], "is not a header")):
    t.refused(name, "explain", "/x", *args, want=2, says=says)
p = t.run("explain", "/" + "x" * 9000, "--header", "Host: site.example")
check("a URL that is too long for a worker is told so", p.returncode == 1 and
      b"longer than 8000 octets" in p.stdout, p)
done()
