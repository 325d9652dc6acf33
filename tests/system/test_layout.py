#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_layout.py - the architecture and the house rules, as searches that
must find nothing.

    test_layout.py BUILD
"""

import glob
import os
import re
import subprocess

from tap import check, done, equal, skip

# A file includes only what stands in its own line or below.  Add a new file
# where it belongs; when it belongs nowhere, its job is not clear yet.  The
# parts of a split file, store_open.c of store.c, stand with it.
ORDER = {
    "app/worker": [
        "main",
        "supervise",
        "child",
        "loop cgi",
        "door",
        "direct library",
        "conn keeper",
        "sieving",
        "answer",
        "pages",
        "worker",
        "address",
        "walls listen",
        "options room peers memo marks gather lend",
        "sandbox",
        "log clock reply environment gate rest record accept",
    ],
    "app/core": [
        "report hops lint flatten expect",
        "table",
        "respond arrive turns witness",
        "decide heads",
        "staging",
        "ledger bulk",
        "location rules",
        "near",
        "match stale visitor",
        "hits finding sift",
        "sieve",
        "store lock litter",
        "beside",
        "trust wants",
        "rule",
        "target",
        "cors",
        "condition",
        "source key",
        "params",
        "host punycode pattern own regex cookie language net origin repeat zones",
        "zone quality",
        "url when request env pair share siphash",
        "buf",
        "errs",
    ],
}

BANNED = "strcpy strcat strncpy sprintf vsprintf strtok gets atoi gmtime" \
         " localtime asctime ctime tmpnam system popen"

# What the core may not do: print, log, read variables, ask for the time.
IMPURE = "printf fprintf puts putchar perror syslog getenv secure_getenv" \
         " setenv time clock_gettime gettimeofday exit abort"

LINES_MAX = 400


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def sources(*patterns):
    return sorted(p for pattern in patterns for p in glob.glob(pattern))


def code(path):
    """A C file without its comments and texts, line by line."""
    text = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"',
                  lambda m: "\n" * m[0].count("\n") or '""', read(path),
                  flags=re.S)
    return text.splitlines()


def found(paths, pattern):
    """Where a pattern occurs in code: "path:line: text"."""
    return [f"{p}:{n}: {line.strip()}" for p in paths
            for n, line in enumerate(code(p), 1) if re.search(pattern, line)]


def nothing(name, where):
    check(name, not where, "\n".join(where))


def includes(path):
    return re.findall(r'^#include ["<]([^">]+)[">]', read(path), re.M)


def who_includes(paths, header):
    return [p for p in paths if header in includes(p)]


def noun(path):
    """Of store_open.c it is "store": both stand behind store.h."""
    name = os.path.splitext(os.path.basename(path))[0]
    return name if path.startswith("admin") else name.split("_")[0]


def run(*command):
    p = subprocess.run(command, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return p.returncode, p.stdout


def call_of(names):
    return r"(?<![\w.>])(?:" + "|".join(names.split()) + r")\s*\("


app = sources("app/*/*.[ch]")
core = sources("app/core/*.[ch]")
admin = sources("admin/*.[ch]", "admin/formats/*.[ch]")
tests = sources("tests/*.h", "tests/*/*.[ch]")
every_c = app + admin + tests
check("there is code to look at", len(core) > 20 and admin and tests)

# ------------------------------------------------------------ who knows whom

check("only library.c knows libfcgi",
      who_includes(app + admin, "fcgiapp.h") == ["app/worker/library.c"],
      who_includes(app + admin, "fcgiapp.h"))
check("only store.c and six of its parts know sqlite3",
      who_includes(app + admin, "sqlite3.h") ==
      [f"app/core/store{part}.c" for part in
       ("", "_copy", "_given", "_long", "_look", "_query", "_wal")],
      who_includes(app + admin, "sqlite3.h"))
check("only ask.c and verify.c know libcurl",
      who_includes(app + admin, "curl/curl.h") == \
      ["admin/ask.c", "admin/verify.c"],
      who_includes(app + admin, "curl/curl.h"))
check("only regex.c knows PCRE2",
      who_includes(app + admin, "pcre2.h") == ["app/core/regex.c"],
      who_includes(app + admin, "pcre2.h"))

worker_headers = {os.path.basename(p) for p in glob.glob("app/worker/*.h")}
core_headers = {os.path.basename(p) for p in glob.glob("app/core/*.h")}
admin_headers = {os.path.basename(p) for p in glob.glob("admin/**/*.h", recursive=True)}
nothing("the core includes neither the worker nor the tool",
        [f"{p}: {i}" for p in core for i in includes(p)
         if i in (worker_headers | admin_headers) - core_headers])
nothing("the tool stands on the core only",
        [f"{p}: {i}" for p in admin for i in includes(p)
         if i in worker_headers - core_headers - admin_headers])
nothing("the worker knows nothing of the tool",
        [f"{p}: {i}" for p in app for i in includes(p)
         if i in admin_headers - worker_headers - core_headers])

for folder, lines in ORDER.items():
    place = {n: at for at, line in enumerate(lines) for n in line.split()}
    files = sources(folder + "/*.[ch]")
    nothing(f"each file of {folder} has a place in the order",
            [p for p in files if noun(p) not in place])
    nothing(f"in {folder}, a file includes only what stands below it",
            [f"{p}: {i}" for p in files for i in includes(p)
             if os.path.exists(f"{folder}/{i}") and
             place.get(noun(f"{folder}/{i}"), 99) < place.get(noun(p), 0)])

# ------------------------------------------------------------------- the code

nothing("no banned function", found(every_c, call_of(BANNED)))
nothing("the core never prints, logs, reads variables or asks for the time",
        [w for w in found(core, call_of(IMPURE))
         # A lock waits, so it needs a clock; it decides nothing by it.
         if not w.startswith("app/core/lock.c")])
nothing("no SQL in C, but in the file that knows sqlite3", [
    p for p in app + admin if p != "app/core/store.c" and re.search(
        r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA) ',
        re.sub(r"/\*.*?\*/", "", read(p), flags=re.S))])
nothing("the licence comes first", [
    p for p in every_c
    if not read(p).startswith("/* SPDX-License-Identifier: MIT */\n")])
nothing(f"no file has more than {LINES_MAX} lines", [
    f"{p}: {len(read(p).splitlines())}" for p in
    every_c + sources("tests/system/*") if os.path.isfile(p)
    and len(read(p).splitlines()) > LINES_MAX])
nothing("every header has its .c, and says what it is for", [
    p for p in sources("app/*/*.h", "admin/*.h", "admin/*/*.h")
    if "\n/*\n * " + os.path.basename(p) + " - " not in read(p)])
nothing("every part of the core is asked by a unit test", [
    p for p in sources("app/core/*.c") + ["app/worker/gate.c"]
    if not who_includes(tests, noun(p) + ".h")])

# --------------------------------------------------------------- other things

is_git, files = run("git", "ls-files", "-co", "--exclude-standard")
top = {p.split("/")[0] for p in files.split("\n") if p and is_git == 0}
allowed = {"Makefile", "README.md", "docs", "debian", "LICENSE",
           "SECURITY.md", "CHANGELOG.md", "app", "sql", "admin", "tests"}
# Not in what is read as a page, copied into one's own, or data to the octet:
# debian/copyright speaks for these.
UNMARKED = r".*\.(md|svg)|LICENSE|\.gitignore|docs/servers/.*" \
           r"|tests/fuzz/corpus/.*|debian/(changelog|copyright|docs|source/.*)"
nothing("so it does in whatever else we wrote", [
    p for p in files.split("\n") if p and is_git == 0 and os.path.isfile(p)
    and not re.fullmatch(UNMARKED, p) and
    "SPDX-License-Identifier: MIT" not in
    "".join(read(p).splitlines(True)[:3])])
nothing("nothing else stands at the top",
        sorted(n for n in top - allowed if not n.startswith(".")))

# Each version formats a little differently; this one is Debian 12's.
if "version 14." in run("clang-format", "--version")[1]:
    code_of, said = run("clang-format", "--dry-run", "-Werror", *every_c)
    check("make format has nothing to change", code_of == 0, said[:3000])
else:
    skip("make format has nothing to change", "needs clang-format 14")

for page in ["admin/detour.1", "app/worker/detour.fcgi.8"]:
    said = run("mandoc", "-Tlint", page)[1]
    # The other page need not be installed here.
    nothing(f"{page} is a good manual page", [
        line for line in said.splitlines()
        if "referenced manual not found" not in line and
        "outdated mandoc.db" not in line])
    # What man makes of a terminal of 80 columns.
    equal(f"{page}: its tables fit a terminal", run(
        "groff", "-mdoc", "-Tutf8", "-rLL=78n", "-z", "-wbreak", page)[1], "")

done()
