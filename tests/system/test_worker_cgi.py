# SPDX-License-Identifier: MIT
"""test_worker_cgi.py - the worker as a CGI program.

    test_worker_cgi.py BUILD
"""

import os
import socket
import subprocess
import sys

from fastcgi import ask
from pace import SLOWER
from tap import check, equal
from worker import Worker, hits, in_folder, start

BUILD = sys.argv[1]
FCGI = f"{BUILD}/detour.fcgi"


def cgi(folder):
    db = f"{folder}/rules.db"
    env = {"GATEWAY_INTERFACE": "CGI/1.1", "DETOUR_DB": db,
           "REQUEST_METHOD": "GET", "REQUEST_URI": "/old",
           "HTTP_HOST": "example.com", "PATH": "/bin"}
    before = hits(f"{folder}/hits.db")[0]

    r = start(BUILD, env=env)
    check("CGI: an answer, Status first", r.returncode == 0 and
          r.stdout.startswith("Status: 307 Temporary Redirect\r\n"
                              "Location: /new\r\n") or
          r.stdout.startswith("Status: 307 Temporary Redirect\n"
                              "Location: /new\n"), r)
    equal("CGI: its hit is written", hits(f"{folder}/hits.db")[0], before + 1)
    for args in (("--help",), ("--listen", f"unix:{folder}/evil.sock"),
                 ("--db", "/nowhere"), ("-l", ":9000")):
        r = start(BUILD, *args, env=env)
        check(f"CGI: '{' '.join(args)[:30]}' from the client is ignored",
              "Location: /new" in r.stdout and r.returncode == 0 and
              not os.path.exists(f"{folder}/evil.sock"), r)
    r = start(BUILD, env={**env, "DETOUR_HITS": "/nowhere/hits.db"})
    check("CGI: a hit that cannot be written does not break the answer",
          "Location: /new" in r.stdout and r.returncode == 0 and
          "a hit is lost" in r.stderr, r)
    r = start(BUILD, env={k: v for k, v in env.items() if k != "DETOUR_DB"})
    check("CGI: without DETOUR_DB it declines, and says why",
          r.stdout.startswith("Status: 404") and "DETOUR_DB" in r.stderr and
          r.returncode == 0, r)
    r = start(BUILD, env={**env, "DETOUR_DB": f"{folder}/gone.db"})
    check("CGI: without the database it declines, and says why",
          r.stdout.startswith("Status: 404") and
          "the rules cannot be read" in r.stderr and r.returncode == 0, r)

    # Standard input may be the client's socket.
    for length, sent, left in (("5", b"hello and more", b" and more"),
                               ("0", b"more", b"more"),
                               ("", b"more", b"more"),
                               ("-1", b"more", b"more"),
                               ("5x", b"more", b"more"),
                               ("99999999999999999999999", b"more", b"more"),
                               ("200000", b"x" * 200000 + b"y", b"y")):
        ours, theirs = socket.socketpair()
        p = subprocess.Popen([FCGI], stdin=theirs, stdout=theirs, env={
            **env, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": length})
        ours.sendall(sent)
        status = p.wait(10 * SLOWER)
        theirs.setblocking(False)
        try:
            rest = theirs.recv(65536)
        except BlockingIOError:
            rest = b""
        check(f"CGI: CONTENT_LENGTH '{length[:9]}': so much is read, and no "
              "more", status == 0 and rest == left and
              b"Location: /new" in ours.recv(65536), (status, rest[:40]))
        ours.close()
        theirs.close()

    ours, theirs = socket.socketpair()
    p = subprocess.Popen([FCGI], stdin=theirs, stdout=theirs, env={
        **env, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "100"})
    theirs.close()
    ours.settimeout(2 * SLOWER)
    check("CGI: the answer does not wait for the body",
          b"Location: /new" in ours.recv(65536))
    ours.close()
    equal("CGI: a client that hangs up ends it", p.wait(10 * SLOWER), 0)

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/both.sock")
    listener.listen()
    with Worker(BUILD, folder, listen=False, stdin=listener,
                env={**env, "DETOUR_DB": db}):
        equal("a listening socket on descriptor 0 is FastCGI, whatever the "
              "environment says",
              ask(f"{folder}/both.sock", "/old").location, "/new")
    listener.close()


if __name__ == "__main__":
    in_folder(BUILD, cgi)
