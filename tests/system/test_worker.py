# SPDX-License-Identifier: MIT
"""test_worker.py - how the worker starts, and on which sockets it listens.

    test_worker.py BUILD
"""

import grp
import os
import socket
import sys

from fastcgi import (AUTHORIZER, Conn, ask, begin, connect, params, record,
                     request, stdin, variables)
from tap import check, equal
from worker import CLEAN, Worker, in_folder, start, until

BUILD = sys.argv[1]


def tcp_address(worker):
    """Where a worker with --listen 127.0.0.1:0 has landed."""
    return until(lambda: next(
        (("127.0.0.1", int(line.rpartition(":")[2]))
         for line in worker.log().splitlines()
         if " on=127.0.0.1:" in line and "msg=listening" in line), None))


def command_line(_):
    for args, exit_status, says in [
        ((), 2, "no database: give --db FILE, or set DETOUR_DB"),
        (("--db", ""), 2, "no database"),
        (("--db",), 2, "--db needs a value"),
        (("--db", "x"), 2, "nothing to listen on"),
        (("--db", "x", "--workers", "0"), 2, "'0' is not a number from 1"),
        (("--db", "x", "--workers", "65"), 2, "'65' is not a number"),
        (("--db", "x", "--workers", "2x"), 2, "'2x' is not a number"),
        (("--db", "x", "--socket-mode", "888"), 2, "'888' is not an octal"),
        (("--db", "x", "--socket-mode", "01777"), 2, "'01777' is not"),
        (("--db", "x", "--nonsense"), 2, "'--nonsense' is not an option"),
        (("--db", "x", "rest"), 2, "'rest' is not an option"),
        (("--db", "x", "--listen", ":9000"), 2, "names no host"),
        (("--db", "x", "--listen", "9000"), 2, "is not an address"),
        (("--db", "x", "--listen", "::1:9000"), 2, "in brackets"),
        (("--db", "x", "--listen", "127.0.0.1:"), 2, "'' is not a port"),
        (("--db", "x", "--listen", "127.0.0.1:http"), 2, "'http' is not"),
        (("--db", "x", "--listen", "127.0.0.1:65536"), 2, "'65536' is not a"),
        (("--db", "x", "--listen", "unix:"), 2, "needs a path"),
        (("--db", "x", "--listen", "unix:/" + "x" * 107), 2, "too long"),
        (("--db", "x", "--listen", "unix:/nowhere/s"), 3, "/nowhere/s.lock"),
        (("--help",), 0, "--socket-group NAME"),
        (("-h",), 0, "--socket-group NAME"),
        (("--version",), 0, "detour.fcgi "),
    ]:
        r = start(BUILD, *args)
        check(f"{' '.join(args)[:60] or 'nothing'}: exit status {exit_status}"
              f" and '{says}'",
              r.returncode == exit_status and says in r.stdout + r.stderr,
              r)
    r = start(BUILD, "--db", "x", "--listen", "127.0.0.1:9000\n\x1b[2J")
    check("what was typed cannot write to a terminal",
          "\x1b" not in r.stderr and r.returncode == 2, r)


