#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_tool_move.py - many rules at once: import and export, there and back;
what is refused, and what happens when a run is cut off, or two meet.

    test_tool_move.py BUILD
"""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys

from pace import SLOWER
from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
t = Tool(BUILD)


def counts(said):
    """What import --format json says, the refused ones counted."""
    return (said["added"], said["changed"], said["kept"],
            len(said["refused"]))


def load(data, *args, want=0, **more):
    return t.json("import", *args, want=want, data=data.encode() if
                  isinstance(data, str) else data, **more)


# ------------------------------------------------------------ there and back

a = Tool(BUILD)
a("add", "/a", "/b")
a("add", "h.example/B c".replace(" ", "%20"), "https://x.example/?q=ü#f",
  "--note", ' lead, "quoted"\nsecond line\r\n\ttab \\ end ', "--tags", "x,y",
  "--after", "/then", "--query", "drop", "--max-age", "0", "--strict",
  "--ignore-case", "--protect", "--sunset", "--disabled", "--from",
  "2026-01-01", "--until", "2036-01-01")
a("add", "/lit/:x*", "/:x", "--literal", "--until", "never")
a("add", "/gone", "--status", "410")
a("add", "/perm", "/x", "--status", "308")
a("add", "/temp", "/x", "--status", "302", "--until", "2036-01-01")
a("add", "/over", "/x", "--from", "2020-01-01", "--until", "2020-02-01")
a("promote", "6")
a("add", "/l", "/%6c", "--force")
a("remove", "1")
a("add", "/a", "/again")
a("add", "https://*.a.example/:year/:slug/*?p=1%202&x=", "/:slug/:splat")
a("add", "a.example~/p/(\\d+)", "/n/$1", "--rank", "7", "--ignore-case")
a("add", "~/p/(.*),\"(.*)", "/n/$1", "--until", "never")
a("add", "/index.php?id=7&view=a", "/seven", "--share", "20")
a("add", "/closed/*", "--status", "503", "--for", "2h")
a("add", "/nights", "/n", "--weekly", "mon-fri 22-6", "--zone",
  "America/New_York", "--until", "never")
a("add", "/some", "/a", "--method", "post,get", "--cookie", "b=\"x,y\"",
  "--cookie", "a", "--header", "X-A=1, \"2\"", "--header", "x-b",
  "--language", "fr,de-AT", "--from-net", "::1", "--from-net", "10.0.0.0/8",
  "--cors", "https://b.example,http://localhost:3000")
a("add", "/some", "/b", "--cookie", "a")
a("add", "/some", "/c", "--cors", "*")
csv, js = a("export", "--to", "csv"), a("export", "--to", "json")
equal("CSV is the default", a("export"), csv)
equal("export in JSON is what list says", json.loads(js), a.json("list"))
for kind, text in (("csv", csv), ("json", js)):
    b = Tool(BUILD)
    b("import", "--from", kind, data=text.encode())
    equal(f"{kind} goes there and back to the octet",
          (b("export"), b("export", "--to", "json")), (csv, js))
    said = b.json("import", "--from", kind, data=text.encode())
    equal(f"{kind} again: all are there", counts(said), (0, 0, 17, 0))
    said = b.json("import", "--from", kind, "--on-conflict", "overwrite",
                  data=text.encode())
    equal(f"{kind} over itself changes nothing", counts(said), (0, 0, 17, 0))
    b("undo")
    equal(f"the import of {kind} is undone as one", b.json("list"), [])
lines = "".join(json.dumps(r) + "\n" for r in json.loads(js))
b = Tool(BUILD)
b("import", b.write("rules.jsonl", lines))
equal("objects one after the other are JSON, too", b("export"), csv)
equal("filters of export", a("export", "--state", "expired").count("\n"), 2)
a("export", "--output", "out.csv")
equal("export to a file", a.read("out.csv"), csv)
equal("and nothing else is left there",
      [n for n in os.listdir(a.folder.name) if n.startswith("out")],
      ["out.csv"])
a.refused("export to a folder that is not there", "export", "--output",
          "none/out.csv", want=3, says="none/out.csv")
a.refused("export of another format", "export", "--to", "xml", want=2,
          says="csv, json")

# ------------------------------------------------------------ what a row means

said = load("source,target\n/1,/x\n/2,/y\n")
equal("only source and target are needed", counts(said), (2, 0, 0, 0))
t.same("the rest is default, since ever and never", t.json("list")[0],
       source="/1", target="/x", status=307, starts_at=None, expires_at=None,
       enabled=True, after="decline")
equal("in any order, in capitals, with a mark, CRLF, blank lines, spaces", counts(
    load(b"\xef\xbb\xbfNote, TARGET ,source\r\n\r\n"
         b"\"a, \"\"b\"\"\r\nc\", /x , /3\r\n   \r\n,/x,/4")), (2, 0, 0, 0))
rules = t.json("list")
t.same("a quoted cell keeps its newline", rules[2], source="/3", target="/x",
       note='a, "b"\r\nc')
t.same("the last line may lack its end", rules[3], source="/4", note="")
equal("state is ignored", counts(load(
    "source,target,state,expires_at\n/5,/x,active,2020-01-01\n")), (1, 0, 0, 0))
t.same("a date in expires_at includes that day", t.json("list")[4],
       state="expired", expires_at="2020-01-01T23:00:00Z")
p = t.run("import", data=b"source,target,status,expires_at\n"
          b"/6,/x,308,2036-01-01\n/7,/x,301,2036-01-01\n/8,/x,308,\n")
check("a permanent rule with an end: its twin, with a warning",
      p.stderr.count(b"warning: ") == 2 and p.returncode == 0, p.stderr)
equal("307 for 308, 302 for 301", [
    (r["status"], r["state"]) for r in t.json("list")[5:]],
    [(307, "active"), (302, "active"), (308, "permanent")])
load("source,target,tags,expires_at\n/9,/x,b,\n/10,/x,,2036-01-01\n",
     "--tag", "new", "--tag", "a", "--for", "30d")
nine, ten = t.json("list")[8:10]
equal("--tag is put on every rule", (nine["tags"], ten["tags"]),
      ("a,b,new", "a,new"))
for octets in 501, 2500:
    t.refused(f"a --tag of {octets} octets", "import", "--tag", "x" * octets,
              want=2, says="the limit is 500")
check("--for is for those without an end", nine["expires_at"] and
      ten["expires_at"] == "2036-01-01T23:00:00Z", (nine, ten))
equal("JSON takes null, numbers and booleans", counts(load(json.dumps([
    {"source": "/11", "target": "/x", "max_age": 60, "strict": True,
     "expires_at": None, "note": "\u00fc"},
    {"source": "/12", "target": None, "status": 410}]))), (2, 0, 0, 0))
t.same("as they are meant", t.json("list")[10], max_age=60, strict=True,
       note="ü")
data = "id,source,target\n"
equal("an id is kept if it was never used", counts(load(
    data + "500,/13,/x\n1,/14,/x\n500,/15,/x\n")), (3, 0, 0, 0))
ids = {r["source"]: r["id"] for r in t.json("list")}
equal("else it is another", (ids["/13"], ids["/14"] not in (1, 500),
                             ids["/15"] not in (1, 500)), (500, True, True))

# ------------------------------------------------------------------ conflicts

data = "source,target,starts_at\n/1,/z,\n/1/,/z,2026-01-01\n"
equal("keep: the same source and start is left alone", counts(load(data)),
      (1, 0, 1, 0))
equal("it was", t.rule("1")["target"], "/x")
twice = Tool(BUILD)
both = "source,target,starts_at,repeats\n" \
    "/d,/am,2026-01-01,daily 0-12 UTC\n/d,/pm,2026-01-01,daily 12-24 UTC\n"
equal("what repeats at other hours is another rule",
      counts(twice.json("import", data=both.encode())), (2, 0, 0, 0))
equal("and the same hours are the same",
      counts(twice.json("import", data=both.encode())), (0, 0, 2, 0))
equal("overwrite: it is replaced", counts(load(
    data, "--on-conflict", "overwrite")), (0, 1, 1, 0))
equal("it is", t.rule("1")["target"], "/z")
t("undo")
equal("and comes back", t.rule("1")["target"], "/x")
equal("the same id and source is the same rule", counts(load(
    "id,source,target,starts_at\n500,/13,/z,2026-01-01\n", "--on-conflict",
    "overwrite")), (0, 1, 0, 0))
load("source,target,status,promoted_at\n/trust,/good,308,2020-01-01\n")
same = "source,target,status,promoted_at\n/trust,/%s,308,2020-01-01\n"
load(same % "good", "--on-conflict", "overwrite")
equal("what is overwritten with the same answer is trusted as before",
      t.json("explain", "/trust")["cache_control"], "max-age=31536000")
load(same % "other", "--on-conflict", "overwrite")
equal("with another one trust begins anew, whatever the row says",
      t.json("explain", "/trust")["cache_control"], "max-age=3600")
t("undo")
load("source,target,status\n/trust,/other,308\n", "--on-conflict",
     "overwrite")
equal("and where it says nothing",
      t.json("explain", "/trust")["cache_control"], "max-age=3600")
before = t("export")
t.refused("fail: nothing is imported", "import", "--on-conflict", "fail",
          want=1, data=b"source,target\n/new,/x\n/1,/z\n",
          says=["standard input:3:", "nothing was imported"])
t.refused("and nothing is counted, where a row was refused before", "import",
          "--on-conflict", "fail", want=1,
          data=b"source,target\n,/x\n/new,/x\n/1,/z\n",
          says=["standard input:4:", "nothing was imported"])
equal("nothing was", t("export"), before)
equal("two rows of one file meet, too", counts(load(
    "source,target\n/16,/x\n/16,/y\n")), (1, 0, 1, 0))
t.refused("another answer to a conflict", "import", "--on-conflict", "ask",
          want=2, says="keep, overwrite or fail")

# ------------------------------------------------------------------- refusals

bad = ('source,target,status,note\n'
       '/ok1,/x,,\n'
       '/a,javascript:x,,\n'
       '/b,/x,307,"two\nlines",more\n'
       '/c,/x,999,\n'
       '/d,/x\n'
       '/e,/x,3"07,\n'
       ',/x,,\n'
       '/ok2,/x,,"fine\ntoo"\n'
       '~/(f,/x,,\n'
       '/\xff,/x,,\n').encode("latin-1")
wanted = [(3, "javascript:"), (4, "5 fields"), (6, "999"), (7, "2 fields"),
          (8, "quote"), (9, "no source"), (12, "parenthesis"), (13, "UTF-8")]
before = t("export")
said = load(bad, "--all-or-nothing", want=1)
equal("--all-or-nothing imports nothing", (counts(said), t("export")),
      ((0, 0, 0, 8), before))
said = load(bad, "--dry-run", want=1)
equal("--dry-run reads it all, and changes nothing",
      (counts(said), t("export")), ((2, 0, 0, 8), before))
said = load(bad, "--refused", "again.csv", want=1)
equal("the good rows go in", counts(said), (2, 0, 0, 8))
equal("each refused row has its first line", [r["line"] for r in
                                               said["refused"]],
      [line for line, _ in wanted])
for (line, says), r in zip(wanted, said["refused"]):
    check(f"and its reason: line {line}", says in r["reason"] and r["text"], r)
equal("a row of two lines is told whole", said["refused"][1]["text"],
      '/b,/x,307,"two\nlines",more')
again = open(t.path("again.csv"), "rb").read()
check("--refused has them as they came, with their header",
      again.startswith(b"source,target,status,note\n/a,javascript:x,,\n/b,/x,307"
                       b',"two\nlines",more\n') and again.count(b"\n") == 10,
      again)
equal("and can be imported again", counts(load(again, want=1)), (0, 0, 0, 8))
p = t.run("import", t.write("bad.csv", bad))
check("as text they are on standard error, with file and line",
      all(f"bad.csv:{line}: ".encode() in p.stderr for line, _ in wanted) and
      p.returncode == 1 and b"0 added" not in p.stdout, p.stderr)
said = load('[{"source":"/j1","target":"/x"},\n{"source":"/j2","target":1.5},\n'
            '{"source":"/j3","target":"/x","colour":"red"}]', want=1)
equal("JSON: row by row, too", (counts(said), [
    r["line"] for r in said["refused"]]), ((1, 0, 0, 2), [2, 3]))
check("an unknown key names the known ones",
      "colour" in said["refused"][1]["reason"] and
      "expires_at" in said["refused"][1]["reason"], said)

STOPS = {
    "an unknown column": (b"source,target,colour\n/a,/b,red\n",
                          ["'colour'", "expires_at"]),
    "a column twice": (b"source,target,Source\n/a,/b,/c\n", ["twice"]),
    "no header": (b"/a,/b\n", ["unknown column '/a'"]),
    "no target column": (b"source\n/a\n", ["'target'"]),
    "an empty file": (b"", ["empty"]),
    "UTF-16": ("source,target\n".encode("utf-16"), ["UTF-16"]),
    "half an array": (b'[{"source":"/x","target":"/y"},', ["ends within"]),
    "half an object": (b'[{"source":"/x","tar', [":1: this is not JSON"]),
    "no object": (b'[\n\n["source"]]', [":3: an object"]),
    "something after the array": (b'[{"source":"/x","target":"/y"}]\n"',
                                  [":2: something follows"]),
    "a key twice": (b'[{"source":"/x","source":"/y","target":"/y"}]',
                    ["not JSON"]),
    "an endless object": (b'[{"source":"' + b"x" * 70000, ["too long"]),
}
before = t("export")
for name, (data, says) in STOPS.items():
    t.refused(f"the whole file is refused: {name}", "import", want=2,
              data=data, says=says)
equal("and nothing is imported", t("export"), before)
said = load(b'source,target\n/q1,/x\n"/q2,/x\n' + b"/fill,/x\n" * 8000 +
            b"/q3,/x\n", want=1)
check("a quote that is not closed costs a part of the file only",
      said["added"] >= 2 and len(said["refused"]) == 1 and
      said["refused"][0]["line"] == 3 and
      "not closed" in said["refused"][0]["reason"], counts(said))
t.write("mine.csv", "source,target\n/mine,/x\n/bad,x\n")
t.refused("refused rows into the very file that is read", "import",
          "mine.csv", "--refused", "./mine.csv", want=2,
          says="is the file that is imported")
check("which stays as it is", "/mine,/x" in t.read("mine.csv"))
t.refused("a file that is not there", "import", "none.csv", want=3,
          says="none.csv")
t.refused("a format that is none", "import", "--from", "xml", want=2,
          data=b"x", says="there are")
for name, data, kind in [("x.csv", "source,target\n", "csv"),
                         ("x.json", "[]", "json"),
                         ("x.txt", "[]", "json"),
                         ("y.txt", "source,target\n", "csv")]:
    p = t.run("import", t.write(name, data))
    check(f"{name}: the format is guessed, and that is said",
          f"as {kind}, by".encode() in p.stderr and p.returncode == 0, p)

# ------------------------------------------------------- cut off, and together

big = t.write("big.csv", "source,target,status,note\n" + "".join(
    f'/big/{i},https://new.example/{i},307,"note {i}"\n'
    for i in range(100000)))
k = Tool(BUILD)
k("add", "/first", "/x")
for cut in (1, 20000, 90000):
    p = subprocess.Popen([k.build + "/detour", "import", "--from", "csv"],
                         env=k.env, stdin=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with open(big, "rb") as f:
        for _ in range(cut):
            p.stdin.write(f.readline())
    p.stdin.flush()
    p.send_signal(signal.SIGKILL)
    p.wait()
    try:
        p.stdin.close()
    except BrokenPipeError:
        pass
    equal(f"killed after {cut} lines, nothing is half there",
          [r["source"] for r in k.json("list", "--source", "/big/")], [])
    k.sound("and the database is whole, and can be written")
wal = k.path("rules.db-wal")
for _ in range(3):
    before = os.path.getsize(wal)
    p = subprocess.Popen([k.build + "/detour", "import", big], env=k.env,
                         stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while p.poll() is None and os.path.getsize(wal) <= before:
        pass
    p.kill()
    p.wait()
    there = len(k.json("list", "--source", "/big/"))
    check("killed while it commits: all are there, or none",
          there in (0, 100000), there)
    k.sound("and the database is whole, and can be written again")
    if there:
        k("undo", str(next(e["batch"] for e in k.json("history")
                           if e["what"] == "import")))
equal("100,000 rows go in", counts(k.json("import", big)), (100000, 0, 0, 0))
equal("and come out", k("export", "--source", "/big/").count("\n"), 100001)
k("undo")
equal("and go as one", k.json("list", "--source", "/big/"), [])

# They wait for each other for five seconds, of which each takes one or two
# under memcheck.
many = 20 if SLOWER == 1 else 2
with concurrent.futures.ThreadPoolExecutor(many) as pool:
    codes = list(pool.map(lambda i: k.run("add", f"/par/{i}", "/x").returncode,
                          range(many)))
equal(f"{many} at once: each is done", codes, [0] * many)
equal("and all are there", len(k.json("list", "--source", "/par/")), many)
equal("each with its event",
      sum(e["what"] == "add" for e in k.json("history", "--limit", f"{many}")), many)

os.unlink(k.path("rules.db.lock"))
os.chmod(k.path("rules.db"), 0o660)
k.run("add", "/lock", "/x", umask=0o077)
equal("the lock can be taken by whoever may write the rules",
      os.stat(k.path("rules.db.lock")).st_mode & 0o777, 0o660)
os.unlink(k.path("rules.db.lock"))
os.symlink("elsewhere", k.path("rules.db.lock"))
k.refused("a lock that cannot be opened is told", "add", "/lock2", "/x",
          want=3, says="cannot open the lock")
os.unlink(k.path("rules.db.lock"))

# ---------------------------------------------------------------------- backup

before = k("export", "--source", "/par/")
said = k("backup", "copy.db")
check("backup says where", "copy.db" in said)
equal("the copy has the same rules",
      k("--db", k.path("copy.db"), "export", "--source", "/par/"), before)
equal("and can be written",
      k.run("--db", k.path("copy.db"), "add", "/c", "/d").returncode, 0)
k.refused("backup does not overwrite", "backup", "copy.db", want=3,
          says="copy.db")
k.refused("backup into nowhere", "backup", "none/copy.db", want=3,
          says="none/copy.db")

done()
