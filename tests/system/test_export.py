#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_export.py - what the tool writes for others, and what it refuses.

    test_export.py BUILD
"""

import os
import re
import subprocess
import sys

from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool

SERVERS = ["nginx", "apache", "caddy", "haproxy"]

t = Tool(sys.argv[1])
t("add", "/old", "/new")
t("add", "/docs/*", "https://new.example/:splat", "--status", "308")
share = t.add("/half", "/x", "--share", "50")
t("add", "/nights", "/n", "--daily", "01:00-02:00", "--zone", "UTC", "--for",
  "3d")
t("add", "/off", "/x", "--disabled")
t("add", "/over", "/x", "--from", "2020-01-01", "--for", "1d")
def undated(text):
    """nginx is told when it was written."""
    return re.sub(r"# Written at .*", "", text)


for kind in SERVERS:
    p = t.run("export", "--to", kind)
    text, said = p.stdout.decode(), p.stderr.decode()
    check(f"{kind}: what cannot be expressed is told with id and reason",
          p.returncode == 1 and said == f"detour: export: rule {share}, /half, "
          "is left out: it is for a share of the visitors, 50 %\n", said)
    check(f"{kind}: what answers nothing is not written",
          "/off" not in text and "/over" not in text and "/docs" in text, text)
    check(f"{kind}: what repeats is written time by time",
          "daily 01:00-02:00 UTC" in text and 3 <= text.count("/n") <= 60,
          text)
    t.refused(f"{kind}: --strict writes nothing", "export", "--to", kind,
              "--strict", want=1, says="nothing was written")
    t("export", "--to", kind, "--only", "permanent")
    t("export", "--to", kind, "--output", "x.conf", want=1)
    equal(f"{kind}: --output has the same", undated(t.read("x.conf")),
          undated(text))
    t("export", "--to", kind, "--output", "y.conf", "--strict", want=1)
    check(f"{kind}: and with --strict nothing",
          not os.path.exists(t.path("y.conf")))
    only = t("export", "--to", kind, "--only", "permanent,expired")
    check(f"{kind}: --only chooses by states",
          "https://new.example" in only and "/new" not in only.replace(
              "https://new", ""), only)
ahead = t.add("~/d(?=x).*", "/x", "--rank", "1")
t("add", "~/d(x)", "/y")
beta = t.add("/beta", "/b", "--cookie", "beta=1")
t("add", "/form", "/f", "--method", "POST")
t("add", "~/e(x)", "/y$1")
p = t.run("export", "--to", "nginx")
check("what would answer in the place of a rule that is left out, is, too",
      f"~/d(x), is left out: rule {ahead}, which is asked before it, is not "
      "exported" in p.stderr.decode() and b"~/e(x)," not in p.stderr, p.stderr)
check("a condition on the method is written, others are not",
      f"rule {beta}, /beta, is left out: it is for some requests" in
      p.stderr.decode() and b"/form," not in p.stderr and
      b"[0-9]+ (?:POST)$" in p.stdout, p.stderr)
check("where it is possible, its requests are left alone",
      b"# Not exported, left alone: rule 3" not in p.stdout, p.stdout)
t("add", "/half/*", "/z")
t("edit", share, "--source", "/half/a/*")
p = t.run("export", "--to", "nginx")
check("they are",
      b"# Not exported, left alone: rule 3: /half/a/*" in p.stdout, p.stdout)
# ------------------------------------------------------ formats without a time

h = Tool(sys.argv[1])
h("add", "/old", "/new", "--status", "308")
h("add", "/docs/*", "https://new.example/d/:splat", "--status", "301")
h("add", "/blog/:y/:s", "https://b.example/:s/:y", "--until", "never",
  "--strict")
h("add", "https://a.example/x/*", "https://new.example/y", "--status", "301")
h("add", "a.example/p/*", "https://new.example/y/:splat", "--status", "301",
  "--query", "drop")
h("add", "a.example/e,f", "https://new.example/y\"z,".replace('"', "%22"),
  "--status", "302", "--until", "never", "--strict")
h("add", "a.example/s", "https://new.example/$1{}(x)".replace("{}", ""),
  "--status", "308", "--literal", "--strict")
h("add", "/tmp", "/x")
h("add", "/nights", "/x", "--daily", "01:00-02:00", "--zone", "UTC",
  "--until", "never")
h("add", "/later", "/x", "--from", "2099-01-01", "--until", "never")
h("add", "/gone", "--status", "410", "--until", "never")
h("add", "/alone", "-", "--until", "never")
h("add", "/slash", "/slash/", "--status", "308")
WRITES = {"netlify": 3, "cloudflare-csv": 4, "vercel-json": 4}
for kind, n in WRITES.items():
    p = h.run("export", "--to", kind)
    text, said = p.stdout.decode(), p.stderr.decode()
    check(f"{kind}: what ends, begins, or leads nowhere is told",
          p.returncode == 1 and "/tmp, is left out: it ends" in said and
          "/later, is left out: it has not begun" in said and
          "/nights, is left out: its window repeats" in said and
          "/gone, is left out: it leads nowhere" in said and
          "/alone, is left out: it leads nowhere" in said and
          "/slash, is left out: it gives way" in said, said)
    again = Tool(sys.argv[1])
    again("import", "--from", kind, data=text.encode())
    back = again("export", "--to", kind)
    def lines(s):
        return sorted(line.rstrip(",") for line in s.splitlines())
    equal(f"{kind}: exported, imported and exported again it is equal",
          lines(back), lines(text))
    check(f"{kind}: as many rules as can be said",
          len(again.json("list")) >= n, text)
check("netlify: a line", "/old /new 308!\n" in h("export", "--to", "netlify",
                                                want=1))

# ------------------------------------------------------------ for spreadsheets

x = Tool(sys.argv[1])
for i, note in enumerate(["=1+1", "+1", "-1", "@a", "\tx", "'x", "'=1", "a=1",
                          "=a,\"b\"\nc", "x"]):
    x("add", f"/{i}", "/x", "--note", note)
x("add", "/alone", "-")
raw, safe = x("export"), x("export", "--for-spreadsheet")
check("raw cells stay as they are, others get a quote", "=1+1" in raw and
      "'=1+1" in safe and "''=1" in safe and "'=a," in safe and
      ",'-," in safe.replace('"', "") and "'/" not in safe, safe)
y = Tool(sys.argv[1])
y("import", "--for-spreadsheet", data=safe.encode())
equal("which import takes off again, to the octet", y("export"), raw)
z = Tool(sys.argv[1])
p = z.run("import", data=safe.encode())
check("or says what is wrong", p.returncode == 1 and b"'-" in p.stderr, p)
for option in ("--to", "--format"):
    x.refused(f"only CSV is for spreadsheets, by {option}", "export", option,
              "json", "--for-spreadsheet", want=2,
              says="for csv, not for 'json'")

# ------------------------------------------------------------------- very many

MANY = 60000
m = Tool(sys.argv[1])
m("import", data=("source,target,status,tags\n" + "".join(
    f"/many/{i * 7919 % MANY},/x{i},308,{'ab'[i % 2]}\n"
    for i in range(MANY))).encode())


def memory(*args):
    """How many lines are written, and KiB at the most."""
    with open(m.path("out"), "wb") as out:
        p = subprocess.Popen([m.build + "/detour", "export", *args],
                             env=m.env, stdout=out)
        _, status, used = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    with open(m.path("out"), "rb") as f:
        return p.returncode, sum(1 for _ in f), used.ru_maxrss


# The sanitizers take their own, and so does memcheck.
most = 24 << 10 if "/san" not in m.build and SLOWER == 1 else 512 << 10
for name, args, want in [
        ("all of very many rules", ("--to", "netlify"), MANY),
        ("half of them, with the others in between",
         ("--to", "netlify", "--tag", "a"), MANY // 2)]:
    status, lines, kb = memory(*args)
    check(f"{name}, in little memory",
          (status, lines) == (0, want) and kb < most, (status, lines, kb))
if SLOWER > 1:
    skip("no room for temporary files", "memcheck gets some room of its own")
else:
    x.refused("no room for temporary files", "export", "--to", "caddy", want=3,
              env={"TMPDIR": "/nowhere"}, says="$TMPDIR")

# ---------------------------------------------------------------------- a file

t("export", "--output", "mine.csv")
os.chmod(t.path("mine.csv"), 0o600)
t("export", "--output", "mine.csv")
equal("a file that is replaced keeps its mode",
      os.stat(t.path("mine.csv")).st_mode & 0o777, 0o600)
os.mkdir(t.path("generated"))
os.rename(t.path("mine.csv"), t.path("generated/mine.csv"))
os.symlink("generated/mine.csv", t.path("mine.csv"))
t("add", "/linked", "/to")
t("export", "--output", "mine.csv")
equal("a symbolic link stays one", os.readlink(t.path("mine.csv")),
      "generated/mine.csv")
check("and leads to what was written",
      "/linked" in t.read("generated/mine.csv"))
equal("of which nothing else is left", os.listdir(t.path("generated")),
      ["mine.csv"])
if os.getuid() != 0:
    skip("and its owner", "needs root")
else:
    os.chown(t.path("mine.csv"), 65534, 65533)
    t("export", "--output", "mine.csv")
    st = os.stat(t.path("mine.csv"))
    equal("and its owner", (st.st_uid, st.st_gid, st.st_mode & 0o777),
          (65534, 65533, 0o600))

# --------------------------------------------------------------------- options

t.refused("a format that is none", "export", "--to", "iis", want=2,
          says=["'iis'", "csv, json, nginx, apache, caddy, haproxy, netlify"])
t.refused("a state that is none", "export", "--only", "active,late", want=2,
          says="'active,late' is not a state")

done()
