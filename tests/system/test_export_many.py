#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_export_many.py - very many rules in nginx, found by their path.

    test_export_many.py BUILD
"""

import json
import re
import sys

import fronts
from rig import Rig
from serving import start_nginx
from tap import check, done, equal
from web import Client

MANY = 30000

# Each path by itself; in other capitals, on a host, with what comes after.
ROWS = [
    ("/Case", "/capital", "308", ""), ("/case", "/small", "308", ""),
    ("/only", "/only-small", "308", ""), ("/ANY", "/any", "308", "i"),
    ("/ANY/less", "/less", "308", "i"), ("/any/LESS", "/more", "308", ""),
    ("/both", "/any-host", "308", ""), ("h.example/both", "/host", "308", ""),
    ("H.example/BOTH", "/host-capital", "308", ""),
    ("https://h.example/tls", "/tls", "308", ""),
    ("h.example/tls", "/plain", "308", ""),
    ("h.example/wide/*", "/moved/:splat", "308", ""),
    ("/wide/x", "/narrow", "308", ""),
    ("*.example/wild", "/wild", "308", ""), ("/wild", "/tame", "308", ""),
    ("/strict/", "/with", "308", "s"), ("/strict", "/without", "308", "s"),
    ("/a=b", "/equal", "308", ""), ("/a", "/b=/b", "308", ""),
    ("/p", "/lone", "308", ""), ("/p?x=1", "/one", "308", ""),
    ("/", "/home", "308", ""), ("/$scheme", "/$host$1", "308", "l"),
    ("/half/alone", "/h", "308", ""), ("/" + "long/" * 60, "/l", "308", ""),
    ("/five", "/1", "307", ""), ("/Five", "/2", "307", ""),
    ("/fIve", "/3", "307", ""), ("/fiVe", "/4", "307", ""),
    ("/fivE", "/5", "307", ""), ("/FIVE", "/6", "307", ""),
    ("/left/*", "-", "307", ""), ("/left/here", "/there", "308", ""),
    ("/leave", "-", "307", ""),
]

ASKED = """/Case /case /CASE /case/ /cAse?q=/a=b /only /Only /any /AnY/?x /ANY/less
/any/LESS /Any/Less /both /BOTH /tls /tls/ /wide /wide/x /wide/y/ /wide/X /wild
/strict /strict/ /strict/?a&b /STRICT /a=b /a /a/?=/a= /A=b /p /p?x=1 /p?y&x=1 / /?x=/
/$scheme /$Scheme /half/alone /long /five /Five /fIve /fiVe /fivE /FIVE /fIVE
/left/here /left/there /leave /leave?x /none /many /many/00017""".split() + [
    "/" + "long/" * 60, "/" + "long/" * 59 + "long?x"]

HOSTS = ["c.example", "h.example", "H.Example.:80", "x.h.example"]


def table():
    lines = ["source,target,status,ignore_case,strict,literal\n"]
    for source, target, status, flags in ROWS:
        lines.append(f"{source},{target},{status}," + ",".join(
            "yes" if f in flags else "no" for f in "isl") + "\n")
    for i in range(MANY):
        host = ["", "h.example", ""][i % 3]
        lines.append(f"{host}/many/{i:05d}-of-them,https://n.example/{i},308,"
                     "no,no,no\n")
    return "".join(lines)


def explain(rig, asked):
    with open(rig.path("urls"), "w") as f:
        f.write("".join(f"http://{host}{target}\n" for target, host in asked))
    p = rig.run("detour", "explain", "--file", "urls", "--format", "json")
    return [(a["status"], a["location"] or "")
            for a in map(json.loads, p.stdout.splitlines())]


with Rig(sys.argv[1]) as rig:
    with open(rig.path("t.csv"), "w") as f:
        f.write(table())
    rig.tool("init")
    rig.run("detour", "import", "t.csv")
    p = rig.run("detour", "export", "--to", "nginx")
    text = p.stdout.decode()
    equal("all of them are written", (p.returncode, p.stderr), (0, b""))
    listed = len(re.findall(r'^\t"~\^(?!\()/', text, re.M))
    check("all but a few are found by their path", 5 < listed < 40, listed)
    port = fronts.Port()
    start_nginx(rig, rig.env, text, port)
    asked = [(target, host) for target in ASKED for host in HOSTS]
    asked += [(f"/many/{i:05d}-of-them{'?x' * (i % 2)}", HOSTS[i % 4])
              for i in range(0, MANY, 97)]
    asked += [(f"/Many/{i:05d}-of-them", HOSTS[i % 4])
              for i in range(0, MANY, 997)]
    client = Client(port.number)
    wrong = []
    for (target, host), want in zip(asked, explain(rig, asked)):
        a = client.ask("GET", target, host=host)
        got = (a.status, a.field("location") or "")
        if got != want:
            wrong.append(f"{target} on {host}: {got}, want {want}")
    client.close()
    check("nginx answers as explain says", not wrong,
          f"{len(wrong)} wrong\n" + "\n".join(wrong[:20]))
    with open(rig.path("error.log")) as f:
        equal("its tables have room", f.read(), "")
    # What is read from there is the same once more.
    rig.run("detour", "--db", "again.db", "init")
    with open(rig.path("x.nginx"), "w") as f:
        f.write(text)
    rig.run("detour", "--db", "again.db", "import", "--from", "nginx",
            "x.nginx")
    p = rig.run("detour", "--db", "again.db", "export", "--to", "csv")
    equal("and an import takes all of them back",
          p.stdout.count(b"\n") - 1, len(ROWS) + MANY)
done()
