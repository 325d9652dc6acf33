#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_address.py - addresses on which the worker cannot listen, and what it
says of those that it can.

    test_address.py BUILD
"""

import grp
import os
import pwd
import socket
import subprocess
import sys

from fastcgi import ask
from mounts import MS_BIND, mount, own_mounts, unmount
from tap import check, equal, skip
from worker import Worker, in_folder, start, until

BUILD = sys.argv[1]
OTHER = "www-data"  # a user that every Debian has


def refused(name, want, says, *listen, gone=(), **how):
    """One test: it does not start, says so, and leaves nothing behind."""
    args = [part for address in listen for part in ("--listen", address)]
    r = start(BUILD, "--db", "x", *args, **how)
    check(name, r.returncode == want and says in r.stderr and
          not any(os.path.lexists(path) for path in gone), r)


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        return True
    except OSError:
        return False


def names(_):
    refused("a name that nobody has is refused", 2, "'no-such-host.invalid:80'",
            "no-such-host.invalid:80")
    refused("so is what is no name", 2, "'a b:80': ", "a b:80")
    refused("a name that is too long is refused", 2, "is too long",
            "x" * 256 + ":80")
    refused("an address of no network of this machine is refused", 3,
            "no network has this address", "192.0.2.1:9000")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused("an address that is taken is refused", 3, "already in use",
                f"127.0.0.1:{taken.getsockname()[1]}")


def how_many(folder):
    paths = [f"{folder}/{n}.sock" for n in range(17)]
    left = paths + [p + ".lock" for p in paths]
    refused("a 17th address is refused, and no socket is left", 2,
            "at most 16", *[f"unix:{p}" for p in paths], gone=left)
    hosts = f"{folder}/hosts"
    with open(hosts, "w", encoding="ascii") as f:
        f.write("127.0.0.1 twice.example\n::1 twice.example\n")
    if not has_ipv6() or not own_mounts() or \
            not mount(hosts, "/etc/hosts", None, MS_BIND):
        skip("a name counts for each of its addresses",
             "no IPv6 here, or nothing can be mounted")
        return
    for where in ([*[f"unix:{p}" for p in paths[:15]], "twice.example:0"],
                  ["twice.example:0", *[f"unix:{p}" for p in paths[:15]]]):
        refused(f"a name counts for each of its addresses: {where[0][-7:]}", 2,
                "one address too many", *where, gone=left)
    unmount("/etc/hosts")


def paths(folder):
    """In a folder where anybody may make files, as /tmp is."""
    common = f"{folder}/common"
    os.mkdir(common)
    os.chmod(common, 0o1777)
    os.chmod(folder, 0o755)
    path = f"{common}/s"
    os.symlink(f"{common}/elsewhere", path + ".lock")
    refused("a link in the place of the lock is not followed", 3,
            "cannot make", f"unix:{path}", gone=[f"{common}/elsewhere"])
    os.unlink(path + ".lock")
    plain = f"{folder}/plain"
    with open(plain, "w", encoding="ascii"):
        pass
    refused("nor is a file a folder", 3, "cannot make", f"unix:{plain}/s")
    if os.getuid() != 0:
        skip("files of somebody else", "only root can be somebody else")
        return
    uid = pwd.getpwnam(OTHER).pw_uid
    how = {"user": uid, "group": uid, "extra_groups": []}
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    os.chmod(path, 0o777)
    refused("a dead socket of somebody else stays, and is told", 3,
            "cannot remove the dead socket", f"unix:{path}",
            gone=[path + ".lock"], **how)
    check("it is there", os.path.exists(path))
    os.unlink(path)
    r = start(BUILD, "--db", "x", "--listen", f"unix:{path}", "--socket-group",
              grp.getgrgid(0).gr_name, **how)
    check("a group of which one is not cannot be given a socket",
          r.returncode == 3 and "cannot give to the group" in r.stderr and
          os.listdir(common) == [], r)


def told(folder):
    if not has_ipv6():
        skip("an IPv6 address is told in brackets", "no IPv6 here")
    else:
        with Worker(BUILD, folder, "--listen", "[::1]:0") as w:
            check("an IPv6 address is told in brackets",
                  until(lambda: "on=[::1]:" in w.log()), w.log())
            check("and nobody else reaches that of this machine",
                  "whoever reaches" not in w.log(), w.log())
    # A network of its own: nobody but this test reaches it.
    alone = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*alone, "true"], check=False,
                      capture_output=True).returncode != 0:
        skip("an address that others reach is told", "no network of one's own")
        return
    with Worker(BUILD, folder, "--listen", "0.0.0.0:0", prefix=alone) as w:
        check("an address that others reach is told", until(
            lambda: 'msg="whoever reaches this address can ask the worker" '
            "on=0.0.0.0:" in w.log()), w.log())
        equal("and is listened on", ask(w.address, "/old").location, "/new")


if __name__ == "__main__":
    in_folder(BUILD, names, how_many, paths, told)
