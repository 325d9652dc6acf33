#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_build.py - what plain make and make install give.

    test_build.py BUILD

It builds once more, in a copy of the tree: whoever runs the tests may have
asked for other flags.
"""

import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile

from tap import check, done, equal


def run(*command, cwd=None):
    p = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, cwd=cwd,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return p.returncode, p.stdout, p.stderr


def files(folder):
    """Every file below a folder, and its mode."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            found[path[len(folder):]] = oct(os.stat(path).st_mode & 0o777)
    return found


def hardened(program):
    """A program was built as the flags in the Makefile promise."""
    name = os.path.basename(program)
    _, head, _ = run("readelf", "-hlW", program)
    _, dynamic, _ = run("readelf", "-dW", program)
    _, symbols, _ = run("readelf", "--dyn-syms", "-W", program)
    check(f"{name} is position-independent",
          re.search(r"Type:\s+DYN", head) and "INTERP" in head, head)
    check(f"{name} has read-only relocations", "GNU_RELRO" in head, head)
    check(f"{name} binds all symbols at start",
          re.search(r"FLAGS.*\b(BIND_NOW|NOW)\b", dynamic), dynamic)
    check(f"{name} has a stack that is no code",
          re.search(r"GNU_STACK.* RW +0x", head), head)
    check(f"{name} has a stack protector",
          "__stack_chk_fail" in symbols, symbols)
    check(f"{name} has fortified functions",
          re.search(r"__\w+_chk@", symbols), symbols)


def installed(tree, stage):
    code, _, said = run("make", "-s", "install", f"DESTDIR={stage}",
                        "PREFIX=/usr", "UNITDIR=", cwd=tree)
    equal("make install works", (code, said), (0, ""))
    equal("it installs the programs and their manuals", files(stage), {
        "/usr/bin/detour": "0o755",
        "/usr/libexec/detour.fcgi": "0o755",
        "/usr/share/man/man1/detour.1": "0o644",
        "/usr/share/bash-completion/completions/detour": "0o644",
        "/usr/share/man/man8/detour.fcgi.8": "0o644"})
    program = stage + "/usr/bin/detour"
    check("what is installed runs",
          os.path.exists(program) and run(program, "--version")[0] == 0)


def bill(tree):
    """The bill of materials tells of the programs and of what they load."""
    build = os.path.join(tree, "build")
    with open(os.path.join(build, "detour.spdx.json"), encoding="utf-8") as f:
        said = json.load(f)
    equal("the bill of materials is SPDX",
          (said["spdxVersion"], said["dataLicense"], said["SPDXID"]),
          ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
    for file in said["files"]:
        name = os.path.basename(file["fileName"])
        sums = {c["algorithm"]: c["checksumValue"] for c in file["checksums"]}
        with open(os.path.join(build, name), "rb") as f:
            equal(f"it knows {name} by its checksum", sums["SHA256"],
                  hashlib.sha256(f.read()).hexdigest())
        _, dynamic, _ = run("readelf", "-dW", os.path.join(build, name))
        equal(f"it names each library of {name}",
              {r["relatedSpdxElement"] for r in said["relationships"]
               if r["spdxElementId"] == file["SPDXID"]},
              {"SPDXRef-" + n.replace("_", "-") for n in
               re.findall(r"NEEDED.*\[(.*)\]", dynamic)})
    known = {p["SPDXID"] for p in said["packages"] + said["files"]}
    equal("whatever it relates, it describes", {
        r["relatedSpdxElement"] for r in said["relationships"]} - known, set())
    equal("it knows the version and licence of all", [
        p["name"] for p in said["packages"]
        if "NOASSERTION" in (p["versionInfo"], p["licenseDeclared"])], [])


def same(tree, other):
    """Who builds it elsewhere gets the same octets."""
    shutil.copytree(tree, other, ignore=shutil.ignore_patterns("build"))
    code, _, said = run("make", "-s", "-j2", cwd=other)
    equal("it builds in another folder too", (code, said), (0, ""))
    for one in ["detour", "detour.fcgi"]:
        program = os.path.join("build", one)
        check(f"{one} is the same, wherever it is built",
              filecmp.cmp(os.path.join(tree, program),
                          os.path.join(other, program), shallow=False))


def knows(tree):
    """The tool knows the rules that make was told of, and so does whoever
    installs it, without telling make again."""
    rules = os.path.join(tree, "build", "known.db")
    env = {k: v for k, v in os.environ.items() if k != "DETOUR_DB"}

    def made(*more):
        run("make", "-s", *more, cwd=tree)
        p = subprocess.run([os.path.join(tree, "build", "detour"), "list"],
                           env=env, capture_output=True, text=True)
        return p.returncode, p.stderr

    equal("after a build that knew of no rules one knows of some",
          made("DB=" + rules)[1], f"detour: list: there is no database "
          f"'{rules}'; 'detour --db {rules} init' makes one\n")
    check("and so does what is built next", rules in made()[1])
    _, said, _ = run("make", cwd=tree)
    check("which has nothing to do", "Nothing to be done" in said, said)
    check("until it is told of none", "no database is named" in made("DB=")[1])


def main():
    with tempfile.TemporaryDirectory(prefix="detour-") as folder:
        tree = os.path.join(folder, "tree")
        shutil.copytree(".", tree, ignore=shutil.ignore_patterns(
            "build", ".git", "__pycache__"))
        before = files(tree)
        code, _, said = run("make", "-s", "-j2", cwd=tree)
        equal("plain make succeeds without a warning", (code, said), (0, ""))
        for one in ["detour", "detour.fcgi"]:
            hardened(os.path.join(tree, "build", one))
        _, said, _ = run("make", cwd=tree)
        check("a second make has nothing to do", "Nothing to be done" in said,
              said)
        bill(tree)
        knows(tree)
        same(tree, os.path.join(folder, "another", "folder"))
        installed(tree, os.path.join(folder, "stage"))
        equal("all that was made lies in build/", {
            f: m for f, m in files(tree).items()
            if not f.startswith("/build/")}, before)
    done()


main()
