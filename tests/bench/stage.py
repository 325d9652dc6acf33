# SPDX-License-Identifier: MIT
"""stage.py - the made-up site, the servers that know it, and what they hold.

    with Stage("build") as stage:
        db = stage.rules(100000)
        worker = stage.worker("detour.fcgi", db)

Rules and request lists are made once and kept below BUILD/bench/data.  All
servers listen on Unix sockets or on the loopback, and end with the stage.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

CLEAN = {k: v for k, v in os.environ.items()
         if k not in ("GATEWAY_INTERFACE", "LISTEN_FDS")
         and not k.startswith("DETOUR_")}
# With two cores, who asks does not disturb who answers.
CORES = sorted(os.sched_getaffinity(0))
ASKING, ANSWERING = {CORES[0]}, {CORES[-1]}


class Server:
    """Where it listens, and who it is."""

    def __init__(self, name, address, processes, http=False, hits=False):
        self.name = name
        self.address = address  # as fcgiload takes it
        self.processes = processes  # Popen of each
        self.http = http
        self.hits = hits  # writes them a while after the answer

    @property
    def pids(self):
        return [p.pid for p in self.processes]


def until(what, seconds=30):
    """Ask until what() is true; what it was at last."""
    end = time.monotonic() + seconds
    while True:
        got = what()
        if got or time.monotonic() > end:
            return got
        time.sleep(0.005)


def connects(address):
    """Whether somebody listens."""
    try:
        if address.startswith("unix:"):
            s = socket.socket(socket.AF_UNIX)
            s.connect(address[5:])
        else:
            host, port = address.rsplit(":", 1)
            s = socket.create_connection((host, int(port)), 1)
        s.close()
        return True
    except OSError:
        return False


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def children(pid):
    """A process and all that descend from it."""
    found = [pid]
    for pid in found:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children",
                          encoding="ascii") as f:
                    found += [int(word) for word in f.read().split()]
        except OSError:
            pass
    return found


def memory(pid, kind):
    """What smaps_rollup says of a process, in octets; kind begins lines."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
        return sum(int(line.split()[1]) * 1024 for line in f
                   if line.startswith(kind))


class Stage:
    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.data = f"{self.build}/bench/data"
        os.makedirs(self.data, exist_ok=True)
        # Short, because a socket's path must fit into 108 octets.
        self.place = tempfile.mkdtemp(prefix="detour-", dir="/tmp")
        os.chmod(self.place, 0o755)  # some servers drop their rights
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for p in reversed(self.started):
            self.stop(p)
        shutil.rmtree(self.place, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.place, name)

    # ------------------------------------------------------------ processes

    def start(self, *command, log=None, **how):
        with open(self.path((log or os.path.basename(command[0])) + ".log"),
                  "ab") as f:
            p = subprocess.Popen(
                command, env=how.pop("env", CLEAN), stdout=f, stderr=f,
                start_new_session=True,
                stdin=how.pop("stdin", subprocess.DEVNULL),
                preexec_fn=lambda: os.sched_setaffinity(0, ANSWERING), **how)
        self.started.append(p)
        return p

    def stop(self, p, patience=10):
        """End a process; its group as well, if it is slow."""
        if p.poll() is None:
            p.send_signal(signal.SIGTERM)
        try:
            p.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        try:  # it was the leader of a session of its own
            os.killpg(p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        p.wait()
        if p in self.started:
            self.started.remove(p)

    def up(self, server):
        """The server, once it listens."""
        def listens():
            return connects(server.address) or any(
                p.poll() is not None for p in server.processes)
        until(listens, 120)
        if not connects(server.address):
            raise RuntimeError(f"{server.name} does not listen: see "
                               f"{self.place}/*.log")
        return server

    def worker(self, program, db="/nonexistent/rules.db", tcp=False,
               name=None, workers=1):
        """The worker, or what stands in its place on the same loop."""
        name = name or f"w{len(self.started)}"
        address = f"127.0.0.1:{free_port()}" if tcp else \
            f"unix:{self.path(name)}"
        p = self.start(f"{self.build}/{program}", "--db", db, "--hits",
                       self.path(name + ".hits.db"), "--workers",
                       str(workers),
                       "--listen", address, log=name)
        return self.up(Server(name, address, [p],
                              hits=program == "detour.fcgi"))

    def plain(self, program, *args, tcp=False, name=None):
        """A program that listens on its descriptor 0."""
        name = name or f"p{len(self.started)}"
        if tcp:
            s = socket.socket()
            s.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{s.getsockname()[1]}"
        else:
            s = socket.socket(socket.AF_UNIX)
            s.bind(self.path(name))
            os.chmod(self.path(name), 0o666)
            address = "unix:" + self.path(name)
        s.listen(1024)
        with s:
            p = self.start(f"{self.build}/bench/{program}", *args, stdin=s,
                           log=name)
        return self.up(Server(name, address, [p]))

    # ----------------------------------------------------------------- data

    def make(self, name, *args):
        """What corpus_write writes, kept."""
        path = f"{self.data}/{name}"
        if not os.path.exists(path):
            with open(path + ".new", "wb") as f:
                subprocess.run([f"{self.build}/bench/corpus_write",
                                *map(str, args)], stdout=f, check=True)
            os.rename(path + ".new", path)
        return path

    def csv(self, n, heads=0, deep=False, form="csv"):
        name = f"{n}{'-deep' if deep else ''}{f'-{heads}' if heads else ''}" \
            f"{'' if form == 'csv' else '-' + form}"
        return name, self.make(f"{name}.csv", "rules", n, heads, form,
                               *["deep"] * deep)

    def asks(self, n, draw="zipf", miss=30, deep=False, count=300000):
        """A request list, with the answers that must come."""
        return self.make(
            f"{n}-{draw}-{miss}{'-deep' if deep else ''}.asks", "asks", n,
            count, draw, miss, *["deep"] * deep)

    def tool(self, db, *args, **how):
        return subprocess.run([f"{self.build}/detour", "--db", db, *args],
                              env=CLEAN, stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, check=True, **how)

    def rules(self, n, heads=0, deep=False, form="csv"):
        """A database that the tool has made; the file is not changed."""
        name, csv = self.csv(n, heads, deep, form)
        with open("sql/schema.sql", "rb") as f:
            schema = hashlib.sha256(f.read()).hexdigest()[:8]
        db = f"{self.data}/{name}-{schema}.db"
        if not os.path.exists(db):
            self.tool(db + ".new", "init")
            self.tool(db + ".new", "import", csv)
            for tail in "-wal", "-shm", "":
                os.rename(db + ".new" + tail, db + tail)
        return db