def sockets(folder):
    path = f"{folder}/worker.sock"
    group = grp.getgrgid(os.getgid()).gr_name

    with Worker(BUILD, folder) as w:
        equal("a Unix socket is answered", ask(path, "/old").location, "/new")
        st = os.stat(path)
        equal("its mode is 0660", oct(st.st_mode & 0o7777), "0o660")
        r = start(BUILD, "--db", w.db, "--listen", f"unix:{path}")
        check("a live one is refused",
              r.returncode == 3 and "another worker listens" in r.stderr, r)
        equal("and goes on", ask(path, "/old").location, "/new")
        os.unlink(path + ".lock")
        r = start(BUILD, "--db", w.db, "--listen", f"unix:{path}")
        check("a live one is refused even without its lock",
              r.returncode == 3 and "another program listens" in r.stderr, r)
        equal("and goes on then, too", ask(path, "/old").location, "/new")
        equal("it ends with 0", w.stop(), 0)
    check("the socket and the lock are removed at the end",
          not os.path.exists(path) and not os.path.exists(path + ".lock"),
          os.listdir(folder))

    with Worker(BUILD, folder, "--socket-mode", "0600", "--socket-group",
                group):
        st = os.stat(path)
        equal("mode and group are as asked for",
              (st.st_mode & 0o7777, st.st_gid), (0o600, os.getgid()))
    r = start(BUILD, "--db", "x", "--listen", f"unix:{path}", "--socket-group",
              "no-such-group")
    check("an unknown group is refused, and leaves nothing",
          r.returncode == 2 and "no such group" in r.stderr and
          not os.path.exists(path) and not os.path.exists(path + ".lock"), r)

    dead = socket.socket(socket.AF_UNIX)
    dead.bind(path)
    dead.close()
    with Worker(BUILD, folder):
        equal("a dead socket is replaced", ask(path, "/old").location, "/new")
    for name, make in (("file", lambda: open(path, "w", encoding="ascii")
                        .close()),
                       ("folder", lambda: os.mkdir(path)),
                       ("symbolic link", lambda: os.symlink("/x", path))):
        make()
        r = start(BUILD, "--db", "x", "--listen", f"unix:{path}")
        check(f"a {name} in its place is refused, and stays",
              r.returncode == 3 and "is not a socket" in r.stderr and
              os.path.lexists(path), r)
        (os.rmdir if name == "folder" else os.unlink)(path)

    with Worker(BUILD, folder) as w:
        os.unlink(path)
        other = socket.socket(socket.AF_UNIX)
        other.bind(path)
        equal("it ends with 0 when its socket was replaced", w.stop(), 0)
        check("and leaves the other one alone", os.path.exists(path))
        other.close()
        os.unlink(path)

    with Worker(BUILD, folder, "--listen", "127.0.0.1:0", "--listen",
                f"unix:{folder}/second.sock") as w:
        equal("TCP is answered", ask(tcp_address(w), "/old").location, "/new")
        equal("and each of several Unix sockets",
              [ask(p, "/old").location
               for p in (path, f"{folder}/second.sock")], ["/new"] * 2)
        big = [("HTTP_X", "x" * 50000)]
        equal("a head of 50 kB arrives by TCP",
              ask(tcp_address(w), "/old", more=big).location, "/new")
        host, port = tcp_address(w)
        r = start(BUILD, "--db", "x", "--listen", f"unix:{folder}/third.sock",
                  "--listen", f"{host}:{port}")
        check("when one address is taken, none stays open",
              r.returncode == 3 and "Address already in use" in r.stderr and
              not os.path.exists(f"{folder}/third.sock"), r)
    if socket.has_ipv6:
        with Worker(BUILD, folder, "--listen", "localhost:0") as w:
            equal("localhost is an address",
                  ask(tcp_address(w), "/old").location, "/new")


def inherited(folder):
    """The socket comes from whoever starts the worker."""
    for blocking in (True, False):
        how = "blocking" if blocking else "non-blocking"
        listener = socket.socket(socket.AF_UNIX)
        path = f"{folder}/{how}.sock"
        listener.bind(path)
        listener.listen(64)
        listener.setblocking(blocking)
        with Worker(BUILD, folder, listen=False, stdin=listener,
                    workers=3) as w:
            answers = [ask(path, "/old").location for _ in range(100)]
            equal(f"a {how} socket on descriptor 0 is answered", answers,
                  ["/new"] * 100)
            # Those who find nothing in accept() must still serve these.
            kept = [Conn(path) for _ in range(12)]
            good = True
            for _ in range(20):
                for c in kept:
                    c.send(request("/old", keep=True))
                    good = good and c.answer(1).location == "/new"
                    good = good and ask(path, "/old", 1).location == "/new"
            check(f"a {how} socket never holds up kept connections", good)
            for c in kept:
                c.close()
            equal(f"the {how} socket stays as it was",
                  listener.getblocking(), blocking)
            equal("it ends with 0", w.stop(), 0)
        check("an inherited socket is not removed", os.path.exists(path))
        c = connect(path)
        check("and can be handed on: connections wait in it", True)
        with Worker(BUILD, folder, listen=False, stdin=listener):
            c.sendall(request("/old"))
            check("the next worker answers who waited",
                  b"Location: /new" in c.recv(65536))
        c.close()
        listener.close()

    # LISTEN_FDS: as systemd does it.
    passed = [socket.socket(socket.AF_UNIX) for _ in range(2)]
    for i, s in enumerate(passed):
        s.bind(f"{folder}/passed{i}.sock")
        s.listen()
    script = ("import os, sys\n"
              "fds = [int(x) for x in sys.argv[1:3]]\n"
              "high = [os.dup(fd) for fd in fds]\n"
              "high = [__import__('fcntl').fcntl(fd, 0, 50) for fd in high]\n"
              "for i, fd in enumerate(high): os.dup2(fd, 3 + i)\n"
              "os.environ['LISTEN_FDS'] = '2'\n"
              "os.environ['LISTEN_PID'] = str(os.getpid())\n"
              "os.execv(sys.argv[3], sys.argv[3:])\n")
    with Worker(BUILD, folder, listen=False, pass_fds=[
            s.fileno() for s in passed], prefix=[
            sys.executable, "-c", script, *[str(s.fileno())
                                            for s in passed]]):
        equal("both of LISTEN_FDS are answered",
              [ask(f"{folder}/passed{i}.sock", "/old").location
               for i in range(2)], ["/new"] * 2)
    r = start(BUILD, "--db", "x", env={**CLEAN, "LISTEN_FDS": "1",
                                "LISTEN_PID": "1"})
    check("LISTEN_FDS for another process is not ours",
          r.returncode == 2 and "nothing to listen on" in r.stderr, r)
    for s in passed:
        s.close()

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/zero.sock")
    listener.listen()
    with Worker(BUILD, folder, stdin=listener) as w:
        equal("with --listen, that is answered",
              ask(w.address, "/old").location, "/new")
        with Conn(f"{folder}/zero.sock") as c:
            c.send(request("/old"))
            equal("and descriptor 0 is left alone", c.answer(0.2).status,
                  None)
    listener.close()


