#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_cases.py - tests/cases/ through the programs: as plain CGI, as FastCGI,
with curl through nginx, and in what "detour explain" says.

    test_cases.py BUILD

The format of the files is in tests/README.md.
"""

import glob
import html
import json
import os
import re
import sys

import fastcgi
import nginx
from pace import SLOWER
from rig import Rig, answer, field
from tap import check, done

# A head that the lines for a note would make longer than this has none.
HEAD_MAX, NOTE_HEAD = 4088, 65

# Everything that the worker may ever send.
DOCUMENTED = {"status", "location", "cache-control", "content-type",
              "content-length", "allow", "sunset", "x-redirect-by",
              "retry-after", "vary", "access-control-allow-origin",
              "access-control-allow-credentials",
              "access-control-allow-methods",
              "access-control-allow-headers", "access-control-max-age"}


def words(line):
    """The words of a line: '...' is literal, \\xNN is an octet, '#' at the
    beginning of a word ends the line."""
    out, rest = [], line.strip(" \t\r\n")
    while rest and not rest.startswith("#"):
        m = re.match(r"(?:'[^']*'|[^\s'])+", rest)
        word = ""
        for quoted, octet, plain in re.findall(
                r"'([^']*)'|\\x([0-9a-f]{2})|(.)", m[0], re.S):
            word += quoted or (chr(int(octet, 16)) if octet else plain)
        out.append(word)
        rest = rest[m.end():].lstrip()
    return out


class Row:
    """One request, and what it must get."""

    def __init__(self, name, line):
        self.name = name
        all_words = words(line)
        at = all_words.index("->")
        request, want = all_words[:at], all_words[at + 1:]
        self.method, self.url, more = request[0], request[1], request[2:]
        m = re.match(r"(https?)://([^/?]*)(.*)", self.url, re.S)
        self.tls = bool(m) and m[1] == "https"
        self.host = m[2] if m else None
        self.target = m[3] if m else self.url
        if m and (not self.target or self.target[0] == "?"):
            self.target = "/" + self.target
        self.plain = bool(m) and not more  # a URL says it all
        self.headers = []
        for option, value in zip(more[::2], more[1::2]):
            if option == "-t":
                self.target = value
            elif value.startswith("Host: "):
                self.host = value[6:]
            else:
                self.headers.append(value)
        self.status = int(want.pop(0))
        redirect = 300 <= self.status < 400
        self.location = want.pop(0) if redirect else ""
        self.not_for = {w[1:] for w in want if w.startswith("!")}
        self.wants = [tuple(w.split("=", 1)) for w in want if w[0] != "!"]

    def wrong(self, status, fields, body, only=None):
        """What is wrong with an answer; "" when it is as wanted.  only: the
        headers that it has."""
        said = []
        for name, got, want in [
                ("status", status, self.status),
                ("location", field(fields, "location"), self.location)]:
            if got != want:
                said.append(f"{name} is {got!r}, not {want!r}")
        for name, want in self.wants:
            if only and name not in only:
                continue
            if name == "body":
                if want.encode("latin-1") not in body:
                    said.append(f"body lacks {want!r}: {body!r}")
            elif field(fields, name) != want:
                said.append(
                    f"{name} is {field(fields, name)!r}, not {want!r}")
        return "\n".join(said)

    def env(self, db):
        e = {"REQUEST_METHOD": self.method, "REQUEST_URI": self.target,
             "SERVER_PORT": "443" if self.tls else "80",
             "GATEWAY_INTERFACE": "CGI/1.1", "DETOUR_DB": db}
        if self.host is not None:
            e["HTTP_HOST"] = self.host
        if self.tls:
            e["HTTPS"] = "on"
        for h in self.headers:
            name, _, value = h.partition(": ")
            e["HTTP_" + name.upper().replace("-", "_")] = value
        return {k: v.encode("latin-1") for k, v in e.items()}


def malformed(row, raw):
    """What no answer of the worker may be; "" when all is well."""
    status, fields, body = answer(raw)
    head = raw.partition(b"\r\n\r\n")[0]
    names = [n for n, _ in fields]
    said = []
    if not re.fullmatch(rb"(?:[!-9;-~]+: [ -~]*\r\n)+", head + b"\r\n"):
        said.append("a line that is no header")
    said += [f"'{n}' twice" for n in set(names) if names.count(n) > 1]
    said += [f"'{n}' is not documented" for n in set(names) - DOCUMENTED]
    if "status" not in names or "cache-control" not in names:
        said.append("no Status, or no Cache-Control")
    if not 200 <= status < 500 and (status, row.status) != (503, 503):
        said.append(f"status {status}")
    if status == 204:
        if body or "content-length" in names:
            said.append("a 204 with a body")
    elif row.location and len(head) + 2 + NOTE_HEAD > HEAD_MAX and \
            "content-type" not in names:
        if body or "content-length" in names:
            said.append("a note that is not described")
        return "\n".join(said + [repr(raw)]) if said else ""
    elif "charset=utf-8" not in field(fields, "content-type"):
        said.append("no charset")
    elif row.method != "HEAD" and \
            field(fields, "content-length") != str(len(body)):
        said.append("Content-Length is not the body's")
    if row.method == "HEAD" and body:
        said.append("a body for HEAD")
    if row.location and row.method != "HEAD":
        links = re.findall(rb'href="([^"]*)"', body)
        want = html.escape(row.location).replace("&#x27;", "&#39;")
        if links != [want.encode("latin-1")]:
            said.append(f"links of the note: {links}")
    return "\n".join(said + [repr(raw)]) if said else ""


def load(path):
    """The rules of a file, as arguments of "add", and its rows."""
    rules, rows = [], []
    with open(path, encoding="latin-1") as f:
        for number, line in enumerate(f, 1):
            w = words(line)
            if w and w[0] == "add":
                rules.append(w[1:])
            elif w:
                rows.append(Row(f"{os.path.basename(path)}:{number}"
                                f" {' '.join(w[:2])!a}", line))
    return rules, rows


def differs(conn, env, raw):
    """How FastCGI's answer to the same variables differs from CGI's; they
    only have their first lines in another order."""
    _, fields, body = answer(raw)
    conn.send(fastcgi.begin(keep=True) + fastcgi.params(env.items()) +
              fastcgi.stdin())
    a = conn.answer()
    return "" if a.status and (a.headers, a.body) == (dict(fields), body) \
        else f"FastCGI: {a.raw!r}\nCGI: {raw!r}"


def through_nginx(rig, row):
    args = ["--request-target", row.target]
    if row.method == "HEAD":
        args += ["--head"]
    else:
        args += ["-X", row.method]
    if row.host is None:
        args += ["--http1.0", "-H", "Host:"]
    else:
        args += ["-H", "Host: " + row.host]
    for h in row.headers:
        args += ["-H", h]
    sock, url = ("tls.sock", "https://site.example/") if row.tls else \
        ("web.sock", "http://site.example/")
    return rig.curl(sock, url, *(a.encode("latin-1") for a in args))


def explained(rig, row):
    """What "explain" says, in the shape of an answer."""
    p = rig.run("detour", "explain", row.url.encode("latin-1"), "--method",
                row.method, "--format", "json")
    got = json.loads(p.stdout)
    fields = [("location", got["location"] or ""),
              ("cache-control", got["cache_control"])]
    if (p.returncode == 0) != (got["rule"] is not None):
        fields = [("location", f"but exit status {p.returncode}")]
    return got["status"], fields


def run_file(build, path):
    rules, rows = load(path)
    with Rig(build) as rig:
        rig.tool("init")
        for rule in rules:
            # What is served is tested here, not what is advised.
            rig.tool("add", *rule, "--force")
        nginx.certificate(rig)
        rig.worker()
        rig.nginx(nginx.redirects(tls=True))
        kept = fastcgi.Conn(rig.path("detour.sock"))
        # Each process takes its time under memcheck; what answers is the same
        # for all, and the worker, which stays, is asked about every row.
        for n, row in enumerate(rows):
            if n % SLOWER == 0:
                by_processes(rig, row, kept)
            by_nginx(rig, row)
        kept.close()


def by_nginx(rig, row):
    if "nginx" not in row.not_for:
        bad = row.wrong(*through_nginx(rig, row))
        check(f"nginx {row.name}", not bad, bad)


def by_processes(rig, row, kept):
    env = row.env(rig.db)
    p = rig.run("detour.fcgi", env=env)
    bad = row.wrong(*answer(p.stdout)) + p.stderr.decode()
    check(f"CGI {row.name}", p.returncode == 0 and not bad, bad)
    bad = malformed(row, p.stdout) or differs(kept, env, p.stdout)
    if bad:  # one may count down to an end, and a second begin in between
        again = rig.run("detour.fcgi", env=env).stdout
        bad = malformed(row, again) or differs(kept, env, again)
    check(f"well-formed, and the same by FastCGI {row.name}", not bad, bad)
    if row.plain and row.status not in (400, 414):
        status, fields = explained(rig, row)
        bad = row.wrong(status, fields, b"", {"cache-control"})
        check(f"explain {row.name}", not bad, bad)


def long_targets(build):
    """At and past the edges of the documented limits: never a 5xx."""
    with Rig(build) as rig:
        rig.tool("init")
        rig.tool("add", "/docs/*", "https://new.example/d/:splat")
        rig.worker()
        rig.nginx(nginx.redirects())
        for name, target, want in [
                ("a Location of 4,000 octets", "/docs/" + "x" * 3978, 307),
                ("one more is a decline", "/docs/" + "x" * 3979, 404),
                ("escapes count as what they become",
                 "/docs/" + "\xff" * 1326, 307),
                ("and so does one more", "/docs/" + "\xff" * 1327, 404),
                ("a target of 8,000 octets", "/docs/" + "x" * 7994, 404),
                ("one more is too long", "/docs/" + "x" * 7995, 414),
                ("far too long", "/docs/" + "x" * 60000, 414)]:
            to = "https://new.example/d/" + target[6:].replace("\xff", "%FF")
            row = Row(name, f"GET http://site.example{target} -> {want}"
                            f" {to if want == 307 else ''}")
            p = rig.run("detour.fcgi", env=row.env(rig.db))
            bad = row.wrong(*answer(p.stdout)) or malformed(row, p.stdout)
            check(f"CGI {name}", not bad, bad)
            bad = row.wrong(*through_nginx(rig, row))
            check(f"nginx {name}", not bad, bad)


def main():
    for path in sorted(glob.glob("tests/cases/*.txt")):
        run_file(sys.argv[1], path)
    long_targets(sys.argv[1])
    done()


if __name__ == "__main__":
    main()
