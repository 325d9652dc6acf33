# SPDX-License-Identifier: MIT
"""alone.py - figures that are taken one at a time: starting, seeing an edit,
importing, listing, and memory."""

import fcntl
import os
import shutil
import socket
import sqlite3
import statistics
import struct
import subprocess
import time

import stage as staged
from rounds import spread

HOST = b"www.example.org"


def record(kind, content):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def request(path):
    """A FastCGI request with our parameters, on a kept connection."""
    pairs = ((b"REQUEST_METHOD", b"GET"), (b"REQUEST_URI", path),
             (b"HTTP_HOST", HOST))
    params = b"".join(bytes((len(n), len(v))) + n + v for n, v in pairs)
    return record(1, struct.pack("!HB5x", 1, 1)) + record(4, params) + \
        record(4, b"") + record(5, b"")


def ask(s, path):
    """The answer, as the records that carry it."""
    s.sendall(request(path))
    got = b""
    # An end-of-request record of 16 octets closes it.
    while len(got) < 16 or got[-16:-14] != b"\x01\x03":
        piece = s.recv(65536)
        if not piece:
            raise ConnectionError("closed")
        got += piece
    return got


def connect(address):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(30)
    s.connect(address[5:])
    return s


def first_line(asks):
    """The path and target of the first request that a rule answers."""
    with open(asks, encoding="ascii") as f:
        for line in f:
            path, status, *target = line.rstrip("\n").split("\t")
            if status == "307":
                return path.encode(), target[0].encode()
    raise RuntimeError("no rule answers")


def first_answer(stage, db, asks, times=7):
    """From starting the worker to its first answer, in ms."""
    path, target = first_line(asks)
    took = []
    for i in range(times):
        address = f"unix:{stage.path(f'first{i}')}"
        start = time.monotonic()
        p = stage.start(f"{stage.build}/detour.fcgi", "--db", db,
                        "--workers", "1", "--hits", stage.path("first.db"),
                        "--listen", address, log="first")
        while not staged.connects(address):
            if p.poll() is not None or time.monotonic() > start + 30:
                raise RuntimeError("the worker does not start")
        with connect(address) as s:
            if target not in ask(s, path):
                raise RuntimeError("the first answer is wrong")
        took.append((time.monotonic() - start) * 1000)
        stage.stop(p)
    return {"median": statistics.median(took), "min": min(took),
            "max": max(took)}


def visible(stage, db, asks, times=40):
    """From a commit to the first answer that shows it, in ms, while the
    worker is busy with other requests on the same connection."""
    copy = stage.path("edited.db")
    shutil.copyfile(db, copy)
    path, _ = first_line(asks)
    writer = sqlite3.connect(copy, isolation_level=None, timeout=10)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA synchronous = FULL")
    worker = stage.worker("detour.fcgi", copy, name="edited")
    took = []
    with connect(worker.address) as s, open(copy + ".lock", "w") as lock:
        for i in range(times):
            end = time.monotonic() + (i % 10) / 300  # not in step with it
            while time.monotonic() < end:
                ask(s, path)
            fcntl.flock(lock, fcntl.LOCK_EX)
            writer.execute("UPDATE rule SET target = ? WHERE path = ?",
                           (f"/edit-{i}-", path.decode()))
            committed = time.monotonic()
            fcntl.flock(lock, fcntl.LOCK_UN)
            while f"/edit-{i}-".encode() not in ask(s, path):
                if time.monotonic() > committed + 10:
                    raise RuntimeError("an edit is never seen")
            took.append((time.monotonic() - committed) * 1000)
    writer.close()
    stage.stop(worker.processes[0])
    return {"median": statistics.median(took), "min": min(took),
            "max": max(took)}


def peak_memory(pid):
    """The most that a process has had, in octets; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as f:
            return sum(int(line.split()[1]) * 1024 for line in f
                       if line.startswith("VmHWM:"))
    except OSError:
        return 0


def timed(command, **how):
    """(seconds, peak memory in octets) of a command that succeeds.  What
    wait4() says of memory counts this program's own, before the exec."""
    start = time.monotonic()
    p = subprocess.Popen(command, env=staged.CLEAN, **how)
    peak = 0
    while p.poll() is None:
        peak = max(peak, peak_memory(p.pid))
        time.sleep(0.002)
    if p.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {p.returncode}")
    return time.monotonic() - start, peak


