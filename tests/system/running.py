# SPDX-License-Identifier: MIT
"""running.py - a set-up of setups.py that runs: the printed recipe in the real
server, the real worker, and a site behind."""

import ctypes
import os
import shutil

import asked
from fronts import Port
from origin import echo, said
from setups import LINE, PAGE, SITE
from web import ask

FILE = b"a file of the site\n"
OWN_404 = b"the site's own page for what is not there\n"
WORKER_404 = b"No redirect here.\n"

RULES = [
    ("/old", "/new"),
    ("/docs/*", "https://new.example/d/:splat"),
    ("/page/moved", "/elsewhere"),
    ("/closed", "--status", "503", "--for", "1h"),
    ("/gone", "--status", "410"),
    ("/ended", "/over", "--from", "2020-01-01", "--until", "2020-02-01"),
]


def adopt():
    """Become the parent of what servers leave behind."""
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def alone():
    """Whether nothing runs any more that was started here, by whomever."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def workers(rig):
    """The workers that a server has started."""
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/environ", "rb") as f:
                ours = f"DETOUR_DB={rig.db}\0".encode() in f.read()
            with open(f"/proc/{entry}/comm", encoding="utf-8") as f:
                name = f.read().strip()
        except (OSError, ValueError):
            continue
        if ours and name == "detour.fcgi":
            yield int(entry)


class Running:
    """A set-up that runs."""

    def __init__(self, setup, rig, site, port):
        self.setup, self.rig, self.site, self.port = setup, rig, site, port
        self.worker = None

    def start(self):
        setup, rig = self.setup, self.rig
        # The server may give up root's rights.
        os.chmod(rig.place, 0o777)
        above = os.path.dirname(rig.place)
        if os.stat(above).st_uid == os.geteuid() and above != "/tmp":
            os.chmod(above, os.stat(above).st_mode | 0o011)
        os.makedirs(rig.path("root/page"))
        for name, text in [("page/moved", FILE), ("page/file.html", FILE),
                           ("404.html", OWN_404)]:
            with open(rig.path("root/" + name), "wb") as f:
                f.write(text)
        shutil.copy(os.path.join(rig.build, "detour.fcgi"),
                    rig.path("detour.fcgi"))
        rig.tool("init")
        for rule in RULES + asked.RULES:
            rig.tool("add", *rule)
        if setup.started_by == "us":
            self.start_worker()
        setup.front(rig, self.printed(), self.port)

    def start_worker(self):
        self.tcp = self.tcp if self.worker else Port()
        self.worker = self.rig.worker("--socket-mode", "0666", "--listen",
                                      f"127.0.0.1:{self.tcp.number}")

    def printed(self):
        """The recipe with the values of this run."""
        setup, rig = self.setup, self.rig
        values = {
            "socket": rig.path("detour.sock"), "db": rig.db,
            "address": f"127.0.0.1:{self.worker and self.tcp.number}",
            "site": self.site.url, "root": rig.path("root"),
            "program": rig.path("detour.fcgi"),
            "listen": f"127.0.0.1:{self.port.number}",
        }
        args = ["recipe", setup.server]
        if setup.order != "-":
            args += ["--order", setup.order]
        # Only what this recipe takes: the list says it.
        for line in rig.tool("recipe", "--format", "tsv").splitlines():
            server, order, site, *_, options = line.split("\t")
            if (server, order, site) == (setup.server, setup.order,
                                         setup.site):
                for option in options.split():
                    args += [option, values[option[2:]]]
        return rig.tool(*args)

    def ask(self, method, target, body=None, more=()):
        return ask(self.port.number, method, target, body, more=more)

    def link(self, path):
        return self.setup.prefix + path

    def who(self, a, method, target, body=b""):
        """Who has answered: a word of setups.py, or the status."""
        if echo(a) == said(method, target, body):
            return SITE
        if a.status == 404 and a.body == WORKER_404:
            return LINE
        if a.status == 404 and a.body == OWN_404:
            return PAGE
        return a.status

    def kept(self):
        """How many connections to the worker there are."""
        with open("/proc/net/unix", encoding="utf-8") as f:
            return sum(line.split()[5] == "03" and
                       line.endswith(self.rig.path("detour.sock") + "\n")
                       for line in f)
