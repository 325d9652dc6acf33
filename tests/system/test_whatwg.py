#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_whatwg.py - where browsers are sent, by a browser's own URL parser.

    test_whatwg.py BUILD [SEED]

build/tests/locate decides hostile requests by one rule each, with the functions
that serve; Node's URL, which follows the WHATWG standard, must find the rule's
origin in each: in the target as it was typed, and in the Location.  First the
targets of tests/cases/targets.list, then random rules of every kind, their
targets and their fallbacks.
"""

import ipaddress
import json
import random
import re
import subprocess
import sys

from tap import check, done

BUILD = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261201
COUNT = 20000
SITE = "site.example"
BASES = [f"http://{SITE}/some/page?x#y", f"https://{SITE}:8443/"]

SCHEMES = ["https://"] * 12 + ["http://"] * 6 + ["/"] * 14 + [
    "//", "/\\", "\\\\", "https:", "http:/", "HTTPS://", "javascript:", "",
    "https:\\\\", "///", "\t/", " /", "ftp://", "/:splat/", "https://@"]
HOSTS = ["good.example"] * 8 + [
    "127.0.0.1", "[::1]", "[2001:DB8::1]", "GOOD.Example", "a-b_c.example",
    "xn--bcher-kva.example", "0x7f.1", "1.2.3", "good.example.", "3627734734",
    "a.0x1", "[::ffff:1.2.3.4]", "g\xfcd.example", "evil\u3002example", ":splat",
    "good.example@evil.example", "good.example%40evil", "[::1%25x]", "", "a..b"]
PORTS = [""] * 12 + [":", ":80", ":443", ":8080", ":00443", ":65535", ":65536",
                     ":0", ":8x", ":80:80", "@evil.example", ":\t80"]
PIECES = [
    "/", "/", "/", "a", "b", "evil.example", ":splat", ":splat", "//", "\\",
    ".", "..", "...", "%2e", "%2E%2e", "%2f", "%5c", "%5C%5C", "@", ":", ":80",
    "?", "&", "=", "#", "%", "%0d%0a", "%00", "%09", "%25", "%252e", "\t", "\n",
    " ", "\u00e9", "\u3002", "\u2028", "\ufeff", "%ff", "'", '"', "<", "[", "]",
    "|", "^", "`", "{", ";", ",", "+", "$", "*", "~", "!", "http:", "https://"]
# Sources of every kind, what fills their targets, and how a path begins that
# they cover.
KINDS = [
    ("/*", [":splat"], ["/"]),
    ("/docs/*", [":splat"], ["/docs/", "/docs", "/docs//"]),
    ("*.site.example/*", [":splat"], ["/"]),
    ("/:a/:b", [":a", ":b"], ["/x/", "/%2F/", "/...%2f/", "/"]),
    ("/x/:a/*", [":a", ":splat"], ["/x/", "/x/evil.example/"]),
    ("~/(.*)", ["$1"], ["/", "//"]),
    ("~(.*?)/?([^/]*)", ["$1", "$2"], ["/"]),
    ("~/(.)(.)(.*?)(%..)?(.*)", ["$1", "$2", "$3", "$4", "$5"], ["/"]),
    ("~/(?:(a)|.)(.*)", ["$1", "$2"], ["/a", "/"]),
    ("/p?id=1", [], ["/p?id=1&", "/p?u=//evil.example&id=1&"]),
    ("/q/*?u=%26", [":splat"], ["/q/a?u=%26&", "/q?u=%26&"]),
    ("/v?v=:v", [":v"], ["/v?v=", "/v/?v=//", "/v?v=&x&v=."]),
    ("/w/:a/*?b=:b&c=:c", [":a", ":b", ":c", ":splat"],
     ["/w/x?c=%2F%2F&b=", "/w/evil.example/y?b=.&c=", "/w/x?b=a&c=%5c"]),
    ("/here", [], ["/here", "/here/", "/here?"])]
HOW = ["", "", "", "", "d", "i", "s", "l", "a", "a", "ad"]
# In a request any octet may come.
RAW = [b"\xff", b"\x80", b"\xc3\xa9", b"\xe5\x98\x8a", b"\x01", b"\x7f", b"\x0d"]


def read_list(path):
    """(line number, target) of each line; \\xNN is an octet."""
    with open(path, "rb") as f:
        for number, line in enumerate(f.read().split(b"\n"), 1):
            if line and not line.startswith(b"# "):
                yield number, re.sub(rb"\\x([0-9a-f]{2})",
                                     lambda m: bytes([int(m[1], 16)]), line)


def pieces(dice, most, holes=(":splat",)):
    """Some pieces; a placeholder becomes one of the source's."""
    some = (dice.choice(PIECES) for _ in range(dice.randrange(most)))
    return "".join(dice.choice(holes) if p == ":splat" and holes else p
                   for p in some)


