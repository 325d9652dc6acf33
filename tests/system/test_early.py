#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_early.py - an answer that goes before the body has come: what is left
of the body is skipped, and the connection carries the next request.

    test_early.py BUILD
"""

import sys

from attack import SOON, attacked
from fastcgi import (ABORT, BEGIN, GET_VALUES, GET_VALUES_RESULT, PARAMS,
                     STDIN, UNKNOWN, Conn, begin, pair, params, record, request,
                     stdin, variables)
from tap import check, equal

BUILD = sys.argv[1]

# More than may be gathered at a time: then what comes stays in the kernel.
TORN = 40

HEAD = begin(keep=True) + params(variables("/good", "POST"))
NEXT = request("/nothing", keep=True)

# What is left of a body, in all shapes: content, padding, the end.
REST = (record(STDIN, b"abcde", pad=3) + record(STDIN, b"f", pad=0) +
        record(STDIN, pad=2))


def memory(pid):
    """Octets that a process has in memory."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * 4096


def upload(c, head=HEAD + record(STDIN, b"xyz")):
    """Begin to send a body; whether it is answered before its end."""
    c.send(head)
    return c.answer(SOON).location == "/fine"


def other(c):
    """Whether the other request is answered: there is no rule."""
    return c.answer(SOON).status == 404


def cuts(a, way, step):
    """The rest and the next request, in two pieces."""
    both = REST + NEXT
    wrong = []
    for i in range(1, len(REST) + len(begin()) + 20):
        with Conn(a.w.address) as c:
            ok = upload(c)
            c.send(both[:i])
            a.good()  # so that the first piece is looked at by itself
            c.send(both[i:])
            if not (ok and other(c) and c.is_open()):
                wrong.append(i)
    equal(f"{way}: the rest may be cut at every octet", wrong, [])
    with Conn(a.w.address) as c:
        ok = upload(c)
        for i in range(0, len(both), step):
            ok = ok and c.send(both[i:i + step])
        check(f"{way}: it may come by {step} octets", ok and other(c))
    with Conn(a.w.address) as c:
        ok = upload(c, HEAD + record(STDIN, b"xyz")[:3])
        check(f"{way}: the answer may go within a header", ok)
        c.send(record(STDIN, b"xyz")[3:] + both)
        check(f"{way}: and the rest goes on within it", other(c))
    with Conn(a.w.address) as c:
        ok = [upload(c) and c.send(REST) for _ in range(20)]
        check(f"{way}: one connection carries many of them", all(ok), ok)
        check(f"{way}: and stays", c.is_open())
    a.unharmed(f"{way}: cut rests")


