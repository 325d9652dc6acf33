# SPDX-License-Identifier: MIT
"""test_slow.py - nobody who is slow, silent or one of many holds up another.

    test_slow.py BUILD

One child answers.  Whatever its peers do, a good request must be answered
within a second, by the same child.
"""

import array
import fcntl
import json
import random
import resource
import select
import subprocess
import sys
import termios
import time

from attack import SEED, SOON, Attack, attacked
from fastcgi import ABORT, BEGIN, END, PARAMS, STDIN, Conn, begin, connect, \
    params, record, request, stdin, variables
from kills import cannot_trace
from tap import check, equal, skip
from worker import Worker, cpu_s, until

BUILD = sys.argv[1]


def slow(a):
    """Those who do not go on, many at once."""
    data = request("/good")
    upload = begin(keep=True) + params(variables("/good", "POST"))
    silent = [Conn(a.w.address) for _ in range(500)]
    a.unharmed("500 silent peers")
    check("silent peers stay", all(c.is_open() for c in silent))

    start = time.monotonic()
    halves = [Conn(a.w.address) for _ in range(500)]
    for i, c in enumerate(halves):
        c.send(data[:1 + i * (len(data) - 60) // 500])
    a.unharmed("500 half heads")

    stalled = [Conn(a.w.address) for _ in range(200)]
    for c in stalled:
        c.send(upload + record(STDIN, b"x" * 100))
    a.unharmed("200 stalled uploads")
    check("a stalled upload is answered without its end",
          all(c.answer(SOON).location == "/fine" for c in stalled))
    check("and its connection stays", all(c.is_open() for c in stalled))
    for c in stalled:
        c.send(record(STDIN, b"y" * 60000))
    a.unharmed("uploads that go on after the answer")
    halves += stalled[:100]
    for c in stalled:
        c.send(stdin()[:5])  # then they are half a header
    for c in stalled[100:]:
        c.close()

    busy = [Conn(a.w.address) for _ in range(10)]
    for c in busy:
        c.send(upload)
        c.sock.setblocking(False)
    good = True
    end = time.monotonic() + 1
    while time.monotonic() < end:
        for c in busy:
            try:
                c.sock.send(record(STDIN, b"z" * 65000))
            except OSError:
                pass
        good = good and a.good()
    check("uploads as fast as they can do not hold up others", good,
          a.slowest)
    a.unharmed("fast uploads")
    for c in busy:
        c.close()

    check("half heads are closed after 5 seconds",
          all(c.ends(8) for c in halves))
    took = time.monotonic() - start
    check("and not before that", took > 4.5, took)
    for c in [*silent, *halves]:
        c.close()
    a.unharmed("all of them gone")


def torn(a):
    """Requests in as many pieces as they have octets: of a Unix socket, the
    kernel takes some 70 at a time."""
    for name, data in {
        "a request": request("/good", keep=True),
        "a long one":
            request("/good", keep=True, more=[("HTTP_X", "x" * 3000)]),
        "one with a body": request("/good", "POST", keep=True, body=b"abc"),
        "one with a padded begin":
            record(BEGIN, b"\0\1\1\0\0\0\0\0", pad=9) +
            params(variables("/good")) + stdin(),
    }.items():
        with Conn(a.w.address) as c:
            for again in ("", ", again"):
                for i in range(len(data)):
                    c.send(data[i:i + 1])
                equal(f"{name}, octet by octet{again}: it is answered",
                      c.answer(SOON).location, "/fine")
            c.send(request("/good"))
            equal(f"{name}, octet by octet: then another in one piece",
                  c.answer(SOON).location, "/fine")
        a.unharmed(f"{name}, octet by octet")
    with Conn(a.w.address) as c:
        head = begin(keep=True) + record(PARAMS, b"\1\x7fA" + b"x" * 99)
        for i in range(len(head)):
            c.send(head[i:i + 1])
        c.send(record(ABORT) + request("/good", keep=True))
        equal("an abort within a torn head is answered", c.record(SOON),
              (END, 1, bytes(8)))
        equal("and so is the request behind it", c.answer(SOON).location,
              "/fine")
    many = [Conn(a.w.address) for _ in range(100)]
    for c in many:
        c.send(b"\1")
    for c in many:
        c.send(b"\1\0")
    a.unharmed("a hundred torn heads")
    for c in many:
        c.close()
    with Conn(a.w.address) as c:
        for octet in request("/good"):
            c.send(bytes([octet]))
        equal("when torn heads are gone, others have room",
              c.answer(SOON).location, "/fine")
    with Conn(a.w.address) as c:
        piece = record(PARAMS, b"\1")
        c.send(begin())
        sent = 0
        while sent < 10000 and c.send(piece):
            sent += 1
        check("a head of tiny records is closed when it has 64 kB",
              sent < 10000 or c.ends(SOON), sent)
    a.unharmed("millions of tiny records")


def unread(a):
    """Those who ask, and read no answer."""
    data = request("/good", keep=True)
    peers = [connect(a.w.address) for _ in range(20)]
    good = True
    for s in peers:
        s.setblocking(False)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        for s in peers:
            try:
                s.send(data)
            except OSError:
                pass
        good = good and a.good()
    check("20 peers that never read do not hold up others", good, a.slowest)
    for s in peers:
        s.close()
    a.unharmed("peers that never read")

    # Whoever waits for each answer to come, but leaves it unread.
    page = request("/", keep=True, more=[("DETOUR_PAGE", "metrics")])
    for name, data in (("short", request("/good", keep=True)),
                       ("long", page)):
        with Conn(a.w.address) as c:
            waiting = asked = 0
            while asked < 1000 and c.send(data):
                asked += 1
                more = until(lambda: waiting_octets(c.sock) > waiting, SOON)
                waiting = waiting_octets(c.sock)
                if not more:
                    break
            check(f"unread {name} answers are bounded", asked < 300,
                  (asked, waiting))
            check(f"a bounded number of unread {name} answers is allowed",
                  asked > 5, (asked, waiting))
        a.unharmed(f"unread {name} answers")


def waiting_octets(sock):
    octets = array.array("i", [0])
    fcntl.ioctl(sock, termios.FIONREAD, octets)
    return octets[0]


def long_page(a):
    """A page of many pieces, which nobody reads at first."""
    page = request("/", keep=True, more=[("DETOUR_PAGE", "stale"),
                                         ("HTTP_ACCEPT",
                                          "application/json")])
    peers = [Conn(a.w.address) for _ in range(20)]
    for c in peers:
        c.send(page)
    a.unharmed("20 peers that do not read a long page")
    answers = [c.answer() for c in peers]
    rows = [len(json.loads(x.body)) for x in answers if x.status == 200]
    check("a long page arrives whole, however late it is read",
          len(rows) == 20 and min(rows) > 0, [x.raw[:300] for x in answers])
    check("it is longer than a piece of libfcgi", len(answers[0].raw) > 8192,
          len(answers[0].raw))
    for c in peers:
        c.send(request("/good", keep=True))
    check("after a long page the connection can be used again",
          all(c.answer(SOON).location == "/fine" for c in peers))
    for c in peers:
        c.send(page)
        c.close()
    a.unharmed("peers that hang up during a long page")


def crowd(a):
    """1,000 kept connections on one child."""
    peers = []
    good = kept = True
    for _ in range(1000):
        c = Conn(a.w.address)
        c.send(request("/good", keep=True))
        kept = kept and c.answer(SOON).location == "/fine"
        good = good and a.good()
        peers.append(c)
    check("1,000 kept connections are answered", kept)
    check("a good request between any two of them is answered at once", good,
          a.slowest)
    random.Random(SEED).shuffle(peers)
    for c in peers:
        c.send(request("/good", keep=True))
    check("all 1,000 are answered again, at once",
          all(c.answer(SOON).location == "/fine" for c in peers))
    a.unharmed("1,000 kept connections")
    for c in peers:
        c.close()


def descriptors(folder):
    """A child with no descriptor left."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    with Worker(BUILD, folder, preexec_fn=limit) as w:
        a = Attack(w)
        hoard = [Conn(w.address) for _ in range(200)]
        a.unharmed("more silent peers than descriptors")
        for c in hoard:
            c.send(request("/good")[:100])
        a.unharmed("more half heads than descriptors")
        for c in hoard:
            c.close()
        a.unharmed("the hoard is gone")

        # Not even one: it must wait without burning the CPU.
        pid = a.pid[0]
        hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, hard[1]))
        c = Conn(w.address)
        c.send(request("/good"))
        before = cpu_s(pid)
        readable, _, _ = select.select([c.sock], [], [], 1)
        used = cpu_s(pid) - before
        check("without any descriptor nobody is answered", not readable)
        check("and the child does not spin", used < 0.2, used)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, hard)
        equal("whoever waited is answered as soon as there is one",
              c.answer(SOON).location, "/fine")
        c.close()
        a.unharmed("descriptors again")
        check("it is logged", "too many connections" in w.log(), w.log())


def stuck(folder):
    """The kernel lets nobody in, for a reason of its own."""
    if reason := cannot_trace():
        skip("whom the kernel does not give yet", reason)
        return
    trace = f"{folder}/trace"
    with Worker(BUILD, folder) as w:
        a = Attack(w)
        with subprocess.Popen(
                ["strace", "-p", str(a.pid[0]), "-o", trace, "-e",
                 "trace=accept4,epoll_ctl", "-e",
                 "inject=accept4:error=EPERM:when=1..3"],
                stderr=subprocess.PIPE) as strace:
            strace.stderr.readline()  # "attached"
            check("whom the kernel does not give yet is answered later",
                  a.good())
            strace.terminate()
        with open(trace, encoding="ascii") as f:
            calls = [line for line in f if "accept4" in line or "_DEL" in line]
        equal("it is not asked at once again", [
            "EPERM" in asked and "_DEL" in then
            for asked, then in zip(calls[0:6:2], calls[1:6:2])], [True] * 3)
        check("it is logged", "no connection can be taken" in w.log() and
              "why=" in w.log(), w.log())


if __name__ == "__main__":
    attacked(BUILD, slow, torn, unread, long_page, crowd,
             other=[descriptors, stuck])
