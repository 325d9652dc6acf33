# SPDX-License-Identifier: MIT
"""rig.py - the real programs in a temporary folder, for one test.

    with Rig(sys.argv[1]) as rig:
        rig.tool("add", "/old", "/new")
        rig.worker()
        rig.nginx(nginx.redirects())
        head, body = rig.curl("web.sock", "http://site.example/old")

Everything listens on Unix sockets in the folder, so no port can be taken, and
everything that was started is ended with the rig.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import nginx
from pace import SLOWER


def wait_for(what, seconds=20):
    """Ask until what() is true, and return that; None when it never is."""
    until = time.monotonic() + seconds * SLOWER
    while True:
        got = what()
        if got or time.monotonic() > until:
            return got or None
        time.sleep(0.02)


class Rig:
    def __init__(self, build):
        self.build = os.path.abspath(build)
        # Short, because a socket's path must fit into 108 octets.
        self.place = tempfile.mkdtemp(prefix="detour-", dir=self._base())
        os.chmod(self.place, 0o755)  # Varnish drops its rights
        self.db = self.path("rules.db")
        self.started = []
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith("DETOUR_")}
        self.env.update(
            DETOUR_DB=self.db,
            PATH=self.build + ":/usr/sbin:/sbin:" + os.environ["PATH"])

    @staticmethod
    def _base():
        base = tempfile.gettempdir()
        return base if len(base) < 60 else "/tmp"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for p in reversed(self.started):
            self.stop(p)
        shutil.rmtree(self.place, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.place, name)

    def ours(self, command):
        """A command line, with our programs found whatever PATH says."""
        if command[0] in ("detour", "detour.fcgi"):
            return (os.path.join(self.build, command[0]), *command[1:])
        return command

    def run(self, *command, **more):
        """Run to its end; the result has returncode, stdout and stderr."""
        more.setdefault("env", self.env)
        more.setdefault("cwd", self.place)
        return subprocess.run(
            self.ours(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=60 * SLOWER, **more)

    def tool(self, *args, want=0):
        """The tool, which must exit with want; returns its output."""
        p = self.run("detour", *args)
        if p.returncode != want:
            raise AssertionError(
                f"detour {args}: status {p.returncode}: {p.stderr.decode()}")
        return p.stdout.decode()

    def start(self, *command, ready=None, **more):
        """Start something; ready is a socket that must be answered on, or a
        question that must become true."""
        more.setdefault("env", self.env)
        with open(self.path(f"log-{len(self.started)}"), "wb") as log:
            p = subprocess.Popen(
                self.ours(command), cwd=self.place, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, **more)
        self.started.append(p)
        question = ready if callable(ready) else lambda: self.listens(ready)
        if ready and not wait_for(lambda: p.poll() is not None or question()):
            raise AssertionError(f"{command[0]} is not ready: {self.logs()}")
        if p.poll() is not None:
            raise AssertionError(f"{command[0]} has ended: {self.logs()}")
        return p

    def stop(self, p, how=signal.SIGTERM):
        """End what was started here, and return its exit status."""
        if p.poll() is None:
            p.send_signal(how)
            try:
                p.wait(15 * SLOWER)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        if p in self.started:
            self.started.remove(p)
        return p.returncode

    def logs(self):
        """The last words of everything that was started."""
        said = ""
        for name in sorted(os.listdir(self.place)):
            if name.startswith("log-") or name == "error.log":
                with open(self.path(name), errors="replace") as f:
                    said += f"--- {name}\n{f.read()[-3000:]}\n"
        return said

    def listens(self, name):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(self.path(name))
                return True
            except OSError:
                return False

    def worker(self, *args):
        return self.start("detour.fcgi", "--listen",
                          "unix:" + self.path("detour.sock"), *args,
                          ready="detour.sock")

    def nginx(self, http, ready="web.sock", name="nginx"):
        """nginx with this inside of its http block."""
        conf = self.path(name + ".conf")
        with open(conf, "w") as f:
            f.write(nginx.whole(http, name))
        return self.start("nginx", "-e", "error.log", "-p", self.place + "/",
                          "-c", conf, ready=ready)

    def curl(self, sock, url, *args):
        """One request; returns (status, [(name, value)...], body), with the
        names of the header in lower case."""
        p = self.run("curl", "-q", "-sS", "-i", "-k", "--globoff",
                     "--path-as-is", "--max-time", str(20 * SLOWER), "--noproxy", "*",
                     "--unix-socket", self.path(sock), *args, url)
        if p.returncode != 0:
            raise AssertionError(f"{p.stderr.decode()} of {url[:100]}")
        return answer(p.stdout)


def answer(raw):
    """Take an answer's bytes apart: HTTP, or what a CGI program prints."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = None
    if lines[0].startswith("HTTP/"):
        status = int(lines.pop(0).split(" ")[1])
    fields = []
    for line in lines:
        name, _, value = line.partition(":")
        fields.append((name.lower(), value.strip(" ")))
    if status is None:
        status = int(dict(fields).get("status", "0")[:3])
    return status, fields, body


def field(fields, name):
    """The one value of a header, "" without one; a list if there are more."""
    values = [v for n, v in fields if n == name]
    return values[0] if len(values) == 1 else values or ""
