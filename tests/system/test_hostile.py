# SPDX-License-Identifier: MIT
"""test_hostile.py - nothing that comes through the socket can harm the worker.

    test_hostile.py BUILD

One child answers.  After each attack a good request must be answered within
a second, by the same child.
"""

import os
import random
import signal
import sys

from attack import SEED, SOON, attacked, closed_with
from fastcgi import (ABORT, AUTHORIZER, BEGIN, CANT_MPX_CONN, END, FILTER,
                     GET_VALUES, GET_VALUES_RESULT, PARAMS, REQUEST_COMPLETE,
                     STDIN, UNKNOWN, UNKNOWN_ROLE, Conn, ask, begin, pair,
                     params, record, request, stdin, stream, variables)
from tap import check, equal

BUILD = sys.argv[1]

LOOKED_AT = 65536  # octets that the worker looks at, at most


def refused(a):
    """What is no request for us is closed at once."""
    head = begin() + record(PARAMS, pair("REQUEST_URI", "/good"))
    for name, data in {
        "HTTP": b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n",
        "another version": record(BEGIN, b"\0\1\0\0\0\0\0\0", version=2),
        "GET_VALUES within a head":
            begin() + record(GET_VALUES, pair("FCGI_MAX_CONNS", "") * 4, 0),
        "two lengths of 0x7fffffff": begin() + record(PARAMS, b"\xff" * 8),
        "two lengths of 0x7ffffffe":
            begin() + record(PARAMS, b"\xff\xff\xff\xfe" * 2),
        "a value of 2 GB":
            begin() + record(PARAMS, b"\1\xff\xff\xff\xffA"),
        "a name of 5,000 octets":
            begin() + params([("N" * 5000, "")]) + stdin(),
        "a head above 64 kB":
            begin() + params([("A", "x" * 60000), ("B", "x" * 6000)]),
        "parameters that end within a pair":
            begin() + record(PARAMS, b"\5\5ABC") + record(PARAMS) + stdin(),
        "a second begin": head + begin() + record(PARAMS) + stdin(),
        "another id": head + record(PARAMS, b"", 2) + stdin(),
        "request id 0": request("/good", ident=0),
        "a management record of 2,000 octets":
            record(GET_VALUES, bytes(2000), 0),
        "what only we may say": record(UNKNOWN, bytes(8), 0),
        "a flood of aborts": record(ABORT) * 1000,
    }.items():
        closed_with(a, name, data)


def asides(a):
    """What is no request is answered as FastCGI says (sections 4 and 5), and
    the connection can be used again where nothing is left on it."""
    over = lambda status: bytes(4) + bytes([status]) + bytes(3)
    head = begin(keep=True) + record(PARAMS, pair("REQUEST_URI", "/good")[:9])
    upload = begin(keep=True) + params(variables("/good", "POST")) + \
        record(STDIN, b"abc")
    for name, data, want in (
            ("GET_VALUES", record(GET_VALUES, pair("FCGI_MPXS_CONNS", ""), 0),
             (GET_VALUES_RESULT, 0, pair("FCGI_MPXS_CONNS", "0"))),
            ("GET_VALUES with a name repeated",
             record(GET_VALUES, pair("FCGI_MPXS_CONNS", "") * 40, 0),
             (GET_VALUES_RESULT, 0, pair("FCGI_MPXS_CONNS", "0"))),
            ("GET_VALUES of what is unknown",
             record(GET_VALUES, pair("X", ""), 0, pad=7),
             (GET_VALUES_RESULT, 0, b"")),
            ("an unknown management record", record(77, b"12345678", 0),
             (UNKNOWN, 0, bytes([77]) + bytes(7))),
            ("an abort within the head", head + record(ABORT),
             (END, 1, over(REQUEST_COMPLETE))),
            ("an abort within the body", upload + record(ABORT),
             (END, 1, over(REQUEST_COMPLETE)))):
        with Conn(a.w.address) as c:
            c.send(data)
            equal(f"{name}: it is answered", c.record(SOON), want)
            c.send(data[:5])
            c.send(data[5:] + request("/good", keep=True))
            equal(f"{name}, in pieces: it is answered again", c.record(SOON),
                  want)
            equal(f"{name}: a request behind it, too",
                  c.answer(SOON).location, "/fine")
        a.unharmed(name)
    with Conn(a.w.address) as c:
        c.send(head.replace(begin(keep=True), begin()) + record(ABORT))
        equal("an abort of a request that is not kept is answered",
              c.record(SOON), (END, 1, over(REQUEST_COMPLETE)))
        check("and that is the end of the connection", c.ends(SOON))
    for name, data, want in (
            ("the role Filter", request("/good", role=FILTER, keep=True),
             (END, 1, over(UNKNOWN_ROLE))),
            ("role 0, request id 258", request("/good", role=0, ident=258),
             (END, 258, over(UNKNOWN_ROLE))),
            ("a second request at once", head + begin(ident=2),
             (END, 2, over(CANT_MPX_CONN)))):
        with Conn(a.w.address) as c:
            c.send(data)
            equal(f"{name}: it is told", c.record(SOON), want)
            check(f"{name}: that is the end of the connection", c.ends(SOON))
        a.unharmed(name)
    flood = record(GET_VALUES, pair("FCGI_MAX_CONNS", ""), 0)
    with Conn(a.w.address) as c:
        sent = 0
        while sent < 1000 and c.send(flood):
            sent += 1
        check("a flood of questions is closed", sent < 1000 or c.ends(SOON),
              sent)
    a.unharmed("a flood of questions")