def sqlite3_import(stage, file, table, *options):
    """Seconds of sqlite3 .import of a file into a new database."""
    path = stage.path("plain.db")
    db = sqlite3.connect(path)
    for statement in table:
        db.execute(statement)
    db.close()
    took, _ = timed(["sqlite3", path, "PRAGMA journal_mode = WAL",
                     f".import --csv {' '.join(options)} {file} rule"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
    os.unlink(path)
    return took


def same_table(db):
    """The table of rules and its indexes, but for what an empty cell would
    break: its CHECKs, and that it is STRICT."""
    columns = db.execute("SELECT name, type FROM pragma_table_info('rule')")
    table = ", ".join(
        f"{name} {kind}{' PRIMARY KEY' if name == 'id' else ''}"
        for name, kind in columns)
    return [f"CREATE TABLE rule ({table})"] + [row[0] for row in db.execute(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = 'rule'"
        " AND type = 'index' AND sql IS NOT NULL")]


# .import makes empty texts of empty cells, which no column of numbers takes.
WITHOUT_NULL = """SELECT id, source, target, after, tags, note, status, query,
  share, coalesce(starts_at, 0), coalesce(expires_at, 4102444800), created_at,
  promoted_at, coalesce(promoted_until, 0), coalesce(max_age, 0), strict,
  ignore_case, literal, enabled, protect, sunset, rank, kind, scheme, host,
  path, lookup, params, nparams, held, conditions, added, repeats
  FROM rule ORDER BY id"""


def into_ours(stage, rows):
    """Seconds of sqlite3 .import into a database as init makes it: STRICT,
    with every CHECK and every index."""
    path = stage.path("ours.db")
    stage.tool(path, "init")
    took, _ = timed(["sqlite3", path, f".import --csv {rows} rule"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
    with sqlite3.connect(path) as db:
        if db.execute("SELECT count(*) FROM rule").fetchone()[0] == 0:
            raise RuntimeError("sqlite3 took no row")
    os.unlink(path)
    return took


def import_once(stage, n):
    """Seconds of each way, one after the other; peak memory and size of ours."""
    _, file = stage.csv(n)
    path, rows = stage.path("import.db"), stage.path("rows.csv")
    stage.tool(path, "init")
    took, peak = timed([f"{stage.build}/detour", "--db", path, "import",
                        file], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result = {"seconds": took, "peak": peak,
              "octets_per_rule": os.path.getsize(path) / n}
    if shutil.which("sqlite3"):
        result["columns"] = sqlite3_import(stage, file, [
            "CREATE TABLE rule (source TEXT PRIMARY KEY, target TEXT,"
            " expires_at TEXT) WITHOUT ROWID"], "--skip 1")
        with open(rows, "wb") as out, sqlite3.connect(path) as db:
            subprocess.run(["sqlite3", "-csv", path,
                            "SELECT * FROM rule ORDER BY id"], stdout=out,
                           check=True)
            result["same"] = sqlite3_import(stage, rows, same_table(db))
        with open(rows, "wb") as out:
            subprocess.run(["sqlite3", "-csv", path, WITHOUT_NULL],
                           stdout=out, check=True)
        result["checked"] = into_ours(stage, rows)
        os.unlink(rows)
    os.unlink(path)
    return result


def importing(stage, n, count):
    """detour import against sqlite3 .import, of the same file into a table of
    its three columns, and of the same rows into the same table: so many
    rounds, and ratios within each."""
    got = [import_once(stage, n) for _ in range(count)]
    result = {"rows": n,
              "rate": spread([n / g["seconds"] for g in got]),
              "peak": max(g["peak"] for g in got),
              "octets_per_rule": got[0]["octets_per_rule"]}
    for way in "columns", "same", "checked":
        if way in got[0]:
            result[f"sqlite3_{way}"] = spread(
                [g["seconds"] / g[way] for g in got])
    return result


def streams(stage, db):
    """Time and peak memory of what goes over every rule."""
    result = {}
    for name, *args in (("export", "export", "--to", "csv"),
                        ("export to nginx", "export", "--to", "nginx"),
                        ("list", "list", "--format", "tsv"),
                        ("stale", "stale", "--format", "json")):
        took, peak = timed([f"{stage.build}/detour", "--db", db, *args],
                           stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        result[name] = {"seconds": took, "peak": peak}
    return result


def private_memory(server):
    """Of the child that answers: not shared with anybody."""
    child = staged.children(server.pids[0])[1]
    return staged.memory(child, "Private_")
