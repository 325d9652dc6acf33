#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_direct.py - who reads a request makes no difference: it is answered
from where it lies, from what was gathered, or through libfcgi.

    test_direct.py BUILD
"""

import sys

from attack import SOON, attacked
from fastcgi import (AUTHORIZER, END, PARAMS, Conn, begin, pair, record,
                     request, stdin, stream, variables)
from tap import check, equal
from worker import run_tool, until

BUILD = sys.argv[1]

# More than may be gathered at a time: then what comes stays in the kernel,
# and libfcgi reads it from there.
TORN = 40


def requests():
    """As (name, its begin, its parameters, what follows them)."""
    def usual(name, uri, method="GET", body=b"", more=()):
        return name, begin(keep=True), b"".join(
            pair(*p) for p in variables(uri, method, more)), stdin(body)
    yield usual("a redirect", "/good")
    yield usual("again", "/good")
    yield usual("with a query", "/good?a=b&c=%2f")
    yield usual("no rule", "/nothing")
    yield usual("HEAD", "/good", "HEAD")
    yield usual("OPTIONS", "/good", "OPTIONS")
    yield usual("a body", "/good", "POST", b"abc" * 1000)
    yield usual("what is malformed", "/%zz")
    yield usual("a NUL in the path", "/go\0od")
    yield usual("a NUL behind the path", "/good\0")
    yield usual("a NUL in the body", "/good", "POST", b"a\0b")
    yield usual("a page", "/", more=[("DETOUR_PAGE", "stale")])
    yield usual("a page of many records", "/",
                more=[("DETOUR_PAGE", "stale"), ("HTTP_ACCEPT", "text/html")])
    yield usual("a header behind a thousand others", "/by-header",
                more=[(f"HTTP_X_{i}", "x") for i in range(1000)] +
                [("HTTP_X_DEVICE", "phone")])
    yield usual("of two hosts the first", "/good",
                more=[("HTTP_HOST", "first.example")])
    yield usual("an empty name", "/good", more=[("", "x"), ("A", "")])
    yield usual("names that look like others", "/good", more=[
        ("REQUEST_URI=/other", "x"), ("REQUEST_URI\0", "/other"),
        ("REQUEST_UR", "I=/other"), ("REQUEST_URI_", "/other")])
    yield "an authorizer", begin(AUTHORIZER, keep=True), b"".join(
        pair(*p) for p in variables("/good")), b""
    yield "an authorizer, no rule", begin(AUTHORIZER, keep=True), b"".join(
        pair(*p) for p in variables("/nothing")), b""


def ways(head, params, rest):
    """As (name, what to send at a time, and what behind the answer)."""
    end = record(PARAMS)
    whole = head + stream(PARAMS, params) + end + rest
    step = len(whole) // 20  # of a Unix socket the kernel takes some 70
    yield "in one piece", [whole], b""
    yield "in two", [whole[:20], whole[20:]], b""
    yield "in many", [whole[i:i + step]
                     for i in range(0, len(whole), step)], b""
    yield "in two records", [head + record(PARAMS, params[:9]) +
                             record(PARAMS, params[9:]) + end + rest], b""
    yield "with padding", [head + stream(PARAMS, params, pad=7) + end +
                           rest], b""
    # libfcgi takes some of these for the next header.
    begun = head[:6] + b"\xff\0" + head[8:] + bytes(255)
    yield "with a padded begin", [begun + stream(PARAMS, params) + end +
                                 rest], b""
    ended = record(PARAMS, pad=255) + (
        rest[:-2] + b"\xff\0" + bytes(255) if rest else b"")
    yield "with padded ends", [head + stream(PARAMS, params) + ended], b""
    yield "with padding everywhere", [
        begun + stream(PARAMS, params, pad=9, size=100) + ended], b""
    if rest:
        cut = min(11, len(rest) - 5)  # within content, or a header
        yield "before its end", [head + stream(PARAMS, params) + end +
                                 rest[:cut]], rest[cut:]
        yield "before its end, in two records", [
            head + record(PARAMS, params[:9]) + record(PARAMS, params[9:]) +
            end + rest[:cut]], rest[cut:]


def said(c):
    """What the records of an answer hold, and its end."""
    content = b""
    while (r := c.record(SOON)) is not None:
        kind, ident, octets = r
        if kind == END:
            return content, ident, octets
        content += octets
    return None


def unlike(a):
    """Where the answers are not those of one that came in one piece."""
    wrong = []
    following = request("/nothing", keep=True)
    for name, *parts in requests():
        answers = {}
        for way, pieces, after in ways(*parts):
            with Conn(a.w.address) as c:
                for piece in pieces:
                    c.send(piece)
                answer = said(c)
                c.send(after + following)
                answers[way] = answer, said(c), c.is_open()
        first = answers["in one piece"]
        if None in first or not first[2]:
            wrong.append((name, first))
        wrong += [(name, way, got, first) for way, got in answers.items()
                  if got != first]
    return wrong


def whoever_reads(a):
    equal("a rule for a header is added", run_tool(
        BUILD, a.w.db, "add", "/by-header", "/phones", "--header",
        "X-Device=phone").returncode, 0)
    until(lambda: a.good())
    equal("however it comes, a request has one answer", unlike(a), [])
    torn = [Conn(a.w.address) for _ in range(TORN)]
    for c in torn:
        c.send(begin()[:9])
    a.unharmed("many torn heads")
    equal("and so it has beside many torn heads", unlike(a), [])
    check("which wait for their ends", all(c.is_open() for c in torn))
    for c in torn:
        c.close()
    a.unharmed("the torn heads gone")


attacked(BUILD, whoever_reads)