def accepted(a):
    """What is unusual and sane is answered like any other request."""
    usual = variables("/good")
    many = [(f"HTTP_X_{i}", str(i)) for i in range(1000)]
    padded = record(BEGIN, b"\0\1\1\0\0\0\0\0", pad=255)
    for name, data in {
        "padding of 255 on each record":
            begin(keep=True) + stream(PARAMS, b"".join(
                pair(*p) for p in usual), pad=255, size=100) +
            record(PARAMS) + stdin(b"x" * 500, pad=255),
        "padding of 255 on the begin": padded + params(usual) + stdin(),
        "padding of 255 on the begin, many records":
            padded + stream(PARAMS, b"".join(pair(*p) for p in usual),
                            size=100) + record(PARAMS) + stdin(b"abc"),
        "padding of 255 on both ends":
            begin(keep=True) + params(usual)[:-8] + record(PARAMS, pad=255) +
            record(STDIN, pad=255),
        "padding of 255 on both ends, many records":
            begin(keep=True) + stream(PARAMS, b"".join(
                pair(*p) for p in usual), pad=255, size=100) +
            record(PARAMS, pad=255) + record(STDIN, pad=255),
        "lengths of 4 octets":
            begin(keep=True) + params(usual, wide=True) + stdin(),
        "1,000 names": request("/good", keep=True, more=many),
        "each name twice":
            begin(keep=True) + params(usual + variables("/other")) + stdin(),
        "names and values that are empty":
            request("/good", keep=True, more=[("", ""), ("", "x"), ("A", "")]),
        "a value with NUL, CR and LF":
            request("/good", keep=True, more=[("HTTP_X", "a\0b\r\nc")]),
        "request id 65535": request("/good", keep=True, ident=65535),
        "records of 1 octet":
            begin(keep=True) + stream(PARAMS, b"".join(
                pair(*p) for p in usual), size=1) + record(PARAMS) + stdin(),
    }.items():
        with Conn(a.w.address) as c:
            c.send(data)
            equal(f"{name}: it is answered", c.answer(SOON).location, "/fine")
            c.send(request("/good"))
            equal(f"{name}: the connection can be used again",
                  c.answer(SOON).location, "/fine")
        a.unharmed(name)
    # libfcgi takes this padding for the next header.
    fake = stdin()[:8] + request("/smuggled", keep=True)[:247]
    for name, data in {
        "padding of the end of the parameters":
            params(usual)[:-8] + record(PARAMS, pad=255)[:8] + fake + stdin(),
        "padding of the end of stdin":
            params(usual) + record(STDIN, pad=255)[:8] + fake,
    }.items():
        with Conn(a.w.address) as c:
            c.send(begin(keep=True) + data)
            equal(f"{name}: it is answered", c.answer(SOON).location, "/fine")
            c.send(request("/nothing"))
            equal(f"{name}: and then what follows, not what it looks like",
                  c.answer(SOON).status, 404)
            check(f"{name}: and nothing else", c.ends(SOON), c.buffer)
        a.unharmed(name)


