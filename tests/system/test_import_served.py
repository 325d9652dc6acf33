#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_import_served.py - what Apache and nginx answer from a file, detour
answers from its import, or says that it does not.

Each file is read by the real server and asked for each URL; then it is imported,
and explain is asked for the same.  Where they differ, the line is refused or
there is a warning, and the test says which URLs those are.

    test_import_served.py BUILD [SERVER...]
"""

import json
import os
import re
import sys

import fronts
from rig import Rig, field
from served_apache import HTACCESS
from served_nginx import NGINX
from tap import done, equal
from tool import Tool
from web import Client

BUILD = sys.argv[1]
HOST = "site.example"


def plain(place):
    """A Location without what makes no difference: the visitor's own origin,
    the case of escapes, and spaces, which no URL has and both servers send."""
    place = (place or "").removeprefix(f"http://{HOST}").replace(" ", "%20")
    return re.sub("%[0-9a-f]{2}", lambda m: m[0].upper(), place) or None


def ours(form, text, targets):
    """What explain says of each, and what import said of the file."""
    t = Tool(BUILD)
    p = t.run("import", "-", "--from", form, "--format", "json",
              data=text.encode())
    refused = len(json.loads(p.stdout)["refused"])
    t.write("urls", "".join(f"http://{HOST}{u}\n" for u in targets))
    q = t.run("explain", "--file", t.path("urls"), "--format", "json")
    said = [(a["status"], plain(a["location"]))
            for a in map(json.loads, q.stdout.splitlines())]
    return said, refused, p.stderr.decode()


def theirs(ask, targets):
    """What the server answers: a redirect, gone, or nothing of that kind."""
    said = []
    for u in targets:
        status, place = ask(u)
        gone = status in (301, 302, 303, 307, 308, 410)
        said.append((status, plain(place)) if gone else (404, None))
    return said


def compare(kind, name, form, text, targets, differ, ask):
    real = theirs(ask, targets)
    got, refused, said = ours(form, text, targets)
    other = [u for u, a, b in zip(targets, real, got) if a != b]
    equal(f"{kind}: {name}: what differs", other, list(differ))
    if other != list(differ):
        for u, a, b in zip(targets, real, got):
            if a != b:
                print(f"#   {u}: {kind} {a}, detour {b}")
        print("# " + said.replace("\n", "\n# "))
    if differ:
        equal(f"{kind}: {name}: it is said", bool(refused or said.strip()),
              True)


def apache(rig):
    port = fronts.Port()
    os.makedirs(rig.path("root"))
    fronts.apache(rig, f"""
ServerName {HOST}
DocumentRoot "{rig.path('root')}"
<Directory "{rig.path('root')}">
    AllowOverride All
    Require all granted
</Directory>
""", port)
    client = Client(port.number)

    def ask(target):
        a = client.ask("GET", target, host=HOST)
        return a.status, a.field("location")

    for name, text, targets, differ in HTACCESS:
        fronts.write(rig, "root/.htaccess", text)
        compare("apache", name, "htaccess", text, targets, differ, ask)
        client.close()  # Apache does not wait for the next file
    port.close()


def nginx(rig):
    servers = ""
    for i, (name, text, targets, differ) in enumerate(NGINX):
        listen = f"server {{ listen unix:{i}.sock; "
        servers += (text.replace("server {", listen) if "server {" in text
                    else f"{listen}{text}\n}}\n")
    rig.nginx(servers, ready=f"{len(NGINX) - 1}.sock")
    for i, (name, text, targets, differ) in enumerate(NGINX):
        def ask(target, sock=f"{i}.sock"):
            status, head, _ = rig.curl(sock, f"http://{HOST}{target}")
            return status, field(head, "location")

        compare("nginx", name, "nginx", text, targets, differ, ask)


for kind in sys.argv[2:] or ["apache", "nginx"]:
    with Rig(BUILD) as rig:
        {"apache": apache, "nginx": nginx}[kind](rig)
done()