def random_target(dice, holes):
    scheme = dice.choice(SCHEMES)
    text = scheme
    if scheme.endswith(":") or scheme.endswith("//"):
        text += dice.choice(HOSTS) + dice.choice(PORTS)
        text += dice.choice(["/", "/", "/", "", "?", "#"])
    return (text + pieces(dice, 5, holes)).encode()


def random_uri(dice, begins):
    uri = (dice.choice(begins) + pieces(dice, 9)).encode()
    if dice.randrange(4):  # most requests are such that they are answered
        uri = re.sub(rb"[\x00-\x20#]|%(?![2-9a-fA-F][0-9a-fA-F])", b"", uri)
    if dice.randrange(8) == 0:
        uri += dice.choice(RAW)
    return uri


def random_case(dice):
    """(source, target, how, uri, host)"""
    source, holes, begins = dice.choice(KINDS)
    host = dice.choice([b"", b"evil.example", b"a@evil.example", b"[::1]:80"])
    if source.startswith("*."):
        host = dice.choice([b"www.site.example", b"evil.example.site.example"])
    return (source.encode(), random_target(dice, holes),
            dice.choice(HOW).encode(), random_uri(dice, begins), host)


def locate(cases):
    """What we say of random_case()s: None, or what was understood."""
    lines = "".join(" ".join(x.hex() or "-" for x in c) + "\n" for c in cases)
    out = subprocess.run([f"{BUILD}/tests/locate"], input=lines, text=True,
                         stdout=subprocess.PIPE, check=True).stdout
    answers = []
    for line in out.splitlines():
        if line == "refused":
            answers.append(None)
            continue
        origin, host, port, location = line.split()
        answers.append({
            "origin": text_of(origin), "host": text_of(host),
            "port": int(port), "location": text_of(location)})
    assert len(answers) == len(cases), "an answer for each case"
    return answers


def text_of(field):
    return "" if field == "-" else bytes.fromhex(field).decode("latin-1")


def browse(references):
    """What a browser makes of (reference, base): None, or its parts."""
    lines = "".join(json.dumps(r) + "\n" for r in references)
    out = subprocess.run(["node", "tests/oracle/whatwg.mjs"], input=lines,
                         text=True, stdout=subprocess.PIPE, check=True).stdout
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(references), "an answer for each reference"
    return answers


def same_host(ours, theirs):
    """IPv6 has many spellings; browsers send one."""
    if ours.startswith("[") and theirs.startswith("["):
        return ipaddress.ip_address(ours[1:-1]) == \
            ipaddress.ip_address(theirs[1:-1])
    return ours == theirs


def origin_of(understood, base):
    """(scheme, host, port) that must be found, the default port as ""."""
    if understood["origin"]:
        scheme = understood["origin"].split(":")[0]
        host, port = understood["host"], understood["port"]
    else:
        scheme, host, port = re.match(r"(\w+)://([^:/]*):?(\d*)", base).groups()
    if port in (0, {"http": 80, "https": 443}[scheme]):
        port = ""
    return scheme, host, str(port)


def path_of(location, origin):
    return re.split(r"[?#]", location[len(origin):])[0]


