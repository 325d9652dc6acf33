#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_roles.py - the same bytes for every role, but for what a role asks for.

    test_roles.py BUILD

HAProxy before 2.6 wants Location before Status; lighttpd drops what an
Authorizer sends before Status; busybox wants Status first of a CGI program.
"""

import struct
import subprocess
import sys

import fastcgi
from pace import SLOWER
from tap import equal
from worker import CLEAN, Worker, in_folder, run_tool

BUILD = sys.argv[1]

REQUESTS = [
    ("GET", "/old"), ("HEAD", "/old"), ("POST", "/old?a=b&c=%26"),
    ("PUT", "/old"), ("DELETE", "/old"), ("FOO", "/old"),
    ("GET", "/docs/a%20b%2Fc/caf%C3%A9?x"), ("GET", "/docs/caf\xc3\xa9"),
    ("GET", "/gone"), ("HEAD", "/gone"), ("OPTIONS", "/old"),
    ("TRACE", "/old"), ("GET", "/bad%zz"), ("CONNECT", "/old"),
    ("GET", "/" + "a" * 9000),
]
DECLINED = [("GET", "/none"), ("HEAD", "/none"), ("POST", "/none"),
            ("GET", "/ended"), ("OPTIONS", "*")]


def stdout(raw):
    """What was sent on STDOUT, byte for byte."""
    at, out = 0, b""
    while at < len(raw):
        _, kind, _, n, pad, _ = struct.unpack_from(">BBHHBB", raw, at)
        if kind == fastcgi.STDOUT:
            out += raw[at + 8:at + 8 + n]
        at += 8 + n + pad
    return out


def fcgi(w, role, method, uri):
    return stdout(fastcgi.ask(w.address, uri, method=method, role=role).raw)


def cgi(w, method, uri):
    env = {k: v for k, v in fastcgi.variables(uri, method)}
    env = {**CLEAN, **env, "DETOUR_DB": w.db}
    p = subprocess.run([f"{BUILD}/detour.fcgi"],
                       env={k: v.encode("latin-1") for k, v in env.items()},
                       stdin=subprocess.DEVNULL, capture_output=True,
                       timeout=20 * SLOWER, check=False)
    return p.stdout


def parts(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), body


def names(lines):
    return [line.partition(b":")[0].decode() for line in lines[:2]]


def roles(folder):
    db = f"{folder}/rules.db"
    run_tool(BUILD, db, "add", "/docs/*", "https://new.example/d/:splat")
    run_tool(BUILD, db, "add", "/gone", "--status", "410", "--until", "never")
    with Worker(BUILD, folder) as w:
        for method, uri in REQUESTS:
            name = f"{method} {uri[:40]}"
            responder = fcgi(w, fastcgi.RESPONDER, method, uri)
            authorizer = fcgi(w, fastcgi.AUTHORIZER, method, uri)
            program = cgi(w, method, uri)
            equal(f"{name}: CGI and Authorizer get the same bytes", program,
                  authorizer)
            lines, body = parts(responder)
            wanted, wanted_body = parts(program)
            equal(f"{name}: a Responder's body is the same", body,
                  wanted_body)
            redirect = any(n.startswith(b"Location:") for n in lines)
            if redirect:
                equal(f"{name}: Responder: Location, then Status",
                      names(lines), ["Location", "Status"])
                equal(f"{name}: CGI: Status, then Location", names(wanted),
                      ["Status", "Location"])
                lines[:2] = lines[1::-1]
            else:
                equal(f"{name}: Status first", names(lines)[:1], ["Status"])
            equal(f"{name}: all other lines are the same, in their order",
                  lines, wanted)
        for method, uri in DECLINED:
            name = f"{method} {uri}, declined"
            responder = fcgi(w, fastcgi.RESPONDER, method, uri)
            equal(f"{name}: Responder and CGI get the same bytes",
                  cgi(w, method, uri), responder)
            equal(f"{name}: an Authorizer gets 200, and nothing else",
                  fcgi(w, fastcgi.AUTHORIZER, method, uri),
                  b"Status: 200 OK\r\n\r\n")


if __name__ == "__main__":
    in_folder(BUILD, roles)