def roles(folder):
    with Worker(BUILD, folder) as w:
        for keep in (False, True):
            for role, name, none in ((1, "responder", 404),
                                     (AUTHORIZER, "authorizer", 200)):
                with Conn(w.address) as c:
                    c.send(request("/old", role=role, keep=keep))
                    equal(f"{name}, keep {keep}: a rule gives 307",
                          c.answer().status, 307)
                    if keep:
                        c.send(request("/none", role=role))
                        equal(f"{name}, kept: none gives {none}",
                              c.answer().status, none)
                    check(f"{name}, keep {keep}: then it is closed",
                          c.ends(1))
        with Conn(w.address) as c:
            c.send(begin(keep=True) + params(variables("/old", "POST")) +
                   record(5, b"x" * 30000) + stdin(b"y" * 20000))
            equal("a body is read to its end", c.answer().status, 307)
            c.send(request("/old"))
            equal("and the connection used again", c.answer().status, 307)
    with Worker(BUILD, folder, "--identify") as w:
        equal("--identify names the rule",
              ask(w.address, "/old").headers.get("x-redirect-by"),
              "detour 1")


def descriptors(folder):
    """Started with the standard descriptors closed."""
    with Worker(BUILD, folder, prefix=["sh", "-c", 'exec "$@" <&- >&- 2>&-',
                                       "sh"]) as w:
        equal("without standard descriptors it answers",
              until(lambda: os.path.exists(w.address)) and
              ask(w.address, "/old").location, "/new")
        fds = {os.readlink(f"/proc/{w.children()[0]}/fd/{i}")
               for i in range(3)}
        # Memcheck opens its report in the place of one.
        fds = {path for path in fds if "/valgrind/reports/" not in path}
        equal("and none of them is a file of its own", fds, {"/dev/null"})
    check("the socket file is a socket, and gone",
          not os.path.exists(w.address))


def strangers(folder):
    """FCGI_WEB_SERVER_ADDRS (FastCGI 1.0, 3.2)."""
    for allowed, welcome in (("127.0.0.1", True),
                             ("192.0.2.1, 127.0.0.1,::1", True),
                             ("127.0.0.0/8", True),
                             ("", True),
                             ("192.0.2.1", False),
                             ("127.0.0.11", False),
                             ("localhost", False),
                             (",", False)):
        env = {**CLEAN, "FCGI_WEB_SERVER_ADDRS": allowed}
        with Worker(BUILD, folder, "--listen", "127.0.0.1:0", env=env) as w:
            with Conn(tcp_address(w)) as c:
                c.send(request("/old"))
                equal(f"'{allowed}' lets 127.0.0.1 in: {welcome}",
                      c.answer(2).location, "/new" if welcome else None)
            equal(f"'{allowed}' is nothing to a Unix socket",
                  ask(w.address, "/old").location, "/new")
            check("who is turned away is told in the log",
                  ("a stranger was turned away" in w.log()) != welcome,
                  w.log())


if __name__ == "__main__":
    in_folder(BUILD, command_line, sockets, inherited, roles, descriptors,
              strangers)
