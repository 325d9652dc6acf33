#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_stage.py - detour stage: changes made aside, looked at, applied at once,
or dropped; and who may take them for live.

    test_stage.py BUILD
"""

import fcntl
import os
import sqlite3
import subprocess
import sys

from kills import cannot_trace, inject, kills, unleaked
from tap import check, done, equal, skip
from tool import Tool

BUILD = os.path.abspath(sys.argv[1])
t = Tool(BUILD)
END = ["--until", "2036-01-01"]
BOB = {"DETOUR_USER": "bob"}


def rules(*args):
    return {r["source"]: r["target"] for r in t.json("list", *args)}


def left():
    return sorted(n for n in os.listdir(t.folder.name) if "stage" in n)


t("add", "/a", "/a1", *END)
t("add", "/b", "/b1", *END)
t("add", "/c", "/c1", *END)
was = rules()
t.refused("without a stage there is none to show", "stage", want=1,
          says="stage begin")
t.refused("nor to edit", "add", "/x", "/y", "--stage", want=1,
          says="no stage is begun")
t.refused("nor to apply", "stage", "apply", want=1, says="no stage is begun")
t.refused("a word that is none", "stage", "commit", want=2,
          says="begin, diff, apply or drop")
check("begin --dry-run begins none", t("stage", "begin", "--dry-run")
      .startswith("would begin") and left() == [])
got = t.json("stage", "begin", "--dry-run")
equal("and as JSON it is the stage that would be", (got["changes"], left()),
      (0, []))
t("stage", "begin")
t.refused("a second one", "stage", "begin", want=1, says="already, by ann")

# ------------------------------------------------------- which of the two it is

p = t.run("edit", "1", "--target", "/a2")
check("its owner's changes go there, and say so, twice",
      p.stdout.startswith(b"in the stage: edited rule 1") and
      b"not live before 'detour stage apply'" in p.stderr, p.stderr)
t("remove", "2")
new = t.add("/n", "/n1", *END)
t("expect", "/n", "/n1")
equal("what is live is as it was", rules(), was)
check("the worker serves what was", "Location: /a1" in t.cgi("/a"))
equal("--stage shows the stage", rules("--stage"),
      {"/a": "/a2", "/c": "/c1", "/n": "/n1"})
equal("explain, too", t.json("explain", "/a", "--stage")["location"], "/a2")
p = t.run("list")
check("reading what is live says so to its owner",
      b"this is what is live" in p.stderr, p.stderr)
check("and to nobody else", t.run("list", env=BOB).stderr == b"")
p = t.run("expect", "--format", "json")
check("expectations that are only read are those that are live",
      p.stdout == b"[]\n" and b"this is what is live" in p.stderr, p)
equal("and with --stage those that are not yet",
      [e["url"] for e in t.json("expect", "--stage")], ["/n"])
p = t.run("add", "/bob", "/b1", *END, env=BOB)
check("what others change is live, and says so",
      b"this is live: the stage is that of ann" in p.stderr and
      p.stdout.startswith(b"added rule") and "/bob" in rules(), p.stderr)
t("add", "/live", "/l1", *END, "--live")
check("--live is live", "/live" in rules() and "/live" not in rules("--stage"))
p = t.run("edit", "3", "--note", "by bob", "--stage", env=BOB)
check("and others may put changes there", p.returncode == 0 and
      t.rule("3")["note"] == "", p.stderr)
t.refused("both at once", "list", "--stage", "--live", want=2,
          says="one or the other")
for typed in ["verify"], ["restore", "rules.db"], ["init"], ["doctor"]:
    t.refused(f"of no use to {typed[0]}", *typed, "--stage", want=2,
              says="--stage is of no use here")
t.same("where one stands", t.json("stage"), who="ann", changes=5, conflicts=0)

# ------------------------------------------------------------------------ diff

rows = t.json("stage", "diff")
equal("diff shows each rule", [(r["what"], r["rule"]) for r in rows
                               if r["rule"] and r["what"] != "answer"],
      [("changed", 1), ("removed", 2), ("changed", 3), ("added", 4)])
equal("and each expectation", [(r["what"], r["url"], r["message"]) for r in rows
                               if not r["rule"]],
      [("added", "/n", "expectation 1: GET /n gets 3xx /n1")])
equal("what is changed in it", rows[0]["message"], "target: /a1 -> /a2")
equal("and each answer", [(r["url"], r["before"], r["after"]) for r in rows
                          if r["what"] == "answer"],
      [("/a", "307 /a1", "307 /a2"), ("/b", "307 /b1", "404"),
       ("/n", "404", "307 /n1")])
for path in ("/b", "/b", "/b", "/c", "/c"):
    t.cgi(path)
equal("what is visited most comes first, and what is not live last",
      [(r["url"], r["hits"]) for r in t.json("stage", "diff")
       if r["what"] == "answer"], [("/b", 3), ("/a", 1), ("/n", 0)])
check("the hits of what changes are told, and all", "3 answers would be "
      "another, of rules with 4 of 6 hits" in t("stage", "diff"),
      t("stage", "diff"))
t.write("log", "/a\n/a\nPOST /b\n/c\n/bob\n")
equal("of a list of URLs as diff shows it",
      [(r["url"], r["count"]) for r in t.json("stage", "diff", "--file",
                                              "log")],
      [("/a", 2), ("/b", 1), ("/bob", 1)])
t("add", "/a2", "/a", *END, "--force", "--stage")
found = t.json("stage", "diff", want=1)
check("diff finds what lint would", any(
    r["what"] == "error" and "circle" in r["message"] for r in found), found)
t("undo")
equal("undo takes back what was staged", t.json("stage")["changes"], 5)

# ----------------------------------------------------------------------- apply

p = t.run("stage", "apply", "--dry-run")
check("apply --dry-run says what it would do", p.returncode == 0 and
      b"would change rule 1" in p.stdout and
      b"would remove rule 2" in p.stdout and
      b"would add rule" in p.stdout, p.stdout)
check("and does not", rules()["/a"] == "/a1" and left() != [])
t("edit", "1", "--target", "/a3", "--live")
t.refused("what was changed since is a conflict", "stage", "apply", want=1,
          says=["rule 1 was changed both", "nothing was changed", "--force"])
equal("then nothing is done", (rules()["/a"], rules()["/b"], t.json("stage")
                               ["conflicts"]), ("/a3", "/b1", 1))
check("diff shows it", "conflict" in t.json("stage", "diff", want=1)[0]
      ["message"])
t("undo", "--live")
equal("what is taken back is none", t.json("stage")["conflicts"], 0)
t("expect", "/c", "/c1", "--live")
t("edit", "3", "--target", "/c2")
t.refused("an expectation that it would break", "stage", "apply", want=1,
          says=["expectation", "would get 307 /c2"])
check("diff shows that, too", any(r["what"] == "error" and
                                  "/c1" in r["message"]
                                  for r in t.json("stage", "diff", want=1)))
t("undo")
t("expect", "/n", "404", "--live")
t.refused("an expectation that contradicts one that is live", "stage", "apply",
          want=1, says="expectation 2 says that it gets 404")
check("diff shows that, too", any(r["what"] == "error" and
                                  "expectation 2 says that it gets 404" in
                                  r["message"]
                                  for r in t.json("stage", "diff", want=1)))
t("undo", "--live")
before = rules()
t("stage", "apply")
equal("all of it is live", rules(),
      {"/a": "/a2", "/c": "/c1", "/n": "/n1", "/bob": "/b1", "/live": "/l1"})
check("what got another id is whole", t.rule("3")["note"] == "by bob" and
      len({r["id"] for r in t.json("list")}) == 5)
equal("so are its expectations", [e["url"] for e in t.json("expect")],
      ["/c", "/n"])
equal("nothing is left of it", left(), [])
equal("it is one change, by whom it was applied",
      {(e["what"], e["who"]) for e in t.json("history", "--limit", "4")},
      {("stage", "ann")})
t("undo")
equal("and one undo takes it back", rules(), before)
equal("with its expectations", [e["url"] for e in t.json("expect")], ["/c"])
t("undo", "--force")
t("stage", "begin")
t("edit", "3", "--note", "again")
p = t.run("stage", "apply", prefix=["sh", "-c", '"$0" "$@" >/dev/full'])
equal("what is live is staged no longer, also where that cannot be told",
      (p.returncode, t.rule("3")["note"], left()), (3, "again", []))

# ---------------------------------------- which expectations are not in it

for url in ("/gone", "/here"):
    t("expect", url, "404")
with sqlite3.connect(t.path("rules.db")) as db:
    db.execute("UPDATE expectation SET created_at = created_at + 5000")
db.close()
gone, here = (e["id"] for e in t.json("expect") if e["url"] in
              ("/gone", "/here"))
t("stage", "begin")
t("expect", "--remove", str(gone))
t("expect", "--remove", str(here), "--live")
t("expect", "/there", "404")
equal("a rehearsal says what would become of expectations",
      [line.split(":")[0] for line in
       t("stage", "apply", "--dry-run").splitlines()],
      [f"would remove expectation {gone}", f"would add expectation {here + 1}"])
check("drop says how many there are",
      "with 2 changes" in t("stage", "drop", "--dry-run"))
equal("what becomes of them is said",
      t("stage", "apply"), f"removed expectation {gone}: GET /gone gets 404\n"
      f"added expectation {here + 1}: GET /there gets 404\n")
t("expect", "--remove", str(here + 1))
equal("what the clock says is no matter: those that were removed are gone",
      [e["url"] for e in t.json("expect")], [])

# ------------------------------------------------- what is permanent, and a drop

t("stage", "begin")
t("promote", "3")
with sqlite3.connect(t.path("rules.db.stage")) as db:
    db.execute("UPDATE rule SET promoted_at = promoted_at - 5000000, "
               "expires_at = NULL WHERE id = 3")
db.close()
t("stage", "apply")
check("caches trust a promotion from when it is live",
      t.json("explain", "/c")["cache_control"] in
      ("public, max-age=3600", "max-age=3600"),
      t.json("explain", "/c")["cache_control"])
t("stage", "begin")
t("remove", "1", "3")
equal("drop --dry-run as JSON is what would be dropped",
      t.json("stage", "drop", "--dry-run")["changes"], 2)
check("drop --dry-run drops nothing", t("stage", "drop", "--dry-run")
      .startswith("would drop") and left() != [])
check("drop says how much it was",
      "dropped the stage of ann, with 2 changes" in t("stage", "drop"))
check("and it is gone", left() == [] and "/a" in rules())
t("stage", "begin")
t("backup", "copy.db", "--live")
t("restore", "copy.db")
t.refused("after a restore it can't be told what is other", "stage", "apply",
          want=1, says="were restored since")
for name in left():
    os.unlink(t.path(name))

# -------------------------------------------------- killed before any call of it

FIVE = [f"/k{n}" for n in range(5)]


def apply_five(prefix):
    """What is left of the last time goes: a stage without its database is
    litter, and no stage."""
    if any(name.endswith(".stage") for name in left()):
        t("stage", "drop")
    there = [r["id"] for r in t.json("list", "--live", "--source", "/k")]
    if there:
        t("remove", *map(str, there), "--live")
    t("stage", "begin")
    t("import", "--from", "csv", data="source,target\n".encode() +
      "".join(f"{s},/x\n" for s in FIVE).encode())
    return t.run("stage", "apply", prefix=prefix, env=unleaked(t.env))


torn, none, whole = [], 0, 0
if cannot_trace():
    skip("killed before each call", cannot_trace())
else:
    for when, p in kills(apply_five, ("pwrite64", "ftruncate", "unlink",
                                      "exit_group")):
        got = [s for s in rules("--live") if s.startswith("/k")]
        whole += got == FIVE and p.returncode != 0
        if got == [] and p.returncode != 0:
            none += 1
            if any(name.endswith(".stage") for name in left()):
                t("stage", "apply")
                got = [s for s in rules("--live") if s.startswith("/k")]
            else:
                got = FIVE
        if got != FIVE:
            torn.append((when, p.returncode, got, p.stderr))
    equal("killed before each call, all of it is done or none, and it goes on",
          torn, [])
    check("some before it was done, some after", none > 9 and whole > 9,
          (none, whole))

# ------------------------------------------------ who comes just before the end

if cannot_trace():
    skip("a change just before the stage is gone", cannot_trace())
else:
    t("stage", "begin")
    t("add", "/first", "/x", *END)
    p = subprocess.Popen(
        [*inject("flock", "delay_enter=300000"), BUILD + "/detour", "stage",
         "apply"],
        env=unleaked(t.env), cwd=t.folder.name, stdout=-3, stderr=-3)
    taken = []
    while p.poll() is None:
        name = f"/late{len(taken)}"
        if t.run("add", name, "/x", *END, "--stage",
                 "--no-wait").returncode == 0:
            taken.append(name)
    equal("what comes into a stage before it is gone is not lost",
          [s for s in taken if s not in rules("--live")], [])
    check("some came", len(taken) > 1, taken)

# ------------------------- a file system that cannot rename without replacing

if cannot_trace():
    skip("a stage on such a file system", cannot_trace())
else:
    p = t.run("stage", "begin", prefix=inject("renameat2", "error=EINVAL"),
              env=unleaked(t.env))
    equal("a stage begins where one cannot rename without replacing",
          (p.returncode, p.stderr), (0, b""))
    check("and is all that is there", "rules.db.stage" in left() and
          not any(n.endswith(".new") for n in left()), left())
    t.run("stage", "drop")

# ------------------------------------------- owners and modes that are not set

if cannot_trace():
    skip("a stage whose mode cannot be set", cannot_trace())
else:
    was = os.stat(t.path("rules.db")).st_mode & 0o777
    os.umask(0o022)  # of a copy that is made with 640
    for mode, status, says in ((0o600, 3, b"owner and the mode of '"),
                               (0o640, 0, b"")):
        os.chmod(t.path("rules.db"), mode)
        p = t.run("stage", "begin", prefix=inject("chmod", "error=EPERM"),
                  env=unleaked(t.env))
        check(f"where no mode can be set, of one of {mode:o} a stage " +
              ("is refused in words" if status else "begins"),
              p.returncode == status and says in p.stderr, p)
        check("and it is there whole, or not at all",
              ("rules.db.stage" in left()) == (status == 0), left())
    t.run("stage", "drop")
    os.chmod(t.path("rules.db"), was)

# --------------------------------------------------------- a disk that fails

if cannot_trace():
    skip("a stage on a disk that fails", cannot_trace())
else:
    ended, unfit, unsaid = [], [], []
    while ended[-2:] != [0, 0]:
        when = f"error=EIO:when={len(ended) + 1}+"
        p = t.run("stage", "begin", prefix=inject("fdatasync", when),
                  env=unleaked(t.env))
        ended.append(p.returncode)
        if p.returncode and (left() != [] or
                             b"disk I/O error" not in p.stderr):
            unsaid.append((when, left(), p.stderr))
        if p.returncode == 0 and t.run("stage").returncode:
            unfit.append(when)
        for name in left():
            os.unlink(t.path(name))
    equal("a stage that is begun is one, whatever could not be synced", unfit,
          [])
    equal("else there is none, and the disk is named", unsaid, [])
    check("some are not begun", len(ended) > 5, ended)

# ------------------------------------------------------ who begins at one time

for name in left():
    os.unlink(t.path(name))
t("stage", "begin")
t("add", "/mine", "/x", *END)
for name in left():
    os.rename(t.path(name), t.path("kept-" + name.removeprefix("rules.db.")))
with open(t.path("rules.db.lock")) as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    p = subprocess.Popen([BUILD + "/detour", "stage", "begin"], stdout=-1,
                         stderr=-1, env={**t.env, **BOB}, cwd=t.folder.name)
    while p.poll() is None and not any(n.endswith(".new") for n in left()):
        pass
    for name in left():
        if name.startswith("kept-"):
            os.rename(t.path(name),
                      t.path("rules.db." + name.removeprefix("kept-")))
err = p.communicate()[1]
equal("of two who begin a stage at one time the second is refused",
      (p.returncode, b"begun already, by ann" in err), (1, True))
check("and what is in that of the first is not lost",
      "/mine" in rules("--stage"), err)

# --------------------------------------------------- a stage that can't be read

for name in left():
    os.unlink(t.path(name))
was = rules()
t.write("rules.db.stage", "not one " * 1000)
p = t.run("list", "--format", "json")
check("what is live can be read beside a stage that can't",
      p.returncode == 0 and p.stderr == b"" and rules() == was, p.stderr)
t.refused("the stage itself can't", "list", "--stage", want=3,
          says="rules.db.stage' is not a database")
t.refused("and a change is not taken for either of them", "add", "/whose",
          "/x", *END, want=3, says=["rules.db.stage' is not a database",
                                    "whose stage that is", "--live"])
t("add", "/whose", "/x", *END, "--live")
equal("with --live it is", rules(), {**was, "/whose": "/x"})
os.unlink(t.path("rules.db.stage"))
t.sound("the database is whole")
done()