def judge(case, understood, base, typed, sent):
    """What is wrong, or ""."""
    scheme, host, port = origin_of(understood, base)
    for what, found in [("typed", typed), ("sent", sent)]:
        if what == "sent" and not understood["location"]:
            continue
        if found is None:
            # Browsers refuse names whose xn-- form means nothing: nobody is
            # sent anywhere, which is no harm.
            if "xn--" in host:
                continue
            return f"{what}: browsers refuse it: {case} {understood}"
        if (found["scheme"], found["port"], found["user"]) != \
                (scheme, port, "") or not same_host(host, found["host"]):
            return f"{what}: browsers go to {found}: {case} {understood}"
    if sent is not None and understood["location"] and \
            sent["path"] != path_of(understood["location"],
                                    understood["origin"]):
        return f"browsers ask for another path, {sent}: {case} {understood}"
    return ""


def judge_all(cases, bases):
    """(understood, what is wrong) of each case."""
    understood = locate(cases)
    references = []
    for case, u, base in zip(cases, understood, bases):
        if u is not None:
            references += [[case[1].decode(), base], [u["location"], base]]
    found = iter(browse(references))
    return [(u, "" if u is None else
             judge(case, u, base, next(found), next(found)))
            for case, u, base in zip(cases, understood, bases)]


# ------------------------------------------------------- the judge is no fool

print(f"# seed {SEED}")
EVIL = ["//evil.example", "/\\evil.example", "/\t/evil.example", "///evil.example",
        f"https://{SITE}@evil.example", "https:\\\\evil.example",
        "https://evil\u3002example/"]
check("browsers do fall for it",
      all(a["host"] == "evil.example"
          for a in browse([[e, BASES[0]] for e in EVIL])))
LIE = {"origin": "", "host": "", "port": 0, "location": "//evil.example"}
check("a Location that leads elsewhere is found out",
      judge("", LIE, BASES[0], *browse([["/", BASES[0]],
                                        ["//evil.example", BASES[0]]])))

# ------------------------------------------------------------------- the list

listed = list(read_list("tests/cases/targets.list"))
uris = [b"/", b"/evil.example", b"//evil.example/", b"/%2F%5cevil.example",
        b"/.evil.example/x/?//evil.example&u=@evil.example"]
cases = [(b"/*", t, b"", uri, b"evil.example")
         for _, t in listed for uri in uris]
answers = judge_all(cases, [BASES[i % 2] for i in range(len(cases))])
for at, (number, target) in enumerate(listed):
    mine = answers[at * len(uris):(at + 1) * len(uris)]
    verdict = "refused" if mine[0][0] is None else "same origin"
    check(f"targets.list:{number} {verdict}: {ascii(target)[2:-1]}",
          not any(wrong for _, wrong in mine),
          "\n".join(wrong for _, wrong in mine if wrong))

# -------------------------------------------------------------------- at random

dice = random.Random(SEED)
cases = [random_case(dice) for _ in range(COUNT)]
answers = judge_all(cases, [dice.choice(BASES) for _ in cases])
wrongs = [wrong for _, wrong in answers if wrong]
accepted = [u for u, _ in answers if u is not None]
located = [u for u in accepted if u["location"]]
check(f"{COUNT} random rules lead where they say", not wrongs,
      "\n".join(wrongs[:20]))
check("a good part of them was accepted", len(accepted) > COUNT / 10,
      len(accepted))
check("and had a Location", len(located) > COUNT / 20, len(located))
check("and a good part was refused", len(accepted) < COUNT * 9 / 10,
      len(accepted))
check("some with an origin, some without",
      min(sum(bool(u["origin"]) for u in located),
          sum(not u["origin"] for u in located)) > COUNT / 100)
for source, _, _ in KINDS:
    kind = sum(bool(u and u["location"]) for c, (u, _) in zip(cases, answers)
               if c[0].decode() == source)
    check(f"many Locations of {source}", kind > COUNT / 500, kind)
check("many of fallbacks", sum(bool(u and u["location"]) and b"a" in c[2]
      for c, (u, _) in zip(cases, answers)) > COUNT / 100)
print(f"# {len(accepted)} accepted, {len(located)} with a Location")
done()
