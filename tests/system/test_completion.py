#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_completion.py - what bash completes: all that the help knows, in the place
where it is known.

    test_completion.py BUILD
"""

import os
import subprocess
import sys
import tempfile

from tap import check, done, equal

BUILD = os.path.abspath(sys.argv[1])
SCRIPT = """
. admin/detour.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_detour
printf '%s\\n' "${COMPREPLY[@]}"
"""

# What stands on the line, the last word being begun, and what may follow.
ROWS = [
    ("a command", ["re"], "restore renew remove retire recipe"),
    ("a command behind an option", ["--db", "list", "exp"],
     "expect export explain"),
    # bash takes a '=' for a word of its own.
    ("or behind one with a '='", ["--db", "=", "list", "exp"],
     "expect export explain"),
    ("a format behind a '='", ["list", "--format", "=", "j"], "json"),
    ("or right at it", ["add", "/a", "--query", "="], "pass drop"),
    ("an option of all commands", ["--f"], "--format"),
    ("an option of this command", ["add", "--un"], "--until"),
    ("of which others have none", ["list", "--un"], ""),
    ("an option of all, behind the command", ["list", "--fo"], "--format"),
    ("a format", ["list", "--format", "j"], "json"),
    ("a format that lint alone has", ["lint", "--format", "s"], "sarif"),
    ("and upcoming", ["upcoming", "--format", "i"], "ics"),
    ("which others have not", ["list", "--format", "s"], ""),
    ("a role", ["explain", "/a", "--role", ""], "authorizer cgi responder"),
    ("a severity", ["lint", "--severity", ""], "error info warning"),
    ("a format to export", ["export", "--to", "c"],
     "caddy cloudflare-csv csv"),
    ("to promote to", ["promote", "1", "--export", "c"],
     "caddy cloudflare-csv"),
    ("a format to import", ["import", "--from", "g"],
     "gitlab golink-jsonl govuk-csv"),
    ("that lint reads, too", ["lint", "--from", "n"],
     "neos-csv netlify nginx"),
    ("no format where a time stands", ["add", "/a", "--from", "n"], ""),
    ("a web server", ["recipe", "ngi"], "nginx"),
    ("a status", ["add", "/a", "--status", "30"], "301 302 303 307 308"),
    ("one of two words", ["add", "/a", "/b", "--query", ""], "pass drop"),
    ("one of two letters", ["recipe", "nginx", "--order", ""], "A B"),
    ("nothing for a value of one's own", ["add", "--note", "l"], ""),
    ("what a stage takes", ["stage", ""], "begin diff apply drop"),
    ("a word of hits", ["hits", "i"], "import"),
    ("a command to be helped with", ["help", "upc"], "upcoming"),
    ("a file is left to bash", ["import", "mo"], ""),
]


def complete(words):
    p = subprocess.run(
        ["bash", "-c", SCRIPT, "bash", "detour", *words],
        env={**os.environ, "PATH": BUILD + ":" + os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)
    return p.stdout.split(), p.stderr


def main():
    for name, words, want in ROWS:
        got, errors = complete(words)
        equal(f"{name}: {' '.join(words)}", (sorted(got), errors),
              (sorted(want.split()), ""))
    said = subprocess.run([BUILD + "/detour", "help"], capture_output=True,
                          text=True, timeout=60).stdout
    commands, _ = complete([""])
    check("all commands of the help", len(commands) > 30 and all(
        f"\n  {c} " in said for c in commands), commands)
    for c in commands:
        options, _ = complete([c, "--"])
        page = subprocess.run([BUILD + "/detour", "help", c], timeout=60,
                              capture_output=True, text=True).stdout
        want = {line.split()[0] for line in (said + page).splitlines()
                if line.startswith("  --")}
        equal(f"all options of {c}", set(options), want)
    for option, command in [("--from", "import"), ("--to", "export"),
                            ("--export", "promote")]:
        said = subprocess.run(
            [BUILD + "/detour", "--db", "rules.db", command, option, "?"],
            capture_output=True, text=True, timeout=60, cwd=folder).stderr
        words, _ = complete([command, option, ""])
        equal(f"all formats of {command}", sorted(words), sorted(
            said.rpartition(": ")[2].removeprefix("there are ").strip()
            .split(", ")))
    done()


with tempfile.TemporaryDirectory(prefix="detour-") as folder:
    subprocess.run([BUILD + "/detour", "init", "rules.db"], cwd=folder,
                   check=True, capture_output=True, timeout=60)
    main()
