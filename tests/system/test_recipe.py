#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_recipe.py - "detour recipe", and that docs/servers/ is its output.

    test_recipe.py BUILD

What the recipes do is the matter of test_servers.py.
"""

import glob
import json
import os
import re
import shutil
import sys

from rig import Rig
from setups import SETUPS
from pace import SLOWER
from tap import check, done, equal, skip

FOLDER = "docs/servers"

# An option, a value, and the places where a recipe may hold it.
VALUES = [
    ("--socket", "/srv/x/y.sock", ["/srv/x/y.sock"]),
    ("--address", "127.0.0.2:9001", ["127.0.0.2:9001"]),
    ("--site", "http://site.internal:3000",
     ["http://site.internal:3000", "site.internal:3000", '"site.internal"']),
    ("--listen", "127.0.0.3:8081", ["127.0.0.3:8081", "127.0.0.3"]),
    ("--root", "/srv/www", ["/srv/www"]),
    ("--program", "/opt/d/detour.fcgi", ["/opt/d/detour.fcgi"]),
    ("--db", "/srv/r.db", ["/srv/r.db"]),
]
DEFAULTS = ["/run/detour", "127.0.0.1:9000", "127.0.0.1", "8080",
            "0.0.0.0", "/var/www", "/usr/local/libexec", "/var/lib"]

# What is refused, with a part of the sentence that says why.
REFUSED = [
    (["ngnix"], 1, "did you mean 'nginx'"),
    (["iis"], 1, "'detour recipe' lists them all"),
    (["h2o", "--order", "A"], 1, "no recipe for 'h2o' of order A"),
    (["apache", "--order", "A", "--root", "/srv"], 2,
     "no recipe for 'apache' of order A takes --root; there are"),
    (["nginx", "--order", "C"], 2, "A, redirects first, or B"),
    (["nginx", "caddy"], 2, "too much"),
    (["nginx", "--address", "127.0.0.1:9000"], 2, "takes --address"),
    (["detour_params", "--address", "127.0.0.1:9000"], 2, "takes no options"),
    (["nginx", "--root", "/a", "--site", "http://a"], 2, "together"),
    (["nginx", "--socket", "x.sock"], 2, "must begin with '/'"),
    (["nginx", "--socket", ""], 2, "must begin with '/'"),
    (["nginx", "--socket", "/x;include /etc/passwd"], 2, "octet"),
    (["nginx", "--root", "/x}\nserver {"], 2, "octet"),
    (["nginx", "--root", "/$host"], 2, "octet"),
    (["caddy", "--root", "/a b"], 2, "octet"),
    (["apache-cgi", "--program", '/x"'], 2, "octet"),
    (["apache-cgi", "--db", "rules.db"], 2, "must begin with '/'"),
    (["nginx", "--site", "127.0.0.1:80"], 2, "'http://'"),
    (["nginx", "--site", "https://a"], 2, "'http://'"),
    (["nginx", "--site", "http://"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://a/b"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://u@a"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://a:0"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://a:65536"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://a:"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://a:99999999999999999999"], 2, "HOST:PORT"),
    (["nginx", "--site", "http://[::1"], 2, "HOST:PORT"),
    (["nginx", "--listen", "80"], 2, "HOST:PORT"),
    (["nginx", "--listen", ":80"], 2, "HOST:PORT"),
    (["nginx", "--listen", "*:80"], 2, "HOST:PORT"),
    (["nginx", "--listen", "a:80 ssl"], 2, "HOST:PORT"),
]

# What is taken, and what becomes of it.
TAKEN = [
    (["--site", "http://a"], "proxy_pass http://a;"),
    (["--site", "http://[::1]:3000"], "proxy_pass http://[::1]:3000;"),
    (["--site", "http://a:1"], "proxy_pass http://a:1;"),
    (["--site", "http://a-b.c:65535"], "proxy_pass http://a-b.c:65535;"),
    (["--listen", "[::]:80"], "listen [::]:80;"),
    (["--socket", "/a_b-c+d@e.f/G1"], "server unix:/a_b-c+d@e.f/G1;"),
    (["--order", "b"], "@again"),
    (["--db", "relative/is/not/in/it"], "@site"),
    (["--socket", "/a", "--socket", "/b"], "server unix:/b;"),
]


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def listed(rig):
    return json.loads(rig.tool("recipe", "--format", "json"))


def files(rig, rows):
    here = sorted(os.path.basename(p) for p in glob.glob(FOLDER + "/*"))
    equal("the list names each file once", sorted(r["file"] for r in rows),
          here)
    seen = set()
    for row in rows:
        text = read(f"{FOLDER}/{row['file']}")
        args = ["recipe", row["server"]]
        if row["order"] in ("A", "B"):
            args += ["--order", row["order"]]
        # Of two with the same name and order, the site tells them apart.
        if row["site"] == "files" and "--root" in row["options"]:
            args += ["--root", "/var/www/html"]
        if row["site"] == "proxied":
            args += ["--site", "http://127.0.0.1:8080"]
        equal(f"{FOLDER}/{row['file']} is the output of detour"
              f" {' '.join(args)}", rig.tool(*args), text)
        seen.add(" ".join(args))
    equal("each has options of its own", len(seen), len(rows))


def explained(rig, rows):
    below = rig.tool("recipe").split("\n\n")[1]
    for name in sorted({r["order"] or r["server"] for r in rows}):
        check(f"the list says what {name} is",
              re.search(rf"(^|  ){name}: ", below, re.M), below)


def heads(rows):
    """What people read first."""
    for row in rows:
        text = read(f"{FOLDER}/{row['file']}")
        if not row["order"]:
            continue
        head = [line.lstrip("#").strip() for line in
                re.match(r"(?:#.*\n)+", text)[0].splitlines()
                if not line.startswith("#!")]
        says = {"A": "redirects first", "B": "site", "-": "links"}
        check(f"{row['file']} says its order at once",
              head[0].startswith(f"detour behind {row['server']}, order"
                                 f" {row['order']}: ")
              and says[row["order"]] in " ".join(head[:2]), head[:2])
        for name, value in [("No rule", row["no_rule"]),
                            ("Worker down", row["worker_down"]),
                            ("Kept", row["kept"])]:
            check(f"{row['file']} says: {name}", value and any(
                re.fullmatch(f"{name}: +{re.escape(value)}", line)
                for line in head), head)
        equal(f"{row['file']} has comments that fit", [
            line for line in text.splitlines()
            if line.startswith("#") and len(line) > 80], [])


def values(rig, rows):
    for row in rows:
        args = ["recipe", row["server"]]
        if row["order"] in ("A", "B"):
            args += ["--order", row["order"]]
        takes = row["options"].split()
        for option, value, _ in VALUES:
            if option in takes:
                args += [option, value]
        text = rig.tool(*args)
        for option, _, places in VALUES:
            if option in takes:
                check(f"{row['file']}: {option} is in it",
                      any(p in text for p in places), text)
        if takes:
            left = [d for d in DEFAULTS if re.search(
                rf"(?<![\w.]){re.escape(d)}(?!\w)", text)]
            equal(f"{row['file']}: no default is left", left, [])


def shared(rows):
    """The parameters are written out in each recipe, to be pasted whole."""
    params = [line.split("#")[0].strip()
              for line in read(FOLDER + "/detour_params").splitlines()]
    params = [p for p in params if p]
    for row in rows:
        if row["server"] == "nginx":
            text = [line.split("#")[0].strip()
                    for line in read(f"{FOLDER}/{row['file']}").splitlines()]
            equal(f"{row['file']} has the lines of detour_params",
                  [p for p in params if p not in text], [])
    names = [p.split()[1] for p in params if p.startswith("fastcgi_param ")]
    known = re.findall(r"[A-Z_]+", " ".join(
        re.findall(r"^\.It Ev (.*)", read("app/worker/detour.fcgi.8"), re.M)))
    equal("detour.fcgi(8) has each of detour_params",
          [n for n in names if n not in known], [])
    check("and there are some", len(names) > 3, names)


def typed(rig):
    for args, status, why in REFUSED:
        p = rig.run("detour", "recipe", *args)
        said = p.stderr.decode()
        check(f"refused: {' '.join(args)!r}",
              p.returncode == status and why in said and not p.stdout,
              f"status {p.returncode}: {said}{p.stdout.decode()}")
    for args, want in TAKEN:
        got = rig.tool("recipe", "nginx", *args)
        check(f"taken: {' '.join(args)}", want in got, got)


def installed(rig):
    """The tool that is installed knows where the worker is."""
    if SLOWER > 1:
        skip("the worker is where it was installed",
             "memcheck's program runs in the place of the tool")
        return
    for folder, program in ("bin", "detour"), ("libexec", "detour.fcgi"):
        os.mkdir(rig.path(folder))
        shutil.copy(os.path.join(rig.build, program), rig.path(folder))
    tool, worker = rig.path("bin/detour"), rig.path("libexec/detour.fcgi")
    default = "/usr/local/libexec/detour.fcgi"

    def names(*args):
        text = rig.run(tool, "recipe", "apache-cgi", *args).stdout.decode()
        return [p for p in (worker, default, "/other") if p in text]

    equal("the worker is where it was installed", names(), [worker])
    equal("--program goes before that", names("--program", "/other"),
          ["/other"])
    os.unlink(worker)
    equal("where there is none, the default stays", names(), [default])


with Rig(sys.argv[1]) as the_rig:
    the_rows = listed(the_rig)
    files(the_rig, the_rows)
    explained(the_rig, the_rows)
    heads(the_rows)
    values(the_rig, the_rows)
    shared(the_rows)
    typed(the_rig)
    installed(the_rig)
    equal("each recipe is run by test_servers.py",
          {(s.server, s.order, s.site) for s in SETUPS},
          {(r["server"], r["order"], r["site"]) for r in the_rows
           if r["order"]})
done()