def ways(a):
    """However octets come: held by us, or left in the kernel."""
    cuts(a, "held", 1)
    torn = [Conn(a.w.address) for _ in range(TORN)]
    for c in torn:
        c.send(begin()[:9])
    a.unharmed("many torn heads")
    # Of a Unix socket that takes some 70 pieces.
    cuts(a, "left in the kernel", len(REST + NEXT) // 40)
    for c in torn:
        c.close()


def ends(a):
    """All that may follow the answer besides the rest."""
    inner = request("/smuggled", keep=True)
    values = record(GET_VALUES, pair("FCGI_MPXS_CONNS", ""), 0)
    for name, data in (
            ("an abort", record(ABORT)),
            ("an abort with padding", record(ABORT, pad=7)),
            ("no end at all", b""),
            ("no end, behind content", record(STDIN, b"abc", pad=1)),
            ("a late abort", REST + record(ABORT)),
            ("an abort, another", record(ABORT) * 2),
            ("a body of requests", stdin(inner * 20)),
            ("padding of requests", record(STDIN, b"x", pad=0)[:6] +
             bytes([len(inner) % 256, 0]) + b"x" + inner[:len(inner) % 256] +
             record(STDIN)),
            ("the longest record",
             record(STDIN, b"\1" * 65535, pad=255) + record(STDIN))):
        with Conn(a.w.address) as c:
            ok = upload(c)
            c.send(data + NEXT)
            check(f"{name}: the next request is answered", ok and other(c))
            c.send(request("/good", keep=True))
            equal(f"{name}: and the one behind it", c.answer(SOON).location,
                  "/fine")
        a.unharmed(name)
    for name, data, want in (
            ("a question", values,
             (GET_VALUES_RESULT, 0, pair("FCGI_MPXS_CONNS", "0"))),
            ("unknown management", record(77, b"", 0),
             (UNKNOWN, 0, bytes([77]) + bytes(7)))):
        with Conn(a.w.address) as c:
            upload(c)
            c.send(record(STDIN, b"abc") + data)
            equal(f"{name} within the rest is answered", c.record(SOON), want)
            c.send(record(STDIN, b"def") + data[:3])
            a.good()
            c.send(data[3:] + REST + NEXT)
            equal(f"{name}, in pieces, is answered again", c.record(SOON),
                  want)
            check(f"{name}: and the next request", other(c))
    # As HAProxy does; but requests may not be mixed.
    with Conn(a.w.address) as c:
        ok = upload(c)
        c.send(record(STDIN, b"abc") + request("/nothing", ident=2, keep=True))
        check("a begin of another id within the rest is the next request",
              ok and other(c))
        c.send(HEAD[:40])
        c.send(HEAD[40:] + record(STDIN, b"xyz"))
        ok = c.answer(SOON).location == "/fine"
        both = record(STDIN, b"abc") + request("/nothing", ident=3, keep=True)
        c.send(both[:20])
        a.good()
        c.send(both[20:])
        check("so it is in pieces", ok and other(c))
    with Conn(a.w.address) as c:
        upload(c)
        c.send(begin(ident=2) + record(STDIN, b"abc") +
               request("/nothing", ident=2)[16:])
        check("the rest may not go on within the next request", c.ends(SOON),
              c.buffer)
    for name, data in {
        "stdin of another request": record(STDIN, b"", 2),
        "parameters": record(PARAMS, b""),
        "an abort with content": record(ABORT, b"x"),
        "a begin of request 0": record(BEGIN, bytes(8), 0),
        "another version": record(STDIN, b"abc", version=2),
        "a flood of questions": values * 100,
    }.items():
        with Conn(a.w.address) as c:
            upload(c)
            c.send(data)
            if "flood" in name:
                while c.record(0.2):
                    pass
            check(f"{name} within the rest: the connection is closed",
                  c.ends(SOON), c.buffer)
        a.unharmed(f"{name} within the rest")
    with Conn(a.w.address) as c:
        upload(c, HEAD.replace(begin(keep=True), begin()))
        check("what is not to be kept is not", c.ends(SOON))
        c.send(REST + NEXT)
        check("nothing behind it is answered", c.ends(SOON), c.buffer)
    with Conn(a.w.address) as c:
        c.send(HEAD)
        c.half_close()
        equal("a head, and no more: it is answered", c.answer(SOON).location,
              "/fine")
        check("and closed", c.ends(SOON))
    for i in range(len(REST)):
        with Conn(a.w.address) as c:
            upload(c)
            c.send(REST[:i])
    a.unharmed("a hang-up at every octet of a rest")


def large(a):
    """Bodies above what is looked at."""
    for size in 65536 - len(HEAD) - 16, 65536, 200_000, 5_000_000:
        with Conn(a.w.address) as c:
            body = stdin(b"x" * size)
            ok = 0
            for _ in range(3):
                c.send(HEAD + body)
                ok += c.answer(SOON).location == "/fine"
            equal(f"of three bodies of {size} octets on one connection all "
                  "are answered", ok, 3)
            c.send(NEXT)
            check(f"and a request behind {size} octets", other(c))
        a.unharmed(f"bodies of {size} octets")
    before = memory(a.pid[0])
    many = [Conn(a.w.address) for _ in range(100)]
    ok = [upload(c) for c in many]
    piece = record(STDIN, b"x" * 65000)
    for _ in range(10):
        ok += [c.send(piece) for c in many]
    a.unharmed("a hundred uploads")
    check("a hundred uploads are answered early, and go on", all(ok))
    more = memory(a.pid[0]) - before
    check("nothing of their 65 MB is kept in memory", more < 10_000_000, more)
    ok = [c.send(REST + NEXT) and other(c) for c in many]
    check("each of their connections carries another request", all(ok),
          ok.count(False))
    for c in many:
        c.close()


attacked(BUILD, ways, ends, large)