def split(a):
    """Where a request is cut, in records or in writes, does not matter."""
    content = b"".join(pair(*p) for p in variables("/good"))
    wrong = []
    with Conn(a.w.address) as c:
        for i in range(1, len(content)):
            c.send(begin(keep=True) + record(PARAMS, content[:i]) +
                   record(PARAMS, content[i:]) + record(PARAMS) + stdin())
            if c.answer(SOON).location != "/fine":
                wrong.append(i)
    equal("parameters may be split at every octet", wrong, [])
    data = request("/good", "POST", keep=True, body=b"0123456789")
    wrong = []
    with Conn(a.w.address) as c:
        for i in range(1, len(data)):
            c.send(data[:i])
            # The head is answered without the end of stdin after 20 ms.
            c.send(data[i:])
            if c.answer(SOON).location != "/fine":
                wrong.append(i)
                c = Conn(a.w.address)
    check("a request may be written in two pieces at every octet",
          len(wrong) <= 2, wrong)
    a.unharmed("pieces")


def hang_up(a):
    """Peers that close at every octet of a request, and of its answer."""
    data = request("/good", "POST", body=b"abc")
    for i in range(len(data)):
        with Conn(a.w.address) as c:
            c.send(data[:i])
    a.unharmed("a hang-up at every octet of a request")
    size = len(ask(a.w.address, "/good").raw)
    for i in range(size):
        with Conn(a.w.address) as c:
            c.send(request("/good", keep=True))
            c.sock.recv(i) if i else None
    a.unharmed("a hang-up at every octet of an answer")
    for half in (data, data[:-8], data[:200]):
        with Conn(a.w.address) as c:
            c.send(half)
            c.half_close()
            want = "/fine" if len(half) > 200 else None
            equal(f"half closed after {len(half)} octets: "
                  f"{'answered' if want else 'closed'}",
                  c.answer(SOON).location, want)
            check(f"half closed after {len(half)} octets: then it ends",
                  c.ends(SOON))
    a.unharmed("half closed")


def smuggle(a):
    """A body that holds requests, where libfcgi's reads end, on a kept
    connection: none of it may be served."""
    head = begin(keep=True) + params(variables("/good", "POST"))
    inner = request("/smuggled", keep=True)
    wrong = []
    for edge in (8192, 16384):
        for at in [*range(edge - 40, edge + 41), edge + 4096]:
            body = b"x" * (at - len(head) - 8) + inner * 2
            for name, data, more in (
                    ("whole", head + stdin(body), b""),
                    ("late end", head + stdin(body)[:-8], stdin()),
                    ("late body", head, stdin(body)),
                    ("pieces", (head + stdin(body))[:at],
                     (head + stdin(body))[at:])):
                with Conn(a.w.address) as c:
                    c.send(data)
                    c.send(more)
                    first = c.answer(SOON)
                    c.send(request("/good"))
                    second = c.answer(SOON)
                    c.half_close()
                    c.ends(SOON)
                    seen = [x for x in (first.location, second.location) if x]
                    if (first.location != "/fine" or "/caught" in seen or
                            b"caught" in first.raw + second.raw + c.buffer):
                        wrong.append((at, name, seen))
    equal("no request out of a body is ever served", wrong, [])
    equal("the request would be served, were it one",
          ask(a.w.address, "/smuggled").location, "/caught")
    a.unharmed("smuggling")


