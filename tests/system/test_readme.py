#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_readme.py - what the README and docs/ say is so: commands run and print
what is shown, the configuration of nginx works as pasted, links lead somewhere.

    test_readme.py BUILD

A "console" block is one session: "$ " begins a command, what follows is its
output.  Instants and spans in it stand for any others, "..." at the end of a
line for its rest, a line "..." for any lines.
"""

import glob
import grp
import html
import json
import os
import re
import shlex
import signal
import subprocess
import sys

from rig import Rig, field, wait_for
from tap import check, done, equal

PAGES = ["README.md", *sorted(glob.glob("docs/*.md")), "SECURITY.md",
         "CHANGELOG.md", "tests/README.md"]
TEXT = {}
for name in PAGES:
    with open(name, encoding="utf-8") as f:
        TEXT[name] = f.read()

INSTANT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [+-]\d\d:\d\d)?"
SPAN = r"\b(?:\d+[smhdwy] )?\d+[smhdwy]\b"


def blocks(kind, page):
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT[page], re.M | re.S)


def exits(command):
    """Questions may be answered by "no"."""
    asks = re.match(r"(?:sudo )?detour (?:lint|explain|stage diff)", command)
    return (0, 1) if asks else (0,)


def pattern(shown):
    """Shown output as a regular expression."""
    out = ""
    for line in shown.splitlines():
        if line.strip() == "...":
            out += r"(?:.*\n)*"
            continue
        rest = line.endswith(" ...")
        line = line[:-4] if rest else line
        for part in re.split(f"({INSTANT}|{SPAN})", line):
            # What is longer ago than a moment says how long.
            out += f"{INSTANT}(?:, {SPAN} ago)?" \
                if re.fullmatch(INSTANT, part) else \
                SPAN if re.fullmatch(SPAN, part) else re.escape(part)
        # Columns are as wide as what is in them.
        out = re.sub(r"(?:\\ ){2,}", " {2,}", out)
        out += r".*\n" if rest else r" *\n"
    return out


def sessions(rig, page):
    """Every console block, one after the other, in one shell's surroundings."""
    env = dict(rig.env, TZ="UTC", DETOUR_USER="ann")
    # Where a package is installed there is a database already.
    if "$ export " in TEXT[page]:
        del env["DETOUR_DB"]
    else:
        rig.tool("init")
    for block in blocks("console", page):
        for command, shown in re.findall(
                r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            if command.startswith("export "):
                names = dict(re.findall(r"(\w+)=(\S+)", command))
                names.pop("PATH", None)  # they are in it
                env.update(names)
                continue
            run = command.removeprefix("sudo ")
            p = rig.run("sh", "-c", f"{{ {run}; }} 2>&1", env=env)
            said = p.stdout.decode()
            check(f"{page}: $ {command}: prints what is shown",
                  p.returncode in exits(command) and shown and
                  re.fullmatch(pattern(shown), said),
                  f"status {p.returncode}\n--- prints\n{said}"
                  f"--- is shown\n{shown}")


def table_of_rules(rig, page):
    rows = re.findall(r"^\| `(add [^`]*)` \| (.*) \|$", TEXT[page], re.M)
    check(f"{page}: the table of rules has rows", len(rows) > 5, rows)
    for command, _ in rows:
        p = rig.run("detour", *shlex.split(command))
        check(f"{page}: detour {command}: is accepted", p.returncode == 0,
              p.stderr.decode())


def worker_as_shown(rig):
    shown = {line for page in ("README.md", "docs/web-servers.md")
             for b in blocks("sh", page) for line in b.splitlines()
             if line.startswith("detour.fcgi ")}
    equal("one command of the worker is shown", len(shown), 1)
    command = shown.pop().replace("/run/detour/", rig.place + "/")
    # Only a member of a group can give it away.
    command = command.replace("www-data", grp.getgrgid(os.getegid())[0])
    command = command.replace("rules.db", rig.db)
    return rig.start(*shlex.split(command), ready="detour.sock")


def nginx_as_shown(rig):
    shown = blocks("nginx", "docs/web-servers.md")
    equal("the configuration of nginx is shown", len(shown), 1)
    site = rig.path("html")
    os.makedirs(site)
    for name in ["index.html", "sale", "page"]:
        with open(os.path.join(site, name), "w") as f:
            f.write(f"the site's {name}\n")
    conf = shown[0]
    for there, here in [("/run/detour/", rig.place + "/"),
                        ("listen 80;", "listen unix:web.sock;"),
                        ("/var/www/html", site),
                        # A Unix socket has no address of a client.
                        ("allow 127.0.0.1;", "allow unix:;")]:
        check(f"the configuration says {there}", there in conf)
        conf = conf.replace(there, here)
    rig.nginx(conf)


def behind_nginx(rig):
    rig.tool("init")
    rig.tool("add", "/sale", "/summer-sale", "--for", "30d")
    worker = worker_as_shown(rig)
    nginx_as_shown(rig)

    def get(path, *args):
        status, fields, body = rig.curl(
            "web.sock", "http://example.com" + path, *args)
        return status, field(fields, "location"), body.decode()

    equal("nginx: a rule redirects", get("/sale?a=1")[:2],
          (307, "/summer-sale?a=1"))
    with open(rig.path("upload"), "wb") as f:
        f.write(b"x" * 500000)
    equal("nginx: so is a POST, whatever its body", get(
        "/sale", "--data-binary", "@upload")[:2], (307, "/summer-sale"))
    equal("nginx: without a rule the site answers", get("/page"),
          (200, "", "the site's page\n"))
    equal("nginx: the site's index too", get("/")[2], "the site's index.html\n")
    equal("nginx: what nobody has is the site's own 404", get("/none")[0], 404)
    status, _, body = get("/-detour/health")
    equal("nginx: the page health", (status, json.loads(body)["status"]),
          (200, "ok"))
    equal("nginx: the page stale", get("/-detour/stale")[::2], (200, "[]\n"))
    check("nginx: the page metrics",
          "detour_requests_total" in get("/-detour/metrics")[2])
    rig.stop(worker, signal.SIGTERM)
    check("nginx: with the worker down, the site answers",
          wait_for(lambda: get("/sale") == (200, "", "the site's sale\n")),
          get("/sale"))


def anchors(page):
    """Of its headings, as GitHub and GitLab make them."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-")
            for h in re.findall(r"^#+ (.*)$", TEXT[page], re.M)}


def links(page):
    for target in re.findall(r"\]\(([^)]+)\)", TEXT[page]):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        path = os.path.normpath(os.path.join(
            os.path.dirname(page), path)) if path else page
        check(f"{page}: the link to {target} leads somewhere",
              os.path.exists(path) and
              (not anchor or anchor in anchors(path)))
    for alt in re.findall(r"!\[([^\]]*)\]", TEXT[page]):
        check(f"{page}: the picture has a description: {alt}", len(alt) > 5)
    for folder in re.findall(r"^\| `((?:app|admin|sql)/(?:\w+/)?)` \|",
                             TEXT[page], re.M):
        check(f"{page}: the folder {folder} is there", os.path.isdir(folder))


def commands(rig):
    """Every command that is named anywhere, with options that it has."""
    told = {}  # the help of each command

    def help_of(command):
        if command not in told:
            told[command] = rig.tool("help", *([command] if command else []))
        return told[command]

    known = re.findall(r"^  ([a-z]+) ", help_of(""), re.M)
    formats = set(re.findall(r"^    detour import \S+ --from (\S+)",
                             TEXT["docs/moving-in.md"], re.M))
    for name in formats - {"FORMAT"}:
        p = rig.run("detour", "import", "/dev/null", "--from", name,
                    "--dry-run")
        check(f"docs/moving-in.md: {name} is a format",
              b"is not a format" not in p.stderr, p.stderr.decode())
    for page in PAGES:
        code = "\n".join(
            re.findall(r"^```\w+\n(.*?)^```$", TEXT[page], re.M | re.S) +
            re.findall(r"^    (.*)$", TEXT[page], re.M) +
            re.findall(r"`([^`\n]+)`", TEXT[page]))
        wrong = []
        for line in set(re.findall(r"(?:^|\$ |sudo |\| )detour ([a-z].*)$", code,
                                   re.M)):
            words = re.split(r"[#|>]", line)[0].split()
            if words[0] not in known:
                wrong.append(line)
                continue
            has = help_of(words[0]) + help_of("")
            wrong += [line for w in words[1:] if w.startswith("--") and
                      not re.search(rf"^  {w.split('=')[0]}\b", has, re.M)]
        equal(f"{page}: names no command and no option that is not there",
              wrong, [])


def code():
    for name in set(re.findall(r"\b(\w+\.c)\b", TEXT["README.md"])):
        check(f"the file {name} is there", any(
            os.path.exists(os.path.join(d, name))
            for d in ["app/core", "app/worker"]))


def make_targets():
    said = html.unescape("\n".join(TEXT[p] for p in PAGES))
    found = {command[0] or command[1] for command in re.findall(
        r"^(?:sudo )?(make[ \w=]*?)(?: *#.*)?$|`(make[ \w=]*)`", said, re.M)}
    for command in sorted(found):
        p = subprocess.run(
            ["make", "-n", *command.split()[1:]], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(f"'{command}' is known to make", p.returncode == 0, p.stderr)


for name in PAGES:
    if blocks("console", name):
        with Rig(sys.argv[1]) as one:
            sessions(one, name)
with Rig(sys.argv[1]) as one:
    one.tool("init")
    table_of_rules(one, "README.md")
    table_of_rules(one, "docs/tour.md")
with Rig(sys.argv[1]) as one:
    behind_nginx(one)
with Rig(sys.argv[1]) as one:
    one.tool("init")
    commands(one)
for name in PAGES:
    links(name)
code()
make_targets()
done()
