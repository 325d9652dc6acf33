# SPDX-License-Identifier: MIT
"""machine.py - a small Debian of its own, with systemd, for one test.

    with Machine(build, ["nginx-light", "curl"], place) as m:
        m.bring("detour.deb")
        p = m.run("dpkg", "-i", "/root/detour.deb")

Its files lie in a folder, made by debootstrap once and kept in the build's
folder; systemd boots in namespaces, where it sees no other process, network,
mount or cgroup.  With its first process everything is gone.
"""

import glob
import hashlib
import os
import shutil
import subprocess

from pace import SLOWER
from rig import wait_for

# Run as the first process of the namespaces; $1 is the folder.  systemd finds
# what a container gives it: /proc, /sys, /run, the usual devices, a cgroup.
BOOT = r"""
set -e
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for d in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    n=${d#*:}
    mknod -m 666 "dev/${d%%:*}" c "${n%:*}" "${n#*:}"
done
mkdir dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
pivot_root . mnt
umount -l mnt
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=multi-user.target
"""


def say(*command, **more):
    p = subprocess.run(command, text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       check=False, **more)
    if p.returncode != 0:
        raise AssertionError(f"{command}: {p.returncode}\n{p.stdout[-3000:]}")
    return p.stdout


def codename():
    with open("/etc/os-release", encoding="utf-8") as f:
        return dict(line.strip().split("=", 1) for line in f
                    if "=" in line)["VERSION_CODENAME"]


def mirror(suite):
    """Where apt gets its packages from here."""
    for line in say("apt-get", "indextargets", "--format",
                    "$(CODENAME) $(REPO_URI)", "Created-By: Packages"
                    ).splitlines():
        if line.startswith(suite + " "):
            return line.split(" ")[1]
    raise AssertionError(f"apt knows no mirror of {suite}")


def files(build, packages):
    """The tar file of a Debian with these packages; made when it is absent."""
    suite = codename()
    wanted = ",".join(sorted(packages))
    name = hashlib.sha256(f"{suite} {wanted}".encode()).hexdigest()[:12]
    tar = os.path.join(os.path.abspath(build), f"machine-{name}.tar")
    if not os.path.exists(tar):
        folder = tar + ".new"
        shutil.rmtree(folder, ignore_errors=True)
        for old in glob.glob(os.path.join(build, "machine-*.tar")):
            os.remove(old)
        try:
            say("debootstrap", "--variant=minbase", "--include=" + wanted,
                suite, folder, mirror(suite))
            say("tar", "-C", folder, "--exclude=./var/cache/apt/archives/*.deb",
                "-cf", tar + ".part", ".")
            os.rename(tar + ".part", tar)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return tar


def obstacle():
    """Why there can be no machine here, or None."""
    if os.geteuid() != 0:
        return "needs root"
    place = cgroup()
    if place is None:
        return "needs a cgroup2 that can be written to"
    os.rmdir(place)
    p = subprocess.run(["unshare", "--mount", "--pid", "--fork", "sh", "-c",
                        "mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir old &&"
                        " pivot_root . old"], stdin=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, check=False)
    return None if p.returncode == 0 else \
        "needs the right to mount, and no chroot around it"


def cgroup():
    """A cgroup of our own to boot in, or None where there is no place."""
    with open("/proc/mounts", encoding="utf-8") as f:
        mounts = [line.split(" ") for line in f]
    for m in mounts:
        if m[2] == "cgroup2" and os.access(m[1], os.W_OK):
            path = os.path.join(m[1], f"detour-test-{os.getpid()}")
            try:
                os.mkdir(path)
                return path
            except OSError:
                continue
    return None


class Machine:
    def __init__(self, build, packages, place):
        self.root = os.path.join(place, "machine")
        os.mkdir(self.root)
        say("tar", "-C", self.root, "-xf", files(build, packages))
        self.cgroup = self.pid = self.outside = None

    def __enter__(self):
        self.cgroup = cgroup()
        # It moves into the cgroup before it starts anything.
        self.outside = subprocess.Popen(
            ["sh", "-c", 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"', "sh",
             self.cgroup, "unshare", "--mount", "--pid", "--fork",
             "--kill-child", "--ipc", "--uts", "--net", "--cgroup", "sh", "-c",
             BOOT, "sh", self.root], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if not wait_for(self.has_booted, 60):
            said = b"" if self.outside.poll() is None else \
                self.outside.stdout.read()
            self.__exit__()
            raise AssertionError(f"it does not boot: {said.decode()}")
        return self

    def has_booted(self):
        if self.outside.poll() is not None:
            return True
        pid = self.outside.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            self.pid = f.read().strip()
        return self.pid and self.run("systemctl", "is-system-running"
                                     ).stdout in ("running\n", "degraded\n")

    def __exit__(self, *_):
        if self.pid:
            # The first process of a namespace takes all others with it.
            os.kill(int(self.pid), 9)
        else:
            self.outside.kill()
        self.outside.wait()
        self.outside.stdout.close()
        wait_for(self.cgroup_is_gone)
        shutil.rmtree(self.root)

    def cgroup_is_gone(self):
        try:
            for at, _, _ in os.walk(self.cgroup, topdown=False):
                os.rmdir(at)
        except OSError:  # somebody is still dying in it
            return False
        return True

    def bring(self, path, to="/root"):
        shutil.copy(path, self.root + to)

    def run(self, *command):
        """Run in the machine, as root; returncode, stdout with stderr."""
        return subprocess.run(
            ["nsenter", "--target", self.pid, "--all", "env", "-i",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C",
             "DEBIAN_FRONTEND=noninteractive", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120 * SLOWER, check=False)

    def start(self, *command):
        """The same, without waiting for its end."""
        return subprocess.Popen(
            ["nsenter", "--target", self.pid, "--all", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