def pipelined(a):
    """Two requests at once: the first is answered, then it ends."""
    with Conn(a.w.address) as c:
        c.send(request("/good", keep=True) * 2)
        equal("of two requests in one piece the first is answered",
              c.answer(SOON).location, "/fine")
        check("and no other, because the connection ends", c.ends(SOON),
              c.buffer)
    with Conn(a.w.address) as c:
        c.send(request("/good", role=AUTHORIZER, keep=True) + stdin())
        equal("an authorizer's stdin does not keep it from its answer",
              c.answer(SOON).location, "/fine")
    with Conn(a.w.address) as c:
        for _ in range(3):
            c.send(request("/good", keep=True))
            equal("a request before a late abort is answered",
                  c.answer(SOON).location, "/fine")
            c.send(record(ABORT))
        c.send(record(ABORT) * 8)
        check("a dozen aborts in a row end it", c.ends(SOON))
    with Conn(a.w.address) as c:
        c.send(request("/good", keep=True))
        c.answer(SOON)
        c.send(record(ABORT) + request("/good", keep=True))
        equal("a late abort and a request in one piece: it is answered",
              c.answer(SOON).location, "/fine")
    a.unharmed("pipelining")


def brimful(a):
    """All that is looked at, to the last octet, and a request behind it: when
    both are there before the worker looks, nothing tells it of the second."""
    first = request("/good", "POST", keep=True, body=b"x")
    first = request("/good", "POST", keep=True,
                    body=b"x" * (LOOKED_AT - len(first) + 1))
    equal("it is as long as that", len(first), LOOKED_AT)
    for name, closing in ("it stays open", False), ("half closed", True):
        with Conn(a.w.address) as c:
            os.kill(a.pid[0], signal.SIGSTOP)
            c.send(first + request("/good", keep=True))
            if closing:
                c.half_close()
            os.kill(a.pid[0], signal.SIGCONT)
            equal(f"{name}: of 64 kB and another request the first is answered",
                  c.answer(SOON).location, "/fine")
            equal(f"{name}: and the other", c.answer(SOON).location, "/fine")
    a.unharmed("64 kB and another")


def mutations(a):
    """Octets changed, cut, doubled, in all kinds of requests."""
    rnd = random.Random(SEED)
    seeds = [request("/good", keep=True),
             request("/good", "POST", body=b"a=1&b=2"),
             request("/good", role=AUTHORIZER),
             begin() + params(variables("/good")[:3], wide=True) + stdin(),
             begin() + record(PARAMS, pair("REQUEST_URI", "/good"), pad=7) +
             record(PARAMS) + record(STDIN, b"x" * 9, pad=7) + stdin()]
    good = whole = True
    answered = 0
    for i in range(4000):
        data = bytearray(rnd.choice(seeds))
        for _ in range(rnd.choice((1, 1, 2, 8))):
            at = rnd.randrange(len(data))
            how = rnd.randrange(6)
            if how == 0:
                del data[at:at + rnd.randrange(1, 20)]
            elif how == 1:
                data[at:at] = data[at:at + rnd.randrange(1, 40)]
            elif how == 2:
                data[at] = rnd.choice((0, 1, 0x7f, 0x80, 0xff))
            elif how == 3:
                data[at] ^= 1 << rnd.randrange(8)
            elif how == 4 and at < 60:
                data[at] = rnd.randrange(256)
            else:
                data[at:at] = rnd.choice((record(ABORT), begin(), stdin(),
                                          record(GET_VALUES, b"", 0)))
            data = data or bytearray(b"x")
        with Conn(a.w.address) as c:
            c.send(bytes(data))
            c.half_close()
            x = c.answer(SOON)
            answered += x.status is not None
            # Whatever comes is a whole answer, or whole records; then, or at
            # once, the end.
            while x.status is None and c.record(0):
                pass
            whole = whole and (x.status is not None or c.buffer == b"")
            whole = whole and (c.closed or c.ends(SOON))
        if i % 100 == 99:
            good = good and a.good()
    check("after each hundred of 4,000 mutations a good request is answered",
          good, a.slowest)
    check("each mutation is answered whole, or closed", whole)
    check("some mutations are still requests", 100 < answered < 4000, answered)
    a.unharmed("mutations")


if __name__ == "__main__":
    attacked(BUILD, refused, asides, accepted, split, hang_up, smuggle,
             pipelined, brimful, mutations)
