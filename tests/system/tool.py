# SPDX-License-Identifier: MIT
"""tool.py - the tool and a database of its own, for one test.

    t = Tool(sys.argv[1])
    t("add", "/old", "/new")                  # must exit 0
    t.refused("add", "/old", want=2, says="no target")
    t.json("list")
"""

import json
import os
import sqlite3
import subprocess
import tempfile

from pace import SLOWER
from tap import check, equal


class Tool:
    def __init__(self, build, init=True):
        self.build = os.path.abspath(build)
        self.folder = tempfile.TemporaryDirectory(prefix="detour-")
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith("DETOUR_") and k != "SUDO_USER"}
        self.env.update(DETOUR_DB=self.path("rules.db"), TZ="Europe/Berlin",
                        DETOUR_USER="ann")
        if init:
            self("init")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read().decode()

    def run(self, *args, data=b"", env=None, prefix=(), **more):
        """The whole result, whatever the exit status."""
        return subprocess.run(
            [*prefix, self.build + "/detour", *args], input=data,
            env={**self.env, **(env or {})}, cwd=self.folder.name,
            capture_output=True, timeout=200 * SLOWER, **more)

    def __call__(self, *args, want=0, data=b"", env=None):
        """What it prints; a test fails if the exit status is another."""
        p = self.run(*args, data=data, env=env)
        if p.returncode != want:
            check(f"exit status {want} of: detour {' '.join(args)}", False,
                  f"{p.returncode}\n{p.stdout.decode()}{p.stderr.decode()}")
        return p.stdout.decode()

    def json(self, *args, want=0, **more):
        return json.loads(self(*args, "--format", "json", want=want, **more))

    def add(self, *args):
        """Add a rule; its id."""
        return self("add", *args, "--format", "tsv").strip()

    def rule(self, rule):
        return self.json("show", rule)

    def refused(self, name, *args, want, says, **more):
        """One test: it is refused with this status and one sentence on
        standard error that says so, and nothing is printed."""
        p = self.run(*args, **more)
        err = p.stderr.decode()
        check(name, p.returncode == want and p.stdout == b"" and
              err.startswith("detour: ") and
              all(part in err for part in
                  ([says] if isinstance(says, str) else says)),
              f"status {p.returncode}, want {want}\nstdout {p.stdout!r}\n"
              f"stderr {err}want   {says}")

    def same(self, name, got, **want):
        """One test: these fields of an object are so."""
        equal(name, {k: got.get(k) for k in want}, want)

    def cgi(self, uri, method="GET"):
        """One request to the worker, as a web server makes it by CGI."""
        env = {**self.env, "GATEWAY_INTERFACE": "CGI/1.1",
               "REQUEST_METHOD": method, "REQUEST_URI": uri,
               "HTTP_HOST": "site.example", "SERVER_PROTOCOL": "HTTP/1.1"}
        return subprocess.run([self.build + "/detour.fcgi"], env=env,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60 * SLOWER).stdout.decode()

    def sound(self, name):
        """One test: the database is whole, and the next command works."""
        with sqlite3.connect(self.path("rules.db")) as db:
            state = db.execute("PRAGMA integrity_check").fetchall()
        equal(name, (state, self.run("add", "/next", "/n").returncode),
              ([("ok",)], 0))


def by_sql(path, *statements):
    """Change a database behind the tool's back."""
    db = sqlite3.connect(path, timeout=5)
    for s in statements:
        db.execute(s)
    db.commit()
    db.close()
