#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_package.py - the Debian package: built, installed, used, upgraded,
removed and purged, in a Debian of its own with systemd and nginx.

    test_package.py BUILD
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

from machine import Machine, obstacle
from rig import wait_for
from tap import check, done, equal, skip

BUILD = sys.argv[1]
URL = "http://site.example"


def text(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def run(*command, **env):
    p = subprocess.run(command, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       env={**os.environ, **env}, check=False)
    return p.returncode, p.stdout


def alternatives(field):
    """Of each entry of a list of dependencies, the first package's name."""
    return [re.match(r"[a-z0-9.+-]+", one.strip())[0]
            for one in field.split(",") if one.strip()]


def paragraph_field(path, name):
    field = re.search(rf"^{name}:((?:.*\n)(?: .*\n)*)", text(path), re.M)
    return field[1]


# ------------------------------------------------------------------ building

def sources_agree():
    version = re.search(r"^VERSION := (\S+)", text("Makefile"), re.M)[1]
    check("the package has the program's version",
          text("debian/changelog").startswith(f"detour ({version})"),
          text("debian/changelog"))
    build = re.search(r"^build='(.*)'", text("tests/packages.sh"), re.M)[1]
    field = paragraph_field("debian/control", "Build-Depends")
    needed = alternatives(re.sub(r"[^,]*<!nocheck>", "", field))
    equal("it is built from what make builds from",
          sorted(set(needed) - {"debhelper-compat"}),
          sorted({b.partition("|")[0] for b in build.split()} -
                 {"gcc", "libc6-dev"}))


def built(place):
    """The path of the package."""
    # The unit tests are a part of the build, but they run beside this one.
    status, said = run("make", "-s", f"O={place}", "deb",
                       DEB_BUILD_OPTIONS="nocheck parallel=2")
    check("make deb builds it, and lintian finds no fault", status == 0, said)
    found = [p for p in glob.glob(f"{place}/deb/detour_*.deb")]
    equal("it says where the package is", said.count(found[0]), 1)
    return found[0]


def units_folder():
    """Debian 12 has it in /lib, later ones in /usr/lib."""
    version = run("dpkg-query", "-W", "-f", "${Version}", "debhelper")[1]
    old = run("dpkg", "--compare-versions", version, "lt", "13.11.6~")[0] == 0
    return f"{'' if old else '/usr'}/lib/systemd/system"


def contents(deb):
    lines = [line.split() for line in run("dpkg-deb", "-c", deb)[1].split("\n")]
    found = {f[5][1:]: (f[0], f[1]) for f in lines
             if f and f[0][0] != "d" and "/usr/share/doc/" not in f[5]}
    program, other = ("-rwxr-xr-x", "root/root"), ("-rw-r--r--", "root/root")
    equal("programs, manuals and the files of systemd are in it", found, {
        "/usr/bin/detour": program,
        "/usr/libexec/detour.fcgi": program,
        "/usr/share/man/man1/detour.1.gz": other,
        "/usr/share/bash-completion/completions/detour": other,
        "/usr/share/man/man8/detour.fcgi.8.gz": other,
        f"{units_folder()}/detour.service": other,
        f"{units_folder()}/detour.socket": other,
        "/usr/lib/sysusers.d/detour.conf": other,
        "/usr/lib/tmpfiles.d/detour.conf": other})


# ---------------------------------------------------------------- in a Debian

def out(m, *command):
    return m.run(*command).stdout.strip()


def installs(m):
    # As of somebody who has rules of his own.
    p = m.run("env", "DETOUR_DB=/root/mine.db", "dpkg", "-i",
              "/root/detour.deb")
    check("it installs", p.returncode == 0, p.stdout)
    check("without a word of warning",
          not re.search("warn|fail|error|could not", p.stdout, re.I), p.stdout)
    equal("socket and service are enabled and run",
          out(m, "systemctl", "is-enabled", "detour.socket",
              "detour.service").split() +
          out(m, "systemctl", "is-active", "detour.socket",
              "detour.service").split(),
          ["enabled", "enabled", "active", "active"])
    equal("rules, hits and socket belong to whom they should",
          out(m, "stat", "-c", "%U:%G %a %n", "/var/lib/detour",
              "/var/lib/detour/rules.db", "/var/lib/detour/hits",
              "/run/detour/detour.sock").split("\n"),
          ["root:detour 2750 /var/lib/detour",
           "root:detour 640 /var/lib/detour/rules.db",
           "detour:detour 750 /var/lib/detour/hits",
           "root:www-data 660 /run/detour/detour.sock"])
    check("the user cannot log in",
          out(m, "getent", "passwd", "detour").endswith("/nologin"))
    equal("systemd finds no fault in the units",
          out(m, "systemd-analyze", "verify", "--man=no", "detour.socket",
              "detour.service"), "")


def tested_by_its_own(m):
    m.bring("debian/tests/redirect")
    p = m.run("sh", "/root/redirect")
    check("its autopkgtest passes where systemd runs", p.returncode == 0,
          p.stdout)
    m.run("systemctl", "stop", "detour.socket", "detour.service")
    # Hides /run/systemd/system, as in a bare chroot.
    p = m.run("unshare", "--mount", "sh", "-c",
              "mount -t tmpfs tmpfs /run/systemd && sh /root/redirect")
    check("and where it does not", p.returncode == 0, p.stdout)
    m.run("rm", "-f", "/run/detour/detour.sock")
    m.run("systemctl", "start", "detour.socket", "detour.service")


def behind_nginx(m):
    """As an administrator does it: the recipe into conf.d, and reload."""
    m.run("rm", "/etc/nginx/sites-enabled/default")
    m.run("sh", "-c", "detour recipe nginx --root /var/www/html"
          " >/etc/nginx/conf.d/detour.conf && systemctl reload nginx")
    p = m.run("detour", "add", "/old", "https://new.example/x")
    check("the tool needs not be told of the database", p.returncode == 0,
          p.stdout)
    equal("behind the nginx that is installed, by the recipe",
          wait_for(lambda: status(m, "/old").startswith("307") and
                   status(m, "/old")), "307 https://new.example/x")


def status(m, path):
    return out(m, "curl", "-s", "-o", "/dev/null", "-w",
               "%{http_code} %{redirect_url}", "http://127.0.0.1" + path)


def main_pid(m):
    return out(m, "systemctl", "show", "-p", "MainPID", "--value", "detour")


def confined(m):
    pid = main_pid(m)
    said = m.run("cat", f"/proc/{pid}/status").stdout
    equal("the worker has no capability, and gets none",
          re.findall(r"^(CapEff|CapBnd|NoNewPrivs):\s+(\S+)", said, re.M),
          [("CapEff", "0" * 16), ("CapBnd", "0" * 16), ("NoNewPrivs", "1")])
    check("its system calls are filtered", "Seccomp:\t2\n" in said, said)
    equal("it has no network but a loopback of its own",
          re.findall(r"^ *(\w+):", m.run("cat", f"/proc/{pid}/net/dev").stdout,
                     re.M), ["lo"])
    for path, may in [("/var/lib/detour/hits/x", True),
                      ("/var/lib/detour/x", False),
                      ("/var/lib/detour/rules.db", False), ("/etc/x", False),
                      ("/usr/x", False)]:
        p = m.run("nsenter", "-t", pid, "-m", "sh", "-c", f": >>{path}")
        check(f"where it lives, not even root could write {path}" if not may
              else "but its hits can be written",
              p.returncode == 0 if may else "Read-only" in p.stdout, p.stdout)
    m.run("rm", "/var/lib/detour/hits/x")
    p = m.run("runuser", "-u", "detour", "--", "detour", "add", "/a", "/b")
    check("its user cannot change the rules", p.returncode == 3, p.stdout)
    p = m.run("runuser", "-u", "detour", "--", "sh", "-c",
              "rm -f /var/lib/detour/rules.db-wal; : >/var/lib/detour/"
              "rules.db-journal; ls /var/lib/detour")
    check("nor plant or remove a file beside them",
          "rules.db-wal" in p.stdout and "rules.db-journal\n" not in p.stdout,
          p.stdout)


def read_by_the_group(m):
    m.run("useradd", "--groups", "detour", "ann")
    for command in [["list"], ["stale"], ["explain", URL + "/old"]]:
        p = m.run("runuser", "-u", "ann", "--", "detour", *command)
        check(f"the group may {command[0]}", p.returncode == 0, p.stdout)
    p = m.run("runuser", "-u", "nobody", "--", "detour", "list")
    check("nobody else may look", "Permission denied" in p.stdout, p.stdout)
    m.run("userdel", "ann")


def loses_nobody(m, name, *command):
    """Ask without a pause, before, while and after the worker is replaced."""
    before = main_pid(m)
    answers = os.path.join(m.root, "root/answers")
    load = m.start("sh", "-c", "while [ ! -e /root/stop ]; do curl -s -o"
                   " /dev/null -w '%{http_code}\n' 'http://127.0.0.1/old?[1-20]'"
                   "; done >/root/answers")
    wait_for(lambda: os.path.exists(answers) and text(answers))
    p = m.run(*command)
    done_at = len(text(answers))
    wait_for(lambda: len(text(answers)) > done_at + 400)
    m.run("touch", "/root/stop")
    said = load.communicate()[0]
    seen = text(answers).split()
    m.run("rm", "/root/stop", "/root/answers")
    check(f"{name} is a new worker", p.returncode == 0 and
          main_pid(m) not in ("0", before), p.stdout)
    check(f"{name} loses no visitor", len(seen) > 200 and set(seen) == {"307"},
          f"{len(seen)} answers: {set(seen)} {said}")


def upgrades(m):
    socket = out(m, "stat", "-c", "%i", "/run/detour/detour.sock")
    loses_nobody(m, "a restart", "systemctl", "restart", "detour")
    loses_nobody(m, "an upgrade", "dpkg", "-i", "/root/detour.deb")
    equal("both leave the socket as it is",
          out(m, "stat", "-c", "%i", "/run/detour/detour.sock"), socket)
    before = main_pid(m)
    p = m.run("systemctl", "reload", "detour")
    equal("a reload keeps the worker", (p.returncode, main_pid(m)),
          (0, before))
    m.run("journalctl", "--sync")
    said = out(m, "journalctl", "-u", "detour", "-o", "cat").splitlines()
    equal("in all this the worker had nothing to complain of",
          [line for line in said
           if re.search("level=(warning|error)|fail|kill", line, re.I)], [])
    check("and the reload is told", any("Reloaded" in line for line in said),
          said[-5:])


def everything(m):
    """Every path but those of the system's own book-keeping."""
    return set(out(m, "find", "/", "-xdev", "-not", "-path", "/root/*",
                   "-not", "-path", "/var/log/*", "-not", "-path", "/tmp/*",
                   "-not", "-path", "/var/lib/dpkg/*-old",
                   "-not", "-path", "/etc/*-").split("\n"))


def goes(m, before):
    p = m.run("dpkg", "--remove", "detour")
    check("it is removed", p.returncode == 0 and "warn" not in p.stdout.lower(),
          p.stdout)
    equal("the worker is gone, and its socket",
          (out(m, "sh", "-c", "ls -A /run/detour /usr/libexec/detour.fcgi"
               " 2>/dev/null"), status(m, "/old")[:3]), ("", "404"))
    m.run("dpkg", "-i", "/root/detour.deb")
    equal("installed again, it has kept the rules", status(m, "/old")[:3],
          "307")
    p = m.run("dpkg", "--purge", "detour")
    check("it is purged", p.returncode == 0, p.stdout)
    m.run("rm", "/etc/nginx/conf.d/detour.conf")
    equal("then nothing is left",
          sorted(p for p in everything(m) - before), [])
    check("but the user", "detour" in out(m, "getent", "passwd", "detour"))
    equal("and systemd misses nothing",
          out(m, "systemctl", "--failed", "--no-legend"), "")


def in_a_machine(deb, place):
    needed = alternatives(run("dpkg-deb", "-f", deb, "Depends")[1]) + \
        alternatives(paragraph_field("debian/tests/control", "Depends"))
    with Machine(BUILD, set(needed) - {"detour"}, place) as m:
        m.bring(deb, "/root/detour.deb")
        before = everything(m)
        installs(m)
        tested_by_its_own(m)
        behind_nginx(m)
        confined(m)
        read_by_the_group(m)
        upgrades(m)
        goes(m, before)


sources_agree()
with tempfile.TemporaryDirectory(prefix="detour-") as folder:
    package = built(folder)
    contents(package)
    reason = obstacle()
    if reason is None:
        in_a_machine(package, folder)
    else:
        skip("it works in a Debian of its own", reason)
done()
