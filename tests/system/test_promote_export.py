#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_promote_export.py - a promotion moves into the server's configuration.

    test_promote_export.py BUILD
"""

import json
import os
import re
import sys

import fronts
from rig import Rig
from serving import start_nginx
from tap import check, done, equal
from web import ask


def undated(text):
    """nginx is told when it was written."""
    return re.sub(r"# Written at .*", "", text)


def start(rig, port, text="# server:\n"):
    """nginx with what was exported, and the worker behind it."""
    return start_nginx(rig, rig.env, text, port, f"""
fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param HTTP_HOST $host;
fastcgi_pass unix:{rig.path("detour.sock")};
""")


with Rig(sys.argv[1]) as rig:
    def rule(n):
        return json.loads(rig.tool("show", n, "--format", "json"))

    def refused(name, *args, says, want=1):
        p = rig.run("detour", *args)
        check(name, p.returncode == want and p.stdout == b"" and
              says in p.stderr.decode(), (p.returncode, p.stdout, p.stderr))

    rig.tool("init")
    rig.tool("add", "/docs/*", "https://new.example/d/:splat")
    rig.tool("add", "a.example/x", "/y?z=1", "--query", "drop")
    rig.tool("add", "/half", "/x", "--share", "50")
    port = fronts.Port()
    base = f"http://127.0.0.1:{port.number}/"
    worker = rig.worker("--identify")
    server = start(rig, port)

    refused("what is not permanent is not moved", "promote", "1", "--check",
            base, says="rule 1 is not permanent")
    refused("a format that is none", "promote", "1", "--export", "iis", want=2,
            says="'iis' is not a format")
    refused("and it is told before anything is tried", "promote", "99",
            "--export", "iis", "--dry-run", want=2, says="'iis' is not a format")
    refused("--dry-run tells what cannot be expressed", "promote", "3",
            "--force", "--export", "nginx", "--dry-run", says="/half, is left "
            "out: it is for a share of the visitors")
    refused("what cannot be expressed", "promote", "1", "3", "--force",
            "--export", "nginx", "--output", "no.conf", says="/half, is left "
            "out: it is for a share of the visitors")
    equal("then nothing is promoted, and nothing written",
          ([rule(n)["status"] for n in "123"],
           os.path.exists(rig.path("no.conf"))), ([307] * 3, False))
    refused("--output without --export", "promote", "1", "--output", "x",
            want=2, says="--output is for --export")
    rig.tool("promote", "1", "--export", "nginx", "--output", "no.conf",
             "--dry-run")
    equal("--dry-run does neither", (rule("1")["status"], os.path.exists(
        rig.path("no.conf"))), (307, False))

    said = rig.tool("promote", "1", "2", "--export", "nginx", "--output",
                    "detour.conf")
    with open(rig.path("detour.conf")) as f:
        text = f.read()
    check("promoted, and written", "promoted rule 1" in said and
          [rule(n)["status"] for n in "12"] == [308, 308] and
          "https://new.example/d/" in text and "/half" not in text, said)
    rig.tool("add", "/full", "/empty")
    p = rig.run("sh", "-c", "detour promote 4 --export nginx "
                "--output full.conf >/dev/full")
    check("what is promoted is written, also where that cannot be told",
          p.returncode == 3 and rule("4")["status"] == 308 and
          os.path.exists(rig.path("full.conf")), p)
    p = rig.run("detour", "promote", "1", "2", "--export", "nginx")
    check("once more, to standard output: the lines alone",
          undated(p.stdout.decode()) == undated(text) and b"permanent already" in p.stderr, p)

    refused("a worker that says who it is", "promote", "1", "--check", base,
            says="rule 1 is answered by a worker of detour")
    rig.stop(worker)
    worker = rig.worker()
    p = rig.run("detour", "promote", "1", "2", "--check", base)
    check("one that does not is found out, too", p.returncode == 1 and
          b"rule 1 was answered by a worker: it is enabled again" in p.stderr,
          p)
    equal("both are in force", [rule(n)["state"] for n in "12"],
          ["permanent"] * 2)

    rig.stop(server)
    refused("a server that is not there", "promote", "1", "--check", base,
            want=3, says="cannot be asked")
    refused("what is no URL", "promote", "1", "--check", "ftp://a", want=2,
            says="cannot be asked")
    server = start(rig, port, "# server:\n"
                   "location = /x { return 308 /deep/y?z=1; }\n")
    refused("a path that only ends as the right one", "promote", "2", "--check",
            base, says="rule 2 is not answered by the server")
    rig.stop(server)
    server = start(rig, port, text)
    p = rig.run("detour", "promote", "1", "2", "--check", base, "--dry-run")
    equal("--dry-run asks, and changes nothing",
          (p.returncode, [rule(n)["state"] for n in "12"]),
          (0, ["permanent"] * 2))
    for form, head in (("json", "[\n"), ("csv", "id,"), ("tsv", "1\n")):
        said = rig.tool("promote", "1", "2", "--check", base, "--dry-run",
                        "--format", form)
        check(f"as {form.upper()} they are one table",
              said.startswith(head) and said.count(head) == 1, said)
    said = rig.tool("promote", "1", "2", "--check", base)
    equal("what the server answers by itself is disabled here",
          [rule(n)["state"] for n in "12"], ["disabled"] * 2)
    check("and that is told", "disabled rule 1" in said and
          "disabled rule 2" in said, said)
    rig.stop(worker)
    answer = ask(port.number, "GET", "/docs/a?b=c")
    equal("it goes on without us", (answer.status, answer.field("location")),
          (308, "https://new.example/d/a?b=c"))
    answer = ask(port.number, "GET", "/x?b=c", host="a.example")
    equal("on its host", (answer.status, answer.field("location")),
          (308, "/y?z=1"))
    p = rig.run("detour", "promote", "1", "--check", base)
    check("asked again, it is so already", p.returncode == 0 and
          b"disabled already" in p.stderr, p)
    rig.tool("undo")
    equal("undo takes it back", rule("2")["state"], "permanent")
done()
